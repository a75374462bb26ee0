"""Tokens: the words, numbers and signs of formulas and programs, each with its place.

The typographic signs that people paste (``×``, ``−``, ``²`` …) become the plain ones here, and
names become NFC, so that both encodings of ``ŷ`` are one name.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Token", "tokenize"]

_SIGNS = {
    "**": "^",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "÷": "/",
    "−": "-",
    **{sign: sign for sign in "+-*/^()[],;=."},
}

_PATTERN = re.compile(
    r"(?P<space>[^\S\n]+)"
    r"|(?P<newline>\n)"
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    # A word character is a letter, a digit or an underscore of any script. Raised digits are
    # powers, not parts of names.
    r"|(?P<name>[^\W0-9⁰¹²³⁴⁵⁶⁷⁸⁹][^\W⁰¹²³⁴⁵⁶⁷⁸⁹]*)"
    r"|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<sign>\*\*|[-+*/^()\[\],;=.×·⋅÷−])"
)
_MORE_NAME = re.compile(r"[^\W⁰¹²³⁴⁵⁶⁷⁸⁹]*")
_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


class Token(NamedTuple):
    """One token.

    Attributes
    ----------
    kind
        ``number``, ``name``, ``raised`` (a power in raised digits), ``newline``, ``comment``,
        ``end``, or the plain form of a sign, such as ``*``.
    text
        As it was written; of a name, its NFC.
    line, column
        Where it begins, both counted from 1.
    offset
        Where it begins, in characters from 0.
    number
        The value of a number or of a raised power.
    """

    kind: str
    text: str
    line: int
    column: int
    offset: int
    number: float = 0.0

    def error(self, message: str) -> ExpressionError:
        """Return the error that points at this token."""
        return ExpressionError(message, line=self.line, column=self.column)


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of a text, the last one of kind ``end``.

    Raises
    ------
    ExpressionError
        At a character that no formula or program has, and at a number too large for a double.

    Examples
    --------
    >>> [token.kind for token in tokenize("2x² − .5")]
    ['number', 'name', 'raised', '-', 'number', 'end']
    """
    place, line, line_start, size = 0, 1, 0, len(text)
    while place < size:
        start, column = place, place - line_start + 1
        match = _PATTERN.match(text, place)
        if match is None:
            raise _unexpected(text[place], line, column)
        kind, written, place = match.lastgroup or "", match.group(), match.end()
        match kind:
            case "space":
                continue
            case "newline":
                yield Token("newline", written, line, column, start)
                line, line_start = line + 1, place
            case "name":
                place = _end_of_name(text, place)
                yield _name(text[start:place], line, column, start)
            case "number" | "raised":
                number = _number(written, text[place : place + 1], line, column)
                yield Token(kind, written, line, column, start, number)
            case "sign":
                yield Token(_SIGNS[written], written, line, column, start)
            case _:
                yield Token(kind, written, line, column, start)
    yield Token("end", "", line, size - line_start + 1, size)


def _end_of_name(text: str, place: int) -> int:
    """Extend a name over combining marks, which regular expressions do not count as word."""
    while place < len(text) and unicodedata.combining(text[place]):
        match = _MORE_NAME.match(text, place + 1)
        place = match.end() if match else place + 1
    return place


def _name(written: str, line: int, column: int, offset: int) -> Token:
    if written.isascii():
        return Token("name", written, line, column, offset)
    if not (written[0].isalpha() or written[0] == "_"):
        raise _unexpected(written[0], line, column)
    return Token("name", unicodedata.normalize("NFC", written), line, column, offset)


def _number(written: str, following: str, line: int, column: int) -> float:
    number = float(written.translate(_LOWERED))
    if math.isinf(number):
        message = "the number is too large for double precision"
    elif following == "_":
        message = "a number is written without “_”"
    else:
        return number
    raise ExpressionError(message, line=line, column=column)


def _unexpected(character: str, line: int, column: int) -> ExpressionError:
    shown = f"“{character}”" if character.isprintable() else f"U+{ord(character):04X}"
    return ExpressionError(f"{shown} has no meaning here", line=line, column=column)

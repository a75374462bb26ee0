r"""LaTeX names: what ``\hat{y}``, ``w_{12}`` and ``\mathrm{loss}`` are called in a graph.

One letter is one name, together with its accents, its index and the words raised beside it. The
names are those that people type (``yhat``, ``w12``, ``alpha``), unless the graph already has one
that looks the same.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from engine.calculus.notation import GREEK, latex_name
from engine.latex.functions import refusal_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.latex.tokens import LatexTokens
    from engine.tokens import Token

__all__ = ["NameReader", "is_upright", "raw_words"]

_WORDS = {letter: word for word, letter in GREEK.items()}
_GREEK_COMMANDS = frozenset(f"\\{word}" for word in GREEK)
_UPRIGHT = frozenset(
    {
        r"\mathrm",
        r"\text",
        r"\textrm",
        r"\textit",
        r"\mathit",
        r"\mbox",
        r"\mathbf",
        r"\mathsf",
        r"\textbf",
        r"\boldsymbol",
        r"\bm",
        r"\mathcal",
    }
)
_ACCENTS = {
    r"\hat": "hat",
    r"\widehat": "hat",
    r"\bar": "bar",
    r"\overline": "bar",
    r"\tilde": "tilde",
    r"\widetilde": "tilde",
    r"\vec": "\u20d7",
    r"\dot": "\u0307",
    r"\ddot": "\u0308",
}
_OTHERS = {r"\varepsilon": "epsilon", r"\vartheta": "theta", r"\varphi": "phi", r"\ell": "ℓ"}
_SIGNS_OF_INDEX = {"-": "_minus_", "+": "_plus_", ",": "_"}
_MARKS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar"}
_RAISED_WORDS = frozenset({"new", "old"})


class _Read(NamedTuple):
    """A name, where it begins and the place after it."""

    name: str
    token: Token
    after: int


def is_upright(token: Token) -> bool:
    """Whether a command sets words in a type of its own."""
    return token.text in _UPRIGHT


def raw_words(source: LatexTokens, opened: int) -> str:
    """Return what stands between braces, as it was written."""
    start = source.tokens[opened].offset + 1
    stop = source.tokens[source.partners[opened]].offset
    return source.text[start:stop].replace("\\_", "_").strip()


class NameReader:
    """Reads the names of one text.

    Parameters
    ----------
    source
        The tokens.
    assigned
        The names that a graph or program has already.
    """

    def __init__(self, source: LatexTokens, assigned: Collection[str]) -> None:
        self._source = source
        self._resolved: dict[str, str] = {}
        self._known = {latex_name(name): name for name in assigned}

    def starts_name(self, place: int) -> bool:
        """Whether a name begins at a token."""
        token = self._source.tokens[place]
        if token.kind != "command":
            return token.kind == "letter"
        return (
            token.text in _GREEK_COMMANDS
            or token.text in _ACCENTS
            or token.text in _OTHERS
            or token.text in _UPRIGHT
        )

    def read(self, place: int) -> _Read:
        """Read the name that begins at a token.

        Raises
        ------
        ExpressionError
            When an accent or an index stands alone, or stands on what is no name.
        """
        tokens, token = self._source.tokens, self._source.tokens[place]
        stem, after = self._stem(place)
        index, raised = "", ""
        if self._is_close_index(after):
            index, after = tokens[after].text, after + 1
        while tokens[after].kind in {"_", "lowered", "^"}:
            if tokens[after].kind == "lowered":
                index, after = index + tokens[after].text, after + 1
            elif tokens[after].kind == "^":
                raised = raised or self._raised_word(after + 1)
                if not raised:
                    break
                after = self.after_argument(after + 1)
            else:
                index += self._index(after + 1)
                after = self.after_argument(after + 1)
        name = _joined(stem, index) + (f"_{raised}" if raised else "")
        if name not in self._resolved:
            self._resolved[name] = self._known.get(latex_name(name), name)
        return _Read(self._resolved[name], token, after)

    def _is_close_index(self, place: int) -> bool:
        """Whether a number stands close behind a letter, as in ``x2``: no product is written so."""
        number, letter = self._source.tokens[place], self._source.tokens[place - 1]
        is_close = number.offset == letter.offset + 1
        return letter.kind == "letter" and is_close and number.text.isdecimal()

    # ------------------------------------------------------------------ parts of a name

    def _stem(self, place: int) -> tuple[str, int]:
        """Read a letter with its accents, or a word in upright type."""
        tokens, words = self._source.tokens, list[str]()
        accents: list[str] = []
        closing = 0
        while tokens[place].text in _ACCENTS:
            accents.append(_ACCENTS[tokens[place].text])
            place += 1
            if tokens[place].kind == "{":
                place, closing = place + 1, closing + 1
        token = tokens[place]
        if token.kind == "letter":
            words, place = [_plain(token.text)], place + 1
        elif token.text in _GREEK_COMMANDS:
            words, place = [token.text[1:]], place + 1
        elif token.text in _OTHERS:
            words, place = [_OTHERS[token.text]], place + 1
        elif token.text in _UPRIGHT and tokens[place + 1].kind == "{":
            words = [_word(raw_words(self._source, place + 1), token)]
            place = self._source.partners[place + 1] + 1
        elif token.text in _UPRIGHT and tokens[place + 1].kind == "letter":
            words, place = [_plain(tokens[place + 1].text)], place + 2
        else:
            raise token.error(refusal_of(token) or "a letter was expected here, that of a name")
        for _ in range(closing):
            if tokens[place].kind != "}":
                raise tokens[place].error("an accent stands on one letter")
            place += 1
        return "".join([*words, *reversed(accents)]), place

    def _raised_word(self, place: int) -> str:
        """Return the word that is raised beside a name, as in ``w^{new}``, or nothing."""
        tokens = self._source.tokens
        if tokens[place].kind == "{":
            inner = raw_words(self._source, place)
            if tokens[place + 1].text in _UPRIGHT and tokens[place + 2].kind == "{":
                inner = raw_words(self._source, place + 2)
            return inner if inner in _RAISED_WORDS else ""
        return ""

    def after_argument(self, place: int) -> int:
        """Return the place after a group or the one token in its place."""
        if self._source.tokens[place].kind == "{":
            return self._source.partners[place] + 1
        if self.starts_name(place):
            return self._stem(place)[1]
        return place + (self._source.tokens[place].kind != "end")

    def _index(self, place: int) -> str:
        """Read an index as letters, digits and words for the signs between them."""
        tokens = self._source.tokens
        stop = self.after_argument(place)
        parts: list[str] = []
        while place < stop:
            token = tokens[place]
            if self.starts_name(place):
                stem, place = self._stem(place)
                parts.append(_letter_of(stem))
                continue
            if token.kind in {"number", "lowered"} and token.text.isdecimal():
                parts.append(token.text)
            elif token.kind in _SIGNS_OF_INDEX:
                parts.append(_SIGNS_OF_INDEX[token.kind])
            elif token.kind not in {"{", "}", "_"}:
                raise token.error("an index is made of letters and whole numbers")
            place += 1
        index = "".join(parts)
        if not index.strip("_"):
            raise tokens[place].error("an index was expected after “_”")
        return index


def _plain(letter: str) -> str:
    """Spell a letter as people type it: Greek as a word, an accent after its letter."""
    decomposed = unicodedata.normalize("NFD", letter)
    first, marks = decomposed[0], decomposed[1:]
    if all(mark in _MARKS for mark in marks):
        return _spelled(first) + "".join(_MARKS[mark] for mark in marks)
    return letter


def _spelled(letter: str) -> str:
    return _WORDS.get(letter, letter)


def _letter_of(stem: str) -> str:
    """Return a name as it stands in an index, where a Greek word is one letter."""
    return GREEK.get(stem, stem)


def _joined(stem: str, index: str) -> str:
    """Put an index to its stem, as people type it: ``w12``, ``w_ij``, ``x1_2``."""
    if not index:
        return stem
    mark = "" if index[0].isdecimal() and stem[-1:].isalpha() else "_"
    return f"{stem}{mark}{index.lstrip('_')}"


def _word(words: str, token: Token) -> str:
    word = "_".join(words.replace("-", " ").split())
    if not word.replace("_", "").isalnum() or word[0].isdecimal():
        raise token.error(f"“{words}” is no name; a name is made of letters and digits")
    return word

"""Source code: expression trees as formulas of a programming language.

What differs between languages is a table: a template for each operation, how numbers and powers
are written, and what cannot be said. Operands are enclosed by how tightly they bind.
"""

from __future__ import annotations

import keyword
import string
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from engine.calculus.slope_mark import MARK
from engine.calculus.tree import Apply, Name, Number, Tree, names_in
from engine.calculus.walk import fold
from engine.errors import EngineError
from engine.operation import Operation, find_operation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["ATOM", "NEGATION", "POWER", "PRODUCT", "SUM", "Form", "Language", "Piece", "in_source"]

ATOM = 100
POWER = 30
NEGATION = 25
PRODUCT = 20
SUM = 10

_LETTERS = "tuv"
_SHORT = str.maketrans("", "", "._")


class Piece(NamedTuple):
    """A part in source code, and how tightly what it is made of holds together.

    In a template ``{0:20}`` stands for the first operand, in parentheses unless it binds tighter
    than a product.

    Attributes
    ----------
    is_plain
        It is made of the language's own numbers alone, whose arithmetic may differ.
    """

    text: str
    precedence: int = ATOM
    is_plain: bool = False

    def __format__(self, strength: str) -> str:
        """Return the text, in parentheses unless it binds tighter than that."""
        is_loose = bool(strength) and self.precedence <= int(strength)
        return f"({self.text})" if is_loose else self.text


class Form(NamedTuple):
    """How an operation is written: a template, and how tightly it binds."""

    template: str
    precedence: int = ATOM


class Language(Protocol):
    """What is particular to a language."""

    @property
    def title(self) -> str:
        """Its name for people."""

    @property
    def forms(self) -> Mapping[str, Form]:
        """How operations are written, by their names."""

    @property
    def refused(self) -> Mapping[str, str]:
        """Why operations cannot be written, by their names."""

    @property
    def reserved(self) -> frozenset[str]:
        """The names that no variable may have."""

    def number(self, value: float) -> Piece:
        """Write a number."""

    def special(self, part: Apply, operands: list[Piece]) -> Piece | None:
        """Write what no template can; None for anything else."""

    def prepared(self, piece: Piece) -> Piece:
        """Turn plain numbers into such as the templates need."""


def in_source(tree: Tree, language: Language) -> str:
    """Write a formula in a language.

    Raises
    ------
    EngineError
        When an operation cannot be written in it, with the operation's title and the reason.
    """
    names = identifiers(names_in(tree), language.reserved)

    def render(part: Tree, operands: list[Piece]) -> Piece:
        if isinstance(part, Number):
            return language.number(part.value)
        if isinstance(part, Name):
            return Piece(names[part.text])
        return _applied(part, operands, language)

    return fold(tree, render).text


def identifiers(names: Iterable[str], reserved: frozenset[str] = frozenset()) -> dict[str, str]:
    """Return an identifier for each name, no two the same.

    >>> identifiers(["x", "w₁", "w1", "lambda"])
    {'x': 'x', 'w₁': 'w1_', 'w1': 'w1', 'lambda': 'lambda_'}
    """
    distinct = dict.fromkeys(names)
    found = {name: name for name in distinct if _is_identifier(name, reserved)}
    taken = set(found.values())
    for name in distinct:
        if name not in found:
            plain = unicodedata.normalize("NFKC", name)
            plain = "".join(sign if f"_{sign}".isidentifier() else "_" for sign in plain)
            while plain in taken or not _is_identifier(plain, reserved):
                plain = f"{plain}_" if plain.isidentifier() else f"_{plain}"
            found[name] = plain
            taken.add(plain)
    return {name: found[name] for name in distinct}


def _is_identifier(name: str, reserved: frozenset[str]) -> bool:
    is_same = unicodedata.normalize("NFKC", name) == name
    return is_same and name.isidentifier() and not keyword.iskeyword(name) and name not in reserved


def _applied(part: Apply, operands: list[Piece], language: Language) -> Piece:
    name = part.operation
    operation = find_operation(name)
    if name == MARK:
        raise EngineError("a derivative is written once it is worked out")
    if operation is None:
        raise EngineError(f"there is no operation “{name}”")
    if name in language.refused:
        raise EngineError(
            f"“{operation.title}” cannot be written in {language.title}: {language.refused[name]}"
        )
    special = language.special(part, operands)
    if special is not None:
        return special
    if name not in language.forms:
        return _infix(operation, operands)
    attributes = {
        key: value if isinstance(value, tuple | None) else language.number(float(value))
        for key, value in operation.full_attributes(dict(part.attributes)).items()
    }
    return _filled(language.forms[name], [language.prepared(it) for it in operands], attributes)


def _infix(operation: Operation, operands: list[Piece]) -> Piece:
    strength, is_plain = operation.precedence, all(operand.is_plain for operand in operands)
    if operation.name == "negate":
        return Piece(f"-{operands[0]:{strength}}", strength, is_plain)
    first, *others = operands
    sign = f" {operation.infix} " if strength < PRODUCT else operation.infix
    written = [f"{first:{strength - 1}}"]
    for other in others:
        is_negative = other.text.startswith("-")
        written.append(f"({other})" if is_negative else f"{other:{strength}}")
    return Piece(sign.join(written), strength, is_plain)


def _filled(form: Form, operands: list[Piece], attributes: Mapping[str, object]) -> Piece:
    """Fill a template; an operand that stands in it more than once gets a letter."""
    repeated = _repeated(form.template)
    is_plain = all(operand.is_plain for operand in operands)
    letters: dict[str, str] = {}
    for place, operand in enumerate(operands):
        if place in repeated and not operand.text.translate(_SHORT).isalnum():
            letter = _LETTERS[len(letters)]
            letters[letter] = operand.text
            operands[place] = Piece(letter)
    text = form.template.format(*operands, **attributes)
    if not letters:
        return Piece(text, form.precedence, is_plain)
    return Piece(f"(lambda {', '.join(letters)}: {text})({', '.join(letters.values())})")


@cache
def _repeated(template: str) -> frozenset[int]:
    """Return which operands stand in a template more than once."""
    fields = [field for _, field, _, _ in string.Formatter().parse(template) if field]
    return frozenset(
        int(field) for field in fields if field.isdecimal() and fields.count(field) > 1
    )

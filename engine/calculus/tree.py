"""Expression trees: numbers, names, and operations applied to trees.

Trees are values and are never simplified by being built. Python's operators build them, so that an
operation's rules, written once over a maths namespace, give formulas as well as numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Apply", "Name", "Number", "Tree", "as_tree", "names_in", "substitute"]


class _Operators:
    """Python's arithmetic on trees."""

    __slots__ = ()

    def __add__(self, other: object) -> Apply:
        return _apply("add", self, other)

    def __radd__(self, other: object) -> Apply:
        return _apply("add", other, self)

    def __sub__(self, other: object) -> Apply:
        return _apply("subtract", self, other)

    def __rsub__(self, other: object) -> Apply:
        return _apply("subtract", other, self)

    def __mul__(self, other: object) -> Apply:
        return _apply("multiply", self, other)

    def __rmul__(self, other: object) -> Apply:
        return _apply("multiply", other, self)

    def __truediv__(self, other: object) -> Apply:
        return _apply("divide", self, other)

    def __rtruediv__(self, other: object) -> Apply:
        return _apply("divide", other, self)

    def __pow__(self, other: object) -> Apply:
        return _apply("power", self, other)

    def __rpow__(self, other: object) -> Apply:
        return _apply("power", other, self)

    def __neg__(self) -> Apply:
        return _apply("negate", self)


@dataclass(frozen=True, slots=True)
class Number(_Operators):
    """A number."""

    value: float


@dataclass(frozen=True, slots=True)
class Name(_Operators):
    """A variable by its name."""

    text: str


@dataclass(frozen=True, slots=True)
class Apply(_Operators):
    """An operation applied to operands.

    Attributes
    ----------
    operation
        Name of the operation.
    operands
        One tree a port.
    attributes
        The attributes that differ from their defaults, as sorted pairs.
    """

    operation: str
    operands: tuple[Tree, ...]
    attributes: tuple[tuple[str, Any], ...] = ()


Tree: TypeAlias = Number | Name | Apply


def as_tree(thing: object) -> Tree:
    """Turn a number into a tree and leave a tree as it is.

    >>> as_tree(2)
    Number(value=2.0)
    """
    if isinstance(thing, Number | Name | Apply):
        return thing
    if isinstance(thing, int | float):
        return Number(float(thing))
    raise TypeError(f"{type(thing).__name__} cannot stand in a formula")


def _apply(operation: str, *operands: object) -> Apply:
    return Apply(operation, tuple(as_tree(operand) for operand in operands))


def names_in(tree: Tree) -> Iterator[str]:
    """Yield the names of a tree from left to right, each as often as it stands there.

    >>> list(names_in(Name("a") * (Name("b") + Name("a"))))
    ['a', 'b', 'a']
    """
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Name):
            yield part.text
        elif isinstance(part, Apply):
            waiting.extend(reversed(part.operands))


def substitute(tree: Tree, trees: Mapping[str, Tree]) -> Tree:
    """Replace names by trees, all at once.

    >>> substitute(Name("x") + 1, {"x": Name("y")}) == Name("y") + 1
    True
    """
    from engine.calculus.walk import fold

    def combine(part: Tree, operands: list[Tree]) -> Tree:
        if isinstance(part, Apply):
            return Apply(part.operation, tuple(operands), part.attributes)
        return trees.get(part.text, part) if isinstance(part, Name) else part

    return fold(tree, combine)

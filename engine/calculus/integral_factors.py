"""Integral factors: a formula as factors above and below a bar, and as a·x + b."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calculus.interning import Interner, walk_distinct
from engine.calculus.polynomial import as_fraction
from engine.calculus.simplify import simplified
from engine.calculus.simplify_numbers import product
from engine.calculus.tree import Apply, Name, Number, Tree, names_in
from engine.calculus.walk import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "depends_on",
    "factors_of",
    "fraction",
    "linear_in",
    "parts_of",
    "put_letter",
    "split_constant",
    "times",
]

ONE = Number(1.0)


def depends_on(tree: Tree, wrt: str) -> bool:
    """Whether a name stands in a formula."""
    return any(name == wrt for name in names_in(tree))


def factors_of(tree: Tree) -> tuple[list[Tree], list[Tree]]:
    """Return the factors above and below, signs as factors −1.

    >>> from engine.calculus.printing import to_text
    >>> from engine.expression import parse_expression
    >>> [list(map(to_text, side)) for side in factors_of(parse_expression("-2*x/(y/z)"))]
    [['-2', 'x', 'z'], ['y']]
    """
    sides: tuple[list[Tree], list[Tree]] = ([], [])
    waiting: list[tuple[Tree, int]] = [(tree, 0)]
    while waiting:
        part, side = waiting.pop()
        match part:
            case Apply("multiply", factors):
                waiting.extend((factor, side) for factor in reversed(factors))
            case Apply("divide", (above, below)):
                waiting.extend([(below, 1 - side), (above, side)])
            case Apply("reciprocal", (below,)):
                waiting.append((below, 1 - side))
            case Apply("negate", (inner,)):
                sides[0].append(Number(-1.0))
                waiting.append((inner, side))
            case _:
                sides[side].append(part)
    return sides


def fraction(above: Iterable[Tree], below: Iterable[Tree]) -> Tree:
    """Return a product over another."""
    top, bottom = product(list(above)), product(list(below))
    return top if bottom == ONE else top / bottom


def split_constant(tree: Tree, wrt: str) -> tuple[Tree, Tree]:
    """Split a formula into a factor without the variable, 1 if there is none, and the rest.

    >>> from engine.calculus.printing import to_text
    >>> from engine.expression import parse_expression
    >>> list(map(to_text, split_constant(parse_expression("-a*x^2/3"), "x")))
    ['-a/3', 'x^2']
    """
    above, below = factors_of(tree)
    constant = fraction(
        [factor for factor in above if not depends_on(factor, wrt)],
        [factor for factor in below if not depends_on(factor, wrt)],
    )
    if constant == ONE:
        return ONE, tree
    rest = fraction(
        [factor for factor in above if depends_on(factor, wrt)],
        [factor for factor in below if depends_on(factor, wrt)],
    )
    return simplified(constant), rest


def times(factor: Tree, tree: Tree) -> Tree:
    """Return a product; without the factor where it is 1, with a sign where it is −1."""
    if factor == ONE:
        return tree
    return -tree if factor == Number(-1.0) else Apply("multiply", (factor, tree))


def linear_in(tree: Tree, wrt: str) -> tuple[Tree, Tree] | None:
    """Return a and b where a formula is a·x + b with a ≠ 0, as far as can be seen; else None.

    >>> from engine.expression import parse_expression
    >>> linear_in(parse_expression("3 - 2x"), "x")
    (Number(value=-2.0), Number(value=3.0))
    """
    found = as_fraction(tree, wrt) if depends_on(tree, wrt) else None
    if found is None or set(found[1]) != {(0, 0)} or found[1][0, 0] != ONE:
        return None
    above = found[0]
    if (1, 0) not in above or set(above) - {(0, 0), (1, 0)}:
        return None
    return above[1, 0], above.get((0, 0), Number(0.0))


def parts_of(tree: Tree, wrt: str) -> Iterator[Apply]:
    """Yield the distinct parts of a formula that depend on a name, larger ones first."""
    interner, found = Interner(), dict[int, Apply]()
    seen: dict[int, bool] = {}
    for part in walk_distinct(tree, seen):
        seen[id(part)] = True
        if isinstance(part, Apply) and depends_on(part, wrt):
            found.setdefault(interner.number(part), part)
    yield from reversed(found.values())


def put_letter(tree: Tree, part: Tree, letter: str) -> Tree:
    """Put a letter wherever a part stands, also where the part shows as a power or an exponential.

    >>> from engine.calculus.printing import to_text
    >>> from engine.expression import parse_expression
    >>> to_text(put_letter(parse_expression("x^4/(1 + x^2)"), parse_expression("x^2"), "u"))
    'u^2/(1 + u)'
    """
    interner, name = Interner(), Name(letter)
    number = interner.number(part)

    def combine(here: Tree, operands: list[Tree]) -> Tree:
        if not isinstance(here, Apply):
            return here
        # Its own operands never hold the whole, so they are compared as they were.
        if interner.number(here) == number:
            return name
        return _power_of(here, part, name, interner) or Apply(
            here.operation, tuple(operands), here.attributes
        )

    return name if interner.number(tree) == number else fold(tree, combine)


def _power_of(here: Apply, part: Tree, name: Name, interner: Interner) -> Tree | None:
    """Return a formula as a power of the letter, if it is one of the part."""
    match here, part:
        case Apply("power", (base, Number(outer))), Apply("power", (other, Number(inner))):
            times_as_high = outer / inner if inner else 0.5
            is_same = interner.number(base) == interner.number(other)
            if is_same and times_as_high == int(times_as_high):
                return name ** Number(times_as_high)
        case Apply("exp", (exponent,)), Apply("exp", (other,)):
            quotient = simplified(exponent / other)
            if isinstance(quotient, Number) and quotient.value == int(quotient.value):
                return name**quotient if quotient.value > 0 else ONE / name**-quotient.value
        case Apply("power", (base, Number(even))), Apply("sin" | "cos" as circle, (angle,)):
            other = Apply("cos" if circle == "sin" else "sin", (angle,))
            if interner.number(base) == interner.number(other) and even > 0 and even % 2 == 0:
                return (ONE - name ** Number(2.0)) ** Number(even / 2)
    return None

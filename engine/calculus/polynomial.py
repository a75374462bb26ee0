"""Polynomials in a variable and its step, with formulas as coefficients."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

from engine.calculus.interning import size_of
from engine.calculus.simplify import simplified
from engine.calculus.simplify_numbers import product, total
from engine.calculus.tree import Apply, Name, Number, Tree, names_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "COMBINED",
    "HIGHEST_POWER",
    "Fraction",
    "Polynomial",
    "added",
    "as_fraction",
    "multiplied",
    "polynomial_tree",
    "shifted",
]

Polynomial: TypeAlias = dict[tuple[int, int], Tree]
"""Coefficients by the powers of the variable and of the step."""

Fraction: TypeAlias = tuple[Polynomial, Polynomial]

HIGHEST_POWER = 12
"""Nobody reads a binomial with more terms."""

_MOST_TERMS = 60
_LARGEST_COEFFICIENTS = 250
"""Names, numbers and signs in all the coefficients; nobody reads more."""

_ONE: Polynomial = {(0, 0): Number(1.0)}


def added(one: Polynomial, other: Polynomial, sign: float = 1.0) -> Polynomial:
    """Return a sum, or a difference with the sign −1."""
    result = dict(one)
    for powers, coefficient in other.items():
        term = product([Number(sign), coefficient])
        before = result.pop(powers, None)
        both = term if before is None else simplified(total([before, term]))
        if not _is_zero(both):
            result[powers] = both
    return result


def multiplied(one: Polynomial, other: Polynomial) -> Polynomial:
    """Return a product."""
    result: Polynomial = {}
    for (x1, h1), first in one.items():
        for (x2, h2), second in other.items():
            term = {(x1 + x2, h1 + h2): simplified(product([first, second]))}
            result = added(result, term)
    return result


def shifted(polynomial: Polynomial) -> Polynomial:
    """Put the variable and the step in the place of the variable.

    >>> shifted({(2, 0): Number(1.0)})[1, 1]
    Number(value=2.0)
    """
    result: Polynomial = {}
    for (power, _), coefficient in polynomial.items():
        for step in range(power + 1):
            term = simplified(product([Number(float(math.comb(power, step))), coefficient]))
            result = added(result, {(power - step, step): term})
    return result


def polynomial_tree(polynomial: Polynomial, name: str, step: str) -> Tree:
    """Write a polynomial as a formula, the highest powers of the variable first.

    >>> from engine.calculus.printing import to_text
    >>> to_text(polynomial_tree(shifted({(2, 0): Number(3.0)}), "x", "h"))
    '3*x^2 + 6*x*h + 3*h^2'
    """
    ordered = sorted(polynomial.items(), key=lambda item: (item[0][1], -item[0][0]))
    return total([_term(coefficient, powers, (name, step)) for powers, coefficient in ordered])


def _term(coefficient: Tree, powers: Iterable[int], names: Iterable[str]) -> Tree:
    factors = [coefficient]
    for power, name in zip(powers, names, strict=True):
        if power:
            factors.append(Name(name) if power == 1 else Name(name) ** Number(float(power)))
    opened = [
        part
        for factor in factors
        for part in (
            factor.operands
            if isinstance(factor, Apply) and factor.operation == "multiply"
            else (factor,)
        )
    ]
    return product(opened)


def _is_zero(tree: Tree) -> bool:
    return isinstance(tree, Number) and tree.value == 0


# ------------------------------------------------------------------ from formulas


def as_fraction(tree: Tree, name: str) -> Fraction | None:
    """Read a formula as a quotient of polynomials, with the divisor 1 if it is a polynomial.

    None where it is neither, or would be too long to write out.

    >>> from engine.expression import parse_expression
    >>> above, below = as_fraction(parse_expression("x/(a*x + 1)"), "x")
    >>> sorted(below)
    [(0, 0), (1, 0)]
    """
    if name not in names_in(tree):
        return {} if _is_zero(tree) else {(0, 0): tree}, _ONE
    if isinstance(tree, Name):
        return {(1, 0): Number(1.0)}, _ONE
    assert isinstance(tree, Apply)
    combine = _COMBINATIONS.get(tree.operation)
    if combine is None:
        return None
    operands = [as_fraction(operand, name) for operand in tree.operands]
    given = [operand for operand in operands if operand is not None]
    found = combine(given) if len(given) == len(operands) else None
    if found is None or not found[1] or any(map(_is_long, found)):
        return None
    return found


def _is_long(polynomial: Polynomial) -> bool:
    if _degree(polynomial) > HIGHEST_POWER or len(polynomial) > _MOST_TERMS:
        return True
    return sum(map(size_of, polynomial.values())) > _LARGEST_COEFFICIENTS


def _degree(polynomial: Polynomial) -> int:
    return max((power for power, _ in polynomial), default=0)


def _sum(operands: list[Fraction]) -> Fraction:
    (above, below), *others = operands
    for upper, lower in others:
        if below is _ONE and lower is _ONE:
            above = added(above, upper)
        else:
            above = added(multiplied(above, lower), multiplied(upper, below))
            below = _times(below, lower)
    return above, below


def _times(one: Polynomial, other: Polynomial) -> Polynomial:
    if one is _ONE:
        return other
    return one if other is _ONE else multiplied(one, other)


def _product(operands: list[Fraction]) -> Fraction | None:
    above, below = operands[0]
    for upper, lower in operands[1:]:
        # Before all that is multiplied out.
        degrees = _degree(above) + _degree(upper), _degree(below) + _degree(lower)
        if max(degrees) > HIGHEST_POWER:
            return None
        above, below = multiplied(above, upper), _times(below, lower)
        if _is_long(above) or _is_long(below):
            return None
    return above, below


def _opposite(operand: Fraction) -> Fraction:
    return added({}, operand[0], -1.0), operand[1]


def _quotient(operands: list[Fraction]) -> Fraction | None:
    above, below = operands
    return _product([above, (below[1], below[0])])


def _power(operands: list[Fraction]) -> Fraction | None:
    base, (exponent, _) = operands
    number = exponent.get((0, 0), Number(0.0))
    if set(exponent) - {(0, 0)} or not isinstance(number, Number):
        return None
    if number.value != int(number.value) or not 0 < abs(number.value) <= HIGHEST_POWER:
        return None
    if number.value < 0:
        base = (base[1], base[0])
    return _product([base] * int(abs(number.value)))


_COMBINATIONS: dict[str, Callable[[list[Fraction]], Fraction | None]] = {
    "add": _sum,
    "subtract": lambda operands: _sum([operands[0], _opposite(operands[1])]),
    "negate": lambda operands: _opposite(operands[0]),
    "multiply": _product,
    "divide": _quotient,
    "reciprocal": lambda operands: (operands[0][1], operands[0][0]),
    "power": _power,
    "square": lambda operands: _product([operands[0], operands[0]]),
}

COMBINED = frozenset(_COMBINATIONS)
"""The operations of which quotients of polynomials are made."""

"""Rational polynomials: with fractions as coefficients, divided, and taken apart by their roots."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "Coefficients",
    "Simple",
    "divided",
    "divisors_of",
    "multiplied",
    "partial_fractions",
    "reduced",
    "trimmed",
]

Coefficients: TypeAlias = tuple[Fraction, ...]
"""Coefficients, that of the power 0 first; the last is not 0."""

_LARGEST_TRIED = 2000
"""Roots of larger numbers are not looked for."""


class Simple(NamedTuple):
    """A simple fraction: a polynomial over a power of another that has no rational roots."""

    above: Coefficients
    below: Coefficients
    power: int


def trimmed(coefficients: Sequence[Fraction]) -> Coefficients:
    """Return the coefficients without zeros at the end."""
    found = list(coefficients)
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def multiplied(one: Coefficients, other: Coefficients) -> Coefficients:
    """Return a product.

    >>> list(map(int, multiplied((Fraction(1), Fraction(1)), (Fraction(-1), Fraction(1)))))
    [-1, 0, 1]
    """
    result = [Fraction(0)] * max(len(one) + len(other) - 1, 0)
    for place, first in enumerate(one):
        for step, second in enumerate(other):
            result[place + step] += first * second
    return trimmed(result)


def divided(above: Coefficients, below: Coefficients) -> tuple[Coefficients, Coefficients]:
    """Return the quotient and the remainder of a division.

    >>> one, zero = Fraction(1), Fraction(0)
    >>> quotient, rest = divided((one, zero, one), (one, one))
    >>> list(map(int, quotient)), list(map(int, rest))
    ([-1, 1], [2])
    """
    rest = list(above)
    quotient = [Fraction(0)] * max(len(above) - len(below) + 1, 0)
    for place in reversed(range(len(quotient))):
        factor = rest[place + len(below) - 1] / below[-1]
        quotient[place] = factor
        for step, coefficient in enumerate(below):
            rest[place + step] -= factor * coefficient
    return trimmed(quotient), trimmed(rest)


def reduced(above: Coefficients, below: Coefficients) -> tuple[Coefficients, Coefficients]:
    """Divide both by what they have in common.

    >>> one, zero = Fraction(1), Fraction(0)
    >>> [list(map(int, side)) for side in reduced((zero, one), (zero, one, one))]
    [[1], [1, 1]]
    """
    common, rest = below, above
    while rest:
        common, rest = rest, divided(common, rest)[1]
    if len(common) < 2:
        return above, below
    common = tuple(number / common[-1] for number in common)
    return divided(above, common)[0], divided(below, common)[0]


def _value(polynomial: Coefficients, at: Fraction) -> Fraction:
    found = Fraction(0)
    for coefficient in reversed(polynomial):
        found = found * at + coefficient
    return found


def _possible_roots(polynomial: Coefficients) -> Iterator[Fraction]:
    """Yield every fraction that may be a root: a divisor of the first over one of the last."""
    common = lcm(*(number.denominator for number in polynomial))
    whole = [int(number * common) for number in polynomial]
    shared = gcd(*whole)
    first, last = abs(whole[0] // shared), abs(whole[-1] // shared)
    if first > _LARGEST_TRIED or last > _LARGEST_TRIED:
        return
    for below in (number for number in range(1, last + 1) if last % number == 0):
        for above in (number for number in range(1, first + 1) if first % number == 0):
            yield Fraction(above, below)
            yield Fraction(-above, below)


def _root(polynomial: Coefficients) -> Fraction | None:
    if not polynomial[0]:
        return Fraction(0)
    return next(
        (root for root in _possible_roots(polynomial) if not _value(polynomial, root)), None
    )


def divisors_of(polynomial: Coefficients) -> list[tuple[Coefficients, int]] | None:
    """Return x − r for each root with its multiplicity, and a quadratic without any, if no more."""
    found: dict[Coefficients, int] = {}
    while len(polynomial) > 1:
        root = _root(polynomial)
        if root is None:
            break
        factor = (-root, Fraction(1))
        polynomial, _ = divided(polynomial, factor)
        found[factor] = found.get(factor, 0) + 1
    if len(polynomial) > 3:
        return None
    if len(polynomial) > 1:
        found[tuple(number / polynomial[-1] for number in polynomial)] = 1
    return list(found.items())


def partial_fractions(above: Coefficients, below: Coefficients) -> list[Simple] | None:
    """Take a fraction apart whose divisor has the higher power.

    None where the divisor is not seen to be a product of linear factors and one quadratic.

    >>> one, zero = Fraction(1), Fraction(0)
    >>> for simple in partial_fractions((one,), (-one, zero, one)):
    ...     print(*simple.above, "over", *simple.below)
    1/2 over -1 1
    -1/2 over 1 1
    """
    divisors = divisors_of(below)
    if divisors is None:
        return None
    shapes = [
        Simple(_unit(degree), divisor, power)
        for divisor, highest in divisors
        for power in range(1, highest + 1)
        for degree in range(len(divisor) - 1)
    ]
    columns = [_raised(shape, below) for shape in shapes]
    found = _solved(columns, above, len(below) - 1)
    joined: dict[tuple[Coefficients, int], list[Fraction]] = {}
    for shape, number in zip(shapes, found, strict=True):
        joined.setdefault((shape.below, shape.power), []).append(number)
    simple = [
        Simple(trimmed(numbers), divisor, power) for (divisor, power), numbers in joined.items()
    ]
    return [one for one in simple if one.above]


def _unit(degree: int) -> Coefficients:
    return (*[Fraction(0)] * degree, Fraction(1))


def _raised(shape: Simple, below: Coefficients) -> Coefficients:
    """Return what a simple fraction is over the whole divisor."""
    rest = below
    for _ in range(shape.power):
        rest, _ = divided(rest, shape.below)
    return multiplied(shape.above, rest)


def _solved(columns: list[Coefficients], wanted: Coefficients, size: int) -> list[Fraction]:
    """Solve for the factors of the columns, by Gauss and Jordan."""

    def at(numbers: Coefficients, row: int) -> Fraction:
        return numbers[row] if row < len(numbers) else Fraction(0)

    rows = [[*(at(column, row) for column in columns), at(wanted, row)] for row in range(size)]
    for place in range(size):
        pivot = next(row for row in range(place, size) if rows[row][place])
        rows[place], rows[pivot] = rows[pivot], rows[place]
        head = rows[place][place]
        rows[place] = [number / head for number in rows[place]]
        for row in range(size):
            factor = rows[row][place]
            if row != place and factor:
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[place], strict=True)]
    return [row[-1] for row in rows]

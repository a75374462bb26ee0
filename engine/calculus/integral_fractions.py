"""Integral fractions: quotients of polynomials, divided out and taken apart into simple ones."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.calculus.integral_factors import depends_on, times
from engine.calculus.integral_mark import integral_of
from engine.calculus.integral_rules import fraction_tree, known_number, solve_parts, whole
from engine.calculus.polynomial import Polynomial, as_fraction
from engine.calculus.rational_polynomial import (
    Coefficients,
    Simple,
    divided,
    partial_fractions,
    reduced,
    trimmed,
)
from engine.calculus.simplify_numbers import total
from engine.calculus.tree import Apply, Name, Number, Tree

if TYPE_CHECKING:
    from engine.calculus.integral_solution import Solution, Solver

__all__ = [
    "by_cancelling",
    "by_division",
    "by_partial_fractions",
    "by_split_numerator",
    "numbers_of",
    "polynomial_in",
]

_HIGHEST = 12


def by_cancelling(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Divide both sides of a fraction by the polynomial that they have in common."""
    above, below = _fraction(integrand, wrt)
    upper, lower = reduced(above, below) if below else ((), ())
    if len(lower) == len(below):
        return None
    written = _quotient(upper, lower, wrt)
    return _as_terms(solver, "cancelling", integrand, wrt, [written])


def by_division(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Divide a polynomial by one that has no higher power."""
    above, below = _fraction(integrand, wrt)
    if not below or len(above) < len(below):
        return None
    quotient, rest = divided(above, below)
    terms = [polynomial_in(quotient, wrt)]
    if rest:
        terms.append(_quotient(rest, below, wrt))
    return _as_terms(solver, "polynomial division", integrand, wrt, terms)


def _quotient(above: Coefficients, below: Coefficients, wrt: str) -> Tree:
    top, bottom = polynomial_in(above, wrt), polynomial_in(below, wrt)
    return top if bottom == Number(1.0) else top / bottom


def by_partial_fractions(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Take a fraction apart into simple ones, by the roots of what is below."""
    above, below = _fraction(integrand, wrt)
    simple = partial_fractions(above, below) if len(above) < len(below) else None
    if simple is None or len(simple) < 2:
        return None
    terms = [_tree(one, wrt) for one in simple]
    return _as_terms(solver, "partial fractions", integrand, wrt, terms)


def _fraction(integrand: Tree, wrt: str) -> tuple[Coefficients, Coefficients]:
    """Read a quotient of polynomials in numbers; both are empty where it is none."""
    found = as_fraction(integrand, wrt) if depends_on(integrand, wrt) else None
    above = numbers_of(found[0]) if found else None
    below = numbers_of(found[1]) if found else None
    if not above or not below or not 1 < len(below) <= _HIGHEST:
        return (), ()
    return above, below


def _as_terms(
    solver: Solver, rule: str, integrand: Tree, wrt: str, terms: list[Tree]
) -> Solution | None:
    written = total(terms)
    return solve_parts(solver, rule, integrand, wrt, integral_of(written, wrt), written)


def numbers_of(polynomial: Polynomial) -> Coefficients | None:
    """Return the coefficients of a polynomial, if they are all numbers."""
    highest = max((power for power, _ in polynomial), default=0)
    found = [Fraction(0)] * (highest + 1)
    for (power, _), coefficient in polynomial.items():
        number = known_number(coefficient)
        if number is None:
            return None
        found[power] = number
    return trimmed(found)


def polynomial_in(coefficients: Coefficients, wrt: str) -> Tree:
    """Write a polynomial, the highest power first.

    >>> from engine.calculus.printing import to_text
    >>> to_text(polynomial_in((Fraction(-1, 2), Fraction(0), Fraction(3)), "x"))
    '3*x^2 - 1/2'
    """
    terms: list[Tree] = []
    for power, number in reversed(list(enumerate(coefficients))):
        if number and power:
            raised = Name(wrt) if power == 1 else Name(wrt) ** Number(float(power))
            terms.append(times(fraction_tree(number), raised))
        elif number:
            terms.append(fraction_tree(number))
    return total(terms)


def _tree(simple: Simple, wrt: str) -> Tree:
    below = polynomial_in(simple.below, wrt)
    raised = below if simple.power == 1 else below ** Number(float(simple.power))
    if len(simple.above) > 1:
        return polynomial_in(simple.above, wrt) / raised
    (number,) = simple.above
    above, divisor = whole(number.numerator), whole(number.denominator)
    return above / (raised if number.denominator == 1 else divisor * raised)


def by_split_numerator(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Write (m·x + n)/q, for a quadratic q, as a multiple of q′/q and a number over q."""
    match integrand:
        case Apply("divide", (above, below)):
            upper, lower = as_fraction(above, wrt), as_fraction(below, wrt)
        case _:
            return None
    line = numbers_of(upper[0]) if upper and set(upper[1]) == {(0, 0)} else None
    square = numbers_of(lower[0]) if lower and set(lower[1]) == {(0, 0)} else None
    if line is None or square is None or (len(line), len(square)) != (2, 3):
        return None
    slope = (square[1], 2 * square[2])
    factor = line[1] / slope[1]
    rest = line[0] - factor * slope[0]
    if not rest:
        return None
    terms = [times(fraction_tree(factor), polynomial_in(slope, wrt) / below)]
    terms.append(times(fraction_tree(rest), Number(1.0) / below))
    return _as_terms(solver, "splitting the numerator", integrand, wrt, terms)

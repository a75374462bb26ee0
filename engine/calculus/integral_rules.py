"""Integral rules: those that every textbook has, and the table."""

from __future__ import annotations

import math
from fractions import Fraction
from math import isqrt

from engine.calculus.integral_factors import depends_on, split_constant, times
from engine.calculus.integral_mark import integral_of
from engine.calculus.integral_solution import Solution, Solver
from engine.calculus.integral_table import LETTER, look_up
from engine.calculus.interning import Interner
from engine.calculus.printing import to_text
from engine.calculus.simplify import simplified
from engine.calculus.simplify_numbers import split_sign, total
from engine.calculus.tree import Apply, Name, Number, Tree, names_in, substitute
from engine.calculus.walk import fold
from engine.errors import EngineError

__all__ = [
    "REWRITING",
    "by_constant",
    "by_multiple",
    "by_power",
    "by_sum",
    "by_table",
    "fraction_tree",
    "known_number",
    "solve_parts",
    "whole",
]

REWRITING = "rewriting"


def solve_parts(
    solver: Solver, rule: str, integrand: Tree, wrt: str, after: Tree, *inner: Tree
) -> Solution | None:
    """Return a solution that leaves integrals with respect to the same name, if all are found."""
    parts = []
    for part in inner:
        solution = solver.solve(part, wrt)
        if solution is None:
            return None
        parts.append(solution)
    return Solution(rule, integrand, wrt, after, tuple(parts))


def by_constant(_solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """∫ c dx = c·x."""
    if depends_on(integrand, wrt):
        return None
    after = simplified(integrand * Name(wrt))
    return Solution("constant rule", integrand, wrt, after)


def by_sum(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """∫ (f ± g) dx = ∫ f dx ± ∫ g dx."""
    if not isinstance(integrand, Apply) or integrand.operation not in {"add", "subtract"}:
        return None
    terms = integrand.operands
    after = Apply(integrand.operation, tuple(integral_of(term, wrt) for term in terms))
    rule = "sum rule" if integrand.operation == "add" else "difference rule"
    return solve_parts(solver, rule, integrand, wrt, after, *terms)


def by_multiple(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """∫ c·f dx = c·∫ f dx."""
    constant, rest = split_constant(integrand, wrt)
    if constant == Number(1.0):
        return None
    after = times(constant, integral_of(rest, wrt))
    return solve_parts(solver, "constant multiple rule", integrand, wrt, after, rest)


# ------------------------------------------------------------------ powers


def by_power(_solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """∫ xⁿ dx = xⁿ⁺¹/(n + 1), and the base with a varying exponent."""
    match integrand:
        case Apply("power", (base, exponent)) if not depends_on(base, wrt):
            is_known = isinstance(base, Number) and (base.value <= 0 or base.value in (1, math.e))
            if exponent != Name(wrt) or is_known:
                return None
            text = to_text(base)
            condition = "" if isinstance(base, Number) else f"{text} > 0 and {text} ≠ 1"
            after = integrand / Apply("ln", (base,))
            return Solution("exponential rule", integrand, wrt, after, condition=condition)
        case Apply("power", (Apply("abs", (Name(name),)), exponent)) if name == wrt:
            return _power_of_size(integrand, wrt, exponent)
    found = _exponent(integrand, wrt)
    if found is None or isinstance(found, Fraction):
        return None if found is None else _power(integrand, wrt, found)
    one_more = simplified(found + Number(1.0))
    condition = f"{to_text(found)} ≠ -1"
    after = Name(wrt) ** one_more / one_more
    return Solution("power rule", integrand, wrt, after, condition=condition)


def _power_of_size(integrand: Tree, wrt: str, exponent: Tree) -> Solution | None:
    number = known_number(exponent)
    if depends_on(exponent, wrt) or number == -1:
        return None
    condition = f"{wrt} ≠ 0" if number is not None and number < 0 else ""
    if number is None:
        condition = f"{to_text(exponent)} ≠ -1"
    after = Name(wrt) * integrand / simplified(exponent + Number(1.0))
    return Solution("power rule", integrand, wrt, after, condition=condition)


def _power(integrand: Tree, wrt: str, exponent: Fraction) -> Solution | None:
    raised = exponent + 1
    if not raised:
        return None
    power = fractional_power(Name(wrt), abs(raised))
    after: Tree
    if raised < 0:
        # −1/(2·x²), and not 1/(−2)·x^(−2).
        above, below = whole(-raised.denominator), whole(-raised.numerator)
        after = above / (power if below.value == 1 else below * power)
    elif raised.denominator == 1:
        after = power / whole(raised.numerator)
    else:
        after = times(fraction_tree(1 / raised), power)
    condition = f"{wrt} ≠ 0" if exponent < 0 else ""
    if exponent.denominator > 1:
        condition = f"{wrt} > 0" if exponent < 0 else f"{wrt} ≥ 0"
    return Solution("power rule", integrand, wrt, after, condition=condition)


def fractional_power(base: Tree, exponent: Fraction) -> Tree:
    """Return a power with a fraction for its exponent, roots where these are usual."""
    if exponent == 1:
        return base
    if exponent == Fraction(1, 2):
        return Apply("sqrt", (base,))
    return base ** fraction_tree(exponent)


def fraction_tree(value: Fraction) -> Tree:
    """Return a fraction as a formula.

    >>> to_text(fraction_tree(Fraction(-2, 3)))
    '-2/3'
    """
    above = whole(value.numerator)
    return above if value.denominator == 1 else above / whole(value.denominator)


def whole(value: int) -> Number:
    """Return a whole number as a formula.

    Raises
    ------
    EngineError
        When it is larger than numbers can be.
    """
    try:
        return Number(float(value))
    except OverflowError:
        raise EngineError("a number comes out that is too large to be computed with") from None


def _exponent(tree: Tree, wrt: str) -> Fraction | Tree | None:
    """Return n where a formula is xⁿ, None where it is not."""
    match tree:
        case Name(name) if name == wrt:
            return Fraction(1)
        case Apply("square", (inner,)):
            return _scaled(_exponent(inner, wrt), Fraction(2))
        case Apply("sqrt", (inner,)):
            of_inner = _exponent(inner, wrt)
            # The root of x² is |x|.
            is_even = isinstance(of_inner, Fraction) and of_inner.numerator % 2 == 0
            return None if is_even else _scaled(of_inner, Fraction(1, 2))
        case Apply("reciprocal", (inner,)):
            return _scaled(_exponent(inner, wrt), Fraction(-1))
        case Apply("divide", (Number(1.0), inner)):
            return _scaled(_exponent(inner, wrt), Fraction(-1))
        case Apply("multiply", factors):
            return _added([_exponent(factor, wrt) for factor in factors])
        case Apply("divide", (above, below)):
            one, other = _exponent(above, wrt), _exponent(below, wrt)
            return (
                one - other if isinstance(one, Fraction) and isinstance(other, Fraction) else None
            )
        case Apply("power", (base, exponent)) if not depends_on(exponent, wrt):
            of_base = _exponent(base, wrt)
            is_plain = isinstance(of_base, Fraction) and of_base == 1
            number = known_number(exponent)
            if number is not None:
                return _scaled(of_base, number) if is_plain or number.denominator == 1 else None
            return exponent if is_plain else None
    return None


def _added(exponents: list[Fraction | Tree | None]) -> Fraction | Tree | None:
    known = [one for one in exponents if one is not None]
    if len(known) < len(exponents):
        return None
    whole = [one for one in known if isinstance(one, Fraction)]
    if len(whole) == len(known):
        return sum(whole, Fraction(0))
    trees = [fraction_tree(one) if isinstance(one, Fraction) else one for one in known]
    return simplified(total(trees))


def _scaled(exponent: Fraction | Tree | None, factor: Fraction) -> Fraction | None:
    return exponent * factor if isinstance(exponent, Fraction) else None


_LARGEST_DENOMINATOR = 1000


def known_number(tree: Tree) -> Fraction | None:
    """Return the fraction that a formula of numbers is; None where it is not one.

    >>> from engine.expression import parse_expression
    >>> known_number(parse_expression("-3/2")), known_number(parse_expression("0.1"))
    (Fraction(-3, 2), Fraction(1, 10))
    """
    sign, bare = split_sign(tree)
    found: Fraction | None = None
    match bare:
        case Number(value) if math.isfinite(value) and value not in (math.e, math.pi):
            found = Fraction(repr(value))
        case Apply("divide", (above, below)):
            one, other = known_number(above), known_number(below)
            found = one / other if one is not None and other else None
    if found is None or found.denominator > _LARGEST_DENOMINATOR:
        return None
    return -found if sign else found


# ------------------------------------------------------------------ the table


def by_table(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Take the antiderivative from the table."""
    match = look_up(integrand, wrt)
    if match is None:
        return None
    entry = match.entry
    here = {LETTER: Name(wrt)}
    known = substitute(entry.integrand, here)
    if match.factor == 1:
        domain = entry.domain.replace(LETTER, wrt) if wrt != LETTER else entry.domain
        after = substitute(entry.antiderivative, here)
        if _are_alike(integrand, known):
            return Solution(entry.rule, integrand, wrt, after, condition=domain)
        by_rule = Solution(entry.rule, known, wrt, after, condition=domain)
        return Solution(REWRITING, integrand, wrt, integral_of(known, wrt), (by_rule,))
    factor = None if set(names_in(integrand)) != {wrt} else plain_factor(match.factor)
    if factor is None:
        return None
    after = times(factor, integral_of(known, wrt))
    return solve_parts(solver, "constant multiple rule", integrand, wrt, after, known)


def plain_factor(value: float) -> Tree | None:
    """Return a number as a fraction, or the root of one; None where it is neither.

    >>> to_text(plain_factor(1.5)), to_text(plain_factor(-(3**0.5))), plain_factor(0.123456789)
    ('3/2', '-sqrt(3)', None)
    """
    found = _near_fraction(value)
    if found is not None:
        return fraction_tree(found)
    square = _near_fraction(value * value)
    if square is None:
        return None
    return root_tree(square) if value > 0 else -root_tree(square)


def root_tree(square: Fraction) -> Tree:
    """Return the square root of a positive fraction, with no root below and none of a square.

    >>> to_text(root_tree(Fraction(8, 3)))
    '2*sqrt(6)/3'
    """
    rest, outside = square.numerator * square.denominator, 1
    for number in range(2, isqrt(rest) + 1):
        while rest % (number * number) == 0:
            rest, outside = rest // (number * number), outside * number
    factor = Fraction(outside, square.denominator)
    if rest == 1:
        return fraction_tree(factor)
    root = times(Number(float(factor.numerator)), Apply("sqrt", (Number(float(rest)),)))
    return root if factor.denominator == 1 else root / Number(float(factor.denominator))


_PRECISION = 1e-10
_LARGEST_PLAIN = 400
_LARGEST_PLAIN_NUMBER = 1e5


def _near_fraction(value: float) -> Fraction | None:
    if not abs(value) <= _LARGEST_PLAIN_NUMBER:
        return None
    found = Fraction(value).limit_denominator(_LARGEST_PLAIN)
    is_near = abs(float(found) - value) <= _PRECISION * abs(value)
    return found if found and is_near else None


def _are_alike(one: Tree, other: Tree) -> bool:
    """Whether two formulas are the same but for the order of what is added or multiplied."""
    interner = Interner()

    def ordered(tree: Tree) -> Tree:
        def combine(part: Tree, operands: list[Tree]) -> Tree:
            if not isinstance(part, Apply):
                return part
            if part.operation in {"add", "multiply"}:
                operands = sorted(operands, key=interner.number)
            return Apply(part.operation, tuple(operands), part.attributes)

        return fold(simplified(tree), combine)

    return interner.number(ordered(one)) == interner.number(ordered(other))

"""Integral rewriting: the same integrand in other words, for which there is a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calculus.integral_factors import depends_on, factors_of, fraction, linear_in
from engine.calculus.integral_mark import integral_of
from engine.calculus.integral_rules import solve_parts
from engine.calculus.interning import Interner
from engine.calculus.polynomial import as_fraction, polynomial_tree
from engine.calculus.simplify import simplified
from engine.calculus.simplify_numbers import flat, negative, product, total
from engine.calculus.tree import Apply, Number, Tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.calculus.integral_solution import Solution, Solver

__all__ = ["by_algebra", "by_expanded_power", "by_expanding", "by_joined_exponentials", "by_waves"]

ONE, TWO = Number(1.0), Number(2.0)

_MOST_TERMS = 40
_HIGHEST_POWER = 4


def _rewritten(
    solver: Solver, rule: str, integrand: Tree, wrt: str, made: Tree | None
) -> Solution | None:
    if made is None:
        return None
    interner = Interner()
    if interner.number(made) == interner.number(integrand):
        return None
    return solve_parts(solver, rule, integrand, wrt, integral_of(made, wrt), made)


def by_algebra(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Simplify."""
    return _rewritten(solver, "algebra", integrand, wrt, simplified(integrand))


# ------------------------------------------------------------------ expanding


def by_expanding(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Multiply out, and divide each term of a sum."""
    return _rewritten(solver, "expanding", integrand, wrt, _expanded(integrand, wrt))


def by_expanded_power(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Multiply the power of a sum out, before anything is put in its place."""
    match integrand:
        case Apply("power", (Apply("add" | "subtract"), Number())):
            return by_expanding(solver, integrand, wrt)
    return None


def _expanded(integrand: Tree, wrt: str) -> Tree | None:
    found = as_fraction(integrand, wrt)
    if found is not None and set(found[1]) == {(0, 0)}:
        return polynomial_tree(found[0], wrt, "")
    above, below = factors_of(integrand)
    terms = _distributed(above)
    if len(terms) < 2 or len(terms) > _MOST_TERMS:
        return None
    return total([simplified(fraction([term], below)) for term in terms])


def _distributed(factors: Sequence[Tree]) -> list[Tree]:
    """Return the terms of a product of sums."""
    found: list[list[Tree]] = [[]]
    for factor in factors:
        terms = _terms(factor)
        if len(found) * len(terms) > _MOST_TERMS:
            return []
        found = [[*before, term] for before in found for term in terms]
    return [product(one) for one in found]


def _terms(factor: Tree) -> list[Tree]:
    match factor:
        case Apply("add", operands):
            return flat("add", operands)
        case Apply("subtract", (one, other)):
            return [*_terms(one), *map(negative, _terms(other))]
        case Apply("power", (Apply("add" | "subtract") as base, Number(exponent))):
            is_whole = exponent == int(exponent) and 1 < exponent <= _HIGHEST_POWER
            return _distributed([base] * int(exponent)) if is_whole else [factor]
        case _:
            return [factor]


# ------------------------------------------------------------------ exponentials and waves


def by_joined_exponentials(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """e^a·e^b = e^(a + b)."""
    above, below = factors_of(integrand)
    powers = [exponent for factor in above if (exponent := _exponent(factor)) is not None]
    divisors = [exponent for factor in below if (exponent := _exponent(factor)) is not None]
    if len(powers) + len(divisors) < 2 and not divisors:
        return None
    joined = simplified(total([*powers, *map(negative, divisors)]))
    others = [factor for factor in above if _exponent(factor) is None]
    rest = [factor for factor in below if _exponent(factor) is None]
    made = fraction([*others, Apply("exp", (joined,))], rest)
    return _rewritten(solver, "one exponential", integrand, wrt, made)


def _exponent(factor: Tree) -> Tree | None:
    match factor:
        case Apply("exp", (exponent,)):
            return exponent
        case Apply("power", (Apply("exp", (exponent,)), Number() as outer)):
            return outer * exponent
        case _:
            return None


def by_waves(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Write products and even powers of sines and cosines by those of sums and doubled angles."""
    above, below = factors_of(integrand)
    if any(depends_on(factor, wrt) for factor in below):
        return None
    waves = [factor for factor in above if _is_wave(factor, wrt)]
    others = [factor for factor in above if not _is_wave(factor, wrt)]
    if len(waves) >= 2:
        made = product([*others, _sum_of_angles(waves[0], waves[1]), *waves[2:]])
        return _rewritten(solver, "product of waves", integrand, wrt, fraction([made], below))
    for place, factor in enumerate(above):
        match factor:
            case Apply("power", (Apply("sin" | "cos") as wave, Number(even))):
                if even > 0 and even % 2 == 0 and linear_in(wave.operands[0], wrt):
                    times = int(even / 2)
                    halved = _halved(wave) ** Number(float(times)) if times > 1 else _halved(wave)
                    rest = [*above[:place], halved, *above[place + 1 :]]
                    made = fraction(rest, [*below, Number(2.0**times)])
                    return _rewritten(solver, "doubled angle", integrand, wrt, made)
    return None


def _is_wave(factor: Tree, wrt: str) -> bool:
    match factor:
        case Apply("sin" | "cos", (angle,)):
            return linear_in(angle, wrt) is not None
        case _:
            return False


def _halved(wave: Apply) -> Tree:
    """Return twice the square of a sine or cosine, by the angle doubled."""
    doubled = Apply("cos", (simplified(TWO * wave.operands[0]),))
    return ONE - doubled if wave.operation == "sin" else ONE + doubled


def _sum_of_angles(one: Tree, other: Tree) -> Tree:
    """Return sin a·cos b and the like as half a sum."""
    assert isinstance(one, Apply)
    assert isinstance(other, Apply)
    if one.operation == "cos" and other.operation == "sin":
        one, other = other, one
    (a,), (b,) = one.operands, other.operands
    both, apart = simplified(a + b), simplified(a - b)
    if one.operation == other.operation:
        first, second = Apply("cos", (apart,)), Apply("cos", (both,))
        joined = first - second if one.operation == "sin" else first + second
    else:
        joined = Apply("sin", (both,)) + Apply("sin", (apart,))
    return joined / TWO

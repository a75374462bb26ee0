"""Integral substitution: a letter in the place of what is inside a function."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from engine.calculus.derivation import Derivation
from engine.calculus.integral_factors import (
    depends_on,
    factors_of,
    fraction,
    linear_in,
    parts_of,
    put_letter,
    split_constant,
    times,
)
from engine.calculus.integral_mark import integral_of
from engine.calculus.integral_rules import plain_factor
from engine.calculus.integral_solution import Solution, Solver
from engine.calculus.interning import size_of
from engine.calculus.printing import to_text
from engine.calculus.sample_values import constant_ratio, sampled
from engine.calculus.simplify import simplified
from engine.calculus.tree import Apply, Name, Number, Tree, substitute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "by_exact_derivative",
    "by_inverse",
    "by_linear_substitution",
    "by_shifted_variable",
]

SUBSTITUTION = "substitution"

_PRECISION = 1e-9
_LARGEST_INSIDE = 40
"""The derivative of what is put in a letter must stay short."""

_MOST_TRIED = 12
"""Parts that are taken for a letter; long formulas have many."""


def solved_in(
    solver: Solver, integrand: Tree, wrt: str, inner: Tree, rest: Tree, factor: Tree
) -> Solution | None:
    """Return the solution of ``factor·∫ rest du`` with u = inner, if it is found.

    `rest` is a formula in the letter that the solver gives for `wrt`.
    """
    letter = solver.letter(wrt)
    solution = solver.solve(rest, letter)
    if solution is None:
        return None
    after = times(factor, integral_of(rest, letter))
    return Solution(SUBSTITUTION, integrand, wrt, after, (solution,), letters={letter: inner})


def by_linear_substitution(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """∫ f(a·x + b) dx = 1/a·∫ f(u) du with u = a·x + b."""
    letter = solver.letter(wrt)
    for inner in islice(parts_of(integrand, wrt), _MOST_TRIED):
        found = linear_in(inner, wrt)
        rest = put_letter(integrand, inner, letter)
        if found is None or depends_on(rest, wrt) or inner == integrand:
            continue
        slope = found[0]
        solution = solved_in(solver, integrand, wrt, inner, rest, _one_over(slope))
        if solution is None:
            return None
        if isinstance(slope, Number):
            return solution
        return _with_condition(solution, f"{to_text(slope)} ≠ 0")
    return None


def _one_over(slope: Tree) -> Tree:
    return simplified(Number(1.0) / slope)


def _with_condition(solution: Solution, condition: str) -> Solution:
    return replace(solution, condition=condition)


# ------------------------------------------------------------------ exact derivative


def by_exact_derivative(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """∫ f(g(x))·g′(x) dx = ∫ f(u) du with u = g(x)."""
    letter = solver.letter(wrt)
    for inner in islice(_candidates(integrand, wrt), _MOST_TRIED):
        rest = _in_letter(integrand, inner, wrt, letter)
        if rest is None:
            continue
        solution = solved_in(solver, integrand, wrt, inner, rest, Number(1.0))
        if solution is not None:
            return solution
    return None


def _candidates(integrand: Tree, wrt: str) -> Iterator[Tree]:
    for part in parts_of(integrand, wrt):
        is_one = part is not integrand and part.operation not in _STEPS
        if is_one and size_of(part) <= _LARGEST_INSIDE and not linear_in(part, wrt):
            yield part


_STEPS = frozenset({"sign", "floor", "ceil", "round", "greater", "less", "where"})
"""What has the derivative 0, or none that a division could be by."""


def _in_letter(integrand: Tree, inner: Tree, wrt: str, letter: str) -> Tree | None:
    """Return f where an integrand is f(g)·g′ up to a constant factor, None where it is not."""
    slope = simplified(Derivation(inner, wrt).derivative)
    if not depends_on(slope, wrt):
        return None
    quotient = simplified(put_letter(simplified(integrand / slope), inner, letter))
    rest: Tree | None = quotient
    if depends_on(quotient, wrt):
        rest = _recognised(integrand, inner, slope, (wrt, letter))
    if rest is None or not _is_same(integrand, substitute(rest, {letter: inner}) * slope, wrt):
        return None
    return rest


def _is_same(integrand: Tree, back: Tree, wrt: str) -> bool:
    """Whether numbers say so too, so that nothing rests on how a quotient was written."""
    one, other = sampled(integrand, wrt), sampled(back, wrt)
    both = np.isfinite(one) & np.isfinite(other)
    ratio = constant_ratio(np.where(both, one, np.nan), np.where(both, other, np.nan))
    return ratio is not None and abs(ratio - 1) < _PRECISION


def _recognised(integrand: Tree, inner: Tree, slope: Tree, names: tuple[str, str]) -> Tree | None:
    """Find f(g) among the factors, where what is left is a number times g′ in other words."""
    wrt, letter = names
    kept: tuple[list[Tree], list[Tree]] = ([], [])
    left: tuple[list[Tree], list[Tree]] = ([], [])
    for side, factors in enumerate(factors_of(integrand)):
        for factor in factors:
            in_letter = put_letter(factor, inner, letter)
            (left if depends_on(in_letter, wrt) else kept)[side].append(in_letter)
    remainder = fraction(*left)
    if depends_on(remainder, letter):
        return None
    ratio = constant_ratio(sampled(remainder, wrt), sampled(slope, wrt))
    number = None if ratio is None else plain_factor(ratio)
    return None if number is None else simplified(times(number, fraction(*kept)))


# ------------------------------------------------------------------ the variable shifted


def by_shifted_variable(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Write x as (u − b)/a where a·x + b stands under a root, in a power or in a function."""
    letter = solver.letter(wrt)
    for part in islice(parts_of(integrand, wrt), _MOST_TRIED):
        found = linear_in(part, wrt)
        if found is None or not _is_inside(integrand, part):
            continue
        slope, shift = found
        x = simplified((Name(letter) - shift) / slope)
        rest = substitute(put_letter(integrand, part, letter), {wrt: x})
        constant, rest = split_constant(simplified(rest), letter)
        factor = simplified(constant / slope)
        return solved_in(solver, integrand, wrt, part, rest, factor)
    return None


def _is_inside(integrand: Tree, part: Tree) -> bool:
    """Whether a part stands directly under a root or in a power."""
    waiting: list[Tree] = [integrand]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Apply):
            if here.operation in {"sqrt", "cbrt", "root", "power"} and here.operands[0] == part:
                return True
            waiting.extend(here.operands)
    return False


# ------------------------------------------------------------------ the substitution turned round


def by_inverse(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Write x by u = ln x or u = √x: ∫ f(x) dx = ∫ f(x(u))·x′(u) du."""
    letter = solver.letter(wrt)
    for part in islice(parts_of(integrand, wrt), _MOST_TRIED):
        invert = _INVERSES.get(part.operation)
        found = linear_in(part.operands[0], wrt) if invert else None
        if invert is None or found is None:
            continue
        slope, shift = found
        x = simplified((invert(Name(letter)) - shift) / slope)
        made = substitute(put_letter(integrand, part, letter), {wrt: x})
        rest = simplified(made * Derivation(x, letter).derivative)
        solution = solved_in(solver, integrand, wrt, part, rest, Number(1.0))
        if solution is not None:
            return solution
    return None


_INVERSES: dict[str, Callable[[Tree], Tree]] = {
    "ln": lambda u: Apply("exp", (u,)),
    "sqrt": lambda u: u ** Number(2.0),
}

"""Integral quadratics: completing the square, so that a formula of the table comes out."""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING

from engine.calculus.integral_factors import parts_of, times
from engine.calculus.integral_fractions import numbers_of
from engine.calculus.integral_mark import integral_of
from engine.calculus.integral_rules import fraction_tree, plain_factor
from engine.calculus.integral_solution import Solution, Solver
from engine.calculus.integral_table import LETTER, look_up
from engine.calculus.polynomial import as_fraction
from engine.calculus.printing import to_text
from engine.calculus.simplify import simplified
from engine.calculus.tree import Apply, Name, Number, Tree, names_in, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from engine.calculus.rational_polynomial import Coefficients

__all__ = ["by_completed_square", "by_square_of_name"]

_MOST_TRIED = 8


def by_completed_square(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Substitute u = (x − h)/s, which makes 1 ± u² of a quadratic in numbers."""
    if set(names_in(integrand)) != {wrt}:
        return None
    letter = solver.letter(wrt)
    for part in islice(parts_of(integrand, wrt), _MOST_TRIED):
        square = _quadratic(part, wrt)
        if square is None:
            continue
        for size in _sizes(square):
            found = _scaled(integrand, (wrt, letter), -square[1] / (2 * square[2]), size)
            if found is not None:
                return found
    return None


def _quadratic(part: Tree, wrt: str) -> Coefficients | None:
    found = as_fraction(part, wrt)
    numbers = numbers_of(found[0]) if found and set(found[1]) == {(0, 0)} else None
    return numbers if numbers and len(numbers) == 3 else None


def _sizes(square: Coefficients) -> Iterator[float]:
    """Yield the numbers s for which (s·u)² times the coefficient fits the rest."""
    rest = square[0] - square[1] ** 2 / (4 * square[2])
    if rest:
        yield math.sqrt(abs(rest / square[2]))
    yield math.sqrt(1 / abs(square[2]))


def _scaled(
    integrand: Tree, names: tuple[str, str], middle: Fraction, size: float
) -> Solution | None:
    wrt, letter = names
    scale = plain_factor(size)
    if scale is None or (not middle and size == 1):
        return None
    inside = times(Number(size), Name(letter)) + Number(float(middle))
    match = look_up(substitute(integrand, {wrt: inside}), letter)
    factor = None if match is None else plain_factor(match.factor * size)
    if match is None or factor is None:
        return None
    entry = match.entry
    here = {LETTER: Name(letter)}
    known = substitute(entry.integrand, here)
    part = Solution(
        entry.rule,
        known,
        letter,
        substitute(entry.antiderivative, here),
        condition=entry.domain.replace(LETTER, letter),
    )
    shifted = simplified(Name(wrt) - fraction_tree(middle))
    stands_for = shifted if size == 1 else _over(shifted, scale, plain_factor(1 / size))
    after = times(factor, integral_of(known, letter))
    return Solution(
        "completing the square", integrand, wrt, after, (part,), letters={letter: stands_for}
    )


def _over(shifted: Tree, scale: Tree, inverse: Tree | None) -> Tree:
    """Return a quotient, as a product where that needs no fraction."""
    match inverse:
        case None | Apply("divide"):
            return simplified(shifted / scale)
        case _:
            return times(inverse, shifted)


def by_square_of_name(_solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """∫ 1/(a² + x²) dx = arctan(x/a)/a, also with numbers before the squares."""
    match integrand:
        case Apply("divide", (Number(1.0), below)):
            found = as_fraction(below, wrt)
        case _:
            return None
    if found is None or set(found[0]) != {(2, 0), (0, 0)} or set(found[1]) != {(0, 0)}:
        return None
    one, other = _root(found[0][2, 0]), _root(found[0][0, 0])
    if one is None or other is None:
        return None
    after = Apply("arctan", (simplified(one * Name(wrt) / other),)) / simplified(one * other)
    names = dict.fromkeys(name for name in names_in(one * other))
    condition = " and ".join(f"{to_text(Name(name))} ≠ 0" for name in names)
    rule = "integral of 1/(a² + x²)"
    return Solution(rule, integrand, wrt, after, condition=condition)


def _root(tree: Tree) -> Tree | None:
    """Return what a formula is the square of, if that is plain to see."""
    match tree:
        case Number(number) if number > 0:
            return plain_factor(math.sqrt(number))
        case Apply("power", (base, Number(2.0))):
            return base
        case Apply("multiply", factors):
            roots = [_root(factor) for factor in factors]
            known = [root for root in roots if root is not None]
            return Apply("multiply", tuple(known)) if len(known) == len(roots) else None
    return None

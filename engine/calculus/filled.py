"""Filled formulas: a row of a derivation with the numbers of a point put in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.calculus.slope_mark import replace_marks
from engine.calculus.tree import Apply, Name, Number, Tree, names_in, substitute
from engine.calculus.walk import fold

if TYPE_CHECKING:
    from engine.calculus.derivation import Derivation, RuleStep
    from engine.calculus.point_value import Point

__all__ = ["filled", "point_of_step"]

_DIGITS = 6


def point_of_step(point: Point, step: RuleStep) -> Point:
    """Return the point at which a step speaks: with its letters, if it has any."""
    if not step.letters:
        return point
    letters = {letter: point.value(tree) for letter, tree in step.letters.items()}
    return type(point)({**point.at, **letters}, point.definitions)


def filled(tree: Tree, derivation: Derivation, point: Point) -> tuple[Tree | None, float]:
    """Put numbers in place of the names and of the derivatives still to be worked out.

    Returns
    -------
    Tree or None
        The formula in numbers of six digits; None where one of them is not finite.
    float
        The value of the formula, with all digits.

    Examples
    --------
    >>> from engine.calculus.derivation import Derivation
    >>> from engine.calculus.point_value import Point
    >>> from engine.calculus.printing import to_text
    >>> from engine.expression import parse_expression
    >>> derivation = Derivation(parse_expression("x^2*sin(x)"), "x")
    >>> step = derivation.step(derivation.tree)
    >>> written, value = filled(step.after, derivation, Point({"x": 2.0}))
    >>> to_text(written), round(value, 6)
    ('2^2*(-0.416147) + sin(2)*4', 1.972602)
    """

    def number(mark: Apply) -> Tree:
        return Number(point.value(derivation.derivative_of(mark.operands[0])))

    exact = replace_marks(tree, number)
    value = point.value(exact)
    at = {name: Number(point.value(Name(name))) for name in names_in(exact)}
    found = _rounded(substitute(exact, at))
    return found, value


def _rounded(tree: Tree) -> Tree | None:
    def combine(part: Tree, operands: list[Tree | None]) -> Tree | None:
        if isinstance(part, Number):
            is_finite = math.isfinite(part.value)
            return Number(float(f"{part.value:.{_DIGITS}g}")) if is_finite else None
        if not isinstance(part, Apply):
            return part
        known = [operand for operand in operands if operand is not None]
        if len(known) < len(operands):
            return None
        return Apply(part.operation, tuple(known), part.attributes)

    return fold(tree, combine)

"""Rules for nodes, in place of those for numbers that lose something if differentiated again.

A number needs its derivative at one point, a node at every point. So a choice by a value must stay
true beside that value, and of two forms that are equally exact the better one is the one whose own
derivative subtracts nothing of the same size.
"""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.maths.tracing_others import MOST, others_by_steps
from engine.operation import get_operation

if TYPE_CHECKING:
    from engine.maths.tracing import Tracing
    from engine.operation import Rule

__all__ = ["PARTIALS", "VJPS"]


def _product_vjp(m: Tracing, g: Any, _y: Any, x: Any, axis: int | None) -> tuple[Any, ...]:
    """Multiply, for each element, all others: no zero among them needs an exception."""
    shape = np.shape(x)
    if not shape:
        return (g,)
    rows = m.rows(x, axis)
    if np.shape(rows)[1] * math.prod(shape) <= MOST:
        others = _others_by_squares(m, rows)
    else:
        others = others_by_steps(m, rows, operator.mul, 1.0)
    return (m.spread(g, x, axis) * m.reshape(others, shape),)


def _others_by_squares(m: Tracing, rows: Any) -> Any:
    """Write the row once for each of its elements, with 1 in its place, and multiply."""
    before, count, after = np.shape(rows)
    squares = m.broadcast(m.reshape(rows, (before, 1, count, after)), (before, count, count, after))
    return m.product(m.where(np.eye(count)[:, :, np.newaxis], 1.0, squares), 2)


# ---------------------------------------------------------------------- partials


def _power_by_base(m: Tracing, y: Any, base: Any, exponent: Any) -> Any:
    """Take n·xⁿ⁻¹ where n is a number; the operation's own rule is for exponents that move."""
    if isinstance(exponent, float):
        return exponent * m.power(base, exponent - 1.0)
    return get_operation("power").partial(0).numbers(m, y, base, exponent)


def _sigmoid_slope(m: Tracing, _y: Any, x: Any, base: float) -> Any:
    """Take (sech(x/2)/2)², whose derivative is exact beside 0 too."""
    scale = math.log(base) if base > 0 else math.nan
    near = 0.25 * scale * m.square(m.sech(0.5 * scale * x))
    if base == math.e or not scale:
        return near
    # Far out the rounding of x ln b costs digits.
    far = get_operation("sigmoid").partial(0).numbers(m, None, x, base)
    return m.where(m.less(m.abs(x), 1.0 / abs(scale)), near, far)


def _one_less_square(m: Tracing, x: Any) -> Any:
    """1 − x²: as a product only near ±1, for its two factors' derivatives cancel near 0."""
    return m.where(m.less(m.abs(x), 0.5), 1.0 - m.square(x), (1.0 - x) * (1.0 + x))


def _artanh_slope(m: Tracing, _y: Any, x: Any) -> Any:
    return m.where(m.less(1.0, m.abs(x)), math.nan, 1.0 / _one_less_square(m, x))


def _huber_slope(m: Tracing, _y: Any, prediction: Any, target: Any, delta: float) -> Any:
    slope = m.clip(prediction - target, -delta, delta)
    return slope if delta > 0 else slope + math.nan


def _binary_by_prediction(m: Tracing, _y: Any, prediction: Any, target: Any) -> Any:
    """Take the two terms one by one: joined over p(1 − p) they cancel in the second derivative."""
    rest, other = 1.0 - prediction, 1.0 - target
    yes = m.where(m.equal(target, 0.0) & m.equal(prediction, 0.0), 0.0, target / prediction)
    no = m.where(m.equal(other, 0.0) & m.equal(rest, 0.0), 0.0, other / rest)
    outside = m.less(prediction, 0.0) | m.less(1.0, prediction)
    return m.where(outside, math.nan, no - yes)


PARTIALS: dict[tuple[str, int], Rule] = {
    ("power", 0): _power_by_base,
    ("sigmoid", 0): _sigmoid_slope,
    ("tanh", 0): lambda m, y, x: m.square(m.sech(x)),
    ("coth", 0): lambda m, y, x: -m.square(m.csch(x)),
    ("arcsin", 0): lambda m, y, x: 1.0 / m.sqrt(_one_less_square(m, x)),
    ("arccos", 0): lambda m, y, x: -1.0 / m.sqrt(_one_less_square(m, x)),
    ("arctanh", 0): _artanh_slope,
    ("logaddexp", 0): lambda m, y, a, b: m.sigmoid(a - b),
    ("logaddexp", 1): lambda m, y, a, b: m.sigmoid(b - a),
    ("softplus", 0): lambda m, y, x: m.sigmoid(x),
    ("log_sigmoid", 0): lambda m, y, x: m.sigmoid(-x),
    ("silu", 0): lambda m, y, x: m.sigmoid(x) * (1.0 + x * m.sigmoid(-x)),
    ("huber", 0): _huber_slope,
    ("huber", 1): lambda m, y, prediction, target, delta: (
        -_huber_slope(m, y, prediction, target, delta)
    ),
    ("binary_cross_entropy", 0): _binary_by_prediction,
}
"""By an operation and the place of an operand, what takes the place of its own partial."""

VJPS: dict[str, Rule] = {"product": _product_vjp}
"""By the name of the operation, what takes the place of its own ``vjp``."""

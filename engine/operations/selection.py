"""Operations that choose among their operands: largest, smallest, by a condition, within bounds.

What is not chosen gets no gradient at all, which is not the same as a gradient of 0 when an
infinity stands beside it.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from engine.operation import Condition, Operation, Partial

__all__ = ["OPERATIONS"]


def _share_of_winner(_m: Any, y: Any, *x: Any, index: int) -> Any:
    """1 for the operand that was taken, split evenly at a tie, nan where nothing could win."""
    return (x[index] == y) / sum((operand == y) * 1.0 for operand in x)


def _no_tie_for_largest(*x: Any) -> Any:
    return np.sum(np.equal(np.broadcast_arrays(*x), reduce(np.maximum, x)), axis=0) <= 1


def _no_tie_for_smallest(*x: Any) -> Any:
    return np.sum(np.equal(np.broadcast_arrays(*x), reduce(np.minimum, x)), axis=0) <= 1


def _where(m: Any, condition: Any, a: Any, b: Any) -> Any:
    chosen = m.where(m.equal(condition, 0.0), b, a)
    return m.where(m.equal(condition, condition), chosen, condition)


def _clip(m: Any, x: Any, lower: Any, upper: Any) -> Any:
    # The nearer one where two are the same, as the slopes have it.
    raised = m.where(m.equal(x, lower), x, m.maximum(x, lower))
    return m.where(m.equal(raised, upper), raised, m.minimum(raised, upper))


def _clip_by_value(m: Any, _y: Any, x: Any, lower: Any, upper: Any) -> Any:
    outside = m.less(x, lower) | m.less(upper, x) | m.less(upper, lower)
    return m.where(outside, 0.0, 1.0)


def _clip_by_lower(m: Any, _y: Any, x: Any, lower: Any, upper: Any) -> Any:
    return m.where(m.less(x, lower) & ~m.less(upper, lower), 1.0, 0.0)


def _clip_by_upper(m: Any, _y: Any, x: Any, lower: Any, upper: Any) -> Any:
    return m.where(m.less(upper, x) | m.less(upper, lower), 1.0, 0.0)


_SPLIT = "the operands tie; the gradient was split evenly"
_AT_BOUND = "the value is at a bound, where clipping has a kink; slope 1 was chosen"

OPERATIONS = (
    Operation(
        name="max",
        family="selection",
        title="Maximum",
        ports=("x1", "x2"),
        variadic=True,
        symbol="max",
        latex=r"\max",
        forward=lambda m, *x: m.maximum(*x),
        partials=(
            Partial(
                rule="derivative of the maximum",
                numbers=_share_of_winner,
                textbook=lambda m, y, *x, index: m.apply("equal", x[index], y),
                formula=r"\frac{\partial}{\partial x_i}\max(x_1, x_2) = 1 "
                r"\;\text{if } x_i \text{ is the largest, else } 0",
                condition="no tie",
            ),
        ),
        kinks=(Condition("no tie", _no_tie_for_largest, _SPLIT),),
        routes=True,
        summary="The largest operand; the gradient goes to it alone.",
        doc="Takes two or more operands. At a tie the gradient is split evenly among the largest. "
        "An operand that was not taken receives no gradient at all.",
        source="Subgradient of a maximum; the even split is the choice of the common frameworks.",
        keywords=("maximum", "larger"),
    ),
    Operation(
        name="min",
        family="selection",
        title="Minimum",
        ports=("x1", "x2"),
        variadic=True,
        symbol="min",
        latex=r"\min",
        forward=lambda m, *x: m.minimum(*x),
        partials=(
            Partial(
                rule="derivative of the minimum",
                numbers=_share_of_winner,
                textbook=lambda m, y, *x, index: m.apply("equal", x[index], y),
                formula=r"\frac{\partial}{\partial x_i}\min(x_1, x_2) = 1 "
                r"\;\text{if } x_i \text{ is the smallest, else } 0",
                condition="no tie",
            ),
        ),
        kinks=(Condition("no tie", _no_tie_for_smallest, _SPLIT),),
        routes=True,
        summary="The smallest operand; the gradient goes to it alone.",
        doc="Takes two or more operands. At a tie the gradient is split evenly among the smallest. "
        "An operand that was not taken receives no gradient at all.",
        source="Subgradient of a minimum; the even split is the choice of the common frameworks.",
        keywords=("minimum", "smaller"),
    ),
    Operation(
        name="where",
        family="selection",
        title="Choose by condition",
        ports=("condition", "a", "b"),
        symbol="a : b",
        latex=r"\operatorname{where}\left({condition!}, {a!}, {b!}\right)",
        forward=_where,
        partials=(
            Partial(
                rule="constant rule",
                numbers=lambda m, y, condition, a, b: 0.0,
                textbook=lambda m, y, condition, a, b: 0,
                formula=r"\frac{\partial}{\partial c}\operatorname{where}(c, a, b) = 0",
            ),
            Partial(
                rule="derivative of a choice",
                numbers=lambda m, y, condition, a, b: m.where(m.equal(condition, 0.0), 0.0, 1.0),
                textbook=lambda m, y, condition, a, b: m.apply("not_equal", condition, 0),
                formula=r"\frac{\partial}{\partial a}\operatorname{where}(c, a, b) = 1"
                r" \;\text{if } c \neq 0, \text{ else } 0",
            ),
            Partial(
                rule="derivative of a choice",
                numbers=lambda m, y, condition, a, b: m.where(m.equal(condition, 0.0), 1.0, 0.0),
                textbook=lambda m, y, condition, a, b: m.apply("equal", condition, 0),
                formula=r"\frac{\partial}{\partial b}\operatorname{where}(c, a, b) = 1"
                r" \;\text{if } c = 0, \text{ else } 0",
            ),
        ),
        routes=True,
        summary="Takes a where the condition is not 0, and b where it is.",
        doc="The gradient goes to what was taken; the other branch gets none at all, even where it "
        "is infinite or not a number. Comparisons make conditions.",
        source="Definition by cases.",
        keywords=("if", "else", "select", "switch", "mask", "cases"),
    ),
    Operation(
        name="clip",
        family="selection",
        title="Clip",
        ports=("x", "lower", "upper"),
        symbol="clip",
        latex=r"\operatorname{clip}\left({x!}, {lower!}, {upper!}\right)",
        defaults={"lower": -1.0, "upper": 1.0},
        forward=_clip,
        partials=(
            Partial(
                rule="derivative of a choice",
                numbers=_clip_by_value,
                textbook=lambda m, y, x, lower, upper: m.apply("equal", y, x),
                formula=r"\frac{\partial}{\partial x}\operatorname{clip}(x, l, u) = 1"
                r" \;\text{for } l \leq x \leq u, \text{ else } 0",
                condition="x ≠ lower, x ≠ upper",
            ),
            Partial(
                rule="derivative of a choice",
                numbers=_clip_by_lower,
                textbook=lambda m, y, x, lower, upper: (
                    m.apply("less", x, lower) * m.apply("less_equal", lower, upper)
                ),
                formula=r"\frac{\partial}{\partial l}\operatorname{clip}(x, l, u) = 1"
                r" \;\text{for } x < l, \text{ else } 0",
                condition="x ≠ lower",
            ),
            Partial(
                rule="derivative of a choice",
                numbers=_clip_by_upper,
                textbook=lambda m, y, x, lower, upper: m.apply("less", upper, m.maximum(x, lower)),
                formula=r"\frac{\partial}{\partial u}\operatorname{clip}(x, l, u) = 1"
                r" \;\text{for } x > u, \text{ else } 0",
                condition="x ≠ upper",
            ),
        ),
        kinks=(
            Condition("x ≠ lower", lambda x, lower, upper: x != lower, _AT_BOUND),
            Condition("x ≠ upper", lambda x, lower, upper: x != upper, _AT_BOUND),
            Condition(
                "lower ≠ upper",
                lambda x, lower, upper: (lower != upper) & (x == x),
                "the bounds meet, where clipping has a kink; the nearer one was chosen",
            ),
        ),
        routes=True,
        summary="Keeps a value between two bounds.",
        doc="Inside the bounds and at them the gradient passes to the value; beyond them it goes "
        "to the bound, and the value gets none at all. If the bounds cross, the upper one wins.",
        source="Definition by cases.",
        keywords=("clamp", "limit", "saturate", "bounds"),
    ),
)

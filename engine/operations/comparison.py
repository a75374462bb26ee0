"""Operations that compare: absolute value, sign, larger and smaller."""

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


def _flat(port: str) -> Partial:
    """Slope of a comparison: 0 on both sides, nan where the comparison is."""
    return Partial(
        rule="constant rule",
        numbers=lambda m, y, a, b: 0.0 * y,
        textbook=lambda m, y, a, b: 0,
        formula=rf"\frac{{\partial}}{{\partial {port}}}[\dots] = 0",
        condition="a ≠ b",
    )


_SPLIT = "the operands tie; the gradient was split evenly"
_JUMP = Condition("a ≠ b", lambda a, b: a != b, "the comparison jumps at a tie; slope 0 was chosen")

OPERATIONS = (
    Operation(
        name="abs",
        family="comparison",
        title="Absolute value",
        ports=("x",),
        symbol="|x|",
        latex=r"\left|{x!}\right|",
        forward=lambda m, x: m.abs(x),
        partials=(
            Partial(
                rule="derivative of the absolute value",
                numbers=lambda m, y, x: m.sign(x),
                formula=r"\frac{d}{dx}|x| = \operatorname{sign} x",
                condition="x ≠ 0",
            ),
        ),
        kinks=(
            Condition(
                "x ≠ 0", lambda x: x != 0, "the absolute value has a kink at 0; slope 0 was chosen"
            ),
        ),
        summary="The distance of a number from zero.",
        doc="At 0, where it has a kink, the slope is taken as 0.",
        source="Definition.",
        keywords=("absolute", "magnitude", "modulus"),
    ),
    Operation(
        name="sign",
        family="comparison",
        title="Sign",
        ports=("x",),
        symbol="sign",
        latex=r"\operatorname{sign} {x}",
        precedence=22,
        forward=lambda m, x: m.sign(x),
        partials=(
            Partial(
                rule="constant rule",
                numbers=lambda m, y, x: 0.0 * y,
                textbook=lambda m, y, x: 0,
                formula=r"\frac{d}{dx}\operatorname{sign} x = 0",
                condition="x ≠ 0",
            ),
        ),
        kinks=(Condition("x ≠ 0", lambda x: x != 0, "the sign jumps at 0; slope 0 was chosen"),),
        summary="−1, 0 or 1 for a negative number, zero or a positive one.",
        doc="Flat on both sides of 0, so nothing is learnt through it.",
        source="Definition.",
        keywords=("signum", "sgn"),
    ),
    Operation(
        name="greater",
        family="comparison",
        title="Greater than",
        ports=("a", "b"),
        symbol=">",
        latex=r"\left[{a!} > {b!}\right]",
        defaults={"b": 0.0},
        forward=lambda m, a, b: m.greater(a, b),
        partials=(_flat("a"), _flat("b")),
        kinks=(_JUMP,),
        summary="1 where a is greater than b, otherwise 0.",
        doc="A step: flat on both sides, so nothing is learnt through it.",
        source="Iverson bracket.",
        keywords=("more", "step", "heaviside"),
    ),
    Operation(
        name="equal",
        family="comparison",
        title="Equal to",
        ports=("a", "b"),
        symbol="=",
        latex=r"\left[{a!} = {b!}\right]",
        defaults={"b": 0.0},
        forward=lambda m, a, b: m.where(m.equal(a, b), 1.0, 0.0 * m.sign(a - b)),
        partials=(_flat("a"), _flat("b")),
        kinks=(_JUMP,),
        summary="1 where a equals b, otherwise 0.",
        doc="Flat on both sides, so nothing is learnt through it.",
        source="Iverson bracket.",
        keywords=("same",),
    ),
    Operation(
        name="max",
        family="comparison",
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
        family="comparison",
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
)

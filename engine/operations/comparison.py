"""Operations that compare: absolute value, sign, larger, smaller and equal."""

from __future__ import annotations

from typing import Any

from engine.operation import Condition, Operation, Partial

__all__ = ["OPERATIONS"]


def _equal(m: Any, a: Any, b: Any) -> Any:
    # 0, never −0, and nan where one of them is.
    return m.where(m.equal(a, b), 1.0, 0.0 * m.abs(m.sign(a - b)))


def _flat(port: str) -> Partial:
    """Slope of a comparison: 0 on both sides, nan where the comparison is."""
    return Partial(
        rule="constant rule",
        numbers=lambda m, y, a, b: 0.0 * y,
        textbook=lambda m, y, a, b: 0,
        formula=rf"\frac{{\partial}}{{\partial {port}}}[\dots] = 0",
        condition="a ≠ b",
    )


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
                numbers=lambda m, y, x: 0.0 * m.abs(y),
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
        name="greater_equal",
        family="comparison",
        title="At least",
        ports=("a", "b"),
        symbol="≥",
        latex=r"\left[{a!} \geq {b!}\right]",
        defaults={"b": 0.0},
        forward=lambda m, a, b: 1.0 - m.greater(b, a),
        partials=(_flat("a"), _flat("b")),
        kinks=(_JUMP,),
        summary="1 where a is greater than b or equal to it, otherwise 0.",
        doc="A step: flat on both sides, so nothing is learnt through it.",
        source="Iverson bracket.",
        keywords=(
            "more",
            "step",
            "ge",
        ),
    ),
    Operation(
        name="less",
        family="comparison",
        title="Less than",
        ports=("a", "b"),
        symbol="<",
        latex=r"\left[{a!} < {b!}\right]",
        defaults={"b": 0.0},
        forward=lambda m, a, b: m.greater(b, a),
        partials=(_flat("a"), _flat("b")),
        kinks=(_JUMP,),
        summary="1 where a is less than b, otherwise 0.",
        doc="A step: flat on both sides, so nothing is learnt through it.",
        source="Iverson bracket.",
        keywords=(
            "smaller",
            "step",
            "lt",
        ),
    ),
    Operation(
        name="less_equal",
        family="comparison",
        title="At most",
        ports=("a", "b"),
        symbol="≤",
        latex=r"\left[{a!} \leq {b!}\right]",
        defaults={"b": 0.0},
        forward=lambda m, a, b: 1.0 - m.greater(a, b),
        partials=(_flat("a"), _flat("b")),
        kinks=(_JUMP,),
        summary="1 where a is less than b or equal to it, otherwise 0.",
        doc="A step: flat on both sides, so nothing is learnt through it.",
        source="Iverson bracket.",
        keywords=(
            "smaller",
            "step",
            "le",
        ),
    ),
    Operation(
        name="equal",
        family="comparison",
        title="Equal to",
        ports=("a", "b"),
        symbol="=",
        latex=r"\left[{a!} = {b!}\right]",
        defaults={"b": 0.0},
        forward=_equal,
        partials=(_flat("a"), _flat("b")),
        kinks=(_JUMP,),
        summary="1 where a equals b, otherwise 0.",
        doc="Flat on both sides, so nothing is learnt through it.",
        source="Iverson bracket.",
        keywords=("same",),
    ),
    Operation(
        name="not_equal",
        family="comparison",
        title="Different from",
        ports=("a", "b"),
        symbol="≠",
        latex=r"\left[{a!} \neq {b!}\right]",
        defaults={"b": 0.0},
        forward=lambda m, a, b: 1.0 - _equal(m, a, b),
        partials=(_flat("a"), _flat("b")),
        kinks=(_JUMP,),
        summary="1 where a differs from b, otherwise 0.",
        doc="A step: flat on both sides, so nothing is learnt through it.",
        source="Iverson bracket.",
        keywords=(
            "unequal",
            "ne",
        ),
    ),
)

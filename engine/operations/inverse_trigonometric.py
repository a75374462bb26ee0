"""The inverse trigonometric functions, with angles in radians, and the angle of a point.

The range of arccot is (0, π), and the slopes of arcsec and arccsc carry |x|: one convention each,
true on both sides of 0.
"""

from __future__ import annotations

from typing import Any

from engine.operation import Condition, Operation, Partial

__all__ = ["OPERATIONS"]

_SOURCE = "NIST Digital Library of Mathematical Functions, §4.24."


def _arc_slope(m: Any, x: Any) -> Any:
    """1/√(1 − x²), without squaring what is close to 1."""
    return 1.0 / m.sqrt((1.0 - x) * (1.0 + x))


def _arctan_slope(m: Any, x: Any) -> Any:
    """1/(1 + x²), where x² may overflow too."""
    far = m.less(1.0, m.magnitude(x))
    unit = m.where(far, x, 1.0)
    return m.where(far, (1.0 / unit) / (unit + 1.0 / unit), 1.0 / (1.0 + x * x))


def _beyond_one(m: Any, x: Any) -> Any:
    """√(x² − 1), without squaring."""
    size = m.magnitude(x)
    return m.sqrt(size - 1.0) * m.sqrt(size + 1.0)


def _arcsec(m: Any, x: Any) -> Any:
    return m.atan2(_beyond_one(m, x), m.sign(x))


def _arccsc(m: Any, x: Any) -> Any:
    return m.sign(x) * m.atan2(1.0, _beyond_one(m, x))


def _arcsec_slope(m: Any, x: Any) -> Any:
    return 1.0 / (m.magnitude(x) * _beyond_one(m, x))


def _turn(m: Any, _angle: Any, along: Any, across: Any) -> Any:
    """Slope of the angle: the one coordinate over the squared distance, 0 at the origin."""
    distance = m.hypot(along, across)
    at_origin = m.equal(distance, 0.0)
    unit = m.where(at_origin, 1.0, distance)
    return m.where(at_origin, 0.0, (along / unit) / unit)


_INSIDE = Condition("−1 ≤ x ≤ 1", lambda x: abs(x) <= 1, "no angle has a sine or cosine beyond 1")
_STEEP_EDGE = Condition(
    "−1 < x < 1 for the slope", lambda x: abs(x) != 1, "the slope is infinite at ±1"
)
_OUTSIDE = Condition("|x| ≥ 1", lambda x: abs(x) >= 1, "a secant or cosecant is at least 1 in size")
_STEEP_START = Condition(
    "|x| > 1 for the slope", lambda x: abs(x) != 1, "the slope is infinite at ±1"
)

OPERATIONS = (
    Operation(
        name="arcsin",
        family="inverse_trigonometric",
        title="Arc sine",
        ports=("x",),
        symbol="arcsin",
        latex=r"\arcsin {x}",
        precedence=22,
        forward=lambda m, x: m.arcsin(x),
        partials=(
            Partial(
                rule="derivative of the arc sine",
                numbers=lambda m, y, x: _arc_slope(m, x),
                textbook=lambda m, y, x: 1 / m.sqrt(1 - m.power(x, 2)),
                formula=r"\frac{d}{dx}\arcsin x = \frac{1}{\sqrt{1 - x^2}}",
                condition="−1 < x < 1",
            ),
        ),
        domain=(_INSIDE,),
        poles=(_STEEP_EDGE,),
        summary="The angle between −π/2 and π/2 whose sine is x.",
        doc="Defined for −1 ≤ x ≤ 1. At ±1 the slope is infinite, which is reported.",
        source=_SOURCE,
        keywords=(
            "inverse sine",
            "asin",
        ),
    ),
    Operation(
        name="arccos",
        family="inverse_trigonometric",
        title="Arc cosine",
        ports=("x",),
        symbol="arccos",
        latex=r"\arccos {x}",
        precedence=22,
        forward=lambda m, x: m.arccos(x),
        partials=(
            Partial(
                rule="derivative of the arc cosine",
                numbers=lambda m, y, x: -_arc_slope(m, x),
                textbook=lambda m, y, x: -(1 / m.sqrt(1 - m.power(x, 2))),
                formula=r"\frac{d}{dx}\arccos x = -\frac{1}{\sqrt{1 - x^2}}",
                condition="−1 < x < 1",
            ),
        ),
        domain=(_INSIDE,),
        poles=(_STEEP_EDGE,),
        summary="The angle between 0 and π whose cosine is x.",
        doc="Defined for −1 ≤ x ≤ 1. At ±1 the slope is infinite, which is reported.",
        source=_SOURCE,
        keywords=(
            "inverse cosine",
            "acos",
        ),
    ),
    Operation(
        name="arctan",
        family="inverse_trigonometric",
        title="Arc tangent",
        ports=("x",),
        symbol="arctan",
        latex=r"\arctan {x}",
        precedence=22,
        forward=lambda m, x: m.arctan(x),
        partials=(
            Partial(
                rule="derivative of the arc tangent",
                numbers=lambda m, y, x: _arctan_slope(m, x),
                textbook=lambda m, y, x: 1 / (1 + m.power(x, 2)),
                formula=r"\frac{d}{dx}\arctan x = \frac{1}{1 + x^2}",
            ),
        ),
        summary="The angle between −π/2 and π/2 whose tangent is x.",
        doc="Defined everywhere. It flattens towards ±π/2.",
        source=_SOURCE,
        keywords=(
            "inverse tangent",
            "atan",
        ),
    ),
    Operation(
        name="arccot",
        family="inverse_trigonometric",
        title="Arc cotangent",
        ports=("x",),
        symbol="arccot",
        latex=r"\operatorname{arccot} {x}",
        precedence=22,
        forward=lambda m, x: m.atan2(1.0, x),
        partials=(
            Partial(
                rule="derivative of the arc cotangent",
                numbers=lambda m, y, x: -_arctan_slope(m, x),
                textbook=lambda m, y, x: -(1 / (1 + m.power(x, 2))),
                formula=r"\frac{d}{dx}\operatorname{arccot} x = -\frac{1}{1 + x^2}",
            ),
        ),
        summary="The angle between 0 and π whose cotangent is x.",
        doc="Falls from π to 0 without a jump. Other programs take arctan(1/x), which jumps at 0; "
        "the slope is the same.",
        source=_SOURCE,
        keywords=(
            "inverse cotangent",
            "acot",
        ),
    ),
    Operation(
        name="arcsec",
        family="inverse_trigonometric",
        title="Arc secant",
        ports=("x",),
        symbol="arcsec",
        latex=r"\operatorname{arcsec} {x}",
        precedence=22,
        forward=_arcsec,
        partials=(
            Partial(
                rule="derivative of the arc secant",
                numbers=lambda m, y, x: _arcsec_slope(m, x),
                textbook=lambda m, y, x: 1 / (m.abs(x) * m.sqrt(m.power(x, 2) - 1)),
                formula=r"\frac{d}{dx}\operatorname{arcsec} x = \frac{1}{|x|\sqrt{x^2 - 1}}",
                condition="|x| > 1",
            ),
        ),
        domain=(_OUTSIDE,),
        poles=(_STEEP_START,),
        summary="The angle between 0 and π whose secant is x.",
        doc="Defined for |x| ≥ 1. It rises on both sides of 0, which is why its slope has |x|. At "
        "±1 the slope is infinite.",
        source=_SOURCE,
        keywords=(
            "inverse secant",
            "asec",
        ),
    ),
    Operation(
        name="arccsc",
        family="inverse_trigonometric",
        title="Arc cosecant",
        ports=("x",),
        symbol="arccsc",
        latex=r"\operatorname{arccsc} {x}",
        precedence=22,
        forward=_arccsc,
        partials=(
            Partial(
                rule="derivative of the arc cosecant",
                numbers=lambda m, y, x: -_arcsec_slope(m, x),
                textbook=lambda m, y, x: -(1 / (m.abs(x) * m.sqrt(m.power(x, 2) - 1))),
                formula=r"\frac{d}{dx}\operatorname{arccsc} x = -\frac{1}{|x|\sqrt{x^2 - 1}}",
                condition="|x| > 1",
            ),
        ),
        domain=(_OUTSIDE,),
        poles=(_STEEP_START,),
        summary="The angle between −π/2 and π/2 whose cosecant is x.",
        doc="Defined for |x| ≥ 1. It falls on both sides of 0, which is why its slope has |x|. At "
        "±1 the slope is infinite.",
        source=_SOURCE,
        keywords=(
            "inverse cosecant",
            "acsc",
        ),
    ),
    Operation(
        name="atan2",
        family="inverse_trigonometric",
        title="Angle of a point",
        ports=("y", "x"),
        symbol="atan2",
        latex=r"\operatorname{atan2}\left({y!}, {x!}\right)",
        forward=lambda m, y, x: m.atan2(y, x),
        partials=(
            Partial(
                rule="derivative of the arc tangent",
                numbers=lambda m, angle, y, x: _turn(m, angle, x, y),
                textbook=lambda m, angle, y, x: x / (m.power(x, 2) + m.power(y, 2)),
                formula=r"\frac{\partial}{\partial y}\operatorname{atan2}(y, x)"
                r" = \frac{x}{x^2 + y^2}",
                condition="not x = y = 0",
            ),
            Partial(
                rule="derivative of the arc tangent",
                numbers=lambda m, angle, y, x: -_turn(m, angle, y, x),
                textbook=lambda m, angle, y, x: -(y / (m.power(x, 2) + m.power(y, 2))),
                formula=r"\frac{\partial}{\partial x}\operatorname{atan2}(y, x)"
                r" = -\frac{y}{x^2 + y^2}",
                condition="not x = y = 0",
            ),
        ),
        kinks=(
            Condition(
                "not x = y = 0",
                lambda y, x: (y != 0) | (x != 0),
                "the origin has no angle; value and slopes 0 were chosen",
            ),
        ),
        summary="The angle between the x-axis and the point (x, y), between −π and π.",
        doc="Knows all four quadrants. On the negative x-axis it jumps from π to −π.",
        source="NIST Digital Library of Mathematical Functions, §1.9(i).",
        keywords=("arctan2", "phase", "polar", "direction"),
    ),
)

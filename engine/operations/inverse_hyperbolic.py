"""The inverse hyperbolic functions."""

from __future__ import annotations

import math
from typing import Any

from engine.operation import Condition, Operation, Partial

__all__ = ["OPERATIONS"]

_SOURCE = "NIST Digital Library of Mathematical Functions, §4.37 and §4.38(i)."


def _arcosh_slope(m: Any, _y: Any, x: Any) -> Any:
    return 1.0 / (m.sqrt(x - 1.0) * m.sqrt(x + 1.0))


def _within_one(m: Any, x: Any) -> Any:
    """(1 − x²), nan where that is negative."""
    product = (1.0 - x) * (1.0 + x)
    return m.where(m.less(product, 0.0), math.nan, product)


def _artanh_slope(m: Any, _y: Any, x: Any) -> Any:
    return 1.0 / m.magnitude(_within_one(m, x))


def _arcoth(m: Any, x: Any) -> Any:
    # arctanh(1/x) would round 1/x, which matters where |x| is close to 1.
    size = m.magnitude(x)
    rest = m.where(m.less(size, 1.0), math.nan, size - 1.0)
    return 0.5 * m.sign(x) * m.log1p(2.0 / rest)


def _arcoth_slope(m: Any, _y: Any, x: Any) -> Any:
    size = m.magnitude(x)
    rest = m.where(m.less(size, 1.0), math.nan, size - 1.0)
    return -1.0 / (m.magnitude(rest) * (size + 1.0))


def _arsech(m: Any, x: Any) -> Any:
    size = m.where(m.less(x, 0.0), math.nan, x)
    return m.arcsinh(m.sqrt((1.0 - size) * (1.0 + size)) / m.magnitude(size))


def _arsech_slope(m: Any, _y: Any, x: Any) -> Any:
    size = m.magnitude(m.where(m.less(x, 0.0), math.nan, x))
    return -1.0 / (size * m.sqrt((1.0 - size) * (1.0 + size)))


def _arcsch_slope(m: Any, _y: Any, x: Any) -> Any:
    return -1.0 / (m.magnitude(x) * m.hypot(1.0, x))


_FROM_ONE = Condition("x ≥ 1", lambda x: x >= 1, "a hyperbolic cosine is at least 1")
_STEEP_START = Condition("x > 1 for the slope", lambda x: x != 1, "the slope is infinite at 1")
_INSIDE = Condition("|x| ≤ 1", lambda x: abs(x) <= 1, "a hyperbolic tangent is at most 1 in size")
_OUTSIDE = Condition("|x| ≥ 1", lambda x: abs(x) >= 1, "a hyperbolic cotangent exceeds 1 in size")
_BELOW_ONE = Condition("|x| < 1", lambda x: abs(x) != 1, "the value is infinite at ±1")
_ABOVE_ONE = Condition("|x| > 1", lambda x: abs(x) != 1, "the value is infinite at ±1")
_UP_TO_ONE = Condition(
    "0 < x ≤ 1", lambda x: (x >= 0) & (x <= 1), "a hyperbolic secant is in (0, 1]"
)
_INNER = Condition(
    "0 < x < 1 for the slope",
    lambda x: (x != 0) & (x != 1),
    "the slope is infinite at 0 and 1, the value at 0",
)
_NOT_AT_ZERO = Condition("x ≠ 0", lambda x: x != 0, "the value is infinite at 0")

OPERATIONS = (
    Operation(
        name="arcsinh",
        family="inverse_hyperbolic",
        title="Inverse hyperbolic sine",
        ports=("x",),
        symbol="arsinh",
        latex=r"\operatorname{arsinh} {x}",
        precedence=22,
        forward=lambda m, x: m.arcsinh(x),
        partials=(
            Partial(
                rule="derivative of the inverse hyperbolic sine",
                numbers=lambda m, y, x: 1.0 / m.hypot(1.0, x),
                textbook=lambda m, y, x: 1 / m.sqrt(1 + m.power(x, 2)),
                formula=r"\frac{d}{dx}\operatorname{arsinh} x = \frac{1}{\sqrt{1 + x^2}}",
            ),
        ),
        summary="The number whose hyperbolic sine is x.",
        doc="Defined everywhere; for large |x| it is nearly a logarithm.",
        source=_SOURCE,
        keywords=(
            "asinh",
            "arsinh",
        ),
    ),
    Operation(
        name="arccosh",
        family="inverse_hyperbolic",
        title="Inverse hyperbolic cosine",
        ports=("x",),
        symbol="arcosh",
        latex=r"\operatorname{arcosh} {x}",
        precedence=22,
        forward=lambda m, x: m.arccosh(x),
        partials=(
            Partial(
                rule="derivative of the inverse hyperbolic cosine",
                numbers=_arcosh_slope,
                textbook=lambda m, y, x: 1 / m.sqrt(m.power(x, 2) - 1),
                formula=r"\frac{d}{dx}\operatorname{arcosh} x = \frac{1}{\sqrt{x^2 - 1}}",
                condition="x > 1",
            ),
        ),
        domain=(_FROM_ONE,),
        poles=(_STEEP_START,),
        summary="The number from 0 on whose hyperbolic cosine is x.",
        doc="Defined for x ≥ 1. At 1 the slope is infinite, which is reported.",
        source=_SOURCE,
        keywords=(
            "acosh",
            "arcosh",
        ),
    ),
    Operation(
        name="arctanh",
        family="inverse_hyperbolic",
        title="Inverse hyperbolic tangent",
        ports=("x",),
        symbol="artanh",
        latex=r"\operatorname{artanh} {x}",
        precedence=22,
        forward=lambda m, x: m.arctanh(x),
        partials=(
            Partial(
                rule="derivative of the inverse hyperbolic tangent",
                numbers=_artanh_slope,
                textbook=lambda m, y, x: 1 / (1 - m.power(x, 2)),
                formula=r"\frac{d}{dx}\operatorname{artanh} x = \frac{1}{1 - x^2}",
                condition="−1 < x < 1",
            ),
        ),
        domain=(_INSIDE,),
        poles=(_BELOW_ONE,),
        summary="The number whose hyperbolic tangent is x.",
        doc="Defined for −1 < x < 1. At ±1 it is infinite, which is reported.",
        source=_SOURCE,
        keywords=(
            "atanh",
            "artanh",
            "fisher",
        ),
    ),
    Operation(
        name="arccoth",
        family="inverse_hyperbolic",
        title="Inverse hyperbolic cotangent",
        ports=("x",),
        symbol="arcoth",
        latex=r"\operatorname{arcoth} {x}",
        precedence=22,
        forward=_arcoth,
        partials=(
            Partial(
                rule="derivative of the inverse hyperbolic cotangent",
                numbers=_arcoth_slope,
                textbook=lambda m, y, x: 1 / (1 - m.power(x, 2)),
                formula=r"\frac{d}{dx}\operatorname{arcoth} x = \frac{1}{1 - x^2}",
                condition="|x| > 1",
            ),
        ),
        domain=(_OUTSIDE,),
        poles=(_ABOVE_ONE,),
        summary="The number whose hyperbolic cotangent is x.",
        doc="Defined for |x| > 1. At ±1 it is infinite, which is reported.",
        source=_SOURCE,
        keywords=(
            "acoth",
            "arcoth",
        ),
    ),
    Operation(
        name="arcsech",
        family="inverse_hyperbolic",
        title="Inverse hyperbolic secant",
        ports=("x",),
        symbol="arsech",
        latex=r"\operatorname{arsech} {x}",
        precedence=22,
        forward=_arsech,
        partials=(
            Partial(
                rule="derivative of the inverse hyperbolic secant",
                numbers=_arsech_slope,
                textbook=lambda m, y, x: -(1 / (x * m.sqrt(1 - m.power(x, 2)))),
                formula=r"\frac{d}{dx}\operatorname{arsech} x = -\frac{1}{x\sqrt{1 - x^2}}",
                condition="0 < x < 1",
            ),
        ),
        domain=(_UP_TO_ONE,),
        poles=(_INNER,),
        summary="The number from 0 on whose hyperbolic secant is x.",
        doc="Defined for 0 < x ≤ 1. At 0 it is infinite, and at 1 its slope is; both are reported.",
        source=_SOURCE,
        keywords=(
            "asech",
            "arsech",
        ),
    ),
    Operation(
        name="arccsch",
        family="inverse_hyperbolic",
        title="Inverse hyperbolic cosecant",
        ports=("x",),
        symbol="arcsch",
        latex=r"\operatorname{arcsch} {x}",
        precedence=22,
        forward=lambda m, x: m.arcsinh(1.0 / x),
        partials=(
            Partial(
                rule="derivative of the inverse hyperbolic cosecant",
                numbers=_arcsch_slope,
                textbook=lambda m, y, x: -(1 / (m.abs(x) * m.sqrt(1 + m.power(x, 2)))),
                formula=r"\frac{d}{dx}\operatorname{arcsch} x = -\frac{1}{|x|\sqrt{1 + x^2}}",
                condition="x ≠ 0",
            ),
        ),
        poles=(_NOT_AT_ZERO,),
        summary="The number whose hyperbolic cosecant is x.",
        doc="Defined for x ≠ 0, where it is infinite. It falls on both sides, so its slope has "
        "|x|.",
        source=_SOURCE,
        keywords=(
            "acsch",
            "arcsch",
        ),
    ),
)

"""The six trigonometric functions, of angles in radians."""

from __future__ import annotations

from functools import cache
from typing import Any

from engine.operation import Condition, Operation, Partial, Quick

__all__ = ["OPERATIONS"]

_SOURCE = "NIST Digital Library of Mathematical Functions, §4.20."

_NOT_AT_ZERO = Condition("x ≠ 0", lambda x: x != 0, "division by sin 0, which is zero")

_TINY = 1e-300
"""Below it the half of a number may be rounded, and its cosine is 1."""

_MANY = 600
"""Numbers at once from which several array operations are faster than one sine."""


@cache
def _has_fast_tangent() -> bool:
    """Whether numpy computes tangents several at once on this processor, unlike sines."""
    try:
        from numpy.lib.introspect import opt_func_info
    except ImportError:
        return False
    found = opt_func_info(func_name="^tan$", signature="float64").get("tan", {}).values()
    return any("baseline" not in item.get("current", "baseline") for item in found)


def _quick_sine(m: Any, x: Any) -> Any:
    half = m.tan(0.5 * x)
    return (half + half) / (1.0 + m.square(half))


def _cosine_beside(m: Any, sine: Any, x: Any) -> Any:
    """Return the cosine, exact where it is close to 0, from the sine of the same angle."""
    return m.where(m.less(m.abs(x), _TINY), 1.0, sine / m.tan(x))


OPERATIONS = (
    Operation(
        name="sin",
        family="trigonometric",
        title="Sine",
        ports=("x",),
        symbol="sin",
        latex=r"\sin {x}",
        precedence=22,
        forward=lambda m, x: m.sin(x),
        quick=Quick(
            forward=_quick_sine,
            partials=(_cosine_beside,),
            suits=_has_fast_tangent,
            least=_MANY,
        ),
        partials=(
            Partial(
                rule="derivative of the sine",
                numbers=lambda m, y, x: m.cos(x),
                formula=r"\frac{d}{dx}\sin x = \cos x",
            ),
        ),
        summary="Sine of an angle in radians.",
        doc="Defined everywhere; its slope is the cosine.",
        source=_SOURCE,
        keywords=("sine",),
    ),
    Operation(
        name="cos",
        family="trigonometric",
        title="Cosine",
        ports=("x",),
        symbol="cos",
        latex=r"\cos {x}",
        precedence=22,
        forward=lambda m, x: m.cos(x),
        quick=Quick(
            forward=lambda m, x: _cosine_beside(m, _quick_sine(m, x), x),
            partials=(lambda m, y, x: -_quick_sine(m, x),),
            suits=_has_fast_tangent,
            least=_MANY,
        ),
        partials=(
            Partial(
                rule="derivative of the cosine",
                numbers=lambda m, y, x: -m.sin(x),
                formula=r"\frac{d}{dx}\cos x = -\sin x",
            ),
        ),
        summary="Cosine of an angle in radians.",
        doc="Defined everywhere; its slope is the negative sine.",
        source=_SOURCE,
        keywords=("cosine",),
    ),
    Operation(
        name="tan",
        family="trigonometric",
        title="Tangent",
        ports=("x",),
        symbol="tan",
        latex=r"\tan {x}",
        precedence=22,
        forward=lambda m, x: m.tan(x),
        partials=(
            Partial(
                rule="derivative of the tangent",
                numbers=lambda m, y, x: 1.0 + m.square(y),
                textbook=lambda m, y, x: 1 / m.power(m.cos(x), 2),
                formula=r"\frac{d}{dx}\tan x = \frac{1}{\cos^2 x}",
                condition="cos x ≠ 0",
            ),
        ),
        summary="Tangent of an angle in radians, the quotient of sine and cosine.",
        doc="Has poles at odd multiples of π/2, which no floating-point number meets exactly.",
        source=_SOURCE,
        keywords=("tangent",),
    ),
    Operation(
        name="cot",
        family="trigonometric",
        title="Cotangent",
        ports=("x",),
        symbol="cot",
        latex=r"\cot {x}",
        precedence=22,
        forward=lambda m, x: 1.0 / m.tan(x),
        partials=(
            Partial(
                rule="derivative of the cotangent",
                numbers=lambda m, y, x: -1.0 / m.square(m.sin(x)),
                textbook=lambda m, y, x: -(1 / m.power(m.sin(x), 2)),
                formula=r"\frac{d}{dx}\cot x = -\frac{1}{\sin^2 x}",
                condition="sin x ≠ 0",
            ),
        ),
        poles=(_NOT_AT_ZERO,),
        summary="Cotangent of an angle in radians, the quotient of cosine and sine.",
        doc="Has poles at the multiples of π, of which floating-point numbers meet 0 alone.",
        source=_SOURCE,
        keywords=("cotangent",),
    ),
    Operation(
        name="sec",
        family="trigonometric",
        title="Secant",
        ports=("x",),
        symbol="sec",
        latex=r"\sec {x}",
        precedence=22,
        forward=lambda m, x: 1.0 / m.cos(x),
        partials=(
            Partial(
                rule="derivative of the secant",
                numbers=lambda m, y, x: y * m.tan(x),
                textbook=lambda m, y, x: m.apply("sec", x) * m.tan(x),
                formula=r"\frac{d}{dx}\sec x = \sec x \tan x",
                condition="cos x ≠ 0",
            ),
        ),
        summary="Secant of an angle in radians, one over the cosine.",
        doc="Has poles at odd multiples of π/2, which no floating-point number meets exactly.",
        source=_SOURCE,
        keywords=("secant",),
    ),
    Operation(
        name="csc",
        family="trigonometric",
        title="Cosecant",
        ports=("x",),
        symbol="csc",
        latex=r"\csc {x}",
        precedence=22,
        forward=lambda m, x: 1.0 / m.sin(x),
        partials=(
            Partial(
                rule="derivative of the cosecant",
                numbers=lambda m, y, x: -(y / m.tan(x)),
                textbook=lambda m, y, x: -(m.apply("csc", x) * m.apply("cot", x)),
                formula=r"\frac{d}{dx}\csc x = -\csc x \cot x",
                condition="sin x ≠ 0",
            ),
        ),
        poles=(_NOT_AT_ZERO,),
        summary="Cosecant of an angle in radians, one over the sine.",
        doc="Has poles at the multiples of π, of which floating-point numbers meet 0 alone.",
        source=_SOURCE,
        keywords=("cosecant",),
    ),
)

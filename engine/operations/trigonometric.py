"""Sine, cosine and tangent, of angles in radians."""

from __future__ import annotations

from engine.operation import Operation, Partial

__all__ = ["OPERATIONS"]

_SOURCE = "NIST Digital Library of Mathematical Functions, §4.20."

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
)

"""The hyperbolic functions; the hyperbolic tangent is among the activations."""

from __future__ import annotations

from typing import Any

from engine.operation import Condition, Operation, Partial

__all__ = ["OPERATIONS"]

_SOURCE = "NIST Digital Library of Mathematical Functions, §4.34."


def _sech(m: Any, x: Any) -> Any:
    small = m.exp(-m.magnitude(x))
    return 2.0 * small / (1.0 + small * small)


def _coth_slope(m: Any, _y: Any, x: Any) -> Any:
    # Squared last, because the square of the sine overflows long before its inverse vanishes.
    return -m.square(1.0 / m.sinh(x))


_NOT_AT_ZERO = Condition("x ≠ 0", lambda x: x != 0, "division by sinh 0, which is zero")

OPERATIONS = (
    Operation(
        name="sinh",
        family="hyperbolic",
        title="Hyperbolic sine",
        ports=("x",),
        symbol="sinh",
        latex=r"\sinh {x}",
        precedence=22,
        forward=lambda m, x: m.sinh(x),
        partials=(
            Partial(
                rule="derivative of the hyperbolic sine",
                numbers=lambda m, y, x: m.cosh(x),
                formula=r"\frac{d}{dx}\sinh x = \cosh x",
            ),
        ),
        summary="Half the difference of eˣ and e⁻ˣ.",
        doc="Defined everywhere; its slope is the hyperbolic cosine.",
        source=_SOURCE,
        keywords=("hyperbolic sine",),
    ),
    Operation(
        name="cosh",
        family="hyperbolic",
        title="Hyperbolic cosine",
        ports=("x",),
        symbol="cosh",
        latex=r"\cosh {x}",
        precedence=22,
        forward=lambda m, x: m.cosh(x),
        partials=(
            Partial(
                rule="derivative of the hyperbolic cosine",
                numbers=lambda m, y, x: m.sinh(x),
                formula=r"\frac{d}{dx}\cosh x = \sinh x",
            ),
        ),
        summary="Half the sum of eˣ and e⁻ˣ: the shape of a hanging chain.",
        doc="Defined everywhere; its slope is the hyperbolic sine.",
        source=_SOURCE,
        keywords=(
            "hyperbolic cosine",
            "catenary",
        ),
    ),
    Operation(
        name="coth",
        family="hyperbolic",
        title="Hyperbolic cotangent",
        ports=("x",),
        symbol="coth",
        latex=r"\coth {x}",
        precedence=22,
        forward=lambda m, x: 1.0 / m.tanh(x),
        partials=(
            Partial(
                rule="derivative of the hyperbolic cotangent",
                numbers=_coth_slope,
                textbook=lambda m, y, x: -(1 / m.power(m.sinh(x), 2)),
                formula=r"\frac{d}{dx}\coth x = -\frac{1}{\sinh^2 x}",
                condition="x ≠ 0",
            ),
        ),
        poles=(_NOT_AT_ZERO,),
        summary="One over the hyperbolic tangent.",
        doc="Has a pole at 0.",
        source=_SOURCE,
        keywords=("hyperbolic cotangent",),
    ),
    Operation(
        name="sech",
        family="hyperbolic",
        title="Hyperbolic secant",
        ports=("x",),
        symbol="sech",
        latex=r"\operatorname{sech} {x}",
        precedence=22,
        forward=_sech,
        partials=(
            Partial(
                rule="derivative of the hyperbolic secant",
                numbers=lambda m, y, x: -(y * m.tanh(x)),
                textbook=lambda m, y, x: -(m.apply("sech", x) * m.tanh(x)),
                formula=r"\frac{d}{dx}\operatorname{sech} x = -\operatorname{sech} x \tanh x",
            ),
        ),
        summary="One over the hyperbolic cosine: a bell.",
        doc="Defined everywhere. It keeps its digits far out.",
        source=_SOURCE,
        keywords=(
            "hyperbolic secant",
            "bell",
        ),
    ),
    Operation(
        name="csch",
        family="hyperbolic",
        title="Hyperbolic cosecant",
        ports=("x",),
        symbol="csch",
        latex=r"\operatorname{csch} {x}",
        precedence=22,
        forward=lambda m, x: 1.0 / m.sinh(x),
        partials=(
            Partial(
                rule="derivative of the hyperbolic cosecant",
                numbers=lambda m, y, x: -(y / m.tanh(x)),
                textbook=lambda m, y, x: -(m.apply("csch", x) * m.apply("coth", x)),
                formula=r"\frac{d}{dx}\operatorname{csch} x = -\operatorname{csch} x \coth x",
                condition="x ≠ 0",
            ),
        ),
        poles=(_NOT_AT_ZERO,),
        summary="One over the hyperbolic sine.",
        doc="Has a pole at 0.",
        source=_SOURCE,
        keywords=("hyperbolic cosecant",),
    ),
)

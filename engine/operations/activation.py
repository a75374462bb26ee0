"""Activation functions of neural networks.

Their slopes keep full relative precision where the functions saturate, so none is computed as
s·(1 − s) or 1 − t² from a rounded value.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.operation import Attribute, Condition, Operation, Partial, Quick

__all__ = ["OPERATIONS"]


def _scale(base: float) -> float:
    return math.log(base) if base > 0 else math.nan


def _decayed(m: Any, x: Any, base: float) -> Any:
    """Raise the base to |x| or to −|x|, whichever gives at most 1.

    A power and not the exponential of x ln b, in which the rounding of the product would cost as
    many digits as |x| has.
    """
    if base == math.e:
        return m.exp(-m.magnitude(x))
    if not base > 0:
        return x * math.nan
    return m.power(base, m.magnitude(x) if base < 1 else -m.magnitude(x))


def _sigmoid(m: Any, x: Any, base: float) -> Any:
    # Chosen as the magnitude chooses, so that both are of the same side where x is 0.
    small = _decayed(m, x, base)
    shares = small / (1.0 + small), 1.0 / (1.0 + small)
    return m.where(m.less(x, 0.0), *(shares[::-1] if base < 1 else shares))


def _sigmoid_slope(m: Any, _y: Any, x: Any, base: float) -> Any:
    small = _decayed(m, x, base)
    return _scale(base) * small / m.square(1.0 + small)


def _has_positive_base(x: Any, base: float) -> Any:
    return np.full(np.shape(x), base > 0)


def _sigmoid_slope_of_textbooks(m: Any, y: Any, _x: Any, base: float = math.e) -> Any:
    plain = y * (1 - y)
    return plain if base == math.e else m.log(base) * plain


def _tanh_slope(m: Any, _y: Any, x: Any) -> Any:
    small = m.exp(-2.0 * m.magnitude(x))
    return 4.0 * small / m.square(1.0 + small)


OPERATIONS = (
    Operation(
        name="sigmoid",
        family="activation",
        title="Sigmoid",
        ports=("x",),
        symbol="σ",
        latex=r"\sigma{:base}\left({x!}\right)",
        attributes=(
            Attribute(
                "base", "number", math.e, "The base of the exponential; e gives the logistic σ."
            ),
        ),
        forward=_sigmoid,
        quick=Quick(
            # Where e^x overflows, both are nan.
            forward=lambda m, x, base: m.exp(x) / (1.0 + m.exp(x)),
            partials=(lambda m, y, x, base: y / (1.0 + m.exp(x)),),
            holds=lambda found: found == found,
            suits=lambda base: base == math.e,
        ),
        partials=(
            Partial(
                rule="derivative of the sigmoid",
                numbers=_sigmoid_slope,
                textbook=_sigmoid_slope_of_textbooks,
                formula=r"\sigma'(x) = \sigma(x)\,(1 - \sigma(x))",
            ),
        ),
        domain=(Condition("base > 0", _has_positive_base, "a sigmoid needs a positive base"),),
        summary="Squeezes any number into (0, 1): 1 / (1 + e^(−x)).",
        doc="With another base b it is 1 / (1 + b^(−x)), whose slope carries the factor ln b. The "
        "slope keeps its precision where the function saturates.",
        source="Goodfellow, Bengio, Courville: Deep Learning (2016), §3.10.",
        keywords=("logistic", "sigma", "activation"),
    ),
    Operation(
        name="tanh",
        family="activation",
        title="Tanh",
        ports=("x",),
        symbol="tanh",
        latex=r"\tanh {x}",
        precedence=22,
        forward=lambda m, x: m.tanh(x),
        partials=(
            Partial(
                rule="derivative of the hyperbolic tangent",
                numbers=_tanh_slope,
                textbook=lambda m, y, x: 1 - m.power(m.tanh(x), 2),
                formula=r"\frac{d}{dx}\tanh x = 1 - \tanh^2 x",
            ),
        ),
        summary="Squeezes any number into (−1, 1), keeping its sign.",
        doc="The hyperbolic tangent. The slope keeps its precision where the function saturates.",
        source="NIST Digital Library of Mathematical Functions, §4.34.",
        keywords=("hyperbolic tangent", "activation"),
    ),
    Operation(
        name="relu",
        family="activation",
        title="ReLU",
        ports=("x",),
        symbol="relu",
        latex=r"\operatorname{relu}\left({x!}\right)",
        forward=lambda m, x: m.where(m.less(x, 0.0) | m.equal(x, 0.0), 0.0, x),
        quick=Quick(
            # The sum makes 0 of −0.
            forward=lambda m, x: m.maximum(x, 0.0) + 0.0,
            partials=(lambda m, y, x: m.sign(y),),
        ),
        partials=(
            Partial(
                rule="derivative of the ReLU",
                numbers=lambda m, y, x: m.greater(x, 0.0),
                formula=r"\operatorname{relu}'(x) = 1 \;\text{for } x > 0,\; 0 \;\text{otherwise}",
                condition="x ≠ 0",
            ),
        ),
        kinks=(
            Condition("x ≠ 0", lambda x: x != 0, "the ReLU has a kink at 0; slope 0 was chosen"),
        ),
        routes=True,
        summary="Keeps positive numbers and replaces the others by 0.",
        doc="The rectified linear unit. At 0, where it has a kink, the slope is taken as 0. Where "
        "it is switched off it sends no gradient back at all.",
        source="Goodfellow, Bengio, Courville: Deep Learning (2016), §6.3.1.",
        keywords=("rectified linear unit", "ramp", "activation"),
    ),
)

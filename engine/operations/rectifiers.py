"""Activation functions that bend where a number changes its sign, sharply or smoothly.

Their slopes keep full relative precision where the functions saturate.
"""

from __future__ import annotations

import math
from typing import Any

from engine.operation import Attribute, Condition, Operation, Partial

__all__ = ["OPERATIONS"]


def _logistic(m: Any, x: Any) -> Any:
    small = m.exp(-m.magnitude(x))
    return m.where(m.less(x, 0.0), small, 1.0) / (1.0 + small)


def _softplus(m: Any, x: Any) -> Any:
    return m.where(m.less(x, 0.0), 0.0, x) + m.log1p(m.exp(-m.magnitude(x)))


def _silu_slope(m: Any, _y: Any, x: Any) -> Any:
    small = m.exp(-m.magnitude(x))
    rest = 1.0 + small
    bent = m.where(m.less(x, 0.0), small * (rest + x), rest + x * small)
    return bent / (rest * rest)


def _gelu_slope(m: Any, _y: Any, x: Any) -> Any:
    return m.normal_cdf(x) + x * m.normal_density(x)


def _normal_in_symbols(m: Any, x: Any) -> Any:
    return (1 + m.erf(x / m.sqrt(2))) / 2


def _leaky_relu(m: Any, x: Any, slope: float) -> Any:
    # Nothing moves at 0, where the slope is chosen to be 0.
    return m.where(m.less(0.0, x), x, slope * m.where(m.equal(x, 0.0), 0.0, x))


def _leaky_relu_slope(m: Any, _y: Any, x: Any, slope: float) -> Any:
    return m.where(m.less(0.0, x), 1.0, m.where(m.equal(x, 0.0), 0.0, slope))


def _elu(m: Any, x: Any, alpha: float) -> Any:
    return m.where(m.less(0.0, x), x, alpha * m.expm1(m.where(m.less(0.0, x), 0.0, x)))


def _elu_slope(m: Any, _y: Any, x: Any, alpha: float) -> Any:
    return m.where(m.less(0.0, x), 1.0, alpha * m.exp(m.where(m.less(0.0, x), 0.0, x)))


def _above_zero(m: Any, x: Any) -> Any:
    return m.apply("greater", x, 0)


OPERATIONS = (
    Operation(
        name="softplus",
        family="activation",
        title="Softplus",
        ports=("x",),
        symbol="softplus",
        latex=r"\operatorname{softplus}\left({x!}\right)",
        forward=_softplus,
        partials=(
            Partial(
                rule="chain rule",
                numbers=lambda m, y, x: _logistic(m, x),
                textbook=lambda m, y, x: m.apply("sigmoid", x),
                formula=r"\operatorname{softplus}'(x) = \sigma(x)",
            ),
        ),
        summary="A smooth ReLU: ln(1 + eˣ).",
        doc="Its slope is the sigmoid. Neither overflows, and both keep their digits far out.",
        source="Goodfellow, Bengio, Courville: Deep Learning (2016), §3.10.",
        keywords=(
            "smooth relu",
            "activation",
        ),
    ),
    Operation(
        name="log_sigmoid",
        family="activation",
        title="Log-sigmoid",
        ports=("x",),
        symbol="ln σ",
        latex=r"\ln \sigma\left({x!}\right)",
        precedence=22,
        forward=lambda m, x: -_softplus(m, -x),
        partials=(
            Partial(
                rule="chain rule",
                numbers=lambda m, y, x: _logistic(m, -x),
                textbook=lambda m, y, x: 1 - m.apply("sigmoid", x),
                formula=r"\frac{d}{dx}\ln\sigma(x) = 1 - \sigma(x)",
            ),
        ),
        summary="The logarithm of the sigmoid, which does not vanish where the sigmoid does.",
        doc="The loss of a logistic regression is its negative. For very negative x it is nearly "
        "x.",
        source="Goodfellow, Bengio, Courville: Deep Learning (2016), §6.2.2.2.",
        keywords=(
            "logistic",
            "activation",
            "log likelihood",
        ),
    ),
    Operation(
        name="silu",
        family="activation",
        title="SiLU",
        ports=("x",),
        symbol="silu",
        latex=r"\operatorname{silu}\left({x!}\right)",
        forward=lambda m, x: x * _logistic(m, x),
        partials=(
            Partial(
                rule="product rule",
                numbers=_silu_slope,
                textbook=lambda m, y, x: (
                    m.apply("sigmoid", x) * (1 + x * (1 - m.apply("sigmoid", x)))
                ),
                formula=r"\operatorname{silu}'(x) = \sigma(x)\,(1 + x\,(1 - \sigma(x)))",
            ),
        ),
        summary="A number times its sigmoid, x·σ(x); also known as swish.",
        doc="Dips a little below 0 on the left, least at x ≈ −1.278.",
        source="Elfwing, Uchibe, Doya: Sigmoid-weighted linear units (2018).",
        keywords=(
            "swish",
            "sigmoid linear unit",
            "activation",
        ),
    ),
    Operation(
        name="gelu",
        family="activation",
        title="GELU",
        ports=("x",),
        symbol="gelu",
        latex=r"\operatorname{gelu}\left({x!}\right)",
        forward=lambda m, x: x * m.normal_cdf(x),
        partials=(
            Partial(
                rule="product rule",
                numbers=_gelu_slope,
                textbook=lambda m, y, x: (
                    _normal_in_symbols(m, x) + x * m.exp(-(m.power(x, 2) / 2)) / m.sqrt(2 * math.pi)
                ),
                formula=r"\operatorname{gelu}'(x) = \Phi(x) + x\,\varphi(x)",
            ),
        ),
        summary="A number times the share of the normal distribution below it, x·Φ(x).",
        doc="The exact form with the error function, not the one with tanh that approximates it.",
        source="Hendrycks, Gimpel: Gaussian error linear units (2016).",
        keywords=(
            "gaussian error linear unit",
            "activation",
        ),
    ),
    Operation(
        name="leaky_relu",
        family="activation",
        title="Leaky ReLU",
        ports=("x",),
        symbol="lrelu",
        latex=r"\operatorname{lrelu}{:slope}\left({x!}\right)",
        attributes=(Attribute("slope", "number", 0.01, "The slope for negative numbers."),),
        forward=_leaky_relu,
        partials=(
            Partial(
                rule="derivative of the leaky ReLU",
                numbers=_leaky_relu_slope,
                textbook=lambda m, y, x, slope=0.01: m.apply("where", _above_zero(m, x), 1, slope),
                formula=r"\operatorname{lrelu}'(x) = 1 \;\text{for } x > 0,\; a \;\text{for } x "
                r"< 0",
                condition="x ≠ 0",
            ),
        ),
        kinks=(
            Condition(
                "x ≠ 0",
                lambda x, slope: x != 0,
                "the leaky ReLU has a kink at 0; slope 0 was chosen",
            ),
        ),
        summary="Keeps positive numbers and shrinks negative ones to a small share.",
        doc="Unlike the ReLU it always sends a gradient back. At 0, where it has a kink, the "
        "slope is taken as 0.",
        source="Maas, Hannun, Ng: Rectifier nonlinearities improve neural network acoustic models "
        "(2013).",
        keywords=(
            "relu",
            "activation",
            "leak",
        ),
    ),
    Operation(
        name="elu",
        family="activation",
        title="ELU",
        ports=("x",),
        symbol="elu",
        latex=r"\operatorname{elu}{:alpha}\left({x!}\right)",
        attributes=(Attribute("alpha", "number", 1.0, "How far below 0 it reaches."),),
        forward=_elu,
        partials=(
            Partial(
                rule="derivative of the ELU",
                numbers=_elu_slope,
                textbook=lambda m, y, x, alpha=1.0: m.apply(
                    "where", _above_zero(m, x), 1, alpha * m.exp(x)
                ),
                formula=r"\operatorname{elu}'(x) = 1 \;\text{for } x > 0,\; \alpha e^x "
                r"\;\text{otherwise}",
            ),
        ),
        kinks=(
            Condition(
                "x ≠ 0 or α = 1",
                lambda x, alpha: (x != 0) | (alpha == 1),
                "the ELU has a kink at 0 unless α is 1; slope α was chosen",
            ),
        ),
        summary="Keeps positive numbers and bends negative ones towards −α.",
        doc="The exponential linear unit, α(eˣ − 1) for negative x. With α = 1 it has no kink; at "
        "0 the slope is α.",
        source="Clevert, Unterthiner, Hochreiter: Fast and accurate deep network learning by "
        "exponential linear units (2016).",
        keywords=(
            "exponential linear unit",
            "activation",
        ),
    ),
)

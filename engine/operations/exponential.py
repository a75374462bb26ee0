"""Exponential function and logarithms."""

from __future__ import annotations

import math
from typing import Any

from engine.operation import Condition, Operation, Partial

__all__ = ["OPERATIONS"]


def _log_slope(m: Any, _y: Any, x: Any) -> Any:
    # 1/x alone would answer a slope for negative x, where there is no logarithm, and −∞ at −0.
    return m.where(m.less(x, 0.0), m.log(x), 1.0 / m.magnitude(x))


def _log_of_base(m: Any, base: Any) -> Any:
    return m.where(m.less(0.0, base), m.log(base), math.nan)


def _slope_by_base(m: Any, y: Any, _x: Any, base: Any) -> Any:
    return -(y / (base * _log_of_base(m, base)))


def _shifted_log_slope(m: Any, _y: Any, x: Any) -> Any:
    return m.where(m.less(x, -1.0), m.log1p(x), 1.0 / m.magnitude(1.0 + x))


def _share(m: Any, _y: Any, *x: Any, index: int) -> Any:
    """Part of one exponential in the sum of two: the logistic function of the difference."""
    a, b = x[index], x[1 - index]
    difference = a - b
    # What rounding took from the difference (Knuth): far out it would cost digits of the share.
    back = difference - a
    rest = (a - (difference - back)) - (b + back)
    rest = m.where(m.equal(rest, rest), rest, 0.0)
    is_minor = m.less(difference, 0.0)
    small = m.exp(-m.magnitude(difference)) * (1.0 + m.where(is_minor, rest, -rest))
    return m.where(is_minor, small, 1.0) / (1.0 + small)


def _x_log_y(m: Any, x: Any, y: Any) -> Any:
    # Only where the logarithm is infinite: beside it a product with 0 keeps its slope.
    is_none = m.equal(x, 0.0) & (m.equal(y, 0.0) | m.equal(y, m.infinity))
    # The 0 turns −0 into 0.
    return x * m.log(m.where(is_none, 1.0, y)) + 0.0


def _x_log_y_by_y(m: Any, _value: Any, x: Any, y: Any) -> Any:
    slope = m.where(m.equal(x, 0.0) & m.equal(y, 0.0), 0.0, x / y)
    return m.where(m.less(y, 0.0), m.log(y), slope)


_POSITIVE = Condition("x ≥ 0", lambda x, *base: x >= 0, "a negative number has no real logarithm")
_NOT_ZERO = Condition("x > 0", lambda x, *base: x != 0, "the logarithm of zero is −∞")

OPERATIONS = (
    Operation(
        name="exp",
        family="exponential",
        title="Exponential",
        ports=("x",),
        symbol="eˣ",
        latex="e^{{x!}}",
        precedence=30,
        forward=lambda m, x: m.exp(x),
        partials=(
            Partial(
                rule="exponential rule",
                numbers=lambda m, y, x: y,
                textbook=lambda m, y, x: m.exp(x),
                formula=r"\frac{d}{dx} e^x = e^x",
            ),
        ),
        summary="e to the power x; it is its own derivative.",
        doc="Overflows to infinity beyond x ≈ 709.78 and is reported there.",
        source="NIST Digital Library of Mathematical Functions, §4.7(ii).",
        keywords=("e^x", "exponential"),
    ),
    Operation(
        name="ln",
        family="exponential",
        title="Natural logarithm",
        ports=("x",),
        symbol="ln",
        latex=r"\ln {x}",
        precedence=22,
        forward=lambda m, x: m.log(x),
        partials=(
            Partial(
                rule="derivative of the logarithm",
                numbers=_log_slope,
                textbook=lambda m, y, x: 1 / x,
                formula=r"\frac{d}{dx}\ln x = \frac{1}{x}",
                condition="x > 0",
            ),
        ),
        domain=(_POSITIVE,),
        poles=(_NOT_ZERO,),
        summary="The power to which e must be raised to give x.",
        doc="Defined for x > 0. At 0 the value is −∞; below it there is no value and no slope.",
        source="NIST Digital Library of Mathematical Functions, §4.7(i).",
        keywords=("log", "logarithm"),
    ),
    Operation(
        name="log",
        family="exponential",
        title="Logarithm to a base",
        ports=("x", "base"),
        symbol="log",
        latex=r"\log_{{base!}} {x}",
        precedence=22,
        defaults={"base": 10.0},
        forward=lambda m, x, base: m.log_base(x, base),
        partials=(
            Partial(
                rule="derivative of the logarithm",
                numbers=lambda m, y, x, base: _log_slope(m, y, x) / _log_of_base(m, base),
                textbook=lambda m, y, x, base: 1 / (x * m.log(base)),
                formula=r"\frac{\partial}{\partial x}\log_b x = \frac{1}{x \ln b}",
                condition="x > 0, b > 0, b ≠ 1",
            ),
            Partial(
                rule="quotient rule",
                numbers=_slope_by_base,
                textbook=lambda m, y, x, base: -(m.log(x) / (base * m.power(m.log(base), 2))),
                formula=r"\frac{\partial}{\partial b}\log_b x = -\frac{\ln x}{b\,(\ln b)^2}",
                condition="x > 0, b > 0, b ≠ 1",
            ),
        ),
        domain=(
            _POSITIVE,
            Condition("base > 0", lambda x, base: base > 0, "a logarithm needs a positive base"),
        ),
        poles=(
            _NOT_ZERO,
            Condition("base ≠ 1", lambda x, base: base != 1, "1 is no base of a logarithm"),
        ),
        summary="The power to which the base must be raised to give x.",
        doc="The base may be a number or an edge. Exact at the whole powers of a whole base.",
        source="NIST Digital Library of Mathematical Functions, §4.2(ii) and §4.7(i).",
        keywords=("logarithm", "base"),
    ),
    Operation(
        name="log2",
        family="exponential",
        title="Binary logarithm",
        ports=("x",),
        symbol="log₂",
        latex=r"\log_{2} {x}",
        precedence=22,
        forward=lambda m, x: m.log2(x),
        partials=(
            Partial(
                rule="derivative of the logarithm",
                numbers=lambda m, y, x: _log_slope(m, y, x) / math.log(2.0),
                textbook=lambda m, y, x: 1 / (x * m.log(2)),
                formula=r"\frac{d}{dx}\log_2 x = \frac{1}{x \ln 2}",
                condition="x > 0",
            ),
        ),
        domain=(_POSITIVE,),
        poles=(_NOT_ZERO,),
        summary="The power to which 2 must be raised to give x.",
        doc="Exact at the powers of 2.",
        source="NIST Digital Library of Mathematical Functions, §4.2(ii).",
        keywords=("logarithm", "bits", "dual"),
    ),
    Operation(
        name="log10",
        family="exponential",
        title="Decadic logarithm",
        ports=("x",),
        symbol="log₁₀",
        latex=r"\log_{10} {x}",
        precedence=22,
        forward=lambda m, x: m.log10(x),
        partials=(
            Partial(
                rule="derivative of the logarithm",
                numbers=lambda m, y, x: _log_slope(m, y, x) / math.log(10.0),
                textbook=lambda m, y, x: 1 / (x * m.log(10)),
                formula=r"\frac{d}{dx}\log_{10} x = \frac{1}{x \ln 10}",
                condition="x > 0",
            ),
        ),
        domain=(_POSITIVE,),
        poles=(_NOT_ZERO,),
        summary="The power to which 10 must be raised to give x.",
        doc="Counts the digits: 1000 gives 3.",
        source="NIST Digital Library of Mathematical Functions, §4.2(ii).",
        keywords=("logarithm", "common", "decibel"),
    ),
    Operation(
        name="expm1",
        family="exponential",
        title="Exponential less 1",
        ports=("x",),
        symbol="eˣ−1",
        latex="e^{{x!}} - 1",
        precedence=10,
        forward=lambda m, x: m.expm1(x),
        partials=(
            Partial(
                rule="exponential rule",
                numbers=lambda m, y, x: m.exp(x),
                formula=r"\frac{d}{dx}(e^x - 1) = e^x",
            ),
        ),
        summary="e to the power x, less 1, with all its digits where x is small.",
        doc="Near 0 the difference of two numbers close to 1 would keep none.",
        source="NIST Digital Library of Mathematical Functions, §4.7(ii).",
        keywords=("exp", "interest"),
    ),
    Operation(
        name="log1p",
        family="exponential",
        title="Logarithm of 1 + x",
        ports=("x",),
        symbol="ln(1+x)",
        latex=r"\ln\left(1 + {x+}\right)",
        precedence=22,
        forward=lambda m, x: m.log1p(x),
        partials=(
            Partial(
                rule="derivative of the logarithm",
                numbers=_shifted_log_slope,
                textbook=lambda m, y, x: 1 / (1 + x),
                formula=r"\frac{d}{dx}\ln(1 + x) = \frac{1}{1 + x}",
                condition="x > −1",
            ),
        ),
        domain=(Condition("x ≥ −1", lambda x: x >= -1, "a negative number has no real logarithm"),),
        poles=(Condition("x > −1", lambda x: x != -1, "the logarithm of zero is −∞"),),
        summary="The natural logarithm of 1 + x, with all its digits where x is small.",
        doc="Defined for x > −1. The inverse of eˣ − 1.",
        source="NIST Digital Library of Mathematical Functions, §4.7(i).",
        keywords=("log", "ln"),
    ),
    Operation(
        name="logaddexp",
        family="exponential",
        title="Logarithm of a sum of exponentials",
        ports=("a", "b"),
        symbol="ln Σeˣ",
        latex=r"\ln\left(e^{{a!}} + e^{{b!}}\right)",
        precedence=22,
        forward=lambda m, a, b: m.logaddexp(a, b),
        partials=(
            Partial(
                rule="chain rule",
                numbers=lambda m, y, a, b: _share(m, y, a, b, index=0),
                textbook=lambda m, y, a, b: m.exp(a) / (m.exp(a) + m.exp(b)),
                formula=r"\frac{\partial}{\partial a}\ln(e^a + e^b) = \frac{e^a}{e^a + e^b}",
            ),
            Partial(
                rule="chain rule",
                numbers=lambda m, y, a, b: _share(m, y, a, b, index=1),
                textbook=lambda m, y, a, b: m.exp(b) / (m.exp(a) + m.exp(b)),
                formula=r"\frac{\partial}{\partial b}\ln(e^a + e^b) = \frac{e^b}{e^a + e^b}",
            ),
        ),
        summary="Adds two numbers that are given by their logarithms: ln(eᵃ + eᵇ).",
        doc="A smooth maximum. Neither exponential is computed, so nothing overflows.",
        source="Blanchard, Higham, Higham: Accurately computing the log-sum-exp (2021).",
        keywords=("softmax", "smooth maximum", "logsumexp"),
    ),
    Operation(
        name="xlogy",
        family="exponential",
        title="Product with a logarithm",
        ports=("x", "y"),
        symbol="x ln y",
        latex=r"{x} \ln {y>}",
        precedence=20,
        forward=_x_log_y,
        partials=(
            Partial(
                rule="product rule",
                numbers=lambda m, value, x, y: m.log(y),
                formula=r"\frac{\partial}{\partial x}(x \ln y) = \ln y",
                condition="y > 0",
            ),
            Partial(
                rule="product rule",
                numbers=_x_log_y_by_y,
                textbook=lambda m, value, x, y: x / y,
                formula=r"\frac{\partial}{\partial y}(x \ln y) = \frac{x}{y}",
                condition="y > 0",
            ),
        ),
        domain=(
            Condition("y ≥ 0", lambda x, y: y >= 0, "a negative number has no real logarithm"),
        ),
        poles=(Condition("y > 0", lambda x, y: y != 0, "the logarithm of zero is −∞"),),
        summary="x ln y, which is 0 where x is 0, whatever y is: the summand of an entropy.",
        doc="Where x and y are both 0 the value and the slope towards y are 0.",
        source="Cover and Thomas: Elements of Information Theory (2006), §2.1.",
        keywords=("entropy", "information"),
    ),
    Operation(
        name="erf",
        family="exponential",
        title="Error function",
        ports=("x",),
        symbol="erf",
        latex=r"\operatorname{erf} {x}",
        precedence=22,
        forward=lambda m, x: m.erf(x),
        partials=(
            Partial(
                rule="derivative of the error function",
                numbers=lambda m, y, x: m.gaussian(x) * (2.0 / math.sqrt(math.pi)),
                textbook=lambda m, y, x: 2 / m.sqrt(math.pi) * m.exp(-m.power(x, 2)),
                formula=r"\frac{d}{dx}\operatorname{erf} x = \frac{2}{\sqrt{\pi}}\,e^{-x^2}",
            ),
        ),
        summary="The area under a bell curve, from −1 to 1.",
        doc="Twice the integral of exp(−t²)/√π from 0 to x.",
        source="NIST Digital Library of Mathematical Functions, §7.2(i).",
        keywords=("gauss", "normal", "probability"),
    ),
    Operation(
        name="normal_cdf",
        family="exponential",
        title="Normal distribution",
        ports=("x",),
        symbol="Φ",
        latex=r"\Phi\left({x!}\right)",
        forward=lambda m, x: m.normal_cdf(x),
        partials=(
            Partial(
                rule="derivative of the normal distribution",
                numbers=lambda m, y, x: m.normal_density(x),
                textbook=lambda m, y, x: m.exp(-(m.power(x, 2) / 2)) / m.sqrt(2 * math.pi),
                formula=r"\Phi'(x) = \frac{1}{\sqrt{2\pi}}\,e^{-x^2/2}",
            ),
        ),
        summary="The probability that a standard normal variable is at most x.",
        doc="Half of 1 + erf(x/√2), with all its digits on the left too, where that keeps none.",
        source="NIST Digital Library of Mathematical Functions, §7.18(ii) and §7.20(iii).",
        keywords=("gauss", "phi", "probit", "bell curve", "cumulative"),
    ),
)

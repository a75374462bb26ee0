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
        keywords=("logarithm", "log2", "log10", "decadic"),
    ),
)

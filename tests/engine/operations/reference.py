"""The operations once more, in mpmath: what their records are measured against."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import mpmath

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DIGITS = 650
"""So many that a difference quotient still has 300 right ones beside 1e-300."""


def _power(base: Any, exponent: Any) -> Any:
    if base > 0:
        return mpmath.power(base, exponent)
    if exponent != mpmath.floor(exponent):
        return mpmath.nan
    if base == 0:
        return mpmath.mpf(1 if exponent == 0 else 0) if exponent >= 0 else mpmath.inf
    sign = 1 if exponent % 2 == 0 else -1
    return sign * mpmath.power(-base, exponent)


def _real_log(x: Any) -> Any:
    return mpmath.log(x) if x > 0 else mpmath.nan


def _sigmoid_to(base: float) -> Callable[[Any], Any]:
    return lambda x: 1 / (1 + mpmath.power(mpmath.mpf(base), -x))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": lambda *x: mpmath.fsum(x),
    "subtract": lambda a, b: a - b,
    "multiply": lambda *x: mpmath.fprod(x),
    "divide": lambda a, b: a / b,
    "negate": lambda x: -x,
    "power": _power,
    "square": lambda x: x * x,
    "sqrt": lambda x: mpmath.sqrt(x) if x >= 0 else mpmath.nan,
    "exp": mpmath.exp,
    "ln": _real_log,
    "log": lambda x, base: _real_log(x) / _real_log(base),
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "tanh": mpmath.tanh,
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "abs": abs,
    "sign": mpmath.sign,
    "greater": lambda a, b: mpmath.mpf(a > b),
    "equal": lambda a, b: mpmath.mpf(a == b),
    "max": max,
    "min": min,
    "sum": lambda x: x,
    "mean": lambda x: x,
    "squared_error": lambda prediction, target: (prediction - target) ** 2,
}

SIGMOID_BASES = (3.0, 0.2, 10.0)


def function(name: str, **attributes: float) -> Callable[..., Any]:
    """Return the reference of an operation with those attributes."""
    return _sigmoid_to(attributes["base"]) if attributes else FUNCTIONS[name]


def value(reference: Callable[..., Any], operands: Sequence[float]) -> float:
    """Return the right value, rounded once."""
    with mpmath.workdps(DIGITS):
        return _rounded(reference(*map(mpmath.mpf, operands)))


def slope(reference: Callable[..., Any], operands: Sequence[float], index: int) -> float:
    """Return the right partial derivative with respect to one operand, rounded once."""
    with mpmath.workdps(DIGITS):
        exact = list(map(mpmath.mpf, operands))

        def along(x: Any) -> Any:
            return reference(*exact[:index], x, *exact[index + 1 :])

        return _rounded(mpmath.diff(along, exact[index]))


def _rounded(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, number)


def relative_error(found: float, right: float) -> float:
    """Return the relative error, below the normal numbers the absolute one counts."""
    if found == right or (math.isnan(found) and math.isnan(right)):
        return 0.0
    if not (math.isfinite(found) and math.isfinite(right)):
        return math.inf
    if abs(right) < 1e-307 and abs(found - right) < 1e-320:
        return 0.0
    return abs(found - right) / abs(right) if right else math.inf

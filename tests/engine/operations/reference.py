"""The operations once more, in mpmath: what their records are measured against."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import mpmath

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DIGITS = 650
"""So many that a difference quotient still has 300 right ones beside 1e-300."""


_FAR = 60
"""Beyond it an error function is 1 to all of these digits."""


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


def _within(x: Any, holds: bool, function: Callable[[Any], Any]) -> Any:
    return function(x) if holds else mpmath.nan


def _root(x: Any, degree: Any) -> Any:
    if x < 0 and degree % 2 == 1:
        return -mpmath.power(-x, 1 / degree)
    return _power(x, 1 / degree) if x >= 0 else mpmath.nan


def _log_of_product(x: Any, y: Any) -> Any:
    return mpmath.nan if y < 0 else mpmath.mpf(0) if x == 0 else x * mpmath.log(y)


def _softplus(x: Any) -> Any:
    return mpmath.log1p(mpmath.exp(x))


def _entropy(weight: Any, share: Any) -> Any:
    return mpmath.mpf(0) if weight == 0 and share >= 0 else -weight * _real_log(share)


def _normal(x: Any) -> Any:
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2 if abs(x) < _FAR else mpmath.mpf(x > 0)


def _huber(prediction: Any, target: Any, delta: float = 1.0) -> Any:
    size = abs(prediction - target)
    return size**2 / 2 if size <= delta else delta * (size - mpmath.mpf(delta) / 2)


def _kullback(p: Any, q: Any) -> Any:
    return mpmath.nan if p < 0 or q <= 0 else p * mpmath.log(p / q)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": lambda *x: mpmath.fsum(x),
    "subtract": lambda a, b: a - b,
    "multiply": lambda *x: mpmath.fprod(x),
    "divide": lambda a, b: a / b,
    "negate": lambda x: -x,
    "reciprocal": lambda x: 1 / x,
    "power": _power,
    "square": lambda x: x * x,
    "sqrt": lambda x: mpmath.sqrt(x) if x >= 0 else mpmath.nan,
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)),
    "root": _root,
    "hypot": mpmath.hypot,
    "exp": mpmath.exp,
    "ln": _real_log,
    "log": lambda x, base: _real_log(x) / _real_log(base),
    "log2": lambda x: _real_log(x) / mpmath.log(2),
    "log10": lambda x: _real_log(x) / mpmath.log(10),
    "expm1": mpmath.expm1,
    "log1p": lambda x: _within(x, x >= -1, mpmath.log1p),
    "logaddexp": lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b)),
    "xlogy": _log_of_product,
    "erf": lambda x: mpmath.erf(x) if abs(x) < _FAR else mpmath.sign(x),
    "normal_cdf": _normal,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "cot": mpmath.cot,
    "sec": mpmath.sec,
    "csc": mpmath.csc,
    "arcsin": lambda x: _within(x, abs(x) <= 1, mpmath.asin),
    "arccos": lambda x: _within(x, abs(x) <= 1, mpmath.acos),
    "arctan": mpmath.atan,
    "arccot": lambda x: mpmath.pi / 2 - mpmath.atan(x),
    "arcsec": lambda x: _within(x, abs(x) >= 1, lambda x: mpmath.acos(1 / x)),
    "arccsc": lambda x: _within(x, abs(x) >= 1, lambda x: mpmath.asin(1 / x)),
    "atan2": mpmath.atan2,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "coth": lambda x: 1 / mpmath.tanh(x),
    "sech": mpmath.sech,
    "csch": mpmath.csch,
    "arcsinh": mpmath.asinh,
    "arccosh": lambda x: _within(x, x >= 1, mpmath.acosh),
    "arctanh": lambda x: _within(x, abs(x) <= 1, mpmath.atanh),
    "arccoth": lambda x: _within(x, abs(x) >= 1, lambda x: mpmath.atanh(1 / x)),
    "arcsech": lambda x: _within(x, 0 <= x <= 1, lambda x: mpmath.acosh(1 / x)),
    "arccsch": lambda x: mpmath.asinh(1 / x),
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "tanh": mpmath.tanh,
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "softplus": _softplus,
    "log_sigmoid": lambda x: -_softplus(-x),
    "silu": lambda x: x / (1 + mpmath.exp(-x)),
    "gelu": lambda x: x * _normal(x),
    "leaky_relu": lambda x, slope=0.01: x if x > 0 else slope * x,
    "elu": lambda x, alpha=1.0: x if x > 0 else alpha * mpmath.expm1(x),
    "abs": abs,
    "sign": mpmath.sign,
    "greater": lambda a, b: mpmath.mpf(a > b),
    "greater_equal": lambda a, b: mpmath.mpf(a >= b),
    "less": lambda a, b: mpmath.mpf(a < b),
    "less_equal": lambda a, b: mpmath.mpf(a <= b),
    "equal": lambda a, b: mpmath.mpf(a == b),
    "not_equal": lambda a, b: mpmath.mpf(a != b),
    "max": max,
    "min": min,
    "where": lambda condition, a, b: a if condition != 0 else b,
    "clip": lambda x, lower, upper: min(max(x, lower), upper),
    "floor": mpmath.floor,
    "ceil": mpmath.ceil,
    "round": mpmath.nint,
    "sum": lambda x: x,
    "mean": lambda x: x,
    "product": lambda x: x,
    "largest": lambda x: x,
    "smallest": lambda x: x,
    "norm": abs,
    "variance": lambda x: mpmath.mpf(0),
    "std": lambda x: mpmath.mpf(0),
    "logsumexp": lambda x: x,
    "softmax": lambda x: mpmath.mpf(1),
    "log_softmax": lambda x: mpmath.mpf(0),
    "dot": lambda a, b: a * b,
    "outer": lambda a, b: a * b,
    "transpose": lambda x: x,
    "reshape": lambda x: x,
    "broadcast": lambda x: x,
    "index": lambda x: x,
    "squared_error": lambda prediction, target: (prediction - target) ** 2,
    "absolute_error": lambda prediction, target: abs(prediction - target),
    "huber": _huber,
    "binary_cross_entropy": lambda prediction, target: (
        _entropy(target, prediction) + _entropy(1 - target, 1 - prediction)
    ),
    "binary_cross_entropy_with_logits": lambda logits, target: (
        max(logits, mpmath.mpf(0)) - logits * target + mpmath.log1p(mpmath.exp(-abs(logits)))
    ),
    "kl_divergence": _kullback,
}
"""Of numbers; what takes arrays alone, or makes one of numbers, is tested by itself."""

SIGMOID_BASES = (3.0, 0.2, 10.0)


def function(name: str, **attributes: float) -> Callable[..., Any]:
    """Return the reference of an operation with those attributes."""
    if "base" in attributes:
        return _sigmoid_to(attributes["base"])
    given = {key: mpmath.mpf(value) for key, value in attributes.items()}
    return partial(FUNCTIONS[name], **given) if given else FUNCTIONS[name]


def digits_for(operands: Sequence[float]) -> int:
    """Return how many digits a difference quotient takes: all of them far out and far in."""
    is_plain = all(item == 0 or 1e-20 < abs(item) <= 3 for item in operands)
    return 150 if is_plain else DIGITS


def value(reference: Callable[..., Any], operands: Sequence[float]) -> float:
    """Return the right value, rounded once."""
    with mpmath.workdps(digits_for(operands)):
        return rounded(reference(*map(mpmath.mpf, operands)))


def slope(reference: Callable[..., Any], operands: Sequence[float], index: int) -> float:
    """Return the right partial derivative with respect to one operand, rounded once."""
    with mpmath.workdps(digits_for(operands)):
        exact = list(map(mpmath.mpf, operands))

        def along(x: Any) -> Any:
            return reference(*exact[:index], x, *exact[index + 1 :])

        return rounded(mpmath.diff(along, exact[index]))


def second(
    reference: Callable[..., Any], operands: Sequence[float], index: int, along: int
) -> float:
    """Return the right second derivative with respect to two operands, rounded once."""
    orders = [0] * len(operands)
    orders[index] += 1
    orders[along] += 1
    with mpmath.workdps(60):
        exact = tuple(map(mpmath.mpf, operands))
        if len(exact) == 1:
            return rounded(mpmath.diff(reference, exact[0], 2))
        return rounded(mpmath.diff(reference, exact, tuple(orders)))


def rounded(number: Any) -> float:
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

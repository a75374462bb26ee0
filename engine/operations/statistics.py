"""Reductions that measure: the length of a vector and the spread of data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engine.operation import Attribute, Condition, Operation, Partial, Shape
from engine.operations.reduction import AXIS, jvp_of, mean, reach_all, reduced_shape, vjp_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["OPERATIONS"]


def _norm(m: Any, x: Any, axis: int | None) -> Any:
    # Scaled by a power of two, so that no square overflows and nothing is rounded.
    scale = m.scale(x, axis)
    return m.sqrt(m.sum(m.square(x / m.spread(scale, x, axis)), axis)) * scale


def _norm_slope(m: Any, y: Any, x: Any, axis: int | None) -> Any:
    whole = m.spread(y, x, axis)
    is_zero = m.equal(whole, 0.0)
    return m.where(is_zero, 0.0 * x, x / m.where(is_zero, 1.0, whole))


def _is_not_zero(m: Any, x: Any, axis: int | None) -> Any:
    return m.spread(m.largest(m.magnitude(x), axis), x, axis) != 0


def _deviations(m: Any, x: Any, axis: int | None) -> Any:
    # Twice, because the mean is rounded: of values that are all equal nothing may be left.
    rough = x - m.spread(mean(m, x, axis), x, axis)
    return rough - m.spread(mean(m, rough, axis), x, axis)


def _variance(m: Any, x: Any, axis: int | None, ddof: float) -> Any:
    return m.sum(m.square(_deviations(m, x, axis)), axis) / (m.count(x, axis) - ddof)


def _variance_slope(m: Any, _y: Any, x: Any, axis: int | None, ddof: float) -> Any:
    return _deviations(m, x, axis) * (2.0 / (m.count(x, axis) - ddof))


def _std(m: Any, x: Any, axis: int | None, ddof: float) -> Any:
    return _norm(m, _deviations(m, x, axis), axis) / math.sqrt(m.count(x, axis) - ddof)


def _std_slope(m: Any, y: Any, x: Any, axis: int | None, ddof: float) -> Any:
    by_length = _norm_slope(m, y, _deviations(m, x, axis), axis)
    return by_length / (m.count(x, axis) - ddof)


def _is_not_level(m: Any, x: Any, axis: int | None, ddof: float) -> Any:
    del ddof
    differs = m.largest(x, axis) != m.smallest(x, axis)
    # The deviation of a single number is 0 whatever it is, which is no kink.
    return m.spread(differs | (m.count(x, axis) == 1), x, axis)


def _spread_shape(shapes: Sequence[Shape], axis: int | None, ddof: float) -> Shape:
    result = reduced_shape(shapes, axis)
    (shape,) = shapes
    count = math.prod(shape) // max(math.prod(result), 1)
    if not ddof < count:
        raise ValueError(f"{count} of them do not leave more than ddof = {ddof:g}")
    return result


_DDOF = Attribute("ddof", "number", 0.0, "What is taken off the count: 1 for a sample's estimate.")

OPERATIONS = (
    Operation(
        name="norm",
        family="reduction",
        title="Norm",
        ports=("x",),
        symbol="‖x‖",
        latex=r"\left\|{x!}\right\|",
        attributes=(AXIS,),
        forward=_norm,
        partials=(
            Partial(
                rule="chain rule",
                numbers=_norm_slope,
                textbook=lambda m, y, x, axis=None: x / y,
                formula=r"\frac{\partial}{\partial x_i}\|x\| = \frac{x_i}{\|x\|}",
                condition="x ≠ 0",
            ),
        ),
        vjp=vjp_of(_norm_slope),
        jvp=jvp_of(_norm_slope),
        reach=reach_all,
        kinks=(
            Condition(
                "x ≠ 0",
                _is_not_zero,
                "the norm has a kink at the zero vector; slope 0 was chosen",
                whole=True,
            ),
        ),
        shape=reduced_shape,
        summary="The Euclidean length of a vector, √Σx².",
        doc="Along one axis or over all elements. Never overflows on the way. At the zero "
        "vector, where it has a kink, the slopes are 0.",
        source="Golub, Van Loan: Matrix Computations (2013), §2.2.",
        keywords=(
            "length",
            "euclidean",
            "distance",
            "magnitude",
        ),
    ),
    Operation(
        name="variance",
        family="reduction",
        title="Variance",
        ports=("x",),
        symbol="s²",
        latex=r"\operatorname{var}{:axis}\left({x!}\right)",
        attributes=(AXIS, _DDOF),
        forward=_variance,
        partials=(
            Partial(
                rule="chain rule",
                numbers=_variance_slope,
                textbook=lambda m, y, x, axis=None, ddof=0.0: (
                    2 * (x - m.apply("mean", x)) / (m.count(x) - ddof)
                ),
                formula=r"\frac{\partial}{\partial x_i}\frac{1}{n}\sum_j (x_j - \bar x)^2 = "
                r"\frac{2}{n}(x_i - \bar x)",
            ),
        ),
        vjp=vjp_of(_variance_slope),
        jvp=jvp_of(_variance_slope),
        reach=reach_all,
        shape=_spread_shape,
        summary="The mean of the squared distances from the mean.",
        doc="Divides by n − ddof; with ddof = 1 it is the unbiased estimate from a sample. "
        "Computed in two passes, because the difference of two large sums would keep no digits.",
        source="Chan, Golub, LeVeque: Algorithms for computing the sample variance (1983).",
        keywords=(
            "spread",
            "dispersion",
            "var",
        ),
    ),
    Operation(
        name="std",
        family="reduction",
        title="Standard deviation",
        ports=("x",),
        symbol="s",
        latex=r"\operatorname{std}{:axis}\left({x!}\right)",
        attributes=(AXIS, _DDOF),
        forward=_std,
        partials=(
            Partial(
                rule="chain rule",
                numbers=_std_slope,
                textbook=lambda m, y, x, axis=None, ddof=0.0: (
                    m.apply("where", m.apply("equal", y, 0), 0, (x - m.apply("mean", x)) / y)
                    / (m.count(x) - ddof)
                ),
                formula=r"\frac{\partial}{\partial x_i}s = \frac{x_i - \bar x}{n\,s}",
                condition="s ≠ 0",
            ),
        ),
        vjp=vjp_of(_std_slope),
        jvp=jvp_of(_std_slope),
        reach=reach_all,
        kinks=(
            Condition(
                "x not all equal",
                _is_not_level,
                "the standard deviation has a kink where all values are equal; slope 0 was chosen",
                whole=True,
            ),
        ),
        shape=_spread_shape,
        summary="The square root of the variance, in the unit of the data.",
        doc="Divides by n − ddof under the root. Of equal values, where it has a kink, the "
        "slopes are 0.",
        source="Chan, Golub, LeVeque: Algorithms for computing the sample variance (1983).",
        keywords=(
            "standard deviation",
            "spread",
            "sigma",
        ),
    ),
)

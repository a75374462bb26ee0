"""Losses: how far a prediction is from its target, as one number, summed over arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.operation import Attribute, Condition, Operation, Partial, Shape, elementwise_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["OPERATIONS"]


def _scalar_shape(shapes: Sequence[Shape], **_attributes: object) -> Shape:
    elementwise_shape(shapes)
    return ()


# ---------------------------------------------------------------------- Huber


def _huber(m: Any, prediction: Any, target: Any, delta: float) -> Any:
    size = m.magnitude(prediction - target)
    is_far = m.less(delta, size)
    near = m.where(is_far, 0.0, size)
    return m.sum(m.where(is_far, delta * (size - 0.5 * delta), 0.5 * near * near) + _off(delta))


def _off(delta: float) -> float:
    return 0.0 if delta > 0 else float("nan")


def _huber_slope(m: Any, _y: Any, prediction: Any, target: Any, delta: float) -> Any:
    difference = prediction - target
    return m.minimum(m.maximum(difference, -delta), delta) + _off(delta)


def _clipped(m: Any, a: Any, b: Any, delta: float) -> Any:
    return m.apply("clip", a - b, -delta, delta)


def _has_positive_delta(prediction: Any, target: Any, delta: float) -> Any:
    return np.full(np.shape(prediction - target), delta > 0)


_KINK = Condition(
    "prediction ≠ target",
    lambda prediction, target: prediction != target,
    "the absolute error has a kink where prediction and target agree; slope 0 was chosen",
)
OPERATIONS = (
    Operation(
        name="squared_error",
        family="loss",
        title="Squared error",
        ports=("prediction", "target"),
        symbol="‖·‖²",
        latex=r"\left\|{prediction!} - {target+}\right\|^2",
        forward=lambda m, prediction, target: m.sum(m.square(prediction - target)),
        partials=(
            Partial(
                rule="power rule and difference rule",
                numbers=lambda m, y, prediction, target: 2.0 * (prediction - target),
                textbook=lambda m, y, prediction, target: 2 * (prediction - target),
                formula=r"\frac{\partial}{\partial \hat y}(\hat y - y)^2 = 2(\hat y - y)",
            ),
            Partial(
                rule="power rule and difference rule",
                numbers=lambda m, y, prediction, target: 2.0 * (target - prediction),
                textbook=lambda m, y, prediction, target: -2 * (prediction - target),
                formula=r"\frac{\partial}{\partial y}(\hat y - y)^2 = -2(\hat y - y)",
            ),
        ),
        shape=_scalar_shape,
        summary="The square of the difference between prediction and target, summed over arrays.",
        doc="For numbers (ŷ − y)²; for arrays the sum of that over all elements.",
        source="Goodfellow, Bengio, Courville: Deep Learning (2016), §5.1.4.",
        keywords=("loss", "mse", "least squares", "norm"),
        is_loss=True,
    ),
    Operation(
        name="absolute_error",
        family="loss",
        title="Absolute error",
        ports=("prediction", "target"),
        symbol="|·|₁",
        latex=r"\left\|{prediction!} - {target+}\right\|_{1}",
        forward=lambda m, prediction, target: m.sum(m.abs(prediction - target)),
        partials=(
            Partial(
                rule="derivative of the absolute value",
                numbers=lambda m, y, prediction, target: m.sign(prediction - target),
                formula=r"\frac{\partial}{\partial \hat y}|\hat y - y|"
                r" = \operatorname{sign}(\hat y - y)",
                condition="ŷ ≠ y",
            ),
            Partial(
                rule="derivative of the absolute value",
                numbers=lambda m, y, prediction, target: m.sign(target - prediction),
                formula=r"\frac{\partial}{\partial y}|\hat y - y| = \operatorname{sign}(y - \hat "
                r"y)",
                condition="ŷ ≠ y",
            ),
        ),
        kinks=(_KINK,),
        shape=_scalar_shape,
        summary="The distance between prediction and target, summed over arrays.",
        doc="Outliers count in proportion. Where both agree, at the kink, the slope is 0.",
        source="Goodfellow, Bengio, Courville: Deep Learning (2016), §6.2.1.2.",
        keywords=("loss", "mae", "l1", "median"),
        is_loss=True,
    ),
    Operation(
        name="huber",
        family="loss",
        title="Huber loss",
        ports=("prediction", "target"),
        symbol="huber",
        latex=r"\operatorname{huber}{:delta}\left({prediction!}, {target!}\right)",
        attributes=(
            Attribute("delta", "number", 1.0, "The distance at which the square gives way."),
        ),
        forward=_huber,
        partials=(
            Partial(
                rule="derivative of the Huber loss",
                numbers=_huber_slope,
                textbook=lambda m, y, prediction, target, delta=1.0: _clipped(
                    m, prediction, target, delta
                ),
                formula=r"\frac{\partial h}{\partial \hat y}"
                r" = \operatorname{clip}(\hat y - y, -\delta, \delta)",
            ),
            Partial(
                rule="derivative of the Huber loss",
                numbers=lambda m, y, prediction, target, delta: (
                    -_huber_slope(m, y, prediction, target, delta)
                ),
                textbook=lambda m, y, prediction, target, delta=1.0: _clipped(
                    m, target, prediction, delta
                ),
                formula=r"\frac{\partial h}{\partial y}"
                r" = \operatorname{clip}(y - \hat y, -\delta, \delta)",
            ),
        ),
        domain=(Condition("δ > 0", _has_positive_delta, "a Huber loss needs a positive δ"),),
        shape=_scalar_shape,
        summary="Half the square of a small error, and in proportion to a large one.",
        doc="(ŷ − y)²/2 up to the distance δ, and δ(|ŷ − y| − δ/2) beyond, without a kink between.",
        source="Huber: Robust estimation of a location parameter (1964).",
        keywords=("loss", "robust", "smooth l1", "outlier"),
        is_loss=True,
    ),
)

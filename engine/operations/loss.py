"""Losses: how far a prediction is from its target, as one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.operation import Operation, Partial, Shape, elementwise_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["OPERATIONS"]


def _scalar_shape(shapes: Sequence[Shape]) -> Shape:
    elementwise_shape(shapes)
    return ()


OPERATIONS = (
    Operation(
        name="squared_error",
        family="loss",
        title="Squared error",
        ports=("prediction", "target"),
        symbol="‖·‖²",
        latex=r"\left\|{prediction!} - {target>}\right\|^2",
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
)

"""Reductions: many numbers to one, along an axis or over all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.operation import Attribute, Operation, Partial, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["OPERATIONS"]

_AXIS = Attribute("axis", "axis", None, "The axis to reduce along; empty for all of them.")


def _reduced_shape(shapes: Sequence[Shape], axis: int | None) -> Shape:
    (shape,) = shapes
    if axis is None:
        return ()
    if not -len(shape) <= axis < len(shape):
        raise ValueError(f"there is no axis {axis}")
    place = axis % len(shape)
    return shape[:place] + shape[place + 1 :]


def _mean(m: Any, x: Any, axis: int | None) -> Any:
    return m.sum(x, axis) / m.count(x, axis)


def _sum_vjp(m: Any, g: Any, _y: Any, x: Any, axis: int | None) -> tuple[Any, ...]:
    return (m.spread(g, x, axis),)


def _mean_vjp(m: Any, g: Any, _y: Any, x: Any, axis: int | None) -> tuple[Any, ...]:
    return (m.spread(g / m.count(x, axis), x, axis),)


OPERATIONS = (
    Operation(
        name="sum",
        family="reduction",
        title="Sum",
        ports=("x",),
        symbol="Σ",
        latex=r"\sum {x}",
        precedence=22,
        attributes=(_AXIS,),
        forward=lambda m, x, axis: m.sum(x, axis),
        partials=(
            Partial(
                rule="sum rule",
                numbers=lambda m, y, x, axis: 1.0,
                textbook=lambda m, y, x, axis=None: 1,
                formula=r"\frac{\partial}{\partial x_i}\sum_j x_j = 1",
            ),
        ),
        vjp=_sum_vjp,
        shape=_reduced_shape,
        summary="Adds the elements of an array; each of them receives the gradient unchanged.",
        doc="Along one axis or over all of them. Of a single number it is that number.",
        source="Linearity of the derivative.",
        keywords=("total", "reduce"),
    ),
    Operation(
        name="mean",
        family="reduction",
        title="Mean",
        ports=("x",),
        symbol="x̄",
        latex=r"\operatorname{mean} {x}",
        precedence=22,
        attributes=(_AXIS,),
        forward=_mean,
        partials=(
            Partial(
                rule="sum rule",
                numbers=lambda m, y, x, axis: 1.0 / m.count(x, axis),
                textbook=lambda m, y, x, axis=None: 1 / m.count(x),
                formula=r"\frac{\partial}{\partial x_i}\frac{1}{n}\sum_j x_j = \frac{1}{n}",
            ),
        ),
        vjp=_mean_vjp,
        shape=_reduced_shape,
        summary="Averages the elements of an array; each receives its share of the gradient.",
        doc="Along one axis or over all of them. Of a single number it is that number.",
        source="Linearity of the derivative.",
        keywords=("average", "reduce"),
    ),
)

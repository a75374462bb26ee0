"""Reductions: many numbers to one, along an axis or over all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.operation import Attribute, Condition, Operation, Partial, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["AXIS", "OPERATIONS", "jvp_of", "mean", "reach_all", "reduced_shape", "vjp_of"]

AXIS = Attribute("axis", "axis", None, "The axis to reduce along; empty for all of them.")


def reduced_shape(shapes: Sequence[Shape], axis: int | None) -> Shape:
    """Return the shape without the axis that is reduced along; none is left without one."""
    (shape,) = shapes
    if axis is None:
        return ()
    if not -len(shape) <= axis < len(shape):
        raise ValueError(f"there is no axis {axis}")
    place = axis % len(shape)
    return shape[:place] + shape[place + 1 :]


def mean(m: Any, x: Any, axis: int | None) -> Any:
    """Return the mean along an axis, or over all."""
    return m.sum(x, axis) / m.count(x, axis)


def _mean_jvp(m: Any, _y: Any, tangents: Any, _x: Any, axis: int | None) -> Any:
    return mean(m, tangents[0], axis)


def _sum_jvp(m: Any, _y: Any, tangents: Any, _x: Any, axis: int | None) -> Any:
    return m.sum(tangents[0], axis)


def _sum_vjp(m: Any, g: Any, _y: Any, x: Any, axis: int | None) -> tuple[Any, ...]:
    return (m.spread(g, x, axis),)


def _mean_vjp(m: Any, g: Any, _y: Any, x: Any, axis: int | None) -> tuple[Any, ...]:
    return (m.spread(g / m.count(x, axis), x, axis),)


# ---------------------------------------------------------------------- product


def _other_product(m: Any, _y: Any, x: Any, axis: int | None) -> Any:
    """Product of the other elements; with a zero among them no division can find it."""
    is_zero = m.equal(x, 0.0)
    zeros = m.spread(m.sum(m.where(is_zero, 1.0, 0.0), axis), x, axis)
    others = m.spread(m.product(m.where(is_zero, 1.0, x), axis), x, axis)
    alone = m.where(m.equal(zeros, 0.0), others / m.where(is_zero, 1.0, x), 0.0)
    return m.where(is_zero & m.equal(zeros, 1.0), others, alone)


def _largest_share(m: Any, y: Any, x: Any, axis: int | None) -> Any:
    """1 for the element that was taken, split evenly at a tie, nan where none could be."""
    taken = m.where(m.equal(x, m.spread(y, x, axis)), 1.0, 0.0)
    return taken / m.spread(m.sum(taken, axis), x, axis)


def _no_tie_for_largest(m: Any, x: Any, axis: int | None) -> Any:
    return _is_alone(m, x, m.largest(x, axis), axis)


def _no_tie_for_smallest(m: Any, x: Any, axis: int | None) -> Any:
    return _is_alone(m, x, m.smallest(x, axis), axis)


def _is_alone(m: Any, x: Any, taken: Any, axis: int | None) -> Any:
    """Whether no other element is the one taken too; true of all that are not."""
    is_taken = np.equal(x, m.spread(taken, x, axis))
    return ~is_taken | (m.spread(m.sum(is_taken, axis), x, axis) == 1)


# ---------------------------------------------------------------------- from slopes


def vjp_of(slope: Any) -> Any:
    """Return the reverse mode of a reduction, of whose result each element has its own slope."""

    def vjp(m: Any, g: Any, y: Any, x: Any, **attributes: Any) -> tuple[Any, ...]:
        return (m.spread(g, x, attributes["axis"]) * slope(m, y, x, **attributes),)

    return vjp


def jvp_of(slope: Any) -> Any:
    """Return the forward mode of the same."""

    def jvp(m: Any, y: Any, tangents: Any, x: Any, **attributes: Any) -> Any:
        return m.sum(slope(m, y, x, **attributes) * tangents[0], attributes["axis"])

    return jvp


def reach_all(m: Any, g: Any, _y: Any, x: Any, **attributes: Any) -> tuple[Any, ...]:
    """Every element takes part in the result that it is reduced to."""
    return (m.spread(g, x, attributes["axis"]),)


OPERATIONS = (
    Operation(
        name="sum",
        family="reduction",
        title="Sum",
        ports=("x",),
        symbol="Σ",
        latex=r"\sum{:axis} {x}",
        precedence=22,
        attributes=(AXIS,),
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
        jvp=_sum_jvp,
        shape=reduced_shape,
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
        latex=r"\operatorname{mean}{:axis} {x}",
        precedence=22,
        attributes=(AXIS,),
        forward=mean,
        partials=(
            Partial(
                rule="sum rule",
                numbers=lambda m, y, x, axis: 1.0 / m.count(x, axis),
                textbook=lambda m, y, x, axis=None: 1 / m.count(x),
                formula=r"\frac{\partial}{\partial x_i}\frac{1}{n}\sum_j x_j = \frac{1}{n}",
            ),
        ),
        vjp=_mean_vjp,
        jvp=_mean_jvp,
        shape=reduced_shape,
        summary="Averages the elements of an array; each receives its share of the gradient.",
        doc="Along one axis or over all of them. Of a single number it is that number.",
        source="Linearity of the derivative.",
        keywords=("average", "reduce"),
    ),
    Operation(
        name="product",
        family="reduction",
        title="Product",
        ports=("x",),
        symbol="Π",
        latex=r"\prod{:axis}\left({x!}\right)",
        attributes=(AXIS,),
        forward=lambda m, x, axis: m.product(x, axis),
        partials=(
            Partial(
                rule="product rule",
                numbers=_other_product,
                textbook=lambda m, y, x, axis=None: y / x,
                formula=r"\frac{\partial}{\partial x_i}\prod_j x_j = \prod_{j \neq i} x_j",
            ),
        ),
        vjp=vjp_of(_other_product),
        jvp=jvp_of(_other_product),
        reach=reach_all,
        shape=reduced_shape,
        summary="Multiplies the elements of an array; each receives the gradient times all the "
        "others.",
        doc="Right beside zeros too: with one zero only that element has a slope, with two none "
        "has.",
        source="Product rule.",
        keywords=(
            "times",
            "reduce",
            "prod",
        ),
    ),
    Operation(
        name="largest",
        family="reduction",
        title="Largest element",
        ports=("x",),
        symbol="max xᵢ",
        latex=r"\operatorname{largest}{:axis}\left({x!}\right)",
        attributes=(AXIS,),
        forward=lambda m, x, axis: m.largest(x, axis),
        partials=(
            Partial(
                rule="derivative of the maximum",
                numbers=_largest_share,
                textbook=lambda m, y, x, axis=None: m.apply("equal", x, y),
                formula=r"\frac{\partial}{\partial x_i}\max_j x_j = 1 \;\text{if } x_i \text{ is "
                r"the largest, else } 0",
                condition="no tie",
            ),
        ),
        vjp=vjp_of(_largest_share),
        jvp=jvp_of(_largest_share),
        shape=reduced_shape,
        kinks=(
            Condition(
                "no tie",
                _no_tie_for_largest,
                "the largest elements tie; the gradient was split evenly",
                whole=True,
            ),
        ),
        routes=True,
        summary="The largest element of an array; the gradient goes to it alone.",
        doc="Along one axis or over all of them. At a tie the gradient is split evenly among the "
        "largest.",
        source="Subgradient of a maximum; the even split is the choice of the common frameworks.",
        keywords=(
            "max",
            "maximum",
            "amax",
            "reduce",
            "pooling",
        ),
    ),
    Operation(
        name="smallest",
        family="reduction",
        title="Smallest element",
        ports=("x",),
        symbol="min xᵢ",
        latex=r"\operatorname{smallest}{:axis}\left({x!}\right)",
        attributes=(AXIS,),
        forward=lambda m, x, axis: m.smallest(x, axis),
        partials=(
            Partial(
                rule="derivative of the minimum",
                numbers=_largest_share,
                textbook=lambda m, y, x, axis=None: m.apply("equal", x, y),
                formula=r"\frac{\partial}{\partial x_i}\min_j x_j = 1 \;\text{if } x_i \text{ is "
                r"the smallest, else } 0",
                condition="no tie",
            ),
        ),
        vjp=vjp_of(_largest_share),
        jvp=jvp_of(_largest_share),
        shape=reduced_shape,
        kinks=(
            Condition(
                "no tie",
                _no_tie_for_smallest,
                "the smallest elements tie; the gradient was split evenly",
                whole=True,
            ),
        ),
        routes=True,
        summary="The smallest element of an array; the gradient goes to it alone.",
        doc="Along one axis or over all of them. At a tie the gradient is split evenly among the "
        "smallest.",
        source="Subgradient of a minimum; the even split is the choice of the common frameworks.",
        keywords=(
            "min",
            "minimum",
            "amin",
            "reduce",
        ),
    ),
)

"""Products of vectors and matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.maths.tensors import product_shape
from engine.operation import Attribute, Operation, Partial, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["OPERATIONS"]

_SOURCE = "Petersen, Pedersen: The Matrix Cookbook (2012), §2.4."


def _dot_shape(shapes: Sequence[Shape]) -> Shape:
    first, second = shapes
    if first != second or len(first) > 1:
        raise ValueError("a dot product takes two vectors of the same length")
    return ()


def _matmul_vjp(m: Any, g: Any, _y: Any, a: Any, b: Any) -> tuple[Any, ...]:
    to_a, to_b = m.matmul_back(g, a, b)
    return to_a, to_b


def _matmul_jvp(m: Any, _y: Any, tangents: Any, a: Any, b: Any) -> Any:
    return m.matmul(tangents[0], b) + m.matmul(a, tangents[1])


def _matmul_reach(m: Any, g: Any, _y: Any, a: Any, b: Any) -> tuple[Any, ...]:
    to_a, to_b = m.matmul_back(g, 0.0 * a.real + 1.0, 0.0 * b.real + 1.0)
    return to_a, to_b


def _outer_shape(shapes: Sequence[Shape]) -> Shape:
    first, second = shapes
    return first + second


def _outer_vjp(m: Any, g: Any, _y: Any, a: Any, b: Any) -> tuple[Any, ...]:
    to_a, to_b = m.outer_back(g, a, b)
    return to_a, to_b


def _outer_jvp(m: Any, _y: Any, tangents: Any, a: Any, b: Any) -> Any:
    return m.outer(tangents[0], b) + m.outer(a, tangents[1])


def _outer_reach(m: Any, g: Any, _y: Any, a: Any, b: Any) -> tuple[Any, ...]:
    to_a, to_b = m.outer_back(g, 0.0 * a + 1.0, 0.0 * b + 1.0)
    return to_a, to_b


def _transposed(shapes: Sequence[Shape], axes: Shape) -> Shape:
    (shape,) = shapes
    rank = len(shape)
    places = {axis % rank for axis in axes if -rank <= axis < rank}
    if axes and not len(axes) == len(places) == rank:
        raise ValueError(f"the order of {rank} axes names each of them once")
    return tuple(shape[axis] for axis in axes) or tuple(reversed(shape))


def _back_in_order(rank: int, axes: Shape) -> Shape:
    """Return the order that undoes another one."""
    order = [axis % rank for axis in axes]
    return tuple(order.index(axis) for axis in range(rank)) if axes else ()


OPERATIONS = (
    Operation(
        name="dot",
        family="linear_algebra",
        title="Dot product",
        ports=("a", "b"),
        symbol="a·b",
        latex=r"\left\langle {a!}, {b!} \right\rangle",
        forward=lambda m, a, b: m.sum(a * b),
        partials=(
            Partial(
                rule="product rule",
                numbers=lambda m, y, a, b: b,
                formula=r"\frac{\partial}{\partial a}\,a^\top b = b",
            ),
            Partial(
                rule="product rule",
                numbers=lambda m, y, a, b: a,
                formula=r"\frac{\partial}{\partial b}\,a^\top b = a",
            ),
        ),
        shape=_dot_shape,
        summary="The sum of the products of the elements of two vectors.",
        doc="Takes two vectors of the same length, or two numbers. For matrices there is the "
        "matrix product.",
        source=_SOURCE,
        keywords=("scalar product", "inner product", "weighted sum"),
    ),
    Operation(
        name="matmul",
        family="linear_algebra",
        title="Matrix product",
        ports=("a", "b"),
        symbol="A·B",
        latex=r"{a} \cdot {b>}",
        precedence=20,
        forward=lambda m, a, b: m.matmul(a, b),
        partials=(
            Partial(
                rule="product rule",
                numbers=lambda m, y, a, b: m.transpose(b),
                textbook=lambda m, y, a, b: m.apply("transpose", b),
                formula=r"\frac{\partial L}{\partial A} = \frac{\partial L}{\partial Y}\,B^\top",
            ),
            Partial(
                rule="product rule",
                numbers=lambda m, y, a, b: m.transpose(a),
                textbook=lambda m, y, a, b: m.apply("transpose", a),
                formula=r"\frac{\partial L}{\partial B} = A^\top\,\frac{\partial L}{\partial Y}",
            ),
        ),
        vjp=_matmul_vjp,
        jvp=_matmul_jvp,
        reach=_matmul_reach,
        shape=lambda shapes: product_shape(*shapes),
        summary="Rows times columns: the layer of a neural network without its bias.",
        doc="Over the last two axes, as numpy does: a vector on the left is a row, on the right a "
        "column, and axes before the last two are a batch that is broadcast.",
        source=_SOURCE,
        keywords=("matrix multiplication", "linear layer", "dense", "@", "dot"),
    ),
    Operation(
        name="outer",
        family="linear_algebra",
        title="Outer product",
        ports=("a", "b"),
        symbol="a⊗b",
        latex=r"{a} \otimes {b>}",
        precedence=20,
        forward=lambda m, a, b: m.outer(a, b),
        partials=(
            Partial(
                rule="product rule",
                numbers=lambda m, y, a, b: b,
                formula=r"\frac{\partial y_{ij}}{\partial a_i} = b_j",
            ),
            Partial(
                rule="product rule",
                numbers=lambda m, y, a, b: a,
                formula=r"\frac{\partial y_{ij}}{\partial b_j} = a_i",
            ),
        ),
        vjp=_outer_vjp,
        jvp=_outer_jvp,
        reach=_outer_reach,
        shape=_outer_shape,
        summary="Every element of a times every element of b.",
        doc="Of two vectors a matrix. The axes of a come first, those of b after them.",
        source=_SOURCE,
        keywords=("tensor product", "dyadic", "kronecker"),
    ),
    Operation(
        name="transpose",
        family="linear_algebra",
        title="Transpose",
        ports=("x",),
        symbol="Xᵀ",
        latex=r"{x>}^{\top{:axes}}",
        precedence=30,
        attributes=(
            Attribute("axes", "shape", (), "The axes in their new order; empty turns it round."),
        ),
        forward=lambda m, x, axes: m.transpose(x, axes),
        partials=(
            Partial(
                rule="rearrangement",
                numbers=lambda m, y, x, axes: 1.0,
                textbook=lambda m, y, x, axes=(): 1,
                formula=r"\frac{\partial L}{\partial X}"
                r" = \left(\frac{\partial L}{\partial Y}\right)^\top",
            ),
        ),
        vjp=lambda m, g, y, x, axes: (m.transpose(g, _back_in_order(m.rank(g), axes)),),
        jvp=lambda m, y, tangents, x, axes: m.transpose(tangents[0], axes),
        shape=_transposed,
        summary="Exchanges rows and columns.",
        doc="Of an array with more axes it turns their order round, or puts them into the order "
        "given.",
        source=_SOURCE,
        keywords=("rows", "columns", "flip"),
    ),
)

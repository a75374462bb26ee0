"""Tensor maths: numpy calls along the own axes of an array, its trailing lanes left alone.

A lane is an independent evaluation: a node of a group of scalars, a sample of a batch, a direction.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Tensors", "product_shape"]

Operand = Any


class Tensors:
    """What a numeric maths namespace does along axes.

    Parameters
    ----------
    lanes
        How many trailing axes hold independent evaluations.
    """

    def __init__(self, lanes: int = 0) -> None:
        self.lanes = lanes

    # ------------------------------------------------------------------ axes

    def rank(self, x: Operand) -> int:
        """How many axes of its own an array has."""
        return np.ndim(x) - self.lanes

    def own_shape(self, x: Operand) -> tuple[int, ...]:
        """Shape of an array without its lanes."""
        return np.shape(x)[: self.rank(x)]

    def axes(self, x: Operand, axis: int | None) -> tuple[int, ...]:
        """Axes of `x` that a reduction over `axis` runs along, lanes left out.

        Raises
        ------
        ValueError
            When `x` has no such axis.
        """
        own = self.rank(x)
        if axis is None:
            return tuple(range(own))
        if not -own <= axis < own:
            raise ValueError(f"there is no axis {axis}")
        return (axis % own,)

    def count(self, x: Operand, axis: int | None = None) -> float:
        """How many terms a reduction along `axis` has."""
        shape = np.shape(x)
        return float(math.prod(shape[index] for index in self.axes(x, axis)))

    # ------------------------------------------------------------------ reductions

    def sum(self, x: Operand, axis: int | None = None) -> Operand:
        """Sum along an axis, or over all; pairwise, as numpy does."""
        return np.sum(x, axis=self.axes(x, axis))

    def product(self, x: Operand, axis: int | None = None) -> Operand:
        """Product along an axis, or over all."""
        return np.prod(x, axis=self.axes(x, axis))

    def largest(self, x: Operand, axis: int | None = None) -> Operand:
        """Return the largest element along an axis, or of all; nan if one is nan."""
        return np.max(x, axis=self.axes(x, axis))

    def smallest(self, x: Operand, axis: int | None = None) -> Operand:
        """Return the smallest element along an axis, or of all; nan if one is nan."""
        return np.min(x, axis=self.axes(x, axis))

    def spread(self, g: Operand, x: Operand, axis: int | None = None) -> Operand:
        """Transpose of `sum`: repeat `g` along the axes of `x` that were summed."""
        return np.broadcast_to(np.expand_dims(g, self.axes(x, axis)), np.shape(x))

    def scale(self, x: Operand, axis: int | None = None) -> Operand:
        """Return a power of two near the largest magnitude along an axis; 1/2 for zeros."""
        largest = np.max(np.abs(np.real(x)), axis=self.axes(x, axis))
        return np.ldexp(0.5, np.frexp(largest)[1])

    def others(self, x: Operand, axis: int | None = None) -> Operand:
        """Sum, for each element, of the others along the axis, without subtracting it."""
        axes = self.axes(x, axis)
        shape = np.shape(x)
        if not axes:
            return np.zeros(shape)
        if len(axes) > 1:
            flat = np.reshape(x, (-1, *shape[self.rank(x) :]))
            return np.reshape(_others(flat, 0), shape)
        return _others(x, axes[0])

    # ------------------------------------------------------------------ products

    def matmul(self, a: Operand, b: Operand) -> Operand:
        """Matrix product over the last two axes, as numpy's, vectors included."""
        first, second = self._matrices(a, b)
        result = np.matmul(first, second)
        if self.rank(b) == 1:
            result = result[..., 0]
        if self.rank(a) == 1:
            result = result[..., 0, :] if self.rank(b) > 1 else result[..., 0]
        return self._lanes_last(result)

    def matmul_back(self, g: Operand, a: Operand, b: Operand) -> tuple[Operand, Operand]:
        """Transposes of `matmul` in each of its operands, applied to `g`."""
        first, second = self._matrices(a, b)
        back = self._lanes_first(g)
        if self.rank(a) == 1:
            back = np.expand_dims(back, -1 if self.rank(b) == 1 else -2)
        if self.rank(b) == 1:
            back = np.expand_dims(back, -1)
        back = self._padded(back, first.ndim - self.lanes)
        to_first = np.matmul(back, np.swapaxes(second, -1, -2))
        to_second = np.matmul(np.swapaxes(first, -1, -2), back)
        return self._as_operand(to_first, a, first), self._as_operand(to_second, b, second)

    def outer(self, a: Operand, b: Operand) -> Operand:
        """Every element of `a` times every element of `b`."""
        return self._widened(a, b) * b

    def outer_back(self, g: Operand, a: Operand, b: Operand) -> tuple[Operand, Operand]:
        """Transposes of `outer` in each of its operands, applied to `g`."""
        rank = self.rank(a)
        of_b = tuple(range(rank, rank + self.rank(b)))
        of_a = tuple(range(rank))
        return np.sum(g * b, axis=of_b), np.sum(g * self._widened(a, b), axis=of_a)

    # ------------------------------------------------------------------ shapes

    def transpose(self, x: Operand, axes: Sequence[int] = ()) -> Operand:
        """Put the axes into another order; turn their order round if none is given."""
        own = self.rank(x)
        order = tuple(axis % own for axis in axes) or tuple(reversed(range(own)))
        return np.transpose(x, (*order, *range(own, np.ndim(x))))

    def reshape(self, x: Operand, shape: Sequence[int]) -> Operand:
        """Give the elements, in the order of reading, another shape."""
        return np.reshape(x, (*shape, *np.shape(x)[self.rank(x) :]))

    def concatenate(self, parts: Sequence[Operand], axis: int) -> Operand:
        """Join arrays along an axis; numbers count as arrays of one element."""
        if self.rank(parts[0]) == 0:
            parts = [np.expand_dims(part, 0) for part in parts]
        ranks = max(np.ndim(part) for part in parts) - self.lanes
        lanes = np.broadcast_shapes(*(np.shape(part)[ranks:] for part in parts))
        fitted = [np.broadcast_to(part, np.shape(part)[:ranks] + lanes) for part in parts]
        return np.concatenate(fitted, axis=axis % ranks)

    def take(self, x: Operand, axis: int, key: slice | int) -> Operand:
        """Take one place or a stretch of places along an axis."""
        return x[(*(slice(None),) * axis, key)]

    def put(self, g: Operand, x: Operand, axis: int, key: slice | int) -> Operand:
        """Transpose of `take`: `g` in its place, zeros elsewhere."""
        whole = np.zeros(self.own_shape(x) + np.shape(g)[self.rank(g) :], np.result_type(g))
        whole[(*(slice(None),) * axis, key)] = g
        return whole

    def broadcast(self, x: Operand, shape: Sequence[int]) -> Operand:
        """Repeat an array along new axes, and along those of one element."""
        return np.broadcast_to(x, (*shape, *np.shape(x)[self.rank(x) :]))

    def fit(self, g: Operand, shape: tuple[int, ...]) -> Operand:
        """Transpose of `broadcast`: sum over the axes along which `shape` was repeated."""
        extra = self.rank(g) - len(shape)
        g = np.sum(g, axis=tuple(range(extra)))
        repeated = [axis for axis, size in enumerate(shape) if size != np.shape(g)[axis]]
        return np.sum(g, axis=tuple(repeated), keepdims=True)

    def one_hot(self, index: Operand, x: Operand) -> Operand:
        """1 at the place along the last axis of `x` that `index` names; nan if it names none."""
        own = self.rank(x)
        size = np.shape(x)[own - 1]
        chosen = np.expand_dims(np.real(index), own - 1)
        places = np.arange(size).reshape(size, *(1 for _ in range(self.lanes)))
        is_place = (chosen >= 0) & (chosen < size) & (chosen == np.floor(chosen))
        return np.where(is_place, np.equal(places, chosen) * 1.0, np.nan)

    # ------------------------------------------------------------------ lanes

    def _lanes_first(self, x: Operand) -> Operand:
        return np.moveaxis(x, range(-self.lanes, 0), range(self.lanes))

    def _lanes_last(self, x: Operand) -> Operand:
        return np.moveaxis(x, range(self.lanes), range(-self.lanes, 0))

    def _padded(self, x: Operand, rank: int) -> Operand:
        """Insert axes of one element between the lanes, which come first, and the own axes."""
        missing = rank - (np.ndim(x) - self.lanes)
        return np.expand_dims(x, tuple(range(self.lanes, self.lanes + missing)))

    def _matrices(self, a: Operand, b: Operand) -> tuple[Operand, Operand]:
        """Both operands as stacks of matrices, lanes first, of the same rank."""
        first, second = self._lanes_first(a), self._lanes_first(b)
        if self.rank(a) == 1:
            first = np.expand_dims(first, -2)
        if self.rank(b) == 1:
            second = np.expand_dims(second, -1)
        rank = max(first.ndim, second.ndim) - self.lanes
        return self._padded(first, rank), self._padded(second, rank)

    def _as_operand(self, back: Operand, operand: Operand, matrices: Operand) -> Operand:
        lanes = np.shape(back)[: self.lanes]
        own = Tensors(0)
        fitted = own.fit(back, (*lanes, *np.shape(matrices)[self.lanes :]))
        return self._lanes_last(np.reshape(fitted, (*lanes, *self.own_shape(operand))))

    def _widened(self, a: Operand, b: Operand) -> Operand:
        rank = self.rank(a)
        return np.expand_dims(a, tuple(range(rank, rank + self.rank(b))))


def _others(x: Operand, axis: int) -> Operand:
    """Add up what comes before and after each element along an axis."""
    lines = np.moveaxis(x, axis, 0)
    before, after = np.zeros_like(lines), np.zeros_like(lines)
    np.cumsum(lines[:-1], axis=0, out=before[1:])
    np.cumsum(lines[:0:-1], axis=0, out=after[-2::-1] if len(lines) > 1 else after[:0])
    return np.moveaxis(before + after, 0, axis)


def product_shape(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    """Shape of a matrix product.

    >>> product_shape((5, 2, 3), (3, 4)), product_shape((3,), (3,))
    ((5, 2, 4), ())

    Raises
    ------
    ValueError
        With the sizes that do not fit.
    """
    if not a or not b:
        raise ValueError("a matrix product needs arrays")
    inner, other = a[-1], b[-2] if len(b) > 1 else b[-1]
    if inner != other:
        raise ValueError(f"{inner} columns meet {other} rows")
    try:
        batch = np.broadcast_shapes(a[:-2], b[:-2])
    except ValueError:
        raise ValueError(f"the axes before do not fit: {a[:-2]} and {b[:-2]}") from None
    return (*batch, *a[-2:-1], *(b[-1:] if len(b) > 1 else ()))

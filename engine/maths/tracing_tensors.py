"""Tracing tensors: what rules do along the axes of arrays, as nodes."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.maths.numeric import Numeric
from engine.maths.sketch import Operand, Shape, Sketch, Traced
from engine.maths.tensors import product_shape
from engine.maths.tracing_others import MOST, others_by_steps

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["TracingTensors"]


class TracingTensors:
    """The part of `engine.maths.tracing.Tracing` that knows of axes."""

    lanes = 0

    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch

    # ------------------------------------------------------------------ axes

    @staticmethod
    def rank(x: Operand) -> int:
        """How many axes an array has."""
        return len(np.shape(x))

    @staticmethod
    def own_shape(x: Operand) -> Shape:
        """Shape of an array."""
        return np.shape(x)

    @staticmethod
    def axes(x: Operand, axis: int | None) -> tuple[int, ...]:
        """Axes that a reduction runs along."""
        return Numeric().axes(np.empty(np.shape(x)), axis)

    def count(self, x: Operand, axis: int | None = None) -> float:
        """How many terms a reduction has."""
        return float(math.prod(np.shape(x)[place] for place in self.axes(x, axis)))

    def sum(self, x: Operand, axis: int | None = None) -> Operand:
        """Sum along an axis, or over all."""
        if not isinstance(x, Traced):
            return Numeric().sum(x, axis)
        return self.sketch.apply("sum", x, axis=axis) if x.shape else x

    def spread(self, g: Operand, x: Operand, axis: int | None = None) -> Operand:
        """Repeat `g` along the axes of `x` that were summed."""
        shape, axes = np.shape(x), self.axes(x, axis)
        if not isinstance(g, Traced):
            return Numeric().spread(g, np.empty(shape), axis)
        kept = tuple(1 if place in axes else size for place, size in enumerate(shape))
        return self.broadcast(self.reshape(g, kept) if g.shape else g, shape)

    def others(self, x: Operand, axis: int | None = None) -> Operand:
        """Sum, for each element, of the others along the axis, without subtracting it."""
        if not isinstance(x, Traced):
            return Numeric().others(x, axis)
        rows = self.rows(x, axis)
        count = rows.shape[1]
        if count * count <= MOST:
            found = self.matmul(np.ones((count, count)) - np.eye(count), rows)
        else:
            found = others_by_steps(self, rows, operator.add, 0.0)
        return self.reshape(found, x.shape)

    def rows(self, x: Operand, axis: int | None = None) -> Operand:
        """Give an array three axes, of which the middle one is the one meant, or all in a row."""
        shape, axes = np.shape(x), self.axes(x, axis)
        first, last = (axes[0], axes[-1] + 1) if axes else (0, 0)
        sizes = (shape[:first], shape[first:last], shape[last:])
        return self.reshape(x, tuple(map(math.prod, sizes)))

    @staticmethod
    def scale(_x: Operand, _axis: int | None = None) -> float:
        """Return 1: nodes are not scaled against overflow."""
        return 1.0

    # ------------------------------------------------------------------ shapes

    def reshape(self, x: Operand, shape: Sequence[int]) -> Operand:
        """Give the same numbers another shape."""
        if np.shape(x) == tuple(shape):
            return x
        if not isinstance(x, Traced):
            return np.reshape(x, shape)
        return self.sketch.apply("reshape", x, shape=tuple(shape))

    def broadcast(self, x: Operand, shape: Sequence[int]) -> Operand:
        """Repeat an array along new axes, and along those of one element."""
        if np.shape(x) == tuple(shape):
            return x
        if not isinstance(x, Traced):
            return np.broadcast_to(x, shape)
        return self.sketch.apply("broadcast", x, shape=tuple(shape))

    def fit(self, g: Operand, shape: Shape) -> Operand:
        """Transpose of `broadcast`: sum over the axes along which `shape` was repeated."""
        for _ in range(self.rank(g) - len(shape)):
            g = self.sum(g, 0)
        for axis in reversed(range(len(shape))):
            if shape[axis] == 1 and np.shape(g)[axis] != 1:
                kept = (*np.shape(g)[:axis], 1, *np.shape(g)[axis + 1 :])
                g = self.reshape(self.sum(g, axis), kept)
        return g

    def transpose(self, x: Operand, axes: Sequence[int] = ()) -> Operand:
        """Put the axes into another order; turn their order round if none is given."""
        if self.rank(x) < 2:
            return x
        if not isinstance(x, Traced):
            return Numeric().transpose(x, axes)
        return self.sketch.apply("transpose", x, **({"axes": tuple(axes)} if axes else {}))

    # ------------------------------------------------------------------ products

    def matmul(self, a: Operand, b: Operand) -> Operand:
        """Matrix product of matrices and vectors."""
        return self.sketch.apply("matmul", a, b)

    def matmul_back(self, g: Operand, a: Operand, b: Operand) -> tuple[Operand, Operand]:
        """Transposes of `matmul` in each of its operands, applied to `g`."""
        match self.rank(a), self.rank(b):
            case 1, 1:
                return g * b, g * a
            case 1, 2:
                return self.matmul(b, g), self.outer(a, g)
            case 2, 1:
                return self.outer(g, b), self.matmul(g, a)
            case 2, 2:
                return self.matmul(g, self.transpose(b)), self.matmul(self.transpose(a), g)
            case _:
                return self._stacks_back(g, a, b)

    def _stacks_back(self, g: Operand, a: Operand, b: Operand) -> tuple[Operand, Operand]:
        """Do the same for stacks of matrices: a vector is a row on the left, a column on the right.

        What was repeated for each matrix of the other stack is summed over them.
        """
        of_a, of_b = np.shape(a), np.shape(b)
        first = self.reshape(a, (1, *of_a)) if len(of_a) == 1 else a
        second = self.reshape(b, (*of_b, 1)) if len(of_b) == 1 else b
        back = self.reshape(g, product_shape(np.shape(first), np.shape(second)))
        to_first = self.fit(self.matmul(back, self._turned(second)), np.shape(first))
        to_second = self.fit(self.matmul(self._turned(first), back), np.shape(second))
        return self.reshape(to_first, of_a), self.reshape(to_second, of_b)

    def _turned(self, x: Operand) -> Operand:
        """Exchange rows and columns of each matrix."""
        rank = self.rank(x)
        return self.transpose(x, (*range(rank - 2), rank - 1, rank - 2) if rank > 2 else ())

    def outer(self, a: Operand, b: Operand) -> Operand:
        """Every element of `a` times every element of `b`."""
        return self.sketch.apply("outer", a, b)

    def outer_back(self, g: Operand, a: Operand, b: Operand) -> tuple[Operand, Operand]:
        """Transposes of `outer` in each of its operands, applied to `g`."""
        if self.rank(a) == 0 or self.rank(b) == 0:
            return self._all(g * b, a), self._all(g * a, b)
        rows, columns = math.prod(np.shape(a)), math.prod(np.shape(b))
        flat = self.reshape(g, (rows, columns))
        to_a = self.matmul(flat, self.reshape(b, (columns,)))
        to_b = self.matmul(self.reshape(a, (rows,)), flat)
        return self.reshape(to_a, np.shape(a)), self.reshape(to_b, np.shape(b))

    def _all(self, x: Operand, like: Operand) -> Operand:
        return x if np.shape(x) == np.shape(like) else self.sum(x)

    # ------------------------------------------------------------------ parts

    def concatenate(self, parts: Sequence[Operand], axis: int) -> Operand:
        """Join arrays along an axis."""
        return self.sketch.apply("concatenate", *parts, axis=axis)

    def take(self, x: Operand, axis: int, key: slice | int) -> Operand:
        """Take one place or a stretch of places along an axis."""
        if isinstance(key, int):
            return self.sketch.apply("index", x, index=float(key), axis=axis)
        stretch = {"start": key.start, "stop": key.stop, "step": key.step}
        return self.sketch.apply("slice", x, axis=axis, **stretch)

    def put(self, g: Operand, x: Operand, axis: int, key: slice | int) -> Operand:
        """Transpose of `take`: `g` in its place, zeros elsewhere."""
        shape = np.shape(x)
        if isinstance(key, int):
            start, stop, step = key % shape[axis], key % shape[axis] + 1, 1
            g = self.reshape(g, (*shape[:axis], 1, *shape[axis + 1 :]))
        else:
            start, stop, step = key.indices(shape[axis])
        if step > 1:
            g = self._spaced(g, axis, step, shape[axis] - start)
            stop = start + np.shape(g)[axis]
        before = _zeros(shape, axis, start)
        after = _zeros(shape, axis, shape[axis] - stop)
        parts = [part for part in (before, g, after) if np.shape(part)[axis]]
        return self.concatenate(parts, axis) if len(parts) > 1 else g

    def _spaced(self, g: Operand, axis: int, step: int, room: int) -> Operand:
        """Put zeros between the elements along an axis, and at most `room` elements in all."""
        shape = np.shape(g)
        tall = (*shape[: axis + 1], 1, *shape[axis + 1 :])
        gaps = _zeros(tall, axis + 1, step - 1)
        joint = self.concatenate([self.reshape(g, tall), gaps], axis + 1)
        count = shape[axis] * step
        joint = self.reshape(joint, (*shape[:axis], count, *shape[axis + 1 :]))
        return joint if count <= room else self.take(joint, axis, slice(0, room))

    def one_hot(self, index: Operand, x: Operand) -> Operand:
        """1 at the place along the last axis of `x` that `index` names, 0 elsewhere."""
        chosen = self.reshape(index, (*np.shape(index), 1))
        return self.sketch.apply("equal", np.arange(float(np.shape(x)[-1])), chosen)


def _zeros(shape: Shape, axis: int, count: int) -> Any:
    """Zeros with `count` elements along an axis and otherwise of this shape."""
    return np.zeros((*shape[:axis], count, *shape[axis + 1 :]))

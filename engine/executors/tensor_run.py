"""Tensor run: a tape with tensors, node by node, computing nothing that nobody asked for.

Elementwise operations run as programs that write over their own scratch memory, matrix products go
straight to the library, and gradients are computed only for operands that take one. What travels
along each edge is not kept: an evaluation that is asked for it runs the rules once more.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.evaluation import Evaluation
from engine.executors.arrays import Arrays
from engine.executors.elementwise import Elementwise
from engine.executors.rules import is_quick, node_program, partial_program
from engine.instructions import Group, PartialGroup
from engine.local_partial import local_partial
from engine.maths.numeric import Numeric
from engine.operation import elementwise_shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.instructions import Single
    from engine.tape import Tape
    from engine.values import Array, Value

__all__ = ["TensorRun"]

_MATHS, _GROUP_MATHS = Numeric(0), Numeric(1)
_NO_SLOTS = np.empty(0, dtype=np.intp)


class TensorRun:
    """A tape with tensors made ready to be run many times, without a batch.

    It keeps nothing of a run but memory that is free, so that several threads may run it at once.

    Examples
    --------
    >>> from engine import parse, record
    >>> tape = record(parse("param v = [1, 2]; s = sum(v * v)"))
    >>> run = TensorRun(tape, tape.output).run({})
    >>> run is not None and run.gradient("v").tolist()
    [2.0, 4.0]
    """

    def __init__(self, tape: Tape, output: int | None) -> None:
        self.tape = tape
        self.output = output
        arrays = Arrays()
        self.nodes = {
            single.slot: _Node(single, tape.shapes, arrays)
            for level in tape.levels
            for single in level.singles
        }

    def run(self, values: Mapping[int, Value]) -> Evaluation | None:
        """Return the values and gradients; None where a quick rule did not hold."""
        tape = self.tape
        with np.errstate(all="ignore"):
            primal, tensors = self._forward(tape, values)
            for slot, node in self.nodes.items():
                if node.holds and not np.all(node.holds(tensors.get(slot, primal[slot]))):
                    return None
            count = 0 if self.output is None else len(primal)
            run = Evaluation(tape, self.output, primal, np.zeros(count), given=values)
            run.tensors = tensors
            if self.output is not None:
                run.tensor_adjoints = _Reverse(self, run).run(self.output)
        return run

    def _forward(self, tape: Tape, values: Mapping[int, Value]) -> tuple[Array, dict[int, Array]]:
        primal = tape.initial.copy()
        tensors: dict[int, Any] = {}
        for slot, value in (*tape.constants.items(), *values.items()):
            if tape.shapes[slot]:
                tensors[slot] = value
            else:
                primal[slot] = value
        for level in tape.levels:
            for group in level.groups:
                operands = [primal[slots] for slots in group.operands]
                primal[group.first : group.last] = group.operation.forward(
                    _GROUP_MATHS, *operands, **group.attributes
                )
            for single in level.singles:
                slot, shape = single.slot, tape.shapes[single.slot]
                found = self.nodes[slot].value([_read(x, primal, tensors) for x in single.operands])
                if shape:
                    is_whole = np.shape(found) == shape
                    tensors[slot] = _locked(found if is_whole else np.broadcast_to(found, shape))
                else:
                    primal[slot] = found
        return primal, tensors


def _read(slot: int, primal: Array, tensors: Mapping[int, Array]) -> Any:
    found = tensors.get(slot)
    return primal[slot] if found is None else found


def _locked(array: Array) -> Array:
    """Make sure that nobody changes a result, which may be the result of something else too."""
    array.flags.writeable = False
    return array


class _Node:
    """A node that takes or makes a tensor, and how its value and its contributions are computed."""

    def __init__(self, single: Single, shapes: Sequence[tuple[int, ...]], arrays: Arrays) -> None:
        self.single = single
        self.arrays = arrays
        self.operation, self.attributes = single.operation, single.attributes
        ranks = [len(shapes[slot]) for slot in single.operands]
        self.is_product = self.operation.name == "matmul" and ranks == [2, 2]
        self.is_elementwise = (
            self.operation.vjp is None and self.operation.shape is elementwise_shape
        )
        self.shape = shapes[single.slot]
        size = math.prod(self.shape)
        self.is_quick = self.is_elementwise and is_quick(self.operation, self.attributes, size)
        quick = self.operation.quick
        self.holds = quick.holds if quick is not None and self.is_quick else None
        self.program = self._value_program() if self.is_elementwise else None
        self.slopes: dict[int, Elementwise | None] = {}

    def _columns(self) -> tuple[Any, ...]:
        return tuple(_NO_SLOTS for _ in self.single.operands)

    def _value_program(self) -> Elementwise | None:
        group = Group(self.operation, self.attributes, 0, 0, self._columns())
        program = node_program(group, (), {}, quickly=self.is_quick)
        return None if program is None else Elementwise(program, self.shape)

    def _slope_program(self, index: int) -> Elementwise | None:
        override = self.single.overrides.get(index)
        columns = (_NO_SLOTS, _NO_SLOTS, self._columns())
        group = PartialGroup(self.operation, self.attributes, index, *columns, override)
        program = partial_program(group, quickly=self.is_quick)
        return None if program is None else Elementwise(program, self.shape)

    def value(self, operands: Sequence[Any]) -> Any:
        """Return the value of the node."""
        if self.is_product:
            return self._product(*operands)
        if self.program is not None:
            return self.program.run(operands, self.arrays)
        return self.operation.forward(_MATHS, *operands, **self.attributes)

    def _product(self, a: Array, b: Array) -> Array:
        found: Array = np.matmul(a, b, out=self.arrays.empty((a.shape[0], b.shape[1])))
        return found

    def contributions(
        self, gradient: Any, result: Any, operands: Sequence[Any]
    ) -> Iterator[tuple[int, Any]]:
        """Yield what is sent to each operand that takes a gradient."""
        wanted = [index for index, row in enumerate(self.single.rows) if row >= 0]
        if self.is_product:
            for index in wanted:
                a, b = operands
                factors = (a.T, gradient) if index else (gradient, b.T)
                yield index, self._product(*factors)
        elif self.operation.vjp is not None and not self._goes_by_partials(result, wanted):
            flows = self.operation.vjp(_MATHS, gradient, result, *operands, **self.attributes)
            for index in wanted:
                yield index, flows[index]
        else:
            for index in wanted:
                slope = self._slope(index, result, operands)
                is_one = isinstance(slope, float) and slope == 1.0
                yield index, gradient if is_one else self._scaled(gradient, slope)

    def _scaled(self, gradient: Any, slope: Any) -> Any:
        if np.shape(slope) == np.shape(gradient):
            return np.multiply(gradient, slope, out=self.arrays.empty(np.shape(slope)))
        return gradient * slope

    def _goes_by_partials(self, result: Any, wanted: Sequence[int]) -> bool:
        """Whether one number is made of several operands, some of which take no gradient.

        Then the partial of an operand is all there is to its contribution, and the others need
        not be computed.
        """
        return np.ndim(result) == 0 and len(wanted) < len(self.single.operands)

    def _slope(self, index: int, result: Any, operands: Sequence[Any]) -> Any:
        if self.is_elementwise:
            if index not in self.slopes:
                self.slopes[index] = self._slope_program(index)
            program = self.slopes[index]
            if program is not None:
                return program.run([result, *operands])
        override = self.single.overrides.get(index)
        return local_partial(
            _MATHS, self.operation, self.attributes, index, result, operands, override
        )


class _Reverse:
    """The reverse sweep of one run."""

    def __init__(self, plan: TensorRun, run: Evaluation) -> None:
        self.nodes = plan.nodes
        self.run_of = run
        self.tape = plan.tape
        self.primal, self.tensors = run.primal, run.tensors
        self.adjoint = run.adjoint
        self.tensor_adjoints: dict[int, Array] = {}

    def run(self, output: int) -> dict[int, Array]:
        """Fill the adjoints of scalars, and return those of tensors."""
        self._add(output, np.ones(self.tape.shapes[output]))
        for level in self.tape.sweep(output).levels:
            if len(level.rows):
                flow = self.adjoint[level.targets] * self.run_of.partial[level.rows]
                np.add.at(self.adjoint, level.sources, flow)
            for single in level.singles:
                self._send(single)
        return self.tensor_adjoints

    def _send(self, single: Single) -> None:
        gradient = _read(single.slot, self.adjoint, self.tensor_adjoints)
        result = _read(single.slot, self.primal, self.tensors)
        operands = [_read(slot, self.primal, self.tensors) for slot in single.operands]
        node = self.nodes[single.slot]
        for index, flow in node.contributions(gradient, result, operands):
            self._add(single.operands[index], flow)

    def _add(self, slot: int, flow: Any) -> None:
        shape = self.tape.shapes[slot]
        fitted = _summed(np.asarray(flow), shape)
        if not shape:
            self.adjoint[slot] += fitted
            return
        former = self.tensor_adjoints.get(slot)
        self.tensor_adjoints[slot] = _locked(fitted if former is None else former + fitted)


def _summed(array: Any, shape: tuple[int, ...]) -> Any:
    """Transpose of broadcasting: sum over the axes along which `shape` was repeated.

    >>> _summed(np.ones((2, 3)), (3,)).tolist(), _summed(np.ones((2, 3)), (2, 1)).tolist()
    ([2.0, 2.0, 2.0], [[3.0], [3.0]])
    """
    extra = array.ndim - len(shape)
    if extra > 0:
        array = array.sum(axis=tuple(range(extra)))
    sizes = shape[len(shape) - array.ndim :]
    repeated = [axis for axis, size in enumerate(sizes) if size == 1 and array.shape[axis] != 1]
    if repeated:
        array = array.sum(axis=tuple(repeated), keepdims=True)
    return array if array.shape == shape else np.broadcast_to(array, shape)

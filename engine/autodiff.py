"""Automatic differentiation over a tape: the forward and the reverse sweep.

Reverse mode: the contribution on an edge is the target's adjoint times the local partial; a node's
adjoint is the sum of the contributions on its outgoing edges, never used before all have arrived.

Source: Griewank and Walther, Evaluating Derivatives (2008), chapters 3 and 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ShapeError
from engine.evaluation import Evaluation
from engine.maths.interpret import interpret
from engine.maths.numeric import ComplexNumeric, Numeric
from engine.override import OWN_VALUE
from engine.tape import Group, Single, Sweep, Tape
from engine.values import Array, Value, shape_of

__all__ = ["evaluate", "perturbed_output"]

Numbers = NDArray[Any]


class _Forward:
    """The forward sweep: fills `primal` and `tensors`, level by level."""

    def __init__(self, tape: Tape, batch: int | None, kind: type[Numeric] = Numeric) -> None:
        self.tape = tape
        self.lanes = () if batch is None else (batch,)
        self.for_groups = kind(1 + len(self.lanes))
        self.for_singles = kind(len(self.lanes))
        dtype = np.complex128 if kind is ComplexNumeric else np.float64
        self.primal: Numbers = np.zeros((len(tape.shapes), *self.lanes), dtype)
        self.tensors: dict[int, Numbers] = {}

    def place(self, slot: int, value: Numbers | float) -> None:
        """Put a value without a batch axis, or with one, into a slot."""
        shape = self.tape.shapes[slot]
        if self.lanes and np.shape(value) == shape:
            value = np.asarray(value)[..., np.newaxis]
        if shape:
            self.tensors[slot] = np.broadcast_to(value, shape + self.lanes)
        else:
            self.primal[slot] = value

    def read(self, slot: int) -> Any:
        return self.tensors[slot] if self.tape.shapes[slot] else self.primal[slot]

    def run(self, pins: Mapping[int, Numbers] | None = None) -> None:
        """Compute all levels; a pinned slot keeps the value given instead of its own."""
        for level in self.tape.levels:
            for group in level.groups:
                self._run_group(group)
            for single in level.singles:
                self._run_single(single)
            for slot, value in (pins or {}).items():
                self.place(slot, value)

    def _run_group(self, group: Group) -> None:
        operands = [self.primal[slots] for slots in group.operands]
        self.primal[group.first : group.last] = group.operation.forward(
            self.for_groups, *operands, **group.attributes
        )

    def _run_single(self, single: Single) -> None:
        operands = [self.read(slot) for slot in single.operands]
        result = single.operation.forward(self.for_singles, *operands, **single.attributes)
        self.place(single.slot, result)


def evaluate(tape: Tape, values: Mapping[int, Value], output: int | None) -> Evaluation:
    """Run a tape with other values in some leaf slots; without an output, forward alone.

    Raises
    ------
    ShapeError
        When two batches have different lengths.
    """
    batch, batched = _batch_of(tape, values)
    forward = _Forward(tape, batch)
    for slot, value in {**tape.constants, **values}.items():
        forward.place(slot, value)
    with np.errstate(all="ignore"):
        forward.run()
        reverse = _Reverse(forward, output)
        if output is not None:
            reverse.run(tape.sweep(output))
    return Evaluation(
        tape=tape,
        output=output,
        batch=batch,
        varies=_varying(tape, batched),
        primal=forward.primal,
        tensors=forward.tensors,
        adjoint=reverse.adjoint,
        tensor_adjoints=reverse.tensor_adjoints,
        partial=reverse.partial,
        flow=reverse.flow,
        tensor_flows=reverse.tensor_flows,
    )


def _batch_of(tape: Tape, values: Mapping[int, Value]) -> tuple[int | None, list[int]]:
    """Length of the batch, if a value has one axis more than its leaf, and those leaves."""
    batched = [slot for slot, value in values.items() if shape_of(value) != tape.shapes[slot]]
    lengths = {shape_of(values[slot])[-1] for slot in batched}
    if len(lengths) > 1:
        told = " and ".join(str(length) for length in sorted(lengths))
        raise ShapeError(f"the batches have different lengths: {told}")
    return (lengths.pop() if lengths else None), batched


def _varying(tape: Tape, batched: list[int]) -> NDArray[np.bool_]:
    """Which slots depend on a batched leaf."""
    varies = np.zeros(len(tape.shapes), dtype=bool)
    varies[batched] = True
    if batched:
        for row in np.argsort(tape.level[tape.target], kind="stable"):
            varies[tape.target[row]] |= varies[tape.source[row]]
    return varies


class _Reverse:
    """The reverse sweep: local partials by edge, then contributions and adjoints."""

    def __init__(self, forward: _Forward, output: int | None) -> None:
        self.forward = forward
        self.tape = tape = forward.tape
        self.lanes = forward.lanes
        rows = len(tape.edges) if output is not None else 0
        self.adjoint: Array = np.zeros((len(tape.shapes) if rows or output is not None else 0, *self.lanes))
        self.partial: Array = np.zeros((rows, *self.lanes))
        self.flow: Array = np.zeros((rows, *self.lanes))
        self.tensor_adjoints: dict[int, Array] = {}
        self.tensor_flows: dict[int, Array] = {}
        self.live: NDArray[np.bool_] | None = None
        if output is not None:
            self._seed(output)

    def _seed(self, output: int) -> None:
        """Adjoint of the output: 1, or 1/B for each of B samples, whose mean is differentiated."""
        seed = 1.0 / self.lanes[0] if self.lanes else 1.0
        shape = self.tape.shapes[output]
        if shape:
            self.tensor_adjoints[output] = np.full(shape + self.lanes, seed)
        else:
            self.adjoint[output] = seed
        if self.tape.routing.any():
            # Who has been sent a gradient at all: 0·∞ must not arise on a branch not taken.
            self.live = np.zeros(self.adjoint.shape, dtype=bool)
            self.live[output] = True

    def run(self, sweep: Sweep) -> None:
        self._linearise()
        for rows, singles in sweep.levels:
            if len(rows):
                self._send(rows)
            for single in singles:
                self._send_single(single)

    def _linearise(self) -> None:
        primal, m = self.forward.primal, self.forward.for_groups
        for group in self.tape.partial_groups:
            operands = [primal[slots] for slots in group.operands]
            result = primal[group.results]
            if group.override is None:
                rule = group.operation.partial(group.index)
                extra = group.operation.partial_arguments(group.index)
                slopes = rule.numbers(m, result, *operands, **group.attributes, **extra)
            else:
                ports = group.operation.port_names(len(operands))
                names = {OWN_VALUE: result, **dict(zip(ports, operands, strict=True))}
                slopes = interpret(group.override, m, names)
            self.partial[group.rows] = slopes

    def _send(self, rows: NDArray[np.intp]) -> None:
        source, target = self.tape.source[rows], self.tape.target[rows]
        flow = self.adjoint[target] * self.partial[rows]
        if self.live is not None:
            taken = (self.partial[rows] != 0) | ~_columns(self.tape.routing[rows], flow.ndim)
            taken &= self.live[target]
            flow = np.where(taken, flow, 0.0)
            np.logical_or.at(self.live, source, taken)
        self.flow[rows] = flow
        np.add.at(self.adjoint, source, flow)

    def _send_single(self, single: Single) -> None:
        gradient = self.tensor_adjoints.get(single.slot)
        if gradient is None:
            gradient = self.adjoint[single.slot]
        if self.live is not None and not self.live[single.slot].any():
            return
        for row, flow in zip(single.rows, self._flows(single, gradient), strict=True):
            if row >= 0:
                self._deliver(row, flow)

    def _flows(self, single: Single, gradient: Any) -> list[Any]:
        m = self.forward.for_singles
        result = self.forward.read(single.slot)
        operands = [self.forward.read(slot) for slot in single.operands]
        if single.operation.vjp is not None and not single.overrides:
            return list(single.operation.vjp(m, gradient, result, *operands, **single.attributes))
        flows = []
        for index, row in enumerate(single.rows):
            slope = self._slope(single, index, result, operands) if row >= 0 else 0.0
            flow = gradient * slope
            flows.append(np.where(slope == 0, 0.0, flow) if single.operation.routes else flow)
        return flows

    def _slope(self, single: Single, index: int, result: Any, operands: list[Any]) -> Any:
        m = self.forward.for_singles
        if index in single.overrides:
            ports = single.operation.port_names(len(operands))
            names = {OWN_VALUE: result, **dict(zip(ports, operands, strict=True))}
            return interpret(single.overrides[index], m, names)
        extra = single.operation.partial_arguments(index)
        rule = single.operation.partial(index)
        return rule.numbers(m, result, *operands, **single.attributes, **extra)

    def _deliver(self, row: int, flow: Any) -> None:
        """Put a contribution on its edge and add it to the adjoint of the source."""
        slot = int(self.tape.source[row])
        shape = self.tape.shapes[slot]
        fitted = _sum_to(np.asarray(flow), shape + self.lanes)
        if self.live is not None:
            self.live[slot] = True
        if shape:
            self.tensor_flows[row] = fitted
            former = self.tensor_adjoints.get(slot)
            self.tensor_adjoints[slot] = fitted if former is None else former + fitted
        else:
            self.flow[row] = fitted
            self.adjoint[slot] += fitted


def _columns(mask: NDArray[np.bool_], dimensions: int) -> NDArray[np.bool_]:
    return mask.reshape(mask.shape + (1,) * (dimensions - 1))


def _sum_to(array: Array, shape: tuple[int, ...]) -> Array:
    """Transpose of broadcasting: sum over the axes along which `shape` was repeated.

    >>> _sum_to(np.ones((2, 3)), (3,)).tolist()
    [2.0, 2.0, 2.0]
    """
    extra = array.ndim - len(shape)
    if extra > 0:
        array = array.sum(axis=tuple(range(extra)))
    repeated = tuple(
        axis for axis, size in enumerate(shape[-array.ndim :] if array.ndim else ())
        if size == 1 and array.shape[axis] != 1
    )
    if repeated:
        array = array.sum(axis=repeated, keepdims=True)
    return array if array.shape == shape else np.broadcast_to(array, shape)


def perturbed_output(
    tape: Tape, output: int, slot: int, values: Numbers, *, complex_step: bool = False
) -> Numbers:
    """Output of the graph for several values of one node, everything else being as it is.

    Parameters
    ----------
    slot
        The node that is held at `values`, whether it is a leaf or computed.
    values
        Shape of the node, with one axis more at the end for the different values.

    Returns
    -------
    Array of the output's values, summed over its elements, one a value of the node.
    """
    forward = _Forward(tape, values.shape[-1], ComplexNumeric if complex_step else Numeric)
    for place, value in tape.constants.items():
        forward.place(place, value)
    forward.place(slot, values)
    with np.errstate(all="ignore"):
        forward.run({slot: values})
    result: Numbers = forward.read(output)
    return result.reshape(-1, values.shape[-1]).sum(axis=0)

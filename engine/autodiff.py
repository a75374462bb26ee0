"""Automatic differentiation over a tape: the forward and the reverse sweep.

Reverse mode: the contribution on an edge is the target's adjoint times the local partial; a node's
adjoint is the sum of the contributions on its outgoing edges, never used before all have arrived.

Source: Griewank and Walther, Evaluating Derivatives (2008), chapters 3 and 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.errors import ShapeError
from engine.evaluation import Evaluation
from engine.executors.choice import run_prepared
from engine.local_partial import local_partial
from engine.maths.numeric import ComplexNumeric, Numeric
from engine.values import Array, Value, shape_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.instructions import Group, Single, Sweep, SweepLevel
    from engine.tape import Tape

__all__ = [
    "evaluate",
    "evaluate_any",
    "flows_of",
    "partials_of",
    "perturbed_output",
    "varying",
]

Numbers: TypeAlias = NDArray[Any]
Mask: TypeAlias = NDArray[np.bool_]


class _Forward:
    """The forward sweep: fills `primal` and `tensors`, level by level."""

    def __init__(self, tape: Tape, batch: int | None, kind: type[Numeric] = Numeric) -> None:
        self.tape = tape
        self.lanes = () if batch is None else (batch,)
        self.for_groups = kind(1 + len(self.lanes))
        self.for_singles = kind(len(self.lanes))
        dtype = np.complex128 if kind is ComplexNumeric else np.float64
        initial = tape.initial if batch is None else tape.initial[:, np.newaxis]
        self.primal: Numbers = np.empty((len(tape.shapes), *self.lanes), dtype)
        self.primal[...] = initial
        self.tensors: dict[int, Numbers] = {}
        for slot, value in tape.constants.items():
            if tape.shapes[slot]:
                self.place(slot, value)

    def place(self, slot: int, value: Value | Numbers) -> None:
        """Put a value without a batch axis, or with one, into a slot."""
        shape = self.tape.shapes[slot]
        if self.lanes and np.shape(value) == shape:
            value = np.asarray(value)[..., np.newaxis]
        if shape:
            self.tensors[slot] = np.broadcast_to(value, shape + self.lanes)
        else:
            self.primal[slot] = value

    def read(self, slot: int) -> Any:
        """Return the value in a slot."""
        return self.tensors[slot] if self.tape.shapes[slot] else self.primal[slot]

    def run(self, pin: tuple[int, Numbers] | None = None) -> None:
        """Compute all levels; a pinned slot keeps the value given instead of its own."""
        for level in self.tape.levels:
            for group in level.groups:
                self._run_group(group)
            for single in level.singles:
                self._run_single(single)
            if pin is not None:
                self.place(*pin)

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
    run = run_prepared(tape, values, output, batch, batched)
    return run or evaluate_any(tape, values, output, batch, batched)


def evaluate_any(
    tape: Tape,
    values: Mapping[int, Value],
    output: int | None,
    batch: int | None,
    batched: Sequence[int],
) -> Evaluation:
    """Run a tape that may hold tensors, and operations that select among their operands."""
    forward = _Forward(tape, batch)
    for slot, value in values.items():
        forward.place(slot, value)
    with np.errstate(all="ignore"):
        forward.run()
        reverse = _Reverse(forward, output)
        if output is not None:
            reverse.run(tape.sweep(output))
    return Evaluation.whole(
        tape=tape,
        output=output,
        batch=batch,
        batched=batched,
        primal=forward.primal,
        tensors=forward.tensors,
        adjoint=reverse.adjoint,
        tensor_adjoints=reverse.tensor_adjoints,
        partial=reverse.partial,
        flow=reverse.flow,
        tensor_flows=reverse.tensor_flows,
    )


def _batch_of(tape: Tape, values: Mapping[int, Value]) -> tuple[int | None, list[int]]:
    """Return the length of the batch, if there is one, and the leaves that have it."""
    batched = [slot for slot, value in values.items() if shape_of(value) != tape.shapes[slot]]
    lengths = {shape_of(values[slot])[-1] for slot in batched}
    if len(lengths) > 1:
        told = " and ".join(str(length) for length in sorted(lengths))
        raise ShapeError(f"the batches have different lengths: {told}")
    return (lengths.pop() if lengths else None), batched


def varying(tape: Tape, batched: Sequence[int]) -> Mask:
    """Return which slots depend on a batched leaf."""
    varies = np.zeros(len(tape.shapes), dtype=bool)
    varies[list(batched)] = True
    # Edges stand in the table by the level of their target.
    levels = tape.level[tape.target]
    for rows in np.split(np.arange(len(levels)), np.flatnonzero(np.diff(levels)) + 1):
        varies[tape.target[rows[varies[tape.source[rows]]]]] = True
    return varies


def partials_of(run: Evaluation) -> Array:
    """Return the local partials of a run by row of the edge table."""
    lanes = () if run.batch is None else (run.batch,)
    found: Array = np.zeros((0 if run.output is None else len(run.tape.edges), *lanes))
    if run.output is not None:
        with np.errstate(all="ignore"):
            _linearise(run.tape, run.primal, found)
    return found


def flows_of(run: Evaluation) -> Array:
    """Return the contributions of a run of scalars by row of the edge table."""
    flow: Array = np.zeros(run.partial.shape)
    if run.output is not None:
        for level in run.tape.sweep(run.output).levels:
            with np.errstate(all="ignore"):
                flow[level.rows] = run.adjoint[level.targets] * run.partial[level.rows]
    return flow


def _linearise(tape: Tape, primal: Numbers, partial: Numbers) -> None:
    """Compute the local partials of all scalar edges, those alike at once."""
    m = Numeric(primal.ndim)
    for group in tape.partial_groups:
        operands = [primal[slots] for slots in group.operands]
        partial[group.rows] = local_partial(
            m,
            group.operation,
            group.attributes,
            group.index,
            primal[group.results],
            operands,
            group.override,
        )


class _Reverse:
    """The reverse sweep: local partials by edge, then contributions and adjoints.

    Where operations select among their operands, it also keeps who has been sent a gradient at
    all: a branch that was not taken gets none, and its 0 must not meet an infinity further back.
    """

    def __init__(self, forward: _Forward, output: int | None) -> None:
        self.forward = forward
        self.tape = tape = forward.tape
        self.lanes = forward.lanes
        slots, rows = (0, 0) if output is None else (len(tape.shapes), len(tape.edges))
        self.adjoint: Array = np.zeros((slots, *self.lanes))
        self.partial: Array = np.zeros((rows, *self.lanes))
        self.flow: Array = np.zeros((rows, *self.lanes))
        self.tensor_adjoints: dict[int, Array] = {}
        self.tensor_flows: dict[int, Array] = {}
        self.routes = output is not None and bool(tape.routing.any())
        self.live: Mask = np.zeros(self.adjoint.shape if self.routes else 0, dtype=bool)
        self.tensor_live: dict[int, Mask] = {}
        if output is not None:
            self._seed(output)

    def _seed(self, output: int) -> None:
        """Set the adjoint of the output: 1, or 1/B for each of B samples, to have their mean's."""
        seed = 1.0 / self.lanes[0] if self.lanes else 1.0
        shape = self.tape.shapes[output] + self.lanes
        if self.routes:
            self.live[output] = True
            self.tensor_live[output] = np.ones(shape, dtype=bool)
        if self.tape.shapes[output]:
            self.tensor_adjoints[output] = np.full(shape, seed)
        else:
            self.adjoint[output] = seed

    def run(self, sweep: Sweep) -> None:
        """Send the gradient back to everything the output depends on."""
        _linearise(self.tape, self.forward.primal, self.partial)
        for level in sweep.levels:
            if len(level.rows):
                self._send(level)
            for single in level.singles:
                self._send_single(single)

    def _send(self, level: SweepLevel) -> None:
        rows, sources, targets, _ = level
        partial = self.partial[rows]
        flow = self.adjoint[targets] * partial
        if self.routes:
            routing = self.tape.routing[rows].reshape(len(rows), *(1 for _ in self.lanes))
            taken = self.live[targets] & ((partial != 0) | ~routing)
            flow = np.where(taken, flow, 0.0)
            place, *lane = np.nonzero(taken)
            self.live[(sources[place], *lane)] = True
        self.flow[rows] = flow
        np.add.at(self.adjoint, sources, flow)

    def _send_single(self, single: Single) -> None:
        gradient = self.tensor_adjoints.get(single.slot, self.adjoint[single.slot])
        result = self.forward.read(single.slot)
        operands = [self.forward.read(slot) for slot in single.operands]
        live = self._live_at(single.slot) if self.routes else None
        if single.operation.vjp is None:
            self._send_elementwise(single, gradient, live, result, operands)
            return
        m, vjp = self.forward.for_singles, single.operation.vjp
        flows = vjp(m, gradient, result, *operands, **single.attributes)
        taken: Sequence[Any] = [None] * len(flows)
        if live is not None:
            reach = single.operation.reach or vjp
            reached = reach(m, live.astype(np.float64), result, *operands, **single.attributes)
            taken = [np.asarray(item) != 0 for item in reached]
        for index, row in _sent(single):
            self._deliver(row, flows[index], taken[index])

    def _send_elementwise(
        self, single: Single, gradient: Any, live: Any, result: Any, operands: Sequence[Any]
    ) -> None:
        for index, row in _sent(single):
            slope = local_partial(
                self.forward.for_singles,
                single.operation,
                single.attributes,
                index,
                result,
                operands,
                single.overrides.get(index),
            )
            taken = live
            if live is not None and single.operation.routes:
                taken = live & (slope != 0)
            self._deliver(row, gradient * slope, taken)

    def _live_at(self, slot: int) -> Any:
        if self.tape.shapes[slot]:
            return self.tensor_live[slot]
        return self.live[slot]

    def _deliver(self, row: int, flow: Any, taken: Any) -> None:
        """Put a contribution on its edge and add it to the adjoint of the source."""
        slot = int(self.tape.source[row])
        shape = self.tape.shapes[slot]
        if taken is not None:
            flow = np.where(taken, flow, 0.0)
            self._enliven(slot, np.broadcast_to(taken, flow.shape))
        fitted = _sum_to(np.asarray(flow), shape + self.lanes)
        if shape:
            self.tensor_flows[row] = fitted
            former = self.tensor_adjoints.get(slot)
            self.tensor_adjoints[slot] = fitted if former is None else former + fitted
        else:
            self.flow[row] = fitted
            self.adjoint[slot] += fitted

    def _enliven(self, slot: int, taken: Mask) -> None:
        shape = self.tape.shapes[slot]
        fitted = _sum_to(taken, shape + self.lanes) != 0
        if shape:
            former = self.tensor_live.get(slot)
            self.tensor_live[slot] = fitted if former is None else former | fitted
        else:
            self.live[slot] |= fitted


def _sent(single: Single) -> list[tuple[int, int]]:
    """Which operands a gradient is sent to, each with the row of its edge."""
    return [(index, row) for index, row in enumerate(single.rows) if row >= 0]


def _sum_to(array: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Transpose of broadcasting: sum over the axes along which `shape` was repeated.

    >>> _sum_to(np.ones((2, 3)), (3,)).tolist()
    [2.0, 2.0, 2.0]
    """
    extra = array.ndim - len(shape)
    if extra > 0:
        array = array.sum(axis=tuple(range(extra)))
    repeated = tuple(
        axis
        for axis, size in enumerate(shape[len(shape) - array.ndim :])
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
    forward.place(slot, values)
    with np.errstate(all="ignore"):
        forward.run((slot, values))
        result = np.asarray(forward.read(output))
        total: Numbers = result.reshape(-1, values.shape[-1]).sum(axis=0)
    return total

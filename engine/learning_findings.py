"""Findings about learning: what keeps the gradient from the parameters.

Parameters that are cut off, operations that are switched off or saturated, gradients that vanish or
explode on their way back. Only what stands between the output and a trained
parameter is told of; a gradient of 0 at a minimum, or because an input is 0, is as it should be.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.diagnostic import Kind, Severity
from engine.naming import node_title
from engine.operation import find_operation
from engine.values import format_number

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from numpy.typing import NDArray

    from engine.evaluation import Evaluation
    from engine.operation import Operation
    from engine.tape import Tape
    from engine.values import Array

    Mask = NDArray[np.bool_]

__all__ = ["SATURATED", "Found", "learning_findings"]

SATURATED = 1e-4
"""A slope below it makes learning ten thousand times slower."""

VANISHED = 1e-6
EXPLODED = 1e6
DEEPER = 4
"""How many steps further from the output a gradient must be to have changed on the way."""

_FLAT_ENDS = frozenset({"sigmoid", "tanh", "erf"})


class Found(NamedTuple):
    """Something found at the node in a slot."""

    kind: Kind
    severity: Severity
    slot: int
    message: str


def learning_findings(run: Evaluation, told: Container[int]) -> Iterator[Found]:
    """Yield what keeps the trained parameters of a run from learning.

    Parameters
    ----------
    told
        Slots of nodes that something was said about already; no more is said about those.

    Examples
    --------
    >>> from engine import parse, record
    >>> run = record(parse("param w = -2; x = 1; y = relu(w*x); L = (y - 1)^2")).evaluate()
    >>> [found.message for found in learning_findings(run, ())]
    ['relu (y): the slope is exactly 0; nothing before it learns through it']
    """
    tape = run.tape
    trained = np.zeros(len(tape.shapes), dtype=bool)
    trained[[slot for slot in tape.leaves() if tape.nodes[slot].is_trained]] = True
    if run.output is None or not trained.any():
        return
    reached = tape.sweep(run.output).reached
    output = tape.nodes[run.output].key
    for slot in np.flatnonzero(trained & ~reached).tolist():
        message = f"{tape.nodes[slot].key} does not reach {output}; training will not move it"
        yield Found(Kind.UNREACHED, Severity.NOTE, slot, message)
    yield from _flat(run, trained, told)
    yield from _along_depth(run, np.flatnonzero(trained & reached).tolist())


# ------------------------------------------------------------------ single operations


def _flat(run: Evaluation, trained: Mask, told: Container[int]) -> Iterator[Found]:
    """Yield operations that stop the gradient, or nearly do."""
    tape = run.tape
    suspects = np.zeros(len(tape.shapes), dtype=bool)
    for level in tape.levels:
        for group in level.groups:
            suspects[group.first : group.last] = _may_be_flat(group.operation)
        for single in level.singles:
            suspects[single.slot] = _may_be_flat(single.operation)
    learns = _downstream(tape, trained)
    rows = np.flatnonzero(suspects[tape.target] & learns[tape.source])
    if not len(rows):
        return
    share = np.full(len(tape.shapes), -1.0)
    np.maximum.at(share, tape.target[rows], _shares(run, rows))
    for slot in np.flatnonzero((share >= 0) & (share < SATURATED)).tolist():
        node = tape.nodes[slot]
        operation = find_operation(node.operation)
        if slot in told or node.overrides or operation is None:
            continue
        if share[slot] == 0 and operation.kinks:
            message = "the slope is exactly 0; nothing before it learns through it"
            yield Found(Kind.DEAD, Severity.NOTE, slot, f"{node_title(node)}: {message}")
        elif operation.name in _FLAT_ENDS:
            message = f"saturated; its slope is only {format_number(float(share[slot]), 2)}"
            yield Found(Kind.SATURATED, Severity.NOTE, slot, f"{node_title(node)}: {message}")


def _may_be_flat(operation: Operation) -> bool:
    return operation.name in _FLAT_ENDS or (bool(operation.kinks) and not operation.is_loss)


def _shares(run: Evaluation, rows: NDArray[np.intp]) -> Array:
    """Return the largest slope along each edge, or what stands for it between arrays.

    Where nothing arrives that could pass, or no number does, everything is said to pass.
    """
    targets = run.tape.target[rows]
    arrived, slope = _sizes(run.adjoint[targets]), _sizes(run.partial[rows])
    for place, (row, slot) in enumerate(zip(rows.tolist(), targets.tolist(), strict=True)):
        if row not in run.tensor_flows and not run.tape.shapes[slot]:
            continue
        adjoint = np.asarray(run.tensor_adjoints.get(slot, run.adjoint[slot]))
        arrived[place] = np.max(np.abs(adjoint))
        flow = np.abs(run.tensor_flows.get(row, run.flow[row]))
        slope[place] = float(np.max(flow)) / (arrived[place] or 1.0)
    return np.where((arrived > 0) & np.isfinite(arrived + slope), slope, 1.0)


def _sizes(numbers: Array) -> Array:
    """Return the largest magnitude in each row, over all samples of a batch."""
    sizes: Array = np.abs(numbers).reshape(len(numbers), -1).max(axis=1, initial=0.0)
    return sizes


def _downstream(tape: Tape, begin: Mask) -> Mask:
    """Return, by slot, whether something at which `begin` holds leads there."""
    found = begin.copy()
    for rows in _by_level(tape):
        found[tape.target[rows][found[tape.source[rows]]]] = True
    return found


def _by_level(tape: Tape) -> list[slice]:
    """Rows of the edge table, which stand there by the level of their target."""
    starts = np.searchsorted(tape.level[tape.target], np.arange(1, len(tape.levels) + 2))
    return [slice(start, end) for start, end in pairwise(starts.tolist())]


# ------------------------------------------------------------------ along the depth of the graph


def _along_depth(run: Evaluation, slots: list[int]) -> Iterator[Found]:
    """Compare parameters far from the output with the ones nearer to it."""
    tape = run.tape
    assert run.output is not None
    far = _distances(run)
    sizes = {slot: _size(run, slot) for slot in slots}
    known = {slot: size for slot, size in sizes.items() if size > 0 and np.isfinite(size)}
    if len(known) < 2:
        return
    strongest, weakest = max(known, key=known.__getitem__), min(known, key=known.__getitem__)
    deeper = int(far[weakest]) - int(far[strongest])
    ratio = known[weakest] / known[strongest]
    if abs(deeper) < DEEPER:
        return
    weak, strong = tape.nodes[weakest].key, tape.nodes[strongest].key
    times = format_number(1.0 / ratio, 2)
    if deeper > 0 and ratio < VANISHED:
        message = f"{weak}: the gradient vanishes on its way; that of {strong} is {times} times it"
        yield Found(Kind.VANISHING, Severity.NOTE, weakest, message)
    elif deeper < 0 and 1.0 / ratio > EXPLODED:
        message = f"{strong}: the gradient explodes on its way, to {times} times that of {weak}"
        yield Found(Kind.EXPLODING, Severity.WARNING, strongest, message)


def _distances(run: Evaluation) -> NDArray[np.intp]:
    """Return, by slot, how many edges the longest way to the output has."""
    tape = run.tape
    assert run.output is not None
    reached = tape.sweep(run.output).reached
    far = np.zeros(len(tape.shapes), dtype=np.intp)
    for rows in reversed(_by_level(tape)):
        sources, targets = tape.source[rows], tape.target[rows]
        np.maximum.at(far, sources, np.where(reached[targets], far[targets] + 1, 0))
    return far


def _size(run: Evaluation, slot: int) -> float:
    return float(np.max(np.abs(np.asarray(run.gradient_at(slot))), initial=0.0))

"""Trace: the ordered story of a run, and what is known at any point of it.

A trace is a view of a finished evaluation in topological order, so stepping, scrubbing and going
back cost nothing: what is shown after k steps is a pure function of (trace, k).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from engine.evaluation import Evaluation
    from engine.tape import Tape

__all__ = ["Annotations", "Phase", "Step", "Trace", "annotations_at"]

NEVER = np.iinfo(np.intp).max


class Phase(StrEnum):
    """Which pass a step belongs to."""

    FORWARD = "forward"
    BACKWARD = "backward"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Step:
    """One event of the story.

    Attributes
    ----------
    number
        Position in the trace, from 1.
    phase
        Forward: the node's value is computed. Backward: the contributions that arrived at the
        node are summed to its gradient, and its contributions leave along the edges into it.
        Update: the parameter moves.
    node, slot
        Where it happens, as an id and as a slot of the tape.
    rows
        Rows of the edge table that take part: the edges into the node.
    """

    number: int
    phase: Phase
    node: str
    slot: int
    rows: tuple[int, ...]


class Trace:
    """The story of an evaluation: forward, backward, and one update of the parameters.

    Examples
    --------
    >>> from engine import parse, record
    >>> trace = Trace(record(parse("param w = 3; L = w^2")).evaluate())
    >>> [(step.phase.value, step.node) for step in trace]
    [('forward', 'n1'), ('forward', 'n2'), ('backward', 'n2'), ('backward', 'n1'), ('update', 'n1')]
    """

    def __init__(self, run: Evaluation) -> None:
        self.run = run
        self.tape: Tape = run.tape
        order = self.tape.order
        backward = order[:0]
        updated = order[:0]
        if run.output is not None:
            travelled = self.tape.sweep(run.output).reached & self.tape.active
            backward = order[::-1][travelled[order[::-1]]]
            trained = [self.tape.nodes[slot].is_trained for slot in self.tape.leaves()]
            leaves = order[: len(trained)]
            updated = leaves[np.array(trained, dtype=bool)[leaves] & travelled[leaves]]
        self._slots = np.concatenate([order, backward, updated])
        self.forward_end = len(order)
        self.backward_end = self.forward_end + len(backward)

    def __len__(self) -> int:
        return len(self._slots)

    def __iter__(self) -> Iterator[Step]:
        return (self.step(number) for number in range(1, len(self) + 1))

    def step(self, number: int) -> Step:
        """Return the step of that number, counted from 1.

        Raises
        ------
        IndexError
            When there is none.
        """
        if not 1 <= number <= len(self):
            raise IndexError(f"the trace has {len(self)} steps, so none has the number {number}")
        slot = int(self._slots[number - 1])
        rows = () if self.phase(number) is Phase.UPDATE else self.rows_into(slot)
        return Step(number, self.phase(number), self.tape.nodes[slot].id, slot, rows)

    def phase(self, number: int) -> Phase:
        """Return the pass that a step of that number belongs to."""
        if number <= self.forward_end:
            return Phase.FORWARD
        return Phase.BACKWARD if number <= self.backward_end else Phase.UPDATE

    def rows_into(self, slot: int) -> tuple[int, ...]:
        """Return the rows of the edges that arrive at a slot, in the order of its ports."""
        return self._rows_by_target.get(slot, ())

    def rows_out_of(self, slot: int) -> tuple[int, ...]:
        """Return the rows of the edges that leave a slot."""
        return self._rows_by_source.get(slot, ())

    def step_of(self, node_id: str, phase: Phase) -> int | None:
        """Return the number of a node's step in a pass, or None if it has none."""
        slot = self.tape.slots.get(node_id)
        if slot is None:
            return None
        table = {Phase.FORWARD: self.value_step, Phase.BACKWARD: self.gradient_step}
        if phase in table:
            number = int(table[phase][slot])
            return None if number == NEVER else number
        updates = np.flatnonzero(self._slots[self.backward_end :] == slot)
        return int(updates[0]) + self.backward_end + 1 if len(updates) else None

    @cached_property
    def _rows_by_target(self) -> dict[int, tuple[int, ...]]:
        return _grouped(self.tape.target)

    @cached_property
    def _rows_by_source(self) -> dict[int, tuple[int, ...]]:
        return _grouped(self.tape.source)

    @cached_property
    def value_step(self) -> NDArray[np.intp]:
        """By slot, the step after which its value is known."""
        numbers = np.full(len(self.tape.shapes), NEVER)
        numbers[self._slots[: self.forward_end]] = np.arange(1, self.forward_end + 1)
        return numbers

    @cached_property
    def gradient_step(self) -> NDArray[np.intp]:
        """By slot, the step after which its gradient is known."""
        numbers = np.full(len(self.tape.shapes), NEVER)
        slots = self._slots[self.forward_end : self.backward_end]
        numbers[slots] = np.arange(self.forward_end + 1, self.backward_end + 1)
        return numbers

    @cached_property
    def flow_step(self) -> NDArray[np.intp]:
        """By row of the edge table, the step after which its contribution is known."""
        sent = self.tape.active[self.tape.source]
        return np.where(sent, self.gradient_step[self.tape.target], NEVER)


def _grouped(slots: NDArray[np.intp]) -> dict[int, tuple[int, ...]]:
    grouped: dict[int, list[int]] = {}
    for row, slot in enumerate(slots.tolist()):
        grouped.setdefault(slot, []).append(row)
    return {slot: tuple(rows) for slot, rows in grouped.items()}


@dataclass(frozen=True, slots=True)
class Annotations:
    """What is known after some steps of a trace.

    Attributes
    ----------
    position
        How many steps were made.
    step
        The last of them, which is the active one; None before the first.
    values, gradients
        By slot, whether they are known.
    flows
        By row of the edge table, whether the contribution is known.
    """

    position: int
    step: Step | None
    values: NDArray[np.bool_]
    gradients: NDArray[np.bool_]
    flows: NDArray[np.bool_]


def annotations_at(trace: Trace, position: int) -> Annotations:
    """Return what is known after `position` steps, from 0 to the trace's length.

    Examples
    --------
    >>> from engine import parse, record
    >>> trace = Trace(record(parse("param w = 3; L = w^2")).evaluate())
    >>> annotations_at(trace, 2).values[:2].tolist(), annotations_at(trace, 2).gradients.any()
    ([True, True], np.False_)
    """
    return Annotations(
        position=position,
        step=trace.step(position) if position else None,
        values=trace.value_step <= position,
        gradients=trace.gradient_step <= position,
        flows=trace.flow_step <= position,
    )

"""Incremental evaluation: a leaf has changed, and only what depends on it is computed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.errors import EngineError
from engine.evaluation import Evaluation
from engine.executors.generated_source import ConeSource
from engine.executors.level_groups import LevelGroups
from engine.executors.stepper import Event, Stepper

if TYPE_CHECKING:
    from engine.instructions import Slots
    from engine.tape import Tape

__all__ = ["Cone", "Incremental", "cone_slots"]

_LARGEST_SOURCE = 1_500
_STEPS_BEFORE_SOURCE = 2


def cone_slots(tape: Tape, slot: int) -> Slots:
    """Return the slots that depend on a slot, in the order of the tape.

    Examples
    --------
    >>> from engine import parse, record
    >>> tape = record(parse("input x = 3; input t = 1; y = x * x; z = y + t"))
    >>> cone_slots(tape, tape.slot("t")).tolist() == [tape.slot("z")]
    True
    """
    reached = {slot}
    # Edges stand in the table by the level of their target.
    for source, target in zip(tape.source.tolist(), tape.target.tolist(), strict=True):
        if source in reached:
            reached.add(target)
    return np.array(sorted(reached - {slot}), dtype=np.intp)


class Cone:
    """What depends on one leaf: stepped through at first, a Python function when used again."""

    def __init__(self, tape: Tape, stepper: Stepper, slot: int) -> None:
        self.tape = tape
        self.stepper = stepper
        self.slots = cone_slots(tape, slot)
        self.events: list[Event] = stepper.events(self.slots.tolist())
        self.uses = 0
        self.source: ConeSource | None = None

    def run(self, values: list[float]) -> None:
        """Compute the values of the cone anew."""
        if self.source is not None:
            if self.source.run(values):
                return
        elif len(self.events) <= _LARGEST_SOURCE:
            self.uses += 1
            if self.uses > _STEPS_BEFORE_SOURCE:
                self.source = ConeSource(self.tape, self.slots)
        self.stepper.run(values, self.events)


class Incremental:
    """The values of a tape of scalars, kept up to date leaf by leaf.

    Raises
    ------
    EngineError
        When the tape holds tensors; names the first.

    Examples
    --------
    >>> from engine import parse, record
    >>> tape = record(parse("input x = 3; input t = 1; y = x * x; z = y + t"))
    >>> state = Incremental(tape, tape.slot("z"))
    >>> state.change(tape.slot("t"), 5.0)
    >>> state.values[tape.slot("z")], state.evaluation().gradient("x")
    (14.0, 6.0)
    """

    def __init__(self, tape: Tape, output: int | None = None) -> None:
        for node, shape in zip(tape.nodes, tape.shapes, strict=False):
            if shape:
                raise EngineError("only scalars can be evaluated leaf by leaf", node=node.id)
        self.tape = tape
        self.output = output
        self.stepper = Stepper(tape)
        self.values: list[float] = tape.initial.tolist()
        self.stepper.run(self.values, self.stepper.events())
        self._cones: dict[int, Cone] = {}
        self._groups: LevelGroups | None = None

    def change(self, slot: int, value: float) -> None:
        """Give a leaf another value, and compute what depends on it."""
        cone = self._cones.get(slot)
        if cone is None:
            cone = self._cones[slot] = Cone(self.tape, self.stepper, slot)
        self.values[slot] = value
        cone.run(self.values)

    def evaluation(self) -> Evaluation:
        """Return the present values, with their gradients if there is an output."""
        if self.output is None:
            return Evaluation(self.tape, None, tuple(self.values), ())
        if self._groups is None:
            self._groups = LevelGroups(self.tape, self.output, None)
        groups = self._groups
        with groups.lock:
            groups.run_backward(self.tape, self.values)
            run = Evaluation(self.tape, self.output, groups.primal, None, lender=groups)
            groups.lend(run)
            executors = self.tape.executors
            executors.look_at(self.tape)
            if not executors.is_unsettled(run):
                return run
        from engine.autodiff import evaluate_any

        leaves = {slot: self.values[slot] for slot in self.tape.leaves()}
        return evaluate_any(self.tape, leaves, self.output, None, ())

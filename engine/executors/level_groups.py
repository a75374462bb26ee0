"""Level groups: a tape of scalars as a list of numpy calls that are bound to their memory.

One ``take`` a level brings all operands together, then one call an operation writes its results
where they belong. After the forward sweep the local partials of all edges are computed at once,
those alike in one call, so that the reverse sweep is the same for every operation.

The memory is the executor's own and is used again in every run. An evaluation borrows it: before
the next run it is given copies, if somebody still holds it.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.executors.kernels import Call, Registers, bind
from engine.executors.reverse_plan import plan_by_adding, plan_by_rank
from engine.executors.rules import (
    forward_program,
    forward_rule,
    is_quick,
    partial_rule,
)
from engine.executors.slope_plan import plan_slopes
from engine.maths.numeric import Numeric

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.evaluation import Evaluation
    from engine.executors.reverse_plan import AddingPlan, RankPlan
    from engine.executors.slope_plan import SlopePlan
    from engine.executors.tracing import Program
    from engine.instructions import Group, Slots
    from engine.operation import Quick
    from engine.tape import Tape
    from engine.values import Array, Value

__all__ = ["LevelGroups"]


class LevelGroups:
    """A tape of scalars made ready to be run many times.

    Parameters
    ----------
    tape
        Without tensors.
    output
        Slot of the node whose gradient is taken; None for the forward pass alone.
    batch
        Number of samples; None for one evaluation without a batch axis.
    """

    def __init__(self, tape: Tape, output: int | None, batch: int | None) -> None:
        self.lanes = () if batch is None else (batch,)
        self.maths = Numeric(1 + len(self.lanes))
        self.leaf_count = tape.leaf_count
        sweep = None if output is None else self._sweep_plan(tape, output)
        slopes = None if sweep is None else plan_slopes(tape, sweep.rows)
        count = len(tape.shapes)
        self.memory: Array = np.zeros((count if slopes is None else slopes.total, *self.lanes))
        self.primal = self.memory[:count]
        self.primal[tape.leaf_count :] = self._spread(tape.initial[tape.leaf_count :])
        self.registers = Registers(_most(tape, slopes), self.lanes)
        self.forward = self._forward_calls(tape, quickly=True)
        self.exact_forward: list[Call] = []
        self.quick = _quick_slots(tape)
        self.backward: list[Call] = []
        self.adjoint: Array = np.zeros((0, *self.lanes))
        self.seed = 1.0 / self.lanes[0] if self.lanes else 1.0
        self.places = None if sweep is None else sweep.place
        self._borrower: weakref.ref[Evaluation] | None = None
        self.output = -1 if sweep is None else sweep.output
        if sweep is not None and slopes is not None:
            self.adjoint = np.zeros((sweep.count, *self.lanes))
            self.backward = self._slope_calls(slopes)
            self.backward += sweep.calls(self.adjoint, self.memory, slopes.places)

    def _sweep_plan(self, tape: Tape, output: int) -> AddingPlan | RankPlan:
        plan = plan_by_adding(tape, output)
        return plan_by_rank(plan) if self.lanes else plan

    def _spread(self, numbers: Array) -> Array:
        return numbers[:, np.newaxis] if self.lanes else numbers

    # ------------------------------------------------------------------ forward

    def _forward_calls(self, tape: Tape, *, quickly: bool) -> list[Call]:
        most = max((sum(map(_width, level.groups)) for level in tape.levels), default=0)
        gathered = np.empty((most, *self.lanes))
        calls: list[Call] = []
        for level in tape.levels:
            wanted: list[Slots] = []
            rest: list[Call] = []
            start = 0
            for group in level.groups:
                program = forward_program(group, quickly=quickly)
                count = group.last - group.first
                inputs: list[Any] = []
                for index, slots in enumerate(group.operands):
                    if program is not None and index not in program.used:
                        inputs.append(None)
                        continue
                    wanted.append(slots)
                    inputs.append(gathered[start : start + count])
                    start += count
                out = self.primal[group.first : group.last]
                rule = forward_rule(group.operation, group.attributes, quickly=quickly)
                rest += self._bound(program, rule, inputs, out)
            slots = np.concatenate(wanted)
            calls.append((self.primal.take, (slots, 0, gathered[:start], "clip")))
            calls += rest
        return calls

    def _bound(
        self, program: Program | None, rule: Any, inputs: Sequence[Any], out: Any
    ) -> list[Call]:
        if program is None:
            return [(_call_rule, (rule, self.maths, inputs, out))]
        return bind(program, inputs, out, self.registers)

    # ------------------------------------------------------------------ backward

    def _slope_calls(self, plan: SlopePlan) -> list[Call]:
        """Compute the slopes that do not stand somewhere already."""
        start = len(self.primal)
        for place, constant in enumerate(plan.constants, start):
            self.memory[place] = constant
        gathered = Registers(self.registers.shape[0], self.lanes)
        calls: list[Call] = []
        for job in plan.jobs:
            inputs: list[Any] = [None] * len(job.operands)
            used = [(place, slots) for place, slots in enumerate(job.operands) if slots is not None]
            for register, (place, slots) in enumerate(used):
                inputs[place] = gathered.view(register, len(slots), is_mask=False)
                calls.append((self.primal.take, (slots, 0, inputs[place], "clip")))
            group = job.group
            rule = partial_rule(group.operation, group.attributes, group.index, group.override)
            calls += self._bound(job.program, rule, inputs, self.memory[job.first : job.last])
        return calls

    # ------------------------------------------------------------------ running

    def run(self, tape: Tape, values: Mapping[int, Value]) -> None:
        """Compute everything anew; what was lent before is copied for the one who holds it."""
        self._take_back()
        self.primal[: self.leaf_count] = self._spread(tape.initial[: self.leaf_count])
        for slot, value in values.items():
            self.primal[slot] = value
        with np.errstate(all="ignore"):
            for function, arguments in self.forward:
                function(*arguments)
            if self.quick and not self._holds():
                self._run_exactly(tape)
            self._send_back()

    def run_backward(self, values: Sequence[float]) -> None:
        """Compute the gradients alone, from values that are known."""
        self._take_back()
        self.primal[...] = values
        with np.errstate(all="ignore"):
            self._send_back()

    def _take_back(self) -> None:
        former = None if self._borrower is None else self._borrower()
        if former is not None:
            former.keep()
        self._borrower = None

    def _send_back(self) -> None:
        if self.output >= 0:
            self.adjoint[...] = 0.0
            self.adjoint[self.output] = self.seed
            for function, arguments in self.backward:
                function(*arguments)

    def _holds(self) -> bool:
        return all(bool(quick.holds(self.primal[slots]).all()) for quick, slots in self.quick)

    def _run_exactly(self, tape: Tape) -> None:
        if not self.exact_forward:
            self.exact_forward = self._forward_calls(tape, quickly=False)
        for function, arguments in self.exact_forward:
            function(*arguments)

    def lend(self, borrower: Evaluation) -> None:
        """Remember who reads this memory now."""
        self._borrower = weakref.ref(borrower)

    def adjoint_at(self, slot: int) -> Any:
        """Return the adjoint in a slot."""
        return self.adjoint[slot if self.places is None else self.places[slot]]

    def adjoints(self) -> Array:
        """Return a copy of the adjoints by slot; an empty one after a forward pass alone."""
        return self.adjoint.copy() if self.places is None else self.adjoint.take(self.places, 0)


def _quick_slots(tape: Tape) -> list[tuple[Quick, Slots]]:
    """Return the results that were made quickly, by the record that tells whether they hold."""
    found: dict[int, tuple[Quick, list[Slots]]] = {}
    for level in tape.levels:
        for group in level.groups:
            quick = group.operation.quick
            if quick is not None and is_quick(group.operation, group.attributes):
                slots = np.arange(group.first, group.last)
                found.setdefault(id(quick), (quick, []))[1].append(slots)
    return [(quick, np.concatenate(slots)) for quick, slots in found.values()]


def _width(group: Group) -> int:
    return len(group.operands) * (group.last - group.first)


def _most(tape: Tape, slopes: SlopePlan | None) -> int:
    """Return how many numbers a register must hold."""
    most = max((g.last - g.first for level in tape.levels for g in level.groups), default=0)
    jobs = () if slopes is None else slopes.jobs
    return max([most, *(job.last - job.first for job in jobs)])


def _call_rule(rule: Any, maths: Numeric, inputs: Sequence[Any], out: Any) -> None:
    out[...] = rule(maths, *inputs)

"""Bindings: the forward sweep of a tape of scalars, and its local partials, as calls on memory."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from engine.executors.kernels import Call, Registers, bind
from engine.executors.rules import (
    forward_rule,
    is_quick,
    node_program,
    partial_program,
    partial_rule,
)
from engine.maths.numeric import Numeric

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.calculus.tree import Tree
    from engine.executors.slope_plan import Job
    from engine.executors.tracing import Program
    from engine.instructions import Group, PartialGroup, Slots
    from engine.tape import Tape
    from engine.values import Array

__all__ = ["Binder", "Binding"]

Check: TypeAlias = "tuple[Callable[[Any], Any], slice | Slots]"
"""What tells whether a quick rule holds, and the places that it is asked about."""


_WORTH_SHARING = 16
"""Slots of a level from which it is worth while to have them only once in memory."""


class Binding(NamedTuple):
    """Calls in their order.

    Attributes
    ----------
    forward
        They compute the values, and the partials that are computed beside them.
    slopes
        They compute the other partials.
    checks
        They tell from memory whether quick rules hold.
    """

    forward: list[Call]
    slopes: list[Call]
    checks: list[Check]

    def holds(self, memory: Array) -> bool:
        """Whether everything that was computed quickly can be trusted."""
        return all(bool(holds(memory[places]).all()) for holds, places in self.checks)


class _Aside(NamedTuple):
    """A partial that is computed beside the values of a group: of which operand, and where to."""

    operand: int
    start: int
    override: Tree | None


class Binder:
    """Binds a tape to the memory of its run.

    Parameters
    ----------
    tape
        Without tensors.
    memory
        The values by slot, and places for what the jobs compute.
    jobs
        The partials to be computed.
    sources
        By level, slots of operands that somebody else has listed already.
    """

    def __init__(
        self, tape: Tape, memory: Array, jobs: Sequence[Job], sources: Mapping[int, Slots]
    ) -> None:
        self.memory = memory
        self.lanes = memory.shape[1:]
        self.maths = Numeric(memory.ndim)
        self.jobs = jobs
        self.sources = sources
        self.asides: dict[int, list[_Aside]] = {}
        for job in jobs:
            for first, start in job.starts.items():
                aside = _Aside(job.group.index, start, job.group.override)
                self.asides.setdefault(first, []).append(aside)
        later = [job.last - job.first for job in jobs if not job.starts]
        widths = [group.last - group.first for level in tape.levels for group in level.groups]
        self.registers = Registers(max([*widths, *later], default=0), self.lanes)
        self.operands = Registers(max(later, default=0), self.lanes)
        most = max((sum(map(_width, level.groups)) for level in tape.levels), default=0)
        self.gathered = np.empty((most, *self.lanes))

    def bind(self, tape: Tape, *, quickly: bool) -> Binding:
        """Return the calls, by the quick rules where there are some or by the exact ones."""
        forward: list[Call] = []
        for number, level in enumerate(tape.levels, 1):
            forward += self._level(level.groups, number, quickly=quickly)
        slopes: list[Call] = []
        for job in self.jobs:
            if not job.starts:
                slopes += self._job(job, quickly=quickly)
        return Binding(forward, slopes, self._checks(tape) if quickly else [])

    def _is_quick(self, part: Group | PartialGroup, count: int, *, quickly: bool) -> bool:
        count *= math.prod(self.lanes)
        return quickly and is_quick(part.operation, part.attributes, count)

    # ------------------------------------------------------------------ values

    def _level(self, groups: Sequence[Group], number: int, *, quickly: bool) -> list[Call]:
        """Bring all first operands together, then all second ones, and compute the groups."""
        programs = [self._program(group, quickly=quickly) for group in groups]
        inputs: list[list[Any]] = [[None] * len(group.operands) for group in groups]
        wanted: list[Slots] = []
        start = 0
        for place in range(max(len(group.operands) for group in groups)):
            for group, program, found in zip(groups, programs, inputs, strict=True):
                count = group.last - group.first
                if place >= len(group.operands) or not _reads(program, place):
                    continue
                wanted.append(group.operands[place])
                found[place] = self.gathered[start : start + count]
                start += count
        slots = np.concatenate(wanted) if len(wanted) > 1 else wanted[0]
        listed = self.sources.get(number)
        if listed is not None and start >= _WORTH_SHARING and np.array_equal(slots, listed):
            slots = listed
        calls: list[Call] = [(self.memory.take, (slots, 0, self.gathered[:start], "clip"))]
        for group, program, found in zip(groups, programs, inputs, strict=True):
            calls += self._group(group, program, found, quickly=quickly)
        return calls

    def _program(self, group: Group, *, quickly: bool) -> Program | None:
        asides = self.asides.get(group.first, [])
        return node_program(
            group,
            tuple(aside.operand for aside in asides),
            {aside.operand: aside.override for aside in asides if aside.override is not None},
            quickly=self._is_quick(group, group.last - group.first, quickly=quickly),
        )

    def _group(
        self, group: Group, program: Program | None, inputs: Sequence[Any], *, quickly: bool
    ) -> list[Call]:
        """Compute the values of a group, and the partials beside them."""
        count = group.last - group.first
        asides = self.asides.get(group.first, [])
        value = self.memory[group.first : group.last]
        outs = [self.memory[aside.start : aside.start + count] for aside in asides]
        if program is not None:
            return bind(program, inputs, [value, *outs], self.registers)
        quickly = self._is_quick(group, count, quickly=quickly)
        rule = forward_rule(group.operation, group.attributes, quickly=quickly)
        calls: list[Call] = [(_call_rule, (rule, self.maths, inputs, value))]
        for aside, out in zip(asides, outs, strict=True):
            rule = partial_rule(
                group.operation, group.attributes, aside.operand, aside.override, quickly=quickly
            )
            calls.append((_call_rule, (rule, self.maths, [value, *inputs], out)))
        return calls

    # ------------------------------------------------------------------ partials

    def _job(self, job: Job, *, quickly: bool) -> list[Call]:
        """Compute partials after all values."""
        group, count = job.group, job.last - job.first
        quickly = self._is_quick(group, count, quickly=quickly)
        program = partial_program(group, quickly=quickly)
        inputs: list[Any] = [None] * (1 + len(group.operands))
        calls: list[Call] = []
        register = 0
        for place, slots in enumerate((group.results, *group.operands)):
            if _reads(program, place):
                inputs[place] = self.operands.view(register, count, is_mask=False)
                calls.append((self.memory.take, (slots[job.chosen], 0, inputs[place], "clip")))
                register += 1
        out = self.memory[job.first : job.last]
        if program is not None:
            return calls + bind(program, inputs, [out], self.registers)
        rule = partial_rule(
            group.operation, group.attributes, group.index, group.override, quickly=quickly
        )
        return [*calls, (_call_rule, (rule, self.maths, inputs, out))]

    # ------------------------------------------------------------------ checks

    def _checks(self, tape: Tape) -> list[Check]:
        """Ask the partials where there are some: they stand in one stretch."""
        found: list[Check] = []
        is_asked = np.zeros(len(tape.shapes), dtype=bool)
        for job in self.jobs:
            holds = _holds_of(job.group)
            is_quick = self._is_quick(job.group, job.last - job.first, quickly=True)
            if holds is not None and is_quick and job.group.override is None:
                found.append((holds, slice(job.first, job.last)))
                is_asked[job.group.results[job.chosen]] = True
        rest: dict[Callable[[Any], Any], list[Slots]] = {}
        for group in (group for level in tape.levels for group in level.groups):
            holds = _holds_of(group)
            if holds is None or not self._is_quick(group, group.last - group.first, quickly=True):
                continue
            slots = np.flatnonzero(~is_asked[group.first : group.last]) + group.first
            if len(slots):
                rest.setdefault(holds, []).append(slots)
        return found + [(holds, np.concatenate(slots)) for holds, slots in rest.items()]


def _holds_of(part: Group | PartialGroup) -> Callable[[Any], Any] | None:
    quick = part.operation.quick
    return None if quick is None else quick.holds


def _reads(program: Program | None, place: int) -> bool:
    return program is None or place in program.used


def _width(group: Group) -> int:
    return len(group.operands) * (group.last - group.first)


def _call_rule(rule: Any, maths: Numeric, inputs: Sequence[Any], out: Any) -> None:
    out[...] = rule(maths, *inputs)

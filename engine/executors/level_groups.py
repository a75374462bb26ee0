"""Level groups: a tape of scalars as a list of numpy calls that are bound to their memory.

One ``take`` a level brings all operands together, then one call an operation writes its results
where they belong. The local partials are computed for many edges at once, so that the reverse sweep
is the same for every operation.

The memory is the executor's own and is used again in every run. An evaluation borrows it: before
the next run it is given copies, if somebody still holds it.
"""

from __future__ import annotations

import weakref
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.executors.bindings import Binder
from engine.executors.reverse_plan import AddingPlan, plan_by_adding, plan_by_rank
from engine.executors.slope_plan import plan_slopes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.evaluation import Evaluation
    from engine.executors.bindings import Binding
    from engine.executors.kernels import Call
    from engine.executors.reverse_plan import RankPlan
    from engine.tape import Tape
    from engine.values import Array, Value

__all__ = ["LevelGroups"]

WIDE = 600
"""Mean edges a level from which whole-block additions are faster than adding one by one."""


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

    Attributes
    ----------
    lock
        Held while the memory is written to, and while an evaluation reads what it borrowed.
    """

    def __init__(self, tape: Tape, output: int | None, batch: int | None) -> None:
        self.lock = Lock()
        self.lanes = () if batch is None else (batch,)
        self.leaf_count = tape.leaf_count
        self._borrower: weakref.ref[Evaluation] | None = None
        plan = None if output is None else self._sweep_plan(tape, output)
        slopes = None if plan is None else plan_slopes(tape, plan.rows, by_level=batch is not None)
        count = len(tape.shapes)
        base = count if slopes is None else slopes.total
        size = base if plan is None else base + plan.count
        self.memory: Array = np.zeros((size, *self.lanes))
        self.primal = self.memory[:count]
        self.primal[tape.leaf_count :] = self._spread(tape.initial[tape.leaf_count :])
        self.adjoint = self.memory[base:]
        self.places = None if plan is None else plan.place
        self.sweep: list[Call] = []
        if plan is not None and slopes is not None:
            for place, constant in enumerate(slopes.constants, count):
                self.memory[place] = constant
            seed = 1.0 if batch is None else 1.0 / batch
            self.sweep = plan.calls(self.memory, base, slopes.places, seed)
        sources = plan.sources(tape) if isinstance(plan, AddingPlan) else {}
        jobs = () if slopes is None else slopes.jobs
        self._binder = Binder(tape, self.memory, jobs, sources)
        self._quick = self._binder.bind(tape, quickly=True)
        self._exact: Binding | None = None

    def _sweep_plan(self, tape: Tape, output: int) -> AddingPlan | RankPlan:
        if self.lanes or len(tape.edges) >= WIDE * len(tape.levels):
            return plan_by_rank(tape, output)
        return plan_by_adding(tape, output)

    def _spread(self, numbers: Array) -> Array:
        return numbers[:, np.newaxis] if self.lanes else numbers

    def run(self, tape: Tape, values: Mapping[int, Value]) -> None:
        """Compute everything anew; what was lent before is copied for the one who holds it."""
        self._take_back()
        self.primal[: self.leaf_count] = self._spread(tape.initial[: self.leaf_count])
        for slot, value in values.items():
            self.primal[slot] = value
        with np.errstate(all="ignore"):
            _perform(self._quick.forward)
            _perform(self._quick.slopes)
            if not self._quick.holds(self.memory):
                exact = self._exactly(tape)
                _perform(exact.forward)
                _perform(exact.slopes)
            _perform(self.sweep)

    def run_backward(self, tape: Tape, values: Sequence[float]) -> None:
        """Compute the gradients alone, from values that are known."""
        self._take_back()
        self.primal[...] = values
        # A value that was made exactly does not tell whether a quick slope holds.
        binding = self._exactly(tape) if self._quick.checks else self._quick
        with np.errstate(all="ignore"):
            _perform(binding.slopes)
            _perform(self.sweep)

    def _exactly(self, tape: Tape) -> Binding:
        if self._exact is None:
            self._exact = self._binder.bind(tape, quickly=False)
        return self._exact

    def _take_back(self) -> None:
        former = None if self._borrower is None else self._borrower()
        if former is not None:
            former.copy_from(self)
        self._borrower = None

    def lend(self, borrower: Evaluation) -> None:
        """Remember who reads this memory now."""
        self._borrower = weakref.ref(borrower)

    def adjoint_at(self, slot: int) -> Any:
        """Return the adjoint in a slot."""
        return self.adjoint[slot if self.places is None else self.places[slot]]

    def adjoints(self) -> Array:
        """Return a copy of the adjoints by slot; an empty one after a forward pass alone."""
        return self.adjoint.copy() if self.places is None else self.adjoint.take(self.places, 0)


def _perform(calls: Iterable[Call]) -> None:
    for function, arguments in calls:
        function(*arguments)

"""Choice: which executor runs a tape of scalars.

A small tape, or one whose levels are narrow, becomes a Python function once it has been run often
enough to repay the writing; everything else, and every batch, runs as level groups. A tape with
tensors runs node by node, without keeping what travels along the edges unless somebody asks for it.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from engine.evaluation import Evaluation
from engine.executors.generated_source import GeneratedSource
from engine.executors.level_groups import LevelGroups
from engine.executors.tensor_run import TensorRun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.tape import Tape
    from engine.values import Value

__all__ = ["Executors", "run_prepared"]

SMALL = 1_500
"""Nodes up to which a Python function is faster than level groups of any shape."""

NARROW = 25
"""Mean nodes a level below which it is faster at any size."""

LARGEST_SOURCE = 20_000
"""Nodes above which writing and compiling the function takes longer than anybody waits."""

AT_ONCE = 400
"""Nodes up to which writing the function takes less than anybody notices.

Such a tape is run by it from the first time, so that every run gives the same digits: numpy's
functions and those of `math` differ in the last one.
"""


_MOST_GROUPS = 4


class Executors:
    """The executors of one tape, each made when it is first of use.

    Several threads may ask for them, and run them.

    Attributes
    ----------
    keeps_flows
        Somebody has asked a run for what travelled along the edges, and will ask the next one.
    """

    __slots__ = (
        *("_lock", "groups", "has_routes", "has_tensors", "keeps_flows"),
        *("runs", "sources", "tensor_runs"),
    )

    def __init__(self) -> None:
        self.groups: dict[tuple[int | None, int | None], LevelGroups] = {}
        self.sources: dict[int | None, GeneratedSource] = {}
        self.tensor_runs: dict[int | None, TensorRun] = {}
        self.runs: dict[int | None, int] = {}
        self.has_tensors: bool | None = None
        self.has_routes = False
        self.keeps_flows = False
        self._lock = Lock()

    def run_again(self, tape: Tape, output: int | None) -> Evaluation | None:
        """Run the Python function, if there is one, on the tape's own leaf values."""
        source = self.sources.get(output)
        if source is None:
            return None
        found = source.run(source.leaves_of(tape))
        if found is None:
            return None
        run = Evaluation(tape, output, *found)
        return None if self.has_routes and self.is_unsettled(run) else run

    def is_unsettled(self, run: Evaluation) -> bool:
        """Whether an infinity may have met the 0 of a branch that was not taken.

        A branch that was not taken gets no gradient, which differs from 0 only beside what is not
        finite; then the sweep that keeps track of branches has to be run.
        """
        return self.has_routes and run.output is not None and not run.has_finite_gradient()

    def look_at(self, tape: Tape) -> None:
        """Find out what is on the tape, once."""
        if self.has_tensors is None:
            self.has_routes = bool(tape.routing.any())
            self.has_tensors = any(tape.shapes)

    def source(self, tape: Tape, output: int | None) -> GeneratedSource | None:
        """Return the function, if the tape has one or is to get one now."""
        found = self.sources.get(output)
        if found is None and _suits_source(tape):
            runs = self.runs.get(output, 0)
            self.runs[output] = runs + 1
            if runs >= runs_before_source(len(tape.nodes)):
                found = self.sources[output] = GeneratedSource(tape, output)
        return found

    def tensor_run(self, tape: Tape, output: int | None) -> TensorRun | None:
        """Return what runs a tape with tensors when it is not run for the first time."""
        if self.keeps_flows:
            return None
        found = self.tensor_runs.get(output)
        if found is None:
            runs = self.runs.get(output, 0)
            self.runs[output] = runs + 1
            if runs:
                found = self.tensor_runs[output] = TensorRun(tape, output)
        return found

    def level_groups(self, tape: Tape, output: int | None, batch: int | None) -> LevelGroups:
        """Return the level groups for an output and a number of samples."""
        key = (output, batch)
        found = self.groups.get(key)
        if found is None:
            # Only one thread makes them, and takes away what is in their place.
            with self._lock:
                found = self.groups.get(key)
                if found is None:
                    while len(self.groups) >= _MOST_GROUPS:
                        del self.groups[next(iter(self.groups))]
                    found = self.groups[key] = LevelGroups(tape, output, batch)
        return found


def runs_before_source(count: int) -> int:
    """Return after how many runs a tape of so many nodes is given a function."""
    if count <= AT_ONCE:
        return 0
    return 1 if count <= SMALL else 20


def _suits_source(tape: Tape) -> bool:
    count = len(tape.nodes)
    return count <= SMALL or (count <= LARGEST_SOURCE and count < NARROW * len(tape.levels))


def run_prepared(
    tape: Tape,
    values: Mapping[int, Value],
    output: int | None,
    batch: int | None,
    batched: Sequence[int],
) -> Evaluation | None:
    """Run a tape in the way that is fastest; None when the rules themselves are to be run."""
    executors = tape.executors
    executors.look_at(tape)
    if executors.has_tensors:
        return None if batch is not None else _run_tensors(tape, values, output)
    if batch is None:
        run = _run_source(tape, values, output)
        if run is not None:
            return None if executors.is_unsettled(run) else run
    groups = executors.level_groups(tape, output, batch)
    with groups.lock:
        groups.run(tape, values)
        run = Evaluation(
            tape, output, groups.primal, None, lender=groups, batch=batch, batched=batched
        )
        groups.lend(run)
        return None if executors.is_unsettled(run) else run


def _run_source(tape: Tape, values: Mapping[int, Any], output: int | None) -> Evaluation | None:
    source = tape.executors.source(tape, output)
    if source is None:
        return None
    leaves = source.leaves_of(tape).copy()
    for slot, value in values.items():
        leaves[slot] = value
    found = source.run(leaves)
    return None if found is None else Evaluation(tape, output, *found)


def _run_tensors(tape: Tape, values: Mapping[int, Value], output: int | None) -> Evaluation | None:
    plan = tape.executors.tensor_run(tape, output)
    run = None if plan is None else plan.run(values)
    return None if run is None or tape.executors.is_unsettled(run) else run

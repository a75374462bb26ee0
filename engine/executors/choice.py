"""Choice: which executor runs a tape of scalars.

A small tape, or one whose levels are narrow, becomes a Python function once it has been run often
enough to repay the writing; everything else, and every batch, runs as level groups. A tape with
tensors runs operation by operation and is no concern of this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.evaluation import Evaluation
from engine.executors.generated_source import GeneratedSource
from engine.executors.level_groups import LevelGroups

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.tape import Tape
    from engine.values import Value

__all__ = ["Executors", "run_scalars"]

SMALL = 1_500
"""Nodes up to which a Python function is faster than level groups of any shape."""

NARROW = 25
"""Mean nodes a level below which it is faster at any size."""

LARGEST_SOURCE = 20_000
"""Nodes above which writing and compiling the function takes longer than anybody waits."""

RUNS_BEFORE_SOURCE = {True: 1, False: 20}
"""Runs of a small tape, and of another, after which a function is written."""

_MOST_GROUPS = 4


class Executors:
    """The executors of one tape, each made when it is first of use."""

    __slots__ = ("groups", "has_routes", "has_tensors", "runs", "sources")

    def __init__(self) -> None:
        self.groups: dict[tuple[int | None, int | None], LevelGroups] = {}
        self.sources: dict[int | None, GeneratedSource] = {}
        self.runs: dict[int | None, int] = {}
        self.has_tensors: bool | None = None
        self.has_routes = False

    def run_again(self, tape: Tape, output: int | None) -> Evaluation | None:
        """Run the Python function, if there is one, on the tape's own leaf values."""
        source = self.sources.get(output)
        if source is None:
            return None
        found = source.run(tape.initial[: source.leaf_count].tolist())
        run = None if found is None else Evaluation(tape, output, *found)
        return None if run is None or self.is_unsettled(run) else run

    def is_unsettled(self, run: Evaluation) -> bool:
        """Whether an infinity may have met the 0 of a branch that was not taken.

        A branch that was not taken gets no gradient, which differs from 0 only beside what is not
        finite; then the sweep that keeps track of branches has to be run.
        """
        return self.has_routes and run.output is not None and not run.has_finite_gradient()

    def source(self, tape: Tape, output: int | None) -> GeneratedSource | None:
        """Return the function, if the tape has one or is to get one now."""
        found = self.sources.get(output)
        if found is None and _suits_source(tape):
            runs = self.runs.get(output, 0)
            self.runs[output] = runs + 1
            if runs >= RUNS_BEFORE_SOURCE[len(tape.nodes) <= SMALL]:
                found = self.sources[output] = GeneratedSource(tape, output)
        return found

    def level_groups(self, tape: Tape, output: int | None, batch: int | None) -> LevelGroups:
        """Return the level groups for an output and a number of samples."""
        key = (output, batch)
        found = self.groups.get(key)
        if found is None:
            while len(self.groups) >= _MOST_GROUPS:
                del self.groups[next(iter(self.groups))]
            found = self.groups[key] = LevelGroups(tape, output, batch)
        return found


def _suits_source(tape: Tape) -> bool:
    count = len(tape.nodes)
    return count <= SMALL or (count <= LARGEST_SOURCE and count < NARROW * len(tape.levels))


def run_scalars(
    tape: Tape,
    values: Mapping[int, Value],
    output: int | None,
    batch: int | None,
    batched: Sequence[int],
) -> Evaluation | None:
    """Run a tape of scalars; None when this is not the way to run it."""
    executors = tape.executors
    if executors.has_tensors is None:
        executors.has_tensors = any(tape.shapes)
        executors.has_routes = bool(tape.routing.any())
    if executors.has_tensors:
        return None
    run: Evaluation | None = None
    if batch is None:
        run = _run_source(tape, values, output)
    if run is None:
        groups = executors.level_groups(tape, output, batch)
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
    leaves = tape.initial[: tape.leaf_count].tolist()
    for slot, value in values.items():
        leaves[slot] = value
    found = source.run(leaves)
    return None if found is None else Evaluation(tape, output, *found)

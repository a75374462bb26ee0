"""Reverse plans: in which order contributions travel, and how they are added up.

By adding: level by level of the targets, each contribution is added to its source where it stands.
By rank: nodes are sorted by fan-out within a level of sources, so that the first contributions of
all of them are one block, the second ones a shorter block, and sums are whole-block additions. The
second makes more calls, but they run along a batch axis as fast as memory allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from engine.executors.kernels import Call
    from engine.instructions import Slots
    from engine.tape import Tape
    from engine.values import Array

__all__ = ["AddingPlan", "RankPlan", "plan_by_adding", "plan_by_rank"]


@dataclass(frozen=True, slots=True)
class AddingPlan:
    """Contributions are added one by one.

    Attributes
    ----------
    rows
        Rows of the edge table in the order in which they are needed.
    place
        By slot, where its adjoint stands; None where it stands in the slot itself.
    output
        Where the output's stands.
    count
        How many places there are.
    levels
        Sources and targets of a level's rows.
    starts
        Where a level's rows begin; one more at the end.
    """

    rows: Slots
    place: None
    output: int
    count: int
    levels: list[tuple[Slots, Slots]]
    starts: list[int]

    def calls(self, adjoint: Array, memory: Array, slopes: Slots) -> list[Call]:
        """Return the calls of the sweep, given where the slope of each row stands."""
        slope = np.empty(len(slopes))
        flow = np.empty(_longest(self.starts))
        found: list[Call] = [(memory.take, (slopes, 0, slope, "clip"))]
        for (start, end), (sources, targets) in zip(
            pairwise(self.starts), self.levels, strict=True
        ):
            part = flow[: end - start]
            found.append((adjoint.take, (targets, 0, part, "clip")))
            found.append((np.multiply, (part, slope[start:end], part)))
            found.append((np.add.at, (adjoint, sources, part)))
        return found


def plan_by_adding(tape: Tape, output: int) -> AddingPlan:
    """Plan a sweep in which each contribution is added to its source."""
    levels = [level for level in tape.sweep(output).levels if len(level.rows)]
    starts = np.cumsum([0, *(len(level.rows) for level in levels)]).tolist()
    count = len(tape.shapes)
    return AddingPlan(
        _joined([level.rows for level in levels]),
        None,
        output,
        count,
        [(level.sources, level.targets) for level in levels],
        starts,
    )


@dataclass(frozen=True, slots=True)
class RankPlan:
    """Contributions are added block by block.

    Attributes
    ----------
    rows, place, output, count
        As in `AddingPlan`; slots that the sweep does not reach share the last place, which is 0.
    targets
        By position among `rows`, places of the targets.
    levels
        First and last place of a level's nodes, first position of its rows, lengths of its blocks.
    """

    rows: Slots
    place: Slots
    output: int
    count: int
    targets: Slots
    levels: list[tuple[int, int, int, list[int]]]

    def calls(self, adjoint: Array, memory: Array, slopes: Slots) -> list[Call]:
        """Return the calls of the sweep, given where the slope of each row stands."""
        most = max((sum(item[3]) for item in self.levels), default=0)
        # Both stay in the cache from level to level.
        flow = np.empty((most, *adjoint.shape[1:]))
        slope = np.empty((most, *adjoint.shape[1:]))
        found: list[Call] = []
        for first, last, start, blocks in self.levels:
            end = start + sum(blocks)
            part = flow[: end - start]
            goal = adjoint[first:last]
            factor = slope[: end - start]
            found.append((memory.take, (slopes[start:end], 0, factor, "clip")))
            found.append((adjoint.take, (self.targets[start:end], 0, part, "clip")))
            if len(blocks) == 1:
                found.append((np.multiply, (part, factor, goal)))
                continue
            found.append((np.multiply, (part, factor, part)))
            found += _block_sums(part, goal, blocks)
        return found


def _block_sums(part: Array, goal: Array, blocks: list[int]) -> list[Call]:
    whole, second = blocks[0], blocks[1]
    found: list[Call] = [(np.add, (part[:second], part[whole : whole + second], goal[:second]))]
    if second < whole:
        found.append((np.copyto, (goal[second:], part[second:whole])))
    start = whole + second
    for length in blocks[2:]:
        found.append((np.add, (goal[:length], part[start : start + length], goal[:length])))
        start += length
    return found


def plan_by_rank(plan: AddingPlan) -> RankPlan:
    """Turn a plan into one in which sources are sorted by how many contributions they get."""
    output = plan.output
    depth = np.full(plan.count, -1)
    depth[output] = 0
    for sources, targets in plan.levels:
        np.maximum.at(depth, sources, depth[targets] + 1)
    all_sources = _joined([sources for sources, _ in plan.levels])
    all_targets = _joined([targets for _, targets in plan.levels])
    fan = np.bincount(all_sources, minlength=plan.count)
    slots = np.flatnonzero(depth >= 0)
    slots = slots[np.lexsort((-fan[slots], depth[slots]))]
    place = np.full(plan.count, len(slots))
    place[slots] = np.arange(len(slots))

    sources = place[all_sources]
    by_source = np.argsort(sources, kind="stable")
    firsts = np.searchsorted(sources[by_source], np.arange(len(slots)))
    rank = np.empty(len(sources), dtype=np.intp)
    rank[by_source] = np.arange(len(sources)) - firsts[sources[by_source]]
    depths = depth[slots][sources]
    order = np.lexsort((sources, rank, depths))

    last = int(depth.max())
    node_starts = np.searchsorted(depth[slots], np.arange(1, last + 2)).tolist()
    row_starts = np.searchsorted(depths[order], np.arange(1, last + 2)).tolist()
    ranks = rank[order]
    levels = [
        (first, end, row, np.bincount(ranks[row:row_end]).tolist())
        for (first, end), (row, row_end) in zip(
            pairwise(node_starts), pairwise(row_starts), strict=True
        )
    ]
    return RankPlan(
        plan.rows[order],
        place,
        int(place[output]),
        len(slots) + 1,
        place[all_targets][order],
        levels,
    )


def _joined(parts: list[Any]) -> Slots:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.intp)


def _longest(starts: list[int]) -> int:
    return max((end - start for start, end in pairwise(starts)), default=0)

"""Reverse plans: in which order contributions travel, and how they are added up.

By adding: level by level of the targets, each contribution is added to its source where it stands.
By rank: nodes are sorted by fan-out within a level of sources, so that the first contributions of
all of them are one block, the second ones a shorter block, and sums are whole-block additions. The
second makes more calls, but they run along a batch axis as fast as memory allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from engine.executors.kernels import Call
    from engine.instructions import Slots
    from engine.tape import Tape
    from engine.values import Array

__all__ = ["AddingPlan", "RankPlan", "plan_by_adding", "plan_by_rank"]

_NUMBERS_A_CALL = 300
"""Numbers that can be brought together in the time that one more call takes."""

_NONE = np.empty(0, dtype=np.intp)

_ROWS_TOGETHER = 4_000
"""Rows whose slopes are brought together in one call, and stay in the cache until they are read."""


class _Rows(NamedTuple):
    """Rows of the edge table by level of their targets, then by place of the operand."""

    rows: Slots
    sources: Slots
    targets: Slots
    levels: Slots
    runs: Slots

    def spans(self) -> list[tuple[int, int]]:
        """Return where the rows of each level begin and end."""
        starts = np.flatnonzero(np.diff(self.levels, prepend=-1)).tolist()
        return list(pairwise([*starts, len(self.rows)]))


def _rows_from(tape: Tape, output: int) -> _Rows:
    """Return the rows along which the gradient of an output travels."""
    # Not the tape's own sweep, which would be kept: it is as large as this.
    from engine.recording import sweep_from

    parts = [level.rows for level in sweep_from(tape, output).levels]
    rows = np.concatenate(parts) if parts else np.empty(0, dtype=np.intp)
    levels = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    place = np.zeros(len(tape.edges), dtype=np.int8)
    for group in tape.partial_groups:
        place[group.rows] = group.index
    order = np.lexsort((tape.target[rows], place[rows], levels))
    rows, levels = rows[order], levels[order]
    targets = tape.target[rows]
    # Where a stretch of targets that follow one another ends.
    is_new = np.ones(len(rows), dtype=bool)
    for column, step in ((targets, 1), (levels, 0), (place[rows], 0)):
        is_new[1:] &= column[1:] == column[:-1] + step
    is_new[1:] = ~is_new[1:]
    return _Rows(rows, tape.source[rows], targets, levels, np.flatnonzero(is_new))


class _Level(NamedTuple):
    """Rows of one level, and where stretches of targets that follow one another begin."""

    start: int
    end: int
    sources: Slots
    targets: Slots
    runs: list[int]


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
        Rows of each level; few of them are more than stretches of targets.
    """

    rows: Slots
    place: None
    output: int
    count: int
    levels: list[_Level]

    def calls(self, memory: Array, base: int, slopes: Slots, seed: float) -> list[Call]:
        """Return the calls of the sweep.

        Parameters
        ----------
        memory, base
            What holds the slopes, and the adjoints from `base` on.
        slopes
            Where the slope of each row stands.
        seed
            The adjoint of the output.
        """
        adjoint = memory[base : base + self.count]
        found: list[Call] = [
            (adjoint.fill, (0.0,)),
            (adjoint.__setitem__, (self.output, seed)),
        ]
        longest = max((level.end - level.start for level in self.levels), default=0)
        flow = np.empty(longest)
        gathered = np.empty(max(longest, _ROWS_TOGETHER))
        known = 0
        for number, (start, end, sources, targets, runs) in enumerate(self.levels):
            if end > known:
                known = self._last_together(number)
                slope = gathered[: known - start]
                found.append((memory.take, (slopes[start:known], 0, slope, "clip")))
                origin = start
            part, factor = flow[: end - start], slope[start - origin : end - origin]
            if len(targets):
                found.append((adjoint.take, (targets, 0, part, "clip")))
                found.append((np.multiply, (part, factor, part)))
            for (first, last), target in zip(pairwise((*runs[::2], end)), runs[1::2], strict=True):
                place = slice(first - start, last - start)
                given = adjoint[target : target + last - first]
                found.append((np.multiply, (given, factor[place], part[place])))
            found.append((np.add.at, (adjoint, sources, part)))
        return found

    def _last_together(self, number: int) -> int:
        """Return where the levels end whose slopes are brought together with those of one."""
        start, end = self.levels[number][:2]
        for level in self.levels[number + 1 :]:
            if level.end - start > _ROWS_TOGETHER:
                break
            end = level.end
        return end

    def sources(self, tape: Tape) -> dict[int, Slots]:
        """Return the sources of each level, by its number in the tape."""
        first = [level.runs[1] if level.runs else int(level.targets[0]) for level in self.levels]
        return dict(zip(tape.level[first].tolist(), [x.sources for x in self.levels], strict=True))


def plan_by_adding(tape: Tape, output: int) -> AddingPlan:
    """Plan a sweep in which each contribution is added to its source."""
    found = _rows_from(tape, output)
    spans = found.spans()
    all_runs = np.column_stack((found.runs, found.targets[found.runs])).tolist()
    ends = np.searchsorted(found.runs, [end for _, end in spans]).tolist()
    levels = []
    for (start, end), (first, last) in zip(spans, pairwise((0, *ends)), strict=True):
        runs: list[int] = []
        targets = _NONE
        if last - first <= 2 + (end - start) // _NUMBERS_A_CALL:
            runs = [number for run in all_runs[first:last] for number in run]
        else:
            # A copy, so that what is not needed goes.
            targets = found.targets[start:end].copy()
        levels.append(_Level(start, end, found.sources[start:end], targets, runs))
    return AddingPlan(found.rows, None, output, len(tape.shapes), levels)


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

    def calls(self, memory: Array, base: int, slopes: Slots, seed: float) -> list[Call]:
        """Return the calls of the sweep; the parameters are those of `AddingPlan.calls`."""
        adjoint = memory[base : base + self.count]
        # Nothing else is ever written there.
        adjoint[self.output] = seed
        most = max((sum(item[3]) for item in self.levels), default=0)
        # It stays in the cache from level to level.
        gathered = np.empty((2 * most, *memory.shape[1:]))
        found: list[Call] = []
        for first, last, start, blocks in self.levels:
            count, whole = sum(blocks), blocks[0]
            rows = slice(start, start + count)
            wanted = np.concatenate([slopes[rows], self.targets[rows] + base])
            factor, part = gathered[:count], gathered[count : 2 * count]
            goal = adjoint[first:last]
            found.append((memory.take, (wanted, 0, gathered[: 2 * count], "clip")))
            found.append((np.multiply, (part[:whole], factor[:whole], goal)))
            if len(blocks) > 1:
                found.append((np.multiply, (part[whole:], factor[whole:], part[whole:])))
                found += _block_sums(part, goal, blocks)
        return found


def _block_sums(part: Array, goal: Array, blocks: list[int]) -> list[Call]:
    found: list[Call] = []
    start = blocks[0]
    for length in blocks[1:]:
        found.append((np.add, (goal[:length], part[start : start + length], goal[:length])))
        start += length
    return found


def plan_by_rank(tape: Tape, output: int) -> RankPlan:
    """Plan a sweep in which sources are sorted by how many contributions they get."""
    found = _rows_from(tape, output)
    total = len(tape.shapes)
    depth = np.full(total, -1)
    depth[output] = 0
    for start, end in found.spans():
        np.maximum.at(depth, found.sources[start:end], depth[found.targets[start:end]] + 1)
    fan = np.bincount(found.sources, minlength=total)
    slots = np.flatnonzero(depth >= 0)
    slots = slots[np.lexsort((-fan[slots], depth[slots]))]
    place = np.full(total, len(slots))
    place[slots] = np.arange(len(slots))

    sources = place[found.sources]
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
        found.rows[order],
        place,
        int(place[output]),
        len(slots) + 1,
        place[found.targets][order],
        levels,
    )

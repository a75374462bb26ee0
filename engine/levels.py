"""Levels: how far each node of a graph is from the leaves, kept up to date edit by edit.

An edit is only noted down where it may have moved a node to another level. What follows from it is
worked out when somebody asks, once for any number of edits, and no further than levels change.
"""

from __future__ import annotations

import heapq
from array import array
from typing import TYPE_CHECKING

import numpy as np

from engine.columns import with_more_room

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.columns import Columns, Snapshot
    from engine.instructions import Slots
    from engine.topological_order import TopologicalOrder

__all__ = ["Levels", "levels_of"]

_SHARE = 8
"""When more than one node in so many would be visited, working out all levels is faster."""

_FEW = 64
"""Nodes that are visited in any case."""


class Levels:
    """The levels of the nodes of one graph, whose tables it shares.

    A leaf has the level 0, another node one more than the highest level among the sources of its
    edges, and 1 when there are none.

    Parameters
    ----------
    inputs, outputs
        As for `engine.topological_order.TopologicalOrder`.
    ordinals
        By node, its place in the arrays.
    order
        The order in which levels follow from each other.
    """

    __slots__ = ("_bases", "_inputs", "_levels", "_order", "_ordinals", "_outputs", "_unsettled")

    def __init__(
        self,
        inputs: Mapping[str, Mapping[str, str]],
        outputs: Mapping[str, Collection[tuple[str, str]]],
        ordinals: Mapping[str, int],
        order: TopologicalOrder,
    ) -> None:
        self._inputs = inputs
        self._outputs = outputs
        self._ordinals = ordinals
        self._order = order
        self._levels = array("q")
        self._bases = array("b")
        self._unsettled: set[str] = set()

    def copy(
        self,
        inputs: Mapping[str, Mapping[str, str]],
        outputs: Mapping[str, Collection[tuple[str, str]]],
        ordinals: Mapping[str, int],
        order: TopologicalOrder,
    ) -> Levels:
        """Return independent levels of the same nodes, over other tables of the same graph."""
        twin = Levels(inputs, outputs, ordinals, order)
        twin._levels, twin._bases = self._levels[:], self._bases[:]
        twin._unsettled = self._unsettled.copy()
        return twin

    def put(self, node_id: str, *, is_leaf: bool) -> None:
        """Enter a node, or what it has become."""
        ordinal = self._ordinals[node_id]
        if ordinal >= len(self._levels):
            self._levels = with_more_room(self._levels)
            self._bases = with_more_room(self._bases)
        if not self._inputs[node_id] and not self._outputs[node_id]:
            self._levels[ordinal] = not is_leaf
        elif self._bases[ordinal] == is_leaf:
            self._unsettled.add(node_id)
        self._bases[ordinal] = not is_leaf

    def drop(self, node_id: str) -> None:
        """Forget a node without edges."""
        self._unsettled.discard(node_id)

    def link(self, source: str, target: str) -> None:
        """Note that an edge was made."""
        above = self._levels[self._ordinals[source]] + 1
        ordinal = self._ordinals[target]
        if above > self._levels[ordinal]:
            if self._outputs[target]:
                self._unsettled.add(target)
            else:
                self._levels[ordinal] = above

    def unlink(self, source: str, target: str) -> None:
        """Note that an edge was removed."""
        if self._levels[self._ordinals[source]] + 1 >= self._levels[self._ordinals[target]]:
            self._unsettled.add(target)

    def settled(self, columns: Columns) -> Slots:
        """Return the levels by ordinal, as they are until the next change."""
        if self._unsettled:
            if not self._settle():
                self._settle_all(columns.snapshot())
            self._unsettled.clear()
        return np.asarray(self._levels)[: len(self._ordinals)]

    def _settle_all(self, snapshot: Snapshot) -> None:
        bases = self._bases.tolist()
        self._levels = array("q", levels_of(snapshot.sources, snapshot.targets, bases))

    def _settle(self) -> bool:
        """Work out what follows from the edits, or give up when it is too much."""
        place = self._order.position
        waiting = [(place(node_id), node_id) for node_id in self._unsettled]
        heapq.heapify(waiting)
        seen = self._unsettled
        most = max(_FEW, len(self._inputs) // _SHARE)
        while waiting:
            if len(seen) > most:
                return False
            _, node_id = heapq.heappop(waiting)
            ordinal = self._ordinals[node_id]
            level = self._level(node_id)
            if level == self._levels[ordinal]:
                continue
            self._levels[ordinal] = level
            for target, _ in self._outputs[node_id]:
                if target not in seen:
                    seen.add(target)
                    heapq.heappush(waiting, (place(target), target))
        return True

    def _level(self, node_id: str) -> int:
        levels, ordinals = self._levels, self._ordinals
        sources = self._inputs[node_id].values()
        if not sources:
            return self._bases[ordinals[node_id]]
        return 1 + max([levels[ordinals[source]] for source in sources])


def levels_of(sources: Slots, targets: Slots, base: list[int]) -> list[int]:
    """Return, by ordinal, one more than the highest level among the sources.

    Parameters
    ----------
    base
        The level of a node without sources.

    Examples
    --------
    >>> sources, targets = np.array([0, 1, 0]), np.array([1, 2, 2])
    >>> levels_of(sources, targets, [0, 1, 1, 1])
    [0, 1, 2, 1]
    """
    level = list(base)
    if bool(np.all(sources < targets)):
        _raise_in_order(level, sources, targets)
    else:
        _raise_in_any_order(level, sources, targets)
    return level


def _raise_in_order(level: list[int], sources: Slots, targets: Slots) -> None:
    """Raise the levels where every node came into the graph after its sources, as in most files."""
    order = np.argsort(targets, kind="stable")
    for source, target in zip(sources[order].tolist(), targets[order].tolist(), strict=True):
        if level[source] >= level[target]:
            level[target] = level[source] + 1


def _raise_in_any_order(level: list[int], sources: Slots, targets: Slots) -> None:
    """Raise the levels from the leaves on, each node when all its sources have theirs."""
    count = len(level)
    missing = np.bincount(targets, minlength=count)
    fan = np.bincount(sources, minlength=count)
    by_source = targets[np.argsort(sources, kind="stable")].tolist()
    ends = np.cumsum(fan)
    first, last = (ends - fan).tolist(), ends.tolist()
    waiting = np.flatnonzero((missing == 0) & (fan > 0)).tolist()
    left = missing.tolist()
    for node in waiting:
        above = level[node] + 1
        for target in by_source[first[node] : last[node]]:
            if level[target] < above:
                level[target] = above
            left[target] -= 1
            if not left[target]:
                waiting.append(target)

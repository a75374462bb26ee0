"""Topological order: every node comes after those that it depends on, whatever is edited.

An order that is kept makes it cheap to ask whether an edge would close a cycle: most often the
answer stands in two positions, and otherwise only the nodes between them have to be searched. So
far this is the algorithm of the source. Here positions are far apart, so that it is enough to move
what is found on one side, the smaller one; dealing the positions of both sides anew, as in the
source, remains for the case that there is no room.

Source: Pearce and Kelly, A dynamic topological sort algorithm for directed acyclic graphs, ACM
Journal of Experimental Algorithmics 11 (2007).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

__all__ = ["TopologicalOrder"]

_APART = 1 << 64
"""How far apart the positions of new nodes are, so that others can be put between them."""

_SERIALS = (1 << 32) - 1
"""The bits of a position that number the positions given out, so that no two are equal."""


class TopologicalOrder:
    """An order of the nodes of a graph, which shares the graph's own tables of edges.

    Only making an edge can disturb the order, so it has to be admitted before it is entered in the
    tables. Nothing has to be told of an edge that is removed, nor of a node: it keeps its
    position, for the case that it is restored.

    Parameters
    ----------
    inputs
        By node, the sources of its edges by port.
    outputs
        By node, the targets and ports of its edges.

    Examples
    --------
    >>> inputs = {"a": {}, "b": {}}
    >>> order = TopologicalOrder(inputs, {"a": {}, "b": {}})
    >>> order.add("a")
    >>> order.add("b")
    >>> order.admit("b", "a")
    True
    >>> order.position("b") < order.position("a")
    True
    """

    __slots__ = ("_given", "_highest", "_inputs", "_outputs", "_positions")

    def __init__(
        self,
        inputs: Mapping[str, Mapping[str, str]],
        outputs: Mapping[str, Collection[tuple[str, str]]],
    ) -> None:
        self._inputs = inputs
        self._outputs = outputs
        self._positions: dict[str, int] = {}
        self._highest = 0
        self._given = 0

    def copy(
        self,
        inputs: Mapping[str, Mapping[str, str]],
        outputs: Mapping[str, Collection[tuple[str, str]]],
    ) -> TopologicalOrder:
        """Return an independent order of the same nodes, over other tables of the same edges."""
        twin = TopologicalOrder(inputs, outputs)
        twin._positions = self._positions.copy()
        twin._highest, twin._given = self._highest, self._given
        return twin

    def position(self, node_id: str) -> int:
        """Return a number that is lower than those of the nodes that an edge leads to."""
        return self._positions[node_id]

    def is_before(self, node_id: str, other: str) -> bool:
        """Whether a node stands before another, which may be mere chance."""
        return self._positions[node_id] < self._positions[other]

    def add(self, node_id: str) -> None:
        """Put a new node after all others; one that was there before has its position already."""
        if node_id not in self._positions:
            self._given += 1
            self._highest = (self._highest + _APART) & ~_SERIALS | self._given
            self._positions[node_id] = self._highest

    def rearrange(self, node_ids: Iterable[str]) -> None:
        """Take over an order of all nodes."""
        self._positions.clear()
        self._highest = 0
        for node_id in node_ids:
            self.add(node_id)

    # ------------------------------------------------------------------ asking

    def leads(self, start: str, goal: str) -> bool:
        """Whether `goal` is `start` or depends on it."""
        if self._positions[start] >= self._positions[goal]:
            return start == goal
        return self._side_without_path(start, goal) is None

    def _side_without_path(self, start: str, goal: str) -> tuple[int, set[str]] | None:
        """Search from both ends at once, among the positions between them.

        Returns
        -------
        0 and what depends on `start`, or 1 and what `goal` depends on, whichever is known first;
        None as soon as both meet.
        """
        positions = self._positions
        low, high = positions[start], positions[goal]
        seen = ({start}, {goal})
        waiting = ([start], [goal])
        side = 1
        while waiting[side]:
            mine, theirs = seen[side], seen[1 - side]
            for other in self._next(waiting[side].pop(), side):
                if other in theirs:
                    return None
                if low < positions[other] < high and other not in mine:
                    mine.add(other)
                    waiting[side].append(other)
            if waiting[side]:
                side = 1 - side
        return side, seen[side]

    def _next(self, node_id: str, side: int) -> Collection[str]:
        if side:
            return self._inputs[node_id].values()
        return [target for target, _ in self._outputs[node_id]]

    # ------------------------------------------------------------------ changing

    def admit(self, source: str, target: str) -> bool:
        """Make the order fit for an edge, or change nothing and return False for a cycle."""
        if self.is_before(source, target):
            return True
        found = None if source == target else self._side_without_path(target, source)
        if found is None:
            return False
        side, moved = found
        fits = self._move_before(moved, target) if side else self._move_behind(moved, source)
        if not fits:
            self._deal_anew(source, target)
        return True

    def _move_before(self, moved: set[str], target: str) -> bool:
        """Move what the source depends on before the target, behind what it needs itself."""
        positions = self._positions
        last = max(map(positions.__getitem__, self._neighbours(moved, 1)), default=None)
        high = positions[target]
        low = high - _APART * (len(moved) + 1) if last is None else last
        return self._spread(moved, low, high)

    def _move_behind(self, moved: set[str], source: str) -> bool:
        """Move what depends on the target behind the source, before what depends on it in turn."""
        positions = self._positions
        first = min(map(positions.__getitem__, self._neighbours(moved, 0)), default=None)
        if first is not None:
            return self._spread(moved, positions[source], first)
        self._highest += _APART * (len(moved) + 1)
        return self._spread(moved, positions[source], self._highest)

    def _neighbours(self, moved: set[str], side: int) -> set[str]:
        return {other for node_id in moved for other in self._next(node_id, side)} - moved

    def _spread(self, moved: set[str], low: int, high: int) -> bool:
        """Give nodes new positions between two others, in the same order, if there is room."""
        step = (high - low) // (len(moved) + 1)
        if step <= 2 * _SERIALS:
            return False
        for node_id in sorted(moved, key=self._positions.__getitem__):
            low += step
            self._given += 1
            self._positions[node_id] = low & ~_SERIALS | self._given
        return True

    def _deal_anew(self, source: str, target: str) -> None:
        """Deal the positions of all nodes concerned anew: what leads to the source comes first."""
        positions = self._positions
        low, high = positions[target], positions[source]
        moved = [*self._between(low, high, source, 1), *self._between(low, high, target, 0)]
        places = sorted(map(positions.__getitem__, moved))
        positions.update(zip(moved, places, strict=True))

    def _between(self, low: int, high: int, start: str, side: int) -> list[str]:
        """Return, in order, what is reached from `start` by way of positions from low to high."""
        positions = self._positions
        seen = {start}
        waiting = [start]
        while waiting:
            for other in self._next(waiting.pop(), side):
                if other not in seen and low <= positions[other] <= high:
                    seen.add(other)
                    waiting.append(other)
        return sorted(seen, key=positions.__getitem__)

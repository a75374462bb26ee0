"""Survey: which nodes of a graph can be evaluated and at which level, found array by array.

Nearly all nodes of a large graph are scalars on complete edges, of which nothing has to be asked.
Only the others are looked at one by one, and what hangs on them if they turn out to be arrays or
not ready.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.columns import CONSTANT, FIRST_OPERATION, SPECIAL, operation_of
from engine.operation import all_operations
from engine.shapes import Inferrer, Ready

if TYPE_CHECKING:
    from engine.diagnostic import Diagnostic
    from engine.graph import Graph
    from engine.instructions import Slots

__all__ = ["Survey", "levels_of"]


class Survey:
    """What a recording has to know of a graph.

    Attributes
    ----------
    ids
        Node ids by ordinal; None where a node was deleted.
    codes, level
        By ordinal; see `engine.columns`.
    sources, targets, places
        By edge; see `engine.columns`.
    looked_at
        The nodes that were looked at and can be evaluated, by ordinal.
    ready
        By ordinal, whether a node can be evaluated.
    diagnostics
        What keeps the others from it.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.codes, self.sources, self.targets, self.places = graph.snapshot()
        self.ids = graph.ids_by_ordinal()
        self.level = levels_of(
            self.sources, self.targets, len(self.codes), self._without_operands()
        )
        self.ready = self.codes >= 0
        self.known = _Known(self)
        self.looked_at: dict[int, Ready] = {}
        self._look()
        found = self._inferrer.diagnostics
        self.diagnostics: list[Diagnostic] = sorted(
            found, key=lambda item: graph.ordinal(item.node or "")
        )

    def _look(self) -> None:
        """Look at the special nodes, level by level, and at what hangs on them."""
        self._inferrer = Inferrer(self.graph, self.known)
        first = np.flatnonzero((self.codes == SPECIAL) | self._incomplete()).tolist()
        waiting = [(int(self.level[ordinal]), ordinal) for ordinal in first]
        heapq.heapify(waiting)
        seen = set(first)
        self.ready[first] = False
        while waiting:
            _, ordinal = heapq.heappop(waiting)
            node_id = self.ids[ordinal]
            self._inferrer.visit(self.graph.node(node_id))
            item = self.known.get(node_id)
            if item is not None:
                self.looked_at[ordinal] = item
                self.looked_at[ordinal] = item
                self.ready[ordinal] = True
                if not item.shape:
                    continue
            for target in self.graph.targets(node_id):
                other = self.graph.ordinal(target)
                if other not in seen:
                    seen.add(other)
                    self.ready[other] = False
                    heapq.heappush(waiting, (int(self.level[other]), other))

    def _without_operands(self) -> Slots:
        """Return the operations that no edge arrives at: on literals alone, they follow leaves."""
        waits = np.bincount(self.targets, minlength=len(self.codes)) > 0
        special = np.flatnonzero((self.codes == SPECIAL) & ~waits).tolist()
        found = [place for place in special if not self.graph.node(self.ids[place]).is_leaf]
        return np.array(found, dtype=np.intp)

    def _incomplete(self) -> Any:
        """Return which of the plain nodes lack an edge at a port."""
        count = len(self.codes)
        arrived = np.bincount(self.targets, minlength=count)
        needed = _ARITIES.of(self.codes)
        missing = arrived != needed
        variadic = needed < 0
        if variadic.any():
            # The places of n edges add up to n(n − 1)/2 only if they are 0 … n − 1.
            total = np.bincount(self.targets, weights=self.places, minlength=count)
            gapless = (total == arrived * (arrived - 1) // 2) & (arrived >= 2)
            missing = np.where(variadic, ~gapless, missing)
        return missing & (self.codes >= FIRST_OPERATION)


class _Arities:
    """How many edges a node needs, by its code; −1 for any number."""

    def __init__(self) -> None:
        self.table: Slots | None = None

    def of(self, codes: Slots) -> Slots:
        if self.table is None:
            needed = [-1 if item.variadic else len(item.ports) for item in all_operations()]
            # The codes below 0 index from the end.
            self.table = np.array([0] * FIRST_OPERATION + needed + [0, 0], dtype=np.intp)
        return self.table[codes]


_ARITIES = _Arities()


class _Known(dict[str, Ready]):
    """The nodes that are ready: those that were looked at, and plain ones as they are asked for."""

    def __init__(self, survey: Survey) -> None:
        super().__init__()
        self.survey = survey

    def __contains__(self, node_id: object) -> bool:
        return super().__contains__(node_id) or self._is_plain(str(node_id))

    def _is_plain(self, node_id: str) -> bool:
        ordinal = self.survey.graph.ordinal(node_id)
        return bool(self.survey.ready[ordinal]) and ordinal not in self.survey.looked_at

    def __missing__(self, node_id: str) -> Ready:
        if not self._is_plain(node_id):
            raise KeyError(node_id)
        survey = self.survey
        ordinal = survey.graph.ordinal(node_id)
        code = int(survey.codes[ordinal])
        operation = operation_of(code) if code >= FIRST_OPERATION else None
        attributes = {} if operation is None else operation.full_attributes({})
        level = int(survey.level[ordinal])
        node = survey.graph.node(node_id)
        is_active = code != CONSTANT
        return Ready(
            node, operation, attributes, (), {}, level, shape=(), active=is_active, is_scalar=True
        )


def levels_of(sources: Slots, targets: Slots, count: int, second: Slots) -> Slots:
    """Return, by ordinal, one more than the highest level among the sources; 0 without any.

    Parameters
    ----------
    count
        How many ordinals there are.
    second
        Those without sources that have the level 1 all the same.

    Examples
    --------
    >>> sources, targets = np.array([0, 1, 0]), np.array([1, 2, 2])
    >>> levels_of(sources, targets, 4, np.array([3])).tolist()
    [0, 1, 2, 1]
    """
    level = [0] * count
    for ordinal in second.tolist():
        level[ordinal] = 1
    if bool(np.all(sources < targets)):
        _raise_in_order(level, sources, targets)
    else:
        _raise_in_any_order(level, sources, targets)
    return np.array(level, dtype=np.intp)


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

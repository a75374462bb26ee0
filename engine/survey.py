"""Survey: which nodes of a graph can be evaluated and at which level, found array by array.

Nearly all nodes of a large graph are scalars on complete edges, of which nothing has to be asked.
Only the others are looked at one by one, and what hangs on them if they turn out to be arrays or
not ready.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

from engine.columns import LEAF, SPECIAL, plain_operation
from engine.shapes import Inferrer, Ready

if TYPE_CHECKING:
    from engine.diagnostic import Diagnostic
    from engine.graph import Graph
    from engine.node import Node

__all__ = ["Survey"]


class Survey:
    """What a recording has to know of a graph.

    Attributes
    ----------
    nodes
        By ordinal; None where a node was deleted.
    kinds, values, fixed
        By ordinal; see `engine.columns`.
    level
        By ordinal; see `engine.levels`.
    sources, targets, places, literals
        By edge, and in place of edges; see `engine.columns`.
    looked_at
        The nodes that were looked at and can be evaluated, by ordinal.
    ready
        By ordinal, whether a node can be evaluated.
    diagnostics
        What keeps the others from it.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        snapshot = graph.snapshot()
        self.kinds, self.values, self.fixed = snapshot.kinds, snapshot.values, snapshot.fixed
        self.sources, self.targets = snapshot.sources, snapshot.targets
        self.places, self.literals = snapshot.places, snapshot.literals
        self.nodes = graph.nodes_by_ordinal()
        self.level = graph.levels()
        self.ready = self.kinds >= 0
        self.looked_at: dict[int, Ready] = {}
        self.diagnostics: list[Diagnostic] = sorted(
            self._look(), key=lambda item: graph.ordinal(item.node or "")
        )

    def _look(self) -> list[Diagnostic]:
        """Look at the special nodes, level by level, and at what hangs on them."""
        known = _Known(self)
        inferrer = Inferrer(self.graph, known)
        first = np.flatnonzero(self.kinds == SPECIAL).tolist()
        waiting = [(int(self.level[ordinal]), ordinal) for ordinal in first]
        heapq.heapify(waiting)
        seen = set(first)
        self.ready[first] = False
        while waiting:
            _, ordinal = heapq.heappop(waiting)
            node = self.node(ordinal)
            inferrer.visit(node)
            item = known.get(node.id)
            if item is None:
                known.lose(node.id)
                continue
            self.looked_at[ordinal] = item
            self.ready[ordinal] = True
            if not item.shape:
                continue
            for target in self.graph.targets(node.id):
                other = self.graph.ordinal(target)
                if other not in seen:
                    seen.add(other)
                    self.ready[other] = False
                    heapq.heappush(waiting, (int(self.level[other]), other))
        self.ready[[self.graph.ordinal(node_id) for node_id in known.lost]] = False
        return inferrer.diagnostics

    def node(self, ordinal: int) -> Node:
        """Return a node that is there."""
        node = self.nodes[ordinal]
        assert node is not None
        return node


class _Known(dict[str, Ready]):
    """The nodes that are ready: those that were looked at, and plain ones as they are asked for."""

    def __init__(self, survey: Survey) -> None:
        super().__init__()
        self.survey = survey
        self.lost: set[str] = set()

    def lose(self, node_id: str) -> None:
        """Take away what depends on a node that cannot be evaluated."""
        self.lost |= self.survey.graph.descendants(node_id, beyond=self.lost)

    def __contains__(self, node_id: object) -> bool:
        return super().__contains__(node_id) or self._is_plain(str(node_id))

    def _is_plain(self, node_id: str) -> bool:
        if node_id in self.lost:
            return False
        ordinal = self.survey.graph.ordinal(node_id)
        return bool(self.survey.ready[ordinal]) and ordinal not in self.survey.looked_at

    def __missing__(self, node_id: str) -> Ready:
        if not self._is_plain(node_id):
            raise KeyError(node_id)
        survey = self.survey
        ordinal = survey.graph.ordinal(node_id)
        kind = int(survey.kinds[ordinal])
        operation = None if kind == LEAF else plain_operation(kind)[0]
        attributes = {} if operation is None else operation.full_attributes({})
        level = int(survey.level[ordinal])
        node = survey.graph.node(node_id)
        is_active = not survey.fixed[ordinal]
        return Ready(
            node, operation, attributes, (), {}, level, shape=(), active=is_active, is_scalar=True
        )

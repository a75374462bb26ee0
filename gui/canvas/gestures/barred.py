"""Barred: to which nodes an edge in the making cannot go, found out as it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.graph import Graph
    from gui.canvas.diagram import Diagram

__all__ = ["Barred", "Faded", "not_a_source_for", "not_a_target_for"]


class Barred:
    """The nodes with which an edge would close a cycle.

    Of thousands only those near the pointer or in sight are ever asked for, so none is looked at
    before. Answers are kept: nothing in the graph changes as long as a drag lasts.

    Parameters
    ----------
    is_barred
        Whether a node, given by its id, is one of them.
    """

    def __init__(self, is_barred: Callable[[str], bool]) -> None:
        self._is_barred = is_barred
        self._known: dict[str, bool] = {}

    def __contains__(self, node_id: object) -> bool:
        assert isinstance(node_id, str)
        found = self._known.get(node_id)
        if found is None:
            found = self._known[node_id] = self._is_barred(node_id)
        return found


def not_a_target_for(graph: Graph, source: str) -> Barred:
    """Return the nodes to which no edge may lead from a node: itself, and what it depends on."""
    return Barred(lambda node_id: graph.leads(node_id, source))


def not_a_source_for(graph: Graph, target: str) -> Barred:
    """Return the nodes from which no edge may lead to a node: itself, and what depends on it."""
    return Barred(lambda node_id: graph.leads(target, node_id))


class Faded:
    """The keys of the cards that fade while an edge is being made.

    Parameters
    ----------
    diagram
        The cards.
    barred
        The nodes to which the edge cannot go.
    ends
        The nodes at which it begins or has to end, which do not fade.
    needs_ports
        Whether it looks for an input port, which leaves do not have.
    """

    def __init__(
        self, diagram: Diagram, barred: Barred, ends: frozenset[str], *, needs_ports: bool
    ) -> None:
        self._diagram = diagram
        self._barred = barred
        self._ends = ends
        self._needs_ports = needs_ports

    def __contains__(self, key: object) -> bool:
        assert isinstance(key, str)
        group = self._diagram.projection.cards.get(key)
        if group is not None:
            return self._ends.isdisjoint(group.nodes) and all(map(self._fades, group.nodes))
        return key in self._diagram.graph and key not in self._ends and self._fades(key)

    def _fades(self, node_id: str) -> bool:
        is_deaf = self._needs_ports and self._diagram.graph.node(node_id).is_leaf
        return is_deaf or node_id in self._barred

"""Selecting: nodes that belong together, from those that are selected already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.grouping import nodes_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gui.document import Document

__all__ = ["Selecting"]


class Selecting:
    """Selects in one document, and only what is looked at: the entered group or the whole graph.

    Parameters
    ----------
    document
        Whose nodes are selected.
    """

    def __init__(self, document: Document) -> None:
        self._document = document

    def upstream(self) -> None:
        """Select as well what the selected nodes are computed from."""
        self._select(self._upstream())

    def downstream(self) -> None:
        """Select as well what depends on the selected nodes."""
        self._select(self._downstream())

    def between(self) -> None:
        """Select as well every node on a way from one selected node to another."""
        self._select(self._upstream() & self._downstream())

    def invert(self) -> None:
        """Select exactly the nodes that are not selected."""
        self._select(set(self._document.graph.node_ids()) - self._document.selection)

    def same_operation(self) -> None:
        """Select as well every node that does the same as a selected one."""
        graph = self._document.graph
        operations = {graph.node(node_id).operation for node_id in self._document.selection}
        self._select(node.id for node in graph.nodes() if node.operation in operations)

    def _select(self, nodes: Iterable[str]) -> None:
        """Select nodes, but for those outside of the entered group: nobody would see them."""
        entered = self._document.entered[-1:]
        for inside in nodes_in(self._document.graph, entered).values():
            nodes = set(nodes).intersection(inside)
        self._document.select(nodes)

    def _upstream(self) -> set[str]:
        graph = self._document.graph
        return self._reached(lambda node_id: [edge.source for edge in graph.edges_into(node_id)])

    def _downstream(self) -> set[str]:
        graph = self._document.graph
        return self._reached(lambda node_id: [edge.target for edge in graph.edges_out_of(node_id)])

    def _reached(self, after: Callable[[str], list[str]]) -> set[str]:
        """Return the selected nodes and all that they lead to, each looked at once."""
        found = set(self._document.selection)
        waiting = list(found)
        while waiting:
            for node_id in after(waiting.pop()):
                if node_id not in found:
                    found.add(node_id)
                    waiting.append(node_id)
        return found

"""Selecting: nodes that belong together, from those that are selected already."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.canvas.editing import Editing

__all__ = ["Selecting"]


class Selecting:
    """Selects in one document.

    Parameters
    ----------
    editing
        Knows the document, and what is upstream and downstream.
    """

    def __init__(self, editing: Editing) -> None:
        self._editing = editing
        self._document = editing.document

    def between(self) -> None:
        """Select as well every node on a way from one selected node to another."""
        self._document.select(self._editing.upstream() & self._editing.downstream())

    def invert(self) -> None:
        """Select exactly the nodes that are not selected."""
        self._document.select(set(self._document.graph.node_ids()) - self._document.selection)

    def same_operation(self) -> None:
        """Select as well every node that does the same as a selected one."""
        graph = self._document.graph
        operations = {graph.node(node_id).operation for node_id in self._document.selection}
        self._document.select(node.id for node in graph.nodes() if node.operation in operations)

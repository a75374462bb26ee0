"""The one selected node of a canvas, for the tests that have just made or found it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.graph import Node
    from gui.canvas.view import CanvasView


def only(view: CanvasView) -> Node:
    """The one selected node."""
    (node_id,) = view.document.selection
    return view.document.graph.node(node_id)

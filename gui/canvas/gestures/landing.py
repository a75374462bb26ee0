"""Landing: the edge that a card would be put into where it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF

    from engine.graph import Edge
    from gui.canvas.view import CanvasView

__all__ = ["Landing"]

REACH_SHARE = 0.4
"""How much of its height an edge may pass beside the middle of a card."""


class Landing:
    """Lights up the edge under a card that is dragged, if it can be put into it."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self._edge: Edge | None = None

    def look(self, box: QRectF) -> Edge | None:
        """Find the edge that passes through the middle of a card."""
        table = self._canvas.stage.diagram.edges
        middle = box.center()
        row = table.at(middle.x(), middle.y(), box.height() * REACH_SHARE)
        self._light(None if row is None else table.edges[row])
        return self._edge

    def leave(self) -> Edge | None:
        """Let nothing be lit any more; return what was."""
        edge = self._edge
        self._light(None)
        return edge

    def _light(self, edge: Edge | None) -> None:
        if edge != self._edge:
            before, self._edge = self._edge, edge
            self._canvas.stage.marks.hovered_edge = edge
            self._canvas.canvas_scene.update_edges([before, edge])

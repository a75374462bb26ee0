"""Lighting: edges that something outside the canvas speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.graph import Edge
    from gui.canvas.view import CanvasView

__all__ = ["Lighting"]

_MARGIN = 40.0


class Lighting(QObject):
    """Lights up edges of a canvas, and brings them into view."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas

    def light(self, edges: Iterable[Edge]) -> None:
        """Light up these edges and no others."""
        marks = self._canvas.stage.marks
        before, marks.pointed = marks.pointed, frozenset(edges)
        self._canvas.canvas_scene.update_edges(before ^ marks.pointed)

    def show(self, edges: Iterable[Edge]) -> None:
        """Select those of the edges that are there, and scroll to them."""
        canvas, graph = self._canvas, self._canvas.document.graph
        there = [
            edge
            for edge in edges
            if edge.target in graph and graph.source(edge.target, edge.port) == edge.source
        ]
        if not there:
            return
        canvas.grouping.reveal(there[0].target)
        table = canvas.stage.diagram.edges
        area = QRectF()
        for edge in there:
            row = table.rows.get(edge)
            if row is not None:
                left, top, right, bottom = table.boxes[row].tolist()
                area |= QRectF(left, top, max(right - left, 1.0), max(bottom - top, 1.0))
        if not area.isEmpty():
            area = area.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
            seen = canvas.navigator.seen()
            fits = area.width() <= seen.width() and area.height() <= seen.height()
            (canvas.navigator.reveal if fits else canvas.navigator.fit)(area)
            canvas.view_changed()
        canvas.document.select((), there)

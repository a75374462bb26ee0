"""Cut: a stroke across edges removes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from gui.canvas.gestures.gesture import Gesture, Pointer

if TYPE_CHECKING:
    from engine.graph import Edge
    from gui.canvas.look import Look

__all__ = ["CutGesture"]


class CutGesture(Gesture):
    """Removes the edges that the pointer's trail crosses."""

    cursor = Qt.CursorShape.CrossCursor

    def start(self, pointer: Pointer) -> None:
        """Begin the trail."""
        self._trail = [pointer.place]
        self._crossed: frozenset[Edge] = frozenset()

    def update(self, pointer: Pointer) -> None:
        """Draw the trail on, and mark the edges it crosses."""
        self._trail.append(pointer.place)
        table = self.canvas.stage.diagram.edges
        trail = np.array([(point.x(), point.y()) for point in self._trail])
        found = (table.edges[row] for row in table.crossed(trail).tolist())
        crossed = frozenset(edge for edge in found if edge is not None)
        changed = crossed ^ self._crossed
        self._crossed = crossed
        self._mark(crossed)
        self.canvas.canvas_scene.update_edges(changed)

    def finish(self, pointer: Pointer) -> None:
        """Remove the edges."""
        self.update(pointer)
        self.cancel()
        self.canvas.editing.disconnect(sorted(self._crossed))

    def cancel(self) -> None:
        """Leave the edges."""
        self._mark(self.canvas.document.selected_edges)
        self.canvas.canvas_scene.update_edges(self._crossed)

    def area(self) -> QRectF:
        """Return the rectangle around the trail."""
        return QPolygonF(self._trail).boundingRect()

    def paint(self, painter: QPainter, look: Look, scale: float) -> None:
        """Draw the trail."""
        painter.setBrush(look.no_brush)
        painter.setPen(look.pen("error", 1.8 / scale, dashed=True))
        painter.drawPolyline(QPolygonF(_thinned(self._trail)))

    def _mark(self, edges: frozenset[Edge]) -> None:
        self.canvas.stage.marks.edges = edges


def _thinned(trail: list[QPointF]) -> list[QPointF]:
    """Leave out points that nobody would see, as a slow hand makes very many."""
    kept = trail[:1]
    kept += [point for point in trail[1:] if (point - kept[-1]).manhattanLength() > 1.0]
    return kept

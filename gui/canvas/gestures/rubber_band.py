"""Rubber band: selecting every card that a rectangle touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from gui.canvas.gestures.gesture import Gesture, Pointer
from gui.canvas.projection import group_key

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gui.canvas.look import Look

__all__ = ["RubberBandGesture"]


class RubberBandGesture(Gesture):
    """Selects what the rectangle touches; Shift adds to what was selected before."""

    cursor = Qt.CursorShape.CrossCursor

    def start(self, pointer: Pointer) -> None:
        """Put down the first corner."""
        self._corner = pointer.place
        self._band = QRectF(pointer.place, pointer.place)
        adds = pointer.holds(Qt.KeyboardModifier.ShiftModifier)
        self._kept = self.canvas.stage.marks.nodes if adds else frozenset[str]()
        self._chosen = self._kept

    def update(self, pointer: Pointer) -> None:
        """Pull the other corner, and show what would be selected."""
        self._band = _between(self._corner, pointer.place)
        nodes = self.canvas.stage.diagram.nodes
        touched = nodes.within(
            self._band.left(), self._band.top(), self._band.right(), self._band.bottom()
        )
        chosen = self._kept | {nodes.ids[row] for row in touched.tolist()}
        chosen |= self._framed()
        changed = chosen ^ self._chosen
        self._chosen = chosen
        self.canvas.stage.marks.nodes = chosen
        self.canvas.canvas_scene.update_nodes(changed)

    def finish(self, pointer: Pointer) -> None:
        """Select."""
        self.update(pointer)
        # The document compares with what it knows, so what was only shown is told to it once.
        self.canvas.grouping.select_cards(self._chosen)
        self.canvas.canvas_scene.mark_selection()

    def _framed(self) -> set[str]:
        """Return the keys of the open groups of which all is inside the rectangle."""
        frames = self.canvas.stage.diagram.frames
        return {
            group_key(group_id)
            for group_id in frames
            if self._band.contains(self.canvas.grouping.area_of(group_id))
        }

    def cancel(self) -> None:
        """Show what is really selected."""
        chosen = self._chosen
        self.canvas.canvas_scene.mark_selection()
        self.canvas.canvas_scene.update_nodes(chosen ^ self.canvas.stage.marks.nodes)

    def area(self) -> QRectF:
        """Return the rectangle."""
        return self._band

    def paint(self, painter: QPainter, look: Look, scale: float) -> None:
        """Draw the rectangle."""
        painter.setPen(look.pen("accent", 1.2 / scale))
        painter.setBrush(look.brush("accent", 0.10))
        painter.drawRect(self._band)


def _between(one: QPointF, other: QPointF) -> QRectF:
    return QRectF(one, other).normalized()

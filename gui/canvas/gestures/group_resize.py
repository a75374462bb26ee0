"""Group resize: dragging the corner of a frame gives it room to spare, or takes that away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from engine.edits import SetGroup
from gui.canvas.geometry import on_grid
from gui.canvas.gestures.gesture import Gesture, Pointer

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gui.canvas.look import Look
    from gui.canvas.view import CanvasView

__all__ = ["GroupResizeGesture"]


class GroupResizeGesture(Gesture):
    """Draws a frame larger or smaller, but never smaller than what is in it."""

    cursor = Qt.CursorShape.SizeFDiagCursor

    def __init__(self, canvas: CanvasView, group_id: str) -> None:
        super().__init__(canvas)
        self._group = group_id
        self._area = canvas.grouping.area_of(group_id)
        self._least = canvas.stage.diagram.smallest(group_id)
        self._grip = QPointF()

    def start(self, pointer: Pointer) -> None:
        """Remember where in the corner it was grabbed."""
        self._grip = self._area.bottomRight() - pointer.place

    def update(self, pointer: Pointer) -> None:
        """Show the frame as large as it would be."""
        corner = pointer.place + self._grip
        x, y = corner.x(), corner.y()
        if self.canvas.snaps_to_grid and not pointer.holds_alt:
            x, y = on_grid(x), on_grid(y)
        least = self._least
        self._area.setBottomRight(QPointF(max(x, least.right), max(y, least.bottom)))

    def finish(self, pointer: Pointer) -> None:
        """Let the frame be so large; if it is no larger than it has to be, it follows its nodes."""
        self.update(pointer)
        area, least, document = self._area, self._least, self.canvas.document
        group = document.graph.groups[self._group]
        size = (area.width(), area.height())
        fits = (area.right(), area.bottom()) == (least.right, least.bottom)
        if fits and not self.canvas.stage.diagram.frames[self._group].is_empty:
            size = (0.0, 0.0)
        changes = {"position": (area.left(), area.top()), "size": size}
        if (group.position, group.size) != (changes["position"], size):
            text = self.canvas.tr("Resize {0}").format(self.canvas.editing.title(self._group))
            document.perform(SetGroup(self._group, changes), text)

    def area(self) -> QRectF:
        """Return the frame."""
        return self._area

    def paint(self, painter: QPainter, look: Look, scale: float) -> None:
        """Draw the outline of the frame."""
        painter.setBrush(look.brush("accent", 0.06))
        painter.setPen(look.pen("accent", 1.6 / scale))
        painter.drawRoundedRect(self._area, 12.0, 12.0)

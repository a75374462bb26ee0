"""Minimap: the whole graph in a corner, and the part of it that is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.canvas.fast_drawing import draw_rectangles
from gui.canvas.look import Look
from gui.theme import manager

if TYPE_CHECKING:
    from gui.canvas.stage import Stage

__all__ = ["Minimap"]

PADDING = 8.0
LEAST_CARD = 2.5


class Minimap(QWidget):
    """A small picture of the graph; a press or a drag in it moves the view.

    Signals
    -------
    place_wanted(QPointF)
        The person wants this place of the canvas in the middle.
    """

    place_wanted = Signal(QPointF)

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("minimap")
        self.setAccessibleName(self.tr("Map of the whole graph"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._stage = stage
        self._seen = QRectF()
        self.resize(self.sizeHint())
        manager().changed.connect(self._theme_changed)

    def sizeHint(self) -> QSize:
        """Return its fixed size."""
        return QSize(150, 88)

    def show_part(self, seen: QRectF) -> None:
        """Show which part of the canvas is seen."""
        self._seen = seen
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cards as blocks, and a frame around what is seen."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(painter, Look(manager().theme))
        finally:
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the place that was pressed to the middle."""
        self._ask(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        self._ask(event)

    def _ask(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            scale, offset = self._mapping()
            self.place_wanted.emit((event.position() - offset) / scale)

    def _mapping(self) -> tuple[float, QPointF]:
        """Scale and shift from the canvas to this widget."""
        area = self._stage.bounds()
        if area.isEmpty():
            area = self._seen if not self._seen.isEmpty() else QRectF(0, 0, 1, 1)
        room = QRectF(self.rect()).adjusted(PADDING, PADDING, -PADDING, -PADDING)
        scale = min(room.width() / area.width(), room.height() / area.height(), 0.2)
        return scale, room.center() - area.center() * scale

    def _draw(self, painter: QPainter, look: Look) -> None:
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(look.pen("border", 1.0))
        painter.setBrush(look.brush("card", 0.94))
        painter.drawRoundedRect(frame, 4.0, 4.0)
        painter.setClipRect(frame.adjusted(1, 1, -1, -1))
        scale, offset = self._mapping()
        boxes = self._stage.diagram.nodes.used()
        boxes = boxes[~np.isnan(boxes[:, 0])]
        blocks = np.empty((len(boxes), 4))
        blocks[:, :2] = boxes[:, :2] * scale + (offset.x(), offset.y())
        blocks[:, 2:] = np.maximum(LEAST_CARD, (boxes[:, 2:] - boxes[:, :2]) * scale)
        painter.setPen(look.no_pen)
        painter.setBrush(look.brush("port"))
        draw_rectangles(painter, blocks)
        painter.setPen(look.pen("minimap_view", 1.4))
        painter.setBrush(look.brush("minimap_view", 0.06))
        seen = QRectF(
            self._seen.topLeft() * scale + offset, self._seen.bottomRight() * scale + offset
        )
        painter.drawRect(seen.intersected(frame.adjusted(1, 1, -1, -1)))

    def _theme_changed(self) -> None:
        self.update()

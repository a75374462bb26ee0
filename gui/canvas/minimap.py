"""Minimap: the whole graph in a corner, and the part of it that is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter

from gui.canvas.fast_drawing import draw_rectangles
from gui.canvas.look import look_of
from gui.canvas.overlays import Overlay
from gui.theme import manager

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from gui.canvas.look import Look
    from gui.canvas.stage import Stage

__all__ = ["Minimap"]

PADDING = 8.0
LEAST_CARD = 2.5
FEW_CARDS = 100


class Minimap(Overlay):
    """A small picture of the graph; a press or a drag in it moves the view.

    Signals
    -------
    place_wanted(QPointF)
        The person wants this place of the canvas in the middle.
    """

    place_wanted = Signal(QPointF)

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
        self.setObjectName("minimap")
        self.setAccessibleName(self.tr("Map of the whole graph"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._stage = stage
        self._seen = QRectF()
        self._geometry = -1
        self._mapped: tuple[float, QPointF] | None = None
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Return its fixed size."""
        return QSize(150, 88)

    def show_part(self, seen: QRectF) -> None:
        """Show the graph as it is now, and which part of the canvas is seen."""
        if self._geometry != self._stage.diagram.geometry:
            self._geometry = self._stage.diagram.geometry
            self._mapped = None
            self.redraw()
        if seen != self._seen:
            self._seen = seen
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the graph, and a frame around what is seen."""
        super().paintEvent(event)
        look = look_of(manager().theme)
        scale, offset = self._mapping()
        frame = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        seen = QRectF(
            self._seen.topLeft() * scale + offset, self._seen.bottomRight() * scale + offset
        )
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(look.pen("minimap_view", 1.4))
            painter.setBrush(look.brush("minimap_view", 0.06))
            painter.drawRect(seen.intersected(frame))
        finally:
            painter.end()

    def draw(self, painter: QPainter, look: Look) -> None:
        """Draw the cards as blocks, and behind them the frames."""
        self.draw_plate(painter, look, 4.0)
        scale, offset = self._mapping()
        for frame in self._stage.diagram.frames.values():
            left, top, right, bottom = frame.box
            area = QRectF(left, top, right - left, bottom - top)
            painter.setPen(look.no_pen)
            painter.setBrush(look.brush(frame.token, 0.22))
            painter.drawRect(
                QRectF(area.topLeft() * scale + offset, area.bottomRight() * scale + offset)
            )
        boxes = self._stage.diagram.nodes.used()
        boxes = boxes[~np.isnan(boxes[:, 0])]
        blocks = np.empty((len(boxes), 4))
        blocks[:, :2] = boxes[:, :2] * scale + (offset.x(), offset.y())
        blocks[:, 2:] = np.maximum(LEAST_CARD, (boxes[:, 2:] - boxes[:, :2]) * scale)
        painter.setPen(look.no_pen)
        painter.setBrush(look.brush("port"))
        # Blocks this small look the same without smooth edges, and fill faster.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(blocks) < FEW_CARDS)
        draw_rectangles(painter, blocks)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the place that was pressed to the middle."""
        self._ask(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        self._ask(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the release from the canvas beneath."""
        event.accept()

    def _ask(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            scale, offset = self._mapping()
            self.place_wanted.emit((event.position() - offset) / scale)

    def _mapping(self) -> tuple[float, QPointF]:
        """Scale and shift from the canvas to this widget, as of the picture that is shown."""
        if self._mapped is None:
            area = self._stage.bounds()
            if area.isEmpty():
                area = QRectF(0.0, 0.0, 1.0, 1.0)
            room = QRectF(self.rect()).adjusted(PADDING, PADDING, -PADDING, -PADDING)
            scale = min(room.width() / area.width(), room.height() / area.height(), 0.2)
            self._mapped = scale, room.center() - area.center() * scale
        return self._mapped

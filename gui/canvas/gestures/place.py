"""Place: dragging an operation from the palette; its card shows where it will land."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from engine.graph import Graph
from gui.canvas.card import card_of
from gui.canvas.editing import new_node
from gui.canvas.geometry import MARGIN, snapped
from gui.canvas.gestures.gesture import Gesture, Pointer
from gui.canvas.node_painter import CardState, paint_card

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gui.canvas.look import Look
    from gui.canvas.view import CanvasView

__all__ = ["PlaceGesture"]

GHOST_OPACITY = 0.6


class PlaceGesture(Gesture):
    """Adds an operation where it is dropped.

    Raises
    ------
    EngineError
        When there is no such operation.
    """

    def __init__(self, canvas: CanvasView, operation: str) -> None:
        super().__init__(canvas)
        self._operation = operation
        graph = Graph()
        node = new_node(canvas.document.graph, operation, (0.0, 0.0))
        graph.insert(node)
        self._card = card_of(graph, node, canvas.stage.numbers)
        self._position = (0.0, 0.0)

    def start(self, pointer: Pointer) -> None:
        """Show the card."""
        self.update(pointer)

    def update(self, pointer: Pointer) -> None:
        """Show the card under the pointer, on the grid."""
        x = pointer.place.x() - self._card.width / 2
        y = pointer.place.y() - self._card.height / 2
        self._position = snapped(x, y) if self.canvas.snaps_to_grid else (x, y)

    def finish(self, pointer: Pointer) -> None:
        """Add the node."""
        self.update(pointer)
        x, y = self._position
        middle = QPointF(x + self._card.width / 2, y + self._card.height / 2)
        self.canvas.add_operation(self._operation, middle)

    def area(self) -> QRectF:
        """Return where the card is."""
        x, y = self._position
        frame = QRectF(x, y, self._card.width, self._card.height)
        return frame.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)

    def paint(self, painter: QPainter, look: Look, scale: float) -> None:
        """Draw the card."""
        painter.save()
        painter.setOpacity(GHOST_OPACITY)
        painter.translate(*self._position)
        paint_card(painter, look, self._card, CardState(is_selected=True))
        painter.restore()

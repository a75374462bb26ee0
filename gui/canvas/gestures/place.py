"""Place: dragging an operation from the palette; its card shows where it will land."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from engine.graph import Graph
from engine.splicing import entry_port
from gui.canvas.card import card_of
from gui.canvas.editing import new_node
from gui.canvas.geometry import MARGIN, snapped
from gui.canvas.gestures.gesture import Gesture, Pointer
from gui.canvas.gestures.landing import Landing
from gui.canvas.node_painter import CardState, paint_card

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gui.canvas.look import Look
    from gui.canvas.view import CanvasView

__all__ = ["PlaceGesture"]

GHOST_OPACITY = 0.6


class PlaceGesture(Gesture):
    """Adds an operation where it is dropped; dropped on an edge or a group, it is put into it.

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
        self._is_over_group = False
        self._landing = None if entry_port(node) is None else Landing(canvas)

    def start(self, pointer: Pointer) -> None:
        """Show the card."""
        self.update(pointer)

    def update(self, pointer: Pointer) -> None:
        """Show the card under the pointer, on the grid."""
        x = pointer.place.x() - self._card.width / 2
        y = pointer.place.y() - self._card.height / 2
        self._position = snapped(x, y) if self.canvas.snaps_to_grid else (x, y)
        self._is_over_group = self.canvas.grouping.homes.aim_at(pointer.place)
        if self._landing is None:
            return
        if self._is_over_group:
            self._landing.leave()
        else:
            self._landing.look(self._frame())

    def finish(self, pointer: Pointer) -> None:
        """Add the node."""
        self.update(pointer)
        homes = self.canvas.grouping.homes
        group = homes.card_at(pointer.place)
        homes.forget()
        if group is not None:
            self.canvas.dropping.add_into(self._operation, group)
            return
        edge = None if self._landing is None else self._landing.leave()
        middle: QPointF = self._frame().center()
        if edge is None:
            self.canvas.add_operation(self._operation, middle)
        else:
            self.canvas.dropping.add(self._operation, middle, into=edge)

    def cancel(self) -> None:
        """Let no edge and no group be lit."""
        self.canvas.grouping.homes.forget()
        if self._landing is not None:
            self._landing.leave()

    def area(self) -> QRectF:
        """Return where the card is."""
        return self._frame().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)

    def paint(self, painter: QPainter, look: Look, scale: float) -> None:
        """Draw the card."""
        painter.save()
        painter.setOpacity(GHOST_OPACITY)
        painter.translate(*self._position)
        paint_card(painter, look, self._card, CardState(is_selected=True))
        painter.restore()

    def _frame(self) -> QRectF:
        return QRectF(*self._position, self._card.width, self._card.height)

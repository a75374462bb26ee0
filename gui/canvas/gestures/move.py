"""Move: dragging the selected nodes; one step of the undo stack, made on release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt

from engine.splicing import may_be_inserted
from gui.canvas.geometry import snapped
from gui.canvas.gestures.gesture import Gesture, Pointer
from gui.canvas.gestures.landing import Landing
from gui.canvas.guides import Guides, Line
from gui.canvas.kept_seen import kept_seen
from gui.canvas.splice_room import room_for

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gui.canvas.look import Look
    from gui.canvas.view import CanvasView

__all__ = ["MoveGesture"]

SNAP_PIXELS = 6.0
"""How near to being in line with a neighbour a card jumps there."""

OVERHANG = 12.0
"""How far a guide goes on beyond what is in line."""


class MoveGesture(Gesture):
    """Moves the selected nodes with the one that was grabbed.

    The grabbed node lands in line with a neighbour where one is near, else on the grid, and the
    others keep their distance to it; Alt lets go of both. A node without edges that is put down on
    an edge is put into it.
    """

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, canvas: CanvasView, grabbed: str) -> None:
        super().__init__(canvas)
        self._grabbed = grabbed
        self._pressed = QPointF()
        self._origins: dict[str, tuple[float, float]] = {}
        self._positions: dict[str, tuple[float, float]] = {}
        self._lines: list[Line] = []
        self._landing: Landing | None = None

    def start(self, pointer: Pointer) -> None:
        """Remember where everything was."""
        graph, diagram = self.canvas.document.graph, self.canvas.stage.diagram
        self._pressed = pointer.place
        chosen = self.canvas.document.selection | {self._grabbed}
        self._origins = {
            node_id: graph.node(node_id).position for node_id in sorted(chosen, key=graph.ordinal)
        }
        self._guides = Guides(diagram, self._origins)
        card = diagram.cards[self._grabbed]
        self._size = (card.width, card.height)
        if len(chosen) == 1 and may_be_inserted(graph, self._grabbed):
            self._landing = Landing(self.canvas)

    def update(self, pointer: Pointer) -> None:
        """Show the nodes where they would be put down."""
        x, y = self._origins[self._grabbed]
        shift = pointer.place - self._pressed
        target_x, target_y = x + shift.x(), y + shift.y()
        snaps = self.canvas.snaps_to_grid and not pointer.holds_alt
        if snaps:
            target_x, target_y = self._snapped(target_x, target_y)
        dx, dy = target_x - x, target_y - y
        positions = {
            node_id: (left + dx, top + dy) for node_id, (left, top) in self._origins.items()
        }
        if positions != self._positions:
            self._positions = positions
            self._lines = self._guides.lines(self._box(target_x, target_y)) if snaps else []
            self.canvas.canvas_scene.move_live(positions)
            self.canvas.grouping.homes.aim(positions, pointer.place)
        if self._landing is None:
            return
        if self.canvas.grouping.homes.card_at(pointer.place) is None:
            self._landing.look(QRectF(target_x, target_y, *self._size))
        else:
            self._landing.leave()

    def finish(self, pointer: Pointer) -> None:
        """Put the nodes down."""
        self.update(pointer)
        edge = None if self._landing is None else self._landing.leave()
        if edge is None:
            self.canvas.grouping.homes.drop(self._positions, pointer.place)
        else:
            self.canvas.grouping.homes.forget()
            corner, width = self._positions[self._grabbed], self._size[0]
            corner, room = room_for(self.canvas.stage.diagram, edge, corner, width)
            with kept_seen(self.canvas):
                self.canvas.editing.insert(self._grabbed, edge, corner, room)

    def cancel(self) -> None:
        """Show the nodes where the graph has them."""
        if self._landing is not None:
            self._landing.leave()
        self.canvas.grouping.homes.forget()
        graph = self.canvas.document.graph
        self.canvas.canvas_scene.move_live(
            {node_id: graph.node(node_id).position for node_id in self._origins if node_id in graph}
        )

    def area(self) -> QRectF:
        """Return the rectangle around the guides."""
        found = QRectF()
        for x1, y1, x2, y2 in self._lines:
            line = QRectF(x1, y1, max(x2 - x1, 1.0), max(y2 - y1, 1.0))
            found |= line.adjusted(-OVERHANG, -OVERHANG, OVERHANG, OVERHANG)
        return found

    def paint(self, painter: QPainter, look: Look, scale: float) -> None:
        """Draw the guides."""
        painter.setPen(look.pen("accent", 1.0 / scale, dashed=True))
        for x1, y1, x2, y2 in self._lines:
            across, down = (OVERHANG, 0.0) if x2 > x1 else (0.0, OVERHANG)
            painter.drawLine(QLineF(x1 - across, y1 - down, x2 + across, y2 + down))

    def _box(self, x: float, y: float) -> tuple[float, float, float, float]:
        width, height = self._size
        return x, y, x + width, y + height

    def _snapped(self, x: float, y: float) -> tuple[float, float]:
        """Return the place in line with a neighbour, or else on the grid."""
        on_grid = snapped(x, y)
        across, down = self._guides.snap(self._box(x, y), SNAP_PIXELS / self.canvas.zoom)
        return (
            on_grid[0] if across is None else x + across,
            on_grid[1] if down is None else y + down,
        )

"""Group move: dragging a frame by its title, or a group's card, with all that is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from gui.canvas.geometry import snapped
from gui.canvas.gestures.gesture import Gesture, Pointer

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

__all__ = ["GroupMoveGesture"]

Position = tuple[float, float]


class GroupMoveGesture(Gesture):
    """Moves the selected groups and nodes; one step of the undo stack, made on release.

    The corner of the group that was grabbed lands on the grid; Alt lets go of the grid.
    """

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, canvas: CanvasView, grabbed: str) -> None:
        super().__init__(canvas)
        self._grabbed = grabbed
        self._pressed = QPointF()
        self._corner = QPointF()
        self._origins: dict[str, Position] = {}
        self._shift: Position = (0.0, 0.0)

    def start(self, pointer: Pointer) -> None:
        """Remember where everything was."""
        graph = self.canvas.document.graph
        self._pressed = pointer.place
        self._corner = self.canvas.grouping.area_of(self._grabbed).topLeft()
        chosen = sorted(self.canvas.document.selection, key=graph.ordinal)
        self._origins = {node_id: graph.node(node_id).position for node_id in chosen}

    def update(self, pointer: Pointer) -> None:
        """Show everything where it would be put down."""
        target = self._corner + pointer.place - self._pressed
        x, y = target.x(), target.y()
        free = pointer.holds_alt
        if self.canvas.snaps_to_grid and not free:
            x, y = snapped(x, y)
        shift = (x - self._corner.x(), y - self._corner.y())
        if shift != self._shift:
            self._shift = shift
            self.canvas.canvas_scene.move_live_with(self._positions(), shift)
            self.canvas.grouping.homes.aim(self._positions(), pointer.place)

    def finish(self, pointer: Pointer) -> None:
        """Put everything down."""
        self.update(pointer)
        self.canvas.grouping.homes.drop(self._positions(), pointer.place, self._shift)

    def cancel(self) -> None:
        """Show everything where the graph has it."""
        self.canvas.grouping.homes.forget()
        graph = self.canvas.document.graph
        positions = {
            node_id: graph.node(node_id).position for node_id in self._origins if node_id in graph
        }
        self.canvas.canvas_scene.move_live_with(positions, (0.0, 0.0))

    def _positions(self) -> dict[str, Position]:
        dx, dy = self._shift
        return {node_id: (x + dx, y + dy) for node_id, (x, y) in self._origins.items()}

"""Move: dragging the selected nodes; one step of the undo stack, made on release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from gui.canvas.geometry import snapped
from gui.canvas.gestures.gesture import Gesture, Pointer

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

__all__ = ["MoveGesture"]


class MoveGesture(Gesture):
    """Moves the selected nodes with the one that was grabbed.

    The grabbed node lands on the grid and the others keep their distance to it; Alt lets go of the
    grid.
    """

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, canvas: CanvasView, grabbed: str) -> None:
        super().__init__(canvas)
        self._grabbed = grabbed
        self._pressed = QPointF()
        self._origins: dict[str, tuple[float, float]] = {}
        self._positions: dict[str, tuple[float, float]] = {}

    def start(self, pointer: Pointer) -> None:
        """Remember where everything was."""
        graph = self.canvas.document.graph
        self._pressed = pointer.place
        chosen = self.canvas.document.selection | {self._grabbed}
        self._origins = {
            node_id: graph.node(node_id).position for node_id in sorted(chosen, key=graph.ordinal)
        }

    def update(self, pointer: Pointer) -> None:
        """Show the nodes where they would be put down."""
        x, y = self._origins[self._grabbed]
        shift = pointer.place - self._pressed
        target_x, target_y = x + shift.x(), y + shift.y()
        free = pointer.holds(Qt.KeyboardModifier.AltModifier)
        if self.canvas.snaps_to_grid and not free:
            target_x, target_y = snapped(target_x, target_y)
        dx, dy = target_x - x, target_y - y
        positions = {
            node_id: (left + dx, top + dy) for node_id, (left, top) in self._origins.items()
        }
        if positions != self._positions:
            self._positions = positions
            self.canvas.canvas_scene.move_live(positions)

    def finish(self, pointer: Pointer) -> None:
        """Put the nodes down."""
        self.update(pointer)
        self.canvas.editing.move(self._positions)

    def cancel(self) -> None:
        """Show the nodes where the graph has them."""
        graph = self.canvas.document.graph
        self.canvas.canvas_scene.move_live(
            {node_id: graph.node(node_id).position for node_id in self._origins if node_id in graph}
        )

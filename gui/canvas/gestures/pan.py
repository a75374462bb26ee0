"""Pan: pulling the canvas along."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from gui.canvas.gestures.gesture import Gesture, Pointer

__all__ = ["PanGesture"]


class PanGesture(Gesture):
    """Moves the canvas with the pointer."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def start(self, pointer: Pointer) -> None:
        """Take hold of the canvas."""
        self._began = pointer.pixel
        self._last = pointer.pixel

    def update(self, pointer: Pointer) -> None:
        """Pull."""
        self._pull(pointer.pixel - self._last)
        self._last = pointer.pixel

    def finish(self, pointer: Pointer) -> None:
        """Let go."""
        self.update(pointer)

    def cancel(self) -> None:
        """Push the canvas back."""
        self._pull(self._began - self._last)

    def _pull(self, shift: QPointF) -> None:
        self.canvas.navigator.scroll(-shift.x(), -shift.y())

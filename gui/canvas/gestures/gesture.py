"""Gesture: what one drag of the pointer does, from press to release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from gui.canvas.pointing import holds_alt

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gui.canvas.look import Look
    from gui.canvas.view import CanvasView

__all__ = ["Gesture", "Pointer"]


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the pointer is.

    Attributes
    ----------
    place
        On the canvas.
    pixel
        In the viewport.
    modifiers
        Which keys are held.
    """

    place: QPointF
    pixel: QPointF
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    def holds(self, modifier: Qt.KeyboardModifier) -> bool:
        """Whether a key is held."""
        return bool(self.modifiers & modifier)

    @property
    def holds_alt(self) -> bool:
        """Whether Alt is held, or what stands for it where Alt is the window manager's."""
        return holds_alt(self.modifiers)


class Gesture:
    """One drag.

    Until `finish` the document hears nothing of it; `cancel` leaves everything as it was before.

    Parameters
    ----------
    canvas
        Where it happens.
    """

    cursor = Qt.CursorShape.ArrowCursor
    keys: frozenset[Qt.Key] = frozenset()
    """Keys that steer it as long as it lasts."""

    def __init__(self, canvas: CanvasView) -> None:
        self.canvas = canvas

    def start(self, pointer: Pointer) -> None:
        """Begin where the pointer was pressed."""

    def update(self, pointer: Pointer) -> None:
        """Follow the pointer."""

    def steer(self, key: Qt.Key) -> None:
        """Take one of its keys."""

    def finish(self, pointer: Pointer) -> None:
        """Do what was meant, where the pointer was released."""

    def cancel(self) -> None:
        """Leave everything as it was."""

    def area(self) -> QRectF:
        """Return what `paint` draws on, on the canvas."""
        return QRectF()

    def paint(self, painter: QPainter, look: Look, scale: float) -> None:
        """Draw what is to be seen of it, above everything else."""

"""Fast drawing: many lines or rectangles at once, read by Qt straight from numpy memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPixmap

if TYPE_CHECKING:
    from gui.canvas.geometry import Floats

__all__ = ["draw_fragments", "draw_lines", "draw_rectangles"]


def _view(rows: Floats, kind: type) -> object:
    """Let Qt read rows of float64 as objects of its own, without a copy."""
    return shiboken6.wrapInstance(rows.ctypes.data, kind)


def draw_lines(painter: QPainter, lines: Floats) -> None:
    """Draw rows of x1, y1, x2, y2 without making an object of each."""
    lines = np.ascontiguousarray(lines)
    if len(lines):
        painter.drawLines(cast("QLineF", _view(lines, QLineF)), len(lines))


def draw_fragments(painter: QPainter, fragments: Floats, picture: QPixmap) -> None:
    """Draw parts of a picture; a row has the ten numbers of a `QPainter.PixmapFragment`."""
    fragments = np.ascontiguousarray(fragments)
    if len(fragments):
        first = cast("QPainter.PixmapFragment", _view(fragments, QPainter.PixmapFragment))
        painter.drawPixmapFragments(first, len(fragments), picture)


def draw_rectangles(painter: QPainter, rectangles: Floats) -> None:
    """Draw rows of left, top, width, height without making an object of each."""
    rectangles = np.ascontiguousarray(rectangles)
    if len(rectangles):
        painter.drawRects(cast("QRectF", _view(rectangles, QRectF)), len(rectangles))

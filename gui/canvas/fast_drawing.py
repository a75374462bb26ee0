"""Fast drawing: many lines or rectangles at once, read by Qt straight from numpy memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPixmap

if TYPE_CHECKING:
    from gui.canvas.geometry import Floats

__all__ = ["draw_fragments", "draw_lines", "draw_rectangles", "grid_bars"]

GRID_MESH = 36.0
FINEST_MESH = 16.0
FINEST_COARSE_MESH = 28.0


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


def grid_bars(area: QRectF, scale: float) -> Floats:
    """Return the lines of the grid that meet an area as bars one pixel thick.

    The mesh grows where it would get too fine. Rectangles fill faster than lines are drawn.
    """
    mesh = GRID_MESH
    while mesh * scale < (FINEST_MESH if mesh == GRID_MESH else FINEST_COARSE_MESH):
        mesh *= 3.0
    xs = np.arange(np.floor(area.left() / mesh), np.ceil(area.right() / mesh) + 1) * mesh
    ys = np.arange(np.floor(area.top() / mesh), np.ceil(area.bottom() / mesh) + 1) * mesh
    bars = np.empty((len(xs) + len(ys), 4))
    upright, level = bars[: len(xs)], bars[len(xs) :]
    upright[:, 0], upright[:, 1] = xs, area.top()
    upright[:, 2], upright[:, 3] = 1.0 / scale, area.height()
    level[:, 0], level[:, 1] = area.left(), ys
    level[:, 2], level[:, 3] = area.width(), 1.0 / scale
    return bars

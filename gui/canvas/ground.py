"""Ground: the canvas itself, its colour and its grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QPainter, QPixmap

from gui.canvas.fast_drawing import draw_rectangles

if TYPE_CHECKING:
    from PySide6.QtCore import QRect, QRectF

    from gui.canvas.geometry import Floats
    from gui.canvas.look import Look

__all__ = ["grid_mesh", "paint_grid", "paint_ruled_ground"]

GRID_MESH = 36.0
FINEST_MESH = 16.0
FINEST_COARSE_MESH = 28.0
STRIP_HEIGHT = 32
FEW_STRIPS = 6


def grid_mesh(scale: float) -> float:
    """Return how far apart the lines of the grid are; more where they would get too close.

    >>> grid_mesh(1.0), grid_mesh(0.2)
    (36.0, 324.0)
    """
    mesh = GRID_MESH
    while mesh * scale < (FINEST_MESH if mesh == GRID_MESH else FINEST_COARSE_MESH):
        mesh *= 3.0
    return mesh


def paint_ruled_ground(painter: QPainter, look: Look, area: QRectF) -> None:
    """Draw colour and grid of an area of the canvas, where nothing lies between them.

    Upright lines take long to fill, pixel by pixel. Of a large area they are drawn once, into a
    strip as wide as the area, and the strip is put down again and again.

    Parameters
    ----------
    painter
        Its transform, of which only a scale and a shift are used, maps the canvas to pixels.
    area
        What is to be drawn, on the canvas.
    """
    room = _pixels(painter, area)
    ratio = painter.device().devicePixelRatio()
    if room.height() < FEW_STRIPS * STRIP_HEIGHT or ratio != round(ratio):
        painter.fillRect(area, look.canvas)
        paint_grid(painter, look, area)
        return
    upright, level = _lines(painter, area)
    strip = _strip(look, room, upright, round(ratio))
    transform = painter.transform()
    painter.resetTransform()
    for top in range(room.top(), room.bottom() + 1, STRIP_HEIGHT):
        painter.drawPixmap(room.left(), top, strip)
    _rule(painter, look, level)
    painter.setTransform(transform)


def paint_grid(painter: QPainter, look: Look, area: QRectF) -> None:
    """Draw the lines of the grid that meet an area of the canvas."""
    upright, level = _lines(painter, area)
    transform = painter.transform()
    painter.resetTransform()
    _rule(painter, look, np.concatenate([upright, level]))
    painter.setTransform(transform)


def _pixels(painter: QPainter, area: QRectF) -> QRect:
    return painter.transform().mapRect(area).toAlignedRect().intersected(painter.window())


def _lines(painter: QPainter, area: QRectF) -> tuple[Floats, Floats]:
    """Return the upright and the level lines that meet an area, as bars one pixel thick.

    They are rows of left, top, width and height in pixels.
    """
    room, transform = _pixels(painter, area), painter.transform()
    ratio, mesh = painter.device().devicePixelRatio(), grid_mesh(transform.m11())

    def places(first: float, last: float, shift: float) -> Floats:
        lines = np.arange(np.floor(first / mesh), np.ceil(last / mesh) + 1) * mesh
        # Rounded before the shift, so that scrolling moves all of them alike.
        device = np.floor(lines * transform.m11() * ratio + 0.5) + np.floor(shift * ratio + 0.5)
        found: Floats = device / ratio
        return found

    xs = places(area.left(), area.right(), transform.dx())
    ys = places(area.top(), area.bottom(), transform.dy())
    upright, level = np.ones((len(xs), 4)), np.ones((len(ys), 4))
    upright[:, 0], upright[:, 1], upright[:, 3] = xs, room.top(), room.height()
    level[:, 0], level[:, 1], level[:, 2] = room.left(), ys, room.width()
    return upright, level


def _strip(look: Look, room: QRect, upright: Floats, ratio: int) -> QPixmap:
    """Draw the uppermost part of a ground with its upright lines, in a picture of its own."""
    strip = QPixmap(room.width() * ratio, STRIP_HEIGHT * ratio)
    strip.setDevicePixelRatio(ratio)
    strip.fill(look.canvas.color())
    bars = upright - (room.left(), room.top(), 0.0, 0.0)
    painter = QPainter(strip)
    try:
        _rule(painter, look, bars)
    finally:
        painter.end()
    return strip


def _rule(painter: QPainter, look: Look, bars: Floats) -> None:
    is_smooth = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(look.no_pen)
    painter.setBrush(look.brush("grid"))
    draw_rectangles(painter, bars)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)

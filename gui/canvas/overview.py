"""Overview: the whole graph when it is too small to read, straight from numpy memory.

The scene is not asked: cards are sprites out of one picture, edges are lines, and what is known of
each card is a bar at its foot. Nothing disappears.
"""

from __future__ import annotations

import math

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from gui.canvas.card import TEXT_LEFT, TEXT_RIGHT, Card
from gui.canvas.diagram import Diagram
from gui.canvas.edge_painter import line_rows, pen_groups, pieces_for
from gui.canvas.geometry import Floats, Indices, polylines
from gui.canvas.lettering import Style, font_of
from gui.canvas.look import CORNER, Look
from gui.canvas.marks import Marks
from gui.canvas.node_painter import SYMBOL_BASELINE, paint_body
from gui.canvas.row_state import RowState
from gui.canvas.showing import PHASE_TOKENS, Showing

__all__ = ["Overview"]

PAD = 4.0
LEAST_SYMBOL_SCALE = 0.2
MOST_NAMES = 400
BAR_HEIGHT = 9.0
BAR_ABOVE_BOTTOM = 24.0

SpriteKey = tuple[str, float, float, str]


class _Atlas:
    """Sprites of all the kinds of card there are, side by side in one picture."""

    def __init__(self, look: Look, scale: float, ratio: float) -> None:
        self.key = (look, scale, ratio)
        self.look, self.scale, self.ratio = look, scale, ratio
        self.cells: dict[SpriteKey, tuple[float, float, float, float]] = {}
        self.picture = QPixmap(1, 1)

    def cover(self, cards: dict[SpriteKey, Card]) -> None:
        """Draw the sprites that are missing, all anew since the picture grows."""
        if all(key in self.cells for key in cards):
            return
        everything = dict.fromkeys([*self.cells, *cards])
        factor = self.scale * self.ratio
        sizes = {
            key: (
                math.ceil((key[1] + 2 * PAD) * factor) + 1,
                math.ceil((key[2] + 2 * PAD) * factor) + 1,
            )
            for key in everything
        }
        width = sum(size[0] for size in sizes.values())
        height = max(size[1] for size in sizes.values())
        picture = QPixmap(width, height)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            x = 0
            for key, size in sizes.items():
                self.cells[key] = (x, 0.0, *size)
                painter.setTransform(QTransform(factor, 0, 0, factor, x, 0))
                painter.translate(PAD, PAD)
                _paint_sprite(painter, self.look, key, self.scale)
                x += size[0]
        finally:
            painter.end()
        self.picture = picture


def _paint_sprite(painter: QPainter, look: Look, key: SpriteKey, scale: float) -> None:
    token, width, height, symbol = key
    card = Card(_KIND, width, height, token, symbol, "", is_named=True)
    paint_body(painter, look, card)
    if symbol and scale >= LEAST_SYMBOL_SCALE / 2:
        painter.setFont(font_of(Style.SYMBOL))
        painter.setPen(look.colour(token))
        painter.drawText(TEXT_LEFT, SYMBOL_BASELINE, symbol)

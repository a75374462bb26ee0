"""Sprites: small pictures of cards, one of each kind, side by side in one pixmap."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from gui.canvas.card import TEXT_LEFT, TEXT_RIGHT, Card, Kind
from gui.canvas.lettering import Style, font_of
from gui.canvas.look import card_path
from gui.canvas.node_painter import SYMBOL_BASELINE, paint_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.canvas.geometry import Floats
    from gui.canvas.look import Look

__all__ = ["PAD", "Atlas", "SpriteKey", "sprite_key"]

PAD = 4.0
"""Room around a card for its shadow."""

LEAST_SYMBOL_SCALE = 0.12
WIDEST_ROW = 4096
BORDER_PIXELS = 0.8
TINT = 0.75
BAR_HEIGHT = 8.0
BAR_ABOVE_BOTTOM = 23.0


class SpriteKey(NamedTuple):
    """What tells one sprite from another.

    Attributes
    ----------
    kind, token, width, height, symbol
        As those of the card.
    bars
        Colours of the bars at its left and right foot, which say that value and gradient are
        known; an empty text for none.
    """

    kind: Kind
    token: str
    width: float
    height: float
    symbol: str
    bars: tuple[str, str] = ("", "")


def sprite_key(card: Card) -> SpriteKey:
    """Return which sprite shows a card of which no number is known.

    Leaves, and groups, share theirs: their names differ.
    """
    bare = {Kind.LEAF, Kind.NUMBER, Kind.GROUP, Kind.STUB}
    symbol = "" if card.kind in bare else card.symbol
    return SpriteKey(card.kind, card.token, card.width, card.height, symbol)


class Atlas:
    """The sprites for one look and one scale.

    Attributes
    ----------
    key
        Look, scale and device pixel ratio.
    picture
        All sprites, in device pixels.
    """

    def __init__(self, look: Look, scale: float, ratio: float) -> None:
        self.key = (look, scale, ratio)
        self.picture = QPixmap()
        self._look, self._scale, self._factor = look, scale, scale * ratio
        self._keys: list[SpriteKey] = []
        self._cells: Floats = np.zeros((0, 4))

    def cells_of(self, keys: Sequence[SpriteKey]) -> Floats:
        """Return left, top, width and height in the picture of each of some sprites."""
        if list(keys) != self._keys:
            self._keys = list(keys)
            self._draw()
        return self._cells

    def _draw(self) -> None:
        places, size = self._arranged()
        self._cells = np.array(places, dtype=np.float64).reshape(-1, 4)
        self.picture = QPixmap(*size)
        self.picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self.picture)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for key, (left, top, _, _) in zip(self._keys, places, strict=True):
                painter.setTransform(QTransform(self._factor, 0, 0, self._factor, left, top))
                painter.translate(PAD, PAD)
                self._paint(painter, key)
        finally:
            painter.end()

    def _arranged(self) -> tuple[list[tuple[int, int, int, int]], tuple[int, int]]:
        """Places of the sprites in rows, and the size of the whole picture."""
        places: list[tuple[int, int, int, int]] = []
        left = top = lowest = widest = 0
        for key in self._keys:
            width = math.ceil((key.width + 2 * PAD) * self._factor) + 1
            height = math.ceil((key.height + 2 * PAD) * self._factor) + 1
            if left and left + width > WIDEST_ROW:
                left, top = 0, lowest
            places.append((left, top, width, height))
            left += width
            widest, lowest = max(widest, left), max(lowest, top + height)
        return places, (max(1, widest), max(1, lowest))

    def _paint(self, painter: QPainter, key: SpriteKey) -> None:
        card = Card(key.kind, key.width, key.height, key.token, key.symbol, "", is_named=True)
        border = self._look.pen("border_strong", BORDER_PIXELS / self._scale)
        paint_body(painter, self._look, card, border)
        if self._scale < LEAST_SYMBOL_SCALE:
            # A stripe would be thinner than a pixel here, so the whole card takes its colour.
            painter.fillPath(card_path(card.width, card.height), self._look.tinted(key.token, TINT))
        elif key.symbol:
            painter.setFont(font_of(Style.SYMBOL))
            painter.setPen(self._look.colour(key.token))
            painter.drawText(QPointF(TEXT_LEFT, SYMBOL_BASELINE), key.symbol)
        self._paint_bars(painter, key)

    def _paint_bars(self, painter: QPainter, key: SpriteKey) -> None:
        half = (key.width - TEXT_LEFT - TEXT_RIGHT) / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for index, token in enumerate(key.bars):
            if token:
                left, top = TEXT_LEFT + index * half + 2.0, key.height - BAR_ABOVE_BOTTOM
                bar = QRectF(left, top, half - 4.0, BAR_HEIGHT)
                painter.fillRect(bar, self._look.tinted(token))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

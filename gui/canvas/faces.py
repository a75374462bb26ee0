"""Faces: pictures of the cards in view, kept until what they show or the scale is another.

A card is a dozen shapes and texts; while the canvas is panned, dragged or played, nearly all of
them stay as they are, and putting a finished picture there is ten times as quick.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from gui.canvas.node_painter import CardState, card_bounds, paint_card

if TYPE_CHECKING:
    from gui.canvas.card import Card
    from gui.canvas.look import Look
    from gui.canvas.screen import Screen

__all__ = ["Face", "Faces"]

MOST_FACES = 600


class Face(NamedTuple):
    """A picture, what it shows, and where in it the card's corner is, in pixels."""

    picture: QPixmap
    card: Card
    state: CardState
    corner: QPointF


class Faces:
    """The pictures for one look and one screen."""

    def __init__(self) -> None:
        self._faces: dict[str, Face] = {}
        self._made_for: object = None

    def face(self, look: Look, screen: Screen, key: str, card: Card, state: CardState) -> Face:
        """Return the picture of a card, made when it is asked for or shows something else."""
        if self._made_for != (look, screen):
            self._made_for = (look, screen)
            self._faces.clear()
        face = self._faces.get(key)
        if face is None or face.state != state or face.card != card:
            face = self._faces[key] = _drawn(look, screen, card, state)
            if len(self._faces) > MOST_FACES:
                del self._faces[next(iter(self._faces))]
        return face


def _drawn(look: Look, screen: Screen, card: Card, state: CardState) -> Face:
    factor = screen.factor
    bounds = card_bounds(card)
    left, top = math.ceil(-bounds.left() * factor), math.ceil(-bounds.top() * factor)
    width = left + math.ceil(bounds.right() * factor)
    height = top + math.ceil(bounds.bottom() * factor)
    picture = QPixmap(width, height)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(QTransform(factor, 0, 0, factor, left, top))
        paint_card(painter, look, card, state)
    finally:
        painter.end()
    picture.setDevicePixelRatio(screen.ratio)
    return Face(picture, card, state, QPointF(left, top) / screen.ratio)

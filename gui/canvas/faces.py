"""Faces: pictures of the cards in view, kept until what they show or the scale is another.

A card is a dozen shapes and texts; while the canvas is panned, dragged or played, nearly all of
them stay as they are, and putting a finished picture there is ten times as quick.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from gui.canvas.node_painter import CardState, card_bounds, paint_card

if TYPE_CHECKING:
    from gui.canvas.card import Card
    from gui.canvas.look import Look

__all__ = ["Faces"]

MOST_FACES = 600


@dataclass(frozen=True, slots=True)
class _Face:
    """A picture, what it shows, and where in it the card's corner is, in pixels."""

    picture: QPixmap
    card: Card
    state: CardState
    corner: QPointF


class Faces:
    """The pictures for one look and one scale."""

    def __init__(self) -> None:
        self._faces: dict[str, _Face] = {}
        self._key: tuple[Look, float, float] | None = None
        self._is_settled = False

    def begin_frame(self, look: Look, scale: float, ratio: float) -> None:
        """Prepare for drawing at a scale; pictures are made from the second such frame on.

        While somebody zooms every frame has a scale of its own, and pictures would be made for
        nothing.
        """
        key = (look, scale, ratio)
        self._is_settled = key == self._key
        if not self._is_settled:
            self._faces.clear()
            self._key = key

    def paint(
        self, painter: QPainter, look: Look, node_id: str, card: Card, state: CardState
    ) -> None:
        """Draw a card with its corner at the origin of the painter."""
        if not self._is_settled:
            paint_card(painter, look, card, state)
            return
        face = self._faces.get(node_id)
        if face is None or face.state != state or face.card != card:
            face = self._new_face(look, card, state)
            self._faces[node_id] = face
            if len(self._faces) > MOST_FACES:
                del self._faces[next(iter(self._faces))]
        self._put(painter, face)

    def _new_face(self, look: Look, card: Card, state: CardState) -> _Face:
        assert self._key is not None
        _, scale, ratio = self._key
        factor = scale * ratio
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
        picture.setDevicePixelRatio(ratio)
        return _Face(picture, card, state, QPointF(left / ratio, top / ratio))

    def _put(self, painter: QPainter, face: _Face) -> None:
        """Draw a picture pixel on pixel."""
        assert self._key is not None
        ratio = self._key[2]
        transform = painter.transform()
        x = round(transform.dx() * ratio) / ratio - face.corner.x()
        y = round(transform.dy() * ratio) / ratio - face.corner.y()
        painter.resetTransform()
        painter.drawPixmap(QPointF(x, y), face.picture)
        painter.setTransform(transform)

"""Look: the pens and brushes of the canvas in the colours of a theme, made once a theme."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainterPath, QPen

if TYPE_CHECKING:
    from gui.theme import Theme

__all__ = ["CORNER", "FRAME_TINT", "STRIPE", "Look", "card_path", "look_of", "stripe_path"]

CORNER = 9.0
STRIPE = 7.0

FRAME_TINT = 0.06
"""How much of its colour the ground of a group's frame has."""

_ROUND = Qt.PenCapStyle.RoundCap


class Look:
    """Everything to draw with.

    Attributes
    ----------
    theme
        Where the colours come from.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._pens: dict[tuple[str, float, float, bool], QPen] = {}
        self._brushes: dict[tuple[str, float], QBrush] = {}
        self._grounds: dict[tuple[str, ...], QBrush] = {}
        self._glows: dict[str, tuple[QPen, ...]] = {}
        self.no_pen = QPen(Qt.PenStyle.NoPen)
        self.no_brush = QBrush(Qt.BrushStyle.NoBrush)
        self.canvas = self.brush("canvas")
        self.card = self.brush("card")
        self.card_border = self.pen("card_border", 1.0)
        self.port_rim = self.pen("canvas", 2.0)
        # Mixed beforehand: a translucent fill costs six times an opaque one.
        self.shadows = (
            (1.0, 2.5, QBrush(_mixed(theme.colour("canvas"), theme.colour("card_shadow"), 0.35))),
            (0.0, 1.2, QBrush(_mixed(theme.colour("canvas"), theme.colour("card_shadow"), 0.75))),
        )

    def colour(self, token: str, opacity: float = 1.0) -> QColor:
        """Return a colour of the theme."""
        return self.theme.colour(token, opacity)

    def brush(self, token: str, opacity: float = 1.0) -> QBrush:
        """Return a brush in a colour of the theme."""
        key = (token, opacity)
        found = self._brushes.get(key)
        if found is None:
            found = self._brushes[key] = QBrush(self.theme.colour(token, opacity))
        return found

    def ground(self, tints: tuple[str, ...]) -> QBrush:
        """Return the colour of the canvas where frames of these colours lie on one another."""
        if not tints:
            return self.canvas
        found = self._grounds.get(tints)
        if found is None:
            colour = self.theme.colour("canvas")
            for token in tints:
                colour = _mixed(colour, self.theme.colour(token), FRAME_TINT)
            found = self._grounds[tints] = QBrush(colour)
        return found

    def tinted_canvas(self, token: str, part: float) -> QBrush:
        """Return an opaque brush in a colour of the theme mixed into that of the canvas."""
        return QBrush(_mixed(self.theme.colour("canvas"), self.theme.colour(token), part))

    def tinted(self, token: str, part: float = 0.7) -> QBrush:
        """Return an opaque brush in a colour of the theme mixed into that of the cards."""
        key = (token, -part)
        found = self._brushes.get(key)
        if found is None:
            mixed = _mixed(self.theme.colour("card"), self.theme.colour(token), part)
            found = self._brushes[key] = QBrush(mixed)
        return found

    def pen(self, token: str, width: float, opacity: float = 1.0, *, dashed: bool = False) -> QPen:
        """Return a pen with round ends in a colour of the theme."""
        key = (token, width, opacity, dashed)
        found = self._pens.get(key)
        if found is None:
            found = self._pens[key] = self._new_pen(*key)
        return found

    def _new_pen(self, token: str, width: float, opacity: float, dashed: bool) -> QPen:
        pen = QPen(self.theme.colour(token, opacity), width)
        pen.setCapStyle(_ROUND)
        if dashed:
            pen.setDashPattern([3.0, 2.4])
        return pen

    def glow(self, token: str) -> tuple[QPen, ...]:
        """Return the translucent pens, widest first, that let an outline shine."""
        if token not in self._glows:
            self._glows[token] = tuple(
                QPen(self.theme.colour(token, opacity), width)
                for width, opacity in ((13.0, 0.07), (9.5, 0.09), (6.0, 0.14))
            )
        return self._glows[token]


def _mixed(ground: QColor, colour: QColor, part: float) -> QColor:
    """Return the colour that a translucent one has on a ground."""
    pairs = (
        (ground.red(), colour.red()),
        (ground.green(), colour.green()),
        (ground.blue(), colour.blue()),
    )
    return QColor(*(round(one + (other - one) * part) for one, other in pairs))


@lru_cache(maxsize=8)
def look_of(theme: Theme) -> Look:
    """Return the look of a theme, the same object on every call."""
    return Look(theme)


@lru_cache(maxsize=256)
def card_path(width: float, height: float) -> QPainterPath:
    """Return the outline of a card."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(0.0, 0.0, width, height), CORNER, CORNER)
    return path


@lru_cache(maxsize=256)
def stripe_path(height: float) -> QPainterPath:
    """Return the stripe along the left side of a card, rounded like the card itself."""
    whole = card_path(4 * CORNER, height)
    strip = QPainterPath()
    strip.addRect(QRectF(0.0, 0.0, STRIPE, height))
    return whole.intersected(strip)

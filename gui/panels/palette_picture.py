"""The picture that follows the pointer while an entry is dragged to the canvas."""

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from gui.catalogue import Entry
from gui.fonts import font
from gui.theme import manager

__all__ = ["drag_picture"]

_MARGIN = 6.0
_HEIGHT = 40.0
_STRIPE = 5.0


def drag_picture(entry: Entry, ratio: float = 1.0) -> QPixmap:
    """Draw an entry as a small node card with a soft shadow.

    Parameters
    ----------
    entry
        What is dragged.
    ratio
        Device pixels a pixel.
    """
    theme = manager().theme
    symbol_font, title_font = font(16, weight=600), font(13, weight=500)
    symbol_width = QFontMetricsF(symbol_font).horizontalAdvance(entry.symbol)
    title_width = QFontMetricsF(title_font).horizontalAdvance(entry.title)
    width = math.ceil(_STRIPE + symbol_width + title_width + 32)
    picture = QPixmap(round((width + 2 * _MARGIN) * ratio), round((_HEIGHT + 2 * _MARGIN) * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    card = QRectF(_MARGIN, _MARGIN, width, _HEIGHT)
    outline = QPainterPath()
    outline.addRoundedRect(card, 8, 8)
    painter = QPainter(picture)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for spread in range(5, 0, -1):
            painter.setBrush(theme.colour("card_shadow", 0.12))
            grown = card.adjusted(-spread, -spread + 2, spread, spread + 1)
            painter.drawRoundedRect(grown, 8 + spread, 8 + spread)
        painter.fillPath(outline, theme.colour("card"))
        painter.setClipPath(outline)
        painter.fillRect(QRectF(_MARGIN, _MARGIN, _STRIPE, _HEIGHT), theme.colour(entry.token))
        painter.setClipping(False)
        painter.setPen(QPen(theme.colour("accent"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(card, 8, 8)
        place = card.adjusted(_STRIPE + 10, 0, 0, 0)
        painter.setFont(symbol_font)
        painter.setPen(theme.colour(entry.token))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, entry.symbol)
        painter.setFont(title_font)
        painter.setPen(theme.colour("text"))
        place.adjust(symbol_width + 10, 0, 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, entry.title)
    finally:
        painter.end()
    return picture

"""Chip: the small framed symbol that stands for an operation wherever it is listed."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.fonts import font
from gui.theme import manager

__all__ = ["Chip", "paint_chip"]

_SYMBOL_SIZE = 13.0
_SMALLEST_SIZE = 8.0
_PADDING = 3.0


def paint_chip(painter: QPainter, area: QRectF, symbol: str, token: str) -> None:
    """Draw a chip.

    Parameters
    ----------
    painter
        Where to draw; it comes back as it was.
    area
        The outer edge of the frame.
    symbol
        A few characters; a longer one is set smaller.
    token
        Colour of frame and symbol.
    """
    theme = manager().theme
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour(token), 1.4))
    painter.setBrush(theme.colour("card"))
    frame = area.adjusted(0.7, 0.7, -0.7, -0.7)
    painter.drawRoundedRect(frame, 5.0, 5.0)
    scale = area.height() / 24.0
    symbol_font = font(_SYMBOL_SIZE * scale, weight=600)
    width = QFontMetricsF(symbol_font).horizontalAdvance(symbol)
    room = frame.width() - 2 * _PADDING
    if width > room:
        symbol_font.setPixelSize(int(max(_SMALLEST_SIZE, _SYMBOL_SIZE * scale * room / width)))
    painter.setFont(symbol_font)
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, symbol)
    painter.restore()


class Chip(QWidget):
    """A chip as a widget."""

    def __init__(self, parent: QWidget | None = None, *, size: QSize | None = None) -> None:
        super().__init__(parent)
        self._symbol = ""
        self._token = "operation"
        self._size = size or QSize(34, 24)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        manager().changed.connect(self._theme_changed)

    def set_symbol(self, symbol: str, token: str) -> None:
        """Show another symbol in a colour of the theme."""
        self._symbol, self._token = symbol, token
        self.setAccessibleName(symbol)
        self.update()

    def sizeHint(self) -> QSize:
        """Size that was asked for."""
        return self._size

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        painter = QPainter(self)
        try:
            paint_chip(painter, QRectF(self.rect()), self._symbol, self._token)
        finally:
            painter.end()

    def _theme_changed(self) -> None:
        self.update()

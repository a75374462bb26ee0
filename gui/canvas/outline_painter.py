"""OutlinePainter: a painter that draws letters as shapes, so that a file needs no font."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath

__all__ = ["OutlinePainter"]


class OutlinePainter(QPainter):
    """Writes texts as the outlines of their letters.

    Whoever opens the file has other fonts, of other widths, and numbers would run into each other.
    """

    def drawText(self, *arguments: Any, **_options: Any) -> Any:
        """Write a text at a point, or in the middle of a rectangle.

        Parameters
        ----------
        arguments
            A QPointF and the text, or a QRectF, the alignment (only the middle is known) and the
            text.
        """
        text = str(arguments[-1])
        place = arguments[0]
        if isinstance(place, QRectF):
            metrics = QFontMetricsF(self.font())
            x = place.center().x() - metrics.horizontalAdvance(text) / 2
            y = place.center().y() + (metrics.ascent() - metrics.descent()) / 2
            place = QPointF(x, y)
        path = QPainterPath()
        path.addText(place, self.font(), text)
        self.fillPath(path, self.pen().brush())

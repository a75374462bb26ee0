"""Screen: at what scale, and on how fine a screen, the canvas is shown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF

if TYPE_CHECKING:
    from PySide6.QtGui import QTransform

__all__ = ["Screen"]


class Screen(NamedTuple):
    """What pictures of parts of the canvas are made for.

    Attributes
    ----------
    scale
        Pixels a unit of the canvas.
    ratio
        Device pixels a pixel.
    """

    scale: float
    ratio: float

    @property
    def factor(self) -> float:
        """Device pixels a unit of the canvas."""
        return self.scale * self.ratio

    def pixel(self, transform: QTransform, x: float, y: float) -> QPointF:
        """Return the nearest device pixel to a place of the canvas, in pixels.

        The shift of the transform, a whole number of pixels, is added last, so that a view which
        was scrolled shows exactly the same pixels elsewhere.
        """
        scale, ratio = self
        return QPointF(
            (_nearest(x * scale * ratio) + _nearest(transform.dx() * ratio)) / ratio,
            (_nearest(y * scale * ratio) + _nearest(transform.dy() * ratio)) / ratio,
        )


def _nearest(number: float) -> int:
    return math.floor(number + 0.5)

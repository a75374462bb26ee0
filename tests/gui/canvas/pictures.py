"""Pictures of a canvas, and how much of a colour there is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from gui.theme import manager

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


def picture(view: CanvasView) -> QImage:
    QApplication.processEvents()
    return view.viewport().grab().toImage()


def pixels(image: QImage, area: QRectF | None = None) -> np.ndarray:
    """Red, green and blue of the pixels of an area, of shape (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1, 4)
    place = (area or QRectF(plain.rect())).toAlignedRect().intersected(plain.rect())
    chosen = rows[place.top() : place.bottom() + 1, place.left() : place.right() + 1, 2::-1]
    return chosen.astype(int)


def distances(image: QImage, token: str, area: QRectF | None = None) -> np.ndarray:
    """How far each pixel's colour is from that of a token."""
    wanted = manager().theme.colour(token)
    colour = (wanted.red(), wanted.green(), wanted.blue())
    found: np.ndarray = np.abs(pixels(image, area) - colour).max(axis=2)
    return found


def count(image: QImage, token: str, area: QRectF | None = None) -> int:
    """How many pixels have about the colour of a token."""
    return int((distances(image, token, area) < 12).sum())


def card_area(view: CanvasView, hand: Hand, name: str, margin: float = 0.0) -> QRectF:
    box = view.canvas_scene.area_of(hand.id(name))
    trimmed = box.adjusted(14 - margin, 14 - margin, margin - 14, margin - 14)
    return QRectF(
        view.navigator.pixel_of(trimmed.topLeft()), view.navigator.pixel_of(trimmed.bottomRight())
    )

"""Lettering: the typefaces of the canvas and how wide texts are in them, measured once."""

from __future__ import annotations

from enum import Enum
from functools import cache, lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from gui.fonts import font

__all__ = [
    "LABEL_SIZES",
    "NUMBER_SIZES",
    "Style",
    "digit_width",
    "elided",
    "font_of",
    "text_width",
    "wrapped",
]

NUMBER_SIZES = (16, 14, 13, 12, 11)
"""Heights of the numbers on a card, in pixels; the largest in which both fit is taken."""

LABEL_SIZES = (15, 13, 12)
"""Heights of the numbers on an edge."""


class Style(Enum):
    """What a text on the canvas is; each kind has its typeface, and a usual height."""

    SYMBOL = "symbol"
    TITLE = "title"
    CAPTION = "caption"
    NOTE = "note"
    LITERAL = "literal"
    SHAPE = "shape"
    BADGE = "badge"
    VALUE = "value"
    GRADIENT = "gradient"


_HEIGHTS = {
    Style.SYMBOL: 27,
    Style.TITLE: 16,
    Style.CAPTION: 15,
    Style.NOTE: 14,
    Style.LITERAL: 14,
    Style.SHAPE: 13,
    Style.BADGE: 11,
    Style.VALUE: NUMBER_SIZES[0],
    Style.GRADIENT: NUMBER_SIZES[0],
}


@cache
def font_of(style: Style, size: int = 0) -> QFont:
    """Return the typeface of a kind of text, the same object on every call: do not change it.

    Parameters
    ----------
    style
        What the text is.
    size
        Height in pixels; 0 for the usual one.
    """
    height = size or _HEIGHTS[style]
    match style:
        case Style.SYMBOL | Style.TITLE | Style.BADGE:
            face = font(height, weight=600)
        case Style.NOTE:
            face = font(height)
        case Style.CAPTION:
            face = font(height, italic=True)
        case Style.GRADIENT:
            face = font(height, mono=True, weight=600)
        case _:
            face = font(height, mono=True)
    # Letters look the same on a card's picture as directly on the canvas.
    face.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    return face


@cache
def _metrics(style: Style, size: int) -> QFontMetricsF:
    return QFontMetricsF(font_of(style, size))


@lru_cache(maxsize=16384)
def text_width(text: str, style: Style, size: int = 0) -> float:
    """Return how wide a text is."""
    return _metrics(style, size).horizontalAdvance(text)


def digit_width(size: int) -> float:
    """Return how wide one character of a number is."""
    return max(text_width("0", Style.VALUE, size), text_width("0", Style.GRADIENT, size))


@lru_cache(maxsize=8192)
def elided(text: str, style: Style, room: float) -> str:
    """Return a text that is at most `room` wide, with an ellipsis where letters had to go."""
    if text_width(text, style) <= room:
        return text
    return _metrics(style, 0).elidedText(text, Qt.TextElideMode.ElideRight, room)


@lru_cache(maxsize=256)
def wrapped(text: str, style: Style, room: float, lines: int) -> tuple[str, ...]:
    """Return a text in lines that are at most `room` wide; what is left over is cut short."""
    found: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and text_width(longer, style) > room:
                found.append(line)
                longer = word
            line = longer
        found.append(line)
    if len(found) > lines:
        found = [*found[: max(0, lines - 1)], " ".join(found[max(0, lines - 1) :])]
    return tuple(elided(line, style, room) for line in found[: max(1, lines)])

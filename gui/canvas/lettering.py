"""Lettering: the typefaces of the canvas and how wide texts are in them, measured once."""

from __future__ import annotations

from enum import Enum
from functools import cache, lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from gui.fonts import font

__all__ = ["Style", "elided", "font_of", "text_width"]


class Style(Enum):
    """What a text on the canvas is; each kind has its typeface."""

    SYMBOL = "symbol"
    CAPTION = "caption"
    NUMBER = "number"
    GRADIENT = "gradient"
    LABEL = "label"
    LABEL_GRADIENT = "gradient on an edge"
    LITERAL = "literal"
    BADGE = "badge"


@cache
def font_of(style: Style) -> QFont:
    """Return the typeface of a kind of text, the same object on every call: do not change it."""
    match style:
        case Style.SYMBOL:
            return font(21, weight=600)
        case Style.CAPTION:
            return font(12, italic=True)
        case Style.NUMBER:
            return font(12.5, mono=True)
        case Style.GRADIENT:
            return font(12.5, mono=True, weight=600)
        case Style.LABEL | Style.LITERAL:
            return font(12, mono=True)
        case Style.LABEL_GRADIENT:
            return font(12, mono=True, weight=600)
        case Style.BADGE:
            return font(11, weight=600)


@cache
def _metrics(style: Style) -> QFontMetricsF:
    return QFontMetricsF(font_of(style))


@lru_cache(maxsize=8192)
def text_width(text: str, style: Style) -> float:
    """Return how wide a text is."""
    return _metrics(style).horizontalAdvance(text)


@lru_cache(maxsize=8192)
def elided(text: str, style: Style, room: float) -> str:
    """Return a text that is at most `room` wide, with an ellipsis where letters had to go."""
    if text_width(text, style) <= room:
        return text
    return _metrics(style).elidedText(text, Qt.TextElideMode.ElideRight, room)

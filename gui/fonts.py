"""The typefaces that ship with Chainrule.

Not every machine has a font with σ ∂ ₁ ŷ (a container has hardly any), so the application brings
its own: Inter for words, JetBrains Mono for numbers, DejaVu Sans for the signs both lack (∇ ⊙ ℝ).
"""

import logging
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

import resources

__all__ = ["FALLBACK_FAMILY", "MONO_FAMILY", "TEXT_SIZE", "UI_FAMILY", "font", "load_fonts"]

UI_FAMILY = "Inter"
MONO_FAMILY = "JetBrains Mono"
FALLBACK_FAMILY = "DejaVu Sans"
TEXT_SIZE = 13
"""Usual text size in pixels (before the scaling of the screen)."""

_log = logging.getLogger(__name__)


@cache
def load_fonts() -> tuple[str, ...]:
    """Register the shipped typefaces with Qt, once; later calls cost nothing.

    Returns
    -------
    tuple of str
        The families that are now available.
    """
    families: list[str] = []
    for suffix in (".otf", ".ttf"):
        for name in resources.names("fonts", suffix):
            number = QFontDatabase.addApplicationFont(str(resources.path("fonts", name)))
            if number < 0:
                _log.warning("Qt cannot read the font %s", name)
                continue
            families.extend(QFontDatabase.applicationFontFamilies(number))
    return tuple(dict.fromkeys(families))


def font(
    size: float = TEXT_SIZE, *, weight: int = 400, italic: bool = False, mono: bool = False
) -> QFont:
    """Font of the interface, with the fallback for rare signs behind it.

    Parameters
    ----------
    size
        Height in pixels.
    weight
        400 regular, 500 medium, 600 semi-bold (the heaviest that ships).
    italic
        For the names of variables.
    mono
        Digits of equal width, for numbers.
    """
    load_fonts()
    result = QFont()
    result.setFamilies([MONO_FAMILY if mono else UI_FAMILY, FALLBACK_FAMILY])
    result.setPixelSize(max(1, round(size)))
    result.setWeight(QFont.Weight(weight))
    result.setItalic(italic)
    result.setStyleHint(QFont.StyleHint.Monospace if mono else QFont.StyleHint.SansSerif)
    # Contextual alternates would write w1x1 as w1×1, and -> as an arrow.
    result.setFeature(QFont.Tag("calt"), 0)
    return result

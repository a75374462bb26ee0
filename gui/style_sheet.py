"""The style sheet of the whole window, filled in from the tokens of a theme."""

import re
from string import Template
from typing import TYPE_CHECKING

import resources
from gui.fonts import FALLBACK_FAMILY, MONO_FAMILY
from gui.icon_files import icon_file

if TYPE_CHECKING:
    from gui.theme import Theme

__all__ = ["style_sheet"]

LINE_HEIGHT = 1.25
"""Of a line of text, in its sizes."""

_ICON = re.compile(r'icon\("([a-z-]+)", ([a-z_]+)\)')


def style_sheet(theme: "Theme", text_size: int) -> str:
    """Style sheet of a theme.

    ``resources/themes/style.qss`` is ordinary QSS with ``$token`` for a colour, ``$text_size`` and
    its relatives for a height in pixels, and ``icon("check", on_accent)`` for a coloured icon.

    Parameters
    ----------
    theme
        Where the colours come from.
    text_size
        Height of ordinary text in pixels.

    Raises
    ------
    KeyError
        If the style sheet names a token that the theme does not have.
    """

    def coloured_icon(match: re.Match[str]) -> str:
        return f'url("{icon_file(match[1], theme.hex(match[2]))}")'

    sheet = _ICON.sub(coloured_icon, resources.read_text("themes", "style.qss"))
    return Template(sheet).substitute(
        theme.tokens,
        text_size=text_size,
        small_size=text_size - 2,
        line_height=round(text_size * LINE_HEIGHT),
        mark_size=text_size + 1,
        framed_mark_size=text_size - 1,
        mark_radius=(text_size + 3) // 2,
        heading_size=text_size + 2,
        title_size=text_size + 5,
        mono_family=f'"{MONO_FAMILY}", "{FALLBACK_FAMILY}"',
    )

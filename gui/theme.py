"""Light and dark: colour tokens, and the one manager that dresses the application in them.

A theme is a file in ``resources/themes``. Code names a token (``theme.colour("gradient")``), never
a colour, so a new theme needs no Python.
"""

import logging
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QWidget

import resources
from gui.fonts import TEXT_SIZE, font, load_fonts
from gui.style_sheet import style_sheet

__all__ = [
    "SYSTEM",
    "Theme",
    "ThemeManager",
    "load_fonts",
    "load_theme",
    "manager",
    "palette",
    "set_kind",
    "system_theme_name",
    "theme_names",
]

SYSTEM = "system"
"""The choice that follows the desktop's own light or dark setting."""

_REFERENCE = "light"
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Theme:
    """Colours by the name of what they mean.

    Parameters
    ----------
    name
        Name of its file, and of the choice in the settings.
    title
        What the user reads.
    dark
        Whether text is lighter than what it stands on.
    tokens
        ``#RRGGBB`` by token.
    """

    name: str
    title: str
    dark: bool
    tokens: Mapping[str, str]
    _colours: dict[tuple[str, float], QColor] = field(default_factory=dict, repr=False)

    def hex(self, token: str) -> str:
        """Colour of a token as ``#RRGGBB``.

        Raises
        ------
        KeyError
            If there is no such token.
        """
        return self.tokens[token]

    def colour(self, token: str, opacity: float = 1.0) -> QColor:
        """Colour of a token, the same object on every call: do not change it.

        Parameters
        ----------
        token
            Name of the colour.
        opacity
            0 for invisible to 1 for solid.

        Raises
        ------
        KeyError
            If there is no such token.
        """
        key = token, opacity
        if (known := self._colours.get(key)) is not None:
            return known
        colour = QColor(self.tokens[token])
        colour.setAlphaF(opacity)
        return self._colours.setdefault(key, colour)


def theme_names() -> tuple[str, ...]:
    """Names of the themes that ship with Chainrule."""
    return tuple(name.removesuffix(".toml") for name in resources.names("themes", ".toml"))


@cache
def load_theme(name: str) -> Theme:
    """Theme by its name, read once.

    Raises
    ------
    FileNotFoundError
        If there is no such theme.
    ValueError
        If its file lacks a token or holds something that is not a colour.
    """
    data = tomllib.loads(resources.read_text("themes", f"{name}.toml"))
    tokens: dict[str, str] = {}
    for section in data.values():
        if isinstance(section, dict):
            tokens.update((token, str(value)) for token, value in section.items())
    for token, value in tokens.items():
        if not _HEX.fullmatch(value):
            message = f"theme “{name}”: {token} = {value!r} is not a colour like #1F2430"
            raise ValueError(message)
    expected = tokens if name == _REFERENCE else load_theme(_REFERENCE).tokens
    if missing := sorted(set(expected) - set(tokens)):
        message = f"theme “{name}” lacks {', '.join(missing)}"
        raise ValueError(message)
    return Theme(name, str(data["title"]), bool(data["dark"]), MappingProxyType(tokens))


def system_theme_name() -> str:
    """Name of the theme that matches the desktop: its brightness, and its wish for contrast."""
    if QCoreApplication.instance() is None:
        return "light"
    hints = QGuiApplication.styleHints()
    name = "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"
    return f"contrast_{name}" if _wants_contrast(hints) else name


def _wants_contrast(hints: QStyleHints) -> bool:
    """Whether the desktop asks for high contrast; before Qt 6.10 it could not be asked."""
    accessibility = getattr(hints, "accessibility", None)
    if accessibility is None:
        return False
    return bool(accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)


def set_kind(widget: QWidget, kind: str) -> None:
    """Give a widget one of the style sheet's variants, such as ``"primary"`` or ``"muted"``.

    Unlike a bare ``setProperty`` it also takes effect on a widget that is already shown.
    """
    if widget.property("kind") == kind:
        return
    widget.setProperty("kind", kind)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.updateGeometry()


def palette(theme: Theme) -> QPalette:
    """Palette of a theme, for what is drawn without the style sheet."""
    role = QPalette.ColorRole
    tokens = {
        role.Window: "window",
        role.WindowText: "text",
        role.Base: "panel",
        role.AlternateBase: "alternate",
        role.Text: "text",
        role.PlaceholderText: "text_muted",
        role.Button: "panel",
        role.ButtonText: "text",
        role.BrightText: "error",
        role.ToolTipBase: "tooltip",
        role.ToolTipText: "tooltip_text",
        role.Highlight: "selection",
        role.HighlightedText: "text",
        role.Accent: "accent",
        role.Link: "accent",
        role.LinkVisited: "local",
        role.Light: "card",
        role.Midlight: "hover",
        role.Mid: "border",
        role.Dark: "border_strong",
        role.Shadow: "card_shadow",
    }
    result = QPalette()
    for colour_role, token in tokens.items():
        result.setColor(colour_role, theme.colour(token))
    for colour_role in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, colour_role, theme.colour("text_disabled"))
    return result


class ThemeManager(QObject):
    """Owns the current theme and dresses the application in it.

    Ask for it with `manager`. Until `choose` is called the application looks as Qt made it, though
    `theme` can be read already.
    """

    changed = Signal(object)
    """The new `Theme`, after the application wears it."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self.setObjectName("theme_manager")
        self._choice = SYSTEM
        self._text_size = TEXT_SIZE
        self._dressed = False
        self._theme = load_theme(system_theme_name())
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        if hasattr(hints, "accessibility"):
            hints.accessibility().contrastPreferenceChanged.connect(self._follow_system)

    @property
    def theme(self) -> Theme:
        """The current theme."""
        return self._theme

    @property
    def choice(self) -> str:
        """What was chosen: ``"system"`` or the name of a theme."""
        return self._choice

    @property
    def text_size(self) -> int:
        """Height of ordinary text in pixels."""
        return self._text_size

    def choose(self, name: str) -> None:
        """Wear a theme from now on; ``"system"`` follows the desktop.

        Raises
        ------
        ValueError
            If the name is neither ``"system"`` nor that of a theme.
        """
        if name != SYSTEM and name not in theme_names():
            message = f"there is no theme “{name}”: choose system, {', '.join(theme_names())}"
            raise ValueError(message)
        self._choice = name
        hints = QGuiApplication.styleHints()
        if name == SYSTEM:
            hints.unsetColorScheme()
            self._wear(load_theme(system_theme_name()))
        else:
            # Title bars and native dialogs follow this, not the palette.
            theme = load_theme(name)
            hints.setColorScheme(Qt.ColorScheme.Dark if theme.dark else Qt.ColorScheme.Light)
            self._wear(theme)

    def set_text_size(self, pixels: int) -> None:
        """Make all text of the interface larger or smaller."""
        if pixels == self._text_size:
            return
        self._text_size = pixels
        if self._dressed:
            self._dress()
            self.changed.emit(self._theme)

    def set_text_percent(self, percent: int) -> None:
        """Make all text of the interface so many hundredths of its usual size."""
        self.set_text_size(round(TEXT_SIZE * percent / 100))

    def _follow_system(self) -> None:
        if self._choice == SYSTEM and self._dressed:
            self._wear(load_theme(system_theme_name()))

    def _wear(self, theme: Theme) -> None:
        if theme is self._theme and self._dressed:
            return
        self._theme = theme
        self._dress()
        _log.debug("theme %s", theme.name)
        self.changed.emit(theme)

    def _dress(self) -> None:
        if not self._dressed:
            QApplication.setStyle("Fusion")
        self._dressed = True
        QApplication.setFont(font(self._text_size))
        QApplication.setPalette(palette(self._theme))
        self._application.setStyleSheet(style_sheet(self._theme, self._text_size))


_manager: ThemeManager | None = None


def manager() -> ThemeManager:
    """Answer the theme manager of the running application, made when it is first asked for.

    Raises
    ------
    RuntimeError
        If there is no QApplication yet.
    """
    global _manager
    if _manager is None or not shiboken6.isValid(_manager):
        application = QCoreApplication.instance()
        if not isinstance(application, QApplication):
            message = "a theme needs a QApplication: create it first"
            raise RuntimeError(message)
        _manager = ThemeManager(application)
    return _manager

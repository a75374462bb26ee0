"""Icons in the colours of the current theme.

``icon`` answers a QIcon drawn by Qt's SVG engine: sharp at every size and pixel ratio, cached by
name and colour here and by size and ratio inside Qt. ``set_icon`` also keeps it in step with the
theme.
"""

from functools import cache

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QAbstractButton

import resources
from gui.icon_files import icon_file
from gui.theme import manager

__all__ = ["app_icon", "icon", "set_icon"]

_APPLICATION = "chainrule"


def icon(name: str, token: str = "text") -> QIcon:
    """Icon in a colour of the current theme; disabled, it is drawn in the colour of disabled text.

    Parameters
    ----------
    name
        As in ``resources/icons``, without suffix: ``"play"``, ``"step-forward"``.
    token
        Colour of the theme.

    Raises
    ------
    FileNotFoundError
        If there is no such icon.
    KeyError
        If the theme has no such colour.
    """
    theme = manager().theme
    return _coloured(name, theme.hex(token), theme.hex("text_disabled"))


def app_icon() -> QIcon:
    """Icon of the application, for its windows."""
    return QIcon(str(resources.path("icons", f"{_APPLICATION}.svg")))


def set_icon(target: QAction | QAbstractButton, name: str, token: str = "text") -> None:
    """Give an action or a button an icon that changes colour together with the theme.

    Calling it again replaces the icon, so a play button can become a pause button.
    """
    keeper = target.findChild(_IconKeeper)
    if keeper is None:
        keeper = _IconKeeper(target)
    keeper.show_icon(name, token)


@cache
def _coloured(name: str, colour: str, disabled: str) -> QIcon:
    result = QIcon(icon_file(name, colour))
    result.addFile(icon_file(name, disabled), QSize(), QIcon.Mode.Disabled)
    return result


class _IconKeeper(QObject):
    """Child of an action or button that redraws its icon when the theme changes."""

    redrawn = Signal(QIcon)

    def __init__(self, target: QAction | QAbstractButton) -> None:
        super().__init__(target)
        self._name = ""
        self._token = ""
        self.redrawn.connect(target.setIcon)
        manager().changed.connect(self._redraw)

    def show_icon(self, name: str, token: str) -> None:
        self._name = name
        self._token = token
        self._redraw()

    def _redraw(self) -> None:
        self.redrawn.emit(icon(self._name, self._token))

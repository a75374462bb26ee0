"""ThemeChoice: the theme that the person wants, from the menu and remembered."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from gui.settings import THEME, Settings
from gui.theme import manager

__all__ = ["ThemeChoice"]


class ThemeChoice(QObject):
    """Lets a person choose the theme.

    Parameters
    ----------
    settings
        What remembers the choice.
    """

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._actions: dict[str, QAction] = {}

    def menu(self, actions: Mapping[str, QAction], parent: QWidget) -> QMenu:
        """Return a menu of the themes."""
        menu = QMenu(self.tr("&Theme"), parent)
        group = QActionGroup(self)
        for name in THEME.choices:
            action = self._actions[name] = actions[f"theme.{name}"]
            group.addAction(action)
            menu.addAction(action)
            action.setChecked(self._settings.value(THEME) == name)
        return menu

    def wear(self, name: str) -> None:
        """Wear a theme that was chosen elsewhere."""
        self._actions[name].setChecked(True)
        if manager().choice != name:
            manager().choose(name)

    def wear_system(self, is_chosen: bool) -> None:
        """Follow what the desktop asks for."""
        self._remember("system", is_chosen)

    def wear_light(self, is_chosen: bool) -> None:
        """Wear the light theme."""
        self._remember("light", is_chosen)

    def wear_dark(self, is_chosen: bool) -> None:
        """Wear the dark theme."""
        self._remember("dark", is_chosen)

    def wear_contrast_light(self, is_chosen: bool) -> None:
        """Wear the light theme of high contrast."""
        self._remember("contrast_light", is_chosen)

    def wear_contrast_dark(self, is_chosen: bool) -> None:
        """Wear the dark theme of high contrast."""
        self._remember("contrast_dark", is_chosen)

    def _remember(self, name: str, is_chosen: bool) -> None:
        if is_chosen:
            self._settings.set_value(THEME, name)
            self.wear(name)

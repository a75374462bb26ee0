"""WindowTools: what opens over a window to find, set or learn something, made when first asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.settings import TOUR_SEEN

if TYPE_CHECKING:
    from gui.command_search import CommandSearch
    from gui.dialogs.settings import SettingsDialog
    from gui.find_bar import FindBar
    from gui.tour import Tour
    from gui.window import MainWindow

__all__ = ["WindowTools"]


class WindowTools(QObject):
    """Command search, find bar, settings, shortcuts and tour of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._commands: CommandSearch | None = None
        self._find: FindBar | None = None
        self._settings: SettingsDialog | None = None
        self._tour: Tour | None = None

    def search_commands(self) -> None:
        """Open the search for everything that the window can do."""
        if self._commands is None:
            from gui.command_search import CommandSearch

            self._commands = CommandSearch(self._window, self._window.settings)
            self._commands.refused.connect(self._window.notice.tell)
        self._commands.open_search()

    def find(self) -> None:
        """Open the search for a node."""
        self._find_bar().open_bar()

    def find_next(self) -> None:
        """Go to the next node that the search has found."""
        self._find_bar().next()

    def find_previous(self) -> None:
        """Go to the node that the search has found before the current one."""
        self._find_bar().previous()

    def _find_bar(self) -> FindBar:
        if self._find is None:
            from gui.find_bar import FindBar

            self._find = FindBar(self._window.canvas)
        return self._find

    def show_settings(self) -> None:
        """Open the settings page; the window shows at once what is chosen there."""
        if self._settings is None:
            from gui.dialogs.settings import SettingsDialog

            self._settings = SettingsDialog(self._window.settings, self._window)
        self._settings.show()
        self._settings.raise_()
        self._settings.activateWindow()

    def show_shortcuts(self) -> None:
        """List every action with its keys, to be changed."""
        from gui.dialogs.shortcuts import ShortcutsDialog

        dialog = ShortcutsDialog(self._window.shortcut_keys, self._window)
        dialog.exec()
        dialog.deleteLater()

    def show_tour(self) -> None:
        """Show the tour from its beginning."""
        if self._tour is None:
            from gui.tour import Tour

            self._tour = Tour(self._window)
        self._tour.begin()

    def greet(self) -> None:
        """Show the tour if this is the very first start."""
        settings = self._window.settings
        if not settings.value(TOUR_SEEN):
            settings.set_value(TOUR_SEEN, True)
            self.show_tour()

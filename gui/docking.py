"""Docking: where the panels stand around the canvas, at first and after a reset."""

from collections.abc import Mapping
from typing import TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QTabWidget, QWidget

from gui.actions.making import fill_menu
from gui.document import Document
from gui.panels import PANELS, row_of
from gui.panels.panel import Panel, shown_title
from gui.playback import Playhead

__all__ = ["Docking"]

P = TypeVar("P", bound=Panel)

AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}


MOST_BESIDE = 0.55
"""Share of the window's width that panels beside the canvas take when their text grows."""


class Docking(QObject):
    """The panels of a window, each in a dock of its own.

    Attributes
    ----------
    panels
        The panels that have been made, by name.
    docks
        The docks of all panels, by the panel's name.

    Signals
    -------
    made(Panel)
        A panel was opened for the first time.
    """

    made = Signal(object)

    def __init__(self, window: QMainWindow, document: Document, playhead: Playhead) -> None:
        super().__init__(window)
        self._window, self._document, self._playhead = window, document, playhead
        self.panels: dict[str, Panel] = {}
        self.docks: dict[str, QDockWidget] = {}
        window.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks
        )
        window.setCorner(Qt.Corner.BottomLeftCorner, AREAS["bottom"])
        window.setCorner(Qt.Corner.BottomRightCorner, AREAS["bottom"])
        for area in AREAS.values():
            window.setTabPosition(area, QTabWidget.TabPosition.North)
        for row in PANELS:
            dock = QDockWidget(shown_title(row), window)
            dock.setObjectName(f"dock_{row.name}")
            window.addDockWidget(AREAS[row.area], dock)
            self.docks[row.name] = dock
            dock.dockLocationChanged.connect(self._show_titles)
            dock.topLevelChanged.connect(self._show_titles)
            if row.is_open_at_first and not row.is_behind:
                self._make(row.kind())
            else:
                dock.setWidget(_stand_in(row.name, dock))
                dock.visibilityChanged.connect(self._make_what_shows)
        self._has_titles = False
        self._scale = 1.0
        self.arrange()

    def _make(self, kind: type[P]) -> P:
        dock = self.docks[kind.name]
        stand_in = dock.widget()
        panel = kind(self._document, self._playhead, dock)
        self.panels[kind.name] = panel
        dock.setWidget(panel)
        if stand_in is not None:
            stand_in.setParent(None)
            stand_in.deleteLater()
        self.made.emit(panel)
        return panel

    def _make_what_shows(self, is_visible: bool) -> None:
        """Make the panels whose docks have come to show and are still empty."""
        if not is_visible:
            return
        for name, dock in self.docks.items():
            # A dock behind another one is visible to Qt, but lies outside of the window.
            if name not in self.panels and dock.isVisible() and not dock.visibleRegion().isEmpty():
                self._make(row_of(name).kind())

    def arrange(self) -> None:
        """Put the panels where they stand at first.

        The explanation, the inspector and the problems share a place, training is below them, and
        the timeline runs along the bottom.
        """
        window, docks = self._window, self.docks
        for dock in docks.values():
            dock.setFloating(False)
            window.removeDockWidget(dock)
        window.addDockWidget(AREAS["left"], docks["palette"])
        window.addDockWidget(AREAS["right"], docks["explain"])
        # Split before tabbing: beside a dock with tabs Qt would make another tab instead.
        window.splitDockWidget(docks["explain"], docks["train"], Qt.Orientation.Vertical)
        window.tabifyDockWidget(docks["explain"], docks["inspector"])
        window.tabifyDockWidget(docks["inspector"], docks["problems"])
        window.addDockWidget(AREAS["bottom"], docks["timeline"])
        for row in PANELS:
            if row.is_open_at_first:
                docks[row.name].show()
            else:
                window.addDockWidget(AREAS[row.area], docks[row.name])
                window.tabifyDockWidget(docks[row.beside], docks[row.name])
                docks[row.name].hide()
        docks["explain"].raise_()
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        widths = [round(210 * self._scale), round(360 * self._scale)]
        window.resizeDocks([docks["palette"], docks["explain"]], widths, horizontal)
        window.resizeDocks([docks["explain"], docks["train"]], [460, 400], vertical)
        self._show_titles()

    def set_scale(self, scale: float) -> None:
        """Give the panels beside the canvas so many times their usual width, for larger text."""
        grown, self._scale = scale / self._scale, scale
        if grown == 1.0:
            return
        sides = [self.docks[name] for name in ("palette", "explain")]
        wanted = [dock.width() * grown for dock in sides]
        most = MOST_BESIDE * self._window.width()
        share = min(1.0, most / max(1.0, sum(wanted)))
        widths = [round(width * share) for width in wanted]
        self._window.resizeDocks(sides, widths, Qt.Orientation.Horizontal)

    def set_titles(self, are_shown: bool) -> None:
        """Give every panel a title to drag it by, or only those that float."""
        self._has_titles = are_shown
        self._show_titles()

    def _show_titles(self) -> None:
        for dock in self.docks.values():
            needs_title = self._has_titles or dock.isFloating()
            if not needs_title and dock.titleBarWidget() is None:
                dock.setTitleBarWidget(QWidget(dock))
            elif needs_title and (bar := dock.titleBarWidget()) is not None:
                # PySide6 declares the argument as never None, which Qt's own default bar asks for.
                dock.setTitleBarWidget(cast("QWidget", None))
                bar.deleteLater()

    def panel(self, kind: type[P]) -> P:
        """Return the panel of a class, making it if it has not been opened yet."""
        panel = self.panels.get(kind.name) or self._make(kind)
        assert isinstance(panel, kind)
        return panel

    def show(self, name: str) -> None:
        """Bring a panel to the front."""
        self.docks[name].show()
        self.docks[name].raise_()

    def _toggled(self, is_shown: bool) -> None:
        """Bring a panel that was asked for to the front; Qt leaves it behind its neighbours."""
        if is_shown:
            self.show(self.sender().objectName().removeprefix("panels."))

    def menu(self, actions: Mapping[str, QAction]) -> QMenu:
        """Return a menu that shows and hides each panel and arranges them."""
        menu = QMenu(self.tr("&Panels"), self._window)
        for name, dock in self.docks.items():
            toggle = dock.toggleViewAction()
            toggle.setObjectName(f"panels.{name}")
            toggle.triggered.connect(self._toggled)
            menu.addAction(toggle)
        fill_menu(menu, ("", "panels.titles", "panels.reset"), actions)
        return menu


def _stand_in(name: str, dock: QDockWidget) -> QWidget:
    """Return an empty widget under the name of a panel that is not made yet."""
    widget = QWidget(dock)
    widget.setObjectName(name)
    return widget

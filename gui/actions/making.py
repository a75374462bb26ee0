"""QActions and menus made from the tables of actions."""

from collections.abc import Iterable, Mapping
from operator import attrgetter

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from gui.actions import ACTIONS, MENUS
from gui.actions.row import ActionRow
from gui.icons import set_icon

__all__ = ["fill_menu", "make_actions", "make_menus", "shown_text"]


_ICONS = {row.id: row.icon for row in ACTIONS if row.icon}


class _IconsOfMenu(QObject):
    """Gives a menu its icons when it is first opened: to read and colour them all takes a while."""

    def __init__(self, menu: QMenu, entries: Iterable[str], actions: Mapping[str, QAction]) -> None:
        super().__init__(menu)
        self._bare = {entry: actions[entry] for entry in entries if entry in _ICONS}
        menu.aboutToShow.connect(self._show)

    def _show(self) -> None:
        for action_id, action in self._bare.items():
            set_icon(action, _ICONS[action_id])
        self._bare.clear()


def shown_text(text: str) -> str:
    """Return a row's or menu's text in the language of the interface."""
    return QCoreApplication.translate("Actions", text)


def make_actions(window: QWidget) -> dict[str, QAction]:
    """Make the QAction of every row, connected to its handler, and return them by id."""
    return {row.id: _make_action(window, row) for row in ACTIONS}


def _make_action(window: QWidget, row: ActionRow) -> QAction:
    action = QAction(shown_text(row.text), window)
    action.setObjectName(row.id)
    action.setShortcuts([QKeySequence(keys) for keys in row.shortcuts])
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    tip = shown_text(row.tip) if row.tip else action.text().replace("&", "").rstrip("…")
    action.setToolTip(f"{tip} ({keys})" if keys else tip)
    handler = attrgetter(row.handler)(window)
    action.setCheckable(row.checkable)
    (action.toggled if row.checkable else action.triggered).connect(handler)
    owner: QWidget = attrgetter(row.scope)(window) if row.scope else window
    if row.scope:
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    owner.addAction(action)
    return action


def make_menus(
    bar: QMenuBar, actions: Mapping[str, QAction], submenus: Mapping[str, QMenu]
) -> None:
    """Fill a menu bar as `gui.actions.MENUS` says.

    Parameters
    ----------
    bar
        Where the menus go.
    actions
        The actions by id.
    submenus
        The submenus that hold more than actions, by name.
    """
    for top in MENUS:
        menu = bar.addMenu(shown_text(top.title))
        menu.setToolTipsVisible(True)
        made = dict(submenus)
        for name, row in top.submenus:
            made[name] = QMenu(shown_text(row.title), menu)
            fill_menu(made[name], row.entries, actions)
        fill_menu(menu, top.entries, actions, made)


def fill_menu(
    menu: QMenu,
    entries: Iterable[str],
    actions: Mapping[str, QAction],
    submenus: Mapping[str, QMenu] | None = None,
) -> None:
    """Put actions, lines and submenus into a menu."""
    entries = tuple(entries)
    _IconsOfMenu(menu, entries, actions)
    for entry in entries:
        if not entry:
            menu.addSeparator()
        elif entry.startswith("menu:"):
            menu.addMenu((submenus or {})[entry.removeprefix("menu:")])
        else:
            menu.addAction(actions[entry])

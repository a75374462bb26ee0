"""Commands: everything that the menus offer, as the command search lists and ranks it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from gui.search import SearchText, ranked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenuBar

__all__ = ["COMMAND_ROLE", "Command", "CommandModel", "commands_of", "found_commands"]

COMMAND_ROLE = Qt.ItemDataRole.UserRole
NATIVE = QKeySequence.SequenceFormat.NativeText

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Command:
    """An entry of a menu.

    Attributes
    ----------
    action
        What it does.
    title
        What it is called, without the mark of a letter.
    place
        The menu that it is in, such as ``File › Examples``.
    """

    action: QAction
    title: str
    place: str

    @property
    def id(self) -> str:
        """What it is remembered by."""
        return self.action.objectName() or f"{self.place}/{self.title}"

    @property
    def keys(self) -> str:
        """The keys that do the same."""
        return self.action.shortcut().toString(NATIVE)

    @property
    def is_possible(self) -> bool:
        """Whether it can be done now."""
        return self.action.isEnabled()

    @cached_property
    def text(self) -> SearchText:
        """What it can be found by."""
        return SearchText(self.title, (self.id,), (*self.place.split(" › "), self.keys))


def bare_text(text: str) -> str:
    """Return a menu's text without the mark of a letter and the dots of a question to come.

    >>> bare_text("Save &As…"), bare_text("Fish && Chips")
    ('Save As', 'Fish & Chips')
    """
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


def commands_of(bar: QMenuBar) -> list[Command]:
    """Return everything that can be chosen in a menu bar, in its order."""
    return [
        command
        for top in bar.actions()
        if isinstance(menu := top.menu(), QMenu)
        for command in _commands_in(menu, bare_text(menu.title()))
    ]


def _commands_in(menu: QMenu, place: str) -> Iterator[Command]:
    # Some menus are filled when they are about to be seen.
    menu.aboutToShow.emit()
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _commands_in(inner, f"{place} › {bare_text(inner.title())}")
        elif not action.isSeparator() and action.text():
            yield Command(action, bare_text(action.text()), place)


def found_commands(query: str, commands: Sequence[Command], recent: Sequence[str]) -> list[Command]:
    """Return the commands that a query finds, the likeliest first.

    Among those that are as likely, the last used come first, and the impossible ones last.
    """
    ages = {command_id: age for age, command_id in enumerate(recent)}
    ordered = sorted(commands, key=lambda one: (ages.get(one.id, len(recent)), not one.is_possible))
    return ranked(query, ordered, lambda command: command.text)


class CommandModel(QAbstractListModel):
    """The commands that were found."""

    _rows: Sequence[Command] = ()

    def show_commands(self, commands: Sequence[Command]) -> None:
        """Show other commands."""
        self.beginResetModel()
        self._rows = commands
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many commands there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a command, the command itself, and all of it for a reader."""
        if not index.isValid():
            return None
        command = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return command.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return command.action.toolTip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = "" if command.is_possible else self.tr("not possible now")
            return ", ".join(filter(None, (command.title, command.place, command.keys, state)))
        return command if role == COMMAND_ROLE else None

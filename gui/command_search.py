"""CommandSearch: the box in which everything the window can do is found by a few letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDockWidget,
    QFrame,
    QLabel,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.command_list import COMMAND_ROLE, Command, CommandModel, commands_of, found_commands
from gui.fonts import font
from gui.settings import RECENT_COMMANDS
from gui.theme import manager, set_kind
from gui.widgets.popup_field import PopupField
from gui.widgets.row_ground import paint_row_ground

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex, QRect
    from PySide6.QtWidgets import QMainWindow

    from gui.settings import Settings

__all__ = ["CommandSearch"]

OWN_ACTION = "help.commands"
MOST_RECENT = 12
MOST_ROWS = 12
WIDTH_IN_TEXT_SIZES = 46
MARGIN = 8
BELOW_MENUS = 10


class CommandSearch(QFrame):
    """A search field over a ranked list of all that the menus offer.

    Signals
    -------
    refused(str)
        What was chosen is not possible now; a sentence.

    Parameters
    ----------
    window
        Whose menus are searched, and over which it opens.
    settings
        What remembers the last used commands.
    """

    refused = Signal(str)

    def __init__(self, window: QMainWindow, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._commands: list[Command] = []
        self._came_from: QWidget | None = None
        self.setObjectName("command_search")
        self.setAccessibleName(self.tr("Search commands"))
        set_kind(self, "popup")
        self.field = PopupField(self.tr("Search commands, panels and examples"), parent=self)
        self.field.setObjectName("command_search_field")
        self._model = CommandModel(self)
        self.list = QListView(self)
        self.list.setObjectName("command_search_list")
        self.list.setAccessibleName(self.tr("Found"))
        self.list.setModel(self._model)
        self.list.setItemDelegate(_CommandDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_kind(self.list, "plain")
        self._nothing = QLabel(self.tr("Nothing of that name"), self)
        self._nothing.setObjectName("command_search_nothing")
        set_kind(self._nothing, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(6)
        for part in (self.field, self.list, self._nothing):
            column.addWidget(part)
        self.field.textChanged.connect(self._search)
        self.field.moved.connect(self._move)
        self.field.chosen.connect(self._choose)
        self.field.dismissed.connect(self.close_search)
        self.list.clicked.connect(self._choose_row)
        window.installEventFilter(self)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return not self.isHidden()

    def open_search(self) -> None:
        """Open over the window with everything in its menus, or go when it is open."""
        if self.is_open:
            self.close_search()
            return
        self._came_from = QApplication.focusWidget()
        commands = commands_of(self._window.menuBar())
        self._commands = [one for one in commands if one.id != OWN_ACTION]
        self.field.clear()
        self._search("")
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_search(self) -> None:
        """Go without doing anything, and give the focus back."""
        if self.isHidden():
            return
        had_focus = self.field.hasFocus()
        self.hide()
        if had_focus and self._came_from is not None:
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        self._came_from = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle when the window becomes larger or smaller."""
        if event.type() == QEvent.Type.Resize and self.is_open:
            self._place()
        return super().eventFilter(watched, event)

    def _search(self, query: str) -> None:
        recent = self._settings.value(RECENT_COMMANDS)
        found = found_commands(query, self._commands, recent)
        self._model.show_commands(found)
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self.list.setCurrentIndex(self._model.index(0, 0))
        self._place()

    def _place(self) -> None:
        """Lie under the menus, as wide as can be read well and as high as what was found."""
        rows = min(MOST_ROWS, self._model.rowCount())
        high = self.list.sizeHintForRow(0) * rows + 2 * self.list.frameWidth() + 8 if rows else 0
        self.list.setFixedHeight(high)
        room = self._window.width() - 4 * MARGIN
        self.setFixedWidth(max(0, min(manager().text_size * WIDTH_IN_TEXT_SIZES, room)))
        self.adjustSize()
        left = (self._window.width() - self.width()) // 2
        self.move(left, self._window.menuBar().height() + BELOW_MENUS)

    def _move(self, rows: int) -> None:
        count = self._model.rowCount()
        if count:
            row = max(0, min(self.list.currentIndex().row() + rows, count - 1))
            self.list.setCurrentIndex(self._model.index(row, 0))

    def _choose(self) -> None:
        self._choose_row(self.list.currentIndex())

    def _choose_row(self, index: QModelIndex) -> None:
        command = index.data(COMMAND_ROLE)
        if not isinstance(command, Command):
            return
        if not command.is_possible:
            sentence = self.tr("“{command}” is not possible now.")
            self.refused.emit(sentence.format(command=command.title))
            return
        self._remember(command.id)
        self.close_search()
        dock = command.action.parent()
        if isinstance(dock, QDockWidget):
            # Brought to the front: switching it would hide a panel that only lies behind another.
            dock.show()
            dock.raise_()
            _enter(dock.widget())
        else:
            command.action.trigger()

    def _remember(self, command_id: str) -> None:
        others = [one for one in self._settings.value(RECENT_COMMANDS) if one != command_id]
        self._settings.set_value(RECENT_COMMANDS, (command_id, *others[: MOST_RECENT - 1]))


def _enter(panel: QWidget | None) -> None:
    """Give the keyboard to a panel, where Tab would begin in it."""
    found = panel if panel is None or panel.focusProxy() else panel.nextInFocusChain()
    while panel is not None and found is not None and found is not panel:
        is_stop = bool(found.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if is_stop and panel.isAncestorOf(found) and found.isEnabled() and found.isVisible():
            break
        found = found.nextInFocusChain()
    if found is not None:
        found.setFocus(Qt.FocusReason.ShortcutFocusReason)


class _CommandDelegate(QStyledItemDelegate):
    """Draws a command as its title, the menu that it is in, and its keys."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of a row; the view gives the width."""
        return QSize(80, manager().text_size * 2 + 6)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a row."""
        command = index.data(COMMAND_ROLE)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_row_ground(painter, option, has_focus=True)
            self._paint_texts(painter, option.rect.adjusted(10, 0, -10, 0), command)
        finally:
            painter.restore()

    def _paint_texts(self, painter: QPainter, area: QRect, command: Command) -> None:
        theme, size = manager().theme, manager().text_size
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(size - 1, mono=True))
        painter.setPen(theme.colour("text_muted"))
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, command.keys)
        taken = painter.fontMetrics().horizontalAdvance(command.keys)
        area = area.adjusted(0, 0, -(taken + 14) if taken else 0, 0)
        painter.setFont(font(size))
        painter.setPen(theme.colour("text" if command.is_possible else "text_disabled"))
        metrics = painter.fontMetrics()
        title = metrics.elidedText(command.title, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, middle, title)
        area = area.adjusted(metrics.horizontalAdvance(title) + 12, 0, 0, 0)
        painter.setFont(font(size - 1))
        painter.setPen(theme.colour("text_muted" if command.is_possible else "text_disabled"))
        metrics = painter.fontMetrics()
        place = metrics.elidedText(command.place, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, middle, place)

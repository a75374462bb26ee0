"""Shortcuts: every action with its keys, to be searched and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.actions import ACTIONS, MENUS
from gui.actions.gestures import GESTURES
from gui.actions.making import shown_text
from gui.screens import room_around
from gui.shortcut_keys import native, portable
from gui.theme import manager, set_kind
from gui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from gui.shortcut_keys import ShortcutKeys

__all__ = ["ShortcutsDialog"]

ID_ROLE = Qt.ItemDataRole.UserRole
WIDTH_IN_TEXT_SIZES = 64
HEIGHT_IN_TEXT_SIZES = 50


def _bare(text: str) -> str:
    return shown_text(text).replace("&", "").rstrip("…")


class ShortcutsDialog(QDialog):
    """Lists the actions and their keys, and lets each have others.

    Parameters
    ----------
    keys
        What is shown and changed.
    """

    def __init__(self, keys: ShortcutKeys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setObjectName("shortcuts")
        self.setWindowTitle(self.tr("Keyboard Shortcuts"))
        self._names = {row.id: _bare(row.text) for row in ACTIONS}
        self._model = self._new_model()
        self._filtered = QSortFilterProxyModel(self)
        self._filtered.setSourceModel(self._model)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._filtered.setFilterKeyColumn(-1)
        self.search = SearchField(self.tr("Search actions and keys"), parent=self)
        self.search.setObjectName("shortcuts_search")
        self.search.textChanged.connect(self._filter)
        self.search.moved.connect(self._move)
        self.search.chosen.connect(self._begin)
        self.table = self._new_table()
        self._make_editor()
        self._lay_out()
        keys.changed.connect(self._show_keys)
        self._show_keys()
        self._filter("")
        size, room = manager().text_size, room_around(self)
        self.resize(
            min(size * WIDTH_IN_TEXT_SIZES, room.width() - 40),
            min(size * HEIGHT_IN_TEXT_SIZES, room.height() - 80),
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Give the columns their width, now that the typeface is known."""
        super().showEvent(event)
        self._fit_columns()

    # ------------------------------------------------------------------ parts

    def _new_model(self) -> QStandardItemModel:
        model = QStandardItemModel(0, 3, self)
        model.setHorizontalHeaderLabels([self.tr("Action"), self.tr("Menu"), self.tr("Keys")])
        places = {
            row.id: _bare(menu.title)
            for top in MENUS
            for menu in (top, *(submenu for _, submenu in top.submenus))
            for row in menu.rows
        }
        for row in ACTIONS:
            name = QStandardItem(self._names[row.id])
            name.setData(row.id, ID_ROLE)
            model.appendRow([name, QStandardItem(places[row.id]), QStandardItem()])
        for done, how in GESTURES:
            texts = (shown_text(done), self.tr("Mouse"), shown_text(how))
            model.appendRow([QStandardItem(text) for text in texts])
        return model

    def _new_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self._filtered)
        table.setAccessibleName(self.windowTitle())
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        table.selectionModel().currentRowChanged.connect(self._show_action)
        table.activated.connect(self._begin)
        return table

    def _make_editor(self) -> None:
        self.editor = QKeySequenceEdit(self)
        self.editor.setObjectName("shortcut_keys")
        self.editor.setAccessibleName(self.tr("New keys"))
        self.editor.setMaximumSequenceLength(1)
        self.editor.keySequenceChanged.connect(self._check)
        self._subject = QLabel(self)
        self._subject.setBuddy(self.editor)
        self.sentence = QLabel(self)
        self.sentence.setObjectName("shortcut_sentence")
        self.sentence.setWordWrap(True)
        set_kind(self.sentence, "muted")
        self.assign = self._button("shortcut_assign", self.tr("&Use These"), self._assign)
        self.add = self._button("shortcut_add", self.tr("&Add"), self._add)
        self.remove = self._button("shortcut_remove", self.tr("&None"), self._remove)
        self.reset = self._button("shortcut_reset", self.tr("Usual &Keys"), self._reset)

    def _button(self, name: str, text: str, slot: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        kinds = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(kinds.RestoreDefaults | kinds.Close, self)
        every = box.button(kinds.RestoreDefaults)
        every.setObjectName("shortcuts_reset_all")
        every.setText(self.tr("Usual Keys for &All"))
        every.clicked.connect(self._keys.reset_all)
        for button in box.buttons():
            button.setProperty("autoDefault", False)
        box.rejected.connect(self.reject)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.editor, 1)
        for part in (self.assign, self.add, self.remove, self.reset):
            line.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addWidget(self._subject)
        column.addLayout(line)
        column.addWidget(self.sentence)
        column.addWidget(box)

    # ------------------------------------------------------------------ the list

    @property
    def action_id(self) -> str:
        """The action whose keys are to be changed; empty for none and for what the mouse does."""
        index = self.table.currentIndex()
        return str(index.siblingAtColumn(0).data(ID_ROLE) or "") if index.isValid() else ""

    def select(self, action_id: str) -> None:
        """Make an action the current one, if the search shows it."""
        for row in range(self._filtered.rowCount()):
            index = self._filtered.index(row, 0)
            if index.data(ID_ROLE) == action_id:
                self.table.setCurrentIndex(index)

    def _filter(self, text: str) -> None:
        self._filtered.setFilterFixedString(text)
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self._filtered.index(0, 0))
        self._show_action()

    def _fit_columns(self) -> None:
        """Make the columns wide enough; a search, which shows less, never makes them narrower."""
        for column in (1, 2):
            wanted = self.table.sizeHintForColumn(column)
            self.table.setColumnWidth(column, max(self.table.columnWidth(column), wanted))

    def _move(self, rows: int) -> None:
        row = self.table.currentIndex().row() + rows
        row = max(0, min(row, self._filtered.rowCount() - 1))
        self.table.setCurrentIndex(self._filtered.index(row, 0))

    def _begin(self) -> None:
        if self.action_id:
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_keys(self) -> None:
        for row in range(len(ACTIONS)):
            action_id = str(self._model.item(row, 0).data(ID_ROLE))
            item = self._model.item(row, 2)
            item.setText(native(self._keys.keys(action_id)))
            face = item.font()
            face.setBold(self._keys.is_changed(action_id))
            item.setFont(face)
        self._fit_columns()
        self._show_action()

    def _show_action(self, _index: QModelIndex | None = None) -> None:
        action_id = self.action_id
        subject = self.tr("New keys for “{action}”").format(action=self._names.get(action_id, ""))
        if not action_id:
            is_mouse = self.table.currentIndex().isValid()
            subject = (
                self.tr("What the mouse does is chosen in the settings")
                if is_mouse
                else self.tr("No action and no keys like that")
            )
        self._subject.setText(subject)
        self.editor.clear()
        self.editor.setEnabled(bool(action_id))
        self._check()

    # ------------------------------------------------------------------ changing keys

    @property
    def typed(self) -> str:
        """The keys that were pressed."""
        return portable(
            self.editor.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        )

    def _check(self) -> None:
        """Say what would happen with the keys that were pressed."""
        action_id, typed = self.action_id, self.typed
        owner = self._keys.owner(typed) if typed else None
        is_taken = owner is not None and owner != action_id
        is_reserved = self._keys.is_reserved(typed, action_id)
        sentence = self.tr("Press the keys in the field; the list shows what they do now.")
        if is_reserved:
            sentence = self.tr("{keys} is a key of the canvas itself.").format(keys=native([typed]))
        elif is_taken:
            sentence = self.tr("{keys} belongs to “{owner}”, which would lose it.").format(
                keys=native([typed]), owner=self._names[owner or ""]
            )
        elif typed:
            sentence = self.tr("{keys} is free.").format(keys=native([typed]))
            if owner == action_id:
                sentence = self.tr("{keys} does this already.").format(keys=native([typed]))
        self.sentence.setText(sentence)
        set_kind(self.sentence, "warning" if is_taken or is_reserved else "muted")
        self.assign.setText(self.tr("&Move Here") if is_taken else self.tr("&Use These"))
        may_take = bool(typed) and bool(action_id) and not is_reserved
        self.assign.setEnabled(may_take)
        self.add.setEnabled(may_take and owner != action_id and bool(self._keys_now()))
        self.remove.setEnabled(bool(self._keys_now()))
        self.reset.setEnabled(bool(action_id) and self._keys.is_changed(action_id))

    def _keys_now(self) -> tuple[str, ...]:
        return self._keys.keys(self.action_id) if self.action_id else ()

    def _assign(self) -> None:
        self._keys.give(self.action_id, (self.typed,))

    def _add(self) -> None:
        self._keys.give(self.action_id, (*self._keys_now(), self.typed))

    def _remove(self) -> None:
        self._keys.give(self.action_id, ())

    def _reset(self) -> None:
        self._keys.reset(self.action_id)

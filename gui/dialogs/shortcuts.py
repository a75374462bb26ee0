"""Shortcuts: every action with its keys, to be searched."""

from collections.abc import Mapping

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QAction, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.actions import ACTIONS
from gui.actions.making import shown_text

__all__ = ["ShortcutsDialog"]


class ShortcutsDialog(QDialog):
    """Lists the actions and their keys."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setWindowTitle(self.tr("Keyboard Shortcuts"))
        self.resize(520, 600)
        model = QStandardItemModel(0, 2, self)
        model.setHorizontalHeaderLabels([self.tr("Action"), self.tr("Keys")])
        for row in ACTIONS:
            action = actions[row.id]
            keys = QKeySequence.listToString(
                action.shortcuts(), QKeySequence.SequenceFormat.NativeText
            )
            name = QStandardItem(shown_text(row.text).replace("&", "").rstrip("…"))
            model.appendRow([name, QStandardItem(keys.replace("; ", "  ·  "))])
        self._filtered = QSortFilterProxyModel(self)
        self._filtered.setSourceModel(model)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._filtered.setFilterKeyColumn(-1)
        search = QLineEdit(self)
        search.setPlaceholderText(self.tr("Search actions and keys"))
        search.setAccessibleName(search.placeholderText())
        search.setClearButtonEnabled(True)
        search.textChanged.connect(self._filtered.setFilterFixedString)
        table = QTableView(self)
        table.setModel(self._filtered)
        table.setAccessibleName(self.windowTitle())
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(search)
        column.addWidget(table, 1)
        column.addWidget(buttons)

"""What the pages of the derivatives panel have in common, and the table they show."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QWidget

from engine.inquiries import Work
from gui.fonts import font
from gui.panels.derivatives_work import Subject
from gui.theme import manager, set_kind

__all__ = ["CellModel", "CellTable", "DerivativesPage", "Index"]

Index = QModelIndex | QPersistentModelIndex

_ROW_PADDING = 11


class DerivativesPage(QWidget):
    """One way to differentiate the output.

    Signals
    -------
    wanted()
        Something was chosen or typed, so that there is something else to compute.
    refused(str)
        What was typed cannot be taken; a sentence.
    node_chosen(str)
        The node with this id is to be shown.
    """

    wanted = QtSignal()
    refused = QtSignal(str)
    node_chosen = QtSignal(str)

    def show_subject(self, subject: Subject, *, is_stale: bool) -> None:
        """Show other leaves, or another point."""
        raise NotImplementedError

    def limit(self, subject: Subject) -> str:
        """Return why there is nothing to compute; empty if there is."""
        raise NotImplementedError

    def work(self, subject: Subject) -> tuple[Work, tuple[Any, ...]] | None:
        """Return what has to be computed, and with what; None if all is known already."""
        raise NotImplementedError

    def take(self, found: object) -> None:
        """Show what was computed."""

    def cells(self) -> list[list[str]]:
        """Return everything as rows of text, with all digits, for copying."""
        raise NotImplementedError

    def caption(self) -> QLabel:
        """Return a label that breaks its lines."""
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return label


class CellModel(QAbstractTableModel):
    """A table of which each cell is asked for by row and column."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_stale = False
        self._make_fonts()
        manager().changed.connect(self._make_fonts)

    def _make_fonts(self) -> None:
        size = manager().text_size
        self._fonts = font(size), font(size - 1, mono=True)

    def show_stale(self, is_stale: bool) -> None:
        """Grey everything, or no longer."""
        self.is_stale = is_stale

    def side(self, column: int) -> Qt.AlignmentFlag:
        """Return where the text of a column stands."""
        return Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft

    def token(self, index: Index) -> str:
        """Return the colour of a cell's text."""
        raise NotImplementedError

    def text(self, index: Index) -> str:
        """Return what a cell shows."""
        raise NotImplementedError

    def tip(self, index: Index) -> str:
        """Return what a cell says in full."""
        raise NotImplementedError

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, and how."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(index)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(index.column()) | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            return manager().theme.colour("stale" if self.is_stale else self.token(index))
        if role == Qt.ItemDataRole.FontRole:
            return self._fonts[self.side(index.column()) == Qt.AlignmentFlag.AlignRight]
        return None


class CellTable(QTableView):
    """Shows a table as high as its rows, up to a number of them."""

    def __init__(self, name: str, title: str, model: CellModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        set_kind(self, "plain")
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(56)
        # Only what is in sight is measured.
        header.setResizeContentsPrecision(0)
        manager().changed.connect(self._theme_changed)
        self._theme_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the number under the cursor, in full, with the usual key."""
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy) and index.isValid():
            text = index.data(Qt.ItemDataRole.ToolTipRole) or index.data()
            QGuiApplication.clipboard().setText(str(text))
        else:
            super().keyPressEvent(event)

    def _theme_changed(self) -> None:
        self.verticalHeader().setDefaultSectionSize(manager().text_size + _ROW_PADDING)
        self.viewport().update()

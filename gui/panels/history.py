"""History: every step that was made, in words; a click goes back to it, or forward again."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.document import Document
from gui.fonts import font
from gui.icons import icon
from gui.panels.panel import Panel
from gui.playback import Playhead
from gui.theme import manager, set_kind
from gui.widgets.row_ground import paint_row_ground

__all__ = ["HistoryPanel"]

STEP_ROLE = Qt.ItemDataRole.UserRole
"""-1 for what was made, 0 for where the document is now, 1 for what was taken back."""

SAVED_ROLE = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class HistoryModel(QAbstractListModel):
    """The steps of an undo stack, after a row for the beginning.

    Texts are read when they are seen, so that a long history costs nothing.
    """

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._stack = stack = document.undo_stack
        self._count = stack.count()
        stack.indexChanged.connect(self._follow)
        stack.cleanChanged.connect(self._redraw)
        document.path_changed.connect(self._redraw)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many states the document has had."""
        return 0 if parent is not None and parent.isValid() else self._count + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what was done, and how it stands to the present state."""
        if not index.isValid():
            return None
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._stack.text(row - 1) if row else self.tr("Beginning")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (self.index(row, 0).data(), self._standing(row))))
        if role == STEP_ROLE:
            here = self._stack.index()
            return (row > here) - (row < here)
        return self._is_saved(row) if role == SAVED_ROLE else None

    def _is_saved(self, row: int) -> bool:
        """Whether a state is that of the file; what has no file is saved nowhere."""
        return self._document.path is not None and row == self._stack.cleanIndex()

    def _standing(self, row: int) -> str:
        parts = []
        if row == self._stack.index():
            parts.append(self.tr("now"))
        elif row > self._stack.index():
            parts.append(self.tr("taken back"))
        if self._is_saved(row):
            parts.append(self.tr("saved"))
        return ", ".join(parts)

    def _follow(self) -> None:
        """Take over how many steps there are now: a few were added, or some are gone."""
        count = self._stack.count()
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count + 1, count)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(QModelIndex(), count + 1, self._count)
            self._count = count
            self.endRemoveRows()
        self._redraw()

    def _redraw(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(self._count, 0))


class HistoryPanel(Panel):
    """List of the states of the document, the oldest first.

    Attributes
    ----------
    list
        The states; choosing one goes to it.
    """

    name = "history"

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, playhead, parent)
        self._model = HistoryModel(document, self)
        self.list = HistoryList(self)
        self.list.setModel(self._model)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 4, 4)
        layout.addWidget(self.list)
        self.setFocusProxy(self.list)
        self.list.clicked.connect(self._go_to)
        self.list.activated.connect(self._go_to)
        document.undo_stack.indexChanged.connect(self._show_present)
        manager().changed.connect(self.list.fit_rows)
        self.list.fit_rows()
        self._show_present()

    def _go_to(self, index: QModelIndex) -> None:
        """Undo or redo as many steps as lie between; the graph is evaluated once."""
        if index.isValid():
            self.document.undo_stack.setIndex(index.row())

    def _show_present(self) -> None:
        present = self._model.index(self.document.undo_stack.index(), 0)
        self.list.setCurrentIndex(present)


class HistoryList(QTableView):
    """The states as rows; the keyboard moves through them, and Enter goes to one.

    A table, since a list view asks the model for each of its rows whenever one is added.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("history_list")
        self.setAccessibleName(self.tr("History"))
        set_kind(self, "plain")
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_StepDelegate(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the current row with Enter or the space bar; Home and End go up and down."""
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.model().rowCount() - 1}
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.activated.emit(self.currentIndex())
        elif key in ends:
            self.setCurrentIndex(self.model().index(ends[key], 0))
        else:
            super().keyPressEvent(event)

    def fit_rows(self) -> None:
        """Give the rows the height that their text needs."""
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(manager().text_size * 2 + 2)


class _StepDelegate(QStyledItemDelegate):
    """Draws a step: what was taken back in grey, the present one in bold with a mark."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_row_ground(painter, option)
            self._paint_step(painter, option, index)
        finally:
            painter.restore()

    def _paint_step(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, size = manager().theme, manager().text_size
        area, middle = option.rect, Qt.AlignmentFlag.AlignVCenter
        standing = index.data(STEP_ROLE)
        if standing == 0:
            sign = icon("chevron-right", "accent")
            sign.paint(painter, area.left() + 4, area.center().y() - size // 2, size, size)
        area = area.adjusted(size + 10, 0, -8, 0)
        if index.data(SAVED_ROLE):
            painter.setFont(font(size - 2, weight=600))
            painter.setPen(theme.colour("success"))
            painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, self.tr("saved"))
            area = area.adjusted(
                0, 0, -painter.fontMetrics().horizontalAdvance(self.tr("saved")) - 10, 0
            )
        face = font(size, weight=600 if standing == 0 else 400, italic=standing > 0)
        painter.setFont(face)
        painter.setPen(theme.colour("text_muted" if standing > 0 else "text"))
        text = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, middle, text)

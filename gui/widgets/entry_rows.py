"""Rows of what can be put on the canvas: a model of headings and entries, and their drawing."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.catalogue import OPERATION_MIME, Entry, family_title
from gui.fonts import font
from gui.theme import manager
from gui.widgets.chip import paint_chip

__all__ = ["ENTRY_ROLE", "EntryDelegate", "EntryModel"]

ENTRY_ROLE = Qt.ItemDataRole.UserRole
_ROW_HEIGHT = 30
_HEADING_HEIGHT = 30
_CHIP = QSize(34, 24)

Index = QModelIndex | QPersistentModelIndex


class EntryModel(QAbstractListModel):
    """Headings and entries: a heading is its text, an entry is itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[str | Entry] = []

    def show_entries(self, entries: Sequence[Entry], *, with_headings: bool) -> None:
        """Show other entries, with a heading before each family or as one ranked list."""
        self.beginResetModel()
        self._rows = []
        family = ""
        for entry in entries:
            if with_headings and entry.family != family:
                family = entry.family
                self._rows.append(family_title(family))
            self._rows.append(entry)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows, and the entry it stands for."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, str):
            return row if role == Qt.ItemDataRole.DisplayRole else None
        answers = {
            Qt.ItemDataRole.DisplayRole: row.title,
            Qt.ItemDataRole.ToolTipRole: row.summary,
            Qt.ItemDataRole.AccessibleDescriptionRole: row.summary,
            ENTRY_ROLE: row,
        }
        return answers.get(Qt.ItemDataRole(role))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that entries can be selected and dragged, and headings only be seen."""
        if not index.isValid() or isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def mimeTypes(self) -> list[str]:
        """Return what a drag from here carries."""
        return [OPERATION_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the operation of the first of the rows."""
        carried = QMimeData()
        for index in indexes[:1]:
            row = self._rows[index.row()]
            if isinstance(row, Entry):
                carried.setData(OPERATION_MIME, row.operation.encode())
        return carried


class EntryDelegate(QStyledItemDelegate):
    """Draws headings, and entries as a chip with a title."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row; the view gives the width."""
        larger = max(0, manager().text_size - 13)
        is_entry = index.data(ENTRY_ROLE) is not None
        return QSize(80, (_ROW_HEIGHT if is_entry else _HEADING_HEIGHT) + larger)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            entry = index.data(ENTRY_ROLE)
            if isinstance(entry, Entry):
                self._paint_entry(painter, option, entry)
            else:
                self._paint_heading(painter, option.rect, str(index.data()))
        finally:
            painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRect, text: str) -> None:
        heading = font(manager().text_size - 2, weight=600)
        heading.setLetterSpacing(heading.SpacingType.AbsoluteSpacing, 0.4)
        painter.setFont(heading)
        painter.setPen(manager().theme.colour("text_muted"))
        place = area.adjusted(2, 0, -4, -5)
        alignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(place, alignment, text.upper())

    def _paint_entry(self, painter: QPainter, option: QStyleOptionViewItem, entry: Entry) -> None:
        area = option.rect
        self._paint_ground(painter, area.adjusted(-1, 0, -2, 0), option.state)
        chip = QRectF(0, 0, _CHIP.width(), _CHIP.height())
        chip.moveCenter(QRectF(area).center())
        chip.moveLeft(area.left() + 2)
        paint_chip(painter, chip, entry.symbol, entry.token)
        painter.setFont(font(manager().text_size))
        painter.setPen(manager().theme.colour("text"))
        place = area.adjusted(_CHIP.width() + 12, 0, -6, 0)
        title = painter.fontMetrics().elidedText(
            entry.title, Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, title)

    def _paint_ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        theme = manager().theme
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if not (is_selected or is_hovered):
            return
        is_focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(theme.colour("focus"), 1.4) if is_focused else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("selection" if is_selected else "hover"))
        painter.drawRoundedRect(QRectF(area).adjusted(0.7, 0.7, -0.7, -0.7), 6, 6)

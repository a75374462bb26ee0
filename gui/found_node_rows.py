"""Rows of found nodes: how a node is drawn with its name, its operation and its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from gui.fonts import font
from gui.theme import manager
from gui.widgets.row_ground import paint_row_ground

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

    from gui.node_search import FoundNode

__all__ = ["FOUND_ROLE", "FoundNodeDelegate"]

FOUND_ROLE = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


class FoundNodeDelegate(QStyledItemDelegate):
    """Draws a node as its name, its operation and, at the right, its value."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row; the view gives the width."""
        return QSize(80, manager().text_size * 2 + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_row_ground(painter, option, has_focus=True)
            self._paint_texts(painter, option.rect.adjusted(10, 0, -10, 0), index.data(FOUND_ROLE))
        finally:
            painter.restore()

    def _paint_texts(self, painter: QPainter, area: QRect, row: FoundNode) -> None:
        theme, size = manager().theme, manager().text_size
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.TextElideMode.ElideRight
        painter.setFont(font(size, mono=True))
        painter.setPen(theme.colour("text_muted" if row.value is None else "value"))
        metrics = painter.fontMetrics()
        value = metrics.elidedText(row.value_text, right, area.width() // 2)
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, value)
        area = area.adjusted(0, 0, -metrics.horizontalAdvance(value) - 14, 0)
        painter.setFont(font(size, weight=600))
        painter.setPen(theme.colour("text"))
        metrics = painter.fontMetrics()
        name = metrics.elidedText(row.name, right, area.width())
        painter.drawText(area, middle, name)
        area = area.adjusted(metrics.horizontalAdvance(name) + 12, 0, 0, 0)
        painter.setFont(font(size - 1))
        painter.setPen(theme.colour("text_muted"))
        operation = painter.fontMetrics().elidedText(row.operation, right, area.width())
        painter.drawText(area, middle, operation)

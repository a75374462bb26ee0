"""Parameter table: what training moves, how steep it is there, and where the next step leads."""

from collections.abc import Sequence, Set
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from engine.calculus.notation import plain_name
from engine.graph import Node
from engine.naming import shown_name
from engine.training import gradient_descent
from engine.values import Value, shape_of
from gui.document import Document
from gui.fonts import font
from gui.playback import Playhead
from gui.theme import manager, set_kind
from gui.value_text import exact_text, short_text

__all__ = ["NODE_ROLE", "VALUE_ROLE", "ParameterModel", "ParameterTable"]

DASH = "–"
NODE_ROLE = Qt.ItemDataRole.UserRole
VALUE_ROLE = Qt.ItemDataRole.UserRole + 1
NAME, NOW, GRADIENT, NEXT = range(4)

_TOKENS = ("parameter", "value", "gradient", "parameter")
_DIGITS = 6
_MOST_ROWS = 5
_PADDING = 6

Index = QModelIndex | QPersistentModelIndex


def value_text(value: Value | None, digits: int = _DIGITS) -> str:
    """Return a number as it stands in the table; of an array the norm, of nothing a dash."""
    if value is None:
        return DASH
    if isinstance(value, float):
        return short_text(value, digits)
    return f"‖{short_text(float(np.linalg.norm(value)), digits)}‖"


class ParameterModel(QAbstractTableModel):
    """The trained parameters of a document, one a row, read where they are when asked for."""

    def __init__(self, document: Document, playhead: Playhead, parent: QObject) -> None:
        super().__init__(parent)
        self.document = document
        self.playhead = playhead
        self._learning_rate: float | None = 0.1
        self._nodes: tuple[Node, ...] = ()
        self._headers = (
            self.tr("parameter"),
            self.tr("now"),
            self.tr("gradient"),
            self.tr("next"),
        )

    def set_learning_rate(self, learning_rate: float | None) -> None:
        """Show where a step with that learning rate leads; None if there is none."""
        self._learning_rate = learning_rate
        self._all_changed()

    def refresh(self) -> None:
        """Show the document as it is now; the selection stays if the parameters are the same."""
        nodes = tuple(node for node in self.document.graph.nodes() if node.is_trained)
        if [node.id for node in nodes] == [node.id for node in self._nodes]:
            self._nodes = nodes
            self._all_changed()
            return
        self.beginResetModel()
        self._nodes = nodes
        self.endResetModel()

    def _all_changed(self) -> None:
        if self._nodes:
            last = self.index(len(self._nodes) - 1, NEXT)
            self.dataChanged.emit(self.index(0, 0), last)

    def rows_of(self, node_ids: Set[str]) -> list[int]:
        """Return the rows of those nodes that are parameters; there may be thousands of others."""
        return [row for row, node in enumerate(self._nodes) if node.id in node_ids]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        """Return how many parameters there are."""
        return 0 if parent.isValid() else len(self._nodes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        """Return 4: the name, the value, the gradient and the next value."""
        return 0 if parent.isValid() else len(self._headers)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the heading of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        node, column = self._nodes[index.row()], index.column()
        if role == NODE_ROLE:
            return node.id
        if role == VALUE_ROLE:
            return None if column == NAME else self._value(node, column)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._text(node, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(node, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return manager().theme.colour("stale" if self.document.is_stale else _TOKENS[column])
        return None

    def _text(self, node: Node, column: int) -> str:
        if column == NAME:
            shape = shape_of(node.value) if node.value is not None else ()
            listed = "×".join(str(size) for size in shape)
            return plain_name(shown_name(node)) + (f" [{listed}]" if shape else "")
        return value_text(self._value(node, column))

    def _tip(self, node: Node, column: int) -> str:
        value = None if column == NAME else self._value(node, column)
        if value is None:
            return ""
        number = value if isinstance(value, float) else float(np.linalg.norm(value))
        text = exact_text(number)
        return text if isinstance(value, float) else self.tr("norm {number}").format(number=text)

    def _value(self, node: Node, column: int) -> Value | None:
        if column == NOW:
            return node.value
        gradient = self._gradient(node)
        if column == GRADIENT or gradient is None:
            return gradient
        if node.value is None or self._learning_rate is None:
            return None
        with np.errstate(all="ignore"):
            return gradient_descent(node.value, gradient, self._learning_rate)

    def _gradient(self, node: Node) -> Value | None:
        """Return the gradient, if the playhead has come past it."""
        tape, run = self.document.tape, self.document.evaluation
        known = self.playhead.annotations
        slot = None if tape is None else tape.slots.get(node.id)
        if run is None or known is None or slot is None or slot >= len(known.gradients):
            return None
        return run.gradient_at(slot) if known.gradients[slot] else None


class _ParameterDelegate(QStyledItemDelegate):
    """Draws a cell with as many digits as there is room for, and a thin line below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._number_font = QFont()
        self._name_font = QFont()
        self.set_text_size(manager().text_size)

    def set_text_size(self, pixels: int) -> None:
        """Take another height of text."""
        self._number_font = font(pixels - 1, mono=True)
        self._name_font = font(pixels, weight=500, italic=True)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for the text of a cell."""
        text_font = self._number_font if index.column() else self._name_font
        metrics = QFontMetricsF(text_font)
        width = metrics.horizontalAdvance(str(index.data())) + 2 * _PADDING
        return QSize(int(width) + 1, int(metrics.height()) + 9)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell."""
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        theme = manager().theme
        painter.save()
        painter.setPen(theme.colour("border"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
        area = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        painter.setFont(self._number_font if index.column() else self._name_font)
        metrics = QFontMetricsF(painter.font())
        text = self._fitting(index, metrics, area.width())
        side = Qt.AlignmentFlag.AlignRight if index.column() else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _fitting(self, index: Index, metrics: QFontMetricsF, room: float) -> str:
        text = str(index.data())
        value = index.data(VALUE_ROLE)
        digits = _DIGITS
        while value is not None and digits > 2 and metrics.horizontalAdvance(text) > room:
            digits -= 1
            text = value_text(value, digits)
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


class ParameterTable(QTableView):
    """Shows a `ParameterModel`, as high as its rows up to a handful, and scrolls beyond."""

    def __init__(self, model: ParameterModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parameters")
        self.setAccessibleName(self.tr("Parameters"))
        set_kind(self, "plain")
        self._delegate = _ParameterDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        model.modelReset.connect(self._fit)
        manager().changed.connect(self._theme_changed)
        self._theme_changed()

    def show_selected(self, node_ids: Sequence[str]) -> None:
        """Mark the rows of these nodes, and tell nobody."""
        model = self.model()
        assert isinstance(model, ParameterModel)
        selection = self.selectionModel()
        was_blocked = selection.blockSignals(True)
        selection.clearSelection()
        for row in model.rows_of(set(node_ids)):
            flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
            selection.select(model.index(row, 0), flags)
        selection.blockSignals(was_blocked)
        self.viewport().update()

    def _theme_changed(self) -> None:
        self._delegate.set_text_size(manager().text_size)
        self._fit()

    def _fit(self) -> None:
        height = self.sizeHintForIndex(self.model().index(0, 1)).height()
        if self.model().rowCount() == 0:
            height = manager().text_size * 2
        self.verticalHeader().setDefaultSectionSize(height)
        rows = min(_MOST_ROWS, max(1, self.model().rowCount()))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * height + 2)

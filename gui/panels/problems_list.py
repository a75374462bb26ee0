"""The rows of the Problems panel: a model of diagnostics, and how they are drawn."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from engine.calculus.notation import plain_name
from engine.diagnostic import Diagnostic, Severity
from engine.graph import Graph
from engine.naming import shown_name
from engine.operation import find_operation
from gui.fonts import font
from gui.icons import icon
from gui.sentence import completed
from gui.theme import manager

__all__ = ["DIAGNOSTIC_ROLE", "DiagnosticDelegate", "DiagnosticModel"]

DIAGNOSTIC_ROLE = Qt.ItemDataRole.UserRole
_PLACE_ROLE = Qt.ItemDataRole.UserRole + 1

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_ICONS = {
    Severity.ERROR: ("error", "error"),
    Severity.WARNING: ("warning", "warning"),
    Severity.NOTE: ("info", "text_muted"),
}
_ICON_SIZE = 16
_SENTENCE = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignLeft.value

Index = QModelIndex | QPersistentModelIndex


class DiagnosticModel(QAbstractListModel):
    """Diagnostics as rows, errors first, otherwise in the order in which they were found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.diagnostics: tuple[Diagnostic, ...] = ()
        self._rows: list[tuple[Diagnostic, str]] = []

    def show_diagnostics(self, diagnostics: tuple[Diagnostic, ...], graph: Graph) -> None:
        """Show other diagnostics, with the names that their nodes have in a graph."""
        self.beginResetModel()
        self.diagnostics = diagnostics
        ordered = sorted(diagnostics, key=_rank)
        self._rows = [(item, _place(item, graph)) for item in ordered]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the sentence of a row, the diagnostic itself, and the name of its node."""
        if not index.isValid():
            return None
        diagnostic, place = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return completed(diagnostic.message)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_severity_text(diagnostic.severity)}: {completed(diagnostic.message)}"
        if role == DIAGNOSTIC_ROLE:
            return diagnostic
        return place if role == _PLACE_ROLE else None


def _rank(diagnostic: Diagnostic) -> int:
    return _ORDER.index(diagnostic.severity)


def _severity_text(severity: Severity) -> str:
    texts = {
        Severity.ERROR: QCoreApplication.translate("DiagnosticModel", "Error"),
        Severity.WARNING: QCoreApplication.translate("DiagnosticModel", "Warning"),
        Severity.NOTE: QCoreApplication.translate("DiagnosticModel", "Note"),
    }
    return texts[severity]


def _place(diagnostic: Diagnostic, graph: Graph) -> str:
    """Return the name of the node that a diagnostic speaks of, with its kind if it has no name."""
    if diagnostic.node is None or diagnostic.node not in graph:
        return ""
    node = graph.node(diagnostic.node)
    name = plain_name(shown_name(node))
    operation = find_operation(node.operation)
    return name if node.name or operation is None else f"{operation.symbol}  {name}"


class DiagnosticDelegate(QStyledItemDelegate):
    """Draws a diagnostic as sign, sentence and name of the node."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height that the sentence takes at the width of the view."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else 400
        metrics = QFontMetrics(font(manager().text_size))
        room = QRect(0, 0, self._room(width, str(index.data(_PLACE_ROLE))), 10_000)
        taken = metrics.boundingRect(room, _SENTENCE, str(index.data()))
        return QSize(80, max(28, taken.height() + 12))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ground(painter, option)
            self._paint_row(painter, option.rect, index)
        finally:
            painter.restore()

    def _paint_row(self, painter: QPainter, area: QRect, index: Index) -> None:
        theme = manager().theme
        diagnostic = index.data(DIAGNOSTIC_ROLE)
        place = str(index.data(_PLACE_ROLE))
        name, token = _ICONS[diagnostic.severity]
        line = QFontMetrics(font(manager().text_size)).height()
        top = area.top() + 6 + (line - _ICON_SIZE) // 2
        icon(name, token).paint(painter, area.left() + 6, top, _ICON_SIZE, _ICON_SIZE)
        painter.setFont(font(manager().text_size))
        painter.setPen(theme.colour("text"))
        width = self._room(area.width(), place)
        sentence = QRect(area.left() + 30, area.top() + 6, width, area.height() - 6)
        painter.drawText(sentence, _SENTENCE, str(index.data()))
        painter.setFont(font(manager().text_size - 1))
        painter.setPen(theme.colour("text_muted"))
        at = QRect(area.left(), area.top() + 6, area.width() - 10, line)
        painter.drawText(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, place)

    def _room(self, width: int, place: str) -> int:
        """Width of the sentence beside the sign and the name."""
        metrics = QFontMetrics(font(manager().text_size - 1))
        return max(60, width - 30 - 26 - metrics.horizontalAdvance(place))

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme = manager().theme
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if not is_selected and not option.state & QStyle.StateFlag.State_MouseOver:
            return
        is_focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(theme.colour("focus"), 1.4) if is_focused else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("selection" if is_selected else "hover"))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(0.7, 0.7, -0.7, -0.7), 6, 6)

"""The page of the derivatives panel for second derivatives: the Hessian as a heat map."""

import math
from typing import Any

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from engine.inquiries import Work
from gui.fonts import font
from gui.panels.derivatives_page import CellModel, CellTable, DerivativesPage, Index
from gui.panels.derivatives_work import MOST_ROWS, Curvature, Subject, curvature
from gui.theme import manager, set_kind
from gui.value_text import exact_text, short_text

__all__ = ["HessianPage", "heat_colour"]

_DIGITS = 4
_STRONGEST = 0.46
_MOST_EIGENVALUES = 8
_SYMMETRIC = 1e-12
_PADDING = 8
_MEASURED = 12
_WIDEST_NAME = 140


def heat_colour(share: float) -> QColor:
    """Return a colour between blue for −1, the ground for 0 and orange for 1.

    It never is so strong that text could not be read on it.
    """
    theme = manager().theme
    ground = theme.colour("panel")
    end = theme.colour("gradient" if share > 0 else "value")
    part = _STRONGEST * min(1.0, abs(share))
    mixed = (
        round(low + part * (high - low))
        for low, high in (
            (ground.red(), end.red()),
            (ground.green(), end.green()),
            (ground.blue(), end.blue()),
        )
    )
    return QColor(*mixed)


class _Model(CellModel):
    """The matrix, with the names of the leaves on both sides."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.names: list[str] = []
        self.matrix = np.empty((0, 0))
        self._largest = 0.0

    def show_matrix(self, names: list[str], matrix: Any) -> None:
        """Show another matrix."""
        self.beginResetModel()
        self.names, self.matrix = names, matrix
        finite = np.abs(matrix[np.isfinite(matrix)])
        self._largest = float(finite.max(initial=0.0))
        self.endResetModel()

    def share(self, index: Index) -> float:
        """Return the signed root of a number's share of the largest, so that small ones show."""
        number = float(self.matrix[index.row(), index.column()])
        if not (self._largest and math.isfinite(number)):
            return 0.0
        return math.copysign(math.sqrt(abs(number) / self._largest), number)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        """Return the size of the matrix."""
        return 0 if parent.isValid() else len(self.names)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        """Return the size of the matrix."""
        return 0 if parent.isValid() else len(self.names)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the name of a row or column."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.names[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            is_column = orientation is Qt.Orientation.Horizontal
            side = Qt.AlignmentFlag.AlignRight if is_column else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def side(self, _column: int) -> Qt.AlignmentFlag:
        """Return the right side: there are only numbers."""
        return Qt.AlignmentFlag.AlignRight

    def token(self, _index: Index) -> str:
        """Return the colour of text: the colour of the ground says the rest."""
        return "text"

    def text(self, index: Index) -> str:
        """Return four digits."""
        return short_text(float(self.matrix[index.row(), index.column()]), _DIGITS)

    def tip(self, index: Index) -> str:
        """Return all digits."""
        return exact_text(float(self.matrix[index.row(), index.column()]))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows; to a screen reader, with the names of row and column."""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row, column = self.names[index.row()], self.names[index.column()]
            return f"{row}, {column}: {self.text(index)}"
        return super().data(index, role)


class _HeatDelegate(QStyledItemDelegate):
    """Draws a number on a ground of its colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell."""
        self.initStyleOption(option, index)
        model = index.model()
        assert isinstance(model, _Model)
        painter.save()
        try:
            painter.fillRect(option.rect, heat_colour(model.share(index)))
            painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
            painter.setFont(option.font)
            area = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, side, str(index.data()))
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(QPen(manager().theme.colour("focus"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        finally:
            painter.restore()


class HessianPage(DerivativesPage):
    """The matrix, and what its eigenvalues say about the shape of the output."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = _Model(self)
        self.table = CellTable("hessian_table", self.tr("Hessian"), self.model, self)
        self.table.setItemDelegate(_HeatDelegate(self.table))
        self.table.verticalHeader().show()
        # Measuring every cell of a large matrix would take longer than computing it.
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.result = self.caption()
        self.result.setObjectName("hessian_result")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(self.result)
        self._names: list[str] = []

    def show_subject(self, subject: Subject, *, is_stale: bool) -> None:
        """Grey the matrix as long as it is that of another point."""
        self.model.show_stale(is_stale)
        set_kind(self.result, "muted" if is_stale else "")
        self._names = [name for name, *_ in subject.elements(MOST_ROWS)]
        if self.model.names != self._names:
            self._clear()

    def _clear(self) -> None:
        self.model.show_matrix([], np.empty((0, 0)))
        self.result.clear()

    def limit(self, subject: Subject) -> str:
        """Return why there is no matrix."""
        shape = subject.tape.shapes[subject.output]
        if shape:
            self._clear()
            text = self.tr("{name} is an array; second derivatives are those of one number.")
            return text.format(name=subject.output_name)
        if subject.count > MOST_ROWS:
            self._clear()
            text = self.tr(
                "The matrix would have {count} rows, more than the {most} that are shown. Choose "
                "fewer leaves."
            )
            return text.format(count=subject.count, most=MOST_ROWS)
        return ""

    def work(self, subject: Subject) -> tuple[Work, tuple[Any, ...]] | None:
        """Return the two sweeps that give the matrix."""
        tape = subject.tape
        wrt = [node.id for node in subject.nodes]
        return curvature, (tape.nodes, tuple(tape.edges), tape.nodes[subject.output].id, wrt)

    def take(self, found: object) -> None:
        """Show the matrix."""
        if isinstance(found, Curvature):
            self.model.show_matrix(self._names, found.matrix)
            self._fit_columns()
            self.result.setText("\n".join(self._told(found)))

    def _fit_columns(self) -> None:
        """Make all columns as wide as the widest of the numbers and names that are read first."""
        model, metrics = self.model, self.table.fontMetrics()
        few = range(min(len(model.names), _MEASURED))
        numbers = [model.text(model.index(row, column)) for row in few for column in few]
        number_metrics = QFontMetrics(font(manager().text_size - 1, mono=True))
        widest = max(map(number_metrics.horizontalAdvance, numbers), default=0)
        names = max(map(metrics.horizontalAdvance, model.names), default=0)
        width = max(widest, min(names, _WIDEST_NAME)) + 2 * _PADDING + 2
        self.table.horizontalHeader().setDefaultSectionSize(width)

    def _told(self, found: Curvature) -> list[str]:
        if not len(found.eigenvalues):
            return [self.tr("Some second derivatives are not finite, so there are no eigenvalues.")]
        largest = float(np.max(np.abs(found.matrix)))
        if found.asymmetry <= _SYMMETRIC * largest:
            lines = [self.tr("✓ Symmetric, as it has to be.")]
        else:
            text = self.tr("Symmetric but for {difference}.")
            lines = [text.format(difference=short_text(found.asymmetry, 2))]
        eigenvalues = found.eigenvalues.tolist()
        shown = [short_text(number, 6) for number in eigenvalues]
        if len(shown) > _MOST_EIGENVALUES:
            half = _MOST_EIGENVALUES // 2
            shown = [*shown[:half], "…", *shown[-half:]]
        lines.append(self.tr("Eigenvalues: {numbers}").format(numbers=",  ".join(shown)))
        lines.append(self._shape_told(np.array(eigenvalues), largest))
        return lines

    def _shape_told(self, eigenvalues: Any, largest: float) -> str:
        tolerance = 1e-12 * largest
        up = int(np.sum(eigenvalues > tolerance))
        down = int(np.sum(eigenvalues < -tolerance))
        flat = len(eigenvalues) - up - down
        if not up and not down:
            return self.tr("Flat to second order in every direction.")
        if not down and not flat:
            return self.tr("Curved upwards in every direction (positive definite).")
        if not up and not flat:
            return self.tr("Curved downwards in every direction (negative definite).")
        if up and down:
            text = self.tr(
                "Like a saddle: curved upwards along {up} of {all} axes, downwards along {down}."
            )
        elif up:
            text = self.tr("Curved upwards along {up} of {all} axes, flat along {flat}.")
        else:
            text = self.tr("Curved downwards along {down} of {all} axes, flat along {flat}.")
        return text.format(all=len(eigenvalues), up=up, down=down, flat=flat)

    def cells(self) -> list[list[str]]:
        """Return the matrix as rows of text."""
        rows = zip(self.model.names, self.model.matrix.tolist(), strict=True)
        return [["", *self.model.names], *([name, *map(repr, row)] for name, row in rows)]

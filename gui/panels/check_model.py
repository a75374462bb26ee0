"""The rows of the check panel: a leaf each, and below a tensor one for each of its elements."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from engine.calculus.notation import plain_name
from engine.gradcheck import LeafCheck, Verdict, element_verdicts
from engine.graph import Node
from engine.naming import shown_name
from engine.shapes import shape_text
from gui.check_run import CheckRun, verdict_title
from gui.fonts import font
from gui.icons import icon
from gui.theme import manager
from gui.value_text import short_text

__all__ = ["FIRST_WIDE_COLUMN", "NODE_ROLE", "ROW_ROLE", "CheckModel", "CheckRow", "check_text"]

NODE_ROLE = Qt.ItemDataRole.UserRole
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
NAME, VERDICT, ERROR, ANALYTIC, CENTRAL, COMPLEX, RIDDERS, BAR = range(8)
FIRST_WIDE_COLUMN = CENTRAL
"""From here on the columns are shown where there is room for all of them."""

_DIGITS = 6
_SIGNS = {
    Verdict.AGREES: ("check", "success"),
    Verdict.DOUBTFUL: ("warning", "warning"),
    Verdict.WRONG: ("error", "error"),
}
_TOKENS = {ANALYTIC: "gradient"}

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class CheckRow:
    """The check of one number.

    Attributes
    ----------
    name
        Of the leaf, with the place in it if it is an array.
    node
        Id of the leaf.
    analytic, central, complex_step, ridders, error_bar
        As in `LeafCheck`.
    relative_error, verdict
        As in `LeafCheck`; no verdict if the element was not checked.
    note
        What there is to say; only of the leaf as a whole.
    place
        Where in an array the worst element is, of the row of a leaf.
    shape
        Of the array, of the row of a leaf.
    """

    name: str
    node: str
    analytic: float
    central: float
    complex_step: float
    ridders: float
    error_bar: float
    relative_error: float
    verdict: Verdict | None
    note: str = ""
    place: str = ""
    shape: str = ""

    @property
    def title(self) -> str:
        """What the numbers are those of."""
        return self.name + self.place

    @property
    def numbers(self) -> tuple[float, ...]:
        """What stands in the columns from the relative error on."""
        return (
            self.relative_error,
            self.analytic,
            self.central,
            self.complex_step,
            self.ridders,
            self.error_bar,
        )


def _row(item: LeafCheck, name: str) -> CheckRow:
    """Return the row of a leaf; of an array, its worst element."""

    def at(column: Any) -> float:
        return float(np.asarray(column)[item.index])

    return CheckRow(
        name,
        item.node,
        at(item.analytic),
        at(item.central),
        at(item.complex_step),
        at(item.ridders),
        at(item.error_bar),
        item.relative_error,
        item.verdict,
        item.note,
        _place(item.index) if item.index else "",
        shape_text(np.shape(item.analytic)) if item.index else "",
    )


def _place(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]"


def _element_rows(item: LeafCheck, name: str) -> list[CheckRow]:
    """Return a row for each element that was checked."""
    errors, verdicts = element_verdicts(item)

    def numbers(column: Any) -> list[float]:
        found: list[float] = np.asarray(column).reshape(-1).tolist()
        return found

    columns = zip(
        np.ndindex(np.shape(item.analytic)),
        numbers(item.analytic),
        numbers(item.central),
        numbers(item.complex_step),
        numbers(item.ridders),
        numbers(item.error_bar),
        numbers(errors),
        verdicts,
        strict=True,
    )
    return [
        CheckRow(name + _place(place), item.node, *found)
        for place, *found in columns
        if found[-1] is not None
    ]


class CheckModel(QAbstractItemModel):
    """The results of a check run; elements are looked at when their row is opened."""

    def __init__(self, run: CheckRun, parent: QObject) -> None:
        super().__init__(parent)
        self.run = run
        self._items: list[LeafCheck] = []
        self._rows: list[CheckRow] = []
        self._elements: dict[int, list[CheckRow]] = {}
        self._shown_as: tuple[object, ...] = ()
        self._make_fonts()
        self._headers = (
            self.tr("leaf"),
            self.tr("verdict"),
            self.tr("rel. error"),
            self.tr("gradient"),
            self.tr("central"),
            self.tr("complex step"),
            self.tr("extrapolated"),
            self.tr("error bar"),
        )

    def refresh(self) -> None:
        """Show the results as they are now; what was shown already stays where it is."""
        items = list(self.run.results.values())
        known = len(self._items)
        kept = len(items) >= known and all(
            one is other for one, other in zip(self._items, items, strict=False)
        )
        if not kept:
            self.beginResetModel()
            self._items, self._rows, self._elements = [], [], {}
            self._take(items)
            self.endResetModel()
        elif len(items) > known:
            self.beginInsertRows(QModelIndex(), known, len(items) - 1)
            self._take(items[known:])
            self.endInsertRows()
        # Greyed, or in the colours of another theme.
        shown_as = self.run.is_stale, manager().theme.name, manager().text_size
        if items and shown_as != self._shown_as:
            self._make_fonts()
            last = self.index(len(items) - 1, BAR)
            self.dataChanged.emit(self.index(0, 0), last)
        self._shown_as = shown_as

    def _make_fonts(self) -> None:
        size = manager().text_size
        self._fonts = font(size), font(size - 1, mono=True)

    def _take(self, items: list[LeafCheck]) -> None:
        graph = self.run.document.graph
        for item in items:
            name = _name(graph.node(item.node)) if item.node in graph else item.name
            self._items.append(item)
            self._rows.append(_row(item, name))

    def row_at(self, index: Index) -> CheckRow:
        """Return what an index stands for."""
        parent = index.internalId()
        if not parent:
            return self._rows[index.row()]
        return self._children(parent - 1)[index.row()]

    def rows(self) -> list[CheckRow]:
        """Return a row for each leaf."""
        return list(self._rows)

    def worst(self) -> QModelIndex:
        """Return the first of the rows with the worst verdict, none if all agree."""
        ranks = [list(Verdict).index(row.verdict) if row.verdict else 0 for row in self._rows]
        if not any(ranks):
            return QModelIndex()
        return self.index(ranks.index(max(ranks)), 0)

    def _children(self, row: int) -> list[CheckRow]:
        found = self._elements.get(row)
        if found is None:
            item = self._items[row]
            found = _element_rows(item, self._rows[row].name) if item.index else []
            self._elements[row] = found
        return found

    # ------------------------------------------------------------------ what Qt asks for

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Return the index of a cell; its number is 0 for a leaf, else one more than its row."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # also Qt's other one
        """Return the leaf that an element belongs to."""
        number = index.internalId() if index.isValid() else 0
        return self.createIndex(number - 1, 0, 0) if number else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        """Return how many leaves there are, or how many elements of one were checked."""
        if not parent.isValid():
            return len(self._rows)
        is_leaf = parent.internalId() == 0 and parent.column() == 0
        return len(self._children(parent.row())) if is_leaf else 0

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008  as Qt declares it
        """Return whether a row can be opened, without looking at the elements."""
        if not parent.isValid():
            return bool(self._rows)
        is_leaf = parent.internalId() == 0 and parent.column() == 0
        return is_leaf and bool(self._items[parent.row()].index)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        """Return 8."""
        return len(self._headers)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the heading of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        row, column = self.row_at(index), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headers[column]} {self._text(row, column)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.note if column <= VERDICT else _exact(row.numbers[column - ERROR])
        if role == NODE_ROLE:
            return row.node
        return row if role == ROW_ROLE else self._looks(row, column, role)

    def _looks(self, row: CheckRow, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.FontRole:
            return self._fonts[column >= ERROR]
        if role == Qt.ItemDataRole.ForegroundRole:
            token = _TOKENS.get(column, "text")
            if column == VERDICT and row.verdict is not None:
                token = _SIGNS[row.verdict][1]
            return manager().theme.colour("stale" if self.run.is_stale else token)
        if role == Qt.ItemDataRole.DecorationRole and column == VERDICT and row.verdict is not None:
            name, token = _SIGNS[row.verdict]
            return icon(name, "stale" if self.run.is_stale else token)
        return None

    def _text(self, row: CheckRow, column: int) -> str:
        if column == NAME:
            return f"{row.name} {row.shape}" if row.shape else row.name
        if column == VERDICT:
            return "–" if row.verdict is None else verdict_title(row.verdict)
        number = row.numbers[column - ERROR]
        digits = 2 if column in {ERROR, BAR} else _DIGITS
        return "–" if math.isnan(number) else short_text(number, digits)


def check_text(model: CheckModel) -> str:
    """Return the table as text, numbers in full and columns divided by tabs."""
    columns = range(model.columnCount())
    headers = [str(model.headerData(column, Qt.Orientation.Horizontal)) for column in columns]
    lines = ["\t".join((*headers, ""))]
    for row in model.rows():
        verdict = "" if row.verdict is None else verdict_title(row.verdict)
        numbers = (repr(number) for number in row.numbers)
        lines.append("\t".join((row.title, verdict, *numbers, row.note)))
    return "\n".join(line.rstrip("\t") for line in lines)


def _name(node: Node) -> str:
    return plain_name(shown_name(node))


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column >= ERROR else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _exact(number: float) -> str:
    return "" if math.isnan(number) else repr(number).replace("-", "−")

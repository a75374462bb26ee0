"""An array as a table: its last two axes, at one place along the others."""

from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor

from engine.errors import EngineError
from engine.values import MAXIMAL_SIZE, Array
from gui.theme import manager
from gui.value_text import exact_text, read_literal, read_value, short_text

__all__ = ["MatrixModel", "read_block"]

Index = QModelIndex | QPersistentModelIndex

SHOWN_DIGITS = 5
STRONGEST = 110
"""Opacity of the colour behind the number that is largest in size, of 255."""


class MatrixModel(QAbstractTableModel):
    """Numbers in rows and columns; a vector is one column.

    Signals
    -------
    refused(str)
        What was typed into a cell is not taken; a sentence that says why.

    Attributes
    ----------
    array
        All the numbers, in the shape of the value.
    place
        Where the shown table stands along the axes before the last two.

    Parameters
    ----------
    array
        What to show; it is copied.
    is_editable
        Whether numbers can be typed.
    """

    refused = Signal(str)

    def __init__(
        self, array: Array, *, is_editable: bool = True, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.array = np.array(array, dtype=np.float64)
        self.place = (0,) * max(0, self.array.ndim - 2)
        self._is_editable = is_editable

    @property
    def table(self) -> Array:
        """The shown numbers as a matrix; writing into it writes into the array."""
        part: Array = self.array[self.place] if self.place else self.array
        return part.reshape(-1, 1) if part.ndim < 2 else part

    def show_place(self, place: tuple[int, ...]) -> None:
        """Show the table at another place along the first axes."""
        self.beginResetModel()
        self.place = place
        self.endResetModel()

    def replace(self, array: Array) -> None:
        """Show another array, at its beginning."""
        self.beginResetModel()
        self.array = np.array(array, dtype=np.float64)
        self.place = (0,) * max(0, self.array.ndim - 2)
        self.endResetModel()

    def resize(self, rows: int, columns: int) -> None:
        """Cut or fill up with zeros the last two axes.

        A vector is one column and stays a vector as long as it is to be one.

        Raises
        ------
        ValueError
            When there would be more numbers than a value may hold.
        """
        stays_vector = self.array.ndim == 1 and columns == 1
        held = self.array if stays_vector or self.array.ndim > 1 else self.array.reshape(-1, 1)
        shape = (rows,) if stays_vector else (*held.shape[:-2], rows, columns)
        if np.prod(shape) > MAXIMAL_SIZE:
            raise ValueError(self.tr("A value holds at most {0} numbers.").format(MAXIMAL_SIZE))
        resized = np.zeros(shape)
        common = tuple(slice(min(a, b)) for a, b in zip(shape, held.shape, strict=True))
        resized[common] = held[common]
        place = self.place
        self.beginResetModel()
        self.array, self.place = resized, place
        self.endResetModel()

    def fill(self, row: int, column: int, block: Array) -> None:
        """Write a block of numbers from a cell on, as far as the table reaches."""
        table = self.table
        part = block[: table.shape[0] - row, : table.shape[1] - column]
        table[row : row + part.shape[0], column : column + part.shape[1]] = part
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))

    # ------------------------------------------------------------------ the table

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows the table has."""
        return 0 if parent is not None and parent.isValid() else self.table.shape[0]

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns the table has."""
        return 0 if parent is not None and parent.isValid() else self.table.shape[1]

    def headerData(
        self, section: int, _orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the index along the axis, from 0 as everywhere here."""
        return str(section) if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return whether a cell can be typed over."""
        flags = super().flags(index)
        can_be_typed = self._is_editable and index.isValid()
        return flags | Qt.ItemFlag.ItemIsEditable if can_be_typed else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a number: rounded to be seen, with all digits to be edited and told."""
        if not index.isValid():
            return None
        number = float(self.table[index.row(), index.column()])
        if role == Qt.ItemDataRole.DisplayRole:
            return short_text(number, SHOWN_DIGITS)
        if role in {Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole}:
            return exact_text(number)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self._heat(number) if role == Qt.ItemDataRole.BackgroundRole else None

    def _heat(self, number: float) -> QColor | None:
        """Return a colour for the size of a number: one for each sign, none for zero."""
        with np.errstate(invalid="ignore"):
            largest = float(np.nanmax(np.abs(self.table), initial=0.0))
        if not np.isfinite(number) or not 0.0 < largest < np.inf or number == 0.0:
            return None
        colour = QColor(manager().theme.colour("value" if number < 0 else "gradient"))
        colour.setAlpha(round(STRONGEST * min(1.0, abs(number) / largest)))
        return colour

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a number that was typed; anything else is refused and the cell keeps its own."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        try:
            number = read_value(str(value))
        except EngineError as error:
            return self._refuse(index, str(error))
        if not isinstance(number, float):
            return self._refuse(index, self.tr("a cell holds one number, not an array"))
        self.table[index.row(), index.column()] = number
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))
        return True

    def _refuse(self, index: Index, why: str) -> bool:
        told = self.tr("Row {0}, column {1} keeps {2}: {3}.").format(
            index.row(), index.column(), self.data(index), why
        )
        self.refused.emit(told)
        return False


def read_block(text: str) -> Array | None:
    r"""Read a block of numbers as spreadsheets copy it; None for anything else.

    Rows are lines; numbers are apart by tabs, semicolons, or spaces.

    >>> read_block("1\t2,5\n3\t-4\n")
    array([[ 1. ,  2.5],
           [ 3. , -4. ]])
    >>> read_block("a b") is None
    True
    """
    lines = [line.replace(";", "\t") for line in text.splitlines() if line.strip()]
    rows = [line.split("\t" if "\t" in line else None) for line in lines]
    if not rows or len({len(row) for row in rows}) != 1:
        return None
    try:
        cells = [[read_literal(cell.strip()) for cell in row] for row in rows]
    except EngineError:
        return None
    if not all(isinstance(cell, float) for row in cells for cell in row):
        return None
    return np.array(cells, dtype=np.float64)

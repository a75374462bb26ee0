"""Matrix: an array shown, and typed, number by number."""

import numpy as np
from PySide6.QtCore import QItemSelection, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from engine.shapes import shape_text
from engine.values import Array, same_value
from gui.announcement import announce
from gui.screens import room_around
from gui.theme import manager, set_kind
from gui.value_text import short_text
from gui.widgets.matrix_model import MatrixModel, read_block

__all__ = ["MatrixDialog", "MatrixView"]

CELL_IN_TEXT_SIZES = 7
LONGEST_AXIS = 1_000_000
DIGITS = 4
SIZE_IN_TEXT_SIZES = (49, 35)


class MatrixView(QWidget):
    """A table of numbers, with the axes before the last two to choose from.

    Parameters
    ----------
    array
        What to show.
    is_editable
        Whether it can be changed.
    """

    def __init__(self, array: Array, *, is_editable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = MatrixModel(array, is_editable=is_editable, parent=self)
        self.table = QTableView(self)
        self.table.setObjectName("matrix_table")
        self.table.setAccessibleName(self.tr("Numbers"))
        self.table.setModel(self.model)
        self.table.horizontalHeader().setDefaultSectionSize(
            manager().text_size * CELL_IN_TEXT_SIZES
        )
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self._note = QLabel(self)
        set_kind(self._note, "caption")
        self._refusal = QLabel(self)
        self._refusal.setObjectName("matrix_refusal")
        self._refusal.setWordWrap(True)
        self._refusal.setTextFormat(Qt.TextFormat.PlainText)
        set_kind(self._refusal, "error")
        self._refusal.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 0)
        self._places: list[QSpinBox] = []
        self._make_places()
        self._column.addWidget(self.table, 1)
        self._column.addWidget(self._refusal)
        self._column.addWidget(self._note)
        self._add_key(self.tr("Copy"), QKeySequence.StandardKey.Copy, self.copy)
        if is_editable:
            self._add_key(self.tr("Paste"), QKeySequence.StandardKey.Paste, self.paste)
            self._add_key(self.tr("Set to 0"), QKeySequence.StandardKey.Delete, self.clear)
        self.model.dataChanged.connect(self._describe)
        self.model.modelReset.connect(self._describe)
        self.model.refused.connect(self._refuse)
        self.table.selectionModel().selectionChanged.connect(self._describe_selection)
        self._describe()

    def _make_places(self) -> None:
        lengths = self.model.array.shape[:-2]
        if not lengths:
            return
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("At"), self))
        for axis, length in enumerate(lengths):
            place = QSpinBox(self)
            place.setRange(0, length - 1)
            place.setPrefix(self.tr("axis {0}: ").format(axis))
            place.valueChanged.connect(self._show_place)
            self._places.append(place)
            row.addWidget(place)
        row.addStretch(1)
        self._column.addLayout(row)

    def _add_key(self, text: str, keys: QKeySequence.StandardKey, action: object) -> None:
        made = QAction(text, self)
        made.setShortcut(keys)
        made.triggered.connect(action)
        self.table.addAction(made)

    def _show_place(self) -> None:
        self.model.show_place(tuple(place.value() for place in self._places))

    # ------------------------------------------------------------------ blocks of numbers

    def _block(self) -> tuple[int, int, int, int] | None:
        """Return first row, first column, last row and last column of what is selected."""
        cells = self.table.selectionModel().selectedIndexes()
        if not cells:
            return None
        rows, columns = [cell.row() for cell in cells], [cell.column() for cell in cells]
        return min(rows), min(columns), max(rows), max(columns)

    def copy(self) -> None:
        """Put the selected block on the clipboard, as spreadsheets read it."""
        block = self._block()
        if block is None:
            return
        top, left, bottom, right = block
        part = self.model.table[top : bottom + 1, left : right + 1].tolist()
        text = "\n".join("\t".join(map(repr, row)) for row in part)
        QGuiApplication.clipboard().setText(text)

    def paste(self) -> None:
        """Write the block of numbers on the clipboard from the selected cell on."""
        block = read_block(QGuiApplication.clipboard().text())
        if block is None:
            self.tell(self.tr("There are no rows of numbers on the clipboard."))
            return
        selected = self._block() or (0, 0, 0, 0)
        self.model.fill(selected[0], selected[1], block)

    def clear(self) -> None:
        """Set the selected numbers to zero."""
        block = self._block()
        if block is not None:
            top, left, bottom, right = block
            self.model.fill(top, left, np.zeros((bottom - top + 1, right - left + 1)))

    # ------------------------------------------------------------------ in words

    def tell(self, sentence: str) -> None:
        """Say something below the table."""
        self._note.setText(sentence)

    def _refuse(self, sentence: str) -> None:
        """Say why a cell did not take what was typed, until something is taken."""
        self._refusal.setText(sentence)
        self._refusal.show()
        announce(self._refusal, sentence)

    def _describe(self) -> None:
        self._refusal.hide()
        self._describe_all()

    def _describe_all(self) -> None:
        self._note.setText(_summary(self.model.array))

    def _describe_selection(self, _chosen: QItemSelection, _left: QItemSelection) -> None:
        block = self._block()
        if block is None or block[:2] == block[2:]:
            self._describe_all()
            return
        top, left, bottom, right = block
        self._note.setText(_summary(self.model.table[top : bottom + 1, left : right + 1]))


class MatrixDialog(QDialog):
    """Shows the value of a node and its gradient as tables; of a leaf, to be edited.

    Parameters
    ----------
    name
        What the node is called.
    value, gradient
        What is known of it.
    is_editable
        Whether the value can be changed.
    """

    def __init__(
        self,
        name: str,
        value: Array,
        gradient: Array | None = None,
        *,
        is_editable: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("matrix")
        self._name = name
        self._given = np.array(value)
        size, room = manager().text_size, room_around(self)
        wide, high = (size * factor for factor in SIZE_IN_TEXT_SIZES)
        self.resize(min(wide, room.width() - 40), min(high, room.height() - 80))
        self.value = MatrixView(value, is_editable=is_editable, parent=self)
        self.value.model.modelReset.connect(self._show_shape)
        self._show_shape()
        column = QVBoxLayout(self)
        if is_editable:
            column.addLayout(self._tools())
        tabs = QTabWidget(self)
        tabs.setDocumentMode(True)
        tabs.addTab(self.value, self.tr("Value"))
        if gradient is not None:
            tabs.addTab(MatrixView(gradient, is_editable=False, parent=self), self.tr("Gradient"))
        column.addWidget(tabs, 1)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(
            kinds.Ok | kinds.Cancel if is_editable else kinds.Close, parent=self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.give_up)
        column.addWidget(buttons)
        self.value.table.setFocus()

    def give_up(self) -> None:
        """Close without taking over what was typed."""
        super().reject()

    def reject(self) -> None:
        """Close on Escape; ask first what becomes of numbers that were changed."""
        if same_value(self.array, self._given):
            super().reject()
            return
        kinds = QMessageBox.StandardButton
        box = QMessageBox(self)
        box.setObjectName("matrix_question")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Take over the changed numbers of {0}?").format(self._name))
        box.setStandardButtons(kinds.Apply | kinds.Discard | kinds.Cancel)
        box.setDefaultButton(kinds.Apply)
        chosen = box.exec()
        if chosen == kinds.Apply:
            self.accept()
        elif chosen == kinds.Discard:
            super().reject()

    @property
    def array(self) -> Array:
        """The value as it was edited."""
        return self.value.model.array

    def _show_shape(self) -> None:
        self.setWindowTitle(self.tr("{0}: {1}").format(self._name, shape_text(self.array.shape)))

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        shape = self.value.model.table.shape
        self._rows = self._count(self.tr("Rows"), shape[0])
        self._columns = self._count(self.tr("Columns"), shape[1])
        for title, count in (
            (self.tr("&Rows"), self._rows),
            (self.tr("&Columns"), self._columns),
        ):
            label = QLabel(title, self)
            label.setBuddy(count)
            row.addWidget(label)
            row.addWidget(count)
        row.addStretch(1)
        fill = QPushButton(self.tr("&Fill with"), self)
        fill.setAutoDefault(False)
        menu = QMenu(fill)
        menu.addAction(self.tr("&Zeros"), self._fill_zeros)
        menu.addAction(self.tr("&Ones"), self._fill_ones)
        menu.addAction(self.tr("&Identity"), self._fill_identity)
        menu.addAction(self.tr("&Normal Numbers, Scaled by the Inputs"), self._fill_normal)
        fill.setMenu(menu)
        row.addWidget(fill)
        return row

    def _count(self, name: str, value: int) -> QSpinBox:
        count = QSpinBox(self)
        count.setRange(1, LONGEST_AXIS)
        count.setValue(value)
        count.setAccessibleName(name)
        count.setKeyboardTracking(False)
        count.valueChanged.connect(self._resize)
        return count

    def _resize(self) -> None:
        model = self.value.model
        try:
            model.resize(self._rows.value(), self._columns.value())
        except ValueError as error:
            for count, length in zip((self._rows, self._columns), model.table.shape, strict=True):
                count.blockSignals(True)
                count.setValue(length)
                count.blockSignals(False)
            self.value.tell(str(error))

    def _fill_zeros(self) -> None:
        self.value.model.replace(np.zeros(self.array.shape))

    def _fill_ones(self) -> None:
        self.value.model.replace(np.ones(self.array.shape))

    def _fill_identity(self) -> None:
        table = self.value.model.table
        self.value.model.fill(0, 0, np.eye(*table.shape))

    def _fill_normal(self) -> None:
        """Draw anew what a layer's weights begin with: variance one over the number of inputs."""
        inputs = self.array.shape[-1]
        drawn = np.random.default_rng().normal(0.0, inputs**-0.5, self.array.shape)
        self.value.model.replace(drawn)


def _summary(array: Array) -> str:
    """Return what a table adds up to, in a line."""
    with np.errstate(all="ignore"):
        numbers = (array.min(), array.max(), array.mean(), np.linalg.norm(array))
    names = ("min", "max", "mean", "norm")
    told = (
        f"{name} {short_text(float(number), DIGITS)}"
        for name, number in zip(names, numbers, strict=True)
    )
    return "   ".join((shape_text(array.shape), *told))

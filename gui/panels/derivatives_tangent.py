"""The page of the derivatives panel for directions: how the output moves along each of them."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine.calculus.notation import plain_name
from engine.errors import EngineError, ShapeError
from engine.graph import Node
from engine.inquiries import Work
from engine.shapes import shape_text
from engine.values import Value, shape_of
from gui.panels.derivatives_page import CellModel, CellTable, DerivativesPage, Index
from gui.panels.derivatives_work import MOST_ROWS, Subject, Tangent, node_name, tangents
from gui.theme import set_kind
from gui.value_text import copied_text, exact_text, read_value, short_text

__all__ = ["DirectionModel", "TangentPage", "length_of"]

MOST_DIRECTIONS = 8
_MOST_TERMS = 4
_MOST_SHOWN = 5
_BAR_HEIGHT = 14
"""Room for a scroll bar below the table."""

Direction = Mapping[str, Value]


def length_of(direction: Direction) -> float:
    """Return the length of a direction over all its numbers.

    >>> length_of({"n1": 3.0, "n2": np.array([0.0, 4.0])})
    5.0
    """
    return math.hypot(*(number for value in direction.values() for number in np.ravel(value)))


def symbol_of(number: int) -> str:
    """Return what the first, second … direction is called."""
    return plain_name(f"v{number}")


class DirectionModel(CellModel):
    """A row for each leaf and a column for each direction, to be typed over.

    Signals
    -------
    edited()
        A direction is another.
    refused(str)
        What was typed is no number, or has another shape than the leaf.
    """

    edited = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._nodes: list[Node] = []
        self._shapes: list[tuple[int, ...]] = []
        self._typed: list[dict[str, Value]] = [{}]

    @property
    def count(self) -> int:
        """How many directions there are."""
        return len(self._typed)

    def show_subject(self, subject: Subject) -> None:
        """Show other leaves; what was typed for one stays, as long as it fits."""
        nodes = subject.nodes
        shapes = [subject.tape.shapes[slot] for slot in subject.slots]
        known = [(node.id, node.name) for node in self._nodes], self._shapes
        if ([(node.id, node.name) for node in nodes], shapes) == known:
            return
        self.beginResetModel()
        self._nodes, self._shapes = nodes, shapes
        if not any(self._typed[0].get(node.id) is not None for node in nodes) and nodes:
            # Something to look at: how the output moves with the first leaf alone.
            self._typed[0][nodes[0].id] = np.ones(shapes[0]) if shapes[0] else 1.0
        self.endResetModel()

    def directions(self) -> list[dict[str, Value]]:
        """Return the directions, each with a value for every leaf."""
        return [
            {
                node.id: self._value(typed, node, shape)
                for node, shape in zip(self._nodes, self._shapes, strict=True)
            }
            for typed in self._typed
        ]

    def add(self) -> None:
        """Add a direction, along the next leaf."""
        at = self.count + 1
        self.beginInsertColumns(QModelIndex(), at, at)
        place = self.count % len(self._nodes) if self._nodes else 0
        first = self._nodes[place] if self._nodes else None
        shape = self._shapes[place] if self._nodes else ()
        self._typed.append({} if first is None else {first.id: np.ones(shape) if shape else 1.0})
        self.endInsertColumns()
        self.edited.emit()

    def remove(self) -> None:
        """Remove the last direction."""
        self.beginRemoveColumns(QModelIndex(), self.count, self.count)
        self._typed.pop()
        self.endRemoveColumns()
        self.edited.emit()

    def _value(self, typed: Mapping[str, Value], node: Node, shape: tuple[int, ...]) -> Value:
        value = typed.get(node.id, 0.0)
        if shape_of(value) != shape:
            return np.zeros(shape) if shape else 0.0
        return value

    def _cell(self, index: Index) -> Value:
        row = index.row()
        return self._value(self._typed[index.column() - 1], self._nodes[row], self._shapes[row])

    # ------------------------------------------------------------------ what Qt asks for

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        """Return how many leaves are shown."""
        return 0 if parent.isValid() else min(len(self._nodes), MOST_ROWS)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        """Return one more than there are directions."""
        return 0 if parent.isValid() else 1 + self.count

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the heading of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            direction = symbol_of(section) if self.count > 1 else self.tr("direction v")
            return direction if section else self.tr("leaf")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(section) | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that directions can be typed over."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if index.column() else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, or in full what is typed over."""
        if role == Qt.ItemDataRole.EditRole and index.column():
            return exact_text(self._cell(index))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._nodes[index.row()].key}: {self.text(index)}"
        return super().data(index, role)

    def token(self, index: Index) -> str:
        """Return the colour of what a number means."""
        return "value" if index.column() and np.any(self._cell(index)) else "text"

    def text(self, index: Index) -> str:
        """Return a number in short, an array by its shape and length."""
        row = index.row()
        if not index.column():
            shape = self._shapes[row]
            return node_name(self._nodes[row]) + (f" {shape_text(shape)}" if shape else "")
        value = self._cell(index)
        if isinstance(value, float):
            return short_text(value)
        short = exact_text(value)
        norm = short_text(float(np.linalg.norm(value)))
        return short if len(short) <= 16 else f"‖{norm}‖"

    def tip(self, index: Index) -> str:
        """Return a number in full."""
        return exact_text(self._cell(index)) if index.column() else ""

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed; one number stands for every element of an array."""
        if role != Qt.ItemDataRole.EditRole or not index.column():
            return False
        node, shape = self._nodes[index.row()], self._shapes[index.row()]
        try:
            read = read_value(str(value))
            if shape and isinstance(read, float):
                read = np.full(shape, read)
            if shape_of(read) != shape:
                told = self.tr("“{name}” has the shape {shape}")
                raise ShapeError(told.format(name=node_name(node), shape=shape_text(shape) or "()"))
        except EngineError as error:
            self.refused.emit(str(error))
            return False
        self._typed[index.column() - 1][node.id] = read
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True


class TangentPage(DerivativesPage):
    """Directions above, and what comes of them below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._subject: Subject | None = None
        self._found: Tangent | None = None
        self._used: list[dict[str, Value]] = []
        self.model = DirectionModel(self)
        self.table = CellTable("directions", self.tr("Directions"), self.model, self)
        triggers = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(
            triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed
        )
        self.normalise = QCheckBox(self.tr("Normalise: make each direction of length 1"), self)
        self.normalise.setObjectName("normalise")
        self.add = QPushButton(self.tr("Add a direction"), self)
        self.add.setObjectName("add_direction")
        self.remove = QPushButton(self.tr("Remove the last"), self)
        self.remove.setObjectName("remove_direction")
        self.result = self.caption()
        self.result.setObjectName("tangent_result")
        set_kind(self.result, "")
        self.more = self.caption()
        set_kind(self.more, "caption")
        self._lay_out()
        self.model.edited.connect(self._edited)
        self.model.modelReset.connect(self._fit)
        self.model.refused.connect(self.refused)
        self.normalise.toggled.connect(self.wanted)
        self.add.clicked.connect(self.model.add)
        self.remove.clicked.connect(self.model.remove)
        self._edited()

    def _lay_out(self) -> None:
        content = QWidget(self)
        content.setAutoFillBackground(False)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table)
        column.addWidget(self.more)
        column.addWidget(self.result)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.normalise)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        scroll.viewport().setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _edited(self) -> None:
        self.add.setEnabled(self.model.count < MOST_DIRECTIONS)
        self.remove.setEnabled(self.model.count > 1)
        self._fit()
        self.wanted.emit()

    def _fit(self) -> None:
        header = self.table.horizontalHeader()
        is_narrow = self.model.count <= 3
        mode = QHeaderView.ResizeMode
        header.setSectionResizeMode(mode.Stretch if is_narrow else mode.ResizeToContents)
        rows = max(1, min(self.model.rowCount(), _MOST_SHOWN))
        height = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(header.sizeHint().height() + rows * height + _BAR_HEIGHT)

    # ------------------------------------------------------------------ computing

    def show_subject(self, subject: Subject, *, is_stale: bool) -> None:
        """Show other leaves, or another point."""
        self._subject = subject
        self.model.show_stale(is_stale)
        self.model.show_subject(subject)
        set_kind(self.result, "muted" if is_stale else "")
        hidden = len(subject.slots) > MOST_ROWS
        self.more.setVisible(hidden)
        text = self.tr("The first {shown} of {count} leaves are shown; the others stay.")
        self.more.setText(text.format(shown=MOST_ROWS, count=len(subject.slots)))

    def limit(self, _subject: Subject) -> str:
        """Return why there is no direction to go in."""
        lengths = list(map(length_of, self.model.directions()))
        if all(length > 0 for length in lengths):
            return ""
        self.result.clear()
        return self.tr("Give each direction a number other than 0.")

    def work(self, subject: Subject) -> tuple[Work, tuple[Any, ...]] | None:
        """Return the sweep along all directions."""
        directions = self.model.directions()
        if self.normalise.isChecked():
            directions = [
                {key: value / length_of(direction) for key, value in direction.items()}
                for direction in directions
            ]
        self._used = directions
        output = subject.tape.nodes[subject.output].id
        return tangents, (subject.tape.nodes, tuple(subject.tape.edges), output, directions)

    def take(self, found: object) -> None:
        """Show the derivative along each direction, in words."""
        if not isinstance(found, Tangent) or self._subject is None:
            return
        self._found = found
        name = self._subject.output_name
        lines = [f"{name} = {exact_text(found.value)}"]
        for number, (tangent, used) in enumerate(zip(found.tangents, self._used, strict=True), 1):
            symbol = symbol_of(number) if len(found.tangents) > 1 else "v"
            lines += ["", *self._told(self._subject, symbol, tangent, used)]
        self.result.setText("\n".join(lines))

    def _told(
        self, subject: Subject, symbol: str, tangent: Value, direction: Direction
    ) -> list[str]:
        name, length = subject.output_name, length_of(direction)
        told = self.tr("Along {symbol}, {name} changes {tangent} times as fast as the leaves.")
        terms = f"{_sum_text(subject, direction)} = " if isinstance(tangent, float) else ""
        lines = [
            f"∇{name} · {symbol} = {terms}{exact_text(tangent)}",
            told.format(symbol=symbol, name=name, tangent=_short(tangent)),
        ]
        if not math.isclose(length, 1.0):
            told = self.tr("The direction has the length {length}, so that it counts so often.")
            lines.append(told.format(length=short_text(length)))
        return lines

    def cells(self) -> list[list[str]]:
        """Return directions and derivatives as rows of text."""
        if self._subject is None:
            return []
        headings = [
            str(self.model.headerData(column, Qt.Orientation.Horizontal))
            for column in range(self.model.columnCount())
        ]
        rows = [
            [node_name(node), *(copied_text(used[node.id]) for used in self._used)]
            for node in self._subject.nodes
            if all(node.id in used for used in self._used)
        ]
        if self._found is not None:
            name = self._subject.output_name
            rows.append([f"∇{name} · v", *map(copied_text, self._found.tangents)])
        return [headings, *rows]


def _short(value: Value) -> str:
    return short_text(value) if isinstance(value, float) else exact_text(value)


def _sum_text(subject: Subject, direction: Direction) -> str:
    """Write the dot product with its numbers, as far as a line goes."""
    terms = []
    for slot, node in zip(subject.slots, subject.nodes, strict=True):
        gradients = np.ravel(np.asarray(subject.run.gradient_at(slot)))
        moves = np.ravel(np.asarray(direction[node.id]))
        terms += [
            f"{_factor(float(gradients[at]))} · {_factor(float(moves[at]))}"
            for at in np.flatnonzero(moves).tolist()[: _MOST_TERMS + 1]
        ]
    shown = terms[:_MOST_TERMS] + (["…"] if len(terms) > _MOST_TERMS else [])
    return " + ".join(shown)


def _factor(number: float) -> str:
    text = short_text(number, 4)
    return f"({text})" if text.startswith("−") else text

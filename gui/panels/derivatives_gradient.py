"""The page of the derivatives panel for the gradient: a number for each number of the leaves."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QVBoxLayout, QWidget

from engine.inquiries import Work
from gui.panels.derivatives_page import CellModel, CellTable, DerivativesPage, Index
from gui.panels.derivatives_work import MOST_ROWS, Subject
from gui.theme import set_kind
from gui.value_text import exact_text, short_text

__all__ = ["GradientPage"]

NAME, VALUE, GRADIENT = range(3)
_TOKENS = ("text", "value", "gradient")


class _Model(CellModel):
    """Name, value and gradient."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, str, float, float]] = []
        self._output = ""

    def show_subject(self, subject: Subject) -> None:
        """Show the first rows of other leaves."""
        self.beginResetModel()
        self._rows = subject.elements(MOST_ROWS)
        self._output = subject.output_name
        self.endResetModel()

    def node_at(self, row: int) -> str:
        """Return the id of a row's leaf."""
        return self._rows[row][1]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        """Return how many numbers are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        """Return 3."""
        return 0 if parent.isValid() else len(_TOKENS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the heading of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("leaf"), self.tr("value"), f"∂{self._output}/∂·")[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(section) | Qt.AlignmentFlag.AlignVCenter
        return None

    def token(self, index: Index) -> str:
        """Return the colour of what a number means."""
        return _TOKENS[index.column()]

    def text(self, index: Index) -> str:
        """Return six digits."""
        name, _, *numbers = self._rows[index.row()]
        column = index.column()
        return short_text(numbers[column - VALUE]) if column else name

    def tip(self, index: Index) -> str:
        """Return all digits."""
        _, _, *numbers = self._rows[index.row()]
        return exact_text(numbers[index.column() - VALUE]) if index.column() else ""


class GradientPage(DerivativesPage):
    """A table that is there as soon as the graph is evaluated."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._subject: Subject | None = None
        self.model = _Model(self)
        title = self.tr("Gradient")
        self.table = CellTable("gradient_table", title, self.model, self)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.more = self.caption()
        self.more.setObjectName("gradient_more")
        set_kind(self.more, "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.more)
        self.table.activated.connect(self._choose)
        self.table.doubleClicked.connect(self._choose)

    def show_subject(self, subject: Subject, *, is_stale: bool) -> None:
        """Show other leaves, or another point."""
        self._subject = subject
        self.model.show_stale(is_stale)
        self.model.show_subject(subject)
        count = subject.count
        self.more.setVisible(count > MOST_ROWS)
        text = self.tr("The first {shown} of {count} numbers are shown; copying takes them all.")
        self.more.setText(text.format(shown=MOST_ROWS, count=count))

    def limit(self, _subject: Subject) -> str:
        """Return nothing: a long table is cut off."""
        return ""

    def work(self, _subject: Subject) -> tuple[Work, tuple[Any, ...]] | None:
        """Return None: the evaluation knows the gradient."""
        return None

    def cells(self) -> list[list[str]]:
        """Return everything as rows of text."""
        if self._subject is None:
            return []
        headings = [str(self.model.headerData(at, Qt.Orientation.Horizontal)) for at in range(3)]
        rows = [
            [name, repr(value), repr(gradient)]
            for name, _, value, gradient in self._subject.elements()
        ]
        return [headings, *rows]

    def _choose(self, index: QModelIndex) -> None:
        self.node_chosen.emit(self.model.node_at(index.row()))

"""OperationSearch: the box that opens on the canvas to add something by a few letters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QListView, QVBoxLayout, QWidget

from engine.errors import ValueFormatError
from engine.snippet import is_formula, why_no_formula
from gui.catalogue import Entry, entries, entry_of, search_entries
from gui.search import SearchText
from gui.theme import set_kind
from gui.value_text import read_literal
from gui.widgets.entry_rows import ENTRY_ROLE, EntryDelegate, EntryModel
from gui.widgets.popup_field import PopupField

if TYPE_CHECKING:
    from engine.values import Value

__all__ = ["OperationSearch"]

SIZE = QSize(268, 324)
MARGIN = 8
SPACING = 6
EMPTY_HEIGHT = 12
LAST_USED = "last used"
MOST_LAST_USED = 5
FORMULA = "="
"""Stands for a formula among the names of operations, of which none is called so."""

FRAME = 14


class OperationSearch(QFrame):
    """A search field over a ranked list of everything that can be put on the canvas.

    Signals
    -------
    chosen(str, Value | None)
        An operation or a kind of leaf, and the number that was typed for it.
    formula_chosen(str)
        A formula that was typed.
    closed()
        It is gone.

    Attributes
    ----------
    last_used
        Names of what was chosen before, the latest first.
    """

    chosen = Signal(str, object)
    formula_chosen = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setObjectName("canvas_search")
        set_kind(self, "card")
        self.setAutoFillBackground(True)
        self._among: list[Entry] | None = None
        self._takes_numbers = True
        self.last_used: tuple[str, ...] = ()
        self.field = PopupField(self.tr("Operation, variable or number"), parent=self)
        self.field.setObjectName("canvas_search_field")
        self._model = EntryModel(self)
        self._list = QListView(self)
        self._list.setObjectName("canvas_search_list")
        self._list.setAccessibleName(self.tr("Found"))
        self._list.setModel(self._model)
        self._list.setItemDelegate(EntryDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        set_kind(self._list, "plain")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        layout.addWidget(self.field)
        layout.addWidget(self._list, 1)
        self._nothing = QLabel(self)
        self._nothing.setObjectName("canvas_search_nothing")
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setWordWrap(True)
        set_kind(self._nothing, "muted")
        layout.addWidget(self._nothing)
        self.field.textChanged.connect(self._search)
        self.field.moved.connect(self._move)
        self.field.chosen.connect(self._choose)
        self.field.dismissed.connect(self.close_search)
        self._list.clicked.connect(self._choose_row)
        self.resize(SIZE)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return not self.isHidden()

    def open_search(
        self, place: QPoint, among: list[Entry] | None = None, *, takes_numbers: bool = True
    ) -> None:
        """Open beside a point of the parent.

        Parameters
        ----------
        place
            Where; it moves so far that all of it is seen.
        among
            The entries that fit; all when None.
        takes_numbers
            Whether a typed number offers a constant, and a typed formula its nodes.
        """
        self._among, self._takes_numbers = among, takes_numbers
        room = self._ground.size()
        self.resize(SIZE)
        x = max(4, min(place.x(), room.width() - self.width() - 4))
        y = max(4, min(place.y(), room.height() - self.height() - 4))
        self.move(x, y)
        self.field.clear()
        self._search("")
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_search(self) -> None:
        """Go without adding anything."""
        if self.isHidden():
            return
        had_focus = self.field.hasFocus()
        self.hide()
        if had_focus:
            self._ground.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def _search(self, query: str) -> None:
        found = self._found(query)
        self._model.show_entries(found, with_headings=not query.strip())
        self._list.setVisible(bool(found))
        why = why_no_formula(query) if self._takes_numbers else ""
        self._nothing.setText(why or self.tr("Nothing of that name"))
        self._nothing.setVisible(not found)
        self._fit_height()
        self._move(1)

    def _found(self, query: str) -> list[Entry]:
        """Return what to offer, among equals what was used last before the others."""
        among = entries() if self._among is None else self._among
        known = {entry.operation: entry for entry in among}
        lately = [known[name] for name in self.last_used if name in known]
        if not query.strip():
            first = [replace(entry, family=LAST_USED) for entry in lately[:MOST_LAST_USED]]
            return [*first, *among]
        found = search_entries(query, [*dict.fromkeys([*lately, *among])])
        constant = entry_of("constant")
        if self._takes_numbers and self._number() is not None and constant is not None:
            title = self.tr("Constant {0}").format(query.strip())
            typed = replace(constant, title=title)
            return [typed, *(entry for entry in found if entry != constant)]
        if self._takes_numbers and is_formula(query):
            return [*found, self._formula(query)]
        return found

    def _formula(self, text: str) -> Entry:
        summary = self.tr("All nodes of the formula; names that are there already stay one node")
        title = self.tr("Formula {0}").format(text.strip())
        return Entry(FORMULA, title, "ƒ", "", summary, "operation", SearchText(title))

    def _fit_height(self) -> None:
        """Be no higher than what was found, down to a row's height for nothing."""
        rows = range(self._model.rowCount())
        told = self._nothing.heightForWidth(SIZE.width() - 2 * MARGIN)
        height = sum(self._list.sizeHintForRow(row) for row in rows) or max(EMPTY_HEIGHT, told)
        around = self.field.sizeHint().height() + 2 * MARGIN + SPACING + FRAME
        self.resize(SIZE.width(), min(SIZE.height(), around + height))

    def _number(self) -> Value | None:
        """Return the number or array that was typed, or None when it is something else."""
        try:
            return read_literal(self.field.text())
        except ValueFormatError:
            return None

    def _move(self, rows: int) -> None:
        """Go on by so many entries; headings do not count."""
        places = [
            row
            for row in range(self._model.rowCount())
            if isinstance(self._model.index(row, 0).data(ENTRY_ROLE), Entry)
        ]
        if not places:
            return
        here = self._list.currentIndex().row()
        index = places.index(here) + rows if here in places else 0
        row = places[max(0, min(index, len(places) - 1))]
        self._list.setCurrentIndex(self._model.index(row, 0))
        if row == places[0]:
            self._list.scrollToTop()

    def _choose(self) -> None:
        self._choose_row(self._list.currentIndex())

    def _choose_row(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, Entry):
            return
        text, value = self.field.text(), None
        if entry.operation == "constant":
            value = self._number()
        self.close_search()
        if entry.operation == FORMULA:
            self.formula_chosen.emit(text)
            return
        self.chosen.emit(entry.operation, value)

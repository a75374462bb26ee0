"""The rows of the derive panel: thousands of them, of which only those in sight are widgets."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from time import perf_counter
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from engine.graph import Edge
from gui.announcement import announce
from gui.panels.derive_entry import Entry
from gui.panels.derive_row import RowView
from gui.panels.derive_writing import copied_text
from gui.theme import manager
from gui.value_text import local_text

__all__ = ["RowList"]

_GUESSED_LINES = 5.0
"""How high a row is held to be that nobody has seen yet, in sizes of the text."""

_PLACING_SECONDS = 0.008
"""How long rows are put in place at a time; painting them takes about as long again."""

_TRIES = 6
"""How often a row is sought among rows whose heights are not known yet."""

Teller = Callable[[Any], Entry]


class RowList(QAbstractScrollArea):
    """A list of rows of different heights.

    What a row tells is asked for when the row comes into sight, and so is its height; the others
    are held to be as high as the average.

    Signals
    -------
    pointed(object)
        Edges that are meant by the pointer or the keyboard, as a tuple.
    chosen(object)
        Edges that are to be selected and shown.
    """

    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("derive_rows")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self._items: list[Any] = []
        self._tell: Teller = lambda item: item
        self._entries: dict[int, Entry] = {}
        self._heights: list[float | None] = []
        self._shown: dict[int, RowView] = {}
        self._spare: list[RowView] = []
        self._lit: frozenset[Edge] = frozenset()
        self._current: tuple[int, int | None] | None = None
        self._sought = 0, 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._place)
        manager().changed.connect(self._measure_anew)

    # ------------------------------------------------------------------ what is shown

    @property
    def items(self) -> Sequence[Any]:
        """What the rows are made from."""
        return self._items

    @property
    def count(self) -> int:
        """How many rows there are so far."""
        return len(self._items)

    @property
    def views(self) -> list[RowView]:
        """The rows in sight, from the top."""
        return [self._shown[place] for place in sorted(self._shown)]

    def entry(self, place: int) -> Entry:
        """Return what a row tells."""
        if place not in self._entries:
            self._entries[place] = self._tell(self._items[place])
        return self._entries[place]

    def begin(self, tell: Teller, *, keeps_place: bool) -> None:
        """Show other rows, which are to come.

        Parameters
        ----------
        tell
            Makes what a row tells from what `append` is given for it.
        keeps_place
            Whether it is the same again in other numbers, to be shown from where it stands.
        """
        self._items, self._entries, self._tell = [], {}, tell
        if not keeps_place:
            self._heights = []
            self._set_current(None)
            self.verticalScrollBar().setValue(0)
        self._later()

    def append(self, items: Sequence[Any]) -> None:
        """Add rows at the end."""
        self._items.extend(items)
        if items:
            self._later()

    def finish(self) -> None:
        """Take away what is left of a longer list that was shown before."""
        del self._heights[len(self._items) :]
        if self._current is not None and self._current[0] >= len(self._items):
            self._set_current(None)
        self._later()

    def set_lit(self, edges: frozenset[Edge]) -> None:
        """Light up what speaks of these edges."""
        self._lit = edges
        for view in self._shown.values():
            view.set_lit(edges)

    def go_to(self, place: int) -> None:
        """Scroll to a row and put the keyboard there."""
        if 0 <= place < len(self._items):
            self._set_current((place, None))
            self._sought = place, _TRIES
            self._reveal(place)

    # ------------------------------------------------------------------ placing

    def _later(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _guess(self) -> float:
        return _GUESSED_LINES * manager().text_size

    def _tops(self) -> list[float]:
        """Return where each row begins, and at last where all end."""
        guess = self._guess()
        self._heights += [None] * (len(self._items) - len(self._heights))
        heights = (guess if it is None else it for it in self._heights)
        return list(accumulate(heights, initial=0.0))

    def _place(self) -> None:
        """Put the rows in sight where they belong, and let go of the others."""
        self._timer.stop()
        width, room = self.viewport().width(), self.viewport().height()
        tops = self._tops()
        bar = self.verticalScrollBar()
        offset = float(bar.value())
        first = max(0, min(bisect_right(tops, offset) - 1, len(self._items) - 1))
        top, place = tops[first] - offset, first
        wanted: dict[int, RowView] = {}
        until, has_new = perf_counter() + _PLACING_SECONDS, False
        while place < len(self._items) and top < room:
            is_new = place not in self._shown
            if is_new and has_new and perf_counter() > until:
                # The rest a moment later, so that the window can do something else meanwhile.
                self._later()
                break
            has_new = has_new or is_new
            view = self._view(place)
            height = self._heights[place] = float(view.height_in(width))
            view.setGeometry(0, round(top), width, round(height))
            wanted[place] = view
            top += height
            place += 1
        for gone in [place for place in self._shown if place not in wanted]:
            view = self._shown.pop(gone)
            view.hide()
            self._spare.append(view)
        total = self._tops()[-1]
        bar.setPageStep(max(1, room))
        bar.setSingleStep(manager().text_size * 3)
        bar.setRange(0, max(0, round(total) - room))
        self._seek()

    def _seek(self) -> None:
        """Go on towards a row that is sought, until it is reached."""
        place, tries = self._sought
        is_sought = tries > 0 and place < len(self._items)
        # On the way to it others turn out to be higher or lower than was guessed.
        self._sought = (place, tries - 1) if is_sought and self._reveal(place) else (0, 0)

    def _view(self, place: int) -> RowView:
        view = self._shown.get(place)
        if view is None:
            view = self._spare.pop() if self._spare else self._new_view()
            self._shown[place] = view
        view.show_entry(self.entry(place))
        view.set_lit(self._lit)
        here = self._current is not None and self._current[0] == place and self.hasFocus()
        view.set_current(here, self._current[1] if self._current else None)
        view.show()
        return view

    def _new_view(self) -> RowView:
        view = RowView(self.viewport())
        view.pointed.connect(self.pointed)
        view.chosen.connect(self.chosen)
        view.linked.connect(self.go_to)
        view.resized.connect(self._later)
        return view

    def _measure_anew(self) -> None:
        self._heights = []
        self._entries = {}
        self._later()

    def write_anew(self) -> None:
        """Show the same rows in other words."""
        self._entries = {}
        self._later()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows have other heights in another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._heights = []
        self._later()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, and seek no more."""
        self._sought = 0, 0
        super().wheelEvent(event)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Show other rows."""
        self._later()

    def viewportEvent(self, event: QEvent) -> bool:
        """Leave the layout of the rows to this list."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._later()
            return True
        return super().viewportEvent(event)

    # ------------------------------------------------------------------ the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the rows and their factors."""
        place, chip = self._current or (self._first_in_sight(), None)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Home: -place}
        steps[Qt.Key.Key_End] = len(self._items) - 1 - place
        in_sight = max(1, len(self._shown) - 1)
        steps |= {Qt.Key.Key_PageDown: in_sight, Qt.Key.Key_PageUp: -in_sight}
        key = Qt.Key(event.key())
        if not self._items:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(copied_text([self.entry(place)]))
        elif key in steps:
            step = steps[key] if self._current else 0
            self.go_to(max(0, min(len(self._items) - 1, place + step)))
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Left) and self._current:
            self._walk_chips(place, chip, 1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(place, chip)
        else:
            super().keyPressEvent(event)

    def _first_in_sight(self) -> int:
        return min(self._shown, default=0)

    def _walk_chips(self, place: int, chip: int | None, step: int) -> None:
        last = len(self.entry(place).chips) - 1
        if last < 0:
            return
        if chip is None:
            self._set_current((place, 0 if step > 0 else last))
        else:
            inside = 0 <= chip + step <= last
            self._set_current((place, chip + step if inside else None))

    def _activate(self, place: int, chip: int | None) -> None:
        """Do what a click would do."""
        entry = self.entry(place)
        edge = None if chip is None else entry.chips[chip].edge
        if edge is not None:
            self.chosen.emit((edge,))
        elif entry.link is not None:
            self.go_to(entry.link)
        elif entry.edges:
            self.chosen.emit(entry.edges)

    def _set_current(self, current: tuple[int, int | None] | None) -> None:
        self._current = current
        for place, view in self._shown.items():
            here = current is not None and place == current[0]
            view.set_current(here, current[1] if current else None)
        if current is None:
            return
        entry = self.entry(current[0])
        chip = None if current[1] is None else entry.chips[current[1]]
        said = entry.spoken if chip is None else f"{chip.symbol.text} = {chip.number.text}"
        self.setAccessibleDescription(local_text(said))
        announce(self, local_text(said))
        edge = None if chip is None else chip.edge
        self.pointed.emit(entry.edges if edge is None else (edge,))

    def _reveal(self, place: int) -> bool:
        """Scroll so that a row is whole in sight, as far as heights are known.

        Returns whether it was not.
        """
        bar, tops = self.verticalScrollBar(), self._tops()
        top, bottom = round(tops[place]), round(tops[place + 1])
        room = self.viewport().height()
        bar.setRange(0, max(0, round(tops[-1]) - room))
        if top < bar.value():
            bar.setValue(top)
        elif bottom > bar.value() + room:
            bar.setValue(min(top, bottom - room))
        else:
            return False
        self._later()
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        if self._current is None and self._items and event.reason() in _BY_KEY:
            self._set_current((self._first_in_sight(), None))
        else:
            self._later()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing any more."""
        super().focusOutEvent(event)
        for view in self._shown.values():
            view.set_current(is_current=False, chip=None)
        self.pointed.emit(())


_BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)

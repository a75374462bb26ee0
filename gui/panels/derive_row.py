"""A row of the derive panel: a rule or a way, its formulas and the words about it."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.graph import Edge
from gui.panels.derive_chips import ChipFlow
from gui.panels.derive_entry import Entry
from gui.panels.derive_formula import FittedFormula
from gui.theme import manager, set_kind
from gui.value_text import local_text

__all__ = ["RowView"]

_RELATIVE_SIZE = 1.25
_INDENT = 14
_DEEPEST_INDENT = 7


class RowView(QFrame):
    """Shows one row; the same widget serves one after another.

    Signals
    -------
    pointed(object)
        The edges that the pointer means, as a tuple.
    chosen(object)
        The edges that are to be shown.
    linked(int)
        The row to go to.
    resized()
        It needs another height.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    linked = Signal(int)
    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = Entry()
        self._is_lit = self._is_current = self._is_under = False
        self.label = QLabel(self)
        set_kind(self.label, "muted")
        self.title = QLabel(self)
        self.title.setWordWrap(True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        set_kind(self.title, "strong")
        self.chips = ChipFlow(self)
        self.link = QPushButton(self)
        set_kind(self.link, "flat")
        self.link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lines: list[FittedFormula] = []
        self._notes: list[QLabel] = []
        self._lay_out()
        self.chips.entered.connect(self._enter_chip)
        self.chips.left.connect(self._leave_chip)
        self.chips.pressed.connect(self._press_chip)
        self.link.clicked.connect(self._follow_link)
        manager().changed.connect(self._theme_changed)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        self._line_area, self._note_area = QVBoxLayout(), QVBoxLayout()
        self._line_area.setSpacing(6)
        self._note_area.setSpacing(2)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(4)
        self._column.addLayout(head)
        self._column.addWidget(self.chips)
        self._column.addLayout(self._line_area)
        self._column.addLayout(self._note_area)
        self._column.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)

    # ------------------------------------------------------------------ what is shown

    @property
    def formulas(self) -> list[FittedFormula]:
        """The formulas that are shown."""
        return self._lines[: len(self.entry.lines)]

    def show_entry(self, entry: Entry) -> None:
        """Show another row."""
        if entry is self.entry:
            return
        self.entry = entry
        self.label.setText(entry.label)
        self.label.setVisible(bool(entry.label))
        self.title.setText(entry.title)
        self.title.setVisible(bool(entry.title))
        self.chips.show_chips(entry.chips)
        self.chips.setVisible(bool(entry.chips))
        self._show_lines()
        self._show_notes()
        self.link.setText(entry.link_text)
        self.link.setVisible(entry.link is not None)
        depth = min(entry.depth, _DEEPEST_INDENT)
        self._column.setContentsMargins(14 + _INDENT * depth, 6, 12, 7)
        self.setAccessibleName(local_text(entry.spoken))
        has_edges = bool(entry.edges)
        shape = Qt.CursorShape
        self.setCursor(shape.PointingHandCursor if has_edges else shape.ArrowCursor)
        self.update()

    def _show_lines(self) -> None:
        while len(self._lines) < len(self.entry.lines):
            formula = FittedFormula(self)
            formula.set_size(self._size())
            formula.resized.connect(self.resized)
            self._lines.append(formula)
            self._line_area.addWidget(formula)
        for place, formula in enumerate(self._lines):
            formula.setVisible(place < len(self.entry.lines))
        for formula, piece in zip(self._lines, self.entry.lines, strict=False):
            formula.set_piece(piece)

    def _show_notes(self) -> None:
        while len(self._notes) < len(self.entry.notes):
            label = QLabel(self)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._notes.append(label)
            self._note_area.addWidget(label)
        for place, label in enumerate(self._notes):
            label.setVisible(place < len(self.entry.notes))
        for label, note in zip(self._notes, self.entry.notes, strict=False):
            set_kind(label, note.kind)
            label.setText(local_text(note.text))

    # ------------------------------------------------------------------ emphasis

    def set_lit(self, edges: frozenset[Edge]) -> None:
        """Light up what speaks of edges that are selected on the canvas."""
        for view in self.chips.views:
            view.set_lit(view.edge in edges)
        self._is_lit = not self.entry.chips and not edges.isdisjoint(self.entry.edges)
        self.update()

    @property
    def is_lit(self) -> bool:
        """Whether the row as a whole is lit."""
        return self._is_lit

    def set_current(self, is_current: bool, chip: int | None) -> None:
        """Show where the keyboard is: on the row, or on one of its chips."""
        self._is_current = is_current and chip is None
        for place, view in enumerate(self.chips.views):
            view.set_current(is_current and place == chip)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Shade the row where it is pointed at, and lead the eye along the depth."""
        theme = manager().theme
        painter = QPainter(self)
        try:
            painter.setPen(QPen(theme.colour("border"), 1))
            for depth in range(min(self.entry.depth, _DEEPEST_INDENT)):
                left = 14 + _INDENT * depth + 3
                painter.drawLine(left, 0, left, self.height())
            if not (self._is_lit or self._is_current or (self._is_under and self.entry.edges)):
                return
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(theme.colour("focus" if self._is_current else "accent"), 2)
            painter.setPen(pen if self._is_current or self._is_lit else Qt.PenStyle.NoPen)
            ground = theme.colour("selection" if self._is_lit else "hover")
            painter.setBrush(ground if self._is_lit or self._is_under else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 1, -4, -1), 7, 7)
        finally:
            painter.end()

    # ------------------------------------------------------------------ the pointer

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell which edges are meant."""
        super().enterEvent(event)
        self._is_under = True
        self.update()
        self.pointed.emit(self.entry.edges)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that none is meant any more."""
        super().leaveEvent(event)
        self._is_under = False
        self.update()
        self.pointed.emit(())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the edges of the row to be shown."""
        if event.button() == Qt.MouseButton.LeftButton and self.entry.edges:
            self.chosen.emit(self.entry.edges)
        super().mousePressEvent(event)

    def _enter_chip(self, edge: Edge | None) -> None:
        self.pointed.emit(() if edge is None else (edge,))

    def _leave_chip(self) -> None:
        self.pointed.emit(self.entry.edges if self._is_under else ())

    def _press_chip(self, edge: Edge | None) -> None:
        if edge is not None:
            self.chosen.emit((edge,))

    def _follow_link(self) -> None:
        if self.entry.link is not None:
            self.linked.emit(self.entry.link)

    # ------------------------------------------------------------------ its height

    def height_in(self, width: int) -> int:
        """Return how high it is in a width."""
        column = self._column
        column.activate()
        return column.totalHeightForWidth(width)

    def event(self, event: QEvent) -> bool:
        """Tell when a part has another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.resized.emit()
        return super().event(event)

    def _size(self) -> float:
        return round(manager().text_size * _RELATIVE_SIZE)

    def _theme_changed(self) -> None:
        for formula in self._lines:
            formula.set_size(self._size())
        self.update()

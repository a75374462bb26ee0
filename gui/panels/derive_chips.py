"""The factors of a product, or the terms of a sum, side by side in as many lines as it takes."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.graph import Edge
from gui.panels.derive_entry import Chip
from gui.theme import manager, set_kind
from gui.widgets.equation_view import FormulaSpan

__all__ = ["ChipFlow", "ChipView"]

_SPACE = 2
_LINE_SPACE = 6


class ChipView(QWidget):
    """One factor: a fraction, what it is in symbols, and its number below each other.

    Signals
    -------
    entered(object), left()
        The pointer came to it, or went.
    pressed(object)
        It was clicked.
    """

    entered = Signal(object)
    left = Signal()
    pressed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.chip: Chip | None = None
        self.is_lit = self._is_current = self._is_under = False
        self.sign = QLabel(self)
        set_kind(self.sign, "heading")
        self.symbol, self.formula, self.number = (FormulaSpan(parent=self) for _ in range(3))
        column = QVBoxLayout()
        column.setContentsMargins(6, 4, 6, 4)
        column.setSpacing(3)
        for span in (self.symbol, self.formula, self.number):
            span.setAlignment(Qt.AlignmentFlag.AlignCenter)
            span.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            column.addWidget(span)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addWidget(self.sign)
        row.addLayout(column, 1)
        self._column = column
        manager().changed.connect(self._theme_changed)
        self._theme_changed()

    @property
    def edge(self) -> Edge | None:
        """The edge of the factor."""
        return self.chip.edge if self.chip else None

    def show_chip(self, chip: Chip) -> None:
        """Show another factor."""
        self.chip = chip
        self.sign.setText(chip.sign)
        self.sign.setVisible(bool(chip.sign))
        for span, piece in (
            (self.symbol, chip.symbol),
            (self.formula, chip.formula),
            (self.number, chip.number),
        ):
            span.setVisible(bool(piece.text))
            span.set_formula(piece.latex, piece.text)
        words = self.tr("overridden") if chip.is_override else chip.rule
        self.setToolTip(words)
        self.setAccessibleName(f"{chip.symbol.text} = {chip.formula.text} = {chip.number.text}")
        self.setAccessibleDescription(words)
        clickable = Qt.CursorShape.PointingHandCursor
        self.setCursor(clickable if chip.edge else Qt.CursorShape.ArrowCursor)
        self.update()

    def set_lit(self, is_lit: bool) -> None:
        """Show that its edge is selected on the canvas."""
        if is_lit != self.is_lit:
            self.is_lit = is_lit
            self.update()

    def set_current(self, is_current: bool) -> None:
        """Show that the keyboard is here."""
        if is_current != self._is_current:
            self._is_current = is_current
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell which edge is meant."""
        super().enterEvent(event)
        self._is_under = True
        self.update()
        self.entered.emit(self.edge)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that it is meant no more."""
        super().leaveEvent(event)
        self._is_under = False
        self.update()
        self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the edge to be shown."""
        if event.button() == Qt.MouseButton.LeftButton and self.edge is not None:
            # Else the row would take it for a click on itself.
            event.accept()
            self.pressed.emit(self.edge)
        else:
            super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground: shaded under the pointer, framed where it is selected or current."""
        theme = manager().theme
        is_override = self.chip is not None and self.chip.is_override
        if not (self.is_lit or self._is_under or self._is_current or is_override):
            return
        left = self.sign.width() + 1 if self.sign.isVisible() else 0
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            if self._is_current:
                painter.setPen(QPen(theme.colour("focus"), 2))
            elif self.is_lit or self._is_under:
                painter.setPen(QPen(theme.colour("accent"), 1.5))
            elif is_override:
                painter.setPen(QPen(theme.colour("warning"), 1.2))
            ground = "selection" if self.is_lit else "hover"
            if is_override and not (self.is_lit or self._is_under):
                ground = "warning_soft"
            painter.setBrush(theme.colour(ground))
            area = QRectF(self.rect()).adjusted(left + 1, 1, -1, -1)
            painter.drawRoundedRect(area, 6, 6)
        finally:
            painter.end()

    def _theme_changed(self) -> None:
        size = manager().text_size
        self.symbol.set_formula_size(round(size * 1.25))
        self.formula.set_formula_size(round(size * 1.12))
        self.number.set_formula_size(round(size * 1.12))
        self.update()


class ChipFlow(QWidget):
    """Places chips like words of a text.

    Signals
    -------
    entered(object), left(), pressed(object)
        As those of the chips.
    """

    entered = Signal(object)
    left = Signal()
    pressed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pool: list[ChipView] = []
        self._count = 0
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def views(self) -> list[ChipView]:
        """The chips that are shown."""
        return self._pool[: self._count]

    def show_chips(self, chips: tuple[Chip, ...]) -> None:
        """Show other chips."""
        while len(self._pool) < len(chips):
            view = ChipView(self)
            view.entered.connect(self.entered)
            view.left.connect(self.left)
            view.pressed.connect(self.pressed)
            self._pool.append(view)
        self._count = len(chips)
        for view, chip in zip(self._pool, chips, strict=False):
            view.show_chip(chip)
        for place, view in enumerate(self._pool):
            view.setVisible(place < self._count)
        self._place(self.width(), moves=True)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """More lines make it higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return how high all lines are together."""
        return self._place(width, moves=False)

    def sizeHint(self) -> QSize:
        """As high as it is now."""
        return QSize(200, self.heightForWidth(max(self.width(), 1)))

    def minimumSizeHint(self) -> QSize:
        """One chip beside nothing else."""
        return QSize(60, 0)

    def event(self, event: QEvent) -> bool:
        """Place the chips anew when one of them has another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place(self.width(), moves=True)
            self.updateGeometry()
        elif event.type() == QEvent.Type.Resize:
            self._place(self.width(), moves=True)
        return super().event(event)

    def _place(self, width: int, *, moves: bool) -> int:
        """Set chips beside each other, from a new line on where there is no room."""
        lines: list[list[tuple[ChipView, QSize]]] = [[]]
        used = 0
        for view in self.views:
            size = view.sizeHint()
            wide = min(size.width(), max(width, 60))
            if lines[-1] and used + wide > width:
                lines.append([])
                used = 0
            lines[-1].append((view, QSize(wide, size.height())))
            used += wide + _SPACE
        top = 0
        for line in lines:
            high = max((size.height() for _, size in line), default=0)
            left = 0
            for view, size in line:
                if moves:
                    view.setGeometry(left, top + (high - size.height()) // 2, *size.toTuple())
                left += size.width() + _SPACE
            top += high + _LINE_SPACE
        return max(0, top - _LINE_SPACE)

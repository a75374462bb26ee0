"""An equation of several lines, aligned at its sign, with a frame around the number it ends with."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from engine.explanation import Line
from gui.formula_drawing import plain_latex
from gui.theme import manager, set_kind
from gui.typesetting import formula_size
from gui.widgets.formula_label import FormulaLabel

__all__ = ["EquationView", "FormulaSpan", "equation_latex"]

_RELATIVE_SIZE = 1.4
_RESULT_ROW = 50
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FIRST_COLOUR = re.compile(r"\\textcolor\{([a-z_]+)\}")


def equation_latex(lines: Sequence[Line]) -> tuple[str, list[str], str, str]:
    """LaTeX of what an equation is put together from: left side, middle lines, sign and result.

    Each half of a line is made as high as the other, so that their axes meet where they are set
    beside one another.
    """
    last = lines[-1]
    first = lines[0]
    left = first.left.latex if first.left is not None else ""
    bodies = [f"{line.sign.latex} {line.right.latex}" for line in lines[:-1]]
    result = _NUMBER.sub(r"\\textbf{\g<0>}", last.right.latex)
    sign = f"{_strut(result)}{last.sign.latex}"
    if bodies:
        strut = _strut(first.right.latex)
        bodies[0] = _strut(left) + bodies[0]
    else:
        strut = _strut(result)
        sign = _strut(left) + sign
    return strut + left, bodies, sign, result


def _strut(latex: str) -> str:
    return rf"\vphantom{{{plain_latex(latex)}}}" if latex else ""


class FormulaSpan(FormulaLabel):
    """A formula that keeps about the room it will need while it is not typeset yet."""

    def sizeHint(self) -> QSize:
        """Size of the formula, or a good guess at it."""
        hint = super().sizeHint()
        if formula_size(self._themed_latex(), self._size) is not None:
            return hint
        lines = 2.3 if r"\frac" in self._latex else 1.1
        return QSize(hint.width(), int(self._size * lines))


class _LeftSide(FormulaSpan):
    """The left side of an equation, which is never made smaller."""

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class _Result(FormulaSpan):
    """The number that an equation ends with, framed in its own colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setContentsMargins(9, 5, 9, 5)

    def paintEvent(self, event: QPaintEvent) -> None:
        match = _FIRST_COLOUR.search(self.latex)
        token = match[1] if match and match[1] in manager().theme.tokens else "border_strong"
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(manager().theme.colour(token), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        finally:
            painter.end()
        super().paintEvent(event)


class EquationView(QWidget):
    """Shows the lines of an equation under a heading; the same widget serves one after another.

    Signals
    -------
    hovered(bool)
        The pointer came or went, while `is_lit` could matter: see `set_responsive`.
    """

    hovered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_responsive = False
        self._is_lit = False
        self._lines: tuple[Line, ...] = ()
        self.heading = QLabel(self)
        self.heading.setWordWrap(True)
        set_kind(self.heading, "section")
        self._left = _LeftSide(parent=self)
        self._left.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._bodies: list[FormulaSpan] = []
        self._sign = _LeftSide(parent=self)
        self._result = _Result(self)
        last = QHBoxLayout()
        last.setSpacing(6)
        last.addWidget(self._sign)
        last.addWidget(self._result)
        last.addStretch(1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 6, 8, 8)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.heading, 0, 0, 1, 2)
        self._grid.addLayout(last, _RESULT_ROW, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        manager().changed.connect(self._theme_changed)
        self._theme_changed()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are shown."""
        return self._lines

    def set_equation(self, heading: str, lines: Sequence[Line]) -> None:
        """Show another equation.

        Parameters
        ----------
        heading
            A few words above it; empty for none.
        lines
            At least one; the last is the result.
        """
        self.heading.setText(heading)
        self.heading.setVisible(bool(heading))
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        left, bodies, sign, result = equation_latex(lines)
        while len(self._bodies) < len(bodies):
            self._add_body()
        for body, latex, line in zip(self._bodies, bodies, lines, strict=False):
            body.set_formula(latex, f"{line.sign.text} {line.right.text}")
        for place, body in enumerate(self._bodies):
            body.setVisible(place < len(bodies))
        first, last = lines[0], lines[-1]
        self._left.set_formula(left, first.left.text if first.left is not None else "")
        self._left.setVisible(first.left is not None)
        self._grid.removeWidget(self._left)
        self._grid.addWidget(self._left, 1 if bodies else _RESULT_ROW, 0)
        self._sign.set_formula(sign, last.sign.text)
        self._result.set_formula(result, last.right.text)
        self.setAccessibleName("; ".join(line.text for line in lines))

    def _add_body(self) -> None:
        body = FormulaSpan(parent=self, size=self._size())
        self._bodies.append(body)
        self._grid.addWidget(body, len(self._bodies), 1)

    def set_responsive(self, is_responsive: bool) -> None:
        """Light up under the pointer, or do not."""
        self._is_responsive = is_responsive
        self.set_lit(self._is_lit and is_responsive)

    def set_lit(self, is_lit: bool) -> None:
        """Show that what the equation speaks of is being pointed at."""
        if is_lit != self._is_lit:
            self._is_lit = is_lit
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell that the pointer is here."""
        super().enterEvent(event)
        if self._is_responsive:
            self.set_lit(True)
            self.hovered.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer has gone."""
        super().leaveEvent(event)
        if self._is_responsive:
            self.set_lit(False)
            self.hovered.emit(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Shade the equation while it is lit."""
        if not self._is_lit:
            return
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(manager().theme.colour("hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        finally:
            painter.end()

    def _size(self) -> float:
        return round(manager().text_size * _RELATIVE_SIZE)

    def _theme_changed(self) -> None:
        for label in (self._left, self._sign, self._result, *self._bodies):
            label.set_formula_size(self._size())
        self.update()

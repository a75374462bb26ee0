"""An equation of several lines, aligned at its sign, with its result in a frame."""

import math
import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from engine.explanation import Line
from engine.pieces import with_signs
from gui.theme import manager, set_kind
from gui.typesetting import formula_size, typesetter
from gui.widgets.formula_label import FormulaLabel, frame_focus

__all__ = ["EquationView", "FormulaSpan", "aligned_latex", "equation_latex"]

_RELATIVE_SIZE = 1.4
_RESULT_ROW = 50
_SPACE_OF_RELATIONS = 5 / 18
"""Before a sign of equality, in em: the thick space of TeX."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FIRST_COLOUR = re.compile(r"\\textcolor\{([a-z_]+)\}")


def equation_latex(lines: Sequence[Line]) -> tuple[str, ...]:
    """LaTeX of the labels that an equation is put together from, in the order of `EquationView`.

    The left side comes first: it is typeset by itself for its width, which indents the lines below.
    Then all lines but the last, what stands before the result, and the result.
    """
    last = lines[-1]
    left = lines[0].left.latex if lines[0].left is not None else ""
    before = last.left.latex if last.left is not None else ""
    lead = f"{before} {last.sign.latex}".strip()
    result = _NUMBER.sub(r"\\textbf{\g<0>}", last.right.latex)
    return left, *(line.latex for line in lines[:-1]), lead, result


def aligned_latex(lines: Sequence[Line]) -> str:
    r"""LaTeX of a whole equation, its lines below one another at the sign."""
    if len(lines) == 1:
        return lines[0].latex
    rows = []
    for line in lines:
        left = line.left.latex if line.left is not None else ""
        rows.append(rf"{left} &{with_signs(f'{line.sign.latex} {line.right.latex}')}")
    return r"\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}"


class FormulaSpan(FormulaLabel):
    """A formula that keeps about the room it will need while it is not typeset yet."""

    def natural_size(self) -> QSizeF | None:
        """Size of the whole formula, `None` until it is typeset."""
        return formula_size(self._themed_latex(), self._size)

    def sizeHint(self) -> QSize:
        """Size of the formula, or a good guess at it."""
        hint = super().sizeHint()
        if self.natural_size() is not None:
            return hint
        lines = 2.3 if r"\frac" in self._latex else 1.1
        return QSize(hint.width(), int(self._size * lines))


class _Lead(FormulaSpan):
    """What stands before the result; it is never made smaller."""

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class _Result(FormulaSpan):
    """The number that an equation ends with, framed in its own colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setContentsMargins(9, 5, 9, 5)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(48, hint.width()), hint.height())

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
        The pointer came or went, if `set_responsive` was called.
    """

    hovered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._is_responsive = False
        self.is_lit = False
        self._lines: tuple[Line, ...] = ()
        self.heading = QLabel(self)
        self.heading.setWordWrap(True)
        set_kind(self.heading, "section")
        self.left = FormulaSpan(parent=self)
        self.left.hide()
        self.bodies: list[FormulaSpan] = []
        self.lead = _Lead(parent=self)
        self.result = _Result(self)
        self._last = QHBoxLayout()
        self._last.setSpacing(6)
        self._last.addWidget(self.lead)
        self._last.addWidget(self.result, 0, Qt.AlignmentFlag.AlignVCenter)
        self._last.addStretch(1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 4, 8, 6)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.heading, 0, 0, 1, 2)
        self._grid.addLayout(self._last, _RESULT_ROW, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        typesetter().ready.connect(self._indent)
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
        left, *bodies, lead, result = equation_latex(lines)
        last = lines[-1]
        while len(self.bodies) < len(bodies):
            self._add_body()
        for body, latex, line in zip(self.bodies, bodies, lines, strict=False):
            body.set_formula(latex, line.text)
        for place, body in enumerate(self.bodies):
            body.setVisible(place < len(bodies))
        self.left.set_formula(left, lines[0].left.text if lines[0].left is not None else "")
        self.lead.set_formula(lead, last.text.removesuffix(last.right.text).rstrip())
        self.result.set_formula(result, last.right.text)
        self._place_lead()
        self._indent()
        self.setAccessibleName("; ".join(line.text for line in lines))

    def _add_body(self) -> None:
        body = FormulaSpan(parent=self, size=self._size())
        self.bodies.append(body)
        is_first = len(self.bodies) == 1
        self._grid.addWidget(body, len(self.bodies), 0 if is_first else 1, 1, 2 if is_first else 1)

    def _place_lead(self) -> None:
        """Set what is before the frame at the height of the number in it.

        The picture of a sign of equality ends where the sign does, with no room before it; that of
        a name begins below the line if it has an index.
        """
        is_alone = len(self._lines) == 1
        before = 0 if is_alone else math.ceil(self._size() * _SPACE_OF_RELATIONS) + 1
        has_index = is_alone and "_" in self.lead.latex and r"\frac" not in self.lead.latex
        self.lead.setContentsMargins(before, 4 if has_index else 2, 0, 0)

    def _indent(self) -> None:
        """Set all signs below one another, as far as the width of the left side is known."""
        size = self.left.natural_size()
        if len(self._lines) == 1:
            self._grid.setColumnMinimumWidth(0, 0)
        elif size is not None:
            self._grid.setColumnMinimumWidth(0, round(size.width()))

    @property
    def indent(self) -> int:
        """How far the lines below the first begin to the right of it, in pixels."""
        return self._grid.columnMinimumWidth(0)

    def set_responsive(self, is_responsive: bool) -> None:
        """Light up under the pointer, or do not."""
        self._is_responsive = is_responsive
        self.set_lit(self.is_lit and is_responsive)

    def set_lit(self, is_lit: bool) -> None:
        """Show that what the equation speaks of is being pointed at."""
        if is_lit != self.is_lit:
            self.is_lit = is_lit
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
        """Shade the equation while it is lit, and frame it while the keyboard is here."""
        if not self.is_lit and not self.hasFocus():
            return
        painter = QPainter(self)
        try:
            if self.is_lit:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(manager().theme.colour("hover"))
                painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
            if self.hasFocus():
                frame_focus(painter, self.rect())
        finally:
            painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy the whole equation."""
        menu = self.copy_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def copy_menu(self) -> QMenu:
        """Menu that copies all lines; the caller deletes it."""
        from gui.widgets.formula_copy import Copied, FormulaMenu

        latex = aligned_latex(self._lines) if self._lines else ""
        text = "\n".join(line.text for line in self._lines)
        return FormulaMenu(Copied(latex, self.lead.themed(latex), text, None, self._size()), self)

    def _size(self) -> float:
        return round(manager().text_size * _RELATIVE_SIZE)

    def _theme_changed(self) -> None:
        for label in (self.left, self.lead, self.result, *self.bodies):
            label.set_formula_size(self._size())
        if self._lines:
            self._place_lead()
            self._indent()
        self.update()

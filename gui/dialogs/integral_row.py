"""A row of an integral: the rule, what it makes of the integral, and when it holds."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from engine.calculus.antiderivative import IntegralRow
from gui.theme import manager, set_kind
from gui.widgets.equation_view import FormulaSpan

__all__ = ["IntegralRowView"]

_RELATIVE_SIZE = 1.25
_INDENT = 16
_DEEPEST_INDENT = 6


class IntegralRowView(QFrame):
    """Shows one row."""

    def __init__(self, row: IntegralRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("integral_row")
        set_kind(self, "card")
        self.title = self._label(_title(row), "strong")
        self.formula = FormulaSpan(row.latex, row.text, self)
        self.note = self._label(_note(row), "muted")
        self.note.setVisible(bool(self.note.text()))
        self.setAccessibleName(f"{self.title.text()}: {row.text}")
        column = QVBoxLayout(self)
        column.setContentsMargins(13 + _INDENT * min(row.depth, _DEEPEST_INDENT), 9, 13, 10)
        column.setSpacing(5)
        for part in (self.title, self.formula, self.note):
            column.addWidget(part)
        manager().changed.connect(self._theme_changed)
        self._theme_changed()

    def _label(self, text: str, kind: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        set_kind(label, kind)
        return label

    def _theme_changed(self) -> None:
        self.formula.set_formula_size(round(manager().text_size * _RELATIVE_SIZE))


def _title(row: IntegralRow) -> str:
    name = row.rule[:1].upper() + row.rule[1:]
    return f"{row.number}. {name}" if row.number else name


def _note(row: IntegralRow) -> str:
    translate = QCoreApplication.translate
    words = []
    if row.letters:
        told = translate("IntegralRowView", "with {letters}")
        words.append(told.format(letters=row.letters_text))
    if row.condition:
        told = translate("IntegralRowView", "for {condition}")
        words.append(told.format(condition=row.condition))
    if row.reason:
        words.append(row.reason)
    if row.same_as:
        words.append(translate("IntegralRowView", "as in step {number}").format(number=row.same_as))
    return "; ".join(words)

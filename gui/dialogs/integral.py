"""Integrate: an antiderivative of a formula by named steps, differentiated back."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine.calculus.antiderivative import Antiderivative, integration
from engine.calculus.integral_mark import integral_of, row_latex, row_text
from engine.calculus.tree import Tree, names_in
from engine.errors import EngineError
from engine.reading import read_formula
from gui.computation import Computation
from gui.dialogs.integral_row import IntegralRowView
from gui.screens import room_around
from gui.sentence import begun
from gui.theme import manager, set_kind
from gui.widgets.equation_view import FormulaSpan
from gui.widgets.formula_field import FormulaField

__all__ = ["IntegralDialog"]

SIZE_IN_TEXT_SIZES = (46, 46)
LONGEST = 2000
"""Characters that can be typed; longer formulas are for the terminal."""

SYMPY_SECONDS = 20
READ_AFTER_MS = 150
RELATIVE_SIZE = 1.4


class IntegralDialog(QDialog):
    """Asks for a formula and a variable, and shows how the integral comes about."""

    def __init__(self, formula: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("integral")
        self.setWindowTitle(self.tr("Integrate"))
        size, room = manager().text_size, room_around(self)
        wide, high = (size * factor for factor in SIZE_IN_TEXT_SIZES)
        self.resize(min(wide, room.width() - 40), min(high, room.height() - 80))
        self._computation = Computation(self)
        self._computation.arrived.connect(self._take)
        self._computation.ended.connect(self._end)
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(READ_AFTER_MS)
        self._reading.timeout.connect(self._show_formula)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SYMPY_SECONDS * 1000)
        self._patience.timeout.connect(self._give_up)
        self._make_question()
        self._make_answer()
        self._lay_out()
        manager().changed.connect(self._theme_changed)
        self._theme_changed()
        self.formula.setText(formula)
        self._show_formula()

    def _make_question(self) -> None:
        self.formula = FormulaField(self)
        self.formula.setObjectName("integral_formula")
        self.formula.setAccessibleName(self.tr("Formula to integrate"))
        self.formula.setPlaceholderText(self.tr("a formula, such as x*cos(x^2)"))
        self.formula.setMaxLength(LONGEST)
        self.formula.textChanged.connect(self._read_soon)
        self.formula.returnPressed.connect(self.integrate)
        self.formula.escaped.connect(self.reject)
        self.variable = QComboBox(self)
        self.variable.setObjectName("integral_variable")
        self.variable.setAccessibleName(self.tr("Variable"))
        self.variable.currentIndexChanged.connect(self._show_question)
        self.echo = FormulaSpan(parent=self)
        self.echo.setObjectName("integral_echo")
        self.start_button = QPushButton(self.tr("&Integrate"), self)
        self.start_button.setObjectName("integral_start")
        self.start_button.setDefault(True)
        self.start_button.clicked.connect(self.integrate)
        set_kind(self.start_button, "primary")

    def _make_answer(self) -> None:
        self.message = QLabel(self)
        self.message.setObjectName("integral_message")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.hide()
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.rows = QScrollArea(self)
        self.rows.setObjectName("integral_rows")
        self.rows.setAccessibleName(self.tr("Steps"))
        self.rows.setWidgetResizable(True)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.stop_button = self.buttons.addButton(
            self.tr("&Stop"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.stop_button.setObjectName("integral_stop")
        self.stop_button.setEnabled(False)
        self.stop_button.clicked.connect(self._stop)
        self.buttons.rejected.connect(self.reject)
        for button in self.buttons.buttons():
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)

    def _lay_out(self) -> None:
        question = QHBoxLayout()
        question.setSpacing(8)
        question.addWidget(QLabel("∫", self))
        question.addWidget(self.formula, 1)
        question.addWidget(QLabel("d", self))
        question.addWidget(self.variable)
        question.addWidget(self.start_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(10)
        column.addLayout(question)
        column.addWidget(self.echo)
        column.addWidget(self.message)
        column.addWidget(self.progress)
        column.addWidget(self.rows, 1)
        column.addWidget(self.buttons)

    # ------------------------------------------------------------------ the question

    def _read_soon(self) -> None:
        self.formula.show_mistake(0)
        self._reading.start()

    def _read(self) -> Tree | None:
        """Read what is typed; None, with a sentence, where it is no formula."""
        try:
            return read_formula(self.formula.formula)
        except EngineError as error:
            self.formula.show_mistake(error.column or 1)
            self._tell(begun(error.message), "error")
            return None

    def _show_formula(self) -> None:
        """List the names of what is typed, and typeset it."""
        self._reading.stop()
        self.message.hide()
        text = self.formula.formula.strip()
        tree = self._read() if text else None
        self.start_button.setEnabled(tree is not None)
        if tree is None:
            self.echo.set_formula("", "")
            return
        names = list(dict.fromkeys(names_in(tree))) or ["x"]
        chosen = self.variable.currentText()
        wanted = chosen if chosen in names else next((it for it in ("x", "t") if it in names), "")
        self.variable.blockSignals(True)
        self.variable.clear()
        self.variable.addItems(names)
        self.variable.setCurrentText(wanted or names[0])
        self.variable.blockSignals(False)
        self._show_question()

    def _show_question(self) -> None:
        tree = self._read()
        if tree is not None and self.variable.currentText():
            mark = integral_of(tree, self.variable.currentText())
            self.echo.set_formula(row_latex(mark), row_text(mark))

    # ------------------------------------------------------------------ the work

    def integrate(self) -> None:
        """Look for the antiderivative."""
        self._show_formula()
        tree = self._read() if self.start_button.isEnabled() else None
        if tree is None or self._computation.is_running:
            return
        self._clear_rows()
        self._show_running(is_running=True)
        self._tell(self.tr("Trying the rules…"), "muted")
        self._computation.start(integration, tree, self.variable.currentText(), is_large=True)

    def _take(self, found: Antiderivative | None) -> None:
        if found is None:
            self._tell(self.tr("No rule solves it; SymPy is asked…"), "muted")
            self._patience.start()
            return
        body = QWidget(self.rows)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        rows = list(found.rows())
        for row in rows:
            column.addWidget(IntegralRowView(row, body))
        self.echo.set_formula(rows[-1].latex, rows[-1].text)
        column.addStretch(1)
        self.rows.setWidget(body)
        self._tell(self._told(found), "muted")

    def _told(self, found: Antiderivative) -> str:
        """Return what differentiating back has shown."""
        pieces = ", ".join(
            f"{piece.first:.4g} … {piece.last:.4g}" for piece in found.check.pieces
        ).replace("-", "−")
        told = self.tr("Differentiated back, it is the integrand on {pieces}.")
        if found.check.is_proved:
            told = self.tr("Differentiated back, it is the integrand, by algebra and on {pieces}.")
        return told.format(pieces=pieces)

    def _end(self, reason: str) -> None:
        self._show_running(is_running=False)
        if reason:
            self._tell(begun(reason), "error")

    def _stop(self) -> None:
        self._computation.cancel()
        self._end(self.tr("Stopped."))

    def _give_up(self) -> None:
        self._computation.cancel()
        told = self.tr(
            "No antiderivative was found by the rules, nor by SymPy in {seconds} seconds."
        )
        self._end(told.format(seconds=SYMPY_SECONDS))

    def _show_running(self, *, is_running: bool) -> None:
        self._patience.stop()
        self.progress.setVisible(is_running)
        self.stop_button.setEnabled(is_running)
        for part in (self.formula, self.variable, self.start_button):
            part.setEnabled(not is_running)

    def _clear_rows(self) -> None:
        former = self.rows.takeWidget()
        if former is not None:
            former.deleteLater()

    def _tell(self, sentence: str, kind: str) -> None:
        set_kind(self.message, kind)
        self.message.setText(sentence)
        self.message.show()

    def _theme_changed(self) -> None:
        self.echo.set_formula_size(round(manager().text_size * RELATIVE_SIZE))

    def done(self, result: int) -> None:
        """Give up the work with the dialog."""
        self._computation.cancel()
        self._patience.stop()
        super().done(result)

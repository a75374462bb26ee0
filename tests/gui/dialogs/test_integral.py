"""The dialog reads a formula, shows the steps of its integral, and says what it cannot do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from engine.calculus.antiderivative import integrate
from engine.expression import parse_expression
from gui.dialogs import integral
from gui.dialogs.integral import IntegralDialog
from gui.dialogs.integral_row import IntegralRowView

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    Ask = Callable[[str], IntegralDialog]

LONG_MS = 60_000


@pytest.fixture
def ask(qtbot: QtBot) -> Ask:
    def asked(formula: str) -> IntegralDialog:
        dialog = IntegralDialog(formula)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return asked


def shown_rows(dialog: IntegralDialog) -> list[IntegralRowView]:
    body = dialog.rows.widget()
    return body.findChildren(IntegralRowView) if body is not None else []


def wait(qtbot: QtBot, dialog: IntegralDialog) -> None:
    qtbot.waitUntil(lambda: not dialog._computation.is_running, timeout=LONG_MS)


def test_the_steps_are_shown(ask: Ask, qtbot: QtBot) -> None:
    dialog = ask("2*x*cos(x^2)")
    assert dialog.variable.currentText() == "x"
    assert dialog.echo.plain == "∫ 2*x*cos(x^2) dx"
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    assert dialog.stop_button.isEnabled()
    assert not dialog.start_button.isEnabled()
    wait(qtbot, dialog)
    rows = shown_rows(dialog)
    expected = list(integrate(parse_expression("2*x*cos(x^2)"), "x").rows())
    assert [row.formula.plain for row in rows] == [row.text for row in expected]
    assert dialog.echo.plain == "∫ 2*x*cos(x^2) dx = sin(x^2) + C"
    assert rows[1].title.text() == "2. Substitution"
    assert rows[1].note.text() == "with u = x^2"
    assert rows[-1].note.text().startswith("for all x; C is any number")
    assert rows[1].accessibleName() == "2. Substitution: ∫ x*cos(x^2) dx = ∫ cos(u)/2 du"
    assert dialog.message.text().startswith("Differentiated back, it is the integrand, by algebra")
    assert not dialog.stop_button.isEnabled()


def test_another_variable(ask: Ask, qtbot: QtBot) -> None:
    dialog = ask("w*x")
    assert [dialog.variable.itemText(it) for it in range(dialog.variable.count())] == ["w", "x"]
    dialog.variable.setCurrentText("w")
    assert dialog.echo.plain == "∫ w*x dw"
    qtbot.keyClick(dialog.formula, Qt.Key.Key_Return)
    wait(qtbot, dialog)
    assert shown_rows(dialog)[-1].formula.plain == "∫ w*x dw = w^2*x/2 + C"


def test_a_mistake_is_shown_where_it_is(ask: Ask, qtbot: QtBot) -> None:
    dialog = ask("x")
    dialog.formula.setText("x*foo(x)")
    qtbot.waitUntil(lambda: dialog.formula.mistake == 3)
    assert dialog.message.text().startswith("There is no function “foo”")
    assert not dialog.start_button.isEnabled()
    dialog.integrate()
    assert not dialog._computation.is_running
    dialog.formula.setText("x^2")
    qtbot.waitUntil(dialog.start_button.isEnabled)
    assert dialog.message.isHidden()


def test_what_cannot_be_done_is_said(ask: Ask, qtbot: QtBot) -> None:
    dialog = ask("sum(x)")
    dialog.integrate()
    wait(qtbot, dialog)
    assert dialog.message.text() == "“sum” is for arrays; integrals are of formulas in numbers"
    assert shown_rows(dialog) == []
    assert dialog.start_button.isEnabled()


def test_sympy_is_stopped_by_the_button_and_by_the_clock(
    ask: Ask, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ask("sin(sin(x))*exp(cos(x))")
    dialog.integrate()
    qtbot.waitUntil(lambda: "SymPy is asked" in dialog.message.text(), timeout=LONG_MS)
    qtbot.mouseClick(dialog.stop_button, Qt.MouseButton.LeftButton)
    assert not dialog._computation.is_running
    assert dialog.message.text() == "Stopped."
    monkeypatch.setattr(integral, "SYMPY_SECONDS", 0)
    dialog._patience.setInterval(0)
    dialog.integrate()
    qtbot.waitUntil(lambda: "nor by SymPy in 0 seconds" in dialog.message.text(), timeout=LONG_MS)
    assert dialog.start_button.isEnabled()


def test_closing_gives_the_work_up(ask: Ask) -> None:
    dialog = ask("x^2")
    dialog.integrate()
    dialog.reject()
    assert not dialog._computation.is_running
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_escape_closes(ask: Ask, qtbot: QtBot) -> None:
    dialog = ask("x^2")
    qtbot.keyClick(dialog.formula, Qt.Key.Key_Escape)
    assert dialog.isHidden()

"""Integrate: from the menu, on the formula of the selected node, to the steps on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from engine.document_format import Contents
from engine.program import parse
from gui.dialogs.integral import IntegralDialog
from gui.dialogs.integral_row import IntegralRowView

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.window import MainWindow


def open_dialog(window: MainWindow) -> IntegralDialog:
    window.actions_by_id["graph.integrate"].trigger()
    (dialog,) = window.findChildren(IntegralDialog)
    return dialog


def test_the_formula_of_the_selected_node_is_integrated(window: MainWindow, qtbot: QtBot) -> None:
    document = window.document
    document.show(Contents(parse("x = 1; y = 3*x^2")), None)
    document.select([document.graph.resolve("y")])
    dialog = open_dialog(window)
    assert dialog.formula.formula == "3*x^2"
    dialog.formula.selectAll()
    qtbot.keyClicks(dialog.formula, "1/x")
    qtbot.keyClick(dialog.formula, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.rows.widget() is not None, timeout=60_000)
    rows = dialog.rows.findChildren(IntegralRowView)
    assert rows[-1].formula.plain == "∫ 1/x dx = ln(abs(x)) + C"
    assert "x ≠ 0" in rows[-1].note.text()
    qtbot.keyClick(dialog.formula, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(IntegralDialog))
    assert document.undo_stack.isClean()


def test_a_long_formula_is_that_of_the_node_in_its_inputs(window: MainWindow) -> None:
    document = window.document
    lines = ["x0 = 1", *(f"x{n} = x{n - 1}*sin(x{n - 1})" for n in range(1, 30))]
    document.show(Contents(parse("; ".join(lines))), None)
    document.select([document.graph.resolve("x29")])
    dialog = open_dialog(window)
    assert "x28" in dialog.formula.formula
    assert len(dialog.formula.formula) < 60
    dialog.reject()


def test_without_a_node_the_field_is_empty(window: MainWindow) -> None:
    window.document.select([])
    dialog = open_dialog(window)
    assert dialog.formula.formula == ""
    assert not dialog.start_button.isEnabled()
    dialog.reject()

"""Directions and second derivatives, from the menu to the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from gui.panels.derivatives import DerivativesPanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.window import MainWindow
    from tests.acceptance.person import Person


def opened(window: MainWindow, person: Person) -> DerivativesPanel:
    """Open the panel from the View menu."""
    action = window.findChild(QAction, "panels.derivatives")
    assert action is not None
    action.trigger()
    window.docking.show("derivatives")
    person.wait()
    return window.docking.panel(DerivativesPanel)


def test_a_direction_is_typed_with_the_keyboard(
    window: MainWindow, person: Person, qtbot: QtBot
) -> None:
    panel = opened(window, person)
    person.click("show_tangent")
    table = panel.tangent.table
    table.setFocus()
    table.setCurrentIndex(panel.tangent.model.index(1, 1))
    QTest.keyClicks(table, "2")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "0.125 · 2" in panel.tangent.result.text())


def test_the_hessian_follows_the_graph_and_is_copied(
    window: MainWindow, person: Person, qtbot: QtBot
) -> None:
    panel = opened(window, person)
    person.click("show_hessian")
    qtbot.waitUntil(lambda: panel.hessian.model.rowCount() == 5)
    before = panel.hessian.model.index(0, 0).data()
    person.set_value(person.node("x").id, "2")
    qtbot.waitUntil(lambda: panel.hessian.model.index(0, 0).data() != before)
    menu = panel.copy_button.menu()
    assert menu is not None
    menu.actions()[1].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 6
    assert lines[0].startswith(",x,")


def test_a_panel_that_was_never_opened_costs_nothing(window: MainWindow) -> None:
    assert "derivatives" not in window.docking.panels
    assert "check" not in window.docking.panels

"""The formula bar: a formula is typed and is the graph, by keyboard alone and by mouse alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from engine.document_format import dump
from engine.listing import print_program
from gui.formula_echo import FormulaEcho
from gui.settings import Settings
from gui.widgets.formula_field import FormulaField
from gui.window import MainWindow
from tests.gui.formula_bench import wait_for_echo

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.acceptance.person import Person

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def ready(person: Person) -> Person:
    """Somebody at the canvas, whose window shows all that it shows at first."""
    person.canvas.setFocus()
    person.qtbot.waitUntil(lambda: person.window.formula_bar.text != "")
    return person


def lines(window: MainWindow) -> list[str]:
    return print_program(window.document.graph).splitlines()


def echoed(window: MainWindow) -> str:
    """What the echo says of what is typed, once it has caught up."""
    wait_for_echo(window.formula_bar)
    echo = window.findChild(FormulaEcho)
    assert echo is not None
    return echo.note.text()


def test_a_graph_is_typed_changed_and_taken_back_by_keyboard_alone(ready: Person) -> None:
    window, person = ready.window, ready
    window.document.new()
    person.press(Qt.Key.Key_Equal)
    person.type("L = (sigmoid(w*x + b) - y)^2")
    assert "new nodes" in echoed(window)
    person.press(Qt.Key.Key_Return)
    assert lines(window)[-1] == "L = (sigmoid(w*x + b) - y)^2"
    assert QApplication.focusWidget() is window.canvas
    places = {node.id: node.position for node in window.document.graph.nodes()}

    person.press(Qt.Key.Key_E, CONTROL | SHIFT)
    person.type("L = (tanh(w*x + b) - y")
    assert "not closed" in echoed(window)
    person.press(Qt.Key.Key_Return)
    assert window.formula_bar.is_edited
    person.press(Qt.Key.Key_End)
    field = QApplication.focusWidget()
    assert isinstance(field, FormulaField)
    QTest.keyClicks(field, ")^2 + w^2")
    assert "Enter applies" in echoed(window)
    person.press(Qt.Key.Key_Return)
    assert lines(window)[-1] == "L = (tanh(w*x + b) - y)^2 + w^2"
    kept = {node.id: node.position for node in window.document.graph.nodes() if node.id in places}
    assert kept.items() <= places.items()

    after = dump(window.document.graph)
    person.press(Qt.Key.Key_Z, CONTROL)
    assert lines(window)[-1] == "L = (sigmoid(w*x + b) - y)^2"
    person.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert dump(window.document.graph) == after
    person.press(Qt.Key.Key_Equal)
    person.type("L = 0")
    person.press(Qt.Key.Key_Escape)
    assert dump(window.document.graph) == after


def test_a_formula_is_clicked_expanded_changed_and_copied_by_mouse_alone(ready: Person) -> None:
    window, person, bar = ready.window, ready, ready.window.formula_bar
    left, top = person.node("yhat").position
    QTest.mouseClick(person.canvas.viewport(), LEFT, NONE, person.pixel(left + 66, top + 8))
    person.wait()
    assert bar.text == "yhat = sigmoid(o)"
    person.click("formula_expand")
    assert bar.text == "yhat = sigmoid(w2*sigmoid(b1 + w1*x) + x)"

    QTest.mouseClick(bar.shown, LEFT)
    person.wait()
    field = window.findChild(FormulaField)
    assert field is not None
    # A formula dragged or pasted in by the mouse arrives like this.
    QGuiApplication.clipboard().setText(r"\hat{y} = \tanh(w_2 \sigma(b_1 + w_1 x) + x)")
    field.selectAll()
    field.paste()
    canvas = person.canvas.viewport()
    QTest.mouseClick(canvas, LEFT, NONE, QPoint(canvas.width() // 2, 12))
    person.wait()
    assert not bar.is_edited
    assert person.node("yhat").operation == "tanh"
    assert bar.text.startswith("L = ")

    place = bar.shown.rect().center()
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, place, bar.shown.mapToGlobal(place))
    QApplication.sendEvent(bar.shown, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    python = next(action for action in menu.actions() if action.text() == "Copy as Python")
    QTest.mouseClick(menu, LEFT, NONE, menu.actionGeometry(python).center())
    assert "np.tanh(" in QGuiApplication.clipboard().text()
    menu.close()


def test_the_menu_of_the_formula_opens_by_keyboard(ready: Person) -> None:
    shown = ready.window.formula_bar.shown
    shown.setFocus(Qt.FocusReason.TabFocusReason)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(shown, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text().startswith("L = ")


def test_the_bar_is_hidden_and_stays_so(ready: Person, qtbot: QtBot, tmp_path: Path) -> None:
    window = ready.window
    action = window.actions_by_id["view.formula_bar"]
    assert action.isChecked()
    action.trigger()
    assert window.formula_bar.isHidden()
    window.close()
    again = MainWindow(settings=Settings(tmp_path / "settings.ini"))
    qtbot.addWidget(again)
    assert again.formula_bar.isHidden()
    assert not again.actions_by_id["view.formula_bar"].isChecked()
    again.document.undo_stack.setClean()
    again.close()


def test_the_shortcut_brings_a_hidden_bar_back(ready: Person) -> None:
    window = ready.window
    window.actions_by_id["view.formula_bar"].trigger()
    ready.press(Qt.Key.Key_Equal)
    assert window.formula_bar.is_edited
    assert window.actions_by_id["view.formula_bar"].isChecked()
    ready.press(Qt.Key.Key_Escape)

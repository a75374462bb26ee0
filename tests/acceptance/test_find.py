"""A node is found by name, operation or value, and the canvas goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from engine.edits import SetNode
from gui.find_bar import FindBar
from gui.found_node_rows import FOUND_ROLE

if TYPE_CHECKING:
    from gui.window import MainWindow
    from tests.acceptance.person import Person

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def bar(person: Person) -> FindBar:
    person.window.playhead.run_backward()
    person.canvas.setFocus()
    # The window that was just made becomes active.
    person.wait()
    person.press(Qt.Key.Key_F, CONTROL)
    found = person.window.findChild(FindBar)
    assert found is not None
    return found


def button(bar: FindBar, name: str) -> QToolButton:
    found = bar.findChild(QToolButton, name)
    assert found is not None
    return found


def names(bar: FindBar) -> list[str]:
    model = bar.list.model()
    rows = [model.index(row, 0).data(FOUND_ROLE) for row in range(model.rowCount())]
    return [row.node.name for row in rows]


def selected(window: MainWindow) -> list[str]:
    return [window.document.graph.node(node_id).name for node_id in window.document.selection]


def test_typing_lists_and_enter_goes_there(
    person: Person, bar: FindBar, window: MainWindow
) -> None:
    person.type("w")
    assert names(bar) == ["w1", "w2"]
    assert selected(window) == []
    person.press(Qt.Key.Key_Return)
    assert selected(window) == ["w1"]
    assert bar.count.text() == "1/2"
    person.press(Qt.Key.Key_Return)
    assert selected(window) == ["w2"]
    assert bar.is_open
    assert QApplication.focusWidget() is bar.field


def test_arrows_jump_and_keys_go_round(person: Person, bar: FindBar, window: MainWindow) -> None:
    person.type("sigmoid")
    assert names(bar) == ["o1", "yhat"]
    person.press(Qt.Key.Key_Down)
    assert selected(window) == ["yhat"]
    person.press(Qt.Key.Key_F3)
    assert selected(window) == ["o1"]
    person.press(Qt.Key.Key_F3, SHIFT)
    assert selected(window) == ["yhat"]
    person.press(Qt.Key.Key_Escape)
    assert not bar.is_open
    assert QApplication.focusWidget() is window.canvas
    person.press(Qt.Key.Key_F3)
    assert selected(window) == ["o1"]
    assert not bar.is_open


def test_a_number_finds_what_shows_it(person: Person, bar: FindBar, window: MainWindow) -> None:
    shown = window.canvas.stage.showing.node_reading(person.node("o1")).value
    text = next(window.canvas.stage.numbers.texts(shown or 0.0))
    person.type(text)
    assert "o1" in names(bar)
    person.type("-2")
    assert names(bar)[0] == "w2"


def test_keys_of_the_canvas_are_typed(person: Person, bar: FindBar, window: MainWindow) -> None:
    before, zoom = window.playhead.position, window.canvas.zoom
    QTest.keyClicks(bar.field, "pof -")
    assert bar.field.text() == "pof -"
    assert (window.playhead.position, window.canvas.zoom) == (before, zoom)


def test_the_list_follows_the_graph_and_a_node_that_is_not_a_number_is_found(
    person: Person, bar: FindBar, window: MainWindow
) -> None:
    person.type("nan")
    assert names(bar) == []
    node = person.node("w1")
    window.document.perform(SetNode(node.id, {"value": float("nan")}), "Break w1")
    window.document.ensure_evaluated()
    window.playhead.run_backward()
    person.wait()
    assert "w1" in names(bar)
    window.document.undo_stack.undo()
    person.wait()
    assert names(bar) == []


def test_a_click_goes_there(person: Person, bar: FindBar, window: MainWindow) -> None:
    person.type("b1")
    place = bar.list.visualRect(bar.list.model().index(0, 0)).center()
    QTest.mouseClick(bar.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert selected(window) == ["b1"]


def test_nothing_found_is_said_and_harmless(person: Person, bar: FindBar) -> None:
    person.type("qqqq")
    assert bar.count.text() == "None"
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_F3):
        person.press(key)
    assert person.window.document.selection == frozenset()


def test_over_a_narrow_canvas_there_is_room_to_type(
    person: Person, bar: FindBar, window: MainWindow
) -> None:
    steps = [button(bar, name) for name in ("find_previous", "find_next")]
    assert all(step.isVisible() for step in steps)
    wide = window.canvas.width()
    window.canvas.resize(240, window.canvas.height())
    assert bar.width() <= 240
    assert bar.field.width() >= 110
    assert not any(step.isVisible() for step in steps)
    assert button(bar, "find_close").isVisible()
    window.canvas.resize(wide, window.canvas.height())
    assert all(step.isVisible() for step in steps)

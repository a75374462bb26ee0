"""Selecting and hovering by mouse, and the keys of the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QKeyEvent,
)
from PySide6.QtWidgets import QApplication

from engine.graph import Edge

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


SHIFT = Qt.KeyboardModifier.ShiftModifier


# ------------------------------------------------------------------ selecting


def test_select_all_and_what_lies_up_and_down_stream(view: CanvasView, hand: Hand) -> None:
    view.select_all()
    assert view.document.selection == set(hand.graph.node_ids())
    view.document.select([hand.id("z1")])
    view.select_upstream()
    assert {hand.id("w1"), hand.id("x"), hand.id("b1"), hand.id("z1")} <= view.document.selection
    assert hand.id("o1") not in view.document.selection
    view.document.select([hand.id("yhat")])
    view.select_downstream()
    assert view.document.selection == {hand.id("yhat"), hand.id("L")}


def test_shift_and_a_click_add_and_take_away(view: CanvasView, hand: Hand) -> None:
    hand.click(hand.middle("x"))
    hand.click(hand.middle("y"), SHIFT)
    assert view.document.selection == {hand.id("x"), hand.id("y")}
    hand.click(hand.middle("x"), SHIFT)
    assert view.document.selection == {hand.id("y")}


def test_a_click_on_an_edge_selects_it_and_delete_removes_it(view: CanvasView, hand: Hand) -> None:
    edge = Edge(hand.id("z1"), hand.id("o1"), "x")
    hand.click((hand.output("z1") + hand.input("o1", "x")) / 2)
    assert view.document.selected_edges == {edge}
    view.delete_selection()
    assert hand.graph.source(hand.id("o1"), "x") is None
    assert view.document.undo_stack.undoText() == "Remove an edge"


def test_a_click_tells_which_node(qtbot: QtBot, view: CanvasView, hand: Hand) -> None:
    with qtbot.waitSignal(view.node_clicked) as clicked:
        hand.click(hand.middle("w2"))
    assert clicked.args == [hand.id("w2")]


def test_hovering_tells_what_is_under_the_pointer(view: CanvasView, hand: Hand) -> None:
    told: list[object] = []
    view.hovered.connect(told.append)
    hand.move(hand.middle("w2"))
    hand.move(hand.middle("w2") + QPointF(2, 2))
    hand.move(hand.nothing())
    assert told == [hand.id("w2"), None]
    assert view.stage.marks.hovered_node is None


def test_hovering_lights_a_port(view: CanvasView, hand: Hand) -> None:
    hand.move(hand.input("z1", "x2"))
    assert view.stage.marks.port == (hand.id("z1"), "x2")
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert view.stage.marks.port is None


def test_an_edge_that_the_explanation_speaks_of_is_lit(view: CanvasView, hand: Hand) -> None:
    edge = hand.graph.edges()[0]
    view.light_edge(edge)
    assert view.stage.marks.hovered_edge == edge
    view.light_edge(Edge("no", "such", "edge"))
    assert view.stage.marks.hovered_edge is None


# ------------------------------------------------------------------ keys


def test_nudges_in_a_row_are_one_step(view: CanvasView, hand: Hand) -> None:
    x, y = hand.graph.find("o1").position
    view.document.select([hand.id("o1")])
    for _ in range(2):
        view.keyboard.move_right()
    view.keyboard.move_up()
    assert hand.graph.find("o1").position == (x + 24, y - 12)
    assert view.document.undo_stack.count() == 1
    view.document.undo_stack.undo()
    assert hand.graph.find("o1").position == (x, y)


def test_escape_selects_nothing(qtbot: QtBot, view: CanvasView) -> None:
    view.select_all()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.document.selection == frozenset()


def test_other_keys_are_left_to_the_window(view: CanvasView) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Q, Qt.KeyboardModifier.NoModifier, "q")
    QApplication.sendEvent(view, event)
    assert not event.isAccepted()


def test_the_canvas_claims_its_keys_before_shortcuts(view: CanvasView) -> None:
    none = Qt.KeyboardModifier.NoModifier
    for key, claimed in ((Qt.Key.Key_Space, True), (Qt.Key.Key_Left, False), (Qt.Key.Key_P, False)):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, none)
        event.ignore()
        QApplication.sendEvent(view, event)
        assert event.isAccepted() is claimed, key


def test_losing_the_focus_lets_go_of_the_space_bar(
    qtbot: QtBot, view: CanvasView, hand: Hand
) -> None:
    qtbot.keyPress(view, Qt.Key.Key_Space)
    view.clearFocus()
    hand.drag(hand.middle("x"), hand.middle("x") + QPointF(120, 0))
    assert view.document.undo_stack.undoText() == "Move x"


def test_a_second_button_gives_a_drag_up(view: CanvasView, hand: Hand) -> None:
    start = hand.middle("o1")
    before = hand.graph.find("o1").position
    hand.press(start)
    hand.move(start + QPointF(120, 0))
    hand.press(start + QPointF(120, 0), Qt.MouseButton.RightButton)
    assert view.interaction.gesture is None
    assert view.stage.diagram.nodes.position(hand.id("o1")) == before

"""Values, literals and names are edited where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from engine.document_format import Contents
from engine.edits import RemoveNode
from engine.program import parse
from gui.value_text import exact_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.canvas.inline_editor import InlineEditor
    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


@pytest.fixture
def editor(view: CanvasView) -> InlineEditor:
    return view.in_place.editor


def value_place(hand: Hand, name: str) -> QPointF:
    return hand.middle(name) + QPointF(-20, 28)


def type_in(qtbot: QtBot, editor: InlineEditor, text: str) -> None:
    editor.field.selectAll()
    qtbot.keyClicks(editor.field, text)


def test_a_double_click_on_a_value_edits_it(
    qtbot: QtBot, hand: Hand, view: CanvasView, editor: InlineEditor
) -> None:
    hand.double_click(value_place(hand, "w2"))
    assert not editor.isHidden()
    assert editor.field.text() == "−2"
    assert editor.field.accessibleName() == "Value of w₂"
    type_in(qtbot, editor, "-1.75")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert hand.graph.find("w2").value == -1.75
    assert editor.isHidden()
    assert view.hasFocus()
    assert view.document.undo_stack.undoText() == "Set w₂"


def test_a_text_that_is_no_number_is_told_and_stays(
    qtbot: QtBot, hand: Hand, view: CanvasView, editor: InlineEditor
) -> None:
    view.edit_value(hand.id("w1"))
    type_in(qtbot, editor, "half")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert not editor.isHidden()
    assert editor.problem.text() == "“half” is not a number"
    assert not editor.problem.isHidden()
    assert hand.graph.find("w1").value == 0.5
    type_in(qtbot, editor, "0.25")
    assert editor.problem.isHidden()
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert hand.graph.find("w1").value == 0.25


def test_escape_leaves_the_value(
    qtbot: QtBot, hand: Hand, view: CanvasView, editor: InlineEditor
) -> None:
    view.edit_value(hand.id("w1"))
    type_in(qtbot, editor, "9")
    qtbot.keyClick(editor.field, Qt.Key.Key_Escape)
    assert hand.graph.find("w1").value == 0.5
    assert editor.isHidden()
    assert view.document.undo_stack.count() == 0


def test_enter_without_a_change_is_no_step(
    qtbot: QtBot, hand: Hand, view: CanvasView, editor: InlineEditor
) -> None:
    view.edit_value(hand.id("w1"))
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert editor.isHidden()
    assert view.document.undo_stack.count() == 0


def test_tab_goes_on_to_the_next_leaf_and_back(
    qtbot: QtBot, hand: Hand, view: CanvasView, editor: InlineEditor
) -> None:
    view.edit_value(hand.id("x"))
    type_in(qtbot, editor, "3")
    qtbot.keyClick(editor.field, Qt.Key.Key_Tab)
    assert hand.graph.find("x").value == 3.0
    assert not editor.isHidden()
    assert editor.field.accessibleName() == "Value of y"
    assert view.document.selection == {hand.id("y")}
    qtbot.keyClick(editor.field, Qt.Key.Key_Backtab)
    assert editor.field.accessibleName() == "Value of x"
    qtbot.keyClick(editor.field, Qt.Key.Key_Backtab)
    assert editor.field.accessibleName() == "Value of b₁"


def test_a_matrix_can_be_typed(
    qtbot: QtBot, hand: Hand, view: CanvasView, editor: InlineEditor
) -> None:
    view.edit_value(hand.id("x"))
    type_in(qtbot, editor, "[1, 2; 3, 4]")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    value = hand.graph.find("x").value
    assert value is not None
    assert exact_text(value) == "[1, 2; 3, 4]"


def test_the_focus_going_elsewhere_keeps_what_is_good_and_drops_the_rest(
    qtbot: QtBot, hand: Hand, view: CanvasView, editor: InlineEditor
) -> None:
    view.edit_value(hand.id("w1"))
    type_in(qtbot, editor, "7")
    view.setFocus()
    assert hand.graph.find("w1").value == 7.0
    view.edit_value(hand.id("w1"))
    type_in(qtbot, editor, "seven")
    view.setFocus()
    assert hand.graph.find("w1").value == 7.0
    assert editor.isHidden()


def test_the_editor_keeps_keys_that_are_shortcuts_of_the_window(
    view: CanvasView, hand: Hand, editor: InlineEditor
) -> None:
    view.edit_value(hand.id("w1"))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_F, Qt.Key.Key_Space):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QApplication.sendEvent(editor.field, event)
        assert event.isAccepted()


def test_the_editor_stays_over_its_card(hand: Hand, view: CanvasView, editor: InlineEditor) -> None:
    view.edit_value(hand.id("w1"))
    before = editor.pos()
    view.navigator.scroll(40, 15)
    moved = before - editor.pos()
    assert (abs(moved.x() - 40) <= 1, abs(moved.y() - 15) <= 1) == (True, True)
    view.zoom_in()
    place = view.navigator.pixel_of(hand.middle("w1"))
    assert editor.geometry().adjusted(-40, -60, 40, 60).contains(place.toPoint())


def test_the_editor_brings_its_card_into_view(hand: Hand, view: CanvasView) -> None:
    view.navigator.scroll(50_000, 0)
    view.edit_value(hand.id("w1"))
    assert view.navigator.seen().contains(hand.middle("w1"))


def test_the_editor_closes_when_its_node_is_deleted(
    hand: Hand, view: CanvasView, editor: InlineEditor
) -> None:
    view.edit_value(hand.id("w1"))
    view.document.perform(RemoveNode(hand.id("w1")), "Delete")
    assert editor.isHidden()


def test_an_operation_computes_its_value(qtbot: QtBot, hand: Hand, view: CanvasView) -> None:
    with qtbot.waitSignal(view.refused) as refused:
        view.edit_value(hand.id("o1"))
    assert refused.args == ["o₁ computes its value; only leaves hold one"]


def test_a_literal_is_edited_beside_its_port(
    qtbot: QtBot, view: CanvasView, editor: InlineEditor
) -> None:
    view.document.show(Contents(parse("x = 3; y = x^2")), None)
    graph = view.document.graph
    (power,) = [node.id for node in graph.nodes() if not node.is_leaf]
    port = graph.ports(power)[1]
    view.edit_value(power)
    assert editor.field.text() == "2"
    assert editor.field.accessibleName() == f"{port} of y"
    type_in(qtbot, editor, "5")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert graph.node(power).attributes[port] == 5.0
    assert view.document.undo_stack.undoText() == f"Set {port} of y"


def test_a_double_click_on_a_literal_edits_it(
    view: CanvasView, editor: InlineEditor, hand: Hand
) -> None:
    view.document.show(Contents(parse("x = 3; y = x^2")), None)
    hand.graph = view.document.graph
    (power,) = [node.id for node in hand.graph.nodes() if not node.is_leaf]
    hand.double_click(
        QPointF(*view.stage.diagram.input_place(power, hand.graph.ports(power)[1])) - QPointF(14, 0)
    )
    assert not editor.isHidden()
    assert editor.field.text() == "2"


def test_a_name_is_edited_in_place(
    qtbot: QtBot, hand: Hand, view: CanvasView, editor: InlineEditor
) -> None:
    hand.double_click(hand.middle("o1"))
    assert editor.field.text() == "o1"
    type_in(qtbot, editor, "yhat")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert editor.problem.text() == "the name “yhat” is already taken"
    type_in(qtbot, editor, "h")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert hand.graph.has_name("h")
    assert view.document.undo_stack.undoText() == "Rename o₁ to h"


def test_a_name_can_be_taken_away(
    qtbot: QtBot, hand: Hand, view: CanvasView, editor: InlineEditor
) -> None:
    view.rename(hand.id("o1"))
    editor.field.clear()
    editor.field.textEdited.emit("")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert not hand.graph.has_name("o1")


def test_a_leaf_is_renamed_by_a_double_click_on_its_name(
    hand: Hand, view: CanvasView, editor: InlineEditor
) -> None:
    x, y = hand.graph.find("w1").position
    hand.double_click(QPointF(x + 28, y + 32))
    assert editor.field.text() == "w1"
    assert editor.field.accessibleName() == "Name of w₁"


def test_a_decimal_comma_is_read_where_one_is_written(
    qtbot: QtBot, hand: Hand, view: CanvasView, editor: InlineEditor
) -> None:
    view.set_numbers(4, decimal_comma=True)
    view.edit_value(hand.id("w1"))
    type_in(qtbot, editor, "0,75")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert hand.graph.find("w1").value == 0.75

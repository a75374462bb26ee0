"""What is deleted, copied, pasted and added, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import (
    QGuiApplication,
)
from PySide6.QtWidgets import QApplication

from engine.program import parse
from tests.gui.canvas.views import only

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


# ------------------------------------------------------------------ deleting, copying


def test_deleting_nodes_takes_their_edges_along(view: CanvasView, hand: Hand) -> None:
    count = len(hand.graph)
    view.document.select([hand.id("o1"), hand.id("w2")])
    view.delete_selection()
    assert len(hand.graph) == count - 2
    assert view.document.undo_stack.undoText() == "Delete 2 nodes"
    view.document.undo_stack.undo()
    assert hand.graph.find("o1").name == "o1"
    assert hand.graph.source(hand.id("o1"), "x") == hand.id("z1")


def test_deleting_nothing_is_no_step(view: CanvasView) -> None:
    view.delete_selection()
    assert view.document.undo_stack.count() == 0


def test_duplicate_copies_nodes_and_the_edges_among_them(view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("z1"), hand.id("o1")])
    view.duplicate()
    names = {hand.graph.node(node_id).name for node_id in view.document.selection}
    assert names == {"z1_2", "o1_2"}
    assert hand.graph.source(hand.id("o1_2"), "x") == hand.id("z1_2")
    assert hand.graph.inputs(hand.id("z1_2")) == {}
    x, y = hand.graph.find("z1").position
    assert hand.graph.find("z1_2").position == (x + 36, y + 36)


def test_copy_and_paste_twice_never_lie_on_each_other(view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("w1"), hand.id("x")])
    view.copy()
    view.paste()
    first = {hand.graph.node(node_id).position for node_id in view.document.selection}
    view.paste()
    second = {hand.graph.node(node_id).position for node_id in view.document.selection}
    assert not first & second
    assert {"w1_2", "w1_3"} <= {node.name for node in hand.graph.nodes()}


def test_half_a_formula_is_copied_as_a_program_too(view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("o1")])
    view.copy()
    text = QGuiApplication.clipboard().text()
    assert text == "input z1\no1 = sigmoid(z1)\n"
    assert [node.label for node in parse(text).nodes()] == ["z1", "o1"]
    view.paste()
    assert [view.document.graph.node(new).operation for new in view.document.selection] == [
        "sigmoid"
    ]


def test_cut_copies_and_deletes(view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("w2")])
    view.cut()
    assert not hand.graph.has_name("w2")
    assert view.document.undo_stack.undoText() == "Cut w₂"
    view.paste()
    assert hand.graph.find("w2").value == -2.0


def test_pasting_a_program_makes_its_graph(view: CanvasView, hand: Hand) -> None:
    QApplication.clipboard().setText("p = 3; q = p^2 + w1")
    view.paste()
    made = [hand.graph.node(node_id) for node_id in view.document.selection]
    assert {node.name for node in made} >= {"p", "q"}
    assert len({node.position for node in made}) == len(made)


def test_pasting_something_else_is_refused(qtbot: QtBot, view: CanvasView) -> None:
    QApplication.clipboard().setText("dear diary, today")
    with qtbot.waitSignal(view.refused) as refused:
        view.paste()
    assert refused.args[0].startswith("the text on the clipboard is no program: column 6")
    assert view.document.undo_stack.count() == 0


# ------------------------------------------------------------------ adding


def test_adding_gives_a_leaf_a_free_name_and_a_value(view: CanvasView) -> None:
    view.add_operation("input", QPointF(600, -300))
    assert (only(view).name, only(view).value) == ("z", 1.0)
    view.add_operation("parameter")
    assert only(view).name == "w"
    view.add_operation("parameter")
    assert only(view).name == "b"
    view.add_operation("parameter")
    assert only(view).name == "w_2"
    view.add_operation("constant")
    assert (only(view).name, only(view).value) == ("", 1.0)


def test_an_operation_is_added_where_it_is_wanted_on_the_grid(view: CanvasView) -> None:
    view.add_operation("sigmoid", QPointF(605, -303))
    assert only(view).operation == "sigmoid"
    assert only(view).position == (540.0, -348.0)
    assert view.document.undo_stack.undoText() == "Add σ"


def test_an_operation_without_a_place_finds_a_free_one_in_view(view: CanvasView) -> None:
    for _ in range(8):
        view.add_operation("tanh")
    boxes = [
        view.canvas_scene.area_of(node.id).adjusted(14, 14, -14, -14)
        for node in view.document.graph.nodes()
    ]
    assert not any(one.intersects(other) for i, one in enumerate(boxes) for other in boxes[i + 1 :])
    assert view.navigator.seen().contains(boxes[-1])


def test_an_operation_comes_with_the_literals_of_its_record(view: CanvasView) -> None:
    view.add_operation("power")
    record_defaults = only(view).attributes
    card = view.stage.diagram.cards[only(view).id]
    assert [spot.literal for spot in card.ports if spot.literal] == [
        view.stage.numbers.number(value) for value in record_defaults.values()
    ]


def test_an_unknown_operation_is_refused(qtbot: QtBot, view: CanvasView) -> None:
    with qtbot.waitSignal(view.refused) as refused:
        view.add_operation("sigmiod")
    assert refused.args == ["there is no operation “sigmiod”; did you mean “sigmoid”?"]


def test_what_is_not_possible_is_refused_and_leaves_everything(
    qtbot: QtBot, view: CanvasView, hand: Hand
) -> None:
    count = len(hand.graph)
    with qtbot.waitSignal(view.refused) as refused:
        view.attempt(lambda: view.editing.set_value(hand.id("o1"), 3.0))
    assert refused.args == ["o1 computes its value; only leaves hold one"]
    assert len(hand.graph) == count

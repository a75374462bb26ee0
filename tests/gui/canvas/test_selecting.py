"""Nodes that belong together are selected together; a deleted one leaves no gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.graph import Edge

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


def labels(view: CanvasView) -> set[str]:
    return {view.document.graph.node(node_id).label for node_id in view.document.selection}


def test_everything_between(view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("z1"), hand.id("yhat")])
    view.selecting.between()
    assert labels(view) >= {"z1", "o1", "o", "yhat"}
    assert not labels(view) & {"x", "w1", "w2", "y", "L"}


def test_what_no_way_joins_stays_alone(view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("w1"), hand.id("w2")])
    view.selecting.between()
    assert labels(view) == {"w1", "w2"}


def test_the_others(view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("x")])
    view.selecting.invert()
    assert view.document.selection == set(hand.graph.node_ids()) - {hand.id("x")}


def test_those_that_do_the_same(view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("o1"), hand.id("w1")])
    view.selecting.same_operation()
    assert labels(view) == {"o1", "yhat", "w1", "w2", "b1"}


def test_nothing_outside_of_the_entered_group_is_selected(view: CanvasView, hand: Hand) -> None:
    inside = {hand.id("z1"), hand.id("o1")}
    view.document.select(inside)
    view.grouping.group()
    view.in_place.editor.close_editor()
    view.grouping.enter("g1")
    for select in (view.select_upstream, view.select_downstream, view.selecting.between):
        view.document.select(inside)
        select()
        assert view.document.selection == inside
    view.document.select([hand.id("z1")])
    view.selecting.invert()
    assert view.document.selection == {hand.id("o1")}
    view.selecting.same_operation()
    assert view.document.selection == {hand.id("o1")}


def test_delete_and_heal_is_one_step(view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("o1")])
    (leaving,) = hand.graph.edges_out_of(hand.id("o1"))
    view.delete_and_heal()
    healed = Edge(hand.id("z1"), leaving.target, leaving.port)
    assert healed in hand.graph.edges()
    assert view.document.undo_stack.undoText() == "Delete o₁ and heal"
    view.document.undo_stack.undo()
    assert leaving in hand.graph.edges()


def test_healing_nothing_is_no_step(view: CanvasView) -> None:
    view.delete_and_heal()
    assert view.document.undo_stack.count() == 0

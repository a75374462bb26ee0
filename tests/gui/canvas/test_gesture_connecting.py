"""What dragging from a port, or by the end of an edge, does to the edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt

from engine.edits import Disconnect
from engine.errors import PortError
from gui.canvas.gestures.barred import Faded, not_a_target_for
from gui.canvas.projection import group_key
from tests.gui.canvas.edges import edge, on_edge

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


# ------------------------------------------------------------------ connect


def test_dragging_from_output_to_input_makes_an_edge(
    make_view: Callable[[str], CanvasView], hand_over: Callable[[CanvasView], Hand]
) -> None:
    view = make_view("x = 1; y = sin(x); z = cos(x)")
    hand = hand_over(view)
    view.document.perform(Disconnect(edge(hand, "x", "z", "x")), "Remove")
    hand.drag(hand.output("y"), hand.input("z", "x") + QPointF(-9, 6))
    assert hand.graph.source(hand.id("z"), "x") == hand.id("y")
    assert view.document.undo_stack.undoText() == "Connect y to z"


def test_dragging_from_input_to_output_makes_an_edge(
    make_view: Callable[[str], CanvasView], hand_over: Callable[[CanvasView], Hand]
) -> None:
    view = make_view("x = 1; y = sin(x); z = cos(x)")
    hand = hand_over(view)
    view.document.perform(Disconnect(edge(hand, "x", "z", "x")), "Remove")
    hand.drag(hand.input("z", "x"), hand.output("y") + QPointF(8, 3))
    assert hand.graph.source(hand.id("z"), "x") == hand.id("y")


def test_a_new_edge_replaces_the_one_at_its_port(hand: Hand, view: CanvasView) -> None:
    hand.drag(hand.output("w1"), hand.input("o1", "x"))
    assert hand.graph.source(hand.id("o1"), "x") == hand.id("w1")
    view.document.undo_stack.undo()
    assert hand.graph.source(hand.id("o1"), "x") == hand.id("z1")


def test_dragging_from_a_taken_input_takes_the_edge_elsewhere(hand: Hand, view: CanvasView) -> None:
    hand.drag(hand.input("L", "target"), hand.input("z1", "x3"))
    assert hand.graph.source(hand.id("L"), "target") is None
    assert hand.graph.source(hand.id("z1"), "x3") == hand.id("y")
    assert view.document.undo_stack.count() == 1


def test_a_moved_edge_dropped_on_nothing_is_removed(hand: Hand, view: CanvasView) -> None:
    hand.drag(hand.input("L", "target"), hand.nothing())
    assert hand.graph.source(hand.id("L"), "target") is None
    assert not view.dropping.search.is_open
    view.document.undo_stack.undo()
    assert hand.graph.source(hand.id("L"), "target") == hand.id("y")


def test_an_edge_that_is_there_already_is_refused_in_a_sentence(
    hand: Hand, view: CanvasView
) -> None:
    with pytest.raises(PortError, match="already feeds port “target”"):
        view.editing.connect(edge(hand, "y", "L", "target"))
    assert view.document.undo_stack.count() == 0


def test_the_same_value_again_is_no_edit(hand: Hand, view: CanvasView) -> None:
    view.editing.set_value(hand.id("x"), 1.0)
    assert view.document.undo_stack.count() == 0


def test_a_moved_edge_dropped_where_it_was_changes_nothing(hand: Hand, view: CanvasView) -> None:
    port = hand.input("L", "target")
    hand.press(port)
    hand.move(port + QPointF(-80, 40))
    hand.move(port)
    hand.release(port)
    assert view.document.undo_stack.count() == 0


def test_an_illegal_edge_is_refused_with_its_reason(hand: Hand, view: CanvasView) -> None:
    start = hand.output("yhat")
    hand.press(start)
    hand.move(hand.input("o1", "x"))
    assert view.furniture.tip.text() == "an edge from ŷ to o₁ would close a cycle"
    assert not view.furniture.tip.isHidden()
    hand.release(hand.input("o1", "x"))
    assert view.furniture.tip.isHidden()
    assert hand.graph.source(hand.id("o1"), "x") == hand.id("z1")
    assert view.document.undo_stack.count() == 0


def test_an_illegal_port_is_not_aimed_at_and_nothing_is_tried(
    hand: Hand, view: CanvasView, qtbot: QtBot
) -> None:
    legal, illegal = hand.input("L", "prediction"), hand.input("o1", "x")
    hand.press(hand.output("o"))
    hand.move(legal)
    aims = [view.stage.marks.port]
    assert view.furniture.tip.isHidden()
    hand.move(illegal)
    aims.append(view.stage.marks.port)
    assert aims == [(hand.id("L"), "prediction"), None]
    assert view.furniture.tip.text() == "an edge from o to o₁ would close a cycle"
    with qtbot.assertNotEmitted(view.refused):
        hand.release(illegal)
    assert view.document.undo_stack.count() == 0
    assert not view.dropping.search.is_open


def test_a_reason_goes_when_the_pointer_comes_to_a_legal_port(hand: Hand, view: CanvasView) -> None:
    hand.press(hand.output("o"))
    hand.move(hand.input("o1", "x"))
    assert not view.furniture.tip.isHidden()
    hand.move(hand.input("L", "prediction"))
    assert view.furniture.tip.isHidden()
    hand.release(hand.input("L", "prediction"))
    assert hand.graph.source(hand.id("L"), "prediction") == hand.id("o")


def test_cards_that_cannot_be_reached_fade(hand: Hand, view: CanvasView) -> None:
    start = hand.output("o1")
    hand.press(start)
    hand.move(start + QPointF(30, 30))
    faded = view.stage.marks.faded
    # What it depends on, and leaves, which take no edge.
    assert all(hand.id(name) in faded for name in ("z1", "w1", "x", "y"))
    assert not any(hand.id(name) in faded for name in ("o1", "o", "L"))
    hand.release(start)
    assert view.stage.marks.faded == frozenset()


def test_what_depends_on_a_port_fades_while_it_looks_for_a_source(
    hand: Hand, view: CanvasView
) -> None:
    start = hand.input("z1", "x3")
    hand.press(start)
    hand.move(start + QPointF(-30, 30))
    faded = view.stage.marks.faded
    assert all(hand.id(name) in faded for name in ("o1", "o", "L"))
    assert not any(hand.id(name) in faded for name in ("z1", "x", "w1", "w2", "y"))
    hand.release(start)


def test_the_card_of_a_group_fades_unless_the_edge_begins_in_it(
    view: CanvasView, hand: Hand, group: str
) -> None:
    view.grouping.toggle(group)
    diagram = view.stage.diagram
    for source, fades in (("o", True), ("o1", False), ("x", False)):
        barred = not_a_target_for(hand.graph, hand.id(source))
        faded = Faded(diagram, barred, frozenset([hand.id(source)]), needs_ports=True)
        assert (group_key(group) in faded) == fades


def test_an_edge_snaps_to_the_nearest_port_in_reach(hand: Hand, view: CanvasView) -> None:
    hand.press(hand.output("w1"))
    target = hand.input("L", "prediction")
    hand.move(target + QPointF(-14, -6) / view.zoom)
    near = view.stage.marks.port
    hand.move(target + QPointF(-60, -60) / view.zoom)
    assert near == (hand.id("L"), "prediction")
    assert view.stage.marks.port != near
    hand.release(hand.output("w1"))


def test_an_edge_dropped_on_a_card_takes_its_first_free_port(hand: Hand) -> None:
    hand.drag(hand.output("y"), hand.middle("z1"))
    assert hand.graph.source(hand.id("z1"), "x3") == hand.id("y")


def test_an_edge_dropped_on_a_leaf_is_refused(hand: Hand, view: CanvasView) -> None:
    hand.press(hand.output("o1"))
    hand.move(hand.middle("y"))
    assert view.furniture.tip.text() == "y holds a value and takes no edge"
    hand.release(hand.middle("y"))
    assert view.document.undo_stack.count() == 0


def test_escape_gives_an_edge_up(qtbot: QtBot, hand: Hand, view: CanvasView) -> None:
    hand.press(hand.output("w1"))
    hand.move(hand.input("o1", "x"))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    hand.release(hand.input("o1", "x"))
    assert hand.graph.source(hand.id("o1"), "x") == hand.id("z1")
    assert view.stage.marks.faded == frozenset()


def test_an_edge_dropped_on_nothing_offers_what_fits_and_connects_it(
    qtbot: QtBot, hand: Hand, view: CanvasView
) -> None:
    hand.drag(hand.output("L"), hand.nothing())
    search = view.dropping.search
    assert search.is_open
    qtbot.keyClicks(search.field, "sqrt")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    new = next(iter(view.document.selection))
    assert hand.graph.node(new).operation == "sqrt"
    assert hand.graph.source(new, hand.graph.ports(new)[0]) == hand.id("L")
    assert view.document.undo_stack.count() == 1


def test_an_edge_pulled_back_from_a_port_connects_a_new_leaf(
    qtbot: QtBot, hand: Hand, view: CanvasView
) -> None:
    hand.drag(hand.input("z1", "x3"), hand.nothing())
    qtbot.keyClicks(view.dropping.search.field, "param")
    qtbot.keyClick(view.dropping.search.field, Qt.Key.Key_Return)
    new = next(iter(view.document.selection))
    assert hand.graph.node(new).operation == "parameter"
    assert hand.graph.source(hand.id("z1"), "x3") == new


def test_a_click_on_a_port_changes_nothing(hand: Hand, view: CanvasView) -> None:
    hand.click(hand.output("L"))
    assert not view.dropping.search.is_open
    assert view.interaction.gesture is None
    assert view.document.undo_stack.count() == 0


def test_dragging_an_edge_near_its_target_takes_it_to_another_port(
    hand: Hand, view: CanvasView
) -> None:
    old = edge(hand, "y", "L", "target")
    hand.drag(on_edge(hand, old, 0.7), hand.input("z1", "x3"))
    assert hand.graph.source(hand.id("L"), "target") is None
    assert hand.graph.source(hand.id("z1"), "x3") == hand.id("y")
    assert view.document.undo_stack.count() == 1


def test_dragging_an_edge_near_its_source_lets_it_come_from_another_node(
    hand: Hand, view: CanvasView
) -> None:
    old = edge(hand, "y", "L", "target")
    hand.drag(on_edge(hand, old, 0.2), hand.output("w2"))
    assert hand.graph.source(hand.id("L"), "target") == hand.id("w2")
    assert view.document.undo_stack.count() == 1
    view.document.undo_stack.undo()
    assert hand.graph.source(hand.id("L"), "target") == hand.id("y")


def test_an_edge_cannot_come_from_what_it_leads_to(hand: Hand, view: CanvasView) -> None:
    old = edge(hand, "o", "yhat", "x")
    hand.drag(on_edge(hand, old, 0.2), hand.output("L"))
    assert old in hand.graph.edges()
    assert view.document.undo_stack.count() == 0


def test_an_edge_that_is_hardly_pulled_stays(hand: Hand, view: CanvasView) -> None:
    old = edge(hand, "y", "L", "target")
    for share in (0.3, 0.7):
        place = on_edge(hand, old, share)
        hand.drag(place, place + QPointF(4, 20))
        assert old in hand.graph.edges()
    assert view.document.undo_stack.count() == 0


# ------------------------------------------------------------------ variadic operations


def test_a_sum_grows_a_port_with_each_edge_and_gives_it_back(
    make_view: Callable[[str], CanvasView], hand_over: Callable[[CanvasView], Hand]
) -> None:
    view = make_view("a = 1; b = 2; c = 3; d = 4; s = a + b; L = s + c*d")
    hand = hand_over(view)
    node_id = hand.id("s")
    for source, port in (("c", "x3"), ("d", "x4")):
        hand.drag(hand.output(source), hand.input("s", port))
        assert hand.graph.source(node_id, port) == hand.id(source)
    assert [spot.name for spot in view.stage.diagram.cards[node_id].ports][:5] == [
        "x1",
        "x2",
        "x3",
        "x4",
        "x5",
    ]
    view.document.ensure_evaluated()
    assert view.document.evaluation is not None
    assert view.document.evaluation.value("s") == 10.0
    while view.document.undo_stack.canUndo():
        view.document.undo_stack.undo()
    assert len(view.stage.diagram.cards[node_id].ports) == 3

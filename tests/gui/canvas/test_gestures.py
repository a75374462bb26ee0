"""What a drag of the mouse does to the graph, to the selection and to the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt

from engine.edits import Disconnect, Move, RemoveNode
from engine.errors import PortError
from engine.graph import Edge
from gui.canvas.gestures.gesture import Pointer
from gui.canvas.gestures.move import MoveGesture
from gui.canvas.gestures.place import PlaceGesture
from gui.canvas.guides import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand

ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def edge(hand: Hand, source: str, target: str, port: str) -> Edge:
    return Edge(hand.id(source), hand.id(target), port)


# ------------------------------------------------------------------ move


def test_dragging_a_node_moves_it_to_the_grid_in_one_step(hand: Hand, view: CanvasView) -> None:
    before = hand.graph.find("o1").position
    hand.drag(hand.middle("o1"), hand.middle("o1") + QPointF(31, -20))
    assert hand.graph.find("o1").position == (before[0] + 36, before[1] - 24)
    assert view.document.undo_stack.count() == 1
    assert view.document.undo_stack.undoText() == "Move o₁"
    view.document.undo_stack.undo()
    assert hand.graph.find("o1").position == before
    assert view.canvas_scene.items_by_id[hand.id("o1")].pos().toTuple() == before


def test_alt_lets_a_node_land_anywhere(hand: Hand) -> None:
    x, y = hand.graph.find("o1").position
    hand.drag(hand.middle("o1"), hand.middle("o1") + QPointF(31, -20), keys=ALT)
    moved = hand.graph.find("o1").position
    assert moved == pytest.approx((x + 31, y - 20), abs=1e-6)


def test_the_setting_lets_nodes_land_anywhere(hand: Hand, view: CanvasView) -> None:
    view.set_snaps_to_grid(False)
    x, y = hand.graph.find("o1").position
    hand.drag(hand.middle("o1"), hand.middle("o1") + QPointF(31, -20))
    assert hand.graph.find("o1").position == pytest.approx((x + 31, y - 20), abs=1e-6)


def test_dragging_one_of_several_selected_nodes_moves_them_all(
    hand: Hand, view: CanvasView
) -> None:
    names = ("o1", "w2", "x")
    before = {name: hand.graph.find(name).position for name in names}
    view.document.select(hand.id(name) for name in names)
    hand.drag(hand.middle("w2"), hand.middle("w2") + QPointF(120, 60))
    for name, (x, y) in before.items():
        assert hand.graph.find(name).position == (x + 120, y + 60)
    assert view.document.undo_stack.undoText() == "Move 3 nodes"


def test_escape_puts_dragged_nodes_back(qtbot: QtBot, hand: Hand, view: CanvasView) -> None:
    before = hand.graph.find("o1").position
    start = hand.middle("o1")
    hand.press(start)
    hand.move(start + QPointF(120, 0))
    item = view.canvas_scene.items_by_id[hand.id("o1")]
    assert item.pos().toTuple() != before
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert item.pos().toTuple() == before
    hand.release(start + QPointF(120, 0))
    assert hand.graph.find("o1").position == before
    assert view.document.undo_stack.count() == 0


def test_a_drag_is_given_up_when_the_graph_changes_under_it(hand: Hand, view: CanvasView) -> None:
    start = hand.middle("o1")
    view.document.select([hand.id("o1"), hand.id("w2")])
    before = hand.graph.find("w2").position
    hand.press(start)
    hand.move(start + QPointF(120, 0))
    view.document.perform(RemoveNode(hand.id("o1")), "Delete")
    hand.move(start + QPointF(160, 0))
    hand.release(start + QPointF(160, 0))
    assert view.interaction.gesture is None
    assert view.stage.diagram.nodes.position(hand.id("w2")) == before


def test_a_press_without_a_drag_moves_nothing(hand: Hand, view: CanvasView) -> None:
    hand.press(hand.middle("o1"))
    hand.move(hand.middle("o1") + QPointF(1, 1))
    hand.release(hand.middle("o1") + QPointF(1, 1))
    assert view.document.undo_stack.count() == 0
    assert view.document.selection == {hand.id("o1")}


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
    assert view.furniture.tip.text() == "an edge from yhat to o1 would close a cycle"
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
    assert view.furniture.tip.text() == "an edge from o to o1 would close a cycle"
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
    assert {hand.id("z1"), hand.id("w1"), hand.id("x")} <= faded
    assert not {hand.id("o1"), hand.id("o"), hand.id("L")} & faded
    hand.release(start)
    assert view.stage.marks.faded == frozenset()


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


# ------------------------------------------------------------------ rubber band


def test_a_rubber_band_selects_what_it_touches(hand: Hand, view: CanvasView) -> None:
    corner = hand.middle("yhat") - QPointF(90, 70)
    hand.drag(corner, hand.middle("y") + QPointF(10, 10))
    assert view.document.selection == {hand.id("yhat"), hand.id("y")}


def test_shift_adds_what_a_rubber_band_touches(hand: Hand, view: CanvasView) -> None:
    view.document.select([hand.id("w1")])
    corner = hand.middle("L") - QPointF(70, 70)
    hand.drag(corner, hand.middle("L"), keys=SHIFT)
    assert view.document.selection == {hand.id("L"), hand.id("w1")}


def test_a_rubber_band_shows_at_once_what_it_would_select(hand: Hand, view: CanvasView) -> None:
    hand.press(hand.middle("L") - QPointF(90, 70))
    hand.move(hand.middle("L"))
    assert view.stage.marks.nodes == {hand.id("L")}
    assert view.document.selection == frozenset()
    assert view.interaction.cancel()
    assert view.stage.marks.nodes == frozenset()


def test_a_click_on_nothing_selects_nothing(hand: Hand, view: CanvasView) -> None:
    view.select_all()
    hand.click(hand.nothing())
    assert view.document.selection == frozenset()


# ------------------------------------------------------------------ cut


def test_an_alt_stroke_cuts_the_edges_it_crosses(hand: Hand, view: CanvasView) -> None:
    start = (hand.output("z1") + hand.input("o1", "x")) / 2
    hand.drag(start - QPointF(4, 60), start + QPointF(4, 60), keys=ALT)
    assert hand.graph.source(hand.id("o1"), "x") is None
    assert view.document.undo_stack.undoText() == "Remove an edge"


def test_a_stroke_across_nothing_cuts_nothing(hand: Hand, view: CanvasView) -> None:
    hand.drag(hand.nothing(), hand.nothing() + QPointF(80, 20), keys=ALT)
    assert view.document.undo_stack.count() == 0


def test_escape_keeps_the_edges_of_a_stroke(qtbot: QtBot, hand: Hand, view: CanvasView) -> None:
    start = (hand.output("z1") + hand.input("o1", "x")) / 2
    hand.press(start - QPointF(4, 60), keys=ALT)
    hand.move(start + QPointF(4, 60), ALT)
    assert edge(hand, "z1", "o1", "x") in view.stage.marks.edges
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.stage.marks.edges == frozenset()
    hand.release(start)
    assert hand.graph.source(hand.id("o1"), "x") == hand.id("z1")


# ------------------------------------------------------------------ pan


def test_the_middle_button_pulls_the_canvas(hand: Hand, view: CanvasView) -> None:
    before = view.navigator.centre()
    pixel = view.navigator.pixel_of(hand.middle("o1"))
    hand.press(hand.middle("o1"), Qt.MouseButton.MiddleButton)
    hand.move(view.navigator.place_at(pixel + QPointF(50, 20)))
    hand.release(view.navigator.place_at(pixel + QPointF(50, 20)))
    moved = before - view.navigator.centre()
    assert moved.x() * view.zoom == pytest.approx(50, abs=1.5)
    assert view.document.undo_stack.count() == 0


def test_space_and_a_drag_pull_the_canvas_and_make_no_step(
    qtbot: QtBot, hand: Hand, view: CanvasView
) -> None:
    before = view.navigator.centre()
    qtbot.keyPress(view, Qt.Key.Key_Space)
    hand.drag(hand.nothing(), hand.nothing() + QPointF(90, 0))
    qtbot.keyRelease(view, Qt.Key.Key_Space)
    assert view.navigator.centre().x() < before.x() - 40
    assert view.playhead.position == 0


def test_space_alone_makes_a_step(qtbot: QtBot, view: CanvasView) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.playhead.position == 1


# ------------------------------------------------------------------ the ends of an edge


def on_edge(hand: Hand, edge: Edge, share: float) -> QPointF:
    """A place on an edge, from its source (0) to its target (1)."""
    table = hand.view.stage.diagram.edges
    return table.path(table.rows[edge]).pointAtPercent(share)


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


def test_alt_cuts_also_from_one_edge_to_another(hand: Hand, view: CanvasView) -> None:
    old = edge(hand, "y", "L", "target")
    place = on_edge(hand, old, 0.5)
    hand.drag(place - QPointF(5, 0), place + QPointF(30, 0), keys=ALT)
    assert old not in hand.graph.edges()


# ------------------------------------------------------------------ guides


def lines_of(view: CanvasView) -> list[Line]:
    gesture = view.interaction.gesture
    assert isinstance(gesture, MoveGesture)
    return gesture._lines


def apart(make_view: Callable[[str], CanvasView], **places: tuple[float, float]) -> CanvasView:
    """Make a canvas on nodes without edges at given places."""
    view = make_view("; ".join(f"input {name} = 1" for name in places))
    graph = view.document.graph
    view.document.perform(
        Move({graph.resolve(name): place for name, place in places.items()}), "Put"
    )
    view.navigator.zoom_to(1.0)
    view.navigator.centre_on(QPointF(200, 200))
    view.document.undo_stack.clear()
    return view


def test_a_card_jumps_in_line_with_a_neighbour_off_the_grid(
    make_view: Callable[[str], CanvasView], hand_over: Callable[[CanvasView], Hand]
) -> None:
    view = apart(make_view, a=(5.0, 0.0), b=(240.0, 204.0))
    hand = hand_over(view)
    start = hand.middle("b")
    hand.press(start)
    hand.move(start + QPointF(-100, 0))
    assert lines_of(view) == []
    hand.move(start + QPointF(-239, 0))
    assert lines_of(view) == [Line(71.0, 0.0, 71.0, 288.0)]
    area = view.interaction.gesture.area() if view.interaction.gesture else None
    assert area is not None
    assert area.contains(71.0, 100.0)
    hand.release(start + QPointF(-239, 0))
    assert hand.graph.find("b").position == (5.0, 204.0)
    assert view.document.undo_stack.count() == 1


def test_a_card_far_away_is_no_neighbour(
    make_view: Callable[[str], CanvasView], hand_over: Callable[[CanvasView], Hand]
) -> None:
    view = apart(make_view, a=(5.0, -600.0), b=(240.0, 204.0))
    hand = hand_over(view)
    start = hand.middle("b")
    hand.press(start)
    hand.move(start + QPointF(-239, 0))
    assert lines_of(view) == []
    hand.release(start + QPointF(-239, 0))
    assert hand.graph.find("b").position == (0.0, 204.0)


def test_alt_shows_no_guides(
    make_view: Callable[[str], CanvasView], hand_over: Callable[[CanvasView], Hand]
) -> None:
    view = apart(make_view, a=(5.0, 0.0), b=(240.0, 204.0))
    hand = hand_over(view)
    hand.press(hand.middle("b"))
    hand.move(hand.middle("b") + QPointF(-100, 0), ALT)
    hand.move(hand.middle("b") + QPointF(-239, 0), ALT)
    assert lines_of(view) == []
    hand.release(hand.middle("b"), ALT)


def test_guides_are_drawn_and_go(
    make_view: Callable[[str], CanvasView], hand_over: Callable[[CanvasView], Hand]
) -> None:
    view = apart(make_view, a=(5.0, 0.0), b=(240.0, 204.0))
    hand = hand_over(view)
    start = hand.middle("b")
    place = view.navigator.pixel_of(QPointF(71.0, 145.0)).toPoint()
    before = view.viewport().grab().toImage().pixel(place)
    hand.press(start)
    hand.move(start + QPointF(-100, 0))
    hand.move(start + QPointF(-239, 0))
    column = view.viewport().grab(QRect(place - QPoint(0, 20), QSize(1, 40))).toImage()
    assert any(column.pixel(0, y) != before for y in range(column.height()))
    hand.release(start + QPointF(-239, 0))
    assert view.viewport().grab().toImage().pixel(place) == before


# ------------------------------------------------------------------ putting a node into an edge


def lit(view: CanvasView) -> Edge | None:
    return view.stage.marks.hovered_edge


def test_a_node_without_edges_is_put_into_the_edge_on_which_it_is_dropped(
    make_view: Callable[[str], CanvasView], hand_over: Callable[[CanvasView], Hand]
) -> None:
    view = make_view("x = 1; y = sin(x)")
    hand = hand_over(view)
    view.add_operation("tanh", QPointF(0, 400))
    (new,) = view.document.selection
    old = edge(hand, "x", "y", "x")
    middle = (hand.output("x") + hand.input("y", "x")) / 2
    start = QPointF(*hand.graph.node(new).position) + QPointF(66, 42)
    hand.press(start)
    hand.move(start + QPointF(20, 0))
    hand.move(middle)
    assert lit(view) == old
    hand.release(middle)
    assert lit(view) is None
    assert set(hand.graph.edges()) == {Edge(old.source, new, "x"), Edge(new, old.target, "x")}
    assert view.document.undo_stack.undoText() == "Put tanh between x and y"
    view.document.undo_stack.undo()
    assert hand.graph.edges() == [old]
    assert hand.graph.node(new).position != (0.0, 0.0)


def test_escape_over_an_edge_leaves_it_as_it_was(
    qtbot: QtBot,
    make_view: Callable[[str], CanvasView],
    hand_over: Callable[[CanvasView], Hand],
) -> None:
    view = make_view("x = 1; y = sin(x)")
    hand = hand_over(view)
    view.add_operation("tanh", QPointF(0, 400))
    (new,) = view.document.selection
    start = QPointF(*hand.graph.node(new).position) + QPointF(66, 42)
    hand.press(start)
    hand.move(start + QPointF(20, 0))
    hand.move((hand.output("x") + hand.input("y", "x")) / 2)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert lit(view) is None
    assert len(hand.graph.edges()) == 1


@pytest.mark.parametrize("name", ["leaf", "wired"])
def test_a_leaf_or_a_node_with_edges_only_moves(
    make_view: Callable[[str], CanvasView], hand_over: Callable[[CanvasView], Hand], name: str
) -> None:
    view = make_view("x = 1; y = sin(x); wired = cos(x); input leaf")
    hand = hand_over(view)
    edges = hand.graph.edges()
    start, place = hand.middle(name), (hand.output("x") + hand.input("y", "x")) / 2
    hand.press(start)
    hand.move(start + QPointF(9, 0))
    hand.move(place)
    assert lit(view) is None
    hand.release(place)
    assert hand.graph.edges() == edges
    assert view.document.undo_stack.undoText() == f"Move {name}"


@pytest.mark.parametrize(("operation", "count"), [("tanh", 2), ("input", 1)])
def test_an_operation_of_the_palette_goes_into_the_edge_under_it(
    make_view: Callable[[str], CanvasView],
    hand_over: Callable[[CanvasView], Hand],
    operation: str,
    count: int,
) -> None:
    view = make_view("x = 1; y = sin(x)")
    hand = hand_over(view)
    old = edge(hand, "x", "y", "x")
    middle = (hand.output("x") + hand.input("y", "x")) / 2
    pointer = Pointer(middle, view.navigator.pixel_of(middle))
    view.interaction.begin(PlaceGesture(view, operation), pointer)
    assert lit(view) == (old if count == 2 else None)
    view.interaction.finish(pointer)
    assert len(hand.graph.edges()) == count
    assert view.document.undo_stack.count() == 1
    view.document.undo_stack.undo()
    assert hand.graph.edges() == [old]


def test_a_drag_from_the_palette_that_goes_elsewhere_lights_nothing(
    make_view: Callable[[str], CanvasView], hand_over: Callable[[CanvasView], Hand]
) -> None:
    view = make_view("x = 1; y = sin(x)")
    hand = hand_over(view)
    middle = (hand.output("x") + hand.input("y", "x")) / 2
    pointer = Pointer(middle, view.navigator.pixel_of(middle))
    view.interaction.begin(PlaceGesture(view, "tanh"), pointer)
    view.interaction.cancel()
    assert lit(view) is None


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

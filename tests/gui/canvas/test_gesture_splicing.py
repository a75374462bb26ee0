"""What a node or an operation that is dropped on an edge does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt

from engine.edits import Move
from engine.graph import Edge
from gui.canvas.gestures.gesture import Pointer
from gui.canvas.gestures.place import PlaceGesture
from tests.gui.canvas.edges import edge

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


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


@pytest.mark.parametrize("is_whole_seen", [True, False])
def test_what_is_pushed_on_stays_in_a_view_of_the_whole_graph_and_only_there(
    make_view: Callable[[str], CanvasView],
    hand_over: Callable[[CanvasView], Hand],
    is_whole_seen: bool,
) -> None:
    view = make_view("x = 1; y = sin(x)")
    hand = hand_over(view)
    view.document.perform(Move({hand.id("x"): (0, 0), hand.id("y"): (156, 0)}), "Move")
    view.navigator.zoom_to(1.0)
    corner = view.stage.bounds().bottomRight()
    over = view.navigator.seen().right() - corner.x()
    view.navigator.scroll((10.0 if is_whole_seen else -30.0) - over, 0.0)
    seen = view.navigator.seen()
    assert seen.contains(view.stage.bounds()) is is_whole_seen
    middle = (hand.output("x") + hand.input("y", "x")) / 2
    pointer = Pointer(middle, view.navigator.pixel_of(middle))
    view.interaction.begin(PlaceGesture(view, "tanh"), pointer)
    view.interaction.finish(pointer)
    assert view.stage.bounds().right() > corner.x()
    assert view.navigator.seen().contains(view.stage.bounds()) is is_whole_seen
    assert (view.navigator.seen() == seen) is not is_whole_seen

"""What dragging nodes does, with the guides that show what is in line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt

from engine.edits import Move, RemoveNode
from gui.canvas.gestures.move import MoveGesture
from gui.canvas.guides import Line
from tests.gui.canvas.edges import ALT, INSTEAD_OF_ALT

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


# ------------------------------------------------------------------ move


def test_dragging_a_node_moves_it_to_the_grid_in_one_step(hand: Hand, view: CanvasView) -> None:
    before = hand.graph.find("o1").position
    hand.drag(hand.middle("o1"), hand.middle("o1") + QPointF(31, -20))
    assert hand.graph.find("o1").position == (before[0] + 36, before[1] - 24)
    assert view.document.undo_stack.count() == 1
    assert view.document.undo_stack.undoText() == "Move o₁"
    view.document.undo_stack.undo()
    assert hand.graph.find("o1").position == before
    assert view.stage.diagram.nodes.position(hand.id("o1")) == before


@pytest.mark.parametrize("keys", [ALT, INSTEAD_OF_ALT])
def test_alt_lets_a_node_land_anywhere(
    hand: Hand, view: CanvasView, keys: Qt.KeyboardModifier
) -> None:
    view.document.select([hand.id("o1")])
    x, y = hand.graph.find("o1").position
    hand.drag(hand.middle("o1"), hand.middle("o1") + QPointF(31, -20), keys=keys)
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
    shown, dragged = view.stage.diagram.nodes, hand.id("o1")
    assert shown.position(dragged) != before
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert shown.position(dragged) == before
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

"""Going from node to node, moving nodes and making edges without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from engine.edits import Disconnect
from engine.graph import Edge
from gui.canvas.gestures.choose import ChooseGesture

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


def selected(view: CanvasView) -> str:
    (node_id,) = view.document.selection
    return view.document.graph.node(node_id).label


# ------------------------------------------------------------------ going


def test_right_and_left_go_along_edges(view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("z1")])
    way = []
    for _ in range(4):
        view.keyboard.go_right()
        way.append(selected(view))
    assert way[0] == "o1"
    assert way[-2:] == ["o", "yhat"]
    view.keyboard.go_left()
    assert selected(view) == "o"


def test_where_no_edge_leads_the_next_card_on_that_side_is_taken(
    make_view: Callable[[str], CanvasView], hand_over: Callable[[CanvasView], Hand]
) -> None:
    view = make_view("y = sin(x); b = cos(a)")
    hand = hand_over(view)
    view.document.select([hand.id("x")])
    view.keyboard.go_down()
    lower = selected(view)
    view.keyboard.go_up()
    assert {lower, selected(view)} == {"a", "x"}
    view.document.select([hand.id("y")])
    view.keyboard.go_right()
    assert selected(view) == "y"


def test_with_nothing_selected_the_most_central_card_is_taken(view: CanvasView) -> None:
    view.keyboard.go_right()
    (node_id,) = view.document.selection
    x, y = view.stage.diagram.nodes.position(node_id)
    centre = view.navigator.centre()
    assert abs(x + 66 - centre.x()) + abs(y + 42 - centre.y()) < 200


def test_the_view_follows(view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("o")])
    view.navigator.centre_on(hand.middle("x"))
    view.navigator.zoom_to(3.0)
    view.keyboard.go_right()
    area = view.canvas_scene.area_of(hand.id("yhat"))
    assert view.navigator.seen().intersects(area)


def test_an_empty_canvas_scrolls(empty: CanvasView) -> None:
    before = empty.navigator.centre()
    empty.keyboard.go_left()
    assert empty.navigator.centre().x() < before.x()


# ------------------------------------------------------------------ moving


@pytest.mark.parametrize(
    ("how", "way"),
    [
        ("move_left", (-12, 0)),
        ("move_right", (12, 0)),
        ("move_up", (0, -12)),
        ("move_down", (0, 12)),
        ("move_far_left", (-60, 0)),
        ("move_far_right", (60, 0)),
        ("move_far_up", (0, -60)),
        ("move_far_down", (0, 60)),
    ],
)
def test_moving(view: CanvasView, hand: Hand, how: str, way: tuple[int, int]) -> None:
    x, y = hand.graph.find("o").position
    view.document.select([hand.id("o")])
    getattr(view.keyboard, how)()
    assert hand.graph.find("o").position == (x + way[0], y + way[1])


# ------------------------------------------------------------------ connecting


def aim(view: CanvasView) -> tuple[str, str] | None:
    return view.stage.marks.port


@pytest.fixture
def loose(view: CanvasView, hand: Hand) -> CanvasView:
    """The neuron with a port of the sum left free, and `y` selected."""
    edge = Edge(hand.id("yhat"), hand.id("L"), "prediction")
    view.document.perform(Disconnect(edge), "Remove")
    view.document.undo_stack.clear()
    view.document.select([hand.id("o1")])
    return view


def test_the_nearest_free_port_comes_first_and_enter_connects(
    qtbot: QtBot, loose: CanvasView, hand: Hand
) -> None:
    loose.keyboard.connect()
    assert isinstance(loose.interaction.gesture, ChooseGesture)
    assert aim(loose) == (hand.id("L"), "prediction")
    tip = loose.furniture.tip
    assert not tip.isHidden()
    assert tip.text() == "o₁ to port prediction of L. Enter connects, Esc does not."
    qtbot.keyClick(loose, Qt.Key.Key_Return)
    assert hand.graph.source(hand.id("L"), "prediction") == hand.id("o1")
    assert loose.furniture.tip.isHidden()
    assert loose.stage.marks.faded == frozenset()
    assert loose.document.undo_stack.count() == 1


def test_arrows_lead_to_other_ports_and_only_to_legal_ones(
    qtbot: QtBot, loose: CanvasView, hand: Hand
) -> None:
    loose.keyboard.connect()
    seen = {aim(loose)}
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left) * 3:
        qtbot.keyClick(loose, key)
        seen.add(aim(loose))
    assert len(seen) > 2
    aimed = {found[0] for found in seen if found is not None}
    assert not aimed & (hand.graph.ancestors(hand.id("o1")) | {hand.id("o1")})


def test_it_says_which_edge_gives_way(qtbot: QtBot, loose: CanvasView, hand: Hand) -> None:
    loose.keyboard.connect()
    qtbot.keyClick(loose, Qt.Key.Key_Down)
    assert aim(loose) == (hand.id("L"), "target")
    assert "in place of y. Enter" in loose.furniture.tip.text()


def test_escape_makes_no_edge(qtbot: QtBot, loose: CanvasView) -> None:
    loose.keyboard.connect()
    qtbot.keyClick(loose, Qt.Key.Key_Escape)
    assert loose.interaction.gesture is None
    assert aim(loose) is None
    assert loose.furniture.tip.isHidden()
    assert loose.stage.marks.faded == frozenset()
    assert loose.document.undo_stack.count() == 0


def test_where_no_port_can_be_had_it_says_so(qtbot: QtBot, view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("L")])
    view.keyboard.connect()
    assert view.furniture.tip.text() == "There is no port that this edge could go to."
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.interaction.gesture is None
    assert view.document.undo_stack.count() == 0


def test_without_a_selected_node_there_is_no_edge(view: CanvasView) -> None:
    view.keyboard.connect()
    assert view.interaction.gesture is None


def test_its_keys_are_claimed_before_shortcuts_only_as_long_as_it_lasts(loose: CanvasView) -> None:
    none = Qt.KeyboardModifier.NoModifier
    for lasts in (True, False):
        if lasts:
            loose.keyboard.connect()
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Left):
            event = QKeyEvent(QEvent.Type.ShortcutOverride, key, none)
            event.ignore()
            QApplication.sendEvent(loose, event)
            assert event.isAccepted() is lasts
        loose.interaction.cancel()


def test_the_mouse_does_not_lead_it(loose: CanvasView, hand: Hand) -> None:
    loose.keyboard.connect()
    before = aim(loose)
    hand.move(hand.input("L", "target"))
    assert aim(loose) == before
    hand.click(hand.nothing())
    assert loose.interaction.gesture is None
    assert loose.document.undo_stack.count() == 0

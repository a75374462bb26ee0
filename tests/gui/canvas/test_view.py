"""The canvas's public methods, its keys, and what it tells the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip

from engine.document_format import Contents
from engine.edits import RemoveNode, SetNode
from engine.graph import Edge, Graph, Node
from engine.layout import laid_out
from engine.program import parse
from gui import motion
from gui.catalogue import OPERATION_MIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand

SHIFT = Qt.KeyboardModifier.ShiftModifier


def only(view: CanvasView) -> Node:
    """The one selected node."""
    (node_id,) = view.document.selection
    return view.document.graph.node(node_id)


# ------------------------------------------------------------------ names


def test_the_canvas_can_be_found_and_read_out(view: CanvasView) -> None:
    assert view.objectName() == "canvas"
    assert view.accessibleName() == "Canvas"
    assert view.accessibleDescription() == "12 nodes, 12 edges"


# ------------------------------------------------------------------ seeing


def test_zooming_keeps_the_middle_where_it_is(view: CanvasView) -> None:
    centre = view.navigator.centre()
    before = view.zoom
    view.zoom_in()
    view.zoom_in()
    assert view.zoom == pytest.approx(before * 1.5625)
    assert (view.navigator.centre() - centre).manhattanLength() < 3
    view.zoom_out()
    assert view.zoom == pytest.approx(before * 1.25)
    view.reset_zoom()
    assert view.zoom == 1.0


def test_zooming_ends_somewhere(view: CanvasView) -> None:
    for _ in range(60):
        view.zoom_in()
    assert view.zoom == 4.0
    for _ in range(90):
        view.zoom_out()
    assert view.zoom == 0.02


def test_fit_shows_the_whole_graph(view: CanvasView) -> None:
    view.navigator.scroll(5000, 900)
    view.fit()
    assert view.navigator.seen().contains(view.stage.bounds())


def test_fit_of_nothing_is_the_middle_of_the_canvas(empty: CanvasView) -> None:
    empty.zoom_in()
    empty.fit()
    assert empty.zoom == 1.0
    assert empty.navigator.centre().manhattanLength() < 3


def test_fit_selection_shows_what_is_selected(view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("o1"), hand.id("z1")])
    view.fit_selection()
    assert view.zoom > 1.0
    assert view.navigator.seen().contains(hand.middle("o1"))
    view.document.select(())
    view.fit_selection()
    assert view.navigator.seen().contains(view.stage.bounds())


def test_a_document_is_fitted_when_it_is_opened(view: CanvasView) -> None:
    view.navigator.scroll(9000, 9000)
    view.document.show(Contents(parse("a = 1; b = exp(a)")), None)
    assert view.navigator.seen().contains(view.stage.bounds())


def test_show_node_scrolls_selects_and_shines(qtbot: QtBot, view: CanvasView, hand: Hand) -> None:
    view.navigator.zoom_to(0.1)
    view.navigator.scroll(90_000, 0)
    view.show_node(hand.id("w2"))
    assert view.zoom == 0.8
    assert view.navigator.seen().contains(hand.middle("w2"))
    assert view.document.selection == {hand.id("w2")}
    assert view.stage.marks.pulsing == hand.id("w2")
    qtbot.waitUntil(lambda: view.stage.marks.pulsing is None, timeout=4000)


def test_with_reduced_motion_a_node_shines_evenly(
    view: CanvasView, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(motion, "_choice", "on")
    view.show_node(hand.id("o1"))
    strengths = []
    for strength in (1.0, 0.4, 0.0):
        view.furniture._pulse_to(strength)
        strengths.append(view.stage.marks.pulse)
    assert strengths == [1.0, 1.0, 0.0]
    assert view.stage.marks.pulsing is None


def test_show_node_of_a_node_that_is_gone_does_nothing(view: CanvasView) -> None:
    view.show_node("gone")
    assert view.document.selection == frozenset()


def test_the_wheel_zooms_at_the_pointer(view: CanvasView, hand: Hand) -> None:
    place = hand.middle("w1")
    pixel = view.navigator.pixel_of(place)
    before = view.zoom
    wheel(view, pixel, QPoint(0, 120))
    assert view.zoom > before
    assert (view.navigator.pixel_of(place) - pixel).manhattanLength() < 3


def test_two_fingers_scroll(view: CanvasView) -> None:
    before, zoom = view.navigator.centre(), view.zoom
    wheel(view, QPointF(300, 300), QPoint(0, 40), Qt.ScrollPhase.ScrollUpdate)
    assert view.zoom == zoom
    assert view.navigator.centre().y() == pytest.approx(before.y() - 40 / zoom, abs=2)


def wheel(
    view: CanvasView,
    pixel: QPointF,
    angle: QPoint,
    phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase,
) -> None:
    there = QPointF(view.viewport().mapToGlobal(pixel.toPoint()))
    none, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(pixel, there, QPoint(), angle, none, no_key, phase, False)
    QApplication.sendEvent(view.viewport(), event)


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
        view.canvas_scene.items_by_id[node.id].sceneBoundingRect().adjusted(14, 14, -14, -14)
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


# ------------------------------------------------------------------ tips and menus


def tip_at(view: CanvasView, place: QPointF) -> str:
    pixel = view.navigator.pixel_of(place).toPoint()
    there = view.viewport().mapToGlobal(pixel)
    event = QHelpEvent(QEvent.Type.ToolTip, pixel, there)
    QApplication.sendEvent(view.viewport(), event)
    # A tip fades away, so its text outlives it.
    text = QToolTip.text() if event.isAccepted() else ""
    QToolTip.hideText()
    return text


def test_a_tip_tells_the_shape_of_an_array(view: CanvasView, hand: Hand) -> None:
    view.document.perform(SetNode(hand.id("x"), {"value": np.array([[1.0, 2.5, 3.0]])}), "Set")
    assert tip_at(view, hand.middle("x")).splitlines()[1] == "value 1×3  [[1, 2.5, 3]]"


def test_a_tip_tells_all_digits(view: CanvasView, hand: Hand) -> None:
    view.playhead.run_backward()
    assert tip_at(view, hand.middle("o")).splitlines() == [
        "o · Add",
        "value 0",
        "gradient −0.25",
    ]
    edge = next(edge for edge in hand.graph.edges() if edge.target == hand.id("yhat"))
    row = view.stage.diagram.edges.rows[edge]
    place = view.stage.diagram.edges.points[row].mean(axis=0)
    assert tip_at(view, QPointF(*place)).splitlines() == [
        "o · Add  →  ŷ · Sigmoid, port x",
        "value 0",
        "gradient −0.25",
    ]


def test_a_badge_tells_what_is_wrong(view: CanvasView) -> None:
    view.document.show(Contents(parse("x = 0; y = ln(x - 1); override y.x = 1/(x+1)")), None)
    node_id = view.document.graph.resolve("y")
    x, y = view.stage.diagram.nodes.position(node_id)
    width = view.stage.diagram.cards[node_id].width
    view.playhead.run_backward()
    assert "ln" in tip_at(view, QPointF(x + width - 2, y + 1))
    assert tip_at(view, QPointF(x + width - 21, y + 1)) == (
        "Local derivative set by hand:\n∂/∂x = 1/(x + 1)"
    )


def test_a_menu_is_asked_for_what_is_under_the_pointer(
    qtbot: QtBot, view: CanvasView, hand: Hand
) -> None:
    pixel = view.navigator.pixel_of(hand.middle("w1")).toPoint()
    there = view.viewport().mapToGlobal(pixel)
    with qtbot.waitSignal(view.context_menu_requested) as asked:
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, pixel, there))
    assert asked.args == [there, hand.id("w1")]
    assert view.document.selection == {hand.id("w1")}


# ------------------------------------------------------------------ drag and drop


def test_an_operation_is_dropped_where_its_card_was_shown(view: CanvasView) -> None:
    mime = QMimeData()
    mime.setData(OPERATION_MIME, b"tanh")
    drag_over(view, mime, QPointF(610, 640))
    assert view.interaction.gesture is not None
    drop(view, mime, QPointF(610, 640))
    place = view.navigator.place_at(QPointF(610, 640))
    x, y = only(view).position
    assert only(view).operation == "tanh"
    assert abs(x + 66 - place.x()) <= 6.01
    assert abs(y + 42 - place.y()) <= 6.01
    assert view.interaction.gesture is None


def test_a_drag_that_leaves_shows_nothing_any_more(view: CanvasView) -> None:
    mime = QMimeData()
    mime.setData(OPERATION_MIME, b"tanh")
    drag_over(view, mime, QPointF(610, 640))
    QApplication.sendEvent(view.viewport(), QDragLeaveEvent())
    assert view.interaction.gesture is None


def test_a_document_that_is_dropped_is_told(qtbot: QtBot, view: CanvasView) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/tmp/a.txt"), QUrl.fromLocalFile("/tmp/b.chainrule")])
    drag_over(view, mime, QPointF(60, 60))
    with qtbot.waitSignal(view.file_dropped) as dropped:
        drop(view, mime, QPointF(60, 60))
    assert dropped.args == ["/tmp/b.chainrule"]


@pytest.mark.parametrize("operation", [b"nonsense", b"\xff\xfe", None])
def test_anything_else_is_not_taken(view: CanvasView, operation: bytes | None) -> None:
    mime = QMimeData()
    mime.setText("hello")
    if operation is not None:
        mime.setData(OPERATION_MIME, operation)
    assert not drag_over(view, mime, QPointF(60, 60))
    drop(view, mime, QPointF(60, 60))
    assert view.document.undo_stack.count() == 0


LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drag_over(view: CanvasView, mime: QMimeData, pixel: QPointF) -> bool:
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(pixel.toPoint(), copy, mime, LEFT, NONE)
    QApplication.sendEvent(view.viewport(), enter)
    move = QDragMoveEvent(pixel.toPoint(), copy, mime, LEFT, NONE)
    QApplication.sendEvent(view.viewport(), move)
    return enter.isAccepted() and move.isAccepted()


def drop(view: CanvasView, mime: QMimeData, pixel: QPointF) -> None:
    event = QDropEvent(pixel, Qt.DropAction.CopyAction, mime, LEFT, NONE)
    QApplication.sendEvent(view.viewport(), event)


# ------------------------------------------------------------------ following the document


def test_hovering_forgets_a_node_that_is_deleted(view: CanvasView, hand: Hand) -> None:
    hand.move(hand.middle("L"))
    view.document.perform(RemoveNode(hand.id("L")), "Delete")
    assert view.stage.marks.hovered_node is None


def test_an_empty_graph_says_how_to_begin(empty: CanvasView) -> None:
    assert not empty.furniture.hint.isHidden()
    assert empty.furniture.legend.isHidden()
    empty.add_operation("input")
    assert empty.furniture.hint.isHidden()
    assert not empty.furniture.legend.isHidden()


def test_the_canvas_survives_an_empty_document_in_place_of_a_full_one(view: CanvasView) -> None:
    view.playhead.run_backward()
    view.document.show(Contents(Graph()), None)
    QApplication.processEvents()
    assert view.canvas_scene.items_by_id == {}
    assert not view.furniture.hint.isHidden()


def test_a_view_of_a_thousand_nodes_can_be_made(
    make_view: Callable[[str], CanvasView],
) -> None:
    view = make_view("")
    graph = Graph()
    for index in range(1000):
        graph.insert(Node(f"m{index}", "input", position=(index % 40 * 216.0, index // 40 * 132.0)))
    view.document.show(Contents(graph), None)
    QApplication.processEvents()
    assert len(view.canvas_scene.items()) == 1000
    assert view.zoom < 0.4


def test_tips_tell_of_ports_literals_and_findings(view: CanvasView, hand: Hand) -> None:
    view.document.show(Contents(laid_out(parse("x = 0; y = x^2; z = ln(y)"))), None)
    graph = hand.graph = view.document.graph
    view.playhead.run_backward()
    (power,) = [node.id for node in graph.nodes() if node.name == "y"]
    port = graph.ports(power)[1]
    place = QPointF(*view.stage.diagram.input_place(power, port))
    assert tip_at(view, place).startswith(f"port {port} of\ny · Power")
    assert f"{port} = 2" in tip_at(view, place - QPointF(14, 0))
    assert "ln" in tip_at(view, hand.middle("z"))
    assert tip_at(view, hand.middle("x")).startswith("x · Input\nvalue 0")
    assert tip_at(view, hand.nothing()) == ""


def test_the_menu_key_asks_for_what_is_selected(qtbot: QtBot, view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("w2")])
    with qtbot.waitSignal(view.context_menu_requested) as asked:
        reason = QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, QPoint(5, 5), QPoint()))
    assert asked.args[1] == hand.id("w2")


def test_a_menu_on_an_edge_selects_it(qtbot: QtBot, view: CanvasView, hand: Hand) -> None:
    place = (hand.output("z1") + hand.input("o1", "x")) / 2
    pixel = view.navigator.pixel_of(place).toPoint()
    with qtbot.waitSignal(view.context_menu_requested) as asked:
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, pixel, QPoint()))
    edge = Edge(hand.id("z1"), hand.id("o1"), "x")
    assert asked.args[1] == edge
    assert view.document.selected_edges == {edge}


def test_two_fingers_zoom(view: CanvasView) -> None:
    before = view.zoom
    kind = Qt.NativeGestureType.ZoomNativeGesture
    point, none = QPointF(200, 200), QPointF()
    device = QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(kind, device, 2, point, point, point, 0.5, none)
    QApplication.sendEvent(view.viewport(), event)
    assert view.zoom == pytest.approx(before * 1.5)


def test_a_second_button_gives_a_drag_up(view: CanvasView, hand: Hand) -> None:
    start = hand.middle("o1")
    before = hand.graph.find("o1").position
    hand.press(start)
    hand.move(start + QPointF(120, 0))
    hand.press(start + QPointF(120, 0), Qt.MouseButton.RightButton)
    assert view.interaction.gesture is None
    assert view.stage.diagram.nodes.position(hand.id("o1")) == before


def test_escape_after_pulling_pushes_the_canvas_back(
    qtbot: QtBot, view: CanvasView, hand: Hand
) -> None:
    before = view.navigator.centre()
    pixel = QPointF(400, 400)
    hand.press(view.navigator.place_at(pixel), Qt.MouseButton.MiddleButton)
    hand.move(view.navigator.place_at(pixel + QPointF(80, 30)))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert (view.navigator.centre() - before).manhattanLength() < 3


def test_what_is_not_possible_is_refused_and_leaves_everything(
    qtbot: QtBot, view: CanvasView, hand: Hand
) -> None:
    count = len(hand.graph)
    with qtbot.waitSignal(view.refused) as refused:
        view.attempt(lambda: view.editing.set_value(hand.id("o1"), 3.0))
    assert refused.args == ["o1 computes its value; only leaves hold one"]
    assert len(hand.graph) == count

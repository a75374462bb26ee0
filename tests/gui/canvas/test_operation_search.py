"""The search box on the canvas adds what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QListView

from engine.edits import AddGroup, Batch, Disconnect, SetNode
from engine.group import Group
from gui.canvas.gestures.gesture import Pointer

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from engine.graph import Node
    from gui.canvas.operation_search import OperationSearch
    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


@pytest.fixture
def search(view: CanvasView) -> OperationSearch:
    return view.dropping.search


def only(view: CanvasView) -> Node:
    (node_id,) = view.document.selection
    return view.document.graph.node(node_id)


def test_a_double_click_on_nothing_opens_it_there(
    qtbot: QtBot, hand: Hand, view: CanvasView, search: OperationSearch
) -> None:
    place = hand.nothing()
    hand.double_click(place)
    assert not search.isHidden()
    assert search.field.hasFocus()
    qtbot.keyClicks(search.field, "sig")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert only(view).operation == "sigmoid"
    x, y = only(view).position
    assert abs(x + 66 - place.x()) <= 6.01
    assert abs(y + 42 - place.y()) <= 6.01
    assert search.isHidden()
    assert view.hasFocus()


def test_tab_opens_it(qtbot: QtBot, view: CanvasView, search: OperationSearch) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert not search.isHidden()
    qtbot.keyClick(search.field, Qt.Key.Key_Tab)
    assert search.isHidden()


def test_a_number_makes_a_constant(qtbot: QtBot, view: CanvasView, search: OperationSearch) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    qtbot.keyClicks(search.field, "-2.5")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert (only(view).operation, only(view).value) == ("constant", -2.5)


def test_arrows_choose_another_row(qtbot: QtBot, view: CanvasView, search: OperationSearch) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    qtbot.keyClick(search.field, Qt.Key.Key_Down)
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert only(view).operation == "parameter"


def test_a_click_on_a_row_adds_it(qtbot: QtBot, view: CanvasView, search: OperationSearch) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    qtbot.keyClicks(search.field, "tanh")
    rows = search.findChild(QListView, "canvas_search_list")
    assert rows is not None
    area = rows.visualRect(rows.model().index(0, 0))
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert only(view).operation == "tanh"


def test_escape_and_a_lost_focus_close_it(
    qtbot: QtBot, view: CanvasView, search: OperationSearch
) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    qtbot.keyClick(search.field, Qt.Key.Key_Escape)
    assert search.isHidden()
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    view.setFocus()
    assert search.isHidden()
    assert view.document.undo_stack.count() == 0


def test_enter_on_nothing_found_adds_nothing(
    qtbot: QtBot, view: CanvasView, search: OperationSearch
) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    qtbot.keyClicks(search.field, "qqqq")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert view.document.undo_stack.count() == 0


def test_a_formula_that_breaks_off_says_where(
    qtbot: QtBot, view: CanvasView, search: OperationSearch
) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    nothing = search.findChild(QLabel, "canvas_search_nothing")
    assert nothing is not None
    qtbot.keyClicks(search.field, "w*x +")
    assert nothing.isVisible()
    assert "an operand was expected" in nothing.text()
    assert nothing.height() >= nothing.heightForWidth(nothing.width())
    search.field.setText("qqqq")
    assert nothing.text() == "Nothing of that name"


def test_it_stays_inside_the_canvas(search: OperationSearch, view: CanvasView) -> None:
    search.open_search(QPoint(5000, 5000))
    assert view.rect().contains(search.geometry())
    search.open_search(QPoint(-300, -300))
    assert view.rect().contains(search.geometry())
    search.close_search()


def test_for_an_edge_from_an_output_it_offers_no_leaves(
    qtbot: QtBot, hand: Hand, view: CanvasView, search: OperationSearch
) -> None:
    hand.drag(hand.output("o1"), hand.nothing())
    qtbot.keyClicks(search.field, "5")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert view.document.undo_stack.count() == 0


def test_typing_does_not_reach_the_shortcuts_of_the_window(
    view: CanvasView, search: OperationSearch
) -> None:
    search.open_search(QPoint(10, 10))
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_P, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(search.field, event)
    assert event.isAccepted()


def test_the_place_is_on_the_canvas_also_when_zoomed(
    qtbot: QtBot, hand: Hand, view: CanvasView, search: OperationSearch
) -> None:
    view.navigator.zoom_to(0.5)
    place = view.navigator.place_at(QPointF(120, 700))
    hand.double_click(place)
    qtbot.keyClicks(search.field, "relu")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    x, y = only(view).position
    assert abs(x + 66 - place.x()) <= 8
    assert abs(y + 42 - place.y()) <= 8


def test_a_number_with_a_decimal_comma_is_a_constant(
    qtbot: QtBot, view: CanvasView, search: OperationSearch
) -> None:
    before = set(view.document.graph.node_ids())
    assert find(qtbot, view, "0,25")[0] == "Constant 0,25"
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    (added,) = set(view.document.graph.node_ids()) - before
    assert view.document.graph.node(added).value == 0.25


# ------------------------------------------------------------------ formulas


def find(qtbot: QtBot, view: CanvasView, text: str) -> list[str]:
    """Type into the search box and return what is offered."""
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    search = view.dropping.search
    qtbot.keyClicks(search.field, text)
    rows = search.findChild(QListView, "canvas_search_list")
    assert rows is not None
    return [str(rows.model().index(row, 0).data()) for row in range(rows.model().rowCount())]


def test_a_formula_makes_all_its_nodes_in_one_step(
    qtbot: QtBot, view: CanvasView, search: OperationSearch
) -> None:
    before = {node.id: node.position for node in view.document.graph.nodes()}
    assert find(qtbot, view, "w9*x + b9") == ["Formula w9*x + b9"]
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    graph = view.document.graph
    new = [graph.node(node_id) for node_id in sorted(view.document.selection, key=graph.ordinal)]
    assert {(node.name, node.operation) for node in new} == {
        ("w9", "parameter"),
        ("", "multiply"),
        ("b9", "parameter"),
        ("", "add"),
    }
    (product,) = (node.id for node in new if node.operation == "multiply")
    assert graph.resolve("x") in graph.inputs(product).values()
    assert view.document.undo_stack.undoText() == "Add w9*x + b9"
    view.document.undo_stack.undo()
    assert {node.id: node.position for node in graph.nodes()} == before


def test_the_nodes_of_a_formula_stand_clear_of_the_others(
    qtbot: QtBot, view: CanvasView, hand: Hand, search: OperationSearch
) -> None:
    middle = hand.middle("o1")
    view.open_search(Pointer(middle, view.navigator.pixel_of(middle)))
    search.field.setText("sin(a)*cos(a)")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    nodes = view.stage.diagram.nodes
    for node_id, row in nodes.rows.items():
        left, top, right, bottom = nodes.boxes[row].tolist()
        assert nodes.within(left, top, right, bottom).tolist() == [row], node_id


def test_what_is_added_by_keys_stands_behind_what_is_selected(
    qtbot: QtBot,
    view: CanvasView,
    hand: Hand,
    search: OperationSearch,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(view.dropping, "pointed_place", lambda: None)
    view.document.select([hand.id("L")])
    for operation in ("tanh", "exp"):
        qtbot.keyClick(view, Qt.Key.Key_Tab)
        search.field.setText(operation)
        qtbot.keyClick(search.field, Qt.Key.Key_Return)
    boxes, rows = view.stage.diagram.nodes.boxes, view.stage.diagram.nodes.rows
    tanh, exp = (
        next(node.id for node in hand.graph.nodes() if node.operation == name)
        for name in ("tanh", "exp")
    )
    for before, after in ((hand.id("L"), tanh), (tanh, exp)):
        assert boxes[rows[after], 0] >= boxes[rows[before], 2] + 12
        assert abs(boxes[rows[after], 1] - boxes[rows[before], 1]) <= 24
    assert len(view.stage.diagram.nodes.within(*boxes[rows[tanh]].tolist())) == 1


@pytest.mark.parametrize("text", ["sin(a)*cos(a)", "tanh", "+".join(f"p{i}" for i in range(12))])
def test_what_is_added_is_brought_into_view(
    qtbot: QtBot, view: CanvasView, search: OperationSearch, text: str
) -> None:
    corner = view.stage.bounds().bottomRight()
    view.navigator.centre_on(corner + QPointF(200, 0))
    beside = view.navigator.seen().topLeft() + QPointF(40, 40)
    view.open_search(Pointer(beside, view.navigator.pixel_of(beside)))
    search.field.setText(text)
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    bounds = view.stage.diagram.bounds(view.document.selection)
    assert bounds is not None
    left, top, right, bottom = bounds
    assert view.navigator.seen().contains(QRectF(left, top, right - left, bottom - top))


def test_the_view_stays_where_what_is_added_is_seen(
    qtbot: QtBot, view: CanvasView, search: OperationSearch
) -> None:
    view.navigator.centre_on(view.stage.bounds().bottomLeft() + QPointF(0, 400))
    before = view.navigator.seen()
    view.open_search(Pointer(before.center(), view.navigator.pixel_of(before.center())))
    search.field.setText("sin(a)*cos(a)")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert view.navigator.seen() == before


def test_a_formula_may_name_its_result(
    qtbot: QtBot, view: CanvasView, search: OperationSearch
) -> None:
    find(qtbot, view, "k = tanh(x)")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert only(view).name == "k"
    assert view.document.graph.inputs(only(view).id) == {"x": view.document.graph.resolve("x")}


def test_a_name_that_cannot_be_is_refused_in_a_sentence(
    qtbot: QtBot, view: CanvasView, search: OperationSearch
) -> None:
    find(qtbot, view, "output = tanh(x)")
    with qtbot.waitSignal(view.refused):
        qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert view.document.undo_stack.count() == 0


def test_what_is_found_by_name_comes_before_a_formula(
    qtbot: QtBot, view: CanvasView, search: OperationSearch
) -> None:
    assert find(qtbot, view, "cross-entropy")[0] != "Formula cross-entropy"


def test_an_edge_cannot_end_in_a_formula(
    qtbot: QtBot, hand: Hand, view: CanvasView, search: OperationSearch
) -> None:
    hand.drag(hand.output("o1"), hand.nothing())
    qtbot.keyClicks(search.field, "a*b")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert view.document.undo_stack.count() == 0


def test_a_formula_feeds_the_port_from_which_an_edge_was_drawn(
    qtbot: QtBot, hand: Hand, view: CanvasView, search: OperationSearch
) -> None:
    view.document.perform(Disconnect(hand.graph.edges_into(hand.id("yhat"))[0]), "Disconnect")
    before, steps = set(hand.graph.node_ids()), view.document.undo_stack.index()
    hand.drag(hand.input("yhat", "x"), hand.nothing())
    qtbot.keyClicks(search.field, "c*x + 2")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    (edge,) = hand.graph.edges_into(hand.id("yhat"))
    assert edge.source not in before
    assert hand.graph.node(edge.source).operation == "add"
    assert view.document.undo_stack.index() == steps + 1


def test_without_the_grid_what_is_found_lands_where_it_is_wanted(
    qtbot: QtBot, hand: Hand, view: CanvasView, search: OperationSearch
) -> None:
    view.set_snaps_to_grid(False)
    place = hand.nothing() + QPointF(5.5, 3.5)
    hand.drag(hand.output("o1"), place)
    qtbot.keyClicks(search.field, "tanh")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert abs(only(view).position[0] - place.x()) < 0.6
    hand.double_click(place + QPointF(0, 300))
    qtbot.keyClicks(search.field, "p*q")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert any(hand.graph.node(added).position[0] % 12 for added in view.document.selection)


# ------------------------------------------------------------------ last used


def test_what_was_used_last_comes_first(
    qtbot: QtBot, view: CanvasView, search: OperationSearch
) -> None:
    assert find(qtbot, view, "")[0] == "Variables"
    for word in ("tanh", "sine"):
        search.field.setText(word)
        qtbot.keyClick(search.field, Qt.Key.Key_Return)
        qtbot.keyClick(view, Qt.Key.Key_Tab)
    qtbot.keyClick(search.field, Qt.Key.Key_Escape)
    offered = find(qtbot, view, "")
    assert offered[:3] == ["Last used", "Sine", "Tanh"]
    assert offered.count("Sine") == 2


def test_among_equals_what_was_used_last_comes_first(
    qtbot: QtBot, view: CanvasView, search: OperationSearch
) -> None:
    first, second = find(qtbot, view, "arc")[:2]
    search.field.setText(second)
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert find(qtbot, view, "arc")[:2] == [second, first]


# ------------------------------------------------------------------ into an edge


def check_passage(view: CanvasView, hand: Hand) -> None:
    """Assert that the edge from the output of `o1` on passes through the new node."""
    new = only(view)
    assert new.operation == "tanh"
    (arriving,), (leaving,) = hand.graph.edges_into(new.id), hand.graph.edges_out_of(new.id)
    assert (arriving.source, leaving.target) == (hand.id("o"), hand.id("yhat"))
    assert view.document.undo_stack.count() == 1
    view.document.undo_stack.undo()
    assert hand.graph.inputs(hand.id("yhat")) == {"x": hand.id("o")}


def test_a_double_click_on_an_edge_puts_what_is_chosen_into_it(
    qtbot: QtBot, hand: Hand, view: CanvasView, search: OperationSearch
) -> None:
    hand.double_click((hand.output("o") + hand.input("yhat", "x")) / 2)
    assert search.is_open
    qtbot.keyClicks(search.field, "tanh")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    check_passage(view, hand)


def test_tab_with_a_selected_edge_does_the_same(
    qtbot: QtBot, hand: Hand, view: CanvasView, search: OperationSearch
) -> None:
    (edge,) = hand.graph.edges_into(hand.id("yhat"))
    view.document.select((), [edge])
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    qtbot.keyClicks(search.field, "tanh")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    check_passage(view, hand)


def test_a_formula_goes_into_the_group_that_is_entered(
    qtbot: QtBot, view: CanvasView, hand: Hand, search: OperationSearch
) -> None:
    put = SetNode(hand.id("o1"), {"group": "g"})
    view.document.perform(Batch((AddGroup(Group("g", "Layer")), put)), "Group")
    view.grouping.enter("g")
    find(qtbot, view, "sin(a)")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert {hand.graph.node(item).group for item in view.document.selection} == {"g"}

"""The search box on the canvas adds what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QListView

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

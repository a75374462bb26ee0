"""What of the graph is in sight: zooming, fitting, scrolling and going to a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import (
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication

from engine.document_format import Contents
from engine.edits import RemoveNode
from engine.graph import Graph, Node
from engine.program import parse
from gui import motion

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


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
    assert view.stage.diagram.cards == {}
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
    assert len(view.stage.diagram.cards) == 1000
    assert view.zoom < 0.4


def test_two_fingers_zoom(view: CanvasView) -> None:
    before = view.zoom
    kind = Qt.NativeGestureType.ZoomNativeGesture
    point, none = QPointF(200, 200), QPointF()
    device = QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(kind, device, 2, point, point, point, 0.5, none)
    QApplication.sendEvent(view.viewport(), event)
    assert view.zoom == pytest.approx(before * 1.5)


def test_escape_after_pulling_pushes_the_canvas_back(
    qtbot: QtBot, view: CanvasView, hand: Hand
) -> None:
    before = view.navigator.centre()
    pixel = QPointF(400, 400)
    hand.press(view.navigator.place_at(pixel), Qt.MouseButton.MiddleButton)
    hand.move(view.navigator.place_at(pixel + QPointF(80, 30)))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert (view.navigator.centre() - before).manhattanLength() < 3

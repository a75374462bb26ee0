"""Tips over the canvas, and the menus that it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip

from engine.document_format import Contents
from engine.edits import Disconnect, SetNode
from engine.graph import Edge
from engine.layout import laid_out
from engine.program import parse

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


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


def test_tips_tell_of_ports_literals_and_findings(view: CanvasView, hand: Hand) -> None:
    view.document.show(Contents(laid_out(parse("x = 0; y = x^2; z = ln(y)"))), None)
    graph = hand.graph = view.document.graph
    view.playhead.run_backward()
    (power,) = [node.id for node in graph.nodes() if node.name == "y"]
    port = graph.ports(power)[1]
    place = QPointF(*view.stage.diagram.input_place(power, port))
    assert tip_at(view, place).splitlines() == ["y · Power", f"port {port} = 2"]
    assert tip_at(view, place - QPointF(14, 0)) == tip_at(view, place)
    fed = QPointF(*view.stage.diagram.input_place(power, graph.ports(power)[0]))
    assert tip_at(view, fed).splitlines()[:3] == [
        "y · Power",
        "port base, fed by x · Input",
        "value 0",
    ]
    (source,) = graph.edges_into(power)
    view.document.perform(Disconnect(source), "Disconnect")
    assert tip_at(view, fed).splitlines()[1] == "port base, with no edge yet"
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

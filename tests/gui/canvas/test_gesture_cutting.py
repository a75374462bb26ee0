"""What a stroke across edges does to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt

from tests.gui.canvas.edges import ALT, INSTEAD_OF_ALT, edge, on_edge

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


@pytest.mark.parametrize("keys", [ALT, INSTEAD_OF_ALT])
def test_an_alt_stroke_cuts_the_edges_it_crosses(
    hand: Hand, view: CanvasView, keys: Qt.KeyboardModifier
) -> None:
    start = (hand.output("z1") + hand.input("o1", "x")) / 2
    hand.drag(start - QPointF(4, 60), start + QPointF(4, 60), keys=keys)
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


def test_alt_cuts_also_from_one_edge_to_another(hand: Hand, view: CanvasView) -> None:
    old = edge(hand, "y", "L", "target")
    place = on_edge(hand, old, 0.5)
    hand.drag(place - QPointF(5, 0), place + QPointF(30, 0), keys=ALT)
    assert old not in hand.graph.edges()

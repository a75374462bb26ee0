"""Numbers turned by dragging them and by the wheel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from gui.canvas.gestures.dial import dialled, step_of
from tests.gui.canvas.edges import INSTEAD_OF_ALT

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


def number_of(hand: Hand, name: str) -> QPointF:
    """Return where the digits of a leaf's number begin."""
    view = hand.view
    node_id = hand.id(name)
    x, y = view.stage.diagram.nodes.position(node_id)
    return QPointF(x + 22.0, y + view.stage.diagram.cards[node_id].height - 18.0)


def value(hand: Hand, name: str) -> object:
    return hand.graph.find(name).value


def wheel(view: CanvasView, place: QPointF, delta: QPoint, keys: Qt.KeyboardModifier) -> None:
    pixel = view.navigator.pixel_of(place)
    there = QPointF(view.viewport().mapToGlobal(pixel.toPoint()))
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(pixel, there, QPoint(), delta, none, keys, phase, False)
    QApplication.sendEvent(view.viewport(), event)


@pytest.mark.parametrize(("keys", "expected"), [(NONE, 0.54), (SHIFT, 0.504), (CONTROL, 0.9)])
def test_dragging_a_chosen_leafs_number_turns_it(
    hand: Hand, keys: Qt.KeyboardModifier, expected: float
) -> None:
    document = hand.view.document
    document.select([hand.id("w1")])
    start = number_of(hand, "w1")
    position = hand.graph.find("w1").position
    count = document.undo_stack.count()
    hand.press(start)
    for step in range(1, 41):
        hand.move(start + QPointF(step / hand.view.zoom, 0.0), keys)
    document.ensure_evaluated()
    assert document.evaluation is not None
    assert document.evaluation.value("w1") == pytest.approx(expected)
    hand.release(start + QPointF(40.0 / hand.view.zoom, 0.0), keys)
    assert value(hand, "w1") == pytest.approx(expected)
    assert hand.graph.find("w1").position == position
    assert document.undo_stack.count() == count + 1
    document.undo_stack.undo()
    assert value(hand, "w1") == 0.5


def test_escape_takes_the_turn_back_without_a_trace(hand: Hand) -> None:
    document = hand.view.document
    document.select([hand.id("w1")])
    start = number_of(hand, "w1")
    hand.press(start)
    hand.move(start + QPointF(30.0, 0.0))
    hand.move(start + QPointF(60.0, 0.0))
    assert value(hand, "w1") != 0.5
    hand.view.interaction.cancel()
    assert value(hand, "w1") == 0.5
    assert document.undo_stack.count() == 0
    assert not document.is_modified


def test_a_leaf_that_was_not_chosen_is_moved(hand: Hand) -> None:
    hand.view.document.select(())
    start = number_of(hand, "w1")
    before = hand.graph.find("w1").position
    hand.press(start)
    hand.move(start + QPointF(60.0, 0.0))
    hand.release(start + QPointF(60.0, 0.0))
    assert value(hand, "w1") == 0.5
    assert hand.graph.find("w1").position != before


def test_the_wheel_with_alt_turns_and_without_zooms(hand: Hand) -> None:
    view, document = hand.view, hand.view.document
    place = number_of(hand, "w1")
    zoom = view.zoom
    for _ in range(3):
        wheel(view, place, QPoint(0, 120), ALT)
    assert value(hand, "w1") == pytest.approx(0.53)
    wheel(view, place, QPoint(-120, 0), ALT | SHIFT)
    assert value(hand, "w1") == pytest.approx(0.529)
    assert document.undo_stack.count() == 1
    assert view.zoom == zoom
    wheel(view, place, QPoint(0, 120), NONE)
    assert view.zoom > zoom
    assert value(hand, "w1") == pytest.approx(0.529)


def test_the_wheel_turns_where_alt_is_the_window_managers(hand: Hand) -> None:
    zoom = hand.view.zoom
    wheel(hand.view, number_of(hand, "w1"), QPoint(0, 120), INSTEAD_OF_ALT)
    assert value(hand, "w1") == pytest.approx(0.51)
    assert hand.view.zoom == zoom


def test_the_wheel_does_nothing_to_what_is_computed(hand: Hand) -> None:
    wheel(hand.view, hand.middle("z1"), QPoint(0, 120), ALT)
    assert hand.view.document.undo_stack.count() == 0


@given(some.floats(allow_nan=False, allow_infinity=False, width=32), some.integers(-500, 500))
def test_turning_there_and_back(number: float, pixels: int) -> None:
    turned = dialled(number, pixels)
    assert abs(turned - number) <= (abs(pixels) + 1) * step_of(number)
    assert (turned > number) == (pixels > 0) or abs(turned - number) <= step_of(number)

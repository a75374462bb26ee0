"""What pulls the canvas along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


def test_the_middle_button_pulls_the_canvas(hand: Hand, view: CanvasView) -> None:
    before = view.navigator.centre()
    pixel = view.navigator.pixel_of(hand.middle("o1"))
    hand.press(hand.middle("o1"), Qt.MouseButton.MiddleButton)
    hand.move(view.navigator.place_at(pixel + QPointF(50, 20)))
    hand.release(view.navigator.place_at(pixel + QPointF(50, 20)))
    moved = before - view.navigator.centre()
    assert moved.x() * view.zoom == pytest.approx(50, abs=1.5)
    assert view.document.undo_stack.count() == 0


def test_space_and_a_drag_pull_the_canvas_and_make_no_step(
    qtbot: QtBot, hand: Hand, view: CanvasView
) -> None:
    before = view.navigator.centre()
    with qtbot.assertNotEmitted(view.space_tapped):
        qtbot.keyPress(view, Qt.Key.Key_Space)
        hand.drag(hand.nothing(), hand.nothing() + QPointF(90, 0))
        qtbot.keyRelease(view, Qt.Key.Key_Space)
    assert view.navigator.centre().x() < before.x() - 40


def test_space_alone_is_a_tap(qtbot: QtBot, view: CanvasView) -> None:
    with qtbot.waitSignal(view.space_tapped):
        qtbot.keyClick(view, Qt.Key.Key_Space)

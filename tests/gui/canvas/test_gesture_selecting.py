"""What a rubber band and a click on nothing do to the selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_rubber_band_selects_what_it_touches(hand: Hand, view: CanvasView) -> None:
    corner = hand.middle("yhat") - QPointF(90, 70)
    hand.drag(corner, hand.middle("y") + QPointF(10, 10))
    assert view.document.selection == {hand.id("yhat"), hand.id("y")}


def test_shift_adds_what_a_rubber_band_touches(hand: Hand, view: CanvasView) -> None:
    view.document.select([hand.id("w1")])
    corner = hand.middle("L") - QPointF(70, 70)
    hand.drag(corner, hand.middle("L"), keys=SHIFT)
    assert view.document.selection == {hand.id("L"), hand.id("w1")}


def test_a_rubber_band_shows_at_once_what_it_would_select(hand: Hand, view: CanvasView) -> None:
    hand.press(hand.middle("L") - QPointF(90, 70))
    hand.move(hand.middle("L"))
    assert view.stage.marks.nodes == {hand.id("L")}
    assert view.document.selection == frozenset()
    assert view.interaction.cancel()
    assert view.stage.marks.nodes == frozenset()


def test_a_click_on_nothing_selects_nothing(hand: Hand, view: CanvasView) -> None:
    view.select_all()
    hand.click(hand.nothing())
    assert view.document.selection == frozenset()

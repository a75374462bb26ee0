"""What is seen of a run and of gestures on the canvas, on its map and in its banner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.edits import SetNode
from gui.canvas.gestures.gesture import Pointer
from gui.canvas.gestures.place import PlaceGesture
from tests.gui.canvas.pictures import card_area, count, distances, picture

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


def test_before_any_run_only_leaves_have_numbers_and_edges_have_none(
    view: CanvasView, hand: Hand
) -> None:
    image = picture(view)
    assert count(image, "value", card_area(view, hand, "w1")) > 5
    assert count(image, "value", card_area(view, hand, "o1")) == 0
    assert count(image, "gradient") == 0
    assert view.furniture.banner.isHidden()


def test_a_pass_colours_values_and_gradients(view: CanvasView, hand: Hand) -> None:
    view.playhead.run_forward()
    image = picture(view)
    assert count(image, "value", card_area(view, hand, "o1")) > 5
    assert count(image, "gradient", card_area(view, hand, "o1")) == 0
    view.playhead.run_backward()
    image = picture(view)
    assert count(image, "gradient", card_area(view, hand, "o1")) > 5


def test_the_active_node_shines_in_the_colour_of_its_pass(view: CanvasView, hand: Hand) -> None:
    view.playhead.run_backward()
    view.playhead.show_step_of(hand.id("o1"))
    lit = count(picture(view), "gradient", card_area(view, hand, "o1", 3))
    view.playhead.step_back()
    assert lit > 3 * count(picture(view), "gradient", card_area(view, hand, "o1", 3)) / 2


def test_stale_numbers_are_grey(view: CanvasView, hand: Hand) -> None:
    view.playhead.run_backward()
    view.document.set_live(False)
    view.document.perform(SetNode(hand.id("x"), {"value": 2.0}), "Set")
    image = picture(view)
    assert count(image, "value", card_area(view, hand, "o1")) == 0
    assert count(image, "stale", card_area(view, hand, "o1")) > 3


@pytest.mark.parametrize("zoom", [1.0, 0.41, 0.39, 0.2, 0.06])
def test_nothing_disappears_at_any_scale(view: CanvasView, hand: Hand, zoom: float) -> None:
    view.playhead.run_backward()
    view.navigator.zoom_to(zoom)
    view.navigator.centre_on(hand.middle("o1"))
    image = picture(view)
    area = card_area(view, hand, "o1", 2)
    assert distances(image, "activation", area).min() < 80
    assert count(image, "gradient") > 10


def test_a_gesture_is_drawn_at_every_scale(view: CanvasView, hand: Hand) -> None:
    for zoom in (1.0, 0.3):
        view.navigator.zoom_to(zoom)
        view.navigator.centre_on(hand.nothing())
        start = hand.nothing()
        plain = picture(view)
        hand.press(start)
        hand.move(start + QPointF(90, 60) / zoom)
        assert picture(view) != plain
        assert view.interaction.cancel()
        hand.release(start)
        assert picture(view) == plain


@pytest.mark.parametrize("zoom", [1.0, 0.3])
def test_what_changes_is_drawn_again_and_little_else(
    view: CanvasView, hand: Hand, zoom: float
) -> None:
    view.set_minimap_shown(False)
    view.navigator.zoom_to(zoom)
    view.navigator.centre_on(hand.middle("o1"))
    QApplication.processEvents()
    # The first frame at a new scale is drawn without pictures, and the next one whole.
    view.viewport().repaint()
    drawn = Drawn(view)
    x, y = hand.graph.find("o1").position
    view.canvas_scene.move_live({hand.id("o1"): (x + 5, y)})
    assert 0 < drawn.part() < 0.5
    hand.move(hand.middle("z1"))
    assert 0 < drawn.part() < 0.2
    view.document.select([hand.id("z1")])
    assert 0 < drawn.part() < 0.2
    view.playhead.run_forward()
    assert drawn.part() == 1.0


class Drawn(QObject):
    """Which part of a canvas was drawn since it was last asked."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._viewport = view.viewport()
        self._region = QRegion()
        self._viewport.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self._region += event.region()
        return False

    def part(self) -> float:
        QApplication.processEvents()
        box = self._region.boundingRect()
        self._region = QRegion()
        whole = self._viewport.rect()
        return box.width() * box.height() / (whole.width() * whole.height())


def test_the_minimap_shows_the_cards_and_moves_the_view(view: CanvasView, hand: Hand) -> None:
    minimap = view.furniture.minimap
    assert not minimap.isHidden()
    image = minimap.grab().toImage()
    assert count(image, "port") > 50
    assert count(image, "minimap_view") > 50
    wanted: list[QPointF] = []
    minimap.place_wanted.connect(wanted.append)
    QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=minimap.rect().center())
    assert (wanted[0] - view.stage.bounds().center()).manhattanLength() < 40
    view.set_minimap_shown(False)
    assert minimap.isHidden()


def test_the_banner_tells_pass_step_and_place(view: CanvasView, hand: Hand) -> None:
    banner = view.furniture.banner
    assert banner.isHidden()
    view.playhead.run_backward()
    view.playhead.show_step_of(hand.id("o1"))
    position, length = view.playhead.position, view.playhead.length
    assert banner.text == f"Backward pass · step {position} of {length} · at σ → o₁"
    assert banner.accessibleName() == banner.text
    view.playhead.seek(1)
    assert banner.text.startswith("Forward pass · step 1 of")
    view.playhead.to_end()
    assert banner.text.startswith("Update · step")
    view.playhead.to_start()
    assert banner.isHidden()


@pytest.mark.parametrize("zoom", [1.0, 0.3])
def test_edges_in_the_making_strokes_and_ghosts_are_drawn(
    view: CanvasView, hand: Hand, zoom: float
) -> None:
    view.navigator.zoom_to(zoom)
    view.navigator.centre_on(hand.middle("o1"))
    plain = count(picture(view), "accent")
    place = hand.middle("o1") + QPointF(0, 150)
    if zoom > 0.4:
        hand.press(hand.output("o1"))
        hand.move(place)
        assert count(picture(view), "accent") > plain + 30
        hand.move(hand.input("o", "x3"))
        assert count(picture(view), "accent") > plain + 30
        view.interaction.cancel()
        hand.release(place)
        hand.press(hand.input("z1", "x3"))
        hand.move(place)
        assert count(picture(view), "accent") > plain + 30
        view.interaction.cancel()
        hand.release(place)
    alt = Qt.KeyboardModifier.AltModifier
    view.navigator.centre_on(hand.nothing())
    bare = picture(view)
    hand.press(hand.nothing(), keys=alt)
    hand.move(hand.nothing() + QPointF(160, 0), alt)
    assert picture(view) != bare
    view.interaction.cancel()
    hand.release(hand.nothing())
    gesture = PlaceGesture(view, "tanh")
    pixel = view.navigator.pixel_of(place)
    bare = picture(view)
    view.interaction.begin(gesture, Pointer(place, pixel))
    assert picture(view) != bare
    view.interaction.cancel()
    assert picture(view) == bare


def test_an_update_step_is_drawn_in_the_colour_of_parameters(view: CanvasView, hand: Hand) -> None:
    view.playhead.to_end()
    step = view.stage.showing.step
    assert step is not None
    name = hand.graph.node(step.node).name
    view.playhead.to_start()
    before = count(picture(view), "parameter", card_area(view, hand, name, 3))
    view.playhead.to_end()
    assert count(picture(view), "parameter", card_area(view, hand, name, 3)) > before + 100

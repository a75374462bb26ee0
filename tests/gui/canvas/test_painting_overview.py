"""What is seen of a canvas from far away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from gui.canvas.projection import group_key
from tests.gui.canvas.pictures import card_area, count, picture, pixels

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


def test_the_overview_shows_selection_known_numbers_and_names(view: CanvasView, hand: Hand) -> None:
    view.navigator.zoom_to(0.3)
    view.navigator.centre_on(hand.middle("o1"))
    before = picture(view)
    assert count(before, "accent", card_area(view, hand, "o1", 2)) == 0
    assert count(before, "parameter", card_area(view, hand, "w2").adjusted(6, 0, 0, 0)) > 0
    view.document.select([hand.id("o1")], [hand.graph.edges_into(hand.id("o1"))[0]])
    view.playhead.run_backward()
    after = picture(view)
    assert count(after, "accent", card_area(view, hand, "o1", 3)) > 20
    assert after != before


def test_what_does_not_count_steps_back_in_the_overview_too(view: CanvasView, hand: Hand) -> None:
    view.playhead.run_backward()
    view.navigator.zoom_to(0.3)
    view.navigator.centre_on(hand.middle("o1"))

    def contrast(name: str) -> float:
        drawn = pixels(picture(view), card_area(view, hand, name))
        ground = view.stage.look.canvas.color()
        drawn_ground = (ground.red(), ground.green(), ground.blue())
        return float(np.abs(drawn - drawn_ground).mean())

    before = {name: contrast(name) for name in ("w2", "yhat", "w1")}
    view.stage.marks.dimmed = frozenset([hand.id("w2"), hand.id("yhat")])
    view.canvas_scene.dirtied.emit(None)
    assert contrast("w2") < 0.5 * before["w2"]
    assert contrast("yhat") < 0.5 * before["yhat"]
    assert contrast("w1") == before["w1"]


def test_the_card_of_a_group_steps_back_with_all_that_is_in_it(
    view: CanvasView, hand: Hand
) -> None:
    view.document.select([hand.id("z1"), hand.id("o1")])
    view.grouping.group()
    view.in_place.editor.close_editor()
    view.grouping.toggle("g1")
    for names, is_faded in ((["z1"], False), (["z1", "o1"], True), ([], False)):
        view.stage.marks.dimmed = frozenset(map(hand.id, names))
        assert view.stage.card_state(group_key("g1")).is_faded == is_faded


def test_the_overview_is_drawn_where_the_scene_would_draw(view: CanvasView, hand: Hand) -> None:
    view.navigator.zoom_to(0.41)
    view.navigator.centre_on(hand.middle("o1"))
    inside = picture(view)
    view.navigator.zoom_to(0.399)
    view.navigator.centre_on(hand.middle("o1"))
    outside = picture(view)
    for image in (inside, outside):
        left = view.navigator.pixel_of(
            QPointF(*view.stage.diagram.nodes.position(hand.id("o1")))
        ).toPoint()
        assert count(image, "activation", QRectF(left.x() - 3, left.y(), 10, 30)) > 20

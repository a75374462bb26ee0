"""What is drawn again in part looks like a canvas drawn whole, pixel by pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication

from engine.edits import AddGroup
from engine.group import Group
from gui.canvas.exposed import joined
from gui.theme import manager
from tests.gui.canvas.pictures import count, pixels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand

WAYS = ((7, 0), (-40, 0), (0, 9), (0, -55), (13, 5), (-3, -31), (200, 1), (1, 0), (900, 700))

GRID = "; ".join(
    f"a{column}_{row} = {1 + row * 0.37}"
    if column == 0
    else f"a{column}_{row} = tanh(a{column - 1}_{row} * a{column - 1}_{(row + 1) % 5} + 0.5)"
    for column in range(5)
    for row in range(5)
)


@pytest.fixture
def grid(make_view: Callable[[str], CanvasView]) -> CanvasView:
    """A canvas larger than its view, full of cards with numbers, in the middle of a run."""
    view = make_view(GRID)
    view.playhead.run_backward()
    view.playhead.seek(view.playhead.length * 3 // 4)
    view.document.select([view.document.graph.resolve("a2_2")])
    place = view.stage.diagram.nodes.position(view.document.graph.resolve("a3_1"))
    frame = Group("c", "A comment", "of two\nlines", position=place, size=(420.0, 180.0))
    view.document.perform(AddGroup(frame), "Add")
    view.document.evaluate_now()
    return view


def on_screen(view: CanvasView) -> QImage:
    """What the window shows, without drawing anything for it."""
    QApplication.processEvents()
    screen = QApplication.primaryScreen()
    image = screen.grabWindow(view.winId()).toImage()
    assert image.size() == view.size()
    return image


def settle(view: CanvasView, zoom: float, middle: QPointF) -> None:
    view.navigator.zoom_to(zoom)
    view.navigator.centre_on(middle)
    for _ in range(2):
        view.viewport().repaint()
    QApplication.processEvents()


def parts(region: QRegion) -> list[QRect]:
    return list(cast("Iterable[QRect]", region))


class Drawn(QObject):
    """Which part of a canvas was drawn since it was last asked."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._region = QRegion()
        self._viewport = view.viewport()
        self._viewport.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self._region += event.region()
        return False

    def part(self) -> float:
        QApplication.processEvents()
        region, self._region = self._region, QRegion()
        drawn = sum(part.width() * part.height() for part in parts(region))
        return drawn / (self._viewport.width() * self._viewport.height())


@pytest.mark.parametrize("zoom", [1.0, 0.8, 1.125, 1.25])
def test_scrolled_pixels_are_those_of_a_canvas_drawn_whole(grid: CanvasView, zoom: float) -> None:
    settle(grid, zoom, grid.stage.bounds().center() - QPointF(300.0, 200.0))
    assert count(on_screen(grid), "value") > 100
    for dx, dy in WAYS:
        grid.navigator.scroll(dx, dy)
        scrolled = on_screen(grid)
        grid.viewport().repaint()
        assert scrolled == on_screen(grid), (dx, dy)


@pytest.mark.parametrize("zoom", [1.37, 0.43, 0.3, 0.21])
def test_at_odd_scales_nobody_can_see_that_it_was_scrolled(grid: CanvasView, zoom: float) -> None:
    """Qt rounds the points of a line to a 64th of a pixel after it has cut off what is not seen."""
    settle(grid, zoom, grid.stage.bounds().center() - QPointF(300.0, 200.0))
    for dx, dy in WAYS:
        grid.navigator.scroll(dx, dy)
        scrolled = pixels(on_screen(grid))
        grid.viewport().repaint()
        differences = np.abs(scrolled - pixels(on_screen(grid))).max(axis=2)
        assert differences.max() <= 24, (dx, dy)
        assert (differences > 0).mean() < 2e-4, (dx, dy)


def test_several_steps_of_scrolling_before_anything_is_drawn_add_up(grid: CanvasView) -> None:
    settle(grid, 1.0, grid.stage.bounds().center())
    for dx, dy in WAYS[:-1]:
        grid.navigator.scroll(dx, dy)
    grid.canvas_scene.update_nodes(grid.document.graph.node_ids()[:9])
    grid.navigator.scroll(-20, 11)
    scrolled = on_screen(grid)
    grid.viewport().repaint()
    assert scrolled == on_screen(grid)


@pytest.mark.parametrize("zoom", [1.0, 0.3])
def test_scrolling_draws_no_more_than_comes_into_sight(grid: CanvasView, zoom: float) -> None:
    settle(grid, zoom, grid.stage.bounds().center())
    drawn = Drawn(grid)
    grid.navigator.scroll(10, 0)
    # Banner, legend and map lie over the canvas, so what is below them is drawn as well.
    assert 0 < drawn.part() < 0.08
    grid.navigator.scroll(0, -10)
    assert 0 < drawn.part() < 0.08


def test_after_a_change_of_scale_scrolling_draws_everything_once(grid: CanvasView) -> None:
    settle(grid, 1.0, grid.stage.bounds().center())
    grid.navigator.zoom_to(1.1)
    QApplication.processEvents()
    drawn = Drawn(grid)
    grid.navigator.scroll(10, 0)
    assert drawn.part() == 1.0
    grid.navigator.scroll(10, 0)
    assert drawn.part() < 0.08


@pytest.mark.parametrize("zoom", [1.0, 0.8, 0.3])
def test_what_a_drag_draws_again_is_all_that_changes(
    grid: CanvasView, hand_over: Callable[[CanvasView], Hand], zoom: float
) -> None:
    hand = hand_over(grid)
    start = hand.middle("a2_2")
    settle(grid, zoom, start)
    hand.press(start)
    for step in (QPointF(30, 10), QPointF(61, 47), QPointF(-17, -90)):
        hand.move(start + step)
        dragged = on_screen(grid)
        grid.viewport().repaint()
        assert dragged == on_screen(grid)
    hand.move(start)
    hand.release(start)


def test_what_is_drawn_again_of_an_edge_holds_its_label(grid: CanvasView) -> None:
    settle(grid, 0.5, grid.stage.bounds().center())
    stage = grid.stage
    assert stage.labels.places
    for row, (x, y, room) in stage.labels.places.items():
        area = stage.area_around([], np.array([row]))
        assert area.contains(QRectF(x - room / 2, y - 21.0, room, 42.0))
        left, top, right, bottom = stage.diagram.edges.boxes[row].tolist()
        assert area.contains(QRectF(left, top, right - left, bottom - top + 0.1))


def test_a_scroll_under_a_hidden_view_is_seen_when_it_is_shown(grid: CanvasView) -> None:
    settle(grid, 1.0, grid.stage.bounds().center())
    grid.hide()
    grid.navigator.scroll(33, 12)
    grid.show()
    shown = on_screen(grid)
    grid.viewport().repaint()
    assert shown == on_screen(grid)


def test_no_label_jumps_while_the_canvas_is_scrolled(grid: CanvasView) -> None:
    settle(grid, 1.0, grid.stage.bounds().topLeft())
    labels = grid.stage.labels
    seen: dict[int, tuple[float, float, float]] = {}
    for _ in range(9):
        grid.navigator.scroll(130, 90)
        QApplication.processEvents()
        assert labels.places.items() >= seen.items()
        seen = dict(labels.places)
    assert len(seen) == len(grid.stage.diagram.edges)


def test_from_right_to_left_it_scrolls_too(grid: CanvasView) -> None:
    grid.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    settle(grid, 1.0, grid.stage.bounds().center())
    grid.navigator.scroll(40, 0)
    scrolled = on_screen(grid)
    grid.viewport().repaint()
    assert scrolled == on_screen(grid)


def test_another_theme_is_worn_everywhere(grid: CanvasView) -> None:
    settle(grid, 1.0, grid.stage.bounds().center())
    before = manager().theme.name
    manager().choose("dark")
    try:
        grid.navigator.scroll(10, 0)
        scrolled = on_screen(grid)
        for _ in range(2):
            grid.viewport().repaint()
        assert scrolled.pixelColor(700, 5) == on_screen(grid).pixelColor(700, 5)
    finally:
        manager().choose(before)


def test_parts_that_continue_one_another_are_drawn_as_one() -> None:
    strip = QRegion(90, 0, 10, 100)
    region = strip + QRegion(20, 10, 30, 20) + QRegion(20, 30, 30, 15)
    assert len(parts(region)) > 2
    whole = [QRect(20, 10, 30, 35), QRect(90, 0, 10, 100)]
    assert sorted(joined(parts(region)), key=QRect.left) == whole

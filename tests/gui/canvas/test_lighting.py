"""Edges that a panel speaks of light up, and are selected and brought into view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from engine.graph import Edge
from tests.gui.canvas.grouped import collapse

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


def first(hand: Hand) -> Edge:
    return Edge(hand.id("z1"), hand.id("o1"), "x")


def last(hand: Hand) -> Edge:
    return Edge(hand.id("yhat"), hand.id("L"), "prediction")


def pixels(view: CanvasView) -> bytes:
    QApplication.processEvents()
    image = view.viewport().grab().toImage()
    return bytes(image.constBits())


def test_lit_edges_are_seen_and_no_longer(view: CanvasView, hand: Hand) -> None:
    before = pixels(view)
    view.lighting.light([first(hand), last(hand)])
    lit = pixels(view)
    assert lit != before
    view.lighting.light([last(hand)])
    assert pixels(view) not in {before, lit}
    view.lighting.light(())
    assert pixels(view) == before


def test_what_is_lit_is_drawn_again_and_what_is_not_lit_any_more(
    view: CanvasView, hand: Hand
) -> None:
    drawn: list[object] = []
    view.canvas_scene.dirtied.connect(drawn.append)
    view.lighting.light([first(hand)])
    assert len(drawn) == 1
    view.lighting.light([last(hand)])
    assert len(drawn) == 3
    view.lighting.light([last(hand)])
    assert len(drawn) == 3


def test_shown_edges_are_selected_and_scrolled_to(view: CanvasView, hand: Hand) -> None:
    view.navigator.zoom_to(2.0)
    view.navigator.centre_on(QPointF(-4000.0, -4000.0))
    view.lighting.show([last(hand)])
    assert view.document.selected_edges == {last(hand)}
    assert view.document.selection == frozenset()
    assert view.navigator.seen().contains(hand.input("L", "prediction"))


def test_edges_far_apart_are_shown_together(view: CanvasView, hand: Hand) -> None:
    view.navigator.zoom_to(3.0)
    view.lighting.show([first(hand), last(hand)])
    for name, port in (("o1", "x"), ("L", "prediction")):
        assert view.navigator.seen().contains(hand.input(name, port))


def test_an_edge_inside_of_a_collapsed_group_is_gone_to(
    view: CanvasView, hand: Hand, group: str
) -> None:
    collapse(view, group)
    view.lighting.show([first(hand)])
    assert view.document.entered == (group,)
    assert view.document.selected_edges == {first(hand)}


def test_edges_that_are_gone_are_neither_lit_nor_shown(view: CanvasView, hand: Hand) -> None:
    before = pixels(view)
    gone = Edge("n99", hand.id("L"), "prediction")
    elsewhere = Edge(hand.id("x"), "n99", "x")
    view.lighting.light([gone, elsewhere])
    view.lighting.show([gone, elsewhere])
    assert pixels(view) == before
    assert view.document.selected_edges == frozenset()

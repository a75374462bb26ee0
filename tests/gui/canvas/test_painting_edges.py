"""What is seen of edges: their labels, many of them, and which are lit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF

from engine.document_format import Contents
from engine.edits import Disconnect
from engine.graph import Graph
from engine.layout import laid_out
from tests.gui.canvas.pictures import card_area, count, picture, pixels

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


def test_a_thousand_edges_are_drawn_too(make_view: Callable[[str], CanvasView]) -> None:
    view = make_view("")
    graph = Graph()
    source = graph.add_input("x", 1.0)
    for _ in range(1000):
        source = graph.add("tanh", source)
    view.document.show(Contents(laid_out(graph)), None)
    view.playhead.run_backward()
    assert count(picture(view), "gradient") > 20


def test_labels_follow_a_node_that_is_dragged_and_the_others_stay(
    view: CanvasView, hand: Hand
) -> None:
    view.playhead.run_backward()
    picture(view)
    before = picture(view)
    start = hand.middle("L")
    hand.press(start)
    hand.move(start + QPointF(0, 12))
    hand.move(start + QPointF(0, 132))
    during = picture(view)
    assert during != before
    far = card_area(view, hand, "w1", 10)
    assert count(during, "value", far) == count(before, "value", far)
    hand.release(start + QPointF(0, 132))
    assert count(picture(view), "gradient") > 0.8 * count(before, "gradient")
    view.document.undo_stack.undo()
    view.document.select(())
    view.hide_hover()
    assert picture(view) == before


def test_many_nodes_are_selected_at_once(make_view: Callable[[str], CanvasView]) -> None:
    view = make_view("; ".join(f"a{index} = {index}" for index in range(120)))
    before = count(picture(view), "accent")
    view.select_all()
    assert count(picture(view), "accent") > before + 500


def test_selected_and_hovered_edges_are_lit(view: CanvasView, hand: Hand) -> None:
    plain = picture(view)
    edge = hand.graph.edges_into(hand.id("o1"))[0]
    view.light_edge(edge)
    lit = picture(view)
    assert lit != plain
    view.light_edge(None)
    view.document.select((), [edge])
    assert picture(view) not in (plain, lit)


def test_the_edges_of_selected_nodes_are_lit(view: CanvasView, hand: Hand) -> None:
    around = {*hand.graph.edges_into(hand.id("o1")), *hand.graph.edges_out_of(hand.id("o1"))}
    ends = [view.stage.diagram.edges.path(view.stage.diagram.edges.rows[edge]) for edge in around]
    areas = [
        QRectF(view.navigator.pixel_of(path.pointAtPercent(0.5)), QSizeF(9, 9)) for path in ends
    ]
    plain = picture(view)
    view.document.select([hand.id("o1")])
    assert view.stage.marks.lit == around
    after = picture(view)
    for area in areas:
        area.translate(-4, -4)
        assert (pixels(plain, area) != pixels(after, area)).any()
    view.document.perform(Disconnect(hand.graph.edges_into(hand.id("o1"))[0]), "Disconnect")
    assert view.stage.marks.lit == set(hand.graph.edges_out_of(hand.id("o1")))
    view.document.select(())
    assert view.stage.marks.lit == frozenset()


def test_where_very_many_are_selected_no_edge_is_lit(
    make_view: Callable[[str], CanvasView],
) -> None:
    view = make_view("x = 1; " + "; ".join(f"a{index} = sin(x)" for index in range(60)))
    view.select_all()
    assert view.stage.marks.lit == frozenset()

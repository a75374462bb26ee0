"""The card of a collapsed group: what it shows, and what can be connected to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from engine.document_format import Contents
from engine.graph import Edge
from engine.program import parse
from engine.trace import Phase
from gui.canvas.projection import group_key
from gui.canvas.row_state import EdgeKind
from gui.canvas.tooltips import badge_text_at, tip_text
from tests.gui.canvas.grouped import collapse, groups, title

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


def sign(view: CanvasView, group_id: str) -> QPointF:
    return view.grouping.area_of(group_id).topLeft() + QPointF(20.0, 18.0)


def test_the_sign_closes_and_opens_a_group(view: CanvasView, hand: Hand, group: str) -> None:
    corner = view.grouping.area_of(group).topLeft()
    hand.click(sign(view, group))
    assert groups(view)[group].is_collapsed
    assert view.grouping.area_of(group).topLeft() == corner
    card = view.stage.diagram.cards[group_key(group)]
    assert card.symbol == "Group 1"
    assert card.caption == "2 nodes"
    hand.click(sign(view, group))
    assert not groups(view)[group].is_collapsed
    view.grouping.toggle_selected()
    assert groups(view)[group].is_collapsed


def test_a_card_shows_the_numbers_of_its_output(view: CanvasView, hand: Hand, group: str) -> None:
    collapse(view, group)
    view.document.evaluate_now()
    view.playhead.run_backward()
    key = group_key(group)
    shown, inside = view.stage.card_state(key), view.stage.showing
    o1 = view.document.graph.node(hand.id("o1"))
    assert shown.value == view.stage.numbers.pair(inside.node_reading(o1).value, None, 99)[0]
    assert shown.knows_gradient
    row = view.stage.diagram.edges.rows[edge_from_b1(view, hand)]
    assert view.stage.rows.edge_kinds[row] == EdgeKind.FLOWING


def edge_from_b1(view: CanvasView, hand: Hand) -> Edge:
    """The edge from b1, which is outside, to z1, which is in the group."""
    arriving = view.document.graph.edges_into(hand.id("z1"))
    return next(edge for edge in arriving if edge.source == hand.id("b1"))


def test_the_step_inside_a_collapsed_group_lights_its_card(
    view: CanvasView, hand: Hand, group: str
) -> None:
    collapse(view, group)
    view.document.evaluate_now()
    trace = view.document.trace
    assert trace is not None
    place = trace.step_of(hand.id("o1"), Phase.FORWARD)
    assert place is not None
    view.playhead.seek(place)
    assert view.stage.card_state(group_key(group)).active == "value"
    view.playhead.to_start()
    assert view.stage.card_state(group_key(group)).active == ""


def test_a_card_carries_the_worst_badge_inside(view: CanvasView) -> None:
    view.document.show(Contents(parse("x = -1; y = ln(x); z = y + 1")), None)
    graph = view.document.graph
    view.document.select([graph.resolve("y"), graph.resolve("z")])
    view.grouping.group()
    view.in_place.editor.close_editor()
    collapse(view, "g1")
    view.document.evaluate_now()
    key = group_key("g1")
    assert view.stage.badge(key) == view.stage.showing.badges[graph.resolve("y")]
    area = view.grouping.area_of("g1")
    assert "ln" in badge_text_at(view.stage, area.topRight() + QPointF(-2, 1))
    hit = view.interaction.hit(title(view, "g1"))
    assert "2 nodes" in tip_text(view.stage, graph, hit)


def test_connecting_to_a_card_connects_to_the_port_inside(
    view: CanvasView, hand: Hand, group: str
) -> None:
    edge = edge_from_b1(view, hand)
    collapse(view, group)
    view.fit()
    port = QPointF(*view.stage.diagram.input_place(edge.target, edge.port))
    hand.drag(hand.output("y"), port)
    assert view.document.graph.source(edge.target, edge.port) == hand.id("y")
    out = QPointF(*view.stage.diagram.output_place(hand.id("o1")))
    target = view.document.graph.edges_into(hand.id("L"))[1]
    hand.drag(out, hand.input("L", target.port))
    assert view.document.graph.source(target.target, target.port) == hand.id("o1")


def test_a_dropped_edge_finds_a_free_port_of_a_card(
    view: CanvasView, hand: Hand, group: str
) -> None:
    edge = edge_from_b1(view, hand)
    view.editing.disconnect([edge])
    collapse(view, group)
    view.fit()
    hand.drag(hand.output("y"), view.grouping.area_of(group).center())
    assert view.document.graph.source(edge.target, edge.port) == hand.id("y")
    port = view.document.graph.ports(hand.id("L"))[0]
    view.editing.disconnect([Edge(hand.id("yhat"), hand.id("L"), port)])
    hand.drag(hand.input("L", port), view.grouping.area_of(group).center())
    assert view.document.graph.source(hand.id("L"), port) == hand.id("o1")


def test_a_card_is_dragged_with_everything_inside(view: CanvasView, hand: Hand, group: str) -> None:
    collapse(view, group)
    view.document.select(())
    before = view.document.graph.node(hand.id("o1")).position
    area = view.grouping.area_of(group)
    hand.drag(title(view, group), title(view, group) + QPointF(36, 60))
    x, y = view.document.graph.node(hand.id("o1")).position
    assert (x - before[0], y - before[1]) == (36, 60)
    assert view.grouping.area_of(group).topLeft() - area.topLeft() == QPointF(36, 60)


def test_arrow_keys_reach_cards_of_groups(view: CanvasView, hand: Hand, group: str) -> None:
    collapse(view, group)
    view.document.select([hand.id("b1")])
    view.keyboard.go_right()
    assert group in view.document.selected_groups

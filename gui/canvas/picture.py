"""Picture: every card, frame and edge of a projection, and where it is; made anew at any time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.canvas.card import Card, card_of
from gui.canvas.frames import Frame, arrange
from gui.canvas.group_card import group_card, stub_card
from gui.canvas.projection import PLAIN, Ends, Projection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.graph import Edge, Graph
    from gui.canvas.number_text import NumberFormat

__all__ = ["Picture", "picture_of"]

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """What there is to see, by key.

    Attributes
    ----------
    cards, places
        What each card shows, and its upper left corner.
    ranks
        Which of two overlapping cards lies on top: the higher.
    ends
        Between which cards each edge goes.
    frames
        The open groups, the outer ones first, by id.
    """

    cards: dict[str, Card]
    places: dict[str, Position]
    ranks: dict[str, int]
    ends: Mapping[Edge, Ends]
    frames: dict[str, Frame]


def picture_of(
    graph: Graph,
    projection: Projection,
    numbers: NumberFormat,
    known: Callable[[str], Card | None],
) -> Picture:
    """Work out a picture.

    Parameters
    ----------
    graph, projection
        What is drawn, and what of it.
    numbers
        How literals are written.
    known
        Returns the card of a node that is still as it was, or None.
    """
    is_plain = projection is PLAIN
    nodes = graph.node_ids() if is_plain else projection.nodes
    cards = {
        node_id: known(node_id) or card_of(graph, graph.node(node_id), numbers) for node_id in nodes
    }
    places = {node_id: graph.node(node_id).position for node_id in nodes}
    ranks = {node_id: graph.ordinal(node_id) for node_id in nodes}
    for key, boundary in projection.cards.items():
        cards[key] = group_card(graph, boundary)
        ranks[key] = max(map(graph.ordinal, boundary.nodes), default=0)
    for key, stub in projection.stubs.items():
        cards[key] = stub_card(graph, stub)
        ranks[key] = graph.ordinal(stub.node)

    def size_of(key: str) -> tuple[float, float]:
        return cards[key].width, cards[key].height

    arrangement = arrange(graph, projection, size_of)
    ends = projection.ends
    if is_plain:
        ends = {edge: Ends(edge.source, edge.target) for edge in graph.edges()}
    return Picture(
        cards,
        places | arrangement.places,
        ranks,
        ends,
        arrangement.frames,
    )

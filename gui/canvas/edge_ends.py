"""Edge ends: where the curves of edges begin and end, beside the ports of the cards they join."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.graph import Edge
    from gui.canvas.card import Card
    from gui.canvas.geometry import Floats
    from gui.canvas.node_table import NodeTable

__all__ = ["PORT_GAP", "edge_ends"]

PORT_GAP = 6.0
"""How far from the middle of a port an edge begins."""


def edge_ends(
    edges: Sequence[Edge],
    between: Sequence[tuple[str, str]] | None,
    table: NodeTable,
    cards: Mapping[str, Card],
) -> Floats:
    """Return the ends of some edges, one row ``x1, y1, x2, y2`` each.

    Parameters
    ----------
    edges
        The edges.
    between
        Keys of the cards that each of them joins; None where these are its own nodes.
    table, cards
        Where the cards are, and what ports they have.
    """
    boxes, rows = table.boxes, table.rows
    # An edge begins with the ids of its nodes.
    drawn: Sequence[tuple[str, ...]] = edges if between is None else between
    sources = boxes[[rows[keys[0]] for keys in drawn]]
    targets = boxes[[rows[keys[1]] for keys in drawn]]
    ends: Floats = np.empty((len(edges), 4))
    ends[:, 0] = sources[:, 2] + PORT_GAP
    ends[:, 1] = (sources[:, 1] + sources[:, 3]) / 2
    ends[:, 2] = targets[:, 0] - PORT_GAP
    if between is not None:
        outs = [
            cards[key].output_y(edge.source) for edge, (key, _) in zip(edges, between, strict=True)
        ]
        ends[:, 1] = sources[:, 1] + outs
    ends[:, 3] = targets[:, 1] + [
        _port_y(cards[keys[1]], edge, keys[1]) for edge, keys in zip(edges, drawn, strict=True)
    ]
    return ends


def _port_y(card: Card, edge: Edge, target: str) -> float:
    """How far below the top of its card an edge arrives."""
    node = "" if target == edge.target else edge.target
    for spot in card.ports:
        if spot.name == edge.port and spot.node == node:
            return spot.y
    return card.height / 2

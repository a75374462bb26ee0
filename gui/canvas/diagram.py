"""Diagram: the cards and curves of a graph; a projection that can be made anew at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gui.canvas.card import Card, card_of
from gui.canvas.edge_table import EdgeTable
from gui.canvas.node_table import NodeTable
from gui.canvas.number_text import NumberFormat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.edits import Change
    from engine.graph import Edge, Graph
    from gui.canvas.geometry import Floats

__all__ = ["PORT_GAP", "Diagram", "Touched"]

PORT_GAP = 6.0
"""How far from the middle of a port an edge begins."""

Position = tuple[float, float]


class Touched(NamedTuple):
    """Ids of the nodes whose cards are new, gone, drawn anew or elsewhere after a change."""

    added: frozenset[str]
    removed: frozenset[str]
    redrawn: frozenset[str]
    moved: frozenset[str]


class Diagram:
    """Where everything of a graph is drawn.

    During a drag the positions here run ahead of those in the graph.

    Attributes
    ----------
    graph
        What is drawn.
    nodes, edges
        Boxes of the cards and curves of the edges, in arrays.
    cards
        What each card shows, by node id.
    geometry
        Counts up whenever something moved, came or went.
    structure
        Counts up whenever a node or an edge came or went.
    faces
        Counts up whenever what some card shows is another, or there are other cards.
    """

    def __init__(self, graph: Graph, numbers: NumberFormat | None = None) -> None:
        self.numbers = numbers or NumberFormat()
        self.geometry = 0
        self.structure = 0
        self.faces = 0
        self.rebuild(graph)

    def rebuild(self, graph: Graph) -> None:
        """Draw a graph from nothing."""
        self.graph = graph
        self.nodes = NodeTable()
        self.edges = EdgeTable()
        self.cards: dict[str, Card] = {}
        for node_id in graph.node_ids():
            self._add(node_id)
        edges = [edge for node_id in self.cards for edge in graph.edges_into(node_id)]
        for edge in edges:
            self.edges.add(edge)
        self._lay(edges)
        self._count_structure()

    def take(self, change: Change) -> Touched:
        """Follow a change of the graph."""
        for edge in change.edges_removed:
            if edge in self.edges.rows:
                self.edges.remove(edge)
        for node_id in change.removed:
            self.nodes.remove(node_id)
            del self.cards[node_id]
        for node_id in sorted(change.added, key=self.graph.ordinal):
            self._add(node_id)
        redrawn, moved = self._redraw(change)
        for node_id in change.moved - change.added:
            self._place(node_id, self.graph.node(node_id).position)
        for edge in change.edges_added:
            self.edges.add(edge)
        relaid = self.edges.meeting(redrawn | moved | change.moved)
        edges = [self.edges.edges[row] for row in relaid.tolist()]
        self._lay([*(edge for edge in edges if edge is not None), *change.edges_added])
        if change.added or change.removed or change.edges_added or change.edges_removed:
            self._count_structure()
        elif redrawn or moved or change.moved:
            self.geometry += 1
        self.faces += bool(redrawn)
        return Touched(change.added, change.removed, frozenset(redrawn), change.moved | moved)

    def move(self, positions: Mapping[str, Position]) -> None:
        """Put cards elsewhere without asking the graph, as long as a drag lasts."""
        if not positions:
            return
        rows = np.array([self.nodes.rows[node_id] for node_id in positions], dtype=np.intp)
        self.nodes.move(rows, np.array(list(positions.values()), dtype=np.float64))
        relaid = self.edges.meeting(positions)
        edges = [self.edges.edges[row] for row in relaid.tolist()]
        self._lay([edge for edge in edges if edge is not None])
        self.geometry += 1

    def output_place(self, node_id: str) -> Position:
        """Return where the output port of a node is."""
        _, top, right, bottom = self.nodes.boxes[self.nodes.rows[node_id]].tolist()
        return right, (top + bottom) / 2

    def input_place(self, node_id: str, port: str) -> Position:
        """Return where an input port of a node is."""
        x, y = self.nodes.position(node_id)
        spot = self.cards[node_id].port(port)
        return x, y + (spot.y if spot else self.cards[node_id].height / 2)

    def bounds(self, node_ids: Iterable[str] | None = None) -> tuple[float, ...] | None:
        """Return left, top, right, bottom of some cards, or of all; None when there are none."""
        if node_ids is None:
            return self.nodes.bounds()
        rows = [self.nodes.rows[node_id] for node_id in node_ids]
        return self.nodes.bounds(np.array(rows, dtype=np.intp))

    def state(self) -> dict[str, object]:
        """Return everything that is drawn, to compare two diagrams with."""
        return {
            "nodes": {
                node_id: (card, self.nodes.position(node_id))
                for node_id, card in self.cards.items()
            },
            "edges": {
                edge: self.edges.points[row].tolist() for edge, row in self.edges.rows.items()
            },
            "boxes": {
                node_id: self.nodes.boxes[row].tolist() for node_id, row in self.nodes.rows.items()
            },
            "ranks": {
                node_id: int(self.nodes.ranks[row]) for node_id, row in self.nodes.rows.items()
            },
            "meeting": {
                node_id: {self.edges.edges[row] for row in rows}
                for node_id, rows in self.edges.by_node.items()
            },
        }

    def _redraw(self, change: Change) -> tuple[set[str], set[str]]:
        """Work out cards anew; return the ids of those that look different, or are elsewhere."""
        concerned = set(change.revised)
        concerned |= {edge.target for edge in change.edges_added | change.edges_removed}
        redrawn, moved = set(), set()
        for node_id in concerned - change.added - change.removed:
            node = self.graph.node(node_id)
            card = card_of(self.graph, node, self.numbers)
            if card != self.cards[node_id]:
                redrawn.add(node_id)
            if node.position != self.nodes.position(node_id):
                moved.add(node_id)
            self.cards[node_id] = card
            self._place(node_id, node.position)
        return redrawn, moved

    def _add(self, node_id: str) -> None:
        node = self.graph.node(node_id)
        self.cards[node_id] = card_of(self.graph, node, self.numbers)
        self.nodes.add(node_id, self.graph.ordinal(node_id))
        self._place(node_id, node.position)

    def _place(self, node_id: str, position: Position) -> None:
        card = self.cards[node_id]
        self.nodes.place(self.nodes.rows[node_id], *position, card.width, card.height)

    def _lay(self, edges: list[Edge]) -> None:
        """Lay the curves of edges between the places where their ports are now."""
        if not edges:
            return
        boxes, node_rows, cards = self.nodes.boxes, self.nodes.rows, self.cards
        sources = boxes[[node_rows[edge.source] for edge in edges]]
        targets = boxes[[node_rows[edge.target] for edge in edges]]
        ends: Floats = np.empty((len(edges), 4))
        ends[:, 0] = sources[:, 2] + PORT_GAP
        ends[:, 1] = (sources[:, 1] + sources[:, 3]) / 2
        ends[:, 2] = targets[:, 0] - PORT_GAP
        ends[:, 3] = targets[:, 1] + [_port_y(cards[edge.target], edge.port) for edge in edges]
        rows = np.array([self.edges.rows[edge] for edge in edges], dtype=np.intp)
        self.edges.place(rows, ends)

    def _count_structure(self) -> None:
        self.structure += 1
        self.faces += 1
        self.geometry += 1


def _port_y(card: Card, port: str) -> float:
    for spot in card.ports:
        if spot.name == port:
            return spot.y
    return card.height / 2

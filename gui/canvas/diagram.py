"""Diagram: the cards and curves of a graph; a projection that can be made anew at any time."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.slices import drained, sliced
from gui.canvas.card import Card, PortSpot, card_of
from gui.canvas.edge_ends import edge_ends
from gui.canvas.edge_table import EdgeTable
from gui.canvas.frames import Box, smallest_box
from gui.canvas.geometry import MARGIN, united
from gui.canvas.node_table import NodeTable
from gui.canvas.number_text import NumberFormat
from gui.canvas.picture import picture_of
from gui.canvas.projection import PLAIN, Projection, group_key, project, stub_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.change import Change
    from engine.graph import Edge, Graph
    from engine.slices import Work
    from gui.canvas.frames import Frame
    from gui.canvas.picture import Picture

__all__ = ["Diagram", "Touched"]

Position = tuple[float, float]

_COUNTS = ("geometry", "structure", "faces")


class Touched(NamedTuple):
    """Keys of the cards that are new, gone, drawn anew or elsewhere after a change."""

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
    entered
        Id of the group whose inside is drawn, or None for the whole graph.
    projection
        Which cards stand for which nodes.
    nodes, edges
        Boxes of the cards and curves of the edges, in arrays.
    cards
        What each card shows, by its key: a node's id, or the key of a group or stub.
    frames
        The open groups, the outer ones first, by id.
    geometry
        Counts up whenever something moved, came or went.
    structure
        Counts up whenever a node or an edge came or went.
    faces
        Counts up whenever what some card shows is another, or there are other cards.
    """

    def __init__(
        self, graph: Graph, numbers: NumberFormat | None = None, entered: str | None = None
    ) -> None:
        self.numbers = numbers or NumberFormat()
        self.entered = entered
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
        self.frames: dict[str, Frame] = {}
        self._settled: Picture | None = None
        self.projection = project(graph, self.entered)
        if self.projection is not PLAIN:
            self._follow(self.projection, frozenset())
            return
        for node_id in graph.node_ids():
            self._add(node_id)
        edges = [edge for node_id in self.cards for edge in graph.edges_into(node_id)]
        for edge in edges:
            self.edges.add(edge)
        self._lay(edges)
        self._count_structure()

    def take(self, change: Change) -> Touched:
        """Follow a change of the graph, or of the group that is entered."""
        return drained(self.taking(change))

    def taking(self, change: Change) -> Work[Touched]:
        """Follow a change in slices; until the last nothing here is to be looked at."""
        projection = project(self.graph, self.entered)
        if projection is not PLAIN or self.projection is not PLAIN:
            stale = change.revised | change.added | change.removed
            stale |= {edge.target for edge in change.edges_added | change.edges_removed}
            return self._follow(projection, stale)
        yield from self._rubbing_out(change)
        yield from self._drawing_cards(change)
        redrawn, moved = self._redraw(change)
        for node_id in change.moved - change.added:
            self._place(node_id, self.graph.node(node_id).position)
        yield from self._drawing_edges(change)
        self._lay(self._edges_at(redrawn | moved | change.moved))
        if change.added or change.removed or change.edges_added or change.edges_removed:
            self._count_structure()
        elif redrawn or moved or change.moved:
            self.geometry += 1
        self.faces += bool(redrawn)
        return Touched(change.added, change.removed, frozenset(redrawn), change.moved | moved)

    def copy_of(self, graph: Graph) -> Diagram:
        """Return an independent diagram drawn alike, which can follow what became of the graph."""
        twin = copy(self)
        twin.graph, twin.nodes, twin.edges = graph, self.nodes.copy(), self.edges.copy()
        twin.cards, twin.frames = self.cards.copy(), self.frames.copy()
        return twin

    def exchange(self, other: Diagram) -> None:
        """Draw what another diagram draws, and let that draw what was drawn here."""
        counts = {name: max(getattr(self, name), getattr(other, name)) for name in _COUNTS}
        mine, theirs = vars(self).copy(), vars(other).copy()
        vars(self).update(theirs, **counts)
        vars(other).update(mine)
        self._count_structure()

    def move(
        self,
        positions: Mapping[str, Position],
        groups: Iterable[str] = (),
        shift: Position = (0.0, 0.0),
    ) -> None:
        """Put cards elsewhere without asking the graph, as long as a drag lasts.

        Parameters
        ----------
        positions
            Where nodes are, by id; those that do not show themselves count for nothing.
        groups
            Groups whose frames or cards go along.
        shift
            How far these are from where they were.
        """
        moved = {node_id: at for node_id, at in positions.items() if node_id in self.nodes.rows}
        moved |= self._shifted(groups, shift)
        if moved:
            rows = np.array([self.nodes.rows[key] for key in moved], dtype=np.intp)
            self.nodes.move(rows, np.array(list(moved.values()), dtype=np.float64))
            self._lay(self._edges_at(moved))
        self.geometry += 1

    def moving(self, positions: Mapping[str, Position], groups: Iterable[str]) -> list[str]:
        """Return the keys of the cards that `move` puts elsewhere."""
        keys = [node_id for node_id in positions if node_id in self.nodes.rows]
        return keys + [key for key in map(group_key, groups) if key in self.nodes.rows]

    def output_place(self, node_id: str) -> Position:
        """Return where the output port of a node is; in a collapsed group, on its card."""
        key = self._key_at(node_id, "")
        _, top, right, _ = self.nodes.boxes[self.nodes.rows[key]].tolist()
        return right, top + self.cards[key].output_y(node_id)

    def input_place(self, node_id: str, port: str) -> Position:
        """Return where an input port of a node is; in a collapsed group, on its card."""
        key = self._key_at(node_id, port)
        x, y = self.nodes.position(key)
        spot = self.port_spot(node_id, port)
        return x, y + (spot.y if spot else self.cards[key].height / 2)

    def port_spot(self, node_id: str, port: str) -> PortSpot | None:
        """Return how an input port of a node is shown, wherever that is, or None."""
        key = self._key_at(node_id, port)
        return self.cards[key].port(port, "" if key == node_id else node_id)

    def _key_at(self, node_id: str, port: str) -> str:
        """Return the key of the card that a port is on; it may be a stub."""
        key = self.key_of(node_id)
        return key if key in self.cards else stub_key(node_id, port)

    def tints_at(self, x: float, y: float) -> tuple[str, ...]:
        """Return the colours of the frames at a place, the outermost first."""
        if not self.frames:
            return ()
        return tuple(frame.token for frame in self.frames.values() if frame.box.holds(x, y))

    def key_of(self, node_id: str) -> str:
        """Return the key of the card that stands for a node: its own, or that of its group."""
        return self.projection.stands_for.get(node_id, node_id)

    def bounds(self, keys: Iterable[str] | None = None) -> tuple[float, ...] | None:
        """Return left, top, right, bottom of some cards, or of all; None when there are none.

        Of nodes in a collapsed group it is the group's card that counts.
        """
        if keys is None:
            found = [self.nodes.bounds(), *(frame.box for frame in self.frames.values())]
            return united([box for box in found if box is not None])
        known = {self.key_of(key) for key in keys}
        rows = [self.nodes.rows[key] for key in known if key in self.nodes.rows]
        return self.nodes.bounds(np.array(rows, dtype=np.intp))

    def smallest(self, group_id: str) -> Box:
        """Return the box that a frame would have if it were no larger than it has to be."""
        boxes = [frame.box for frame in self.frames.values() if frame.group.parent == group_id]
        for key in self.cards:
            group = self.projection.cards.get(key)
            home = self.graph.groups[group.group].parent if group else None
            if key in self.graph and not group:
                home = self.graph.node(key).group
            if home == group_id:
                boxes.append(Box(*self.nodes.boxes[self.nodes.rows[key]].tolist()))
        return smallest_box(self.frames[group_id], boxes)

    def state(self) -> dict[str, object]:
        """Return everything that is drawn, to compare two diagrams with."""
        return {
            "nodes": {key: (card, self.nodes.position(key)) for key, card in self.cards.items()},
            "edges": {
                edge: self.edges.points[row].tolist() for edge, row in self.edges.rows.items()
            },
            "boxes": {key: self.nodes.boxes[row].tolist() for key, row in self.nodes.rows.items()},
            "ranks": {key: int(self.nodes.ranks[row]) for key, row in self.nodes.rows.items()},
            "meeting": {
                key: {self.edges.edges[row] for row in rows}
                for key, rows in self.edges.by_node.items()
            },
            "frames": list(self.frames.items()),
        }

    # ------------------------------------------------------------------ a graph without groups

    def _rubbing_out(self, change: Change) -> Work[None]:
        for edges in sliced(change.edges_removed):
            for edge in edges:
                if edge in self.edges.rows:
                    self.edges.remove(edge)
            yield
        for keys in sliced(change.removed):
            for node_id in keys:
                self.nodes.remove(node_id)
                del self.cards[node_id]
            yield

    def _drawing_cards(self, change: Change) -> Work[None]:
        for keys in sliced(sorted(change.added, key=self.graph.ordinal)):
            for node_id in keys:
                self._add(node_id)
            yield

    def _drawing_edges(self, change: Change) -> Work[None]:
        for edges in sliced(change.edges_added):
            for edge in edges:
                self.edges.add(edge)
            self._lay(edges)
            yield

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

    # ------------------------------------------------------------------ a graph with groups

    def _follow(self, projection: Projection, stale: frozenset[str]) -> Touched:
        """Draw what a projection says, touching only what is another than before.

        Parameters
        ----------
        projection
            What is to be drawn.
        stale
            Nodes whose cards have to be worked out anew.
        """
        before = self.cards

        def known(node_id: str) -> Card | None:
            return None if node_id in stale else before.get(node_id)

        picture = picture_of(self.graph, projection, self.numbers, known)
        added = frozenset(picture.cards.keys() - before.keys())
        removed = frozenset(before.keys() - picture.cards.keys())
        kept = picture.cards.keys() & before.keys()
        # Most are the same object, and comparing what they hold would cost a lot.
        redrawn = frozenset(
            key
            for key in kept
            if picture.cards[key] is not before[key] and picture.cards[key] != before[key]
        )
        moved = frozenset(key for key in kept if picture.places[key] != self.nodes.position(key))
        loose, joined = self._edge_differences(picture)
        for edge in loose:
            self.edges.remove(edge)
        for key in removed:
            self.nodes.remove(key)
        for key in sorted(added, key=lambda key: (picture.ranks[key], key)):
            self.nodes.add(key, picture.ranks[key])
        for key, rank in picture.ranks.items():
            self.nodes.ranks[self.nodes.rows[key]] = rank
        self.cards, self.frames = picture.cards, picture.frames
        self.projection, self._settled = projection, picture
        for key in added | redrawn | moved:
            self._place(key, picture.places[key])
        for edge in joined:
            self.edges.add(edge, picture.ends[edge])
        self._lay(list({**dict.fromkeys(self._edges_at(redrawn | moved)), **dict.fromkeys(joined)}))
        if added or removed or loose or joined:
            self._count_structure()
        else:
            self.geometry += 1
        self.faces += bool(redrawn)
        return Touched(added, removed, redrawn, moved)

    def _edge_differences(self, picture: Picture) -> tuple[list[Edge], list[Edge]]:
        """Return the edges that are gone or go between other cards, and those to be drawn anew."""
        table = self.edges
        loose = [
            edge for edge, row in table.rows.items() if picture.ends.get(edge) != table.ends(row)
        ]
        gone = set(loose)
        joined = [edge for edge in picture.ends if edge not in table.rows or edge in gone]
        return loose, joined

    def _shifted(self, groups: Iterable[str], shift: Position) -> dict[str, Position]:
        """Let frames run ahead in a drag; return where cards of groups are to be put."""
        found: dict[str, Position] = {}
        if self._settled is None:
            return found
        dx, dy = shift
        frames = dict(self._settled.frames)
        for group_id in groups:
            key = group_key(group_id)
            if group_id in frames:
                frame = frames[group_id]
                frames[group_id] = replace(frame, box=frame.box.shifted(dx, dy))
            elif key in self.nodes.rows:
                x, y = self._settled.places[key]
                found[key] = (x + dx, y + dy)
        self.frames = frames
        return found

    # ------------------------------------------------------------------ both

    def _place(self, key: str, position: Position) -> None:
        card = self.cards[key]
        reach = max(MARGIN, card.left_reach)
        self.nodes.place(self.nodes.rows[key], *position, card.width, card.height, reach)

    def _edges_at(self, keys: Iterable[str]) -> list[Edge]:
        found = (self.edges.edges[row] for row in self.edges.meeting(keys).tolist())
        return [edge for edge in found if edge is not None]

    def _lay(self, edges: list[Edge]) -> None:
        """Lay the curves of edges between the places where their ports are now."""
        if not edges:
            return
        rows = np.array([self.edges.rows[edge] for edge in edges], dtype=np.intp)
        is_plain = self.projection is PLAIN
        between = None if is_plain else [self.edges.ends(row) for row in rows.tolist()]
        ends = edge_ends(edges, between, self.nodes, self.cards)
        self.edges.place(rows, ends)

    def _count_structure(self) -> None:
        self.structure += 1
        self.faces += 1
        self.geometry += 1

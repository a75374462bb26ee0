"""Tidying: what of a canvas is to be laid out, and what a layout means for the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.edits import Edit, Move, SetGroup
from engine.placement import way_clear
from gui.canvas.geometry import GRID
from gui.canvas.projection import group_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.graph import Graph
    from engine.layout_plan import LayoutPlan
    from gui.canvas.diagram import Diagram
    from gui.canvas.geometry import Floats

__all__ = ["movable", "moves", "placed", "plan_of_cards"]

CLEARANCE = 2 * GRID

Position = tuple[float, float]


def movable(diagram: Diagram, graph: Graph) -> list[str]:
    """Return the keys of the cards that can be moved: nodes and collapsed groups, no stubs."""
    keys = [key for key in diagram.cards if key in graph or key in diagram.projection.cards]
    return sorted(keys, key=lambda key: int(diagram.nodes.ranks[diagram.nodes.rows[key]]))


def plan_of_cards(diagram: Diagram, graph: Graph, keys: Sequence[str]) -> LayoutPlan:
    """Return what is to be laid out: cards as large as they are, edges at their ports.

    Two collapsed groups may feed each other; of such edges only those count that go forward.
    """
    from engine.layout_plan import LayoutPlan

    sizes = {key: (diagram.cards[key].width, diagram.cards[key].height) for key in keys}
    ranks = _forward(diagram, graph)
    edges = []
    for row in diagram.edges.meeting(keys).tolist():
        edge, (source, target) = diagram.edges.edges[row], diagram.edges.ends(row)
        if edge is None or source not in sizes or target not in sizes:
            continue
        if ranks[source] < ranks[target]:
            spot = diagram.port_spot(edge.target, edge.port)
            edges.append((source, target, None if spot is None else spot.y))
    return LayoutPlan(sizes, edges, _inside(diagram, graph, keys))


def placed(
    diagram: Diagram, graph: Graph, keys: Sequence[str], positions: Mapping[str, Position]
) -> dict[str, Position]:
    """Return where cards go that were laid out: around where they were, clear of the others."""
    rows = np.array([diagram.nodes.rows[key] for key in keys], dtype=np.intp)
    now = diagram.nodes.boxes[rows]
    corners = np.array([positions[key] for key in keys], dtype=np.float64)
    laid = np.concatenate([corners, corners + now[:, 2:] - now[:, :2]], axis=1)
    laid += np.tile(GRID * np.round((_middle(now) - _middle(laid)) / GRID), 2)
    others = _others(diagram, graph, keys)
    places = (laid[:, :2] + way_clear(laid, others, CLEARANCE, GRID)).tolist()
    return {key: (x, y) for key, (x, y) in zip(keys, places, strict=True)}


def _others(diagram: Diagram, graph: Graph, keys: Sequence[str]) -> Floats:
    """Return the boxes of all other cards, and of the frames that none of these lies in."""
    rows = [diagram.nodes.rows[key] for key in set(movable(diagram, graph)) - set(keys)]
    homes = set(_inside(diagram, graph, keys).values())
    frames = [
        frame.box for group_id, frame in diagram.frames.items() if group_key(group_id) not in homes
    ]
    boxes = np.array(frames, dtype=np.float64).reshape(-1, 4)
    return np.concatenate([diagram.nodes.boxes[rows].reshape(-1, 4), boxes])


def moves(diagram: Diagram, graph: Graph, positions: Mapping[str, Position]) -> list[Edit]:
    """Return the edits that put cards at positions; groups take along what is in them."""
    nodes: dict[str, Position] = {}
    groups: dict[str, Position] = {}
    for key, at in positions.items():
        x, y = diagram.nodes.position(key)
        shift = at[0] - x, at[1] - y
        if key in graph:
            nodes[key] = at
            continue
        boundary = diagram.projection.cards[key]
        nodes |= {item: _shifted(graph.node(item).position, shift) for item in boundary.nodes}
        groups |= {
            inner: _shifted(graph.groups[inner].position, shift)
            for inner in graph.groups.within(boundary.group)
        }
    moved = {item: at for item, at in nodes.items() if graph.node(item).position != at}
    edits: list[Edit] = [Move(moved)] if moved else []
    groups |= _frames(diagram, graph, moved)
    return edits + [
        SetGroup(item, {"position": at})
        for item, at in groups.items()
        if graph.groups[item].position != at
    ]


def _forward(diagram: Diagram, graph: Graph) -> dict[str, int]:
    """Return a number for every card, which along edges between nodes always grows."""
    ranks: dict[str, int] = {}
    for rank, node_id in enumerate(graph.topological()):
        ranks.setdefault(diagram.key_of(node_id), rank)
    return ranks


def _inside(diagram: Diagram, graph: Graph, keys: Iterable[str]) -> dict[str, str]:
    """Return the open frame that each card, and each such frame, lies in."""
    found: dict[str, str] = {}
    groups, frames = graph.groups, diagram.frames
    for key in keys:
        boundary = diagram.projection.cards.get(key)
        home = graph.node(key).group if boundary is None else groups[boundary.group].parent
        inner = key
        while home is not None and home in frames and inner not in found:
            found[inner] = inner = group_key(home)
            home = groups[home].parent
    return found


def _frames(diagram: Diagram, graph: Graph, moved: Mapping[str, Position]) -> dict[str, Position]:
    """Return where frames that a person drew go with what is in them."""
    found: dict[str, Position] = {}
    for group_id, frame in diagram.frames.items():
        within = set(graph.groups.within(group_id))
        content = [item for item in moved if graph.node(item).group in within]
        if content and frame.group.size != (0.0, 0.0):
            before = [graph.node(item).position for item in content]
            shift = tuple(
                min(moved[item][axis] for item in content) - min(at[axis] for at in before)
                for axis in (0, 1)
            )
            found[group_id] = _shifted(frame.group.position, (shift[0], shift[1]))
    return found


def _shifted(position: Position, shift: Position) -> Position:
    return position[0] + shift[0], position[1] + shift[1]


def _middle(boxes: np.ndarray) -> np.ndarray:
    """Return the middle of the rectangle around boxes."""
    middle: np.ndarray = (boxes[:, :2].min(axis=0) + boxes[:, 2:].max(axis=0)) / 2
    return middle

"""Splice room: what moves on so that a card that is put into a short edge lies on nothing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.edits import Edit, Move, SetGroup
from engine.grouping import nodes_in
from gui.canvas.geometry import GRID
from gui.canvas.projection import group_of_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.graph import Edge, Graph
    from gui.canvas.diagram import Diagram

__all__ = ["room_for"]

GAP = 3 * GRID
"""Between two cards, for the edge and the numbers on it."""

Position = tuple[float, float]


def room_for(
    diagram: Diagram, edge: Edge, corner: Position, width: float
) -> tuple[Position, list[Edit]]:
    """Return where a card goes that is put into an edge, and the edits that make room for it.

    What the edge feeds moves to the right with all that follows, as far as it has to; so does what
    else feeds these, if it stands there as well. Beside an edge that does not lead to the right
    nothing moves.

    Parameters
    ----------
    diagram
        What is drawn.
    edge
        The edge.
    corner
        Where the upper left corner of the card was put.
    width
        Its width.
    """
    source, target = (diagram.nodes.rows.get(diagram.key_of(end)) for end in edge[:2])
    if source is None or target is None:
        return corner, []
    right = float(diagram.nodes.boxes[source, 2])
    left = float(diagram.nodes.boxes[target, 0])
    if left < right:
        return corner, []
    x = corner[0] if corner[0] >= right + GAP else _steps(right + GAP)
    need = x + width + GAP - left
    if need <= 0:
        return (x, corner[1]), []
    return (x, corner[1]), _moved(diagram, _following(diagram, edge.target, left), _steps(need))


def _steps(length: float) -> float:
    return GRID * math.ceil(length / GRID)


def _following(diagram: Diagram, target: str, left: float) -> set[str]:
    """Return the nodes that stand to the right of a place and have to do with a node."""
    graph = diagram.graph
    after = {target} | graph.descendants(target)
    concerned = set(after)
    waiting = list(after)
    while waiting:
        for edge in graph.edges_into(waiting.pop()):
            if edge.source not in concerned:
                concerned.add(edge.source)
                waiting.append(edge.source)
    keys = {diagram.key_of(node_id) for node_id in concerned}
    boxes, rows = diagram.nodes.boxes, diagram.nodes.rows
    beyond = {key for key in keys if key in rows and float(boxes[rows[key], 0]) >= left}
    inside = nodes_in(graph, filter(None, map(group_of_key, beyond)))
    single = beyond & concerned
    return single.union(*inside.values())


def _moved(diagram: Diagram, node_ids: Iterable[str], shift: float) -> list[Edit]:
    graph, moved = diagram.graph, set(node_ids)
    ordered = sorted(moved, key=graph.ordinal)
    places = {node_id: graph.node(node_id).position for node_id in ordered}
    edits: list[Edit] = [Move({node_id: (x + shift, y) for node_id, (x, y) in places.items()})]
    return edits + _moved_frames(graph, moved, shift)


def _moved_frames(graph: Graph, moved: set[str], shift: float) -> list[Edit]:
    """Let frames that somebody drew go along, if all that is in them does."""
    edits: list[Edit] = []
    for group_id, inside in nodes_in(graph, graph.groups).items():
        group = graph.groups[group_id]
        if inside and moved.issuperset(inside) and group.size[0] > 0:
            x, y = group.position
            edits.append(SetGroup(group_id, {"position": (x + shift, y)}))
    return edits

"""Neighbourhood: places for new nodes near those that they are joined to, clear of all others."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from engine.graph import Graph
from engine.layout import GRID, NODE_SIZE, layered
from engine.operation import find_operation
from engine.placement import way_clear

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from engine.graph import Edge, Node
    from engine.placement import Boxes

__all__ = ["Sizes", "beside"]

Position: TypeAlias = tuple[float, float]
Sizes: TypeAlias = "Mapping[str, tuple[float, float]]"

_GAP = 3 * GRID
"""Between a new node and what it is joined to."""

_CLEARANCE = 2 * GRID
_PORT_PITCH = 24.0


def beside(
    graph: Graph,
    nodes: Iterable[Node],
    edges: Collection[Edge],
    removed: Collection[str],
    sizes: Sizes,
    middle: Position,
) -> dict[str, Position]:
    """Return a position, the top left corner, for each new node.

    Nodes that are joined to one another are laid out together and put between what they come from
    and what they lead to.

    Parameters
    ----------
    graph
        Where they come.
    nodes, edges
        The new nodes, and the edges that meet them.
    removed
        Nodes of the graph that will be gone.
    sizes
        Widths and heights of the cards that are there; the usual one for those that it lacks.
    middle
        Where nodes go that are joined to nothing that is there.
    """
    new = {node.id: node for node in nodes}
    gone = set(removed)
    there = [node for node in graph.nodes() if node.id not in gone] if new else []
    rows = dict(zip([node.id for node in there], range(len(there)), strict=True))
    boxes = _boxes(there, {rows[item]: size for item, size in sizes.items() if item in rows})
    found: dict[str, Position] = {}
    for part in _parts(new, edges):
        drawn = _drawn([new[node_id] for node_id in part], edges)
        block, extent = _laid_out(drawn)
        before = [
            rows[edge.source] for edge in edges if edge.target in drawn and edge.source in rows
        ]
        after = [
            rows[edge.target] for edge in edges if edge.source in drawn and edge.target in rows
        ]
        start = _start(boxes[before], boxes[after], extent, middle)
        block += np.tile(start, 2)
        # What leads to something stays on its left, so that edges go from left to right.
        axes = (1,) if after else (0, 1)
        way = way_clear(block, boxes, _CLEARANCE, GRID, axes=axes)
        block += np.tile(way, 2)
        boxes = np.concatenate([boxes, block])
        found |= {
            node_id: (x, y) for node_id, (x, y) in zip(part, block[:, :2].tolist(), strict=True)
        }
    return found


def _boxes(nodes: Sequence[Node], sizes: Mapping[int, Position]) -> Boxes:
    """Return the boxes of the cards that are there, of which some have sizes of their own."""
    lengths = np.fromiter(
        chain.from_iterable([node.position for node in nodes]), np.float64, 2 * len(nodes)
    )
    boxes = np.tile(lengths.reshape(-1, 2), 2)
    boxes[:, 2:] += NODE_SIZE
    if sizes:
        rows = list(sizes)
        boxes[rows, 2:] = boxes[rows, :2] + np.array(list(sizes.values()))
    return boxes


def _parts(new: Mapping[str, Node], edges: Iterable[Edge]) -> list[list[str]]:
    """Sort new nodes into those that are joined to one another."""
    part_of = {node_id: [node_id] for node_id in new}
    for source, target, _ in edges:
        if source in new and target in new and part_of[source] is not part_of[target]:
            part_of[source] += part_of[target]
            part_of |= dict.fromkeys(part_of[target], part_of[source])
    distinct = {id(part): part for part in part_of.values()}
    return list(distinct.values())


def _drawn(nodes: Sequence[Node], edges: Iterable[Edge]) -> Graph:
    """Return a graph of some new nodes alone."""
    drawn = Graph()
    drawn.insert_all(nodes)
    drawn.attach_all(edge for edge in edges if edge.source in drawn and edge.target in drawn)
    return drawn


def _laid_out(drawn: Graph) -> tuple[Boxes, Position]:
    """Return the boxes of new nodes among themselves, and how much room they take."""
    sizes = {node.id: _size(drawn, node) for node in drawn.nodes()}
    places = layered(drawn, sizes) if len(drawn) > 1 else dict.fromkeys(sizes, (0.0, 0.0))
    rows = [(*places[item], *np.add(places[item], size)) for item, size in sizes.items()]
    boxes = np.array(rows, dtype=np.float64)
    boxes -= np.tile(boxes[:, :2].min(axis=0), 2)
    width, height = boxes[:, 2:].max(axis=0).tolist()
    return boxes, (width, height)


def _size(drawn: Graph, node: Node) -> tuple[float, float]:
    operation = find_operation(node.operation)
    if operation is None or not operation.variadic:
        return NODE_SIZE
    width, height = NODE_SIZE
    return width, max(height, _PORT_PITCH * len(drawn.ports(node.id)) + _GAP)


def _start(before: Boxes, after: Boxes, extent: Position, middle: Position) -> Position:
    """Return the corner from which new nodes begin, if there is room for them."""
    width, height = extent
    around = np.concatenate([before, after])
    if not len(around):
        return _on_grid(middle[0] - width / 2), _on_grid(middle[1] - height / 2)
    y = float(around[:, 1::2].mean()) - height / 2
    if not len(after):
        return _on_grid(float(before[:, 2].max()) + _GAP), _on_grid(y)
    x = float(after[:, 0].min()) - _GAP - width
    if len(before):
        free = float(before[:, 2].max()) + _GAP
        x = (x + free) / 2 if free < x else x
    return _on_grid(x), _on_grid(y)


def _on_grid(length: float) -> float:
    return GRID * round(length / GRID)

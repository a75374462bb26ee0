"""Layout: positions for nodes, in layers from left to right.

The work is graphlay's. Where that cannot be had, or the graph is so large that a person would wait,
nodes are placed by their longest path instead, which is plain but quick.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.graph import Graph

__all__ = ["GRID", "NODE_SIZE", "laid_out", "layered"]

Position: TypeAlias = tuple[float, float]
Size: TypeAlias = tuple[float, float]

GRID = 12.0
"""Positions are multiples of it."""

NODE_SIZE: Size = (132.0, 84.0)
"""Width and height of a node of which nothing else is known."""

_GAP = 48.0 + GRID
"""Room between the nodes of a layer, of which snapping to the grid may take one step."""

_LAYER_GAP = 72.0 + GRID

_MOST_NODES = 3_000
_MOST_DUMMIES = 8_000
"""Places that long edges take in the layers between, up to which graphlay answers in seconds."""

_LONGEST_FROM_LEAF = 12
"""Layers that an edge from a leaf may span to have a say in the layout."""

_OPTIONS = {
    "direction": "leftright",
    "spacing": {
        "layer_gap": _LAYER_GAP,
        "node_gap": _GAP,
        "dummy_gap": _GAP,
        "isolated_gap": _GAP,
    },
    # A branch leaves room for the long edge beside it instead of standing in its way.
    "coords": {"branch_style": "symmetric"},
    "limits": {"max_dummies": _MOST_DUMMIES},
}


def layered(graph: Graph, sizes: Mapping[str, Size] | None = None) -> dict[str, Position]:
    """Return a position, the top left corner, for every node.

    Every edge goes from left to right, leaves stand near what they feed, no two nodes overlap, and
    the same graph always gives the same positions.

    Parameters
    ----------
    graph
        The graph, which may be incomplete.
    sizes
        Widths and heights by node id; `NODE_SIZE` for those that it lacks.

    Examples
    --------
    >>> from engine.graph import Graph
    >>> graph = Graph()
    >>> x = graph.add_input("x")
    >>> y = graph.add("tanh", x)
    >>> layered(graph)
    {'n1': (0.0, 0.0), 'n2': (216.0, 0.0)}
    """
    full = {node_id: (sizes or {}).get(node_id, NODE_SIZE) for node_id in graph.node_ids()}
    if not full:
        return {}
    found = _by_graphlay(graph, full) if len(graph) <= _MOST_NODES else None
    positions = _snapped(found or _by_longest_path(graph, full))
    return {node_id: positions[node_id] for node_id in full}


def laid_out(graph: Graph) -> Graph:
    """Return a copy of a graph whose nodes stand where `layered` puts them."""
    result = graph.copy()
    for node_id, position in layered(graph).items():
        result.revise(replace(result.node(node_id), position=position))
    return result


def _snapped(positions: Mapping[str, Position]) -> dict[str, Position]:
    """Move everything so that it begins at the origin, then to the grid."""
    left = min(x for x, _ in positions.values())
    top = min(y for _, y in positions.values())
    return {
        node_id: (GRID * round((x - left) / GRID), GRID * round((y - top) / GRID))
        for node_id, (x, y) in positions.items()
    }


def _by_graphlay(graph: Graph, sizes: Mapping[str, Size]) -> dict[str, Position] | None:
    """Lay out with graphlay, or return None when it cannot."""
    try:
        import graphlay
    except ImportError:
        return None
    every = list(dict.fromkeys((edge.source, edge.target) for edge in graph.edges()))
    for edges in (_without_long_ones(graph, every), every):
        drawing = graphlay.Graph()
        for node_id, (width, height) in sizes.items():
            drawing.node(node_id, width=width, height=height)
        for source, target in edges:
            drawing.edge(source, target)
        try:
            centres = graphlay.layout(drawing, options=_OPTIONS).positions()
        except graphlay.GraphlayError:
            return None
        if all(centres[source][0] < centres[target][0] for source, target in every):
            break
    return {
        node_id: (x - sizes[node_id][0] / 2, y - sizes[node_id][1] / 2)
        for node_id, (x, y) in centres.items()
    }


def _without_long_ones(graph: Graph, edges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out the long edges of leaves that feed many layers, such as a shared weight.

    Room for them in every layer between would pull the rest apart, and take seconds to find.
    """
    columns = _columns(graph, _ordered(graph))
    return [
        (source, target)
        for source, target in edges
        if graph.networkx.pred[source] or columns[target] - columns[source] <= _LONGEST_FROM_LEAF
    ]


def _by_longest_path(graph: Graph, sizes: Mapping[str, Size]) -> dict[str, Position]:
    """Put every node right of its inputs, and leaves just left of what they feed first."""
    order = _ordered(graph)
    columns = _columns(graph, order)
    members: dict[int, list[str]] = defaultdict(list)
    for node_id in order:
        members[columns[node_id]].append(node_id)
    positions: dict[str, Position] = {}
    middles: dict[str, float] = {}
    x = 0.0
    for column in sorted(members):
        ranked = sorted(members[column], key=lambda item: _mean(graph, item, middles))
        total = sum(sizes[item][1] + _GAP for item in ranked) - _GAP
        y = -total / 2
        for item in ranked:
            positions[item] = (x, y)
            middles[item] = y + sizes[item][1] / 2
            y += sizes[item][1] + _GAP
        x += max(sizes[item][0] for item in ranked) + _LAYER_GAP
    return positions


def _ordered(graph: Graph) -> list[str]:
    return list(nx.lexicographical_topological_sort(graph.networkx, key=graph.ordinal))


def _columns(graph: Graph, order: Iterable[str]) -> dict[str, int]:
    before, after = graph.networkx.pred, graph.networkx.succ
    columns: dict[str, int] = {}
    for node_id in order:
        columns[node_id] = 1 + max((columns[source] for source in before[node_id]), default=-1)
    for node_id in columns:
        if not before[node_id] and after[node_id]:
            columns[node_id] = min(columns[target] for target in after[node_id]) - 1
    return columns


def _mean(graph: Graph, node_id: str, middles: Mapping[str, float]) -> float:
    """Mean height of a node's inputs."""
    heights = [middles[source] for source in graph.inputs(node_id).values()]
    return sum(heights) / len(heights) if heights else 0.0

"""Layout: positions for the nodes of a graph, in layers from left to right.

The work is graphlay's. Where that cannot be had, or the graph is so large that a person would wait,
nodes are placed by their longest path instead, which is plain but quick.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from engine.layout_plan import GRID, LayoutPlan, by_graphlay, by_longest_path, on_grid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.graph import Graph

__all__ = ["GRID", "NODE_SIZE", "laid_out", "layered", "plan_of"]

Position: TypeAlias = tuple[float, float]
Size: TypeAlias = tuple[float, float]

NODE_SIZE: Size = (132.0, 84.0)
"""Width and height of a node of which nothing else is known."""

_MOST_NODES = 3_000


def plan_of(graph: Graph, sizes: Mapping[str, Size] | None = None) -> LayoutPlan:
    """Return what there is to lay out: every node, with `NODE_SIZE` where `sizes` lacks it."""
    full = {node_id: (sizes or {}).get(node_id, NODE_SIZE) for node_id in graph.node_ids()}
    return LayoutPlan(full, [(edge.source, edge.target, None) for edge in graph.edges()])


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
    plan = plan_of(graph, sizes)
    found = by_graphlay(plan) if len(plan.sizes) <= _MOST_NODES else None
    positions = on_grid(found or by_longest_path(plan))
    return {node_id: positions[node_id] for node_id in plan.sizes}


def laid_out(graph: Graph) -> Graph:
    """Return a copy of a graph whose nodes stand where `layered` puts them."""
    result = graph.copy()
    for node_id, position in layered(graph).items():
        result.revise(replace(result.node(node_id), position=position))
    return result

"""Excerpt: some nodes of a graph as a graph that makes sense alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.graph import Graph, Node
from engine.naming import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["excerpt"]


def excerpt(graph: Graph, node_ids: Iterable[str]) -> Graph:
    """Return a graph of some nodes, in which whatever fed them from outside is an input.

    Such an input has the name that its node has on its card, and no value.

    >>> from engine.listing import print_program
    >>> from engine.program import parse
    >>> graph = parse("x = 1; z = 2*x; y = sin(z) + z")
    >>> chosen = [node.id for node in graph.nodes() if node.operation in {"sin", "add"}]
    >>> print(print_program(excerpt(graph, chosen)), end="")
    input z
    y = sin(z) + z
    """
    chosen = sorted(set(node_ids), key=graph.ordinal)
    found = Graph()
    for node_id in chosen:
        found.insert(graph.node(node_id))
    for node_id in chosen:
        for edge in graph.edges_into(node_id):
            if edge.source not in found:
                name = shown_name(graph.node(edge.source))
                known = graph.has_name(name) and graph.resolve(name) != edge.source
                found.insert(Node(edge.source, "input", "" if known else name))
            found.attach(edge)
    return found

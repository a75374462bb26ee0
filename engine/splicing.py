"""Splicing: putting a node into an edge, and closing the gap that a deleted node leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.edits import Batch, Connect, Disconnect, Edit, RemoveNode
from engine.graph import Edge, Graph
from engine.operation import find_operation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.graph import Node

__all__ = ["entry_port", "healing", "insertion_into", "may_be_inserted"]


def entry_port(node: Node) -> str | None:
    """Return the port at which an edge from nowhere in particular had best arrive.

    It is the first that holds no number, or else the first. A leaf has none.

    >>> from engine.graph import Node
    >>> entry_port(Node("n1", "power", attributes={"base": 2.0})), entry_port(Node("n2", "input"))
    ('exponent', None)
    """
    operation = None if node.is_leaf else find_operation(node.operation)
    if operation is None:
        return None
    ports = operation.port_names()
    return next((port for port in ports if port not in node.attributes), ports[0])


def may_be_inserted(graph: Graph, node_id: str) -> bool:
    """Whether an edge may be led through a node: it has a port, and no edges yet."""
    has_edges = graph.inputs(node_id) or graph.is_used(node_id)
    return not has_edges and entry_port(graph.node(node_id)) is not None


def insertion_into(graph: Graph, node_id: str, edge: Edge) -> Edit | None:
    """Return the edit that lets an edge pass through a node; None if the node is not free for it.

    The node must be in the graph and have no edges yet, so that no cycle can arise.

    Examples
    --------
    >>> from engine.program import parse
    >>> graph = parse("y = sin(x)")
    >>> node, (edge,) = graph.add("tanh", 0.0), graph.edges()
    >>> insertion_into(graph, node, edge) is None
    False
    """
    port = entry_port(graph.node(node_id))
    if port is None or not may_be_inserted(graph, node_id):
        return None
    return Batch(
        (
            Disconnect(edge),
            Connect(Edge(edge.source, node_id, port)),
            Connect(Edge(node_id, edge.target, edge.port)),
        )
    )


def healing(graph: Graph, node_ids: Iterable[str]) -> Edit:
    """Return the edit that removes nodes and lets what they were fed arrive where they led.

    Of several inputs the one at the first port goes on; a leaf leaves its ports free.

    Examples
    --------
    >>> from engine.program import parse
    >>> graph = parse("y = sin(tanh(x))")
    >>> _ = healing(graph, ["n2"]).apply(graph)
    >>> [tuple(edge) for edge in graph.edges()]
    [('n1', 'n3', 'x')]
    """
    doomed = dict.fromkeys(node_ids)
    removed = [RemoveNode(node_id) for node_id in doomed]
    healed = []
    for node_id in doomed:
        source = _surviving_source(graph, node_id, doomed)
        if source is not None:
            leaving = graph.edges_out_of(node_id)
            healed += [
                Connect(Edge(source, edge.target, edge.port))
                for edge in leaving
                if edge.target not in doomed
            ]
    return Batch((*removed, *healed))


def _surviving_source(graph: Graph, node_id: str, doomed: Iterable[str]) -> str | None:
    """Return what feeds a node, through nodes that are to go as well."""
    found: str | None = node_id
    while found is not None and found in doomed:
        inputs = graph.inputs(found)
        found = next((inputs[port] for port in graph.ports(found) if port in inputs), None)
    return found

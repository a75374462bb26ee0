"""Naming: what a node is called in formulas and on its card, whether it has a name or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.operation import find_operation

if TYPE_CHECKING:
    from engine.graph import Graph
    from engine.node import Node

__all__ = ["node_called", "node_title", "shown_name"]


def node_title(node: Node) -> str:
    """Return what to call a node in a sentence: its operation's symbol, and its name if any.

    >>> from engine.graph import Node
    >>> node_title(Node("n1", "divide", "q")), node_title(Node("n2", "exp"))
    ('÷ (q)', 'eˣ')
    """
    operation = find_operation(node.operation)
    if operation is None:
        return node.label
    return f"{operation.symbol} ({node.name})" if node.name else operation.symbol


def shown_name(node: Node) -> str:
    """Return a node's name, or the ``v7`` that stands for the unnamed node ``n7``.

    >>> from engine.graph import Node
    >>> shown_name(Node("n7", "add")), shown_name(Node("n7", "add", "z"))
    ('v7', 'z')
    """
    if node.name:
        return node.name
    if node.id[:1] == "n" and node.id[1:].isdecimal():
        return "v" + node.id[1:]
    return node.id


def node_called(graph: Graph, name: str) -> str | None:
    """Return the id of the node that a person sees under a name, or None.

    >>> from engine.program import parse
    >>> graph = parse("y = sin(2*x)")
    >>> node_called(graph, "y"), node_called(graph, "v2"), node_called(graph, "n2")
    ('n3', 'n2', None)
    """
    if graph.has_name(name):
        return graph.resolve(name)
    for node_id in (f"n{name[1:]}", name):
        if node_id in graph and shown_name(graph.node(node_id)) == name:
            return node_id
    return None

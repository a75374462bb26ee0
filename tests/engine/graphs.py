"""Graphs that several tests use, made without the program text."""

from __future__ import annotations

from engine.graph import Graph


def network_a() -> Graph:
    """Return the network with a residual edge: x feeds both the hidden node and the sum."""
    graph = Graph()
    graph.add_input("x", 1.0)
    graph.add_input("y", 1.0)
    graph.add_parameter("w1", 0.5)
    graph.add_parameter("w2", -2.0)
    graph.add_parameter("b1", -0.5)
    graph.add("multiply", "w1", "x", name="m1")
    graph.add("add", "m1", "b1", name="z1")
    graph.add("sigmoid", "z1", name="o1")
    graph.add("multiply", "w2", "o1", name="m2")
    graph.add("add", "x", "m2", name="o")
    graph.add("sigmoid", "o", name="yhat")
    graph.add("squared_error", "yhat", "y", name="L")
    return graph


def chain(length: int, operation: str = "sin", value: float = 0.5) -> Graph:
    """Return a graph of one input and as many nodes in a row."""
    graph = Graph()
    last = graph.add_input("x", value)
    for _ in range(length):
        last = graph.add(operation, last)
    return graph


def content(graph: Graph) -> object:
    """Everything that makes a graph what it is, in its order."""
    return (graph.nodes(), graph.edges(), graph.output, graph.groups, graph.names())

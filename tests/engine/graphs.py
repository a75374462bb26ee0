"""Graphs that several tests use, made without the program text."""

from __future__ import annotations

from engine.graph import Graph
from engine.operation import Operation, all_operations
from tests.networks import network_a

__all__ = ["chain", "content", "makes_numbers", "network_a", "operations_on_numbers"]


def makes_numbers(operation: Operation) -> bool:
    """Whether an operation makes a number of numbers, as it stands."""
    shapes = [()] * len(operation.ports)
    try:
        return operation.shape(shapes, **operation.full_attributes({})) == ()
    except ValueError:
        return False


def operations_on_numbers() -> tuple[str, ...]:
    """Return the names of all operations that graphs of numbers may be made of."""
    return tuple(item.name for item in all_operations() if makes_numbers(item))


def chain(length: int, operation: str = "sin", value: float = 0.5) -> Graph:
    """Return a graph of one input and as many nodes in a row."""
    graph = Graph()
    last = graph.add_input("x", value)
    for _ in range(length):
        last = graph.add(operation, last)
    return graph


def content(graph: Graph) -> object:
    """Everything that makes a graph what it is, in its order."""
    return (graph.nodes(), graph.edges(), graph.output, list(graph.groups.values()), graph.names())

"""Fragment: a piece of a graph that can be copied elsewhere, into this graph or another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.document_format import dump, loads
from engine.edits import AddNode, Batch, Connect, Edit
from engine.graph import Edge, Graph, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Fragment", "extract", "from_text", "insertion"]

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Fragment:
    """Nodes and the edges among them.

    Attributes
    ----------
    nodes
        The nodes, their positions relative to the origin.
    edges
        The edges that begin and end in them.
    origin
        Where the fragment's top left corner was.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    origin: Position = (0.0, 0.0)

    def to_graph(self) -> Graph:
        """Return a graph of its own that holds nothing else."""
        graph = Graph()
        for node in self.nodes:
            graph.insert(node)
        for edge in self.edges:
            graph.attach(edge)
        return graph

    def to_text(self) -> str:
        """Write the fragment as the text of a document."""
        return dump(self.to_graph())


def extract(graph: Graph, node_ids: Iterable[str]) -> Fragment:
    """Take a copy of some nodes and of the edges among them.

    Examples
    --------
    >>> from engine.program import parse
    >>> graph = parse("x = 1; y = sin(x); z = cos(y)")
    >>> fragment = extract(graph, [graph.resolve("y"), graph.resolve("z")])
    >>> [node.name for node in fragment.nodes], len(fragment.edges)
    (['y', 'z'], 1)
    """
    chosen = set(node_ids)
    ordered = sorted(chosen, key=graph.ordinal)
    arriving = (edge for node_id in ordered for edge in graph.edges_into(node_id))
    inner = [edge for edge in arriving if edge.source in chosen]
    return _fragment([graph.node(node_id) for node_id in ordered], inner)


def from_text(text: str | bytes) -> Fragment:
    """Read a fragment from the text of a document.

    Raises
    ------
    FormatError
        When it is not a document.
    """
    graph = loads(text).graph
    return _fragment(graph.nodes(), graph.edges())


def _fragment(nodes: list[Node], edges: Iterable[Edge]) -> Fragment:
    left = min((node.position[0] for node in nodes), default=0.0)
    top = min((node.position[1] for node in nodes), default=0.0)
    placed = (
        replace(node, position=(node.position[0] - left, node.position[1] - top)) for node in nodes
    )
    return Fragment(tuple(placed), tuple(edges), (left, top))


def insertion(graph: Graph, fragment: Fragment, at: Position) -> tuple[Edit, tuple[str, ...]]:
    """Return the edit that puts a fragment into a graph, and the ids of the nodes it will make.

    Every node gets a free id; a name that is taken gets a number.

    Parameters
    ----------
    graph
        Where the fragment is to go.
    fragment
        What is to go there.
    at
        Where its top left corner is to be.

    Examples
    --------
    >>> from engine.program import parse
    >>> graph = parse("x = 1; y = sin(x)")
    >>> edit, new = insertion(graph, extract(graph, graph.node_ids()), (0.0, 0.0))
    >>> _ = edit.apply(graph)
    >>> [graph.node(node_id).name for node_id in new]
    ['x_2', 'y_2']
    """
    ids = _free_ids(graph, {node.name for node in fragment.nodes})
    fresh = {node.id: new_id for node, new_id in zip(fragment.nodes, ids, strict=False)}
    names = _Names(graph, fresh.values())
    added = [
        AddNode(
            replace(
                node,
                id=fresh[node.id],
                name=names.free(node.name),
                position=(node.position[0] + at[0], node.position[1] + at[1]),
                group=None,
            )
        )
        for node in fragment.nodes
    ]
    connected = [
        Connect(Edge(fresh[edge.source], fresh[edge.target], edge.port)) for edge in fragment.edges
    ]
    return Batch((*added, *connected)), tuple(fresh.values())


def _free_ids(graph: Graph, names: set[str]) -> Iterator[str]:
    """Ids that neither the graph nor the names about to come into it use."""
    return (node_id for node_id in graph.free_ids() if node_id not in names)


class _Names:
    """Hands out names that are free in a graph and among the nodes that are about to come."""

    def __init__(self, graph: Graph, ids: Iterable[str]) -> None:
        self._graph = graph
        self._taken = set(ids)

    def free(self, name: str) -> str:
        """Return a name, or the first of ``name_2``, ``name_3``, … that is free."""
        if not name:
            return ""
        found, number = name, 1
        while found in self._taken or self._graph.has_name(found) or found in self._graph:
            number += 1
            found = f"{name}_{number}"
        self._taken.add(found)
        return found

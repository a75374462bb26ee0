"""Excerpt: some nodes of a graph as they are at one moment, also as a graph that stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.graph import Edge, Graph, Node
from engine.graph_checks import ports_of
from engine.naming import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.group import Group

__all__ = ["Excerpt", "excerpt"]


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """Some nodes of a graph, noted down quickly; what is made of them may be made by any thread.

    Attributes
    ----------
    nodes
        The nodes, in the order of the graph.
    groups
        The groups that belong to them, each after the one it lies in.
    inputs
        By the id of a node, the sources of the edges that arrive at it, by port.
    sources
        By id, all nodes that feed these, themselves included.
    names
        The ids of all nodes of the graph that have a name, by name.
    """

    nodes: tuple[Node, ...]
    groups: tuple[Group, ...]
    inputs: Mapping[str, Mapping[str, str]]
    sources: Mapping[str, Node]
    names: Mapping[str, str]

    @classmethod
    def of(cls, graph: Graph, node_ids: Iterable[str], group_ids: Iterable[str] = ()) -> Excerpt:
        """Note down some nodes, and groups with the groups and nodes in them."""
        wanted = dict.fromkeys(inner for outer in group_ids for inner in graph.groups.within(outer))
        chosen = set(node_ids)
        if wanted:
            chosen |= {node.id for node in graph.nodes() if node.group in wanted}
        ordered = sorted(chosen, key=graph.ordinal)
        inputs = {node_id: dict(graph.inputs(node_id)) for node_id in ordered}
        feeding = {source for occupied in inputs.values() for source in occupied.values()}
        return cls(
            tuple(map(graph.node, ordered)),
            tuple(graph.groups[group_id] for group_id in wanted),
            inputs,
            {node_id: graph.node(node_id) for node_id in feeding},
            graph.names(),
        )

    def edges(self) -> list[Edge]:
        """Return the edges that arrive at the nodes, by node and in the order of its ports."""
        return [edge for node in self.nodes for edge in self.edges_into(node)]

    def edges_into(self, node: Node) -> list[Edge]:
        """Return the edges that arrive at one of the nodes, in the order of its ports."""
        occupied = self.inputs[node.id]
        ports = ports_of(node, occupied) if len(occupied) > 1 else occupied
        return [Edge(occupied[port], node.id, port) for port in ports if port in occupied]

    def graph(self) -> Graph:
        """Return a graph of the nodes, in which whatever fed them from outside is an input.

        Such an input has the name that its node has on its card, and no value.
        """
        found = Graph()
        found.insert_all(self.nodes)
        edges = self.edges()
        for source in dict.fromkeys(edge.source for edge in edges if edge.source not in found):
            name = shown_name(self.sources[source])
            is_taken = self.names.get(name, source) != source
            found.insert(Node(source, "input", "" if is_taken else name))
        found.attach_all(edges)
        return found


def excerpt(graph: Graph, node_ids: Iterable[str]) -> Graph:
    """Return a graph of some nodes, as `Excerpt.graph` makes it.

    >>> from engine.listing import print_program
    >>> from engine.program import parse
    >>> graph = parse("x = 1; z = 2*x; y = sin(z) + z")
    >>> chosen = [node.id for node in graph.nodes() if node.operation in {"sin", "add"}]
    >>> print(print_program(excerpt(graph, chosen)), end="")
    input z
    y = sin(z) + z
    """
    return Excerpt.of(graph, node_ids).graph()

"""GraphStore: nodes and edges with the indices that make looking at them cheap.

Everything that can be asked of a graph stands here, and the four primitives that keep the indices
in step. What a graph may not be is the concern of `engine.graph`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx

from engine.columns import Columns, Snapshot
from engine.errors import UnknownNodeError
from engine.graph_checks import ports_of
from engine.node import Edge, Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

__all__ = ["GraphStore", "reach", "unknown"]


class GraphStore:
    """The nodes and edges of a graph.

    The truth is the `networkx.MultiDiGraph`; the dictionaries beside it mirror it, because a
    look-up there costs ten times as much.
    """

    def __init__(self) -> None:
        self.networkx: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self.output: str | None = None
        self.groups: tuple[Mapping[str, Any], ...] = ()
        self._nodes: dict[str, Node] = {}
        self._inputs: dict[str, dict[str, str]] = {}
        self._outputs: dict[str, dict[tuple[str, str], None]] = {}
        self._names: dict[str, str] = {}
        self._ordinals: dict[str, int] = {}
        self._next_number = 1
        self._columns = Columns()

    def __len__(self) -> int:
        return len(self._nodes)

    def __contains__(self, node_id: object) -> bool:
        return node_id in self._nodes

    def node(self, node_id: str) -> Node:
        """Return the node with that id.

        Raises
        ------
        UnknownNodeError
            When there is none.
        """
        try:
            return self._nodes[node_id]
        except KeyError:
            raise unknown(node_id) from None

    def nodes(self) -> list[Node]:
        """Return the nodes in the order in which they first came into the graph."""
        return [self._nodes[node_id] for node_id in self.node_ids()]

    def node_ids(self) -> list[str]:
        """Return the ids in the order in which they first came into the graph."""
        return sorted(self._nodes, key=self._ordinals.__getitem__)

    def ordinal(self, node_id: str) -> int:
        """Rank of a node by first arrival; it keeps the rank when deleted and restored."""
        return self._ordinals[node_id]

    def edges(self) -> list[Edge]:
        """Return all edges, by target in the order of nodes and by port."""
        return [edge for node_id in self.node_ids() for edge in self.edges_into(node_id)]

    def edges_into(self, node_id: str) -> list[Edge]:
        """Return the edges that arrive at a node, in the order of its ports."""
        occupied = self.inputs(node_id)
        ports = self.ports(node_id) if len(occupied) > 1 else occupied
        return [Edge(occupied[port], node_id, port) for port in ports if port in occupied]

    def edges_out_of(self, node_id: str) -> list[Edge]:
        """Return the edges that leave a node, by target and port."""
        self.node(node_id)
        found = [Edge(node_id, target, port) for target, port in self._outputs[node_id]]
        return sorted(found, key=lambda edge: (self._ordinals[edge.target], edge.port))

    def is_used(self, node_id: str) -> bool:
        """Whether an edge leaves the node."""
        return bool(self._outputs[node_id])

    def source(self, node_id: str, port: str) -> str | None:
        """Return the id of the node whose edge arrives at a port, or None."""
        return self.inputs(node_id).get(port)

    def inputs(self, node_id: str) -> Mapping[str, str]:
        """Return the sources of the edges that arrive at a node, by port."""
        try:
            return self._inputs[node_id]
        except KeyError:
            raise unknown(node_id) from None

    def ports(self, node_id: str) -> tuple[str, ...]:
        """Return the names of a node's ports, in order.

        A variadic operation shows at least two, and as many as are occupied. A placeholder for an
        unknown operation shows the ports that edges arrive at.
        """
        return ports_of(self.node(node_id), self._inputs[node_id])

    def has_name(self, name: str) -> bool:
        """Whether a node has that name."""
        return name in self._names

    def names(self) -> dict[str, str]:
        """Return the ids of the nodes that have a name, by name."""
        return dict(self._names)

    def resolve(self, reference: str) -> str:
        """Turn a name or an id into an id.

        Raises
        ------
        UnknownNodeError
            When no node has it.
        """
        if reference in self._names:
            return self._names[reference]
        if reference in self._inputs:
            return reference
        raise unknown(reference)

    def find(self, reference: str) -> Node:
        """Return the node with that name or id."""
        return self.node(self.resolve(reference))

    def free_id(self) -> str:
        """Return an id that neither a node nor a name uses."""
        while f"n{self._next_number}" in self._inputs or f"n{self._next_number}" in self._names:
            self._next_number += 1
        return f"n{self._next_number}"

    def free_ids(self) -> Iterator[str]:
        """Yield ids for several nodes that are about to be added."""
        number = self._next_number
        while True:
            if f"n{number}" not in self._inputs and f"n{number}" not in self._names:
                yield f"n{number}"
            number += 1

    def free_name(self, stem: str) -> str:
        """Return `stem`, or the first of ``stem_2``, ``stem_3``, … that is free.

        >>> from engine.graph import Graph
        >>> graph = Graph()
        >>> _ = graph.add_input("x", 1.0)
        >>> graph.free_name("x"), graph.free_name("y")
        ('x_2', 'y')
        """
        name, number = stem, 1
        while name in self._names or name in self._inputs:
            number += 1
            name = f"{stem}_{number}"
        return name

    def ancestors(self, node_id: str) -> set[str]:
        """Return the nodes from which `node_id` can be reached, without itself."""
        self.node(node_id)
        return reach(self._sources_of, node_id)

    def descendants(self, node_id: str) -> set[str]:
        """Return the nodes that can be reached from `node_id`, without itself."""
        self.node(node_id)
        return reach(self._targets_of, node_id)

    def topological(self) -> list[str]:
        """Return the ids so that every node comes after those that it depends on."""
        missing = {node_id: len(inputs) for node_id, inputs in self._inputs.items()}
        ordered = [node_id for node_id, count in missing.items() if not count]
        for node_id in ordered:
            for target, _ in self._outputs[node_id]:
                missing[target] -= 1
                if not missing[target]:
                    ordered.append(target)
        return ordered

    def _sources_of(self, node_id: str) -> Iterable[str]:
        return self._inputs[node_id].values()

    def _targets_of(self, node_id: str) -> Iterable[str]:
        return (target for target, _ in self._outputs[node_id])

    def targets(self, node_id: str) -> list[str]:
        """Return the ids of the nodes that edges lead to, once for each edge."""
        return list(self._targets_of(node_id))

    def nodes_of(self, ids: Sequence[str]) -> tuple[Node, ...]:
        """Return the nodes with these ids."""
        return tuple(map(self._nodes.__getitem__, ids))

    def ids_by_ordinal(self) -> list[str]:
        """Return the ids of all nodes that there ever were, by ordinal."""
        return list(self._ordinals)

    def snapshot(self) -> Snapshot:
        """Return the structure as arrays, by ordinal."""
        return self._columns.snapshot()

    # ------------------------------------------------------------------ primitives

    def _put(self, node: Node) -> None:
        self.networkx.add_node(node.id, node=node)
        self._nodes[node.id] = node
        self._inputs[node.id] = {}
        self._outputs[node.id] = {}
        ordinal = self._ordinals.setdefault(node.id, len(self._ordinals))
        self._columns.put(ordinal, node)
        if node.name:
            self._names[node.name] = node.id

    def _drop(self, node: Node) -> None:
        self.networkx.remove_node(node.id)
        self._columns.drop(self._ordinals[node.id])
        del self._nodes[node.id], self._inputs[node.id], self._outputs[node.id]
        self._names.pop(node.name, None)
        if not self._nodes:
            self._next_number = 1

    def _replace(self, old: Node, new: Node) -> None:
        self.networkx.nodes[new.id]["node"] = new
        self._nodes[new.id] = new
        self._columns.put(self._ordinals[new.id], new)
        if new.operation != old.operation:
            for port in self._inputs[new.id]:
                self._columns.replace(new.id, port, new.operation)
        self._names.pop(old.name, None)
        if new.name:
            self._names[new.name] = new.id

    def _link(self, edge: Edge) -> None:
        self.networkx.add_edge(edge.source, edge.target, key=edge.port)
        self._inputs[edge.target][edge.port] = edge.source
        self._outputs[edge.source][edge.target, edge.port] = None
        source, target = self._ordinals[edge.source], self._ordinals[edge.target]
        self._columns.link(source, target, edge, self._nodes[edge.target].operation)

    def _unlink(self, edge: Edge) -> None:
        self.networkx.remove_edge(edge.source, edge.target, key=edge.port)
        del self._inputs[edge.target][edge.port]
        del self._outputs[edge.source][edge.target, edge.port]
        self._columns.unlink(edge)


def unknown(reference: str) -> UnknownNodeError:
    """Return the error that says that no node has this name or id."""
    return UnknownNodeError(f"there is no node “{reference:.80}”", node=reference)


def reach(
    neighbours: Callable[[str], Iterable[str]], start: str, stop: str | None = None
) -> set[str]:
    """Nodes reachable from `start`; ends early once `stop` is among them."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for other in neighbours(waiting.pop()):
            if other not in seen:
                seen.add(other)
                if other == stop:
                    return seen
                waiting.append(other)
    return seen

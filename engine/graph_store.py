"""GraphStore: nodes and edges with the indices that make looking at them cheap.

Everything that can be asked of a graph stands here, and the four primitives that keep the indices
in step. What a graph may not be is the concern of `engine.graph`.
"""

from __future__ import annotations

import difflib
import unicodedata
from itertools import chain, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Self

import networkx as nx

from engine.columns import Columns, Snapshot
from engine.errors import UnknownNodeError
from engine.graph_checks import ports_of
from engine.group import Groups
from engine.levels import Levels
from engine.network_copy import copying_network
from engine.node import Edge, Node
from engine.slices import sliced
from engine.topological_order import TopologicalOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Set

    from engine.instructions import Slots
    from engine.slices import Work

__all__ = ["GraphStore", "unknown"]

LONGEST_COMPARED, MOST_COMPARED = 80, 1_000
"""Letters of a name, and names, up to which one that was mistyped is looked for."""


class GraphStore:
    """The nodes and edges of a graph.

    The truth is the `networkx.MultiDiGraph`; the dictionaries beside it mirror it, because a
    look-up there costs ten times as much.
    """

    def __init__(self) -> None:
        self.networkx: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self._output: str | None = None
        self.groups = Groups()
        self._nodes: dict[str, Node] = {}
        self._inputs: dict[str, dict[str, str]] = {}
        self._outputs: dict[str, dict[tuple[str, str], None]] = {}
        self._names: dict[str, str] = {}
        self._ordinals: dict[str, int] = {}
        self._next_number = 1
        self._columns = Columns()
        self._order = TopologicalOrder(self._inputs, self._outputs)
        self._levels = Levels(self._inputs, self._outputs, self._ordinals, self._order)
        self._by_ordinal: list[Node | None] = []

    @property
    def output(self) -> str | None:
        """Id of the node whose gradient is taken; None for the only one that could be.

        It is set by id or by name.

        Raises
        ------
        UnknownNodeError
            When there is no such node.
        """
        return self._output

    @output.setter
    def output(self, reference: str | None) -> None:
        self._output = None if reference is None else self.resolve(reference)

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
        return [node for node in self._by_ordinal if node is not None]

    def node_ids(self) -> list[str]:
        """Return the ids in the order in which they first came into the graph."""
        return [node.id for node in self._by_ordinal if node is not None]

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
        composed = unicodedata.normalize("NFC", reference)
        if composed in self._names:
            return self._names[composed]
        raise unknown(reference, self._names)

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
        # What is taken up to there is never looked at again.
        self.free_id()
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
        return self._reach(node_id, self._sources_of)

    def descendants(self, node_id: str, *, beyond: Set[str] = frozenset()) -> set[str]:
        """Return the nodes that can be reached from `node_id`, without itself.

        Parameters
        ----------
        node_id
            Where to begin.
        beyond
            Nodes known already, with all that can be reached from them; they are left out.
        """
        return self._reach(node_id, self._targets_of, beyond)

    def _reach(
        self,
        start: str,
        neighbours: Callable[[Iterable[str]], Iterable[str]],
        beyond: Set[str] = frozenset(),
    ) -> set[str]:
        self.node(start)
        found: set[str] = set()
        latest = {start}
        while latest:
            latest = set(neighbours(latest)) - found - beyond
            found |= latest
        return found

    def leads(self, start: str, goal: str) -> bool:
        """Whether `goal` is `start` or depends on it: then no edge may lead from it to `start`.

        This costs far less than to collect ancestors or descendants.

        Raises
        ------
        UnknownNodeError
            When there is no such node.

        Examples
        --------
        >>> from engine.graph import Graph
        >>> graph = Graph()
        >>> x = graph.add_input("x", 1.0)
        >>> y = graph.add("sin", "x")
        >>> graph.leads(x, y), graph.leads(y, x)
        (True, False)
        """
        return self._order.leads(self.node(start).id, self.node(goal).id)

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

    def _sources_of(self, node_ids: Iterable[str]) -> Iterable[str]:
        return chain.from_iterable(self._inputs[node_id].values() for node_id in node_ids)

    def _targets_of(self, node_ids: Iterable[str]) -> Iterable[str]:
        outputs = chain.from_iterable(map(self._outputs.__getitem__, node_ids))
        return map(itemgetter(0), outputs)

    def targets(self, node_id: str) -> list[str]:
        """Return the ids of the nodes that edges lead to, once for each edge."""
        return list(self._targets_of([node_id]))

    def nodes_by_ordinal(self) -> list[Node | None]:
        """Return the nodes by ordinal, and None where one was deleted."""
        return self._by_ordinal.copy()

    def snapshot(self) -> Snapshot:
        """Return the structure as arrays, by ordinal."""
        return self._columns.snapshot()

    def levels(self) -> Slots:
        """Return, by ordinal, how far nodes are from the leaves; see `engine.levels`."""
        return self._levels.settled(self._columns)

    def copying(self) -> Work[Self]:
        """Make an independent graph that is in all respects as this one, in slices.

        It has the ranks of deleted nodes, too, so that an edit does the same to both.
        """
        twin = type(self)()
        yield from copying_network(self.networkx, twin.networkx)
        twin._nodes, twin._names = self._nodes.copy(), self._names.copy()
        twin._ordinals, twin._by_ordinal = self._ordinals.copy(), self._by_ordinal.copy()
        for part in sliced(self._nodes):
            for node_id in part:
                twin._inputs[node_id] = self._inputs[node_id].copy()
                twin._outputs[node_id] = self._outputs[node_id].copy()
            yield
        twin._columns = self._columns.copy()
        yield
        twin._order = self._order.copy(twin._inputs, twin._outputs)
        twin._levels = self._levels.copy(twin._inputs, twin._outputs, twin._ordinals, twin._order)
        twin._next_number, twin._output = self._next_number, self._output
        twin.groups = self.groups.copy()
        return twin

    # ------------------------------------------------------------------ primitives

    def _put(self, node: Node) -> None:
        self.networkx.add_node(node.id, node=node)
        self._nodes[node.id] = node
        self._inputs[node.id] = {}
        self._outputs[node.id] = {}
        ordinal = self._ordinals.setdefault(node.id, len(self._ordinals))
        self._columns.put(ordinal, node)
        self._order.add(node.id)
        self._levels.put(node.id, is_leaf=node.is_leaf)
        self._by_ordinal += [None] * (ordinal + 1 - len(self._by_ordinal))
        self._by_ordinal[ordinal] = node
        if node.name:
            self._names[node.name] = node.id

    def _drop(self, node: Node) -> None:
        self.networkx.remove_node(node.id)
        ordinal = self._ordinals[node.id]
        self._columns.drop(ordinal)
        self._levels.drop(node.id)
        self._by_ordinal[ordinal] = None
        del self._nodes[node.id], self._inputs[node.id], self._outputs[node.id]
        self._names.pop(node.name, None)
        if not self._nodes:
            self._next_number = 1

    def _replace(self, old: Node, new: Node) -> None:
        self.networkx.nodes[new.id]["node"] = new
        self._nodes[new.id] = new
        ordinal = self._ordinals[new.id]
        self._by_ordinal[ordinal] = new
        self._columns.put(ordinal, new)
        self._levels.put(new.id, is_leaf=new.is_leaf)
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
        self._levels.link(edge.source, edge.target)

    def _unlink(self, edge: Edge) -> None:
        self.networkx.remove_edge(edge.source, edge.target, key=edge.port)
        del self._inputs[edge.target][edge.port]
        del self._outputs[edge.source][edge.target, edge.port]
        self._columns.unlink(edge)
        self._levels.unlink(edge.source, edge.target)


def unknown(reference: str, known: Iterable[str] = ()) -> UnknownNodeError:
    """Return the error that says that no node has this name or id, but perhaps one much like it."""
    written = str(reference)
    near = []
    if 1 < len(written) <= LONGEST_COMPARED:
        near = difflib.get_close_matches(written, list(islice(known, MOST_COMPARED)), 1)
    hint = f"; did you mean “{near[0]}”?" if near else ""
    return UnknownNodeError(f"there is no node “{written:.80}”{hint}", node=written)

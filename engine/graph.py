"""Graph: nodes, edges and the ports they meet at; the one source of truth.

The store is a `networkx.MultiDiGraph` whose edge keys are the target's ports, so that ``x·x`` is two
edges. Half-wired is legal: in an editor a graph is nearly always incomplete. What may *not* be is
checked when it is asked for: a cycle, a port that is taken, a name used twice.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import networkx as nx

from engine.errors import CycleError, EngineError, NameTakenError, PortError, UnknownNodeError
from engine.operation import Operation, find_operation, get_operation
from engine.values import Value, as_value

__all__ = ["LEAVES", "Edge", "Graph", "Node", "check_name"]

LEAVES = ("input", "parameter", "constant")
"""Operations that compute nothing and hold a value; only the first two get a gradient."""

RESERVED = frozenset({"input", "param", "override", "output"})
MAXIMAL_NAME = 80


class Edge(NamedTuple):
    """An edge from a node to a port of another; at most one arrives at a port."""

    source: str
    target: str
    port: str


@dataclass(frozen=True, slots=True)
class Node:
    """A node: a leaf that holds a value, or an operation applied to what arrives at its ports.

    Attributes
    ----------
    id
        Short stable text, unique in the graph, never shown.
    operation
        Name of the operation, or one of `LEAVES`.
    name
        The variable's name; unique where given.
    value
        What a leaf holds; None when it was never set.
    attributes
        Constants of the operation (``axis``, ``base``) and literals: a number under a port's name
        stands in for the edge as long as none arrives there (``x^3`` has ``exponent`` 3).
    overrides
        Formulas that replace local derivatives, by port.
    trainable
        Whether gradient descent moves a parameter.
    position
        Top left corner on the canvas.
    group
        Id of the group the node is shown in, or None.
    extra
        Keys of the file that this version does not know; they survive a round trip.
    """

    id: str
    operation: str
    name: str = ""
    value: Value | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)
    trainable: bool = True
    position: tuple[float, float] = (0.0, 0.0)
    group: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_leaf(self) -> bool:
        """Whether the node holds a value instead of computing one."""
        return self.operation in LEAVES

    @property
    def is_trained(self) -> bool:
        """Whether gradient descent moves the node's value."""
        return self.operation == "parameter" and self.trainable

    @property
    def key(self) -> str:
        """What tells the node from all others: its name, or its id when it has none."""
        return self.name or self.id

    @property
    def label(self) -> str:
        """What to call the node when speaking to a person: its name, or its operation's symbol."""
        operation = find_operation(self.operation)
        return self.name or (operation.symbol if operation else self.operation)


def check_name(name: str) -> None:
    """Raise unless `name` can name a variable.

    Letters of any script, digits, underscores and combining marks are allowed, beginning with a
    letter or underscore.

    Raises
    ------
    NameTakenError
        With the reason.

    Examples
    --------
    >>> check_name("ŷ")
    >>> check_name("2x")
    Traceback (most recent call last):
    ...
    engine.errors.NameTakenError: “2x” cannot be a name: a name begins with a letter
    """
    shown = name if len(name) <= 40 else name[:39] + "…"
    if len(name) > MAXIMAL_NAME:
        raise NameTakenError(f"“{shown}” is too long for a name")
    if not name or not (name[0].isalpha() or name[0] == "_"):
        raise NameTakenError(f"“{shown}” cannot be a name: a name begins with a letter")
    for character in name:
        if not (character.isalnum() or character == "_" or unicodedata.combining(character)):
            raise NameTakenError(f"“{shown}” cannot be a name: “{character}” is not allowed in it")
    if name in RESERVED:
        raise NameTakenError(f"“{name}” is a word of the program text and cannot be a name")


class Graph:
    """A computational graph that may be incomplete.

    The methods that change it are the primitives under `engine.edits`; the window changes a graph
    only through edits, so that everything can be undone.

    Examples
    --------
    >>> graph = Graph()
    >>> x = graph.add_input("x", 3.0)
    >>> y = graph.add("square", "x", name="y")
    >>> [tuple(edge) for edge in graph.edges()]
    [('n1', 'n2', 'x')]
    """

    def __init__(self) -> None:
        self.networkx: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self.output: str | None = None
        self.groups: tuple[Mapping[str, Any], ...] = ()
        self._inputs: dict[str, dict[str, str]] = {}
        self._names: dict[str, str] = {}
        self._ordinals: dict[str, int] = {}
        self._next_number = 1

    # ------------------------------------------------------------------ reading

    def __len__(self) -> int:
        return len(self._inputs)

    def __contains__(self, node_id: object) -> bool:
        return node_id in self._inputs

    def node(self, node_id: str) -> Node:
        """Return the node with that id.

        Raises
        ------
        UnknownNodeError
            When there is none.
        """
        try:
            node: Node = self.networkx.nodes[node_id]["node"]
        except KeyError:
            raise UnknownNodeError(f"there is no node “{node_id}”", node=node_id) from None
        return node

    def nodes(self) -> list[Node]:
        """Return the nodes in the order in which they first came into the graph."""
        data = self.networkx.nodes
        return [data[node_id]["node"] for node_id in self.node_ids()]

    def node_ids(self) -> list[str]:
        """Return the ids in the order in which they first came into the graph."""
        return sorted(self._inputs, key=self._ordinals.__getitem__)

    def ordinal(self, node_id: str) -> int:
        """Rank of a node by first arrival; it keeps the rank when deleted and restored."""
        return self._ordinals[node_id]

    def edges(self) -> list[Edge]:
        """Return all edges, by target in the order of nodes and by port."""
        return [edge for node_id in self.node_ids() for edge in self.edges_into(node_id)]

    def edges_into(self, node_id: str) -> list[Edge]:
        """Return the edges that arrive at a node, in the order of its ports."""
        ports = self._inputs[node_id]
        if len(ports) < 2:
            return [Edge(source, node_id, port) for port, source in ports.items()]
        operation = find_operation(self.node(node_id).operation)
        if operation is None:
            ordered = sorted(ports)
        else:
            ordered = sorted(ports, key=lambda port: _port_rank(operation, port))
        return [Edge(ports[port], node_id, port) for port in ordered]

    def edges_out_of(self, node_id: str) -> list[Edge]:
        """Return the edges that leave a node, by target and port."""
        found = [
            Edge(node_id, target, port)
            for target, ports in self.networkx.succ[node_id].items()
            for port in ports
        ]
        return sorted(found, key=lambda edge: (self._ordinals[edge.target], edge.port))

    def source(self, node_id: str, port: str) -> str | None:
        """Return the id of the node whose edge arrives at a port, or None."""
        return self._inputs[node_id].get(port)

    def inputs(self, node_id: str) -> Mapping[str, str]:
        """Return the sources of the edges that arrive at a node, by port."""
        return self._inputs[node_id]

    def ports(self, node_id: str) -> tuple[str, ...]:
        """Return the names of a node's ports, in order.

        A variadic operation shows at least two, and as many as are occupied. A placeholder for an
        unknown operation shows the ports that the file gave edges to.
        """
        node = self.node(node_id)
        if node.is_leaf:
            return ()
        operation = find_operation(node.operation)
        if operation is None:
            return tuple(sorted(self._inputs[node_id]))
        if not operation.variadic:
            return operation.ports
        taken = [operation.port_index(port) for port in self._inputs[node_id]]
        taken += [operation.port_index(port) for port in node.attributes if port[:1] == "x"]
        return operation.port_names(max(taken, default=0) + 1)

    def has_name(self, name: str) -> bool:
        """Whether a node has that name."""
        return name in self._names

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
        raise UnknownNodeError(f"there is no node “{reference}”", node=reference)

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
        return _reach(self.networkx.pred, node_id)

    def descendants(self, node_id: str) -> set[str]:
        """Return the nodes that can be reached from `node_id`, without itself."""
        return _reach(self.networkx.succ, node_id)

    def copy(self) -> Graph:
        """Return an independent graph with the same nodes, edges, order and output."""
        twin = Graph()
        for node in self.nodes():
            twin.insert(node)
        for edge in self.edges():
            twin.attach(edge)
        twin.output, twin.groups = self.output, self.groups
        return twin

    # ------------------------------------------------------------------ checking

    def why_not_connect(self, edge: Edge, *, ignoring: Iterable[Edge] = ()) -> EngineError | None:
        """Return what speaks against an edge, or None when it may be made.

        Parameters
        ----------
        edge
            The edge that someone wants.
        ignoring
            Edges that would be removed in the same edit.
        """
        for end in (edge.source, edge.target):
            if end not in self._inputs:
                return UnknownNodeError(f"there is no node “{end}”", node=end)
        problem = self._port_problem(edge)
        if problem is not None:
            return problem
        taken = self._inputs[edge.target].get(edge.port)
        if taken is not None and Edge(taken, edge.target, edge.port) not in set(ignoring):
            return PortError(
                f"port “{edge.port}” of {self.node(edge.target).label} already has an edge from "
                f"{self.node(taken).label}",
                node=edge.target,
                port=edge.port,
            )
        return self._cycle_problem(edge)

    def can_connect(self, source: str, target: str, port: str) -> bool:
        """Whether `connect` with the same arguments would succeed."""
        return self.why_not_connect(Edge(source, target, port)) is None

    def _port_problem(self, edge: Edge) -> EngineError | None:
        node = self.node(edge.target)
        if node.is_leaf:
            return PortError(
                f"{node.label} holds a value and takes no edge", node=edge.target, port=edge.port
            )
        operation = find_operation(node.operation)
        if operation is None:
            return None
        try:
            operation.port_index(edge.port)
        except PortError as error:
            error.node = edge.target
            return error
        return None

    def _cycle_problem(self, edge: Edge) -> EngineError | None:
        if edge.source == edge.target:
            message = f"{self.node(edge.source).label} cannot feed itself"
        elif self._reaches(edge.target, edge.source):
            message = (
                f"an edge from {self.node(edge.source).label} to {self.node(edge.target).label} "
                f"would close a cycle"
            )
        else:
            return None
        return CycleError(message, node=edge.target, port=edge.port)

    def _reaches(self, start: str, goal: str) -> bool:
        if not self._inputs[goal] or not self.networkx.succ[start]:
            return False
        return start in _reach(self.networkx.pred, goal, stop=start)

    def _check_name_free(self, node_id: str, name: str) -> None:
        check_name(name)
        owner = self._names.get(name, name if name in self._inputs else None)
        if owner is not None and owner != node_id:
            raise NameTakenError(f"the name “{name}” is already taken", node=owner)

    # ------------------------------------------------------------------ changing

    def insert(self, node: Node) -> None:
        """Put a node into the graph.

        Raises
        ------
        NameTakenError
            When its id or its name is taken or cannot be a name.
        """
        if node.id in self._inputs or node.id in self._names:
            raise NameTakenError(f"there is already a node “{node.id}”", node=node.id)
        if node.name:
            self._check_name_free(node.id, node.name)
            self._names[node.name] = node.id
        self.networkx.add_node(node.id, node=node)
        self._inputs[node.id] = {}
        self._ordinals.setdefault(node.id, len(self._ordinals))

    def discard(self, node_id: str) -> None:
        """Take a node without edges out of the graph.

        Raises
        ------
        PortError
            When edges still meet it.
        """
        node = self.node(node_id)
        if self._inputs[node_id] or self.networkx.succ[node_id]:
            raise PortError(f"{node.label} still has edges", node=node_id)
        self.networkx.remove_node(node_id)
        del self._inputs[node_id]
        self._names.pop(node.name, None)
        self._next_number = 1 if not self._inputs else self._next_number

    def revise(self, node: Node) -> None:
        """Put `node` in place of the node with the same id.

        Raises
        ------
        NameTakenError
            When its new name is taken or cannot be a name.
        """
        old = self.node(node.id)
        if node.name != old.name:
            if node.name:
                self._check_name_free(node.id, node.name)
                self._names[node.name] = node.id
            self._names.pop(old.name, None)
        self.networkx.nodes[node.id]["node"] = node

    def attach(self, edge: Edge) -> None:
        """Make an edge.

        Raises
        ------
        CycleError, PortError, UnknownNodeError
            When it may not be made.
        """
        problem = self.why_not_connect(edge)
        if problem is not None:
            raise problem
        self.networkx.add_edge(edge.source, edge.target, key=edge.port)
        self._inputs[edge.target][edge.port] = edge.source

    def detach(self, edge: Edge) -> None:
        """Remove an edge.

        Raises
        ------
        PortError
            When there is no such edge.
        """
        if self._inputs.get(edge.target, {}).get(edge.port) != edge.source:
            raise PortError(
                f"there is no edge from {edge.source} to port “{edge.port}” of {edge.target}",
                node=edge.target,
                port=edge.port,
            )
        self.networkx.remove_edge(edge.source, edge.target, key=edge.port)
        del self._inputs[edge.target][edge.port]

    # ------------------------------------------------------------------ building from a script

    def add(
        self,
        operation: str,
        *operands: str | float,
        name: str = "",
        **attributes: object,
    ) -> str:
        """Add an operation on nodes (by name or id) and numbers, and return the new node's id.

        Raises
        ------
        EngineError
            When the operation, an operand or the name is not as it should be.

        Examples
        --------
        >>> graph = Graph()
        >>> _ = graph.add_input("x", 2.0)
        >>> graph.add("power", "x", 3.0, name="y")
        'n2'
        """
        record = get_operation(operation)
        ports = record.port_names(len(operands))
        if len(operands) != len(ports):
            raise PortError(f"{record.title} takes {len(ports)} operands, not {len(operands)}")
        unknown = [key for key in attributes if record.attribute(key) is None]
        if unknown:
            raise EngineError(f"{record.title} has no attribute “{unknown[0]}”")
        sources = {
            port: self.resolve(operand)
            for port, operand in zip(ports, operands, strict=True)
            if isinstance(operand, str)
        }
        literals = {
            port: as_value(operand)
            for port, operand in zip(ports, operands, strict=True)
            if not isinstance(operand, str)
        }
        node = Node(self.free_id(), operation, name, attributes={**attributes, **literals})
        self.insert(node)
        for port, source in sources.items():
            self.attach(Edge(source, node.id, port))
        return node.id

    def add_input(self, name: str = "", value: object = None) -> str:
        """Add an input and return its id; `value` is a number or an array, or None if unset."""
        return self._add_leaf("input", name, value)

    def add_parameter(self, name: str = "", value: object = None) -> str:
        """Add a parameter, which gradient descent moves, and return its id."""
        return self._add_leaf("parameter", name, value)

    def add_constant(self, value: object, name: str = "") -> str:
        """Add a constant, which gets no gradient, and return its id."""
        return self._add_leaf("constant", name, value)

    def _add_leaf(self, operation: str, name: str, value: object) -> str:
        held = None if value is None else as_value(value)
        node = Node(self.free_id(), operation, name, held)
        self.insert(node)
        return node.id

    def connect(self, source: str, target: str, port: str) -> Edge:
        """Make an edge between nodes given by name or id, and return it.

        Raises
        ------
        CycleError, PortError, UnknownNodeError
            When it may not be made.
        """
        edge = Edge(self.resolve(source), self.resolve(target), port)
        self.attach(edge)
        return edge

    def set_value(self, reference: str, value: object) -> None:
        """Set the value of a leaf given by name or id."""
        node = self.find(reference)
        if not node.is_leaf:
            raise PortError(f"{node.label} computes its value; only leaves hold one", node=node.id)
        self.revise(replace(node, value=as_value(value)))


def _port_rank(operation: Operation, port: str) -> int:
    return operation.port_index(port)


def _reach(neighbours: Mapping[str, Any], start: str, stop: str | None = None) -> set[str]:
    """Nodes reachable from `start`; ends early once `stop` is among them."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for other in neighbours[waiting.pop()]:
            if other not in seen:
                seen.add(other)
                if other == stop:
                    return seen
                waiting.append(other)
    return seen

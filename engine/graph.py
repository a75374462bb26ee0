"""Graph: nodes, edges and the ports they meet at; the one source of truth.

The store is a `networkx.MultiDiGraph` whose edge keys are the target's ports, so that ``x·x`` is
two edges. Half-wired is legal: in an editor a graph is nearly always incomplete. What may *not* be
is checked when it is asked for: a cycle, a port that is taken, a name used twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.calculus.notation import plain_name
from engine.errors import CycleError, EngineError, NameTakenError, PortError
from engine.graph_checks import checked_node, first_to_close_a_cycle, port_problem
from engine.graph_store import GraphStore, unknown
from engine.node import LEAVES, Edge, Node, check_name
from engine.operation import get_operation
from engine.values import value_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["LEAVES", "Edge", "Graph", "Node", "check_name"]

_FEW = 8
"""Edges against the order of a graph up to which it is mended edge by edge, not made anew."""


class Graph(GraphStore):
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

    @classmethod
    def from_parts(
        cls, nodes: Iterable[Node], edges: Iterable[Edge], output: str | None = None
    ) -> Graph:
        """Make a graph of many nodes and edges at once.

        Raises
        ------
        EngineError
            As `insert_all` and `attach_all`, or when there is no node that could be the output.

        Examples
        --------
        >>> nodes, edges = [Node("a", "input"), Node("b", "sin")], [Edge("a", "b", "x")]
        >>> Graph.from_parts(nodes, edges).ancestors("b")
        {'a'}
        """
        graph = cls()
        graph.insert_all(nodes)
        graph.attach_all(edges)
        if output is not None:
            graph.node(output)
        graph.output = output
        return graph

    def copy(self) -> Graph:
        """Return an independent graph with the same nodes, edges, order and output."""
        twin = Graph.from_parts(self.nodes(), self.edges(), self.output)
        twin.groups = self.groups.copy()
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
        problem = self._end_problem(edge, ignoring)
        if problem is None and self._order.leads(edge.target, edge.source):
            problem = self._cycle_error(edge)
        return problem

    def can_connect(self, source: str, target: str, port: str) -> bool:
        """Whether `connect` with the same arguments would succeed."""
        return self.why_not_connect(Edge(source, target, port)) is None

    def _end_problem(self, edge: Edge, ignoring: Iterable[Edge] = ()) -> EngineError | None:
        """Return what speaks against an edge at its ends, not between them."""
        for end in (edge.source, edge.target):
            if end not in self._nodes:
                return unknown(end)
        node = self._nodes[edge.target]
        taken = self._inputs[edge.target].get(edge.port)
        if taken is not None and Edge(taken, edge.target, edge.port) not in set(ignoring):
            return PortError(
                f"port “{edge.port}” of {plain_name(node.label)} already has an edge from "
                f"{plain_name(self._nodes[taken].label)}",
                node=edge.target,
                port=edge.port,
            )
        return port_problem(node, edge.port)

    def _cycle_error(self, edge: Edge) -> CycleError:
        source, target = (plain_name(self._nodes[end].label) for end in edge[:2])
        message = f"an edge from {source} to {target} would close a cycle"
        if edge.source == edge.target:
            message = f"{source} cannot feed itself"
        return CycleError(message, node=edge.target, port=edge.port)

    def _check_name_free(self, node_id: str, name: str) -> None:
        check_name(name)
        owner = self._names.get(name, name if name in self._nodes else None)
        if owner is not None and owner != node_id:
            raise NameTakenError(f"the name “{name}” is already taken", node=owner)

    # ------------------------------------------------------------------ changing

    def insert(self, node: Node) -> None:
        """Put a node into the graph.

        Raises
        ------
        EngineError
            When its id or its name is taken or cannot be a name, or when it holds something that
            is not a number.
        """
        if node.id in self._nodes or node.id in self._names:
            raise NameTakenError(f"there is already a node “{node.id}”", node=node.id)
        node = checked_node(node)
        if node.name:
            self._check_name_free(node.id, node.name)
        self._put(node)

    def insert_all(self, nodes: Iterable[Node]) -> None:
        """Put many nodes into the graph, or none if there is an error.

        Raises
        ------
        EngineError
            As `insert`; its ``index`` says which node is meant.
        """
        done: list[str] = []
        for index, node in enumerate(list(nodes)):
            try:
                self.insert(node)
            except EngineError as error:
                for node_id in reversed(done):
                    self.discard(node_id)
                error.index = index
                raise
            done.append(node.id)

    def discard(self, node_id: str) -> None:
        """Take a node without edges out of the graph.

        Raises
        ------
        PortError
            When edges still meet it.
        """
        node = self.node(node_id)
        if self._inputs[node_id] or self._outputs[node_id]:
            raise PortError(f"{node.label} still has edges", node=node_id)
        self._drop(node)

    def revise(self, node: Node) -> None:
        """Put `node` in place of the node with the same id.

        Raises
        ------
        EngineError
            When its new name is taken or cannot be a name, when it holds something that is not a
            number, or when its new operation has no port for an edge that is there.
        """
        old = self.node(node.id)
        node = checked_node(node)
        if node.operation != old.operation:
            for port in self._inputs[node.id]:
                problem = port_problem(node, port)
                if problem is not None:
                    raise problem
        if node.name and node.name != old.name:
            self._check_name_free(node.id, node.name)
        self._replace(old, node)

    def attach(self, edge: Edge) -> None:
        """Make an edge.

        Raises
        ------
        CycleError, PortError, UnknownNodeError
            When it may not be made.
        """
        problem = self._end_problem(edge)
        if problem is not None:
            raise problem
        if not self._order.admit(edge.source, edge.target):
            raise self._cycle_error(edge)
        self._link(edge)

    def attach_all(self, edges: Iterable[Edge]) -> None:
        """Make many edges, or none if there is an error; linear in their number.

        Raises
        ------
        CycleError, PortError, UnknownNodeError
            When one may not be made; its ``index`` says which.
        """
        done: list[Edge] = []
        late: list[Edge] = []
        try:
            for edge in list(edges):
                problem = self._end_problem(edge)
                if problem is not None:
                    problem.index = len(done)
                    raise problem
                if not self._order.is_before(edge.source, edge.target):
                    late.append(edge)
                self._link(edge)
                done.append(edge)
            if late and not self._mend_order(late):
                raise self._first_cycle_error(done)
        except EngineError:
            for edge in reversed(done):
                self._unlink(edge)
            raise

    def _mend_order(self, late: list[Edge]) -> bool:
        """Make the order fit for edges that are there already, if there is no cycle."""
        if len(late) > _FEW:
            ordered = self.topological()
            if len(ordered) < len(self):
                return False
            self._order.rearrange(ordered)
            return True
        for edge in late:
            self._unlink(edge)
        fits = True
        for edge in late:
            fits = fits and self._order.admit(edge.source, edge.target)
            self._link(edge)
        return fits

    def _first_cycle_error(self, added: list[Edge]) -> EngineError:
        """Return the error that names the first of some new edges that closes a cycle."""
        new = set(added)
        settled = [edge for edge in self.edges() if edge not in new]
        place = first_to_close_a_cycle(settled, added)
        error = self._cycle_error(added[place])
        error.index = place
        return error

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
        self._unlink(edge)

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
        node, edges = self._new_node(operation, operands, name, attributes)
        self.insert(node)
        for edge in edges:
            # The node is new, so no path leads from it; but its id may have been used before.
            self._order.admit(edge.source, edge.target)
            self._link(edge)
        return node.id

    def _new_node(
        self,
        operation: str,
        operands: Sequence[str | float],
        name: str,
        attributes: Mapping[str, object],
    ) -> tuple[Node, list[Edge]]:
        record = get_operation(operation)
        ports = record.port_names(len(operands))
        if len(operands) != len(ports):
            takes = "1 operand" if len(ports) == 1 else f"{len(ports)} operands"
            raise PortError(f"{record.title} takes {takes}, not {len(operands)}")
        for key in attributes:
            if record.attribute(key) is None:
                raise EngineError(f"{record.title} has no attribute “{key}”")
        node_id = self.free_id()
        given: dict[str, object] = dict(attributes)
        edges = []
        for port, operand in zip(ports, operands, strict=True):
            if isinstance(operand, str):
                edges.append(Edge(self.resolve(operand), node_id, port))
            else:
                given[port] = operand
        return Node(node_id, operation, name, attributes=given), edges

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
        node_id = self.free_id()
        held = None if value is None else value_for(name or node_id, value)
        node = Node(node_id, operation, name, held)
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
        self.revise(replace(node, value=value_for(node.key, value, node.id)))

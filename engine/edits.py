"""Edits: every change of a graph as a value, with an inverse.

``edit.apply(graph)`` makes the change and answers the edit that takes it back; when it raises, the
graph is as it was. The window's undo stack is made of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeAlias

from engine.errors import EngineError
from engine.graph import Edge, Graph, Node

__all__ = [
    "AddNode",
    "Batch",
    "Change",
    "Connect",
    "Disconnect",
    "Edit",
    "Move",
    "RemoveNode",
    "SetNode",
    "SetOutput",
    "change_of",
    "connect_replacing",
    "following",
    "remove_nodes",
]

Position: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class AddNode:
    """Put a node into the graph."""

    node: Node

    def apply(self, graph: Graph) -> Edit:
        """Add the node; the inverse removes it."""
        graph.insert(self.node)
        return RemoveNode(self.node.id)


@dataclass(frozen=True, slots=True)
class RemoveNode:
    """Take a node out of the graph, with the edges that meet it."""

    node_id: str

    def apply(self, graph: Graph) -> Edit:
        """Remove the node; the inverse restores it, its edges and its being the output."""
        node = graph.node(self.node_id)
        edges = [*graph.edges_into(self.node_id), *graph.edges_out_of(self.node_id)]
        was_output = graph.output == self.node_id
        for edge in edges:
            graph.detach(edge)
        graph.discard(self.node_id)
        restored: list[Edit] = [AddNode(node), *(Connect(edge) for edge in edges)]
        if was_output:
            graph.output = None
            restored.append(SetOutput(self.node_id))
        return Batch(tuple(restored))


@dataclass(frozen=True, slots=True)
class Connect:
    """Make an edge at a free port."""

    edge: Edge

    def apply(self, graph: Graph) -> Edit:
        """Make the edge; the inverse removes it."""
        graph.attach(self.edge)
        return Disconnect(self.edge)


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Remove an edge."""

    edge: Edge

    def apply(self, graph: Graph) -> Edit:
        """Remove the edge; the inverse makes it again."""
        graph.detach(self.edge)
        return Connect(self.edge)


@dataclass(frozen=True, slots=True)
class SetNode:
    """Change fields of a node: its name, value, attributes, overrides, trainable or group."""

    node_id: str
    changes: Mapping[str, Any]

    def apply(self, graph: Graph) -> Edit:
        """Change the fields; the inverse puts the old ones back."""
        node = graph.node(self.node_id)
        known = {item.name for item in fields(Node)} - {"id"}
        unknown = set(self.changes) - known
        if unknown:
            raise EngineError(f"a node has no field “{min(unknown)}”", node=self.node_id)
        graph.revise(replace(node, **self.changes))
        return SetNode(self.node_id, {key: getattr(node, key) for key in self.changes})


@dataclass(frozen=True, slots=True)
class Move:
    """Put nodes at positions."""

    positions: Mapping[str, Position]

    def apply(self, graph: Graph) -> Edit:
        """Move the nodes; the inverse moves them back."""
        nodes = [graph.node(node_id) for node_id in self.positions]
        for node in nodes:
            graph.revise(replace(node, position=self.positions[node.id]))
        return Move({node.id: node.position for node in nodes})


@dataclass(frozen=True, slots=True)
class SetOutput:
    """Choose the node whose gradient is taken; None leaves the choice to the program."""

    node_id: str | None

    def apply(self, graph: Graph) -> Edit:
        """Choose the output; the inverse chooses the former one."""
        if self.node_id is not None:
            graph.node(self.node_id)
        former, graph.output = graph.output, self.node_id
        return SetOutput(former)


@dataclass(frozen=True, slots=True)
class Batch:
    """Several edits as one: all of them, or none."""

    edits: tuple[Edit, ...]

    def apply(self, graph: Graph) -> Edit:
        """Apply all in order; the inverse takes all back in reverse order."""
        inverses: list[Edit] = []
        try:
            for edit in self.edits:
                inverses.append(edit.apply(graph))  # noqa: PERF401  what is done must be known on failure
        except EngineError:
            for inverse in reversed(inverses):
                inverse.apply(graph)
            raise
        return Batch(tuple(reversed(inverses)))


Edit: TypeAlias = AddNode | RemoveNode | Connect | Disconnect | SetNode | Move | SetOutput | Batch


@dataclass(frozen=True, slots=True)
class Change:
    """Which nodes and edges an edit touched, so that a view refreshes only those."""

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    revised: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()
    edges_added: frozenset[Edge] = frozenset()
    edges_removed: frozenset[Edge] = frozenset()
    output_changed: bool = False
    everything: bool = False

    @property
    def is_layout_only(self) -> bool:
        """Whether nothing but positions changed, so that no number can have changed."""
        return self == Change(moved=self.moved)


@dataclass(slots=True)
class _Tally:
    """What the parts of an edit do, collected."""

    added: set[str] = field(default_factory=set)
    revised: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    edges: set[Edge] = field(default_factory=set)
    output: bool = False

    def count(self, edit: Edit) -> None:
        match edit:
            case Batch(edits):
                for part in edits:
                    self.count(part)
            case AddNode(node):
                self.added.add(node.id)
            case Connect(edge):
                self.edges.add(edge)
            case SetNode(node_id, _):
                self.revised.add(node_id)
            case Move(positions):
                self.moved.update(positions)
            case SetOutput():
                self.output = True
            case RemoveNode() | Disconnect():
                pass  # told by the inverse, which knows the edges too


def change_of(edit: Edit, inverse: Edit) -> Change:
    """Return what `edit` touched, given the inverse that its application answered.

    What an edit removed is what its inverse adds; a thing removed and added again is revised.

    >>> change_of(RemoveNode("n1"), AddNode(Node("n1", "input"))).removed
    frozenset({'n1'})
    """
    done, undone = _Tally(), _Tally()
    done.count(edit)
    undone.count(inverse)
    both = done.added & undone.added
    gone = undone.added - both
    return Change(
        added=frozenset(done.added - both),
        removed=frozenset(gone),
        revised=frozenset((done.revised | both) - gone - done.added | both),
        moved=frozenset(done.moved - gone - done.added),
        edges_added=frozenset(done.edges - undone.edges),
        edges_removed=frozenset(undone.edges - done.edges),
        output_changed=done.output or undone.output,
    )


def connect_replacing(graph: Graph, edge: Edge) -> Edit:
    """Return the edit that makes an edge and removes the one that holds its port, if any.

    Raises
    ------
    CycleError, PortError, UnknownNodeError
        When the edge may not be made even then.
    """
    holder = graph.source(edge.target, edge.port) if edge.target in graph else None
    if holder is None:
        problem = graph.why_not_connect(edge)
        replaced: tuple[Edit, ...] = ()
    else:
        old = Edge(holder, edge.target, edge.port)
        problem = graph.why_not_connect(edge, ignoring=[old])
        replaced = (Disconnect(old),)
    if problem is not None:
        raise problem
    return Batch((*replaced, Connect(edge)))


def remove_nodes(graph: Graph, node_ids: Iterable[str], edges: Iterable[Edge] = ()) -> Edit:
    """Return the edit that removes nodes and, beside those that meet them, some edges."""
    doomed = dict.fromkeys(node_ids)
    loose = [edge for edge in edges if edge.source not in doomed and edge.target not in doomed]
    return Batch((*(Disconnect(edge) for edge in loose), *(RemoveNode(node) for node in doomed)))


def following(first: Edit, second: Edit) -> Edit:
    """Return one edit that does `first` and then `second`, the shortest that is plain to see.

    Setting the same fields or moving the same nodes again replaces the earlier edit.

    >>> following(Move({"n1": (0, 0)}), Move({"n1": (5, 5)}))
    Move(positions={'n1': (5, 5)})
    """
    if _targets(first) == _targets(second) != ():
        return second
    return Batch((first, second))


def _targets(edit: Edit) -> tuple[object, ...]:
    """What an edit of values or positions sets; empty for any other edit."""
    match edit:
        case Move(positions):
            return ("move", *sorted(positions))
        case SetNode(node_id, changes):
            return (node_id, *sorted(changes))
        case Batch(edits) if edits and all(isinstance(part, SetNode) for part in edits):
            return tuple(_targets(part) for part in edits)
        case _:
            return ()

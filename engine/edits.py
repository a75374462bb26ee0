"""Edits: every change of a graph as a value, with an inverse.

``edit.apply(graph)`` makes the change and answers the edit that takes it back; when it raises, the
graph is as it was. The window's undo stack is made of nothing else. Edits are structs, which are
made seven times as quickly as frozen dataclasses: an edit may consist of fifty thousand others.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  (a struct can be asked what it holds)
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

from engine.errors import EngineError
from engine.graph import Edge, Graph, Node
from engine.group_edits import AddGroup, RemoveGroup, SetGroup
from engine.values import same_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "AddGroup",
    "AddNode",
    "Batch",
    "Connect",
    "Disconnect",
    "Edit",
    "Move",
    "RemoveGroup",
    "RemoveNode",
    "SetGroup",
    "SetNode",
    "SetOutput",
    "connect_replacing",
    "following",
    "parts",
    "remove_nodes",
]

Position: TypeAlias = tuple[float, float]


class AddNode(Struct, frozen=True):
    """Put a node into the graph."""

    node: Node

    def apply(self, graph: Graph) -> Edit:
        """Add the node; the inverse removes it."""
        graph.insert(self.node)
        return RemoveNode(self.node.id)


class RemoveNode(Struct, frozen=True):
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


class Connect(Struct, frozen=True):
    """Make an edge at a free port."""

    edge: Edge

    def apply(self, graph: Graph) -> Edit:
        """Make the edge; the inverse removes it."""
        graph.attach(self.edge)
        return Disconnect(self.edge)


class Disconnect(Struct, frozen=True):
    """Remove an edge."""

    edge: Edge

    def apply(self, graph: Graph) -> Edit:
        """Remove the edge; the inverse makes it again."""
        graph.detach(self.edge)
        return Connect(self.edge)


class SetNode(Struct, frozen=True, eq=False):
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

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SetNode):
            return NotImplemented
        return self.node_id == other.node_id and same_data(self.changes, other.changes)

    def __hash__(self) -> int:
        return hash((self.node_id, *sorted(self.changes)))


class Move(Struct, frozen=True):
    """Put nodes at positions."""

    positions: Mapping[str, Position]

    def apply(self, graph: Graph) -> Edit:
        """Move the nodes; the inverse moves them back."""
        nodes = [graph.node(node_id) for node_id in self.positions]
        for node in nodes:
            graph.revise(replace(node, position=self.positions[node.id]))
        return Move({node.id: node.position for node in nodes})


class SetOutput(Struct, frozen=True):
    """Choose the node whose gradient is taken; None leaves the choice to the program."""

    node_id: str | None

    def apply(self, graph: Graph) -> Edit:
        """Choose the output; the inverse chooses the former one."""
        if self.node_id is not None:
            graph.node(self.node_id)
        former, graph.output = graph.output, self.node_id
        return SetOutput(former)


class Batch(Struct, frozen=True):
    """Several edits as one: all of them, or none."""

    edits: tuple[Edit, ...]

    def apply(self, graph: Graph) -> Edit:
        """Apply all in order; the inverse takes all back in reverse order."""
        inverses: list[Edit] = []
        try:
            for edit in self.edits:
                inverse = edit.apply(graph)
                inverses.append(inverse)
        except EngineError:
            for inverse in reversed(inverses):
                inverse.apply(graph)
            raise
        return Batch(tuple(reversed(inverses)))


Primitive: TypeAlias = (
    AddNode
    | RemoveNode
    | Connect
    | Disconnect
    | SetNode
    | Move
    | AddGroup
    | RemoveGroup
    | SetGroup
    | SetOutput
)
Edit: TypeAlias = Primitive | Batch


def parts(edit: Edit) -> Iterator[Primitive]:
    """Yield the edits that are no batches, in the order in which they are applied."""
    waiting: list[Edit] = [edit]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Batch):
            waiting.extend(reversed(part.edits))
        else:
            yield part


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
    former, latter = _members(first), _members(second)
    if former and latter and _targets(former[-1]) == _targets(latter[0]) != ():
        former = former[:-1]
    return Batch((*former, *latter))


def _members(edit: Edit) -> tuple[Edit, ...]:
    return edit.edits if isinstance(edit, Batch) else (edit,)


def _targets(edit: Edit) -> tuple[object, ...]:
    """Return what an edit of values or positions sets; nothing for any other edit."""
    match edit:
        case Move(positions):
            return (Move, *sorted(positions))
        case SetNode(node_id, changes):
            return (SetNode, node_id, *sorted(changes))
        case SetGroup(group_id, changes):
            return (SetGroup, group_id, *sorted(changes))
        case Batch(edits) if all(isinstance(part, SetNode) for part in edits):
            return tuple(_targets(part) for part in edits)
        case _:
            return ()

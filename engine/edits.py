"""Edits: every change of a graph as a value, with an inverse.

``edit.apply(graph)`` makes the change and answers the edit that takes it back; when it raises, the
graph is as it was. The window's undo stack is made of nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from engine.errors import EngineError
from engine.graph import Edge, Graph, Node
from engine.group_edits import AddGroup, RemoveGroup, SetGroup
from engine.values import same_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "AddGroup",
    "AddNode",
    "Batch",
    "Change",
    "Connect",
    "Disconnect",
    "Edit",
    "Move",
    "RemoveGroup",
    "RemoveNode",
    "SetGroup",
    "SetNode",
    "SetOutput",
    "change_of",
    "connect_replacing",
    "following",
    "remove_nodes",
]

Position: TypeAlias = tuple[float, float]
Thing = TypeVar("Thing")


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


@dataclass(frozen=True, slots=True, eq=False)
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

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SetNode):
            return NotImplemented
        return self.node_id == other.node_id and same_data(self.changes, other.changes)

    def __hash__(self) -> int:
        return hash((self.node_id, *sorted(self.changes)))


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


@dataclass(frozen=True, slots=True)
class Change:
    """Which nodes, edges and groups an edit touched, so that a view refreshes only those.

    A node that only goes into another group counts as moved, since nothing that is computed
    depends on it.
    """

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    revised: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()
    edges_added: frozenset[Edge] = frozenset()
    edges_removed: frozenset[Edge] = frozenset()
    groups: frozenset[str] = frozenset()
    output_changed: bool = False
    everything: bool = False

    @property
    def is_layout_only(self) -> bool:
        """Whether nothing but positions and groups changed, so that no number can have changed."""
        return self == Change(moved=self.moved, groups=self.groups)


def change_of(edit: Edit, inverse: Edit) -> Change:
    """Return what `edit` touched, given the inverse that its application answered.

    The inverse names everything that was touched, an edge that went with its node too; what it
    does last to a thing tells whether that was there before, what it does first whether it is
    there now. A node that was removed and added again is revised and moved.

    >>> change_of(RemoveNode("n1"), AddNode(Node("n1", "input"))).removed
    frozenset({'n1'})
    """
    tally = _Tally()
    for part in _parts(inverse):
        tally.count(part)
    added, removed, kept = _sorted_out(tally.nodes)
    edges_added, edges_removed, _ = _sorted_out(tally.edges)
    return Change(
        added=added,
        removed=removed,
        revised=frozenset(tally.revised - tally.nodes.keys()) | kept,
        moved=frozenset(tally.moved - tally.nodes.keys()) | kept,
        edges_added=edges_added,
        edges_removed=edges_removed,
        groups=frozenset(tally.groups),
        output_changed=bool(tally.outputs) and tally.outputs[-1] != _output_after(edit, tally),
    )


@dataclass(slots=True)
class _Tally:
    """What an inverse does, in order: to each node and edge whether it brings it back."""

    nodes: dict[str, list[bool]] = field(default_factory=dict)
    edges: dict[Edge, list[bool]] = field(default_factory=dict)
    revised: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    outputs: list[str | None] = field(default_factory=list)

    def count(self, part: Primitive) -> None:
        """Add what one edit does."""
        match part:
            case AddNode(node):
                self.nodes.setdefault(node.id, []).append(True)
            case RemoveNode(node_id):
                self.nodes.setdefault(node_id, []).append(False)
            case Connect(edge):
                self.edges.setdefault(edge, []).append(True)
            case Disconnect(edge):
                self.edges.setdefault(edge, []).append(False)
            case SetNode(node_id, changes):
                self._count_set(node_id, changes)
            case Move(positions):
                self.moved.update(positions)
            case SetOutput(node_id):
                self.outputs.append(node_id)
            case _:
                self.groups.add(part.group_id)

    def _count_set(self, node_id: str, changes: Mapping[str, Any]) -> None:
        if changes.keys() != {"group"}:
            self.revised.add(node_id)
        if not changes.keys().isdisjoint({"position", "group"}):
            self.moved.add(node_id)


def _sorted_out(
    things: Mapping[Thing, list[bool]],
) -> tuple[frozenset[Thing], frozenset[Thing], frozenset[Thing]]:
    """Which things are new, which are gone, and which were there before and are there now."""
    found: dict[tuple[bool, bool], set[Thing]] = {}
    for thing, returns in things.items():
        was_there, is_there = returns[-1], not returns[0]
        found.setdefault((was_there, is_there), set()).add(thing)
    new, gone, kept = (
        frozenset(found.get(case, ())) for case in ((False, True), (True, False), (True, True))
    )
    return new, gone, kept


def _output_after(edit: Edit, tally: _Tally) -> str | None:
    """Which node was the output once `edit` had been applied."""
    output = tally.outputs[-1]
    for part in _parts(edit):
        match part:
            case SetOutput(node_id):
                output = node_id
            case RemoveNode(node_id) if node_id == output:
                output = None
    return output


def _parts(edit: Edit) -> Iterator[Primitive]:
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

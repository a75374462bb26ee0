"""Change: which nodes, edges and groups an edit has touched."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from engine.edits import (
    AddNode,
    Connect,
    Disconnect,
    Move,
    RemoveNode,
    SetNode,
    SetOutput,
    parts,
)
from engine.slices import drained, sliced

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.edits import Edit, Primitive
    from engine.node import Edge
    from engine.slices import Work

__all__ = ["Change", "change_of", "working_out_change"]

Thing = TypeVar("Thing")


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

    def inverted(self) -> Change:
        """Return what is touched when the edit is taken back."""
        return replace(
            self,
            added=self.removed,
            removed=self.added,
            edges_added=self.edges_removed,
            edges_removed=self.edges_added,
        )


def change_of(edit: Edit, inverse: Edit) -> Change:
    """Return what `edit` touched, given the inverse that its application answered.

    >>> from engine.node import Node
    >>> change_of(RemoveNode("n1"), AddNode(Node("n1", "input"))).removed
    frozenset({'n1'})
    """
    return drained(working_out_change(edit, inverse))


def working_out_change(edit: Edit, inverse: Edit) -> Work[Change]:
    """Work out what `edit` touched, in slices.

    The inverse names everything that was touched, an edge that went with its node too; what it
    does last to a thing tells whether that was there before, what it does first whether it is
    there now. A node that was removed and added again is revised and moved.
    """
    tally = _Tally()
    for some in sliced(parts(inverse)):
        for part in some:
            tally.count(part)
        yield
    added, removed, kept = _sorted_out(tally.nodes)
    yield
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
    for part in parts(edit):
        match part:
            case SetOutput(node_id):
                output = node_id
            case RemoveNode(node_id) if node_id == output:
                output = None
    return output

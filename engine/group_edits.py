"""Group edits: every change of the groups as a value, with an inverse."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  (a struct can be asked what it holds)
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.errors import EngineError
from engine.group import Group
from engine.values import same_data

if TYPE_CHECKING:
    from engine.edits import Edit
    from engine.graph import Graph

__all__ = ["AddGroup", "RemoveGroup", "SetGroup"]


class AddGroup(Struct, frozen=True):
    """Put a group among the others; nodes that name it already are then in it."""

    group: Group

    @property
    def group_id(self) -> str:
        """Id of the group."""
        return self.group.id

    def apply(self, graph: Graph) -> Edit:
        """Add the group; the inverse takes it away."""
        graph.groups.insert(self.group)
        return RemoveGroup(self.group.id)


class RemoveGroup(Struct, frozen=True):
    """Take a group away that holds no other; nodes that name it are then in none."""

    group_id: str

    def apply(self, graph: Graph) -> Edit:
        """Remove the group; the inverse restores it."""
        group = graph.groups.group(self.group_id)
        graph.groups.discard(self.group_id)
        return AddGroup(group)


class SetGroup(Struct, frozen=True, eq=False):
    """Change fields of a group: its title, note, parent, colour, place, or whether it is a card."""

    group_id: str
    changes: Mapping[str, Any]

    def apply(self, graph: Graph) -> Edit:
        """Change the fields; the inverse puts the old ones back."""
        group = graph.groups.group(self.group_id)
        known = {item.name for item in fields(Group)} - {"id"}
        unknown = set(self.changes) - known
        if unknown:
            raise EngineError(f"a group has no field “{min(unknown)}”")
        graph.groups.revise(replace(group, **self.changes))
        return SetGroup(self.group_id, {key: getattr(group, key) for key in self.changes})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SetGroup):
            return NotImplemented
        return self.group_id == other.group_id and same_data(self.changes, other.changes)

    def __hash__(self) -> int:
        return hash((self.group_id, *sorted(self.changes)))

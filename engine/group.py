"""Group: nodes that are shown together, in a frame or as one card.

A group is a view of the nodes that name it; nothing that is computed depends on it. Groups may lie
in other groups, down to a depth that nobody draws by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from engine.errors import EngineError
from engine.values import same_data

__all__ = [
    "MAXIMAL_DEPTH",
    "MAXIMAL_GROUPS",
    "MAXIMAL_NOTE",
    "MAXIMAL_TITLE",
    "Group",
    "Groups",
]

MAXIMAL_DEPTH = 32
MAXIMAL_GROUPS = 20_000
MAXIMAL_TITLE = 120
MAXIMAL_NOTE = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Nodes that are shown together; without nodes it is a comment.

    Attributes
    ----------
    id
        Short stable text, unique among groups, never shown.
    title, note
        What a person calls it, and what there is to say about it.
    parent
        Id of the group that it lies in, or None.
    is_collapsed
        Whether it is shown as one card instead of as a frame around its nodes.
    colour
        Name of a colour of the theme; empty for the usual one.
    position, size
        The frame that a person drew; a size of 0 is one that follows the nodes.
    extra
        Keys of the file that this version does not know; they survive a round trip.
    """

    id: str
    title: str = ""
    note: str = ""
    parent: str | None = None
    is_collapsed: bool = False
    colour: str = ""
    position: tuple[float, float] = (0.0, 0.0)
    size: tuple[float, float] = (0.0, 0.0)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        # What a later version keeps in `extra` may hold not-a-numbers, which are equal here.
        if not isinstance(other, Group):
            return NotImplemented
        return all(
            same_data(getattr(self, item.name), getattr(other, item.name)) for item in fields(Group)
        )

    def __hash__(self) -> int:
        return hash((self.id, self.title, self.parent))


class Groups(Mapping[str, Group]):
    """The groups of a graph by id, in the order in which they first came into it.

    Examples
    --------
    >>> groups = Groups([Group("g1", "Layer 1"), Group("g2", "neuron", parent="g1")])
    >>> groups.path("g2")
    ('g1', 'g2')
    >>> groups.revise(Group("g1", parent="g2"))
    Traceback (most recent call last):
    ...
    engine.errors.EngineError: “Layer 1” cannot lie in itself
    """

    def __init__(self, groups: Iterable[Group] = ()) -> None:
        self._groups: dict[str, Group] = {}
        self._ordinals: dict[str, int] = {}
        self._order: tuple[str, ...] | None = ()
        self.insert_all(groups)

    def __getitem__(self, group_id: str) -> Group:
        return self._groups[group_id]

    def __len__(self) -> int:
        return len(self._groups)

    def __contains__(self, group_id: object) -> bool:
        return group_id in self._groups

    def __iter__(self) -> Iterator[str]:
        if self._order is None:
            self._order = tuple(sorted(self._groups, key=self._ordinals.__getitem__))
        return iter(self._order)

    def copy(self) -> Groups:
        """Return independent groups, the same in the same order."""
        twin = Groups()
        twin._groups, twin._ordinals = self._groups.copy(), self._ordinals.copy()
        twin._order = self._order
        return twin

    def group(self, group_id: str) -> Group:
        """Return the group with that id.

        Raises
        ------
        EngineError
            When there is none.
        """
        found = self._groups.get(group_id)
        if found is None:
            raise EngineError(f"there is no group “{group_id:.80}”")
        return found

    def path(self, group_id: str | None) -> tuple[str, ...]:
        """Return the ids of the groups around and including one, the outermost first.

        A group that is not there, as None, lies nowhere.
        """
        found: list[str] = []
        while group_id in self._groups:
            found.append(group_id)
            group_id = self._groups[group_id].parent
        return tuple(reversed(found))

    def children(self, group_id: str | None) -> list[str]:
        """Return the ids of the groups that lie directly in one, or with None in no other."""
        return [other for other in self if self._groups[other].parent == group_id]

    def within(self, group_id: str) -> list[str]:
        """Return the id of a group and those of all groups in it, the outer ones first."""
        found = [group_id]
        for outer in found:
            found += self.children(outer)
        return found

    # ------------------------------------------------------------------ changing

    def insert(self, group: Group) -> None:
        """Put a group among the others.

        Raises
        ------
        EngineError
            When its id is taken, or it is not as it should be.
        """
        if group.id in self._groups:
            raise EngineError(f"there is already a group “{group.id:.80}”")
        if len(self._groups) >= MAXIMAL_GROUPS:
            raise EngineError(f"a graph holds at most {MAXIMAL_GROUPS} groups")
        _check(group)
        self._check_place(group)
        self._put(group)

    def insert_all(self, groups: Iterable[Group]) -> None:
        """Put many groups in at once, in any order, or none if there is an error.

        Raises
        ------
        EngineError
            As `insert`; its ``index`` says which group is meant.
        """
        wanted = list(groups)
        places = {group.id: index for index, group in enumerate(wanted)}
        waiting = dict.fromkeys(range(len(wanted)))
        done: list[str] = []
        try:
            for start in range(len(wanted)):
                while start in waiting:
                    # From the outside inwards, since a group needs the one that it lies in.
                    index = _outermost(start, wanted, places, waiting)
                    del waiting[index]
                    self._insert_at(index, wanted[index])
                    done.append(wanted[index].id)
        except EngineError:
            for group_id in reversed(done):
                self._drop(group_id)
            raise
        self._ordinals |= {
            group.id: ordinal
            for group, ordinal in zip(
                wanted, sorted(self._ordinals[group.id] for group in wanted), strict=True
            )
        }
        self._order = None

    def _insert_at(self, index: int, group: Group) -> None:
        try:
            self.insert(group)
        except EngineError as error:
            error.index = index
            raise

    def discard(self, group_id: str) -> None:
        """Take a group away in which no other lies; nodes that name it are then in none.

        Raises
        ------
        EngineError
            When there is none, or another lies in it.
        """
        group = self.group(group_id)
        if self.children(group_id):
            raise EngineError(f"“{_shown(group)}” still holds groups")
        self._drop(group_id)

    def revise(self, group: Group) -> None:
        """Put a group in place of the one with the same id.

        Raises
        ------
        EngineError
            When there is none, or it is not as it should be.
        """
        former = self.group(group.id)
        _check(group)
        if group.parent != former.parent:
            self._check_place(group)
        self._groups[group.id] = group

    def _put(self, group: Group) -> None:
        self._groups[group.id] = group
        self._ordinals.setdefault(group.id, len(self._ordinals))
        self._order = None

    def _drop(self, group_id: str) -> None:
        del self._groups[group_id]
        self._order = None

    def _check_place(self, group: Group) -> None:
        """Raise unless a group may lie where it says."""
        if group.parent is None:
            return
        if group.parent == group.id or group.id in self.path(group.parent):
            raise EngineError(f"“{_shown(self._groups.get(group.id, group))}” cannot lie in itself")
        if group.parent not in self._groups:
            raise EngineError(f"there is no group “{group.parent:.80}”")
        if len(self.path(group.parent)) + self._depth_below(group.id) > MAXIMAL_DEPTH:
            raise EngineError(f"groups lie at most {MAXIMAL_DEPTH} deep in one another")

    def _depth_below(self, group_id: str) -> int:
        """How deep the groups in a group go, itself included."""
        depth, level = 0, [group_id]
        while level:
            depth += 1
            level = [inner for outer in level for inner in self._children_of(outer)]
        return depth

    def _children_of(self, group_id: str) -> list[str]:
        # A group that is only about to come has none, and most are.
        return self.children(group_id) if group_id in self._groups else []


def _outermost(
    index: int, wanted: list[Group], places: Mapping[str, int], waiting: Mapping[int, None]
) -> int:
    """Follow the parents of a group as long as they are still to come."""
    seen = {index}
    parent = wanted[index].parent
    while parent is not None and places.get(parent) in waiting:
        outer = places[parent]
        if outer in seen:
            raise EngineError(f"“{_shown(wanted[index])}” cannot lie in itself", index=index)
        seen.add(outer)
        index, parent = outer, wanted[outer].parent
    return index


def _check(group: Group) -> None:
    """Raise unless a group's own fields are what they should be."""
    for what, text, most in (
        ("id", group.id, MAXIMAL_TITLE),
        ("title", group.title, MAXIMAL_TITLE),
        ("note", group.note, MAXIMAL_NOTE),
    ):
        if len(text) > most:
            raise EngineError(f"the {what} of a group is a text of at most {most} characters")
    if not group.id:
        raise EngineError("a group needs an id")
    if "\n" in group.title:
        raise EngineError("the title of a group is one line")


def _shown(group: Group) -> str:
    return group.title or group.id

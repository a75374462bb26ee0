"""Grouping: making, dissolving and emptying groups, as edits."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from engine.edits import (
    AddGroup,
    AddNode,
    Batch,
    Edit,
    RemoveGroup,
    SetGroup,
    SetNode,
    remove_nodes,
)
from engine.group import Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.graph import Edge, Graph

__all__ = [
    "free_group_id",
    "free_group_ids",
    "group_nodes",
    "housed",
    "nodes_in",
    "remove_things",
    "ungroup",
]


def free_group_ids(graph: Graph) -> Iterator[str]:
    """Yield ids for groups about to be made; no group has them and no node names them."""
    taken = {node.group for node in graph.nodes()} | graph.groups.keys()
    number = 0
    while True:
        number += 1
        if f"g{number}" not in taken:
            yield f"g{number}"


def free_group_id(graph: Graph) -> str:
    """Return the first of `free_group_ids`."""
    return next(free_group_ids(graph))


def nodes_in(graph: Graph, group_ids: Iterable[str]) -> dict[str, list[str]]:
    """Return, by group, the ids of the nodes in it and in the groups that lie in it.

    >>> from engine.program import parse
    >>> graph = parse("x = 1; y = sin(x)")
    >>> edit, group_id = group_nodes(graph, graph.node_ids(), "both")
    >>> _ = edit.apply(graph)
    >>> nodes_in(graph, [group_id])
    {'g1': ['n1', 'n2']}
    """
    found: dict[str, list[str]] = {group_id: [] for group_id in group_ids}
    paths: dict[str | None, list[str]] = {None: []}
    for node in graph.nodes():
        if node.group not in paths:
            path = graph.groups.path(node.group)
            paths[node.group] = [group_id for group_id in path if group_id in found]
        for group_id in paths[node.group]:
            found[group_id].append(node.id)
    return found


def group_nodes(
    graph: Graph, node_ids: Iterable[str], title: str, group_ids: Iterable[str] = ()
) -> tuple[Edit, str]:
    """Return the edit that puts nodes and groups into a new group, and the new group's id.

    The new group lies in the innermost group that holds all of them. A group of which all nodes
    are meant goes into it as a whole.

    Parameters
    ----------
    graph
        Where they are.
    node_ids, group_ids
        What is to be in the group; the nodes of a group need not be named beside it.
    title
        What the new group is called.

    Examples
    --------
    >>> from engine.program import parse
    >>> graph = parse("x = 1; y = sin(x)")
    >>> edit, group_id = group_nodes(graph, graph.node_ids(), "both")
    >>> inverse = edit.apply(graph)
    >>> [node.group for node in graph.nodes()], graph.groups["g1"].title
    (['g1', 'g1'], 'both')
    """
    groups = graph.groups
    meant = [groups.group(group_id).id for group_id in dict.fromkeys(group_ids)]
    nodes = sorted(map(graph.node, set(node_ids)), key=lambda node: graph.ordinal(node.id))
    loose = [node for node in nodes if set(groups.path(node.group)).isdisjoint(meant)]
    around = [groups.path(groups[group_id].parent) for group_id in meant]
    around += [groups.path(node.group) for node in loose]
    container = _common(around)
    whole = _topmost(graph, {*meant, *_filled(graph, {node.id for node in nodes}, container)})
    new = Group(free_group_id(graph), title, parent=container)
    inside = {inner for group_id in whole for inner in groups.within(group_id)}
    edits: list[Edit] = [AddGroup(new)]
    edits += [SetGroup(group_id, {"parent": new.id}) for group_id in whole]
    edits += [SetNode(node.id, {"group": new.id}) for node in loose if node.group not in inside]
    return Batch(tuple(edits)), new.id


def _common(paths: list[tuple[str, ...]]) -> str | None:
    """Return the last group in which all paths agree."""
    shared = takewhile(lambda step: len(set(step)) == 1, zip(*paths, strict=False))
    return next(reversed([step[0] for step in shared]), None)


def _filled(graph: Graph, chosen: set[str], container: str | None) -> list[str]:
    """Return the groups inside another, or in none, all of whose nodes are chosen."""
    depth = len(graph.groups.path(container))
    below = [
        group_id
        for group_id in graph.groups
        if len(graph.groups.path(group_id)) > depth
        and (container is None or container in graph.groups.path(group_id))
    ]
    return [
        group_id
        for group_id, inside in nodes_in(graph, below).items()
        if inside and chosen.issuperset(inside)
    ]


def _topmost(graph: Graph, group_ids: set[str]) -> list[str]:
    """Return those of some groups that lie in no other of them."""
    return [
        group_id
        for group_id in graph.groups
        if group_id in group_ids and group_ids.isdisjoint(graph.groups.path(group_id)[:-1])
    ]


def ungroup(graph: Graph, group_ids: Iterable[str]) -> Edit:
    """Return the edit that dissolves groups; what is in them goes to the group around.

    >>> from engine.program import parse
    >>> graph = parse("x = 1; y = sin(x)")
    >>> _ = group_nodes(graph, ["n2"], "one")[0].apply(graph)
    >>> _ = ungroup(graph, ["g1"]).apply(graph)
    >>> [node.group for node in graph.nodes()], list(graph.groups)
    ([None, None], [])
    """
    groups = graph.groups
    doomed = {groups.group(group_id).id for group_id in group_ids}

    def kept_around(group_id: str | None) -> str | None:
        path = groups.path(group_id)
        return next((outer for outer in reversed(path) if outer not in doomed), None)

    edits: list[Edit] = [
        SetNode(node.id, {"group": kept_around(node.group)})
        for node in graph.nodes()
        if node.group in doomed
    ]
    edits += [
        SetGroup(group_id, {"parent": kept_around(group.parent)})
        for group_id, group in groups.items()
        if group_id not in doomed and group.parent in doomed
    ]
    edits += [RemoveGroup(group_id) for group_id in _inwards(graph, doomed)]
    return Batch(tuple(edits))


def _inwards(graph: Graph, group_ids: Iterable[str]) -> list[str]:
    """Return groups in the order in which they can be taken away, the innermost first."""
    return sorted(group_ids, key=lambda group_id: (-len(graph.groups.path(group_id)), group_id))


def remove_things(
    graph: Graph,
    node_ids: Iterable[str],
    edges: Iterable[Edge] = (),
    group_ids: Iterable[str] = (),
) -> Edit:
    """Return the edit that removes nodes, edges, and groups with everything in them.

    Examples
    --------
    >>> from engine.program import parse
    >>> graph = parse("x = 1; y = sin(x); z = cos(y)")
    >>> _ = group_nodes(graph, ["n2", "n3"], "both")[0].apply(graph)
    >>> _ = remove_things(graph, [], (), ["g1"]).apply(graph)
    >>> graph.node_ids(), list(graph.groups)
    (['n1'], [])
    """
    doomed = [group_id for group_id in graph.groups if group_id in set(group_ids)]
    nodes = dict.fromkeys(node_ids)
    inner: dict[str, None] = {}
    for group_id in doomed:
        inner |= dict.fromkeys(graph.groups.within(group_id))
    nodes |= dict.fromkeys(node.id for node in graph.nodes() if node.group in inner)
    removed = remove_nodes(graph, nodes, edges)
    if not inner:
        return removed
    return Batch((removed, *(RemoveGroup(group_id) for group_id in _inwards(graph, inner))))


def housed(edit: Edit, group_id: str) -> Edit:
    """Return an edit that puts what it adds into a group, unless that has a group already.

    >>> from engine.edits import AddNode
    >>> from engine.node import Node
    >>> housed(AddNode(Node("n1", "sin")), "g1").node.group
    'g1'
    """
    match edit:
        case Batch(edits):
            return Batch(tuple(housed(part, group_id) for part in edits))
        case AddNode(node) if node.group is None:
            return AddNode(replace(node, group=group_id))
        case AddGroup(group) if group.parent is None and group.id != group_id:
            return AddGroup(replace(group, parent=group_id))
        case _:
            return edit

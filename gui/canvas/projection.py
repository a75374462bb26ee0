"""Projection: what of a graph is drawn, given its groups and the one that a person has entered.

A pure function of the graph: nodes show themselves, or the card of a collapsed group stands for
them, or they are outside of what is looked at. An edge is drawn between whatever stands for its
ends, and keeps its own numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from engine.graph import Edge
from engine.operation import find_operation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.graph import Graph, Node

__all__ = [
    "PLAIN",
    "Boundary",
    "Ends",
    "Port",
    "Projection",
    "Stub",
    "group_key",
    "group_of_key",
    "project",
    "stub_key",
]

# Keys of cards that are no nodes begin with a character that nobody can type into an id.
_GROUP = "\x1dgroup:"
_FROM = "\x1dfrom:"
_TO = "\x1dto:"


def group_key(group_id: str) -> str:
    """Return the key of the card that stands for a group."""
    return _GROUP + group_id


def group_of_key(key: str) -> str | None:
    """Return the id of the group that a card stands for, or None for any other card.

    >>> group_of_key(group_key("g1")), group_of_key("n1")
    ('g1', None)
    """
    return key.removeprefix(_GROUP) if key.startswith(_GROUP) else None


def stub_key(node_id: str, port: str = "") -> str:
    """Return the key of the stub for a node outside, or with a port for that."""
    return f"{_TO}{node_id}\x1d{port}" if port else _FROM + node_id


class Port(NamedTuple):
    """An input port of a node."""

    node: str
    name: str


class Ends(NamedTuple):
    """Keys of the cards between which an edge is drawn."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Boundary:
    """A collapsed group and where edges go into and come out of it.

    Attributes
    ----------
    group
        Its id.
    nodes
        Ids of all nodes in it.
    inputs
        Ports inside that are fed from outside, or wait for an edge; one each.
    outputs
        Nodes inside that feed something outside, or nothing at all.
    main
        The node whose value the card shows: the output, or the only one there is.
    """

    group: str
    nodes: tuple[str, ...]
    inputs: tuple[Port, ...]
    outputs: tuple[str, ...]
    main: str | None


@dataclass(frozen=True, slots=True)
class Stub:
    """A node outside of the entered group: where an edge comes from, or with a port, goes to."""

    node: str
    port: str = ""


@dataclass(frozen=True)
class Projection:
    """What is drawn.

    Attributes
    ----------
    entered
        Id of the group whose inside is looked at, or None.
    nodes
        Ids of the nodes that show themselves.
    frames
        Ids of the groups that are drawn as frames, the outer ones first.
    cards, stubs
        What stands for other nodes, by key.
    ends
        Every edge that is drawn, and between which cards.
    stands_for
        By node id, the key of its group's card; those that show themselves are not in it.
    """

    entered: str | None = None
    nodes: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    cards: Mapping[str, Boundary] = field(default_factory=dict)
    stubs: Mapping[str, Stub] = field(default_factory=dict)
    ends: Mapping[Edge, Ends] = field(default_factory=dict)
    stands_for: Mapping[str, str] = field(default_factory=dict)


PLAIN = Projection()
"""A graph without groups: every node shows itself, and every edge is drawn between its ends."""


def project(graph: Graph, entered: str | None = None) -> Projection:
    """Work out what is drawn.

    Parameters
    ----------
    graph
        The graph and its groups.
    entered
        Id of the group whose inside is looked at; None, or a group that is not there, for all.
    """
    if not graph.groups:
        return PLAIN
    if entered not in graph.groups:
        entered = None
    owners = _owners(graph, entered)
    shown: list[str] = []
    inside: dict[str, list[Node]] = {
        group_key(group_id): [] for group_id in graph.groups if _is_card(graph, group_id, owners)
    }
    keys: dict[str, str] = {}
    for node in graph.nodes():
        owner = owners.get(node.group, owners[None])
        if owner is None:
            continue
        if owner:
            inside[owner].append(node)
        else:
            shown.append(node.id)
        keys[node.id] = owner or node.id
    ends, stubs = _drawn(graph, keys)
    return Projection(
        entered,
        tuple(shown),
        tuple(_frames(graph, entered, owners)),
        {key: _boundary(graph, key, nodes, ends) for key, nodes in inside.items()},
        stubs,
        ends,
        {node_id: key for node_id, key in keys.items() if key != node_id},
    )


def _owners(graph: Graph, entered: str | None) -> dict[str | None, str | None]:
    """Return what stands for the nodes directly in each group.

    A key is that of a card, an empty text means that they show themselves, None that they do not.
    """
    groups = graph.groups
    found: dict[str | None, str | None] = {None: "" if entered is None else None}
    for group_id in groups:
        path = groups.path(group_id)
        if entered is not None:
            if entered not in path:
                found[group_id] = None
                continue
            path = path[path.index(entered) + 1 :]
        collapsed = next((step for step in path if groups[step].is_collapsed), None)
        found[group_id] = "" if collapsed is None else group_key(collapsed)
    return found


def _is_card(graph: Graph, group_id: str, owners: Mapping[str | None, str | None]) -> bool:
    return owners[group_id] == group_key(group_id)


def _frames(
    graph: Graph, entered: str | None, owners: Mapping[str | None, str | None]
) -> Iterable[str]:
    """Return the groups that are seen and open, the outer ones first."""
    found = [group_id for group_id in graph.groups if not owners[group_id] and group_id != entered]
    seen = [group_id for group_id in found if owners[group_id] is not None]
    return sorted(seen, key=lambda group_id: len(graph.groups.path(group_id)))


def _drawn(graph: Graph, keys: Mapping[str, str]) -> tuple[dict[Edge, Ends], dict[str, Stub]]:
    """Return the ends of all edges that are seen, and the stubs at which some of them end."""
    ends: dict[Edge, Ends] = {}
    stubs: dict[str, Stub] = {}
    for node_id in graph.node_ids():
        for port, fed_by in graph.inputs(node_id).items():
            source, target = keys.get(fed_by), keys.get(node_id)
            if source == target:
                # Both are in one collapsed group, or both outside.
                continue
            if source is None:
                source = stub_key(fed_by)
                stubs[source] = Stub(fed_by)
            if target is None:
                target = stub_key(node_id, port)
                stubs[target] = Stub(node_id, port)
            ends[Edge(fed_by, node_id, port)] = Ends(source, target)
    return ends, stubs


def _boundary(graph: Graph, key: str, nodes: list[Node], ends: Mapping[Edge, Ends]) -> Boundary:
    """Find out where edges go into a collapsed group and come out of it."""
    inputs: list[Port] = []
    outputs: list[str] = []
    for node in sorted(nodes, key=lambda node: (node.position[1], node.position[0])):
        arriving = graph.inputs(node.id)
        for port in graph.ports(node.id):
            source = arriving.get(port)
            fed = source is not None and Edge(source, node.id, port) in ends
            if fed or (source is None and _waits(node, port)):
                inputs.append(Port(node.id, port))
        leaving = graph.edges_out_of(node.id)
        feeds_outside = any(edge in ends for edge in leaving)
        if feeds_outside or graph.output == node.id or not (leaving or node.is_leaf):
            outputs.append(node.id)
    main = graph.output if graph.output in outputs else None
    if main is None and len(outputs) == 1:
        main = outputs[0]
    return Boundary(
        group_of_key(key) or "",
        tuple(node.id for node in nodes),
        tuple(inputs),
        tuple(outputs),
        main,
    )


def _waits(node: Node, port: str) -> bool:
    """Whether a port without an edge has no number that would stand in for one."""
    return find_operation(node.operation) is not None and node.attributes.get(port) is None

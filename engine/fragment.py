"""Fragment: a piece of a graph that can be copied elsewhere, into this graph or another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.document_format import dump, loads
from engine.edits import AddGroup, AddNode, Batch, Connect, Edit
from engine.graph import Edge, Graph, Node
from engine.grouping import free_group_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.group import Group

__all__ = ["Fragment", "extract", "from_text", "insertion"]

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Fragment:
    """Nodes, the edges among them and the groups they are in.

    Attributes
    ----------
    nodes
        The nodes, their positions relative to the origin.
    edges
        The edges that begin and end in them.
    origin
        Where the fragment's top left corner was.
    groups
        The groups that belong to it, each after the one it lies in.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    origin: Position = (0.0, 0.0)
    groups: tuple[Group, ...] = ()

    def to_graph(self) -> Graph:
        """Return a graph of its own that holds nothing else."""
        graph = Graph()
        graph.groups.insert_all(self.groups)
        for node in self.nodes:
            graph.insert(node)
        for edge in self.edges:
            graph.attach(edge)
        return graph

    def to_text(self) -> str:
        """Write the fragment as the text of a document."""
        return dump(self.to_graph())


def extract(graph: Graph, node_ids: Iterable[str], group_ids: Iterable[str] = ()) -> Fragment:
    """Take a copy of some nodes and of the edges among them.

    Parameters
    ----------
    graph
        Where they are.
    node_ids
        The nodes.
    group_ids
        Groups that are to come along, with the groups and nodes in them.

    Examples
    --------
    >>> from engine.program import parse
    >>> graph = parse("x = 1; y = sin(x); z = cos(y)")
    >>> fragment = extract(graph, [graph.resolve("y"), graph.resolve("z")])
    >>> [node.name for node in fragment.nodes], len(fragment.edges)
    (['y', 'z'], 1)
    """
    wanted = dict.fromkeys(inner for outer in group_ids for inner in graph.groups.within(outer))
    chosen = {*node_ids, *(node.id for node in graph.nodes() if node.group in wanted)}
    ordered = sorted(chosen, key=graph.ordinal)
    arriving = (edge for node_id in ordered for edge in graph.edges_into(node_id))
    inner = [edge for edge in arriving if edge.source in chosen]
    nodes = [graph.node(node_id) for node_id in ordered]
    return _fragment(nodes, inner, [graph.groups[group_id] for group_id in wanted])


def from_text(text: str | bytes) -> Fragment:
    """Read a fragment from the text of a document.

    Raises
    ------
    FormatError
        When it is not a document.
    """
    graph = loads(text).graph
    groups = [
        graph.groups[inner]
        for top in graph.groups.children(None)
        for inner in graph.groups.within(top)
    ]
    return _fragment(graph.nodes(), graph.edges(), groups)


def _fragment(nodes: list[Node], edges: Iterable[Edge], groups: list[Group]) -> Fragment:
    known = {group.id for group in groups}
    # The corner of a frame counts where there is no node that would tell where it is.
    corners = [node.position for node in nodes] or [group.position for group in groups]
    left = min((x for x, _ in corners), default=0.0)
    top = min((y for _, y in corners), default=0.0)
    placed = (
        replace(
            node,
            position=(node.position[0] - left, node.position[1] - top),
            group=node.group if node.group in known else None,
        )
        for node in nodes
    )
    framed = (
        replace(
            group,
            position=(group.position[0] - left, group.position[1] - top),
            parent=group.parent if group.parent in known else None,
        )
        for group in groups
    )
    return Fragment(tuple(placed), tuple(edges), (left, top), tuple(framed))


def insertion(
    graph: Graph, fragment: Fragment, at: Position, group: str | None = None
) -> tuple[Edit, tuple[str, ...]]:
    """Return the edit that puts a fragment into a graph, and the ids of the nodes it will make.

    Every node and group gets a free id; a name that is taken gets a number.

    Parameters
    ----------
    graph
        Where the fragment is to go.
    fragment
        What is to go there.
    at
        Where its top left corner is to be.
    group
        Id of the group that it goes into, or None.

    Examples
    --------
    >>> from engine.program import parse
    >>> graph = parse("x = 1; y = sin(x)")
    >>> edit, new = insertion(graph, extract(graph, graph.node_ids()), (0.0, 0.0))
    >>> _ = edit.apply(graph)
    >>> [graph.node(node_id).name for node_id in new]
    ['x_2', 'y_2']
    """
    ids = _free_ids(graph, {node.name for node in fragment.nodes})
    fresh = {node.id: new_id for node, new_id in zip(fragment.nodes, ids, strict=False)}
    names = _Names(graph, fresh.values())
    group_ids = dict(
        zip((inner.id for inner in fragment.groups), free_group_ids(graph), strict=False)
    )
    framed = [
        AddGroup(
            replace(
                inner,
                id=group_ids[inner.id],
                parent=group if inner.parent is None else group_ids[inner.parent],
                position=(inner.position[0] + at[0], inner.position[1] + at[1]),
            )
        )
        for inner in fragment.groups
    ]
    added = [
        AddNode(
            replace(
                node,
                id=fresh[node.id],
                name=names.free(node.name),
                position=(node.position[0] + at[0], node.position[1] + at[1]),
                group=group if node.group is None else group_ids[node.group],
            )
        )
        for node in fragment.nodes
    ]
    connected = [
        Connect(Edge(fresh[edge.source], fresh[edge.target], edge.port)) for edge in fragment.edges
    ]
    return Batch((*framed, *added, *connected)), tuple(fresh.values())


def _free_ids(graph: Graph, names: set[str]) -> Iterator[str]:
    """Ids that neither the graph nor the names about to come into it use."""
    return (node_id for node_id in graph.free_ids() if node_id not in names)


class _Names:
    """Hands out names that are free in a graph and among the nodes that are about to come."""

    def __init__(self, graph: Graph, ids: Iterable[str]) -> None:
        self._graph = graph
        self._taken = set(ids)

    def free(self, name: str) -> str:
        """Return a name, or the first of ``name_2``, ``name_3``, … that is free.

        A name that is numbered already is counted on: after ``x_2`` comes ``x_3``.
        """
        if not name:
            return ""
        stem, _, tail = name.rpartition("_")
        is_numbered = bool(stem) and tail.isascii() and tail.isdigit()
        stem, number = (stem, int(tail)) if is_numbered else (name, 1)
        found = name
        while found in self._taken or self._graph.has_name(found) or found in self._graph:
            number += 1
            found = f"{stem}_{number}"
        self._taken.add(found)
        return found

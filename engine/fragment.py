"""Fragment: a piece of a graph that can be copied elsewhere, into this graph or another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from engine.document_format import dump, loads
from engine.edits import AddGroup, AddNode, Batch, Connect, Edit
from engine.excerpt import Excerpt
from engine.graph import Edge, Graph, Node
from engine.grouping import free_group_ids
from engine.slices import drained, sliced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.group import Group
    from engine.slices import Work

__all__ = [
    "Fragment",
    "extract",
    "fragment_of",
    "fragmenting",
    "from_text",
    "inserting",
    "insertion",
]

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
        graph = Graph.from_parts(self.nodes, self.edges)
        graph.groups.insert_all(self.groups)
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
    return fragment_of(Excerpt.of(graph, node_ids, group_ids))


def fragment_of(excerpt: Excerpt) -> Fragment:
    """Make a fragment of nodes that were noted down, and of the edges among them."""
    return drained(fragmenting(excerpt))


def fragmenting(excerpt: Excerpt) -> Work[Fragment]:
    """Make the fragment of `fragment_of` in slices."""
    inner: list[Edge] = []
    for nodes in sliced(excerpt.nodes):
        arriving = chain.from_iterable(map(excerpt.edges_into, nodes))
        inner += [edge for edge in arriving if edge.source in excerpt.inputs]
        yield
    return (yield from _fragmenting(excerpt.nodes, inner, excerpt.groups))


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
    return drained(_fragmenting(graph.nodes(), graph.edges(), groups))


def _fragmenting(
    nodes: Sequence[Node], edges: Iterable[Edge], groups: Sequence[Group]
) -> Work[Fragment]:
    known = {group.id for group in groups}
    # The corner of a frame counts where there is no node that would tell where it is.
    corners = [node.position for node in nodes] or [group.position for group in groups]
    left = min((x for x, _ in corners), default=0.0)
    top = min((y for _, y in corners), default=0.0)
    placed: list[Node] = []
    for some in sliced(nodes):
        placed += [
            replace(
                node,
                position=(node.position[0] - left, node.position[1] - top),
                group=node.group if node.group in known else None,
            )
            for node in some
        ]
        yield
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
    edit = drained(inserting(graph, fragment, at, group))
    return edit, tuple(part.node.id for part in edit.edits if isinstance(part, AddNode))


def inserting(
    graph: Graph, fragment: Fragment, at: Position, group: str | None = None
) -> Work[Batch]:
    """Make the edit of `insertion` in slices; the graph must not change meanwhile."""
    ids = _free_ids(graph, {node.name for node in fragment.nodes})
    fresh: dict[str, str] = {}
    for nodes in sliced(fragment.nodes):
        fresh.update(zip([node.id for node in nodes], ids, strict=False))
        yield
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
    edits: list[Edit] = [*framed]
    yield
    for nodes in sliced(fragment.nodes):
        edits += [
            AddNode(
                replace(
                    node,
                    id=fresh[node.id],
                    name=names.free(node.name),
                    position=(node.position[0] + at[0], node.position[1] + at[1]),
                    group=group if node.group is None else group_ids[node.group],
                )
            )
            for node in nodes
        ]
        yield
    for edges in sliced(fragment.edges):
        edits += [
            Connect(Edge(fresh[edge.source], fresh[edge.target], edge.port)) for edge in edges
        ]
        yield
    return Batch(tuple(edits))


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

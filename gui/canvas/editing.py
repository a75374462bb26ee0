"""Editing: what the canvas does to a document, as edits with readable names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from engine.calculus.notation import plain_name
from engine.edits import (
    AddNode,
    Batch,
    Connect,
    Disconnect,
    Edit,
    Move,
    SetGroup,
    SetNode,
    connect_replacing,
)
from engine.errors import EngineError, PortError
from engine.excerpt import Excerpt
from engine.fragment import Fragment, fragmenting, inserting, insertion
from engine.graph import Edge, Graph, Node
from engine.grouping import nodes_in, remove_things
from engine.operation import get_operation
from engine.remaking import LARGE
from engine.splicing import entry_port, healing, insertion_into
from engine.values import same_value
from gui import clipboard
from gui.canvas.fragment_extent import extent_of
from gui.canvas.geometry import snapped
from gui.canvas.group_room import room_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.change import Change
    from engine.slices import Work
    from engine.values import Value
    from gui.document import Document

__all__ = ["Editing", "new_node"]

INPUT_NAMES = ("x", "y", "z")
PARAMETER_NAMES = ("w", "b")
DUPLICATE_OFFSET = 36.0
Position = tuple[float, float]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Editing", text)


def new_node(graph: Graph, operation: str, position: Position, value: Value = 1.0) -> Node:
    """Return a node that can be added: a leaf with a free name, or an operation with its literals.

    Raises
    ------
    EngineError
        When there is no such operation.
    """
    node = Node(graph.free_id(), operation, position=position)
    if not node.is_leaf:
        return replace(node, attributes=dict(get_operation(operation).defaults))
    stems = {"input": INPUT_NAMES, "parameter": PARAMETER_NAMES}.get(operation)
    name = "" if stems is None else next(_free_names(graph, stems))
    return replace(node, name=name, value=value)


def _free_names(graph: Graph, stems: tuple[str, ...]) -> Iterator[str]:
    yield from (stem for stem in stems if not graph.has_name(stem) and stem not in graph)
    yield graph.free_name(stems[0])


class Editing:
    """Edits of one document.

    Every method either does all of what it says, as one step of the undo stack, or raises an
    `EngineError` and does nothing.
    """

    def __init__(self, document: Document) -> None:
        self.document = document

    @property
    def graph(self) -> Graph:
        """What is edited."""
        return self.document.graph

    def label(self, node_id: str) -> str:
        """Return what to call a node in a few words."""
        return plain_name(self.graph.node(node_id).label)

    def title(self, group_id: str) -> str:
        """Return what to call a group in a few words."""
        return self.graph.groups[group_id].title or _tr("Group")

    def add(
        self,
        node: Node,
        *,
        source: str | None = None,
        target: Edge | None = None,
        room: Iterable[Edit] = (),
    ) -> None:
        """Add a node and select it.

        Parameters
        ----------
        node
            The node.
        source
            A node whose output is to arrive at the new node's first port.
        target
            An edge, but for its source, that the new node is to send.
        room
            What makes room for it.
        """
        edits: list[Edit] = [AddNode(node)]
        port = entry_port(node)
        if source is not None and port is not None:
            edits.append(Connect(Edge(source, node.id, port)))
        if target is not None:
            holder = self.graph.source(target.target, target.port)
            if holder is not None:
                edits.append(Disconnect(Edge(holder, target.target, target.port)))
            edits.append(Connect(Edge(node.id, target.target, target.port)))
        edits += room
        edit = edits[0] if len(edits) == 1 else Batch(tuple(edits))
        self.document.perform(edit, _tr("Add {0}").format(plain_name(node.label)))
        self.document.select([node.id])

    def connect(self, edge: Edge, moved: Edge | None = None) -> None:
        """Make an edge in place of the one at its port and, if given, of one that is moved."""
        if moved == edge:
            return
        problem = self.reason_against(edge, moved)
        if problem is not None:
            raise problem
        edit = connect_replacing(self.graph, edge)
        if moved is not None and moved[1:] != edge[1:]:
            edit = Batch((Disconnect(moved), edit))
        text = _tr("Connect {0} to {1}")
        self.document.perform(edit, text.format(self.label(edge.source), self.label(edge.target)))

    def insert(
        self, node_id: str, edge: Edge, position: Position, room: Iterable[Edit] = ()
    ) -> None:
        """Move a node without edges somewhere and let an edge pass through it.

        Parameters
        ----------
        node_id
            The node.
        edge
            The edge.
        position
            Where the node goes.
        room
            What makes room for it.
        """
        passing = insertion_into(self.graph, node_id, edge)
        if passing is None:
            self.move({node_id: position})
            return
        names = map(self.label, (node_id, edge.source, edge.target))
        text = _tr("Put {0} between {1} and {2}").format(*names)
        self.document.perform(Batch((Move({node_id: position}), passing, *room)), text)

    def heal(self) -> None:
        """Delete the selected nodes and let what fed them arrive where they led."""
        nodes = self._ordered(self.document.selection)
        if nodes:
            what = self.label(nodes[0]) if len(nodes) == 1 else _tr("{0} nodes").format(len(nodes))
            text = _tr("Delete {0} and heal").format(what)
            self.document.perform(healing(self.graph, nodes), text)

    def disconnect(self, edges: Iterable[Edge]) -> None:
        """Remove edges."""
        doomed = list(edges)
        if doomed:
            text = self._counted(len(doomed), _tr("Remove an edge"), _tr("Remove {0} edges"))
            self.document.perform(Batch(tuple(map(Disconnect, doomed))), text)

    def delete(self, verb: str = "") -> None:
        """Delete what is selected."""
        nodes = self._ordered(self.document.selection)
        edges = sorted(self.document.selected_edges)
        groups = sorted(self.document.selected_groups)
        if not nodes and not groups:
            self.disconnect(edges)
            return
        word = verb or _tr("Delete")
        what = self.label(nodes[0]) if len(nodes) == 1 else _tr("{0} nodes").format(len(nodes))
        if groups:
            what = self.title(groups[0]) if len(groups) == 1 else _tr("groups")
        edit = remove_things(self.graph, nodes, edges, groups)
        self.document.large_edits.perform(edit, f"{word} {what}")

    def move(self, positions: Mapping[str, Position], merge_key: str = "") -> None:
        """Put nodes elsewhere; those that are there already do not count."""
        moved = {
            node_id: position
            for node_id, position in positions.items()
            if self.graph.node(node_id).position != position
        }
        if not moved:
            return
        self.document.perform(Move(moved), self.move_text(moved), merge_key=merge_key)

    def move_text(self, node_ids: Iterable[str]) -> str:
        """Return what moving some nodes is called."""
        moved = list(node_ids)
        if len(self.document.selected_groups) == 1:
            (group_id,) = self.document.selected_groups
            return _tr("Move {0}").format(self.title(group_id))
        if len(moved) == 1:
            return _tr("Move {0}").format(self.label(moved[0]))
        return _tr("Move {0} nodes").format(len(moved))

    def group_moves(self, dx: float, dy: float) -> list[Edit]:
        """Return the edits that let the selected groups, and those in them, go along."""
        groups = self.graph.groups
        chosen = self.document.selected_groups
        carried = dict.fromkeys(inner for outer in chosen for inner in groups.within(outer))
        if not dx and not dy:
            return []
        corners = {group_id: groups[group_id].position for group_id in sorted(carried)}
        return [
            SetGroup(group_id, {"position": (x + dx, y + dy)})
            for group_id, (x, y) in corners.items()
        ]

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected nodes a little; nudges in a row are one step."""
        chosen = self._ordered(self.document.selection)
        positions = {}
        for node_id in chosen:
            x, y = self.graph.node(node_id).position
            positions[node_id] = (x + dx, y + dy)
        key = "nudge:" + ",".join((*chosen, *sorted(self.document.selected_groups)))
        carried = self.group_moves(dx, dy)
        if carried:
            edit = Batch((Move(positions), *carried))
            self.document.perform(edit, self.move_text(chosen), merge_key=key)
        else:
            self.move(positions, merge_key=key)

    def set_value(
        self, node_id: str, value: Value, port: str | None = None, *, merge_key: str = ""
    ) -> None:
        """Give a leaf another value, or a port another literal."""
        node = self.graph.node(node_id)
        present = node.value if port is None else node.attributes.get(port)
        if node.is_leaf is (port is None) and same_value(present, value):
            return
        changes: dict[str, Any] = {"value": value}
        what = self.label(node_id)
        if port is not None:
            changes = {"attributes": {**node.attributes, port: value}}
            what = _tr("{0} of {1}").format(port, what)
        elif not node.is_leaf:
            raise PortError(
                _tr("{0} computes its value; only leaves hold one").format(node.label),
                node=node_id,
            )
        text = _tr("Set {0}").format(what)
        self.document.perform(SetNode(node_id, changes), text, merge_key=merge_key)

    def rename(self, node_id: str, name: str) -> None:
        """Give a node another name; an empty one takes the name away."""
        if name != self.graph.node(node_id).name:
            text = _tr("Rename {0} to {1}") if name else _tr("Take the name of {0} away")
            text = text.format(self.label(node_id), plain_name(name))
            self.document.perform(SetNode(node_id, {"name": name}), text)

    def duplicate(self) -> None:
        """Put a copy of what is selected beside it, and select the copy."""
        excerpt = self._selected()
        if excerpt is None:
            return
        count = len(excerpt.nodes)
        text = self._counted(count, _tr("Duplicate a node"), _tr("Duplicate {0} nodes"))
        self._work_out(self._duplicating(excerpt, self._common_group()), text, count)

    def _duplicating(self, excerpt: Excerpt, group: str | None) -> Work[Edit]:
        fragment = yield from fragmenting(excerpt)
        x, y = fragment.origin
        place = (x + DUPLICATE_OFFSET, y + DUPLICATE_OFFSET)
        return (yield from inserting(self.graph, fragment, place, group))

    def _selected(self) -> Excerpt | None:
        """Return what is selected as it is now, or None when nothing is."""
        document = self.document
        if not document.selection and not document.selected_groups:
            return None
        return Excerpt.of(self.graph, document.selection, sorted(document.selected_groups))

    def _common_group(self) -> str | None:
        """Return the group that everything selected lies directly in, or None."""
        groups, chosen = self.graph.groups, self.document.selected_groups
        around = {
            groups[group_id].parent
            for group_id in chosen
            if chosen.isdisjoint(groups.path(group_id)[:-1])
        }
        homes = {self.graph.node(node_id).group for node_id in self.document.selection}
        around |= {home for home in homes if chosen.isdisjoint(groups.path(home))}
        return around.pop() if len(around) == 1 else None

    def _insert(self, fragment: Fragment, at: Position, group: str | None, text: str) -> None:
        """Put a copy into the graph and select it."""
        self._work_out(inserting(self.graph, fragment, at, group), text, len(fragment.nodes))

    def _work_out(self, work: Work[Edit], text: str, count: int) -> None:
        """Make an edit that adds about so many nodes, and select them."""
        self.document.large_edits.work_out(work, text, self._select_added, is_large=count >= LARGE)

    def _select_added(self, change: Change) -> None:
        """Select the nodes and groups that were made."""
        self.document.select(change.added, (), change.groups)

    def copy(self) -> None:
        """Put what is selected on the clipboard."""
        excerpt = self._selected()
        if excerpt is not None:
            clipboard.copy(excerpt)

    def cut(self) -> None:
        """Put what is selected on the clipboard and delete it."""
        self.copy()
        self.delete(_tr("Cut"))

    def paste(
        self, middle: Position, group: str | None = None, fragment: Fragment | None = None
    ) -> None:
        """Put what is on the clipboard around a place, and select it.

        Pasted where it was copied from, or where it was pasted before, it goes a little further.

        Parameters
        ----------
        middle
            The place.
        group
            Id of the group that it goes into, or None.
        fragment
            What was on the clipboard, if that has been read already.
        """
        if fragment is None:
            fragment = clipboard.pasted()
        if group is not None and group in (copied.id for copied in fragment.groups):
            # A group whose copy is pasted is the one to lie beside, not to hold it.
            group = self.graph.groups[group].parent
        is_inside = group is not None and group not in self.document.entered
        if group is not None and is_inside and self.graph.groups[group].is_collapsed:
            self._paste_into(group, fragment)
            return
        if not fragment.nodes:
            if fragment.groups:
                self._insert(fragment, middle, group, _tr("Paste a comment"))
            return
        width, height = extent_of(fragment)
        x, y = snapped(middle[0] - width / 2, middle[1] - height / 2)
        taken = {node.position for node in self.graph.nodes()}
        first = fragment.nodes[0].position
        while (x + first[0], y + first[1]) in taken:
            x, y = x + DUPLICATE_OFFSET, y + DUPLICATE_OFFSET
        text = self._counted(len(fragment.nodes), _tr("Paste a node"), _tr("Paste {0} nodes"))
        self._insert(fragment, (x, y), group, text)

    def _paste_into(self, group: str, fragment: Fragment) -> None:
        """Put a copy below what is in a collapsed group, and select the group."""
        edit, new = insertion(self.graph, fragment, room_in(self.graph, group), group)
        text = _tr("Paste a node into {1}") if len(new) == 1 else _tr("Paste {0} nodes into {1}")
        self.document.perform(edit, text.format(len(new), self.title(group)))
        self.document.select(nodes_in(self.graph, [group])[group], (), [group])

    def reason_against(self, edge: Edge, moved: Edge | None = None) -> EngineError | None:
        """Return what speaks against an edge that may replace the one at its port."""
        if moved != edge and self.graph.source(edge.target, edge.port) == edge.source:
            sentence = _tr("{0} already feeds port “{1}” of {2}")
            told = sentence.format(self.label(edge.source), edge.port, self.label(edge.target))
            return PortError(told, node=edge.target, port=edge.port)
        ignored = [] if moved is None else [moved]
        if edge.target in self.graph:
            holder = self.graph.source(edge.target, edge.port)
            if holder is not None:
                ignored.append(Edge(holder, edge.target, edge.port))
        return self.graph.why_not_connect(edge, ignoring=ignored)

    def _ordered(self, node_ids: Iterable[str]) -> list[str]:
        return sorted(node_ids, key=self.graph.ordinal)

    @staticmethod
    def _counted(count: int, one: str, many: str) -> str:
        return one if count == 1 else many.format(count)

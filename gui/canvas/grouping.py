"""Grouping: what a canvas does with groups: select, enter, open and close, fill and empty them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF

from engine.edits import AddGroup, Batch, SetGroup
from engine.group import Group
from engine.grouping import free_group_id, group_nodes, nodes_in, ungroup
from gui.canvas.frames import EMPTY_SIZE
from gui.canvas.geometry import snapped
from gui.canvas.gestures.group_move import GroupMoveGesture
from gui.canvas.gestures.group_resize import GroupResizeGesture
from gui.canvas.group_card import GROUP_COLOURS, group_token
from gui.canvas.hits import Hit, Part
from gui.canvas.homes import Homes
from gui.canvas.projection import group_key, group_of_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gui.canvas.gestures.gesture import Gesture
    from gui.canvas.view import CanvasView

__all__ = ["Grouping"]


class Grouping(QObject):
    """The groups of one canvas."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._document = canvas.document
        self.homes = Homes(canvas)

    # ------------------------------------------------------------------ selecting

    def select(self, group_id: str, *, adds: bool = False) -> None:
        """Select a group and the nodes in it, or with `adds` let it join or leave the selection."""
        document = self._document
        inside = frozenset(nodes_in(document.graph, [group_id])[group_id])
        if not adds:
            document.select(inside, (), [group_id])
        elif group_id in document.selected_groups:
            document.select(
                document.selection - inside,
                document.selected_edges,
                document.selected_groups - {group_id},
            )
        else:
            document.select(
                document.selection | inside,
                document.selected_edges,
                document.selected_groups | {group_id},
            )

    def select_cards(self, keys: Iterable[str]) -> None:
        """Select what cards stand for, and no edge."""
        stubs = self._canvas.stage.diagram.projection.stubs
        nodes: set[str] = set()
        groups = []
        for key in keys:
            group_id = group_of_key(key)
            if group_id is not None:
                groups.append(group_id)
            elif key not in stubs:
                nodes.add(key)
        for inside in nodes_in(self._document.graph, groups).values():
            nodes.update(inside)
        self._document.select(nodes, (), groups)

    def select_all(self) -> None:
        """Select every node and group that is looked at."""
        graph = self._document.graph
        entered = self._canvas.stage.diagram.entered
        if entered is None:
            self._document.select(graph.node_ids(), (), graph.groups)
        else:
            within = graph.groups.within(entered)
            self._document.select(nodes_in(graph, [entered])[entered], (), within[1:])

    def only_selected(self) -> str | None:
        """Return the group that is selected and holds all that is, or None."""
        groups = self._document.graph.groups
        chosen = self._document.selected_groups
        outer = [group_id for group_id in chosen if chosen.isdisjoint(groups.path(group_id)[:-1])]
        if len(outer) != 1:
            return None
        inside = nodes_in(self._document.graph, outer)[outer[0]]
        return outer[0] if self._document.selection <= set(inside) else None

    # ------------------------------------------------------------------ making and dissolving

    def group(self) -> None:
        """Put what is selected into a new group, and let its title be typed."""
        document = self._document
        if not (document.selection or document.selected_groups):
            return
        title = self._free_title()
        made: list[str] = []

        def make() -> None:
            edit, group_id = group_nodes(
                document.graph, document.selection, title, document.selected_groups
            )
            document.perform(edit, self.tr("Group {0}").format(self._count()))
            made.append(group_id)

        self._canvas.attempt(make)
        for group_id in made:
            self.select(group_id)
            self.rename(group_id)

    def ungroup(self) -> None:
        """Dissolve the selected groups, or the ones that the selected nodes are in."""
        document = self._document
        groups = document.graph.groups
        chosen = {
            group_id
            for group_id in document.selected_groups
            if document.selected_groups.isdisjoint(groups.path(group_id)[:-1])
        }
        if not chosen:
            around = {document.graph.node(node_id).group for node_id in document.selection}
            chosen = {group_id for group_id in around if group_id in groups and group_id}
            chosen -= set(document.entered)
        if not chosen:
            return
        kept = document.selection
        text = self.tr("Ungroup {0}").format(self._canvas.editing.title(min(chosen)))
        if len(chosen) > 1:
            text = self.tr("Ungroup {0} groups").format(len(chosen))
        self._canvas.attempt(lambda: document.perform(ungroup(document.graph, chosen), text))
        document.select(kept)

    def add_frame(self) -> None:
        """Put an empty frame, a comment, onto the canvas and let its title be typed."""
        document = self._document
        place = self._canvas.paste_place()
        x, y = snapped(place.x() - EMPTY_SIZE[0] / 2, place.y() - EMPTY_SIZE[1] / 2)
        group_id = free_group_id(document.graph)
        parent = self.homes.group_at(place.x(), place.y())
        title = self.tr("Comment")
        frame = Group(group_id, title, parent=parent, position=(x, y), size=EMPTY_SIZE)
        self._canvas.attempt(lambda: document.perform(AddGroup(frame), self.tr("Add a comment")))
        if group_id in document.graph.groups:
            self.select(group_id)
            self.rename(group_id)

    def _free_title(self) -> str:
        taken = {group.title for group in self._document.graph.groups.values()}
        number = 1
        while self.tr("Group {0}").format(number) in taken:
            number += 1
        return self.tr("Group {0}").format(number)

    def _count(self) -> str:
        chosen = self._document.selection
        if len(chosen) == 1:
            return self._canvas.editing.label(next(iter(chosen)))
        return self.tr("{0} nodes").format(len(chosen))

    # ------------------------------------------------------------------ looks

    def rename(self, group_id: str) -> None:
        """Edit the title of a group in place."""
        self._canvas.attempt(lambda: self._canvas.in_place.edit_group(group_id, "title"))

    def edit_note(self) -> None:
        """Edit the note of the selected group in place; a card is opened for it."""
        group_id = self.only_selected()
        if group_id is not None:
            self._canvas.attempt(lambda: self._canvas.in_place.edit_group(group_id, "note"))

    def set_text(self, group_id: str, field: str, text: str) -> None:
        """Give a group another title or note.

        Raises
        ------
        EngineError
            When it is too long.
        """
        if text != getattr(self._document.graph.groups[group_id], field):
            edit = SetGroup(group_id, {field: text})
            told = self.tr("Rename a group to {0}") if field == "title" else self.tr("Set a note")
            self._document.perform(edit, told.format(text))

    def toggle(self, group_id: str) -> None:
        """Open a collapsed group, or collapse an open one."""
        group = self._document.graph.groups[group_id]
        text = self.tr("Open {0}") if group.is_collapsed else self.tr("Collapse {0}")
        edit = SetGroup(group_id, {"is_collapsed": not group.is_collapsed})
        self._document.perform(edit, text.format(self._canvas.editing.title(group_id)))

    def toggle_selected(self) -> None:
        """Open or collapse the selected group, or the one that the selected nodes are in."""
        document = self._document
        group_id = self.only_selected()
        if group_id is None:
            around = {document.graph.node(node_id).group for node_id in document.selection}
            group_id = next(iter(around)) if len(around) == 1 else None
        if group_id in document.graph.groups and group_id not in document.entered:
            self.toggle(str(group_id))
            self.select(str(group_id))

    def next_colour(self) -> None:
        """Give the selected groups the colour after the one that the first of them has."""
        document = self._document
        first = min(document.selected_groups, default=None)
        if first is not None:
            place = GROUP_COLOURS.index(group_token(document.graph.groups[first].colour))
            self.recolour(GROUP_COLOURS[(place + 1) % len(GROUP_COLOURS)])

    def recolour(self, colour: str) -> None:
        """Give the selected groups another colour."""
        document = self._document
        edits = tuple(
            SetGroup(group_id, {"colour": colour})
            for group_id in sorted(document.selected_groups)
            if document.graph.groups[group_id].colour != colour
        )
        if edits:
            document.perform(Batch(edits), self.tr("Colour a group"))

    # ------------------------------------------------------------------ going in and out

    def enter(self, group_id: str) -> None:
        """Show the inside of a group, and nothing else."""
        self._document.enter(group_id)

    def enter_selected(self) -> None:
        """Show the inside of the selected group."""
        group_id = self.only_selected()
        if group_id is not None:
            self.enter(group_id)

    def leave(self) -> bool:
        """Show what is around the entered group, which is then selected; return whether it is."""
        way = self._document.entered
        if not way:
            return False
        self._document.enter(way[-2] if len(way) > 1 else None)
        self.select(way[-1])
        return True

    def reveal(self, node_id: str) -> None:
        """Look at the innermost part of the graph in which a node shows itself.

        Going into a group changes nothing in the document, as opening it would.
        """
        graph, diagram = self._document.graph, self._canvas.stage.diagram
        if node_id in diagram.nodes.rows:
            return
        path = graph.groups.path(graph.node(node_id).group)
        collapsed = [group_id for group_id in path if graph.groups[group_id].is_collapsed]
        self._document.enter(collapsed[-1] if collapsed else None)

    # ------------------------------------------------------------------ the pointer

    def pressed(self, hit: Hit, *, adds: bool) -> None:
        """Select a group whose title or card was pressed."""
        assert hit.group is not None
        if hit.part is Part.TOGGLE:
            return
        if adds or hit.group not in self._document.selected_groups:
            self.select(hit.group, adds=adds)

    def clicked(self, hit: Hit) -> None:
        """Take a press and a release in one place for what they are."""
        assert hit.group is not None
        group_id = hit.group
        if hit.part is Part.TOGGLE:
            self._canvas.attempt(lambda: self.toggle(group_id))
        self.select(group_id)

    def double_clicked(self, hit: Hit) -> None:
        """Go into a collapsed group, or rename an open one."""
        assert hit.group is not None
        if hit.part is Part.TOGGLE:
            return
        if hit.group in self._canvas.stage.diagram.frames:
            self.rename(hit.group)
        else:
            self.enter(hit.group)

    def dragged(self, hit: Hit) -> Gesture | None:
        """Return the gesture that a drag begins."""
        assert hit.group is not None
        if hit.part is Part.CORNER:
            return GroupResizeGesture(self._canvas, hit.group)
        if hit.part is Part.GROUP and hit.group in self._document.selected_groups:
            return GroupMoveGesture(self._canvas, hit.group)
        return None

    def area_of(self, group_id: str) -> QRectF:
        """Return where the frame or the card of a group is; empty when it is not seen."""
        diagram = self._canvas.stage.diagram
        if group_id in diagram.frames:
            left, top, right, bottom = diagram.frames[group_id].box
            return QRectF(left, top, right - left, bottom - top)
        row = diagram.nodes.rows.get(group_key(group_id))
        if row is None:
            return QRectF()
        left, top, right, bottom = diagram.nodes.boxes[row].tolist()
        return QRectF(left, top, right - left, bottom - top)

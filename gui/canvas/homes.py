"""Homes: the groups that nodes and groups are put into by dropping them there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from engine.edits import Batch, Edit, Move, SetGroup, SetNode
from gui.canvas.group_room import room_in
from gui.canvas.projection import group_of_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtCore import QPointF

    from gui.canvas.view import CanvasView

__all__ = ["Homes"]

Position = tuple[float, float]


@dataclass(slots=True)
class _Found:
    """By id of a dragged node or group, the id of the group that it lies over, or None."""

    nodes: dict[str, str | None] = field(default_factory=dict)
    groups: dict[str, str | None] = field(default_factory=dict)


class Homes:
    """Finds out where things are dropped, on one canvas.

    Whoever drags a node out of its frame takes it out of the group; frames therefore stay as they
    are until it is dropped. The selected groups are carried along as they are, with what is in
    them. All that is dragged goes into a collapsed group whose card is under the pointer.
    """

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self._document = canvas.document

    def group_at(
        self, x: float, y: float, but: Iterable[str] = (), prefer: str | None = None
    ) -> str | None:
        """Return the innermost open group at a place, or the one that is entered.

        Parameters
        ----------
        x, y
            The place.
        but
            Groups that do not count.
        prefer
            A group that counts more, as do those in it, where frames overlap.
        """
        diagram, barred = self._canvas.stage.diagram, set(but)
        found = [
            group_id
            for group_id, frame in reversed(diagram.frames.items())
            if group_id not in barred and frame.box.holds(x, y)
        ]
        if prefer in found:
            groups = self._document.graph.groups
            return next(group_id for group_id in found if prefer in groups.path(group_id))
        return found[0] if found else diagram.entered

    def card_at(self, place: QPointF, but: Iterable[str] = ()) -> str | None:
        """Return the collapsed group whose card is at a place, except some groups."""
        nodes, barred = self._canvas.stage.diagram.nodes, set(but)
        rows = nodes.within(place.x(), place.y(), place.x(), place.y()).tolist()
        found = (group_of_key(nodes.ids[row]) for row in rows)
        return next((one for one in found if one is not None and one not in barred), None)

    def home_of_pasted(self, place: QPointF, *, is_pointed: bool) -> str | None:
        """Return the group into which something is pasted.

        Parameters
        ----------
        place
            Where it is pasted.
        is_pointed
            Whether somebody points there. Where nobody does, a collapsed group that is selected
            is meant.
        """
        if not is_pointed:
            chosen = self._canvas.grouping.only_selected()
            if chosen is not None and self._document.graph.groups[chosen].is_collapsed:
                return chosen
        card = self.card_at(place) if is_pointed else None
        return card or self.group_at(place.x(), place.y())

    def aim_at(self, place: QPointF) -> bool:
        """Light up the card into which something new would be put; return whether there is one."""
        card = self.card_at(place)
        self._light(card)
        return card is not None

    def aim(self, positions: Mapping[str, Position], place: QPointF) -> None:
        """Light up the frame or card into which everything that is dragged would be put.

        Parameters
        ----------
        positions
            Where the nodes are now, by id.
        place
            Where the pointer is.
        """
        if not self._document.graph.groups:
            return
        card = self.card_at(place, self._carried())
        if card is not None:
            self._light(card)
            return
        found = self._find(positions)
        homes = {*found.nodes.values(), *found.groups.values()}
        aimed = homes.pop() if len(homes) == 1 else None
        self._light(None if aimed == self._canvas.stage.diagram.entered else aimed)

    def forget(self) -> None:
        """Let no frame be lit."""
        self._light(None)

    def drop(
        self, positions: Mapping[str, Position], place: QPointF, shift: Position | None = None
    ) -> None:
        """Put nodes and the selected groups down, into the frames that they lie over.

        Parameters
        ----------
        positions
            Where the nodes are now, by id.
        place
            Where the pointer is.
        shift
            How far all have come; None to find that out from the nodes.
        """
        card = self.card_at(place, self._carried()) if self._document.graph.groups else None
        self.forget()
        graph, editing = self._document.graph, self._canvas.editing
        if not graph.groups:
            editing.move(positions)
            return
        come = shift or self._canvas.canvas_scene.shift_of(positions)
        found = self._find(positions)
        if card is not None:
            further = self._way_into(card, positions)
            positions = {key: _shifted(at, further) for key, at in positions.items()}
            come = _shifted(come, further)
            found = _Found(dict.fromkeys(found.nodes, card), dict.fromkeys(found.groups, card))
        moved = {
            node_id: position
            for node_id, position in positions.items()
            if graph.node(node_id).position != position
        }
        edits: list[Edit] = [Move(moved)] if moved else []
        edits += editing.group_moves(*come)
        edits += self._regrouped(found)
        text = editing.move_text(moved)
        if card is not None:
            told = QCoreApplication.translate("Homes", "{0} into {1}")
            text = told.format(text, editing.title(card))
        if edits:
            self._document.perform(Batch(tuple(edits)), text)
        if card is not None:
            self._canvas.grouping.select(card)

    def _way_into(self, group_id: str, positions: Mapping[str, Position]) -> Position:
        """Return how far what is dropped on a card goes on, to lie below what is in the group."""
        area_of = self._canvas.grouping.area_of
        x, y = area_of(group_id).topLeft().toTuple()
        left, top = room_in(self._document.graph, group_id, (x, y))
        areas = [area_of(chosen) for chosen in self._document.selected_groups]
        corners = [area.topLeft().toTuple() for area in areas if not area.isEmpty()]
        corners += positions.values()
        return left - min(x for x, _ in corners), top - min(y for _, y in corners)

    def _carried(self) -> set[str]:
        """Return the selected groups, and those in them."""
        groups, chosen = self._document.graph.groups, self._document.selected_groups
        return {inner for group_id in chosen for inner in groups.within(group_id)}

    def _light(self, group_id: str | None) -> None:
        if group_id != self._canvas.stage.marks.aimed_group:
            self._canvas.stage.marks.aimed_group = group_id
            self._canvas.canvas_scene.dirtied.emit(None)

    def _find(self, positions: Mapping[str, Position]) -> _Found:
        """Find out over which group everything lies."""
        diagram, groups = self._canvas.stage.diagram, self._document.graph.groups
        chosen, carried = self._document.selected_groups, self._carried()
        found = _Found()
        for node_id, (x, y) in positions.items():
            group = self._document.graph.node(node_id).group
            if group not in carried and node_id in diagram.cards:
                card = diagram.cards[node_id]
                middle = x + card.width / 2, y + card.height / 2
                found.nodes[node_id] = self.group_at(*middle, carried, group)
        for group_id in chosen:
            area = self._canvas.grouping.area_of(group_id)
            if chosen.isdisjoint(groups.path(group_id)[:-1]) and not area.isEmpty():
                middle = area.center().x(), area.top() + 18.0
                parent = groups[group_id].parent
                found.groups[group_id] = self.group_at(*middle, carried, parent)
        return found

    def _regrouped(self, found: _Found) -> list[Edit]:
        """Return the edits that put things where they lie, without those that lie there already."""
        graph = self._document.graph
        nodes = {
            node_id: home
            for node_id, home in found.nodes.items()
            if home != self._known(graph.node(node_id).group)
        }
        groups = {
            group_id: home
            for group_id, home in found.groups.items()
            if graph.groups[group_id].parent != home
        }
        left = {graph.node(node_id).group for node_id in nodes}
        left |= {graph.groups[group_id].parent for group_id in groups}
        edits: list[Edit] = [SetNode(node_id, {"group": home}) for node_id, home in nodes.items()]
        edits += [SetGroup(group_id, {"parent": home}) for group_id, home in groups.items()]
        return edits + self._kept_frames(left, nodes, groups)

    def _known(self, group_id: str | None) -> str | None:
        return group_id if group_id in self._document.graph.groups else None

    def _kept_frames(
        self,
        left: set[str | None],
        nodes: Mapping[str, object],
        groups: Mapping[str, object],
    ) -> list[Edit]:
        """Let frames from which the last node was taken stay where they are, and as large."""
        graph, frames = self._document.graph, self._canvas.stage.diagram.frames
        inhabited = {node.group for node in graph.nodes() if node.id not in nodes}
        inhabited |= {
            group.parent for group_id, group in graph.groups.items() if group_id not in groups
        }
        edits: list[Edit] = []
        for group_id in sorted(left - inhabited - {None}, key=str):
            if group_id in frames:
                box = frames[group_id].box
                size = (box.right - box.left, box.bottom - box.top)
                changes = {"position": (box.left, box.top), "size": size}
                edits.append(SetGroup(group_id, changes))
        return edits


def _shifted(at: Position, shift: Position) -> Position:
    return at[0] + shift[0], at[1] + shift[1]

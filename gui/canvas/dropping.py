"""Dropping: bringing new things onto the canvas, by drag, by search or by command."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, Signal

from engine.calculus.notation import plain_name
from engine.document_format import SUFFIX
from engine.edits import AddNode, Edit
from engine.errors import EngineError
from engine.graph import LEAVES, Edge, Graph, Node
from engine.operation import find_operation
from gui.canvas.card import Card, card_of
from gui.canvas.editing import new_node
from gui.canvas.geometry import GRID, snapped
from gui.canvas.gestures.gesture import Pointer
from gui.canvas.gestures.place import PlaceGesture
from gui.canvas.group_room import room_in
from gui.canvas.kept_seen import kept_seen
from gui.canvas.splice_room import room_for
from gui.catalogue import OPERATION_MIME, Entry, entries

if TYPE_CHECKING:
    from PySide6.QtGui import QDropEvent

    from engine.values import Value
    from gui.canvas.operation_search import OperationSearch
    from gui.canvas.view import CanvasView

__all__ = ["Dropping"]

CLEARANCE = 2 * GRID
MOST_RINGS = 40
BEHIND = 9 * GRID
"""From a card to the middle of one that may be fed by it."""

MOST_REMEMBERED = 24
"""Operations that the search offers before their equals."""


class Dropping(QObject):
    """What comes onto a canvas from outside.

    Signals
    -------
    operation_used(tuple[str, ...])
        Something was added by search: the names of what was, the latest first.
    """

    operation_used = Signal(object)

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._place = QPointF()
        self._is_aimed = True
        self._source: str | None = None
        self._target: tuple[str, str] | None = None
        self._last_used: tuple[str, ...] = ()

    # ------------------------------------------------------------------ adding

    def add(
        self,
        name: str,
        middle: QPointF | None = None,
        value: Value = 1.0,
        *,
        into: Edge | None = None,
    ) -> str:
        """Add an operation or a leaf, select it and return its id.

        Parameters
        ----------
        name
            The operation's name, or the kind of leaf.
        middle
            Where its middle is to be; None for a free place near the middle of the view.
        value
            What a leaf holds.
        into
            An edge that is to pass through it.

        Raises
        ------
        EngineError
            When there is no such operation.
        """
        graph = self._canvas.document.graph
        card = self._card_of_new(name)
        if middle is None:
            x, y = self._free_place(card, self._canvas.navigator.centre())
        else:
            x, y = middle.x() - card.width / 2, middle.y() - card.height / 2
            if self._canvas.snaps_to_grid:
                x, y = snapped(x, y)
        if into is None:
            node = self._housed(new_node(graph, name, (x, y), value), card)
            self._canvas.editing.add(node)
            return node.id
        place, room = room_for(self._canvas.stage.diagram, into, (x, y), card.width)
        node = self._housed(new_node(graph, name, place, value), card)
        with kept_seen(self._canvas):
            self._canvas.editing.add(node, source=into.source, target=into, room=room)
        return node.id

    def add_into(self, name: str, group_id: str) -> None:
        """Add an operation or a leaf to a collapsed group, which is then selected.

        Raises
        ------
        EngineError
            When there is no such operation.
        """
        document, title = self._canvas.document, self._canvas.editing.title(group_id)
        node = new_node(document.graph, name, room_in(document.graph, group_id))
        text = self.tr("Add {0} into {1}").format(plain_name(node.label), title)
        document.perform(AddNode(replace(node, group=group_id)), text)
        self._canvas.grouping.select(group_id)

    def _housed(self, node: Node, card: Card) -> Node:
        """Return a node in the group on whose frame its card will lie."""
        x, y = node.position
        homes = self._canvas.grouping.homes
        return replace(node, group=homes.group_at(x + card.width / 2, y + card.height / 2))

    def _card_of_new(self, name: str) -> Card:
        graph = Graph()
        node = new_node(graph, name, (0.0, 0.0))
        graph.insert(node)
        return card_of(graph, node, self._canvas.stage.numbers)

    def _free_place(self, card: Card, centre: QPointF) -> tuple[float, float]:
        """Return a free place for a card, with its middle as near to a place as there is one."""
        x, y = snapped(centre.x() - card.width / 2, centre.y() - card.height / 2)
        nodes = self._canvas.stage.diagram.nodes
        across, down = card.width + 3 * GRID, card.height + 3 * GRID
        for ring in range(MOST_RINGS):
            for column, row in _ring(ring):
                left, top = snapped(x + column * across, y + row * down)
                if not len(
                    nodes.within(
                        left - CLEARANCE,
                        top - CLEARANCE,
                        left + card.width + CLEARANCE,
                        top + card.height + CLEARANCE,
                    )
                ):
                    return left, top
        return x, y

    # ------------------------------------------------------------------ the search box

    @cached_property
    def search(self) -> OperationSearch:
        """The search box, made when it is first opened."""
        from gui.canvas.operation_search import OperationSearch

        search = OperationSearch(self._canvas)
        search.chosen.connect(self._add_found)
        search.formula_chosen.connect(self._add_formula)
        search.last_used = self._last_used
        return search

    def set_last_used(self, names: tuple[str, ...]) -> None:
        """Offer first what was used last, whenever and wherever that was."""
        self._last_used = names
        if "search" in vars(self):
            self.search.last_used = names

    def open_search(
        self,
        pointer: Pointer | None,
        *,
        source: str | None = None,
        target: tuple[str, str] | None = None,
    ) -> None:
        """Open the search box.

        Parameters
        ----------
        pointer
            Where; None for where the mouse is, or else behind what is selected.
        source
            A node whose output is to go into what will be chosen.
        target
            A node's id and its port that what will be chosen is to feed.
        """
        chosen = self._canvas.document.selected_edges
        if pointer is None and len(chosen) == 1 and not self._canvas.document.selection:
            self.search_into(next(iter(chosen)))
            return
        self._source, self._target = source, target
        aimed = pointer.place if pointer is not None else self.pointed_place()
        self._open_at(self._place_for_keys() if aimed is None else aimed)
        self._is_aimed = pointer is not None

    def search_into(self, edge: Edge, place: QPointF | None = None) -> None:
        """Open the search box for what an edge is to pass through.

        Parameters
        ----------
        edge
            The edge.
        place
            Where on the canvas; None for the middle of the edge.
        """
        if place is None:
            table = self._canvas.stage.diagram.edges
            row = table.rows.get(edge)
            middle = self._canvas.navigator.centre()
            place = middle if row is None else table.path(row).pointAtPercent(0.5)
        self._source, self._target = edge.source, (edge.target, edge.port)
        self._open_at(place)

    def _open_at(self, place: QPointF) -> None:
        self._place, self._is_aimed, source = place, True, self._source
        pixel = self._canvas.navigator.pixel_of(place)
        among = None if source is None else [entry for entry in entries() if _takes_edge(entry)]
        self.search.open_search(pixel.toPoint(), among, takes_numbers=source is None)

    def _place_for_keys(self) -> QPointF:
        """Return where to add without a mouse: behind what is selected and seen, or amidst all."""
        seen = self._canvas.navigator.seen()
        bounds = self._canvas.stage.diagram.bounds(self._canvas.document.selection)
        if bounds is not None:
            _, top, right, bottom = bounds
            if seen.contains(QPointF(right, (top + bottom) / 2)):
                return QPointF(right + BEHIND, (top + bottom) / 2)
        return seen.center()

    def pointed_place(self) -> QPointF | None:
        """Return the place under the mouse, or None when that is elsewhere."""
        pixel = QPointF(self._canvas.viewport().mapFromGlobal(self._canvas.cursor().pos()))
        inside = self._canvas.underMouse() and self._canvas.viewport().rect().contains(
            pixel.toPoint()
        )
        return self._canvas.navigator.place_at(pixel) if inside else None

    def _add_found(self, name: str, value: Value | None) -> None:
        lately = dict.fromkeys([name, *self._last_used])
        self.set_last_used(tuple(lately)[:MOST_REMEMBERED])
        self.operation_used.emit(self._last_used)
        source, target = self._source, self._target
        self._source = self._target = None
        number = 1.0 if value is None else value
        if source is None and target is None:
            place = self._place if self._is_aimed else self._free_middle(name)
            self._canvas.add_operation(name, place, number)
            return
        self._canvas.attempt(lambda: self._add_with_edge(name, number, source, target))

    def _free_middle(self, name: str) -> QPointF:
        """Return where there is room near the search box.

        Whoever has only keys would otherwise put everything onto one heap.
        """
        card = self._card_of_new(name)
        x, y = self._free_place(card, self._place)
        return QPointF(x + card.width / 2, y + card.height / 2)

    def _add_formula(self, text: str) -> None:
        from gui.canvas.formulas import add_formula

        target, self._target = self._target, None

        def add() -> None:
            add_formula(self._canvas, text, self._place, target)
            self._canvas.bring_selection()

        self._canvas.attempt(add)

    def _add_with_edge(
        self, name: str, value: Value, source: str | None, target: tuple[str, str] | None
    ) -> None:
        """Add what was chosen, with its port where the edge was dropped."""
        card = self._card_of_new(name)
        # What an edge passes through has the edge in its middle, else its port is at its end.
        share = 0.0 if target is None else 1.0 if source is None else 0.5
        x = self._place.x() - share * card.width
        position = x, self._place.y() - card.height / 2
        if self._canvas.snaps_to_grid:
            position = snapped(*position)
        room: list[Edit] = []
        if source is not None and target is not None:
            passing = Edge(source, *target)
            position, room = room_for(self._canvas.stage.diagram, passing, position, card.width)
        node = new_node(self._canvas.document.graph, name, position, value)
        node = self._housed(node, card)
        sent = None if target is None else Edge(node.id, *target)
        with kept_seen(self._canvas):
            self._canvas.editing.add(node, source=source, target=sent, room=room)

    # ------------------------------------------------------------------ drag and drop

    def entered(self, event: QDropEvent) -> None:
        """Take a drag that carries an operation or a document's file."""
        name = operation_in(event.mimeData())
        if name:
            try:
                gesture = PlaceGesture(self._canvas, name)
            except EngineError:
                event.ignore()
                return
            self._canvas.interaction.begin(gesture, self._pointer(event))
            event.acceptProposedAction()
        elif document_in(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def moved(self, event: QDropEvent) -> None:
        """Show where it will land."""
        if isinstance(self._canvas.interaction.gesture, PlaceGesture):
            self._canvas.interaction.follow(self._pointer(event))
            event.acceptProposedAction()
        elif document_in(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def left(self) -> None:
        """Forget a drag that went elsewhere."""
        if isinstance(self._canvas.interaction.gesture, PlaceGesture):
            self._canvas.interaction.cancel()

    def dropped(self, event: QDropEvent) -> None:
        """Add the operation, or ask for the document to be opened."""
        path = document_in(event.mimeData())
        if isinstance(self._canvas.interaction.gesture, PlaceGesture):
            event.acceptProposedAction()
            self._canvas.interaction.finish(self._pointer(event))
            self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        elif path:
            event.acceptProposedAction()
            self._canvas.file_dropped.emit(path)
        else:
            event.ignore()

    def _pointer(self, event: QDropEvent) -> Pointer:
        pixel = event.position()
        return Pointer(self._canvas.navigator.place_at(pixel), pixel, event.modifiers())


def operation_in(mime: QMimeData) -> str:
    """Return the name of the operation that a drag carries, or an empty text."""
    if not mime.hasFormat(OPERATION_MIME):
        return ""
    return bytes(mime.data(OPERATION_MIME).data()).decode(errors="replace")


def document_in(mime: QMimeData) -> str:
    """Return the path of the document that a drag carries, or an empty text."""
    paths = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    return next((path for path in paths if path.endswith(SUFFIX)), "")


def _takes_edge(entry: Entry) -> bool:
    return entry.operation not in LEAVES and find_operation(entry.operation) is not None


def _ring(ring: int) -> list[tuple[int, int]]:
    """Return the places of a square ring around the middle, the nearest first."""
    reach = range(-ring, ring + 1)
    places = [(column, row) for row in reach for column in reach]
    outer = [place for place in places if max(abs(place[0]), abs(place[1])) == ring]
    return sorted(outer, key=lambda place: (place[0] ** 2 + place[1] ** 2, place[1], -place[0]))

"""Connect: drawing an edge from port to port, in either direction."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from engine.graph import Edge
from gui.canvas.card import Kind
from gui.canvas.edge_ends import PORT_GAP
from gui.canvas.geometry import Floats, controls
from gui.canvas.gestures.barred import Barred, Faded, not_a_source_for, not_a_target_for
from gui.canvas.gestures.gesture import Gesture, Pointer
from gui.canvas.hits import Hit, Part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gui.canvas.card import Card, PortSpot
    from gui.canvas.look import Look
    from gui.canvas.view import CanvasView

__all__ = ["ConnectGesture", "RerouteGesture", "picked_up"]

SNAP_PIXELS = 24.0
LABEL_MARGIN = 12.0
PULLED_PIXELS = 48.0
"""How far from where it was taken an edge must be dropped to be removed."""

Port = tuple[str, str]
"""A node's id and the name of its input port, an empty text for its output."""


class ConnectGesture(Gesture):
    """Makes an edge between the port that was pressed and the one that is aimed at.

    From an input port that has an edge it takes that edge elsewhere. The pointer snaps to the
    nearest port in reach; cards that cannot be reached fade, and a tip says why.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: CanvasView, hit: Hit) -> None:
        super().__init__(canvas)
        assert hit.node is not None
        graph = canvas.document.graph
        self.moved: Edge | None = None
        self.source: str | None = hit.node if hit.part is Part.OUTPUT else None
        self.target: Port | None = None
        if hit.part is Part.INPUT:
            assert hit.port is not None
            holder = graph.source(hit.node, hit.port)
            if holder is None:
                self.target = (hit.node, hit.port)
            else:
                self.moved = Edge(holder, hit.node, hit.port)
                self.source = holder
        self._aim: Port | None = None
        self._is_refused = False
        self._tip = QPointF()
        self._pressed = QPointF()

    @cached_property
    def _barred(self) -> Barred:
        """The nodes with which the edge would close a cycle."""
        graph = self.canvas.document.graph
        if self.source is not None:
            return not_a_target_for(graph, self.source)
        assert self.target is not None
        return not_a_source_for(graph, self.target[0])

    # ------------------------------------------------------------------ the drag

    def start(self, pointer: Pointer) -> None:
        """Let everything fade to which the edge cannot go."""
        self._mark()
        self._tip, self._pressed = pointer.place, pointer.pixel
        self.update(pointer)

    def update(self, pointer: Pointer) -> None:
        """Aim at the nearest port in reach, or show why that one cannot be had."""
        reach = SNAP_PIXELS / self.canvas.zoom
        port = self._nearest(pointer.place, reach) or self._port_of_card(pointer.place)
        edge = None if port is None else self._edge_to(port)
        problem = None if edge is None else self.canvas.editing.reason_against(edge, self.moved)
        self._aim = port if edge is not None and problem is None else None
        self._tip = pointer.place if self._aim is None else QPointF(*self._place_of(self._aim))
        self._light(self._aim)
        self._is_refused = problem is not None
        self.canvas.show_tip("" if problem is None else problem.message, pointer.pixel)

    def finish(self, pointer: Pointer) -> None:
        """Make the edge; dropped on nothing, remove it, or offer what could stand there."""
        self.update(pointer)
        self._clear()
        if self._aim is not None:
            edge = self._edge_to(self._aim)
            assert edge is not None
            self.canvas.editing.connect(edge, self.moved)
        elif self._is_refused or not self._is_over_nothing(pointer.place):
            return
        elif self.moved is not None:
            if (pointer.pixel - self._pressed).manhattanLength() > PULLED_PIXELS:
                self.canvas.editing.disconnect([self.moved])
        else:
            self.canvas.search_for_edge(pointer, self.source, self.target)

    def cancel(self) -> None:
        """Make no edge."""
        self._clear()

    # ------------------------------------------------------------------ aiming

    def _ports_of(self, keys: Iterable[str]) -> tuple[list[Port], Floats, list[PortSpot]]:
        """Gather the ports of cards at which an edge of this kind could end, legal or not.

        Returns
        -------
        ports : list
        places : array of shape (n, 2)
        spots : list
            How each is shown.
        """
        diagram, known = self.canvas.stage.diagram, list(keys)
        is_output = self.source is None
        cards = [diagram.cards[key] for key in known]
        by_card = [card.output_spots if is_output else card.ports for card in cards]
        spots = list(chain.from_iterable(by_card))
        ports = [
            (spot.node or key, spot.name)
            for key, found in zip(known, by_card, strict=True)
            for spot in found
        ]
        # There may be tens of thousands, so that no step of a loop asks for the place of a card.
        rows = [diagram.nodes.rows[key] for key in known]
        corners = diagram.nodes.boxes[rows][:, [2 if is_output else 0, 1]]
        counts = np.array([len(found) for found in by_card], dtype=np.intp)
        places: Floats = np.repeat(corners, counts, axis=0)
        places[:, 1] += [spot.y for spot in spots]
        return ports, places, spots

    def _nearest(self, place: QPointF, reach: float) -> Port | None:
        """Return the nearest port in reach; a legal one before any other."""
        nodes, x, y = self.canvas.stage.diagram.nodes, place.x(), place.y()
        rows = nodes.within(x - reach, y - reach, x + reach, y + reach)
        ports, places, _ = self._ports_of(nodes.ids[row] for row in rows.tolist())
        distances = np.hypot(*(places - (x, y)).T)
        near = np.flatnonzero(distances <= reach)
        ordered = [ports[index] for index in near[np.argsort(distances[near])].tolist()]
        legal = (port for port in ordered if port[0] not in self._barred)
        return next(legal, ordered[0] if ordered else None)

    def _port_of_card(self, place: QPointF) -> Port | None:
        """Return the port that is meant when an edge is dropped on a card beside its ports."""
        nodes = self.canvas.stage.diagram.nodes
        row = nodes.topmost(nodes.within(place.x(), place.y(), place.x(), place.y()))
        if row is None:
            return None
        key = nodes.ids[row]
        card = self.canvas.stage.diagram.cards[key]
        if self.source is None:
            spot = next(iter(card.output_spots), None)
            return None if spot is None else (spot.node or key, "")
        if self.moved is not None and self.canvas.stage.diagram.key_of(self.moved.target) == key:
            return (self.moved.target, self.moved.port)
        return _free_port(card, key)

    def _edge_to(self, port: Port) -> Edge | None:
        if self.source is not None:
            return Edge(self.source, *port)
        return None if self.target is None else Edge(port[0], *self.target)

    def _place_of(self, port: Port) -> tuple[float, float]:
        diagram = self.canvas.stage.diagram
        return diagram.input_place(*port) if port[1] else diagram.output_place(port[0])

    def _is_over_nothing(self, place: QPointF) -> bool:
        nodes = self.canvas.stage.diagram.nodes
        return not len(nodes.within(place.x(), place.y(), place.x(), place.y()))

    # ------------------------------------------------------------------ showing

    def _mark(self) -> None:
        """Fade what cannot be reached, and show every port there is."""
        marks = self.canvas.stage.marks
        ends = [self.source, self.target[0] if self.target else None]
        marks.faded = Faded(
            self.canvas.stage.diagram,
            self._barred,
            frozenset(end for end in ends if end is not None),
            needs_ports=self.source is not None,
        )
        marks.shows_all_ports = self.source is not None
        marks.hidden_edge = self.moved
        self.canvas.canvas_scene.dirtied.emit(None)

    def _clear(self) -> None:
        marks = self.canvas.stage.marks
        marks.faded = frozenset()
        marks.shows_all_ports = False
        marks.hidden_edge = None
        marks.port = None
        self.canvas.show_tip("", QPointF())
        self.canvas.canvas_scene.dirtied.emit(None)

    def _light(self, port: Port | None) -> None:
        marks = self.canvas.stage.marks
        if marks.port != port:
            key_of = self.canvas.stage.diagram.key_of
            touched = {key_of(found[0]) for found in (marks.port, port) if found is not None}
            marks.port = port
            self.canvas.canvas_scene.update_nodes(touched)

    def _points(self) -> Floats:
        """Control points of the edge in the making."""
        tip = (self._tip.x(), self._tip.y())
        gap = PORT_GAP if self._aim is not None else 0.0
        diagram = self.canvas.stage.diagram
        if self.source is not None:
            x, y = diagram.output_place(self.source)
            ends = [x + PORT_GAP, y, tip[0] - gap, tip[1]]
        else:
            assert self.target is not None
            x, y = diagram.input_place(*self.target)
            ends = [tip[0] + gap, tip[1], x - PORT_GAP, y]
        points: Floats = controls(np.array([ends]))[0]
        return points

    def area(self) -> QRectF:
        """Return the rectangle around the edge in the making."""
        points = self._points()
        (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        margin = LABEL_MARGIN
        return QRectF(left, top, right - left, bottom - top).adjusted(
            -margin, -margin, margin, margin
        )

    def paint(self, painter: QPainter, look: Look, scale: float) -> None:
        """Draw the edge in the making, dashed until it has found a port."""
        start, first, second, end = (QPointF(x, y) for x, y in self._points().tolist())
        path = QPainterPath(start)
        path.cubicTo(first, second, end)
        painter.setBrush(look.no_brush)
        width = max(2.0, 1.4 / scale)
        painter.setPen(look.pen("accent", width, dashed=self._aim is None))
        painter.drawPath(path)
        if self._aim is None:
            painter.setPen(look.no_pen)
            painter.setBrush(look.brush("accent"))
            painter.drawEllipse(self._tip, 3.5, 3.5)


class RerouteGesture(ConnectGesture):
    """Lets an edge come from another node; its target keeps it.

    Parameters
    ----------
    canvas
        Where it happens.
    edge
        The edge.
    """

    def __init__(self, canvas: CanvasView, edge: Edge) -> None:
        super().__init__(canvas, Hit(Part.INPUT, edge.target, edge.port))
        self.source, self.target = None, (edge.target, edge.port)


def picked_up(canvas: CanvasView, edge: Edge, place: QPointF) -> ConnectGesture:
    """Return the gesture that takes hold of the nearer end of an edge."""
    diagram = canvas.stage.diagram
    begin = QPointF(*diagram.output_place(edge.source)) - place
    end = QPointF(*diagram.input_place(edge.target, edge.port)) - place
    if begin.manhattanLength() < end.manhattanLength():
        return RerouteGesture(canvas, edge)
    return ConnectGesture(canvas, Hit(Part.INPUT, edge.target, edge.port))


def _free_port(card: Card, key: str) -> Port | None:
    """Return the first port without an edge or a literal, or the next best; of a leaf none."""
    ranked = sorted(card.ports, key=lambda spot: (spot.is_taken, bool(spot.literal)))
    if ranked:
        return (ranked[0].node or key, ranked[0].name)
    return None if card.kind in {Kind.GROUP, Kind.STUB} else (key, "x")

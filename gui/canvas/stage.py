"""Stage: everything that is drawn, and how; the view and a picture file both draw from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QRectF

from gui.canvas.card import Kind
from gui.canvas.diagram import Diagram
from gui.canvas.edge_labels import LABEL_REACH, EdgeLabels
from gui.canvas.edge_painter import EdgePainter
from gui.canvas.exposed import Near, around, grown, touching
from gui.canvas.faces import Faces
from gui.canvas.frame_painter import frame_bounds, paint_frame, paint_frame_ground
from gui.canvas.ground import paint_grid, paint_ruled_ground
from gui.canvas.lettering import NUMBER_SIZES
from gui.canvas.look import look_of
from gui.canvas.marks import Marks
from gui.canvas.node_painter import FADED_OPACITY, CardState, card_bounds, paint_card
from gui.canvas.overview import Overview
from gui.canvas.projection import group_of_key
from gui.canvas.row_state import RowState
from gui.canvas.showing import PHASE_TOKENS, Showing, severity_rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from PySide6.QtGui import QPainter

    from engine.diagnostic import Severity
    from engine.graph import Graph, Node
    from gui.canvas.card import Card
    from gui.canvas.frames import Frame
    from gui.canvas.geometry import Indices
    from gui.canvas.look import Look
    from gui.canvas.number_text import NumberFormat
    from gui.canvas.screen import Screen
    from gui.theme import Theme

__all__ = ["Stage"]

ROOMY = 1000
LEAST_TITLE_SCALE = 0.3
EDGE_REACH = 4.0
HALO_REACH = 12.0
"""How far the shine of an edge, and what travels along it, may stand out from its box."""


class Numbers(NamedTuple):
    """The numbers of a card as they are written, and in which height."""

    value: str
    gradient: str
    knows_value: bool
    knows_gradient: bool
    size: int
    shape: str


NO_NUMBERS = Numbers("", "", knows_value=False, knows_gradient=False, size=0, shape="")


class Stage:
    """A diagram, the numbers on it, and the look of both.

    It is no Qt object, and knows no scene: a picture file is drawn from one of its own.

    Attributes
    ----------
    diagram
        Where things are.
    showing
        Which numbers are known.
    marks
        What the person points at.
    labels
        Where the labels of edges stand, and what they say.
    look
        Pens and brushes.
    has_grid
        Whether the ground shows its grid.
    """

    def __init__(
        self,
        graph: Graph,
        theme: Theme,
        numbers: NumberFormat | None = None,
        entered: str | None = None,
    ) -> None:
        self.diagram = Diagram(graph, numbers, entered)
        self.showing = Showing()
        self.marks = Marks()
        self.look = look_of(theme)
        self.has_grid = True
        self._rows = RowState()
        self._rows_key: object = None
        self._dimmed_key: object = None
        self._edges = EdgePainter(self.diagram)
        self.labels = EdgeLabels(self.diagram)
        self._overview = Overview(self.diagram)
        self._faces = Faces()
        self._frame: tuple[Look, Screen] | None = None
        self._screen: Screen | None = None
        self._texts: dict[str, Numbers] = {}

    @property
    def numbers(self) -> NumberFormat:
        """How numbers are written."""
        return self.diagram.numbers

    @property
    def rows(self) -> RowState:
        """What is known, by row of the diagram's tables."""
        key = (self.showing, self.diagram.structure)
        if key != self._rows_key:
            self._rows.update(self.diagram, self.showing)
            self._rows_key = key
        dimmed_key = (self.marks.dimmed, self.diagram.structure)
        if dimmed_key != self._dimmed_key:
            self._rows.dim(self.diagram, self.marks.dimmed)
            self._dimmed_key = dimmed_key
        return self._rows

    def set_heat(self, is_shown: bool) -> None:
        """Colour edges by the size of their gradient, or all alike."""
        self._rows.has_heat = is_shown
        self._rows_key = None

    def show(self, showing: Showing) -> None:
        """Show other numbers."""
        self.showing = showing
        self.forget_numbers()

    def wear(self, theme: Theme) -> None:
        """Draw in the colours of another theme."""
        self.look = look_of(theme)

    def forget_node(self, node_id: str) -> None:
        """Write the numbers of one node anew when they are drawn next."""
        self._texts.pop(node_id, None)

    def forget_numbers(self) -> None:
        """Write all numbers anew when they are drawn next."""
        self._texts.clear()
        self.labels.forget_numbers()

    def move_live(
        self,
        positions: Mapping[str, tuple[float, float]],
        edges: Indices,
        groups: Iterable[str] = (),
        shift: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """Put cards elsewhere during a drag; only the labels on the given edges follow."""
        self.labels.expect_move()
        self.diagram.move(positions, groups, shift)
        self.labels.follow(edges)

    def bounds(self, margin: float = 0.0) -> QRectF:
        """Return the rectangle around everything; empty when there is nothing."""
        found = self.diagram.bounds()
        if found is None:
            return QRectF()
        left, top, right, bottom = found
        return QRectF(left, top, right - left, bottom - top).adjusted(
            -margin, -margin, margin, margin
        )

    # ------------------------------------------------------------------ drawing

    def begin_frame(self, screen: Screen) -> bool:
        """Prepare for drawing on a screen; return whether what is drawn will look as it did.

        Pictures of cards and labels are made from the second frame at the same scale on: while
        somebody zooms, every frame has a scale of its own, and they would be made for nothing.
        """
        is_settled = self._frame == (self.look, screen)
        self._frame = (self.look, screen)
        self._screen = screen if is_settled else None
        return is_settled

    def near(self, area: QRectF) -> Near:
        """Find out what may have to be drawn in an area, or in parts of it."""
        edges, nodes = self.diagram.edges, self.diagram.nodes
        return Near(
            area,
            edges.within(*grown(area, LABEL_REACH)),
            nodes.within(*grown(area, nodes.farthest)),
        )

    def paint(self, painter: QPainter, area: QRectF, near: Near) -> None:
        """Draw a part of what is to be seen on a screen where it can be read."""
        self._paint_ground(painter, area)
        self._paint_frames(painter, area)
        self.paint_edges(painter, area, near)
        self._paint_cards(painter, area, near)

    def paint_overview(self, painter: QPainter, area: QRectF, near: Near) -> None:
        """Draw a part of what is to be seen on a screen at a scale too small to read."""
        self._paint_ground(painter, area)
        self._paint_frames(painter, area)
        self._overview.paint(painter, area, near, self.look, self.showing, self.rows, self.marks)

    def paint_everything(self, painter: QPainter, area: QRectF) -> None:
        """Draw edges and cards that meet an area in full, as a picture file wants it."""
        self._frame = self._screen = None
        near = self.near(area)
        for frame in self._frames_in(area):
            paint_frame_ground(painter, self.look, frame, self.marks)
        self._paint_frames(painter, area)
        self.paint_edges(painter, area, near)
        self._paint_cards(painter, area, near)

    def paint_edges(self, painter: QPainter, area: QRectF, near: Near) -> None:
        """Draw the edges that meet an area, their travellers and their labels."""
        look, showing, marks = self.look, self.showing, self.marks
        boxes = self.diagram.edges.boxes[near.edges]
        rows = near.edges[touching(boxes, area, EDGE_REACH)]
        self._edges.paint(painter, rows, look, showing, self.rows, marks)
        self.labels.place(near.area)
        rows = near.edges[touching(boxes, area, LABEL_REACH)]
        self.labels.paint(painter, rows, look, showing, self.numbers, marks, self._screen)
        self._edges.paint_travellers(painter, area, look, showing)

    def _paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Draw the canvas itself: its colour, that of the frames on it, and its grid."""
        frames = list(self._frames_in(area))
        if self.has_grid and not frames:
            paint_ruled_ground(painter, self.look, area)
            return
        painter.fillRect(area, self.look.canvas)
        for frame in frames:
            paint_frame_ground(painter, self.look, frame, self.marks)
        if self.has_grid:
            paint_grid(painter, self.look, area)

    def _paint_frames(self, painter: QPainter, area: QRectF) -> None:
        """Draw the outlines and titles of the open groups that meet an area."""
        has_texts = painter.transform().m11() >= LEAST_TITLE_SCALE
        for frame in self._frames_in(area):
            paint_frame(painter, self.look, frame, self.marks, has_texts=has_texts)

    def _frames_in(self, area: QRectF) -> Iterator[Frame]:
        """Yield the open groups that meet an area, the outer ones first."""
        for frame in self.diagram.frames.values():
            if area.intersects(frame_bounds(frame)):
                yield frame

    def _paint_cards(self, painter: QPainter, area: QRectF, near: Near) -> None:
        """Draw the cards that meet an area, those on top last."""
        nodes, screen = self.diagram.nodes, self._screen
        rows = near.cards[touching(nodes.areas(near.cards), area)]
        rows = rows[np.argsort(nodes.ranks[rows], kind="stable")]
        transform = painter.transform()
        if screen is not None:
            painter.resetTransform()
        for row, (x, y) in zip(rows.tolist(), nodes.boxes[rows, :2].tolist(), strict=True):
            key = nodes.ids[row]
            card, state = self.diagram.cards[key], self.card_state(key)
            if screen is None:
                painter.translate(x, y)
                paint_card(painter, self.look, card, state)
                painter.setTransform(transform)
            else:
                # The picture of a card that fades is that of one that does not.
                painter.setOpacity(FADED_OPACITY if state.is_faded else 1.0)
                state.is_faded = False
                face = self._faces.face(self.look, screen, key, card, state)
                painter.drawPixmap(screen.pixel(transform, x, y) - face.corner, face.picture)
        painter.setOpacity(1.0)
        painter.setTransform(transform)

    def area_around(self, keys: Iterable[str], edges: Indices) -> QRectF:
        """Return everything that some cards, and edges given by their rows, are drawn on now."""
        nodes = self.diagram.nodes
        rows = np.array([nodes.rows[key] for key in keys], dtype=np.intp)
        cards = around(nodes.areas(rows))
        curves = around(self.diagram.edges.boxes[edges], HALO_REACH)
        return cards.united(curves).united(self.labels.area_of(edges))

    def node_area(self, node_id: str) -> QRectF:
        """Return everything that a card may draw on, relative to its top left corner."""
        return card_bounds(self.diagram.cards[node_id])

    # ------------------------------------------------------------------ what a card shows

    def card_state(self, node_id: str) -> CardState:
        """Return what of a card changes from moment to moment."""
        showing, marks, step = self.showing, self.marks, self.showing.step
        numbers = self._numbers_of(node_id)
        is_hovered = marks.hovered_node == node_id or (
            marks.aimed_group is not None and group_of_key(node_id) == marks.aimed_group
        )
        badge = self.badge(node_id)
        port_node, port = marks.port or ("", None)
        if port is not None and self.diagram.key_of(port_node) != node_id:
            port = None
        return CardState(
            value=numbers.value,
            gradient=numbers.gradient,
            knows_value=numbers.knows_value,
            knows_gradient=numbers.knows_gradient,
            number_size=numbers.size,
            shape=numbers.shape,
            is_stale=showing.is_stale,
            is_selected=node_id in marks.nodes,
            is_hovered=is_hovered,
            is_faded=node_id in marks.faded or (bool(marks.dimmed) and node_id in self.rows.dimmed),
            is_output=showing.output == node_id,
            output=showing.output or "",
            shows_extra_port=self._has_extra_port(node_id)
            and (is_hovered or marks.shows_all_ports or node_id in marks.nodes),
            active=PHASE_TOKENS[step.phase] if self._is_active(node_id) and step else "",
            pulse=marks.pulse if marks.pulsing == node_id else 0.0,
            port=port,
            port_node=port_node if port is not None and port_node != node_id else "",
            severity=badge[0] if badge else None,
        )

    def _has_extra_port(self, key: str) -> bool:
        ports = self.diagram.cards[key].ports
        return bool(ports) and ports[-1].is_extra

    def badge(self, key: str) -> tuple[Severity, str] | None:
        """Return the worst that was found at a card's node, or at those in its group."""
        boundary = self.diagram.projection.cards.get(key)
        badges = self.showing.badges
        if boundary is None:
            return badges.get(key)
        found = [badges[node_id] for node_id in boundary.nodes if node_id in badges]
        return min(found, key=severity_rank) if found else None

    def _is_active(self, key: str) -> bool:
        """Whether the active step is at a card's node, or at one in its group."""
        step = self.showing.step
        return step is not None and self.diagram.key_of(step.node) == key

    def _numbers_of(self, node_id: str) -> Numbers:
        found = self._texts.get(node_id)
        if found is None:
            card = self.diagram.cards[node_id]
            shown = card.main if card.kind is Kind.GROUP else node_id
            found = NO_NUMBERS
            if shown and card.kind is not Kind.STUB:
                found = self._new_numbers(card, self.diagram.graph.node(shown))
            self._texts[node_id] = found
        return found

    def _new_numbers(self, card: Card, node: Node) -> Numbers:
        reading = self.showing.node_reading(node)
        both = (None if card.kind is Kind.NUMBER else reading.value, reading.gradient)
        wished = sum(map(len, self.numbers.pair(*both, ROOMY)))
        fitting = (size for size in NUMBER_SIZES if card.number_length(size) >= wished)
        size = next(fitting, NUMBER_SIZES[-1])
        value, gradient = self.numbers.pair(*both, card.number_length(size))
        return Numbers(
            "" if card.kind is Kind.NUMBER else value,
            gradient if reading.has_gradient else "",
            knows_value=reading.value is not None,
            knows_gradient=reading.gradient is not None,
            size=size,
            shape="" if card.kind is Kind.NUMBER else self.numbers.shape(reading.value),
        )

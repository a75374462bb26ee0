"""Edge painter: curves and their numbers, for the part of the canvas that is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath

from engine.trace import Phase
from gui.canvas.frame_painter import title_box
from gui.canvas.label_places import MOST_ROOM, place_labels
from gui.canvas.lettering import LABEL_SIZES, Style, digit_width, font_of, text_width
from gui.canvas.number_text import DASH, NumberFormat
from gui.canvas.row_state import EdgeKind, RowState
from gui.canvas.showing import PHASE_TOKENS, Showing

if TYPE_CHECKING:
    from gui.canvas.diagram import Diagram
    from gui.canvas.geometry import Floats, Indices
    from gui.canvas.look import Look
    from gui.canvas.marks import Marks

__all__ = ["LABEL_REACH", "EdgePainter", "Label"]

LABEL_REACH = 52.0
"""How far a label may stand out from the box of its edge."""

LABEL_HEIGHT = 17.0
LABEL_RISE = 12.5
BASELINE = 5.3
PLACING_MARGIN = 240.0
THINNEST_PIXELS = 1.0
_TOKENS = {
    EdgeKind.PLAIN: "edge",
    EdgeKind.FLOWING: "gradient",
    EdgeKind.DEAD: "edge_dead",
    EdgeKind.COOL: "heat_cool",
    EdgeKind.WARM: "heat_warm",
    EdgeKind.HOT: "heat_hot",
}


@dataclass(frozen=True, slots=True)
class Label:
    """The two texts at an edge, how wide they are, and the colours of the frames below them.

    An empty text is none.
    """

    value: str
    gradient: str
    value_width: float
    gradient_width: float
    knows_value: bool
    knows_gradient: bool
    size: int
    tints: tuple[str, ...] = ()


class EdgePainter:
    """Draws edges and their labels.

    Where labels stand is kept until the geometry changes, what they say until the numbers do.
    """

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self._labels: dict[int, Label | None] = {}
        self._places: dict[int, tuple[float, float, float]] = {}
        self._placed_area = QRectF()
        self._placed_geometry = -1
        self._may_keep_places = False

    def forget_numbers(self) -> None:
        """Other numbers are shown from now on."""
        self._labels.clear()

    def expect_move(self) -> None:
        """Cards are about to be moved by a drag: labels that stand still stay where they are."""
        self._may_keep_places = self._placed_geometry == self.diagram.geometry

    def follow(self, rows: Indices) -> None:
        """Place the labels of edges that a drag has moved; the next real edit places all anew."""
        if not self._may_keep_places:
            return
        points = self.diagram.edges.points[rows]
        boxes = self.diagram.edges.boxes[rows]
        near = (
            self.diagram.nodes.within(
                float(boxes[:, 0].min()) - MOST_ROOM,
                float(boxes[:, 1].min()) - MOST_ROOM,
                float(boxes[:, 2].max()) + MOST_ROOM,
                float(boxes[:, 3].max()) + MOST_ROOM,
            )
            if len(rows)
            else rows
        )
        self._keep(rows, *place_labels(points, self._obstacles(near)))
        self._placed_geometry = self.diagram.geometry

    def _obstacles(self, near: Indices) -> Floats:
        """Return the boxes that labels keep clear of: cards, and the titles of frames."""
        boxes = self.diagram.nodes.boxes[near]
        titles = [title_box(frame) for frame in self.diagram.frames.values() if frame.group.title]
        return np.concatenate([boxes, titles]) if titles else boxes

    def _keep(self, rows: Indices, middles: Floats, rooms: Floats) -> None:
        found = np.column_stack([middles, rooms]).tolist()
        for row, (x, y, room) in zip(rows.tolist(), found, strict=True):
            self._places[row] = (x, y, room)
            self._labels.pop(row, None)

    def paint(
        self,
        painter: QPainter,
        area: QRectF,
        look: Look,
        showing: Showing,
        state: RowState,
        marks: Marks,
    ) -> None:
        """Draw the edges that meet an area, without their labels."""
        table = self.diagram.edges
        rows = self._rows_in(area, 4.0)
        thinnest = THINNEST_PIXELS / painter.transform().m11()
        painter.setBrush(look.no_brush)
        for row in rows.tolist():
            edge = table.edges[row]
            if edge is None or edge == marks.hidden_edge:
                continue
            path = table.path(row)
            width = max(float(state.edge_widths[row]), thinnest)
            if edge in marks.edges:
                painter.setPen(look.pen("accent", width + 5.0, 0.4))
                painter.drawPath(path)
            elif edge in marks.lit:
                painter.setPen(look.pen("accent", width + 5.0, 0.26))
                painter.drawPath(path)
            elif edge == marks.hovered_edge:
                painter.setPen(look.pen("accent", width + 4.0, 0.16))
                painter.drawPath(path)
            if edge in showing.active_edges:
                self._paint_active(painter, look, showing, path, width)
            else:
                token = _TOKENS[EdgeKind(state.edge_kinds[row])]
                if edge.target in marks.dimmed:
                    token, width = "edge_dead", thinnest
                painter.setPen(look.pen(token, width))
                painter.drawPath(path)

    def _paint_active(
        self, painter: QPainter, look: Look, showing: Showing, path: QPainterPath, width: float
    ) -> None:
        assert showing.step is not None
        token = PHASE_TOKENS[showing.step.phase]
        painter.setPen(look.pen(token, width + 6.0, 0.16))
        painter.drawPath(path)
        travels_back = showing.step.phase is Phase.BACKWARD
        painter.setPen(look.pen(token, max(width, 2.2), dashed=travels_back))
        painter.drawPath(path)

    def paint_travellers(
        self, painter: QPainter, area: QRectF, look: Look, showing: Showing
    ) -> None:
        """Draw the dots that travel along the edges of the active step."""
        step = showing.step
        if step is None:
            return
        back = step.phase is Phase.BACKWARD
        token = PHASE_TOKENS[step.phase]
        for edge in showing.active_edges:
            row = self.diagram.edges.rows.get(edge)
            if row is None:
                continue
            path = self.diagram.edges.path(row)
            if not area.intersects(path.controlPointRect().adjusted(-12, -12, 12, 12)):
                continue
            place = path.percentAtLength(min(path.length() * 0.24, 44.0))
            at = path.pointAtPercent(place if back else 1.0 - place)
            painter.setPen(look.no_pen)
            painter.setBrush(look.brush(token, 0.22))
            painter.drawEllipse(at, 9.5, 9.5)
            painter.setBrush(look.brush(token))
            painter.drawEllipse(at, 5.5, 5.5)
            _paint_arrow(painter, look, at, -1.0 if back else 1.0)

    def paint_labels(
        self,
        painter: QPainter,
        area: QRectF,
        look: Look,
        showing: Showing,
        numbers: NumberFormat,
        marks: Marks,
    ) -> None:
        """Draw value and gradient at the edges that meet an area."""
        if not showing.position or showing.trace is None:
            return
        self._place(area)
        for row in self._rows_in(area, LABEL_REACH).tolist():
            edge = self.diagram.edges.edges[row]
            if edge is None or edge == marks.hidden_edge:
                continue
            x, y, room = self._places[row]
            label = self._label(row, room, showing, numbers)
            if label is not None:
                is_pale = showing.is_stale or edge.target in marks.dimmed
                self._paint_label(painter, look, label, x, y, is_pale=is_pale)

    def _rows_in(self, area: QRectF, reach: float) -> Indices:
        return self.diagram.edges.within(
            area.left() - reach, area.top() - reach, area.right() + reach, area.bottom() + reach
        )

    def _place(self, area: QRectF) -> None:
        """Choose places for the labels near an area, unless that was done already."""
        wanted = area.adjusted(-LABEL_REACH, -LABEL_REACH, LABEL_REACH, LABEL_REACH)
        is_current = self._placed_geometry == self.diagram.geometry
        if is_current and self._placed_area.contains(wanted):
            return
        margin = PLACING_MARGIN
        region = area.adjusted(-margin, -margin, margin, margin)
        if is_current:
            region = region.united(self._placed_area)
        rows = self._rows_in(region, 0.0)
        reach = MOST_ROOM
        near = self.diagram.nodes.within(
            region.left() - reach,
            region.top() - reach,
            region.right() + reach,
            region.bottom() + reach,
        )
        self._places.clear()
        points = self.diagram.edges.points[rows]
        self._keep(rows, *place_labels(points, self._obstacles(near)))
        self._placed_area, self._placed_geometry = region, self.diagram.geometry
        self._labels.clear()

    def _label(
        self, row: int, room: float, showing: Showing, numbers: NumberFormat
    ) -> Label | None:
        if row not in self._labels:
            self._labels[row] = self._new_label(row, room, showing, numbers)
        return self._labels[row]

    def _new_label(
        self, row: int, room: float, showing: Showing, numbers: NumberFormat
    ) -> Label | None:
        edge = self.diagram.edges.edges[row]
        if edge is None:
            return None
        value, gradient, has_value, has_gradient = showing.edge_reading(edge)
        written = [
            next(numbers.texts(number)) for number in (value, gradient) if number is not None
        ]
        wished = max(map(len, written), default=1)
        fitting = (size for size in LABEL_SIZES if room >= wished * digit_width(size))
        size = next(fitting, LABEL_SIZES[-1])
        length = int(room / digit_width(size))
        texts = [
            "" if not has else DASH if number is None else numbers.fitting(number, length)
            for number, has in ((value, has_value), (gradient, has_gradient))
        ]
        shape = numbers.shape(value)
        if shape and len(shape) + 1 + len(texts[0]) <= length:
            texts[0] = f"{shape} {texts[0]}"
        # What cannot be written in the room there is stands on the cards and in the tip.
        texts = [text if len(text) <= length else "" for text in texts]
        return Label(
            texts[0],
            texts[1],
            text_width(texts[0], Style.VALUE, size),
            text_width(texts[1], Style.GRADIENT, size),
            knows_value=value is not None,
            knows_gradient=gradient is not None,
            size=size,
            tints=self.diagram.tints_at(*self._places[row][:2]),
        )

    def _paint_label(
        self, painter: QPainter, look: Look, label: Label, x: float, y: float, *, is_pale: bool
    ) -> None:
        for text, width, known, token, style, side in (
            (label.value, label.value_width, label.knows_value, "value", Style.VALUE, -1.0),
            (
                label.gradient,
                label.gradient_width,
                label.knows_gradient,
                "gradient",
                Style.GRADIENT,
                1.0,
            ),
        ):
            if not text:
                continue
            middle = y + side * LABEL_RISE
            left = x - width / 2
            ground = QRectF(left - 2.0, middle - LABEL_HEIGHT / 2, width + 4.0, LABEL_HEIGHT)
            painter.fillRect(ground, look.ground(label.tints))
            painter.setFont(font_of(style, label.size))
            shown = "text_muted" if not known else "stale" if is_pale else token
            painter.setPen(look.colour(shown))
            painter.drawText(QPointF(left, middle + BASELINE), text)


def _paint_arrow(painter: QPainter, look: Look, at: QPointF, direction: float) -> None:
    """Draw a small arrow head in a dot, so that the direction does not depend on colour."""
    arrow = QPainterPath(at + QPointF(2.8 * direction, 0.0))
    arrow.lineTo(at + QPointF(-1.8 * direction, -2.6))
    arrow.lineTo(at + QPointF(-1.8 * direction, 2.6))
    arrow.closeSubpath()
    painter.setBrush(look.canvas)
    painter.drawPath(arrow)

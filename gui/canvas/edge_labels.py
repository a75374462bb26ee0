"""Edge labels: the numbers at the edges, for the part of the canvas that is seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from gui.canvas.exposed import around
from gui.canvas.frame_painter import title_box
from gui.canvas.label_places import MOST_ROOM, place_labels
from gui.canvas.lettering import LABEL_SIZES, Style, digit_width, font_of, text_width
from gui.canvas.number_text import DASH, NumberFormat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.canvas.diagram import Diagram
    from gui.canvas.geometry import Floats, Indices
    from gui.canvas.look import Look
    from gui.canvas.marks import Marks
    from gui.canvas.screen import Screen
    from gui.canvas.showing import Showing

__all__ = ["LABEL_REACH", "EdgeLabels", "Label"]

LABEL_REACH = 52.0
"""How far a label may stand out from the box of its edge."""

LABEL_HEIGHT = 17.0
LABEL_RISE = 12.5
BASELINE = 5.3
PLACING_MARGIN = 240.0
MOST_PICTURES = 1500


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


class _Picture(NamedTuple):
    """A label drawn beforehand, what it shows, and where in it the label's middle is."""

    label: Label
    is_pale: bool
    pixels: QPixmap
    middle: QPointF


class EdgeLabels:
    """Places, writes and draws the labels of edges.

    Where a label stands is kept until the geometry changes, what it says until the numbers do,
    and a picture of it until it says something else or is shown at another scale.

    Attributes
    ----------
    places
        By row of the edges, the middle of a label and how wide its text may be.
    """

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self._labels: dict[int, Label | None] = {}
        self.places: dict[int, tuple[float, float, float]] = {}
        self._placed_area = QRectF()
        self._placed_geometry = -1
        self._may_keep_places = False
        self._pictures: dict[int, _Picture] = {}
        self._pictured: object = None

    def forget_numbers(self) -> None:
        """Other numbers are shown from now on."""
        self._labels.clear()

    # ------------------------------------------------------------------ where they stand

    def expect_move(self) -> None:
        """Cards are about to be moved by a drag: labels that stand still stay where they are."""
        self._may_keep_places = self._placed_geometry == self.diagram.geometry

    def follow(self, rows: Indices) -> None:
        """Place the labels of edges that a drag has moved; the next real edit places all anew."""
        if not self._may_keep_places:
            return
        if len(rows):
            near = around(self.diagram.edges.boxes[rows])
            self._keep(rows, *place_labels(self.diagram.edges.points[rows], self._obstacles(near)))
        self._placed_geometry = self.diagram.geometry

    def area_of(self, rows: Indices) -> QRectF:
        """Return everything that the labels of edges are drawn on, as far as they have a place."""
        high = LABEL_RISE + LABEL_HEIGHT / 2 + 1.0
        found = [self.places[row] for row in rows.tolist() if row in self.places]
        boxes = [
            (x - room / 2 - 3.0, y - high, x + room / 2 + 3.0, y + high) for x, y, room in found
        ]
        return around(np.array(boxes).reshape(-1, 4))

    def place(self, area: QRectF) -> None:
        """Choose places for the labels near an area, unless that was done already.

        Labels that have a place keep it, and later ones make room for them: nothing jumps while
        the canvas is scrolled.
        """
        wanted = area.adjusted(-LABEL_REACH, -LABEL_REACH, LABEL_REACH, LABEL_REACH)
        if self._placed_geometry != self.diagram.geometry:
            self.places.clear()
            self._labels.clear()
        elif self._placed_area.contains(wanted):
            return
        margin = PLACING_MARGIN
        region = area.adjusted(-margin, -margin, margin, margin)
        around = self.diagram.edges.within(
            region.left(), region.top(), region.right(), region.bottom()
        ).tolist()
        new = np.array([row for row in around if row not in self.places], dtype=np.intp)
        placed = [self.places[row][:2] for row in around if row in self.places]
        taken: Floats = np.array(placed, dtype=np.float64).reshape(-1, 2)
        points = self.diagram.edges.points[new]
        self._keep(new, *place_labels(points, self._obstacles(region), taken))
        self._placed_area, self._placed_geometry = region, self.diagram.geometry

    def _obstacles(self, area: QRectF) -> Floats:
        """Return the boxes that labels in an area keep clear of: cards, and titles of frames."""
        reach = MOST_ROOM
        nodes = self.diagram.nodes
        near = nodes.within(
            area.left() - reach, area.top() - reach, area.right() + reach, area.bottom() + reach
        )
        titles = [title_box(frame) for frame in self.diagram.frames.values() if frame.group.title]
        return np.concatenate([nodes.boxes[near], titles]) if titles else nodes.boxes[near]

    def _keep(self, rows: Indices, middles: Floats, rooms: Floats) -> None:
        found = np.column_stack([middles, rooms]).tolist()
        for row, (x, y, room) in zip(rows.tolist(), found, strict=True):
            self.places[row] = (x, y, room)
            self._labels.pop(row, None)

    # ------------------------------------------------------------------ what they say

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
            tints=self.diagram.tints_at(*self.places[row][:2]),
        )

    # ------------------------------------------------------------------ drawing

    def paint(
        self,
        painter: QPainter,
        rows: Indices,
        look: Look,
        showing: Showing,
        numbers: NumberFormat,
        marks: Marks,
        screen: Screen | None = None,
    ) -> None:
        """Draw value and gradient at edges.

        Parameters
        ----------
        rows
            Rows of all edges that come as near as `LABEL_REACH` to what is to be drawn, for whose
            labels a place was chosen.
        screen
            The screen that is drawn on, for which pictures are kept; None for anything else.
        """
        if not showing.position or showing.trace is None:
            return
        if screen is None:
            for label, x, y, is_pale, _ in self._shown(rows, showing, numbers, marks):
                _paint_label(painter, look, label, x, y, is_pale=is_pale)
            return
        if self._pictured != (look, screen):
            self._pictured = (look, screen)
            self._pictures.clear()
        transform = painter.transform()
        painter.resetTransform()
        for label, x, y, is_pale, row in self._shown(rows, showing, numbers, marks):
            picture = self._pictures.get(row)
            if picture is None or picture.is_pale != is_pale or picture.label != label:
                picture = self._draw(look, screen, label, is_pale=is_pale)
                self._pictures[row] = picture
                if len(self._pictures) > MOST_PICTURES:
                    del self._pictures[next(iter(self._pictures))]
            painter.drawPixmap(screen.pixel(transform, x, y) - picture.middle, picture.pixels)
        painter.setTransform(transform)

    def _shown(
        self, rows: Indices, showing: Showing, numbers: NumberFormat, marks: Marks
    ) -> Iterator[tuple[Label, float, float, bool, int]]:
        """Yield the labels there are, their middles, whether they are pale, and their rows."""
        edges = self.diagram.edges.edges
        for row in rows.tolist():
            edge = edges[row]
            if edge is None or edge == marks.hidden_edge:
                continue
            x, y, room = self.places[row]
            label = self._label(row, room, showing, numbers)
            if label is not None:
                yield label, x, y, showing.is_stale or edge.target in marks.dimmed, row

    def _draw(self, look: Look, screen: Screen, label: Label, *, is_pale: bool) -> _Picture:
        wide = max(label.value_width, label.gradient_width) / 2 + 3.0
        high = LABEL_RISE + LABEL_HEIGHT / 2 + 1.0
        across, down = math.ceil(wide * screen.factor), math.ceil(high * screen.factor)
        pixels = QPixmap(2 * across, 2 * down)
        pixels.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixels)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setTransform(QTransform(screen.factor, 0, 0, screen.factor, across, down))
            _paint_label(painter, look, label, 0.0, 0.0, is_pale=is_pale)
        finally:
            painter.end()
        pixels.setDevicePixelRatio(screen.ratio)
        return _Picture(label, is_pale, pixels, QPointF(across, down) / screen.ratio)


def _paint_label(
    painter: QPainter, look: Look, label: Label, x: float, y: float, *, is_pale: bool
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

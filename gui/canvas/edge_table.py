"""EdgeTable: the curves of the edges, in arrays; edges are not items of the scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QPainterPath

from gui.canvas.geometry import (
    Floats,
    Indices,
    bounds_of,
    controls,
    empty_boxes,
    polylines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.graph import Edge

__all__ = ["EdgeTable"]

FIRST_CAPACITY = 64
HIT_PIECES = 24


class EdgeTable:
    """Curves of edges by row.

    Attributes
    ----------
    rows
        Row by edge.
    edges
        Edge by row; None in a free row.
    points
        By row, the four control points of the curve; nan in a free row.
    boxes
        By row: left, top, right, bottom of the control points.
    by_node
        Rows of the edges that meet a card, by its key: the node's id, but for cards that stand for
        other nodes.
    """

    def __init__(self) -> None:
        self.rows: dict[Edge, int] = {}
        self.edges: list[Edge | None] = []
        self.points: Floats = np.full((FIRST_CAPACITY, 4, 2), np.nan)
        self.boxes: Floats = empty_boxes(FIRST_CAPACITY)
        self.by_node: dict[str, set[int]] = {}
        self._ends: list[tuple[str, str]] = []
        self._paths: list[QPainterPath | None] = []
        self._free: list[int] = []

    def __len__(self) -> int:
        return len(self.rows)

    def copy(self) -> EdgeTable:
        """Return an independent table that holds the same."""
        twin = EdgeTable()
        for name, held in vars(self).items():
            setattr(twin, name, held.copy())
        twin.boxes = self.boxes.copy(order="F")
        twin.by_node = {key: rows.copy() for key, rows in self.by_node.items()}
        return twin

    def add(self, edge: Edge, ends: tuple[str, str] | None = None) -> int:
        """Give an edge a row; it has no place yet.

        Parameters
        ----------
        edge
            The edge.
        ends
            Keys of the cards between which it is drawn, if these are not those of its nodes.
        """
        ends = ends or (edge.source, edge.target)
        row = self._free.pop() if self._free else len(self.edges)
        if row == len(self.edges):
            self.edges.append(edge)
            self._ends.append(ends)
            self._paths.append(None)
            if row == len(self.points):
                self._grow()
        else:
            self.edges[row] = edge
            self._ends[row] = ends
        self.rows[edge] = row
        for end in ends:
            self.by_node.setdefault(end, set()).add(row)
        return row

    def remove(self, edge: Edge) -> None:
        """Free the row of an edge."""
        row = self.rows.pop(edge)
        self.edges[row] = None
        self._paths[row] = None
        self.points[row] = np.nan
        self.boxes[row] = np.nan
        self._free.append(row)
        for end in set(self._ends[row]):
            meeting = self.by_node[end]
            meeting.discard(row)
            if not meeting:
                del self.by_node[end]

    def place(self, rows: Indices, ends: Floats) -> None:
        """Lay curves between new ends, one row ``x1, y1, x2, y2`` each."""
        if not len(rows):
            return
        points = controls(ends)
        self.points[rows] = points
        self.boxes[rows] = bounds_of(points)
        for row in rows.tolist():
            self._paths[row] = None

    def ends(self, row: int) -> tuple[str, str]:
        """Return the keys of the cards between which an edge is drawn."""
        return self._ends[row]

    def meeting(self, node_ids: Iterable[str]) -> Indices:
        """Return the rows of all edges that meet one of these nodes."""
        found: set[int] = set()
        for node_id in node_ids:
            found |= self.by_node.get(node_id, set())
        return np.array(sorted(found), dtype=np.intp)

    def path(self, row: int) -> QPainterPath:
        """Return the curve of an edge, made on first use after it was laid."""
        path = self._paths[row]
        if path is None:
            (x1, y1), (cx1, cy1), (cx2, cy2), (x2, y2) = self.points[row].tolist()
            path = QPainterPath()
            path.moveTo(x1, y1)
            path.cubicTo(cx1, cy1, cx2, cy2, x2, y2)
            self._paths[row] = path
        return path

    def within(self, left: float, top: float, right: float, bottom: float) -> Indices:
        """Return the rows of the edges whose box a rectangle touches."""
        boxes = self.boxes[: len(self.edges)]
        return np.flatnonzero(
            (boxes[:, 0] <= right)
            & (boxes[:, 2] >= left)
            & (boxes[:, 1] <= bottom)
            & (boxes[:, 3] >= top)
        )

    def at(self, x: float, y: float, reach: float) -> int | None:
        """Return the row of the nearest edge within `reach` of a point, or None."""
        near = self.within(x - reach, y - reach, x + reach, y + reach)
        if not len(near):
            return None
        lines = polylines(self.points[near], HIT_PIECES)
        distances = _distances(lines, np.array([x, y]))
        nearest = int(np.argmin(distances))
        return int(near[nearest]) if distances[nearest] <= reach else None

    def crossed(self, trail: Floats) -> Indices:
        """Return the rows of the edges that a trail, an array of points, crosses."""
        if len(trail) < 2:
            return np.array([], dtype=np.intp)
        (left, top), (right, bottom) = trail.min(axis=0), trail.max(axis=0)
        near = self.within(float(left), float(top), float(right), float(bottom))
        lines = polylines(self.points[near], HIT_PIECES)
        starts, ends = lines[:, :-1, None, :], lines[:, 1:, None, :]
        crossing = _segments_cross(starts, ends, trail[None, None, :-1], trail[None, None, 1:])
        return near[crossing.any(axis=(1, 2))]

    def _grow(self) -> None:
        more = len(self.points)
        self.points = np.concatenate([self.points, np.full((more, 4, 2), np.nan)])
        self.boxes = np.asfortranarray(np.concatenate([self.boxes, empty_boxes(more)]))


def _distances(lines: Floats, point: Floats) -> Floats:
    """Distance of a point from each of some polylines."""
    starts, steps = lines[:, :-1], np.diff(lines, axis=1)
    lengths = np.maximum((steps**2).sum(axis=2), 1e-12)
    along = np.clip(((point - starts) * steps).sum(axis=2) / lengths, 0.0, 1.0)
    nearest = starts + steps * along[:, :, None]
    distances: Floats = np.sqrt(((point - nearest) ** 2).sum(axis=2)).min(axis=1)
    return distances


def _side(start: Floats, end: Floats, point: Floats) -> Floats:
    """On which side of a line a point lies, as the sign of a cross product."""
    towards, offset = end - start, point - start
    side: Floats = towards[..., 0] * offset[..., 1] - towards[..., 1] * offset[..., 0]
    return side


def _segments_cross(a: Floats, b: Floats, c: Floats, d: Floats) -> np.ndarray:
    """Whether the segments from `a` to `b` and from `c` to `d` cross, elementwise.

    A corner that lies on the other line counts to one side of it, so that none slips through.
    """
    crosses: np.ndarray = ((_side(a, b, c) >= 0) != (_side(a, b, d) >= 0)) & (
        (_side(c, d, a) >= 0) != (_side(c, d, b) >= 0)
    )
    return crosses

"""Guides: lines at which a card that is dragged is in line with its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection

    from gui.canvas.diagram import Diagram
    from gui.canvas.geometry import Floats

__all__ = ["Guides", "Line"]

REACH = 480.0
"""How far away, along the line, a card may be to count as a neighbour."""

SLACK = 240.0
"""How far a box may go before its neighbours are looked for anew among all cards."""

SAME = 0.01

Box = tuple[float, float, float, float]


class Line(NamedTuple):
    """A line from one end of what is in line to the other, upright or level."""

    x1: float
    y1: float
    x2: float
    y2: float


class Guides:
    """Where a box could be in line with the cards around it.

    Parameters
    ----------
    diagram
        Where the cards are.
    moving
        Ids of the nodes that move, which are nobody's neighbours.
    """

    def __init__(self, diagram: Diagram, moving: Collection[str]) -> None:
        boxes = diagram.nodes.used().copy()
        rows = [diagram.nodes.rows[node_id] for node_id in moving if node_id in diagram.nodes.rows]
        boxes[rows] = np.nan
        self._all: Floats = boxes[~np.isnan(boxes[:, 0])]
        self._close = self._all[:0]
        self._looked_from: tuple[float, float] | None = None

    def snap(self, box: Box, within: float) -> tuple[float | None, float | None]:
        """Return how far a box must go to be in line, across and down.

        Parameters
        ----------
        box
            Left, top, right and bottom.
        within
            How far it may go at most.

        Returns
        -------
        tuple
            None for a direction in which nothing is near.
        """
        found: list[float | None] = []
        for axis in (0, 1):
            near = self._neighbours(box, axis, within)
            ways = _tracks(near, axis) - _tracks(np.array([box]), axis)
            if not ways.size:
                found.append(None)
                continue
            way = float(ways.flat[np.argmin(np.abs(ways))])
            found.append(way if abs(way) <= within else None)
        return found[0], found[1]

    def lines(self, box: Box) -> list[Line]:
        """Return the lines that a box shares with neighbours, one for each direction at most.

        The line through the middles comes before those along the sides.
        """
        found = []
        for axis in (0, 1):
            near = self._neighbours(box, axis, SAME)
            own = _tracks(np.array([box]), axis)[0]
            shared = np.abs(_tracks(near, axis) - own) <= SAME
            for track in (1, 0, 2):
                matching = near[shared[:, track]]
                if len(matching):
                    found.append(_line(np.vstack([matching, box]), axis, float(own[track])))
                    break
        return found

    def _neighbours(self, box: Box, axis: int, within: float) -> Floats:
        """Return the boxes near enough along the line, and across it all that could be in line."""
        boxes, along = self._around(box), 1 - axis
        length = box[axis + 2] - box[axis]
        near: Floats = boxes[
            (boxes[:, along] <= box[along + 2] + REACH)
            & (boxes[:, along + 2] >= box[along] - REACH)
            & (boxes[:, axis] <= box[axis + 2] + within + length)
            & (boxes[:, axis + 2] >= box[axis] - within - length)
        ]
        return near

    def _around(self, box: Box) -> Floats:
        """Return the boxes that could be neighbours of a box that has not gone far."""
        left, top, right, bottom = box
        seen = self._looked_from
        if seen is None or abs(left - seen[0]) > SLACK or abs(top - seen[1]) > SLACK:
            self._looked_from, reach = (left, top), REACH + SLACK
            self._close = self._all[
                (self._all[:, 0] <= right + reach)
                & (self._all[:, 2] >= left - reach)
                & (self._all[:, 1] <= bottom + reach)
                & (self._all[:, 3] >= top - reach)
            ]
        return self._close


def _tracks(boxes: Floats, axis: int) -> Floats:
    """Near side, middle and far side of boxes along one axis, an array of shape (n, 3)."""
    near, far = boxes[:, axis], boxes[:, axis + 2]
    tracks: Floats = np.stack([near, (near + far) / 2, far], axis=1)
    return tracks


def _line(boxes: Floats, axis: int, at: float) -> Line:
    along = 1 - axis
    start, end = float(boxes[:, along].min()), float(boxes[:, along + 2].max())
    return Line(at, start, at, end) if axis == 0 else Line(start, at, end, at)

"""NodeTable: where the cards are, in arrays, so that culling and hit-testing need no loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gui.canvas.geometry import MARGIN, empty_boxes

if TYPE_CHECKING:
    from gui.canvas.geometry import Floats, Indices

__all__ = ["NodeTable"]

FIRST_CAPACITY = 64


class NodeTable:
    """Positions and sizes of cards by row.

    A row that becomes free is used again, so rows of other nodes never change.

    Attributes
    ----------
    rows
        Row by node id.
    ids
        Node id by row; an empty text in a free row.
    boxes
        By row: left, top, right, bottom. A free row holds nan, which no comparison finds.
    reaches
        By row, how far to the left of its box a card draws.
    ranks
        By row, which of two overlapping cards lies on top: the higher.
    """

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.ids: list[str] = []
        self.boxes: Floats = empty_boxes(FIRST_CAPACITY)
        self.reaches: Floats = np.full(FIRST_CAPACITY, MARGIN)
        self.ranks: Indices = np.zeros(FIRST_CAPACITY, dtype=np.intp)
        self._free: list[int] = []

    def __len__(self) -> int:
        return len(self.rows)

    def copy(self) -> NodeTable:
        """Return an independent table that holds the same."""
        twin = NodeTable()
        for name, held in vars(self).items():
            setattr(twin, name, held.copy())
        twin.boxes = self.boxes.copy(order="F")
        return twin

    def add(self, node_id: str, rank: int) -> int:
        """Give a node a row; it has no place yet."""
        row = self._free.pop() if self._free else len(self.ids)
        if row == len(self.ids):
            self.ids.append(node_id)
            if row == len(self.boxes):
                self._grow()
        else:
            self.ids[row] = node_id
        self.rows[node_id] = row
        self.ranks[row] = rank
        return row

    def remove(self, node_id: str) -> int:
        """Free the row of a node and return it."""
        row = self.rows.pop(node_id)
        self.ids[row] = ""
        self.boxes[row] = np.nan
        self._free.append(row)
        return row

    def place(
        self, row: int, x: float, y: float, width: float, height: float, reach: float = MARGIN
    ) -> None:
        """Put a card somewhere.

        Parameters
        ----------
        reach
            How far it draws to the left of its box; to the other sides it is always the same.
        """
        self.boxes[row] = (x, y, x + width, y + height)
        self.reaches[row] = reach

    def move(self, rows: Indices, positions: Floats) -> None:
        """Put the top left corners of cards somewhere else."""
        sizes = self.boxes[rows, 2:] - self.boxes[rows, :2]
        self.boxes[rows, :2] = positions
        self.boxes[rows, 2:] = positions + sizes

    def position(self, node_id: str) -> tuple[float, float]:
        """Return the top left corner of a card."""
        x, y = self.boxes[self.rows[node_id], :2].tolist()
        return x, y

    def used(self) -> Floats:
        """Return the boxes of all rows ever used, a view; free ones hold nan."""
        return self.boxes[: len(self.ids)]

    @property
    def farthest(self) -> float:
        """At least as far as any card draws beyond its box."""
        return float(self.reaches.max())

    def areas(self, rows: Indices) -> Floats:
        """Return left, top, right and bottom of all that cards draw on."""
        found: Floats = self.boxes[rows] + (0.0, -MARGIN, MARGIN, MARGIN)
        found[:, 0] -= self.reaches[rows]
        return found

    def within(self, left: float, top: float, right: float, bottom: float) -> Indices:
        """Return the rows of the cards that a rectangle touches."""
        boxes = self.used()
        return np.flatnonzero(
            (boxes[:, 0] <= right)
            & (boxes[:, 2] >= left)
            & (boxes[:, 1] <= bottom)
            & (boxes[:, 3] >= top)
        )

    def bounds(self, rows: Indices | None = None) -> tuple[float, float, float, float] | None:
        """Return the rectangle around some cards, or around all; None when there are none."""
        boxes = self.used() if rows is None else self.boxes[rows]
        boxes = boxes[~np.isnan(boxes[:, 0])]
        if not len(boxes):
            return None
        left, top = boxes[:, :2].min(axis=0).tolist()
        right, bottom = boxes[:, 2:].max(axis=0).tolist()
        return left, top, right, bottom

    def topmost(self, rows: Indices) -> int | None:
        """Return the row whose card lies above the others, or None when there are none."""
        return int(rows[np.argmax(self.ranks[rows])]) if len(rows) else None

    def _grow(self) -> None:
        more = len(self.boxes)
        self.boxes = np.asfortranarray(np.concatenate([self.boxes, empty_boxes(more)]))
        self.reaches = np.concatenate([self.reaches, np.full(more, MARGIN)])
        self.ranks = np.concatenate([self.ranks, np.zeros(more, dtype=np.intp)])

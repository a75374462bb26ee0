"""Placement: where boxes go when a person arranges them: in line, evenly, clear of others."""

from __future__ import annotations

import math
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Box", "Side", "aligned", "distributed", "way_clear"]

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom."""

Position: TypeAlias = tuple[float, float]
Boxes: TypeAlias = NDArray[np.float64]

DIGITS = 6
"""Places behind the point of what is worked out: a millionth of a pixel."""

GAP = 12.0
"""Room between boxes that had to move apart: one square of the grid."""

MOST_PAIRS = 200_000
"""Beyond it the moving boxes count as one, the box around them all."""


class Side(StrEnum):
    """What of boxes is to be in line."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


def aligned(boxes: Mapping[str, Box], side: Side) -> dict[str, Position]:
    """Return the positions at which boxes are in line, at the outermost or in the middle of all.

    Boxes that would come to lie on one another move along the line until they do not.

    >>> aligned({"a": (0, 0, 10, 10), "b": (30, 40, 50, 60)}, Side.RIGHT)
    {'a': (40, 0), 'b': (30, 40)}
    >>> aligned({"a": (0, 0, 10, 10), "b": (30, 0, 40, 10)}, Side.LEFT)
    {'a': (0, 0), 'b': (0, 22.0)}
    """
    around = _around(boxes)
    near, far = (0, 2) if side in {Side.LEFT, Side.CENTRE, Side.RIGHT} else (1, 3)
    along = _clear_along(boxes, 1 - near)
    placed: dict[str, Position] = {}
    for key, box in boxes.items():
        length = box[far] - box[near]
        at = around[near]
        if side in {Side.RIGHT, Side.BOTTOM}:
            at = around[far] - length
        elif side in {Side.CENTRE, Side.MIDDLE}:
            at = (around[near] + around[far] - length) / 2
        placed[key] = (at, along[key]) if near == 0 else (along[key], at)
    return placed


def _clear_along(boxes: Mapping[str, Box], axis: int) -> dict[str, float]:
    """Return where boxes begin on the line they share, so that none lies on the one before."""
    placed: dict[str, float] = {}
    end = -math.inf
    for key in sorted(boxes, key=lambda key: (boxes[key][axis], boxes[key][1 - axis])):
        start, length = boxes[key][axis], boxes[key][axis + 2] - boxes[key][axis]
        placed[key] = start if start >= end else round(end + GAP, DIGITS)
        end = placed[key] + length
    return placed


def distributed(boxes: Mapping[str, Box], *, across: bool) -> dict[str, Position]:
    """Return the positions at which the gaps between boxes are equal; the outermost two stay.

    >>> distributed({"a": (0, 0, 9, 9), "b": (10, 5, 19, 9), "c": (51, 0, 60, 9)}, across=True)
    {'a': (0, 0), 'b': (25.5, 5), 'c': (51, 0)}
    """
    near, far = (0, 2) if across else (1, 3)
    ordered = sorted(boxes, key=lambda key: boxes[key][near] + boxes[key][far])
    lengths = {key: boxes[key][far] - boxes[key][near] for key in ordered}
    start, end = boxes[ordered[0]][near], boxes[ordered[-1]][far]
    gap = (end - start - sum(lengths.values())) / (len(ordered) - 1)
    placed = {key: boxes[key][:2] for key in (ordered[0], ordered[-1])}
    at = start
    for before, key in pairwise(ordered[:-1]):
        at += lengths[before] + gap
        # Sums of gaps carry digits that nobody sees, and that would make it a move each time.
        place = round(at, DIGITS)
        placed[key] = (place, boxes[key][1]) if across else (boxes[key][0], place)
    return {key: placed[key] for key in boxes}


def way_clear(
    moving: Boxes, others: Boxes, gap: float, step: float, *, axes: Sequence[int] = (0, 1)
) -> Position:
    """Return the shortest way, straight along one axis, on which boxes get clear of others.

    Parameters
    ----------
    moving, others
        One row a box.
    gap
        How much room is to be between them.
    step
        The way is a multiple of it.
    axes
        Along which it may be: 0 across, 1 down.

    Examples
    --------
    >>> way_clear(np.array([[0.0, 0, 10, 10]]), np.array([[5.0, 0, 30, 10]]), 2.0, 1.0)
    (-7.0, 0.0)
    """
    if not len(moving) or not len(others):
        return 0.0, 0.0
    if len(moving) * len(others) > MOST_PAIRS:
        moving = np.concatenate([moving[:, :2].min(axis=0), moving[:, 2:].max(axis=0)])[None]
    grown = others + np.array([-gap, -gap, gap, gap])
    ways = [
        (_free_after(moving, grown, axis, sign, step), axis, sign)
        for axis in axes
        for sign in (-1.0, 1.0)
    ]
    length, axis, sign = min(ways)
    way = [0.0, 0.0]
    way[axis] = sign * length
    return way[0], way[1]


def _free_after(moving: Boxes, others: Boxes, axis: int, sign: float, step: float) -> float:
    """Return how far boxes must go in one direction, in steps, until none touches another."""
    beside = 1 - axis
    overlaps = (moving[:, None, beside] < others[None, :, beside + 2]) & (
        moving[:, None, beside + 2] > others[None, :, beside]
    )
    here, there = np.nonzero(overlaps)
    if sign > 0:
        enters = others[there, axis] - moving[here, axis + 2]
        leaves = others[there, axis + 2] - moving[here, axis]
    else:
        enters = moving[here, axis] - others[there, axis + 2]
        leaves = moving[here, axis + 2] - others[there, axis]
    free = 0.0
    for enter, leave in sorted(zip(enters.tolist(), leaves.tolist(), strict=True)):
        if enter >= free:
            break
        free = max(free, step * math.ceil(leave / step))
    return free


def _around(boxes: Mapping[str, Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes.values(), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)

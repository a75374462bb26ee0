"""Label places: where on its edge a label stands clear of cards and of other labels."""

from __future__ import annotations

import numpy as np

from gui.canvas.geometry import Floats, weights_at

__all__ = ["LABEL_HALF_HEIGHT", "MOST_ROOM", "place_labels"]

LABEL_HALF_WIDTH = 30.0
LABEL_HALF_HEIGHT = 21.0
MOST_ROOM = 96.0
GOOD_ROOM = 60.0
CLEARANCE = 4.0

# From the middle outwards: the first that is free is taken.
_PLACES = np.array([0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82])
_WEIGHTS = weights_at(_PLACES)
# How far beside the curve, tried only where no place on it is free.
_SHIFTS = np.array([-14.0, 14.0, -27.0, 27.0, -40.0, 40.0])
_PLACE_COST = 6.0
_SHIFT_COST = 7.0
_ROOM_COST = 40.0
_CROWDED = 250.0


def place_labels(
    points: Floats, boxes: Floats, taken: Floats | None = None
) -> tuple[Floats, Floats]:
    """Choose a place for the label of each of some edges, one after the other.

    Depends on geometry alone, so labels stay where they are while numbers change.

    Parameters
    ----------
    points
        Control points of the curves, of shape (n, 4, 2).
    boxes
        Left, top, right and bottom of the cards near them.
    taken
        Middles of labels near them that have a place already.

    Returns
    -------
    middles : array of shape (n, 2)
    rooms : array of shape (n,)
        How wide a text may be there before it touches a card.
    """
    count = len(points)
    if not count:
        return np.zeros((0, 2)), np.zeros(0)
    middles = np.matmul(_WEIGHTS, points)
    rooms = _rooms(middles, boxes)
    costs = np.maximum(0.0, GOOD_ROOM - rooms) * _ROOM_COST
    costs += np.arange(len(_PLACES)) * _PLACE_COST
    before = 0 if taken is None else len(taken)
    known = np.zeros((before + count, 2))
    if taken is not None:
        known[:before] = taken
    chosen = known[before:]
    room = np.zeros(count)
    for index in range(count):
        placed = known[: before + index]
        cost = costs[index] + _overlap(middles[index], placed) if len(placed) else costs[index]
        best = int(np.argmin(cost))
        chosen[index], room[index] = middles[index, best], rooms[index, best]
        if cost[best] > _CROWDED:
            beside = _beside(middles[index], boxes, placed)
            if beside[2] < cost[best]:
                chosen[index], room[index] = beside[0], beside[1]
    return chosen, room


def _beside(middles: Floats, boxes: Floats, placed: Floats) -> tuple[Floats, float, float]:
    """Find the best place above or below a curve: its middle, the room there, its cost."""
    candidates = (middles[None] + np.stack([0 * _SHIFTS, _SHIFTS], axis=1)[:, None]).reshape(-1, 2)
    rooms = _rooms(candidates[None], boxes)[0]
    costs = np.maximum(0.0, GOOD_ROOM - rooms) * _ROOM_COST + _overlap(candidates, placed)
    costs += np.tile(np.arange(len(middles)) * _PLACE_COST, len(_SHIFTS))
    costs += np.repeat(np.abs(_SHIFTS) * _SHIFT_COST, len(middles))
    best = int(np.argmin(costs))
    return candidates[best], float(rooms[best]), float(costs[best])


def _rooms(middles: Floats, boxes: Floats) -> Floats:
    """Width of the free space around each candidate, of shape (n, candidates)."""
    if not len(boxes):
        return np.full(middles.shape[:2], MOST_ROOM)
    x, y = middles[:, :, None, 0], middles[:, :, None, 1]
    left, top, right, bottom = boxes.T
    beside = (y + LABEL_HALF_HEIGHT > top) & (y - LABEL_HALF_HEIGHT < bottom)
    distances = np.maximum(np.maximum(left - x, x - right), 0.0)
    nearest = np.where(beside, distances, MOST_ROOM).min(axis=2)
    rooms: Floats = np.minimum(MOST_ROOM, np.maximum(0.0, 2 * (nearest - CLEARANCE)))
    return rooms


def _overlap(candidates: Floats, placed: Floats) -> Floats:
    """Area by which a label at each candidate would cover those already placed."""
    gaps = np.abs(candidates[:, None] - placed[None])
    wide = np.maximum(0.0, 2 * LABEL_HALF_WIDTH - gaps[:, :, 0])
    high = np.maximum(0.0, 2 * LABEL_HALF_HEIGHT - gaps[:, :, 1])
    area: Floats = (wide * high).sum(axis=1)
    return area

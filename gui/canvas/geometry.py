"""Geometry: sizes of cards, places of ports and the curves between them, in canvas units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "CARD_HEIGHT",
    "CARD_WIDTH",
    "GRID",
    "MARGIN",
    "WIDEST_CARD",
    "Floats",
    "Indices",
    "bounds_of",
    "card_height",
    "controls",
    "empty_boxes",
    "extra_port_y",
    "on_grid",
    "polylines",
    "port_ys",
    "snapped",
    "united",
    "weights_at",
]

Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]

GRID = 12.0
CARD_WIDTH = 132.0
CARD_HEIGHT = 84.0
WIDEST_CARD = 228.0
PORT_PITCH = 24.0

MARGIN = 14.0
"""How far glow, ports and badges reach beyond a card."""

LEAST_BEND = 36.0
MOST_BEND = 360.0


def empty_boxes(count: int) -> Floats:
    """Return so many rows for boxes, all nan.

    They are kept column by column: a column is compared three times as fast as one of many rows.
    """
    return np.full((count, 4), np.nan, order="F")


def on_grid(length: float) -> float:
    """Return the nearest multiple of the grid.

    >>> on_grid(17.9), on_grid(-7.0)
    (12.0, -12.0)
    """
    return math.floor(length / GRID + 0.5) * GRID


def snapped(x: float, y: float) -> tuple[float, float]:
    """Return the nearest point of the grid."""
    return on_grid(x), on_grid(y)


def card_height(ports: int, *, variadic: bool) -> float:
    """Height of a card with so many ports; a variadic one has room for one more.

    >>> card_height(2, variadic=False), card_height(3, variadic=True)
    (84.0, 108.0)
    """
    return max(CARD_HEIGHT, PORT_PITCH * ports + (36.0 if variadic else 12.0))


def port_ys(ports: int, height: float) -> tuple[float, ...]:
    """Heights of the ports below the top of a card, spread around its middle.

    >>> port_ys(2, 84.0)
    (30.0, 54.0)
    """
    first = (height - PORT_PITCH * (ports - 1)) / 2
    return tuple(first + PORT_PITCH * index for index in range(ports))


def extra_port_y(height: float) -> float:
    """Height of the port that a variadic card offers beyond those in use."""
    return height - 12.0


def controls(ends: Floats) -> Floats:
    """Return the control points of the curves between ports.

    Parameters
    ----------
    ends
        One row ``x1, y1, x2, y2`` a curve, from an output to an input port.

    Returns
    -------
    array of shape (n, 4, 2)
        The four points of each cubic curve. It leaves to the right and arrives from the left.
    """
    distance = np.abs(ends[:, 2] - ends[:, 0]) * 0.5
    bend = np.clip(distance, LEAST_BEND, MOST_BEND)
    points = np.empty((len(ends), 4, 2))
    points[:, 0] = ends[:, :2]
    points[:, 3] = ends[:, 2:]
    points[:, 1, 0] = ends[:, 0] + bend
    points[:, 1, 1] = ends[:, 1]
    points[:, 2, 0] = ends[:, 2] - bend
    points[:, 2, 1] = ends[:, 3]
    return points


def bounds_of(points: Floats) -> Floats:
    """Return rows ``left, top, right, bottom`` that hold the curves with these control points."""
    return np.concatenate([points.min(axis=1), points.max(axis=1)], axis=1)


def weights_at(t: Floats) -> Floats:
    """Return how much each control point counts at parameters `t`, of shape (n, 4)."""
    return np.stack([(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3], axis=1)


def _weights(pieces: int) -> Floats:
    """Return how much each control point counts at the ends of equal pieces."""
    return weights_at(np.linspace(0.0, 1.0, pieces + 1))


_WEIGHTS = {pieces: _weights(pieces) for pieces in (1, 4, 6, 24)}


def polylines(points: Floats, pieces: int) -> Floats:
    """Return the curves as so many straight pieces, an array of shape (n, pieces + 1, 2)."""
    if pieces not in _WEIGHTS:
        _WEIGHTS[pieces] = _weights(pieces)
    lines: Floats = np.matmul(_WEIGHTS[pieces], points)
    return lines


def united(
    boxes: Sequence[tuple[float, float, float, float]],
) -> tuple[float, float, float, float] | None:
    """Return the box around some boxes, or None when there are none.

    >>> united([(0.0, 0.0, 2.0, 2.0), (5.0, -1.0, 6.0, 1.0)])
    (0.0, -1.0, 6.0, 2.0)
    """
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)

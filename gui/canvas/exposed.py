"""Exposed: what of the canvas is to be drawn again, in few parts, and what may lie in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QRect

    from gui.canvas.geometry import Floats, Indices

__all__ = ["Near", "around", "grown", "joined", "touching"]


class Near(NamedTuple):
    """What may have to be drawn in parts of an area.

    When the canvas is scrolled these are strips along its sides and what lies below the map and
    the legend. All cards and edges are looked through once for all of them.

    Attributes
    ----------
    area
        All the parts together.
    edges, cards
        Rows of the diagram's tables.
    """

    area: QRectF
    edges: Indices
    cards: Indices


def joined(parts: Iterable[QRect]) -> list[QRect]:
    """Join rectangles that continue one another downwards, as regions come in bands.

    >>> from PySide6.QtCore import QRect
    >>> [part.height() for part in joined([QRect(0, 0, 9, 2), QRect(0, 2, 9, 5)])]
    [7]
    """
    found: dict[tuple[int, int, int], QRect] = {}
    for part in parts:
        above = found.pop((part.left(), part.right(), part.top() - 1), part)
        found[part.left(), part.right(), part.bottom()] = above.united(part)
    return list(found.values())


def around(boxes: Floats, reach: float = 0.0) -> QRectF:
    """Return the area around boxes, rows of left, top, right and bottom, grown by `reach`."""
    if not len(boxes):
        return QRectF()
    left, top = boxes[:, :2].min(axis=0).tolist()
    right, bottom = boxes[:, 2:].max(axis=0).tolist()
    area = QRectF(left, top, right - left, bottom - top)
    return area.adjusted(-reach, -reach, reach, reach)


def grown(area: QRectF, reach: float) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of an area that reaches farther on all sides."""
    return area.left() - reach, area.top() - reach, area.right() + reach, area.bottom() + reach


def touching(boxes: Floats, area: QRectF, reach: float = 0.0) -> NDArray[np.bool_]:
    """Return which boxes, rows of left, top, right and bottom, come as near to an area."""
    left, top, right, bottom = grown(area, reach)
    found: NDArray[np.bool_] = (
        (boxes[:, 0] <= right)
        & (boxes[:, 2] >= left)
        & (boxes[:, 1] <= bottom)
        & (boxes[:, 3] >= top)
    )
    return found

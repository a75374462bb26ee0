"""Arrays: memory of results that nobody holds any more, for the next run.

Asking the system for large pieces of memory costs as much as filling them. What is handed out is
handed out again only when no evaluation, no caller and no view refers to it.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from engine.values import Array

__all__ = ["Arrays"]

_SMALLEST = 4_096
"""Numbers below which memory is quickly had."""

_MOST = 4
"""Arrays of one shape that are remembered."""


def _references(held: list[Any]) -> int:
    """Count who refers to the last item of a list, apart from the list."""
    item = held.pop()
    found = sys.getrefcount(item)
    held.append(item)
    return found


_ALONE = _references([object()])


class Arrays:
    """Arrays by shape, most of them in use.

    Examples
    --------
    >>> arrays = Arrays()
    >>> first = arrays.empty((100, 100))
    >>> arrays.empty((100, 100)) is first
    False
    >>> first[0, 0] = 7.0
    >>> del first
    >>> 7.0 in [arrays.empty((100, 100))[0, 0], arrays.empty((100, 100))[0, 0]]
    True
    """

    def __init__(self) -> None:
        self._held: dict[tuple[int, ...], list[Array]] = {}

    def empty(self, shape: tuple[int, ...]) -> Array | None:
        """Return an array to be written to; None if it is too small to be worth while."""
        if math.prod(shape) < _SMALLEST:
            return None
        # Taken out while it is looked at, so that no other thread finds it.
        held = self._held.pop(shape, [])
        found = None
        for _ in range(len(held)):
            if _references(held) == _ALONE:
                found = held.pop()
                found.flags.writeable = True
                break
            held.insert(0, held.pop())
        if found is None:
            found = np.empty(shape)
        self._held[shape] = [found, *held[-_MOST + 1 :]]
        return found

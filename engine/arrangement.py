"""Arrangement: which slot each node of a recording gets, and which nodes stand side by side.

Nodes get their slots level by level and by first arrival, so that the way in which a graph came
about leaves no trace in the numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.instructions import Slots

__all__ = ["Arrangement", "arrange", "runs"]

_BITS = 63
"""How many bits there are for a level, a kind and an ordinal in one number to sort by."""


class Arrangement(NamedTuple):
    """Nodes in blocks, each of one level and kind.

    Attributes
    ----------
    ordinals
        By slot.
    starts, sizes, levels, kinds
        By block: its first slot, how many nodes it has, and what they have in common.
    """

    ordinals: Slots
    starts: Slots
    sizes: Slots
    levels: Slots
    kinds: Slots

    def by_slot(self, by_block: NDArray[Any]) -> NDArray[Any]:
        """Give each slot what its block has."""
        found: NDArray[Any] = np.repeat(by_block, self.sizes)
        return found


def arrange(ready: NDArray[np.bool_], level: Slots, kind: Slots) -> Arrangement:
    """Sort nodes by level, within it by the first of each kind, and within that by arrival.

    Parameters
    ----------
    ready
        By ordinal, whether the node is to have a slot.
    level, kind
        By ordinal, from 0 on where a node is ready.

    Examples
    --------
    >>> ready, level = np.array([True, True, False, True, True]), np.array([1, 0, 0, 1, 1])
    >>> arrange(ready, level, np.array([7, 0, 5, 5, 7])).ordinals.tolist()
    [1, 0, 4, 3]
    """
    kinds = 1 + int(kind.max(initial=0))
    pairs = level * kinds
    pairs += kind
    if ready.all():
        ordinals = np.arange(len(pairs))
    else:
        ordinals = np.flatnonzero(ready)
        pairs = pairs[ordinals]
    pairs, ordinals = _sorted(pairs, ordinals)
    is_new = np.ones(len(pairs), dtype=bool)
    is_new[1:] = pairs[1:] != pairs[:-1]
    starts = np.flatnonzero(is_new)
    levels, numbers = np.divmod(pairs[starts], kinds)
    order = np.lexsort((ordinals[starts], levels))
    sizes = np.diff(starts, append=len(pairs))[order]
    ordinals = ordinals[runs(starts[order], sizes)]
    return Arrangement(ordinals, np.cumsum(sizes) - sizes, sizes, levels[order], numbers[order])


def runs(starts: Slots, sizes: Slots) -> Slots:
    """Return the numbers of some runs, one run after another.

    >>> runs(np.array([10, 3]), np.array([2, 3])).tolist()
    [10, 11, 3, 4, 5]
    """
    ends = np.cumsum(sizes)
    found: Slots = np.repeat(starts - ends + sizes, sizes)
    found += np.arange(len(found))
    return found


def _sorted(pairs: Slots, ordinals: Slots) -> tuple[Slots, Slots]:
    """Sort by two numbers, which is much faster when both find room in one."""
    bits = int(ordinals.max(initial=0)).bit_length()
    if int(pairs.max(initial=0)).bit_length() + bits > _BITS:
        order = np.argsort(pairs, kind="stable")
        return pairs[order], ordinals[order]
    # In place, because fresh memory costs more than what is done with it.
    pairs <<= bits
    pairs |= ordinals
    pairs.sort()
    np.bitwise_and(pairs, (1 << bits) - 1, out=ordinals)
    pairs >>= bits
    return pairs, ordinals

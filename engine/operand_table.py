"""Operand table: the slots that all nodes of a recording read from, and the edges between them.

The operands of a node stand side by side, and nodes follow each other by slot, so that what nodes
that are alike read at one port is a view of the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.instructions import Slots

__all__ = ["OperandTable"]


class OperandTable:
    """The operands of a recording.

    Parameters
    ----------
    counts
        By slot, how many operands a node has.
    sources, targets
        By edge, in no order, the slots of its ends.
    places
        By edge, which operand of its target it brings.
    literals
        Operands without an edge, a row each: the target, the place, the slot that is read.

    Attributes
    ----------
    firsts
        By slot, where its operands begin.
    slots
        By operand, where it is read from.
    source, target
        By row, the slots of the ends of an edge.

    Examples
    --------
    >>> ends = np.array([1, 0]), np.array([2, 2])
    >>> table = OperandTable(np.array([0, 0, 2]), *ends, np.array([1, 0]), np.zeros((0, 3)))
    >>> table.slots.tolist(), table.source.tolist(), table.target.tolist()
    ([0, 1], [0, 1], [2, 2])
    """

    def __init__(
        self,
        counts: Slots,
        sources: Slots,
        targets: Slots,
        places: Slots,
        literals: Slots,
    ) -> None:
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        ends -= counts
        self.firsts: Slots = ends
        positions = self.firsts[targets]
        positions += places
        self.slots: Slots = np.full(total, -1)
        self.slots[positions] = sources
        self.target: Slots = np.empty(total, dtype=np.intp)
        self.target[positions] = targets
        self.source: Slots = self.slots
        self._rows: Slots | None = None
        if len(positions) == total:
            return
        is_edge = self.slots >= 0
        self.source, self.target = self.slots[is_edge], self.target[is_edge]
        self._rows = np.where(is_edge, np.cumsum(is_edge) - 1, -1)
        self.slots[self.firsts[literals[:, 0]] + literals[:, 1]] = literals[:, 2]

    def rows(self, positions: Slots) -> Slots:
        """Return the rows of the edges that bring some operands; −1 for literals."""
        return positions if self._rows is None else self._rows[positions]

    def positions_of_rows(self) -> Slots | None:
        """Return, by row, which of the operands its edge brings; None when all have one."""
        return None if self._rows is None else np.flatnonzero(self._rows >= 0)

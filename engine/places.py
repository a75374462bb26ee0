"""Places: what is computed in each slot of a tape, looked up one node at a time."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.tape import Group, Single

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.operation import Operation
    from engine.tape import Tape

__all__ = ["Place", "Places"]


class Place(NamedTuple):
    """An operation, its attributes and the slots of its operands."""

    operation: Operation
    attributes: Mapping[str, Any]
    operands: tuple[int, ...]
    is_single: bool


class Places:
    """The operations of a tape by slot.

    Examples
    --------
    >>> from engine import parse, record
    >>> tape = record(parse("a = 3; b = 4; y = a - b"))
    >>> Places(tape)[tape.slot("y")].operands == (tape.slot("a"), tape.slot("b"))
    True
    """

    def __init__(self, tape: Tape) -> None:
        self._items: list[Group | Single] = []
        for level in tape.levels:
            self._items += level.groups
            self._items += level.singles
        self._items.sort(key=_first_slot)

    def __getitem__(self, slot: int) -> Place:
        item = self._items[bisect_right(self._items, slot, key=_first_slot) - 1]
        if isinstance(item, Single):
            return Place(item.operation, item.attributes, item.operands, is_single=True)
        operands = tuple(int(slots[slot - item.first]) for slots in item.operands)
        return Place(item.operation, item.attributes, operands, is_single=False)


def _first_slot(item: Group | Single) -> int:
    return item.slot if isinstance(item, Single) else item.first

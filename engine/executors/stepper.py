"""Stepper: a tape of scalars interpreted one node at a time, over a plain list of floats.

It needs no preparation to speak of, starts anywhere and stops anywhere: for single steps, and for
the few nodes behind a leaf that has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.executors.generated_source import function_of
from engine.executors.rules import forward_program, forward_rule
from engine.maths.numeric import Numeric

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.instructions import Group
    from engine.tape import Tape

__all__ = ["Event", "Stepper"]

_MATHS = Numeric(0)
_NONE, _MANY = -1, -2


class Event(NamedTuple):
    """The computation of one node.

    Attributes
    ----------
    slot
        Where the result goes.
    function
        Of floats.
    first, second
        Slots of its operands; `second` is −1 if there is one operand, and −2 if there are more
        than two, which the function then takes from the list of all values itself.
    """

    slot: int
    function: Callable[..., float]
    first: int
    second: int


class Stepper:
    """A tape of scalars, event by event.

    Examples
    --------
    >>> from engine import parse, record
    >>> tape = record(parse("input x = 3; y = x * x; z = y + x"))
    >>> values = tape.initial.tolist()
    >>> stepper = Stepper(tape)
    >>> stepper.run(values, stepper.events())
    >>> values
    [3.0, 9.0, 12.0]
    """

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self._groups = [group for level in tape.levels for group in level.groups]
        self._by_slot: dict[int, Event] | None = None

    def events(self, slots: Iterable[int] | None = None) -> list[Event]:
        """Return the events of some slots, or of all, in the order in which they must happen."""
        if self._by_slot is None:
            self._by_slot = {}
            for group in self._groups:
                self._by_slot.update(self._group_events(group))
        if slots is None:
            return list(self._by_slot.values())
        return [self._by_slot[slot] for slot in slots]

    def _group_events(self, group: Group) -> Iterator[tuple[int, Event]]:
        program = forward_program(group)
        rule = forward_rule(group.operation, group.attributes)
        function = _by_rule(rule) if program is None else function_of(program)
        columns = [slots.tolist() for slots in group.operands]
        for slot, operands in enumerate(zip(*columns, strict=True), group.first):
            if len(operands) == 1:
                yield slot, Event(slot, function, operands[0], _NONE)
            elif len(operands) == 2:
                yield slot, Event(slot, function, *operands)
            else:
                yield slot, Event(slot, _gathering(function, operands), slot, _MANY)

    def run(self, values: list[float], events: Iterable[Event]) -> None:
        """Let events happen to a list of values."""
        waiting = iter(events)
        slot = -1
        while True:
            try:
                for slot, function, first, second in waiting:
                    if second >= 0:
                        values[slot] = function(values[first], values[second])
                    elif second == _NONE:
                        values[slot] = function(values[first])
                    else:
                        values[slot] = function(values)
            except (ArithmeticError, ValueError):
                # Python refuses where numpy answers an infinity or nan; the rest goes on.
                values[slot] = self._exactly(slot, values)
            else:
                return

    def _exactly(self, slot: int, values: list[float]) -> float:
        group = next(item for item in self._groups if item.first <= slot < item.last)
        rule = forward_rule(group.operation, group.attributes)
        operands = [values[slots[slot - group.first]] for slots in group.operands]
        return _by_rule(rule)(*operands)


def _by_rule(rule: Callable[..., Any]) -> Callable[..., float]:
    def function(*operands: float) -> float:
        with np.errstate(all="ignore"):
            return float(rule(_MATHS, *map(np.float64, operands)))

    return function


def _gathering(function: Callable[..., float], operands: tuple[int, ...]) -> Callable[..., float]:
    return lambda values: function(*[values[operand] for operand in operands])

"""Kernels: the program of a rule bound to memory, as a list of numpy calls that allocate nothing.

The last step writes straight into the place of the result; what lies between stands in registers
that all kernels of a run share.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.executors.tracing import Program, Step

__all__ = ["Call", "Registers", "bind"]

Call: TypeAlias = tuple["Callable[..., Any]", tuple[Any, ...]]
"""A function and its arguments."""


class Registers:
    """Scratch memory of `count` numbers a register, made as many as are asked for."""

    def __init__(self, count: int, lanes: tuple[int, ...]) -> None:
        self.shape = (count, *lanes)
        self.numbers: list[Any] = []
        self.masks: list[Any] = []

    def view(self, place: int, count: int, *, is_mask: bool) -> Any:
        """Return the first `count` entries of a register."""
        pool = self.masks if is_mask else self.numbers
        while len(pool) <= place:
            pool.append(np.empty(self.shape, np.bool_ if is_mask else np.float64))
        return pool[place][:count]


def bind(
    program: Program, inputs: Sequence[Any], outs: Sequence[Any], registers: Registers
) -> list[Call]:
    """Return the calls that compute the results of a program into `outs`.

    Parameters
    ----------
    inputs
        An array for each operand; None for those that are not used.

    Examples
    --------
    >>> from engine.executors.tracing import Recorder
    >>> recorder = Recorder(1)
    >>> program = recorder.program([np.sin(recorder.operands[0]) * 2.0])
    >>> x, out = np.array([0.0, np.pi / 2]), np.zeros(2)
    >>> for function, arguments in bind(program, [x], [out], Registers(2, ())):
    ...     _ = function(*arguments)
    >>> out.tolist()
    [0.0, 2.0]
    """
    return _Binder(program, inputs, outs, registers).calls()


def _call(function: Any, arguments: tuple[Any, ...], view: Any) -> Call:
    if function in (np.maximum, np.minimum):
        # These two are about to lose their third place.
        return partial(function, out=view), arguments
    return function, (*arguments, view)


class _Binder:
    """Gives each value of a program a place, and the place back once it was read for good."""

    def __init__(
        self, program: Program, inputs: Sequence[Any], outs: Sequence[Any], registers: Registers
    ) -> None:
        self.program = program
        self.registers = registers
        self.count = len(outs[0])
        self.views: dict[int, Any] = dict(enumerate(inputs))
        for number, constant in program.constants.items():
            self.views[number] = np.array(constant)
        self.last_use = {
            number: place for place, step in enumerate(program.steps) for number in step.inputs
        }
        self.results = list(zip(program.results, outs, strict=True))
        self.at_out: dict[int, Any] = {}
        for result, out in self.results:
            for number in self._written_to_out(result):
                self.at_out.setdefault(number, out)
        self.held: dict[int, tuple[int, bool]] = {}
        self.busy: set[tuple[int, bool]] = set()

    def _written_to_out(self, result: int) -> set[int]:
        """Return the result, and the chain of else-branches that it only overwrites in part."""
        made = {step.number: step for step in self.program.steps}
        uses = dict.fromkeys(self.program.results, 1)
        for step in self.program.steps:
            for number in step.inputs:
                uses[number] = uses.get(number, 0) + 1
        if result in made and made[result].is_mask and uses[result] > 1:
            return set()
        found = {result}
        last = result
        while last in made and made[last].function is np.where:
            last = made[last].inputs[2]
            if last not in made or uses[last] > 1 or made[last].is_mask:
                break
            found.add(last)
        return found

    def calls(self) -> list[Call]:
        found: list[Call] = []
        for place, step in enumerate(self.program.steps):
            view = self._place_of(step)
            arguments = tuple(self.views[number] for number in step.inputs)
            if step.function is np.where:
                condition, taken, other = arguments
                if other is not view:
                    found.append((np.copyto, (view, other)))
                found.append((np.copyto, (view, taken, "same_kind", condition)))
            else:
                found.append(_call(step.function, arguments, view))
            self._release(step, place)
        for number, out in self.results:
            if self.views[number] is not out:
                found.append((np.copyto, (out, self.views[number])))
        return found

    def _place_of(self, step: Step) -> Any:
        if step.number in self.at_out:
            self.views[step.number] = self.at_out[step.number]
            return self.at_out[step.number]
        key = (0, step.is_mask)
        while key in self.busy:
            key = (key[0] + 1, step.is_mask)
        self.busy.add(key)
        self.held[step.number] = key
        view = self.registers.view(key[0], self.count, is_mask=step.is_mask)
        self.views[step.number] = view
        return view

    def _release(self, step: Step, place: int) -> None:
        for number in (*step.inputs, step.number):
            if number in self.held and self.last_use.get(number, -1) <= place:
                self.busy.discard(self.held.pop(number))

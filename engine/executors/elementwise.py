"""Elementwise: the program of a rule run over whole arrays, its scratch memory used again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.executors.arrays import Arrays
    from engine.executors.tracing import Program

__all__ = ["Elementwise"]


class _Turn(NamedTuple):
    """One array operation, and the value it may write over: one that nobody reads any more."""

    function: Any
    inputs: tuple[int, ...]
    number: int
    over: int | None


class Elementwise:
    """A program of one result, ready for arrays that together have a certain shape.

    Examples
    --------
    >>> from engine.executors.tracing import trace
    >>> program = trace(lambda m, a, b: m.exp(-a * b), 2)
    >>> Elementwise(program, (2,)).run([np.array([0.0, 1.0]), np.float64(0.0)]).tolist()
    [1.0, 1.0]
    """

    def __init__(self, program: Program, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self.constants = program.constants
        self.result = program.results[0]
        last_use = {
            number: place for place, step in enumerate(program.steps) for number in step.inputs
        }
        scratch: set[int] = set()
        self.turns: list[_Turn] = []
        for place, step in enumerate(program.steps):
            free = [number for number in step.inputs if number in scratch]
            free = [number for number in free if last_use[number] == place]
            can_write = bool(free) and not step.is_mask and isinstance(step.function, np.ufunc)
            over = free[0] if can_write else None
            self.turns.append(_Turn(step.function, step.inputs, step.number, over))
            scratch.difference_update(free)
            if not step.is_mask:
                scratch.add(step.number)

    def run(self, operands: Sequence[Any], arrays: Arrays | None = None) -> Any:
        """Return the result, which may be one of the operands or a number of the rule.

        Parameters
        ----------
        arrays
            Where memory comes from that will be free again.
        """
        values: dict[int, Any] = dict(enumerate(operands))
        values.update(self.constants)
        shape = self.shape
        for function, inputs, number, over in self.turns:
            arguments = [values[place] for place in inputs]
            out = None
            if over is not None and shape and np.shape(values[over]) == shape:
                out = values[over]
            elif number == self.result and arrays is not None and isinstance(function, np.ufunc):
                out = arrays.empty(shape)
            values[number] = function(*arguments) if out is None else function(*arguments, out=out)
        return values[self.result]

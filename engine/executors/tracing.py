"""Tracing: the rule of an operation as a list of elementary array operations.

A rule is a Python function over numpy. Called once with operands that write down what is done with
them, it yields a program that can be replayed into memory that is already there, or written as
source text. So no operation needs a second definition for the sake of speed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from engine.maths.numeric import Numeric

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["Program", "Recorder", "Step", "trace"]

_SAMPLES = (0.6, 0.7, 0.4, 0.3)
_WITH_ONE_LANE = Numeric(1)


class _UntraceableError(Exception):
    """The rule does something that is not an elementary array operation."""


class Step(NamedTuple):
    """One elementary operation: a ufunc, or ``np.where``.

    Attributes
    ----------
    function
        What is called.
    inputs
        Numbers of values.
    number
        The number of the value that it makes.
    is_mask
        Whether that value is a truth value.
    """

    function: Any
    inputs: tuple[int, ...]
    number: int
    is_mask: bool


class Program(NamedTuple):
    """What a rule does.

    Attributes
    ----------
    arity
        How many operands it has; their values have the first numbers.
    constants
        Numbers that stand in the rule, by the number of the value.
    steps
        In order; each uses what was made before.
    results
        Numbers of the values asked for.
    """

    arity: int
    constants: Mapping[int, float | bool]
    steps: tuple[Step, ...]
    results: tuple[int, ...]

    @property
    def used(self) -> frozenset[int]:
        """Numbers of all values that are read."""
        inputs = {number for step in self.steps for number in step.inputs}
        return frozenset(inputs | set(self.results))


class Recorder:
    """Writes down what is done with its values; the same is never done twice.

    Examples
    --------
    >>> recorder = Recorder(2)
    >>> a, b = recorder.operands
    >>> program = recorder.program([np.exp(a + b) * (a + b)])
    >>> [step.function.__name__ for step in program.steps]
    ['add', 'exp', 'multiply']
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.samples: list[Any] = [np.array([_SAMPLES[n % 4] + n // 4]) for n in range(count)]
        self.constants: dict[int, float | bool] = {}
        self.steps: list[Step] = []
        self.known: dict[object, int] = {}
        self.operands = [_Traced(self, number) for number in range(count)]

    def step(self, function: Any, inputs: Sequence[Any]) -> _Traced:
        """Write down one operation and return its result."""
        numbers = tuple(self.number(item) for item in inputs)
        if function is np.multiply:
            for one, other in (numbers, numbers[::-1]):
                if self.constants.get(one) is not True and self.constants.get(one) == 1.0:
                    return _Traced(self, other)
        key = (function, numbers)
        if key not in self.known:
            sample = function(*(self.samples[number] for number in numbers))
            if sample.dtype not in (np.float64, np.bool_):
                raise _UntraceableError
            self.known[key] = self._keep(sample)
            is_mask = sample.dtype == np.bool_
            self.steps.append(Step(function, numbers, self.known[key], bool(is_mask)))
        return _Traced(self, self.known[key])

    def number(self, item: Any) -> int:
        """Return the number of a value; a plain number becomes a constant."""
        if isinstance(item, _Traced):
            return item.place
        if not isinstance(item, float | int | np.floating | np.bool_):
            raise _UntraceableError
        constant = bool(item) if isinstance(item, bool | np.bool_) else float(item)
        key = repr(constant)
        if key not in self.known:
            self.known[key] = self._keep(np.array([constant]))
            self.constants[self.known[key]] = constant
        return self.known[key]

    def _keep(self, sample: Any) -> int:
        self.samples.append(sample)
        return len(self.samples) - 1

    def program(self, results: Sequence[Any]) -> Program:
        """Return what leads to some results, without the steps that do not."""
        numbers = tuple(self.number(item) for item in results)
        needed = set(numbers)
        steps = []
        for step in reversed(self.steps):
            if step.number in needed:
                needed.update(step.inputs)
                steps.append(step)
        constants = {place: item for place, item in self.constants.items() if place in needed}
        return Program(self.count, constants, tuple(reversed(steps)), numbers)


class _Traced(NDArrayOperatorsMixin):
    """A value that tells its recorder what is done with it."""

    __slots__ = ("place", "recorder")

    def __init__(self, recorder: Recorder, place: int) -> None:
        self.recorder = recorder
        self.place = place

    def __array_ufunc__(
        self, function: Any, method: str, *inputs: Any, out: Any = None, **others: Any
    ) -> _Traced:
        # `out` is what ``a |= b`` asks for; the name is bound to the new value all the same.
        if method != "__call__" or others or function.nout != 1:
            raise _UntraceableError
        return self.recorder.step(function, inputs)

    def __array_function__(
        self, function: Any, _types: Any, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Any:
        if function is np.where and len(args) == 3 and not kwargs:
            return self.recorder.step(np.where, args)
        if function is np.ndim:
            return 1
        if function is np.sum and len(args) == 1 and kwargs == {"axis": ()}:
            return args[0]
        raise _UntraceableError

    def _refuse(self, *_: Any) -> Any:
        raise _UntraceableError

    __bool__ = __float__ = __len__ = __iter__ = __array__ = __getitem__ = __index__ = _refuse
    __hash__ = object.__hash__


def trace(rule: Callable[..., Any], count: int) -> Program | None:
    """Return what a rule does with `count` operands, or None when it cannot be written down.

    Parameters
    ----------
    rule
        ``rule(m, *operands)``; it may answer several results as a tuple.

    Examples
    --------
    >>> from engine.operation import get_operation
    >>> program = trace(get_operation("tanh").partial(0).numbers, 2)
    >>> [step.function.__name__ for step in program.steps][:3]
    ['absolute', 'multiply', 'exp']
    """
    recorder = Recorder(count)
    try:
        with np.errstate(all="ignore"):
            result = rule(_WITH_ONE_LANE, *recorder.operands)
        return recorder.program(result if isinstance(result, tuple) else [result])
    except (_UntraceableError, TypeError, ValueError, AttributeError, IndexError):
        return None

"""Witnesses of a gradient: what a function's own values say of its slope, rules left aside.

The central difference is what anyone can do with a pocket calculator, good to about ten digits.
Ridders' extrapolation of many of them is good to about fourteen and knows how far it may be off.
The complex step Im f(x + ih) / h subtracts nothing, so h may be 1e-30 and every digit is right.

Source: Squire and Trapp, Using Complex Variables to Estimate Derivatives of Real Functions (1998).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.autodiff import perturbed_output
from engine.operation import find_operation
from engine.ridders import HALVINGS, ridders

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.evaluation import Evaluation
    from engine.tape import Tape
    from engine.values import Array

    Indices = NDArray[np.intp]
    Mask = NDArray[np.bool_]

__all__ = ["Witnesses", "between", "central_step", "differences"]

COMPLEX_STEP, SMALLEST_COMPLEX_STEP = 1e-30, 1e-306
RELATIVE_STEP = float(np.cbrt(np.finfo(float).eps))
MAXIMAL_LANES = 256
MAXIMAL_NUMBERS = 4_000_000


class Witnesses(NamedTuple):
    """Derivatives of the output with respect to some elements of a node.

    Attributes
    ----------
    central
        By one central difference.
    complex_step
        By complex steps; nan where an operation on the way does not take complex numbers.
    ridders, error_bar
        By extrapolation, and how far that may be off; nan where no step stays in the domain.
    """

    central: Array
    complex_step: Array
    ridders: Array
    error_bar: Array


def central_step(values: Array) -> Array:
    """Return the step of a central difference that balances rounding against truncation."""
    return RELATIVE_STEP * np.maximum(1.0, np.abs(values))


def between(tape: Tape, slot: int, output: int) -> Mask:
    """Return, by slot of a node, whether it lies on a way from one node to another.

    The one the ways begin at is left out.
    """
    reached = np.zeros(len(tape.nodes), dtype=bool)
    reached[slot] = True
    # Edges stand in the table by the level of their target.
    for source, target in zip(tape.source.tolist(), tape.target.tolist(), strict=True):
        if reached[source]:
            reached[target] = True
    reached[slot] = False
    return tape.sweep(output).reached[: len(reached)] & reached


def differences(run: Evaluation, slot: int, elements: Indices) -> Witnesses:
    """Ask all witnesses about some elements of a leaf.

    Parameters
    ----------
    elements
        Their places in the flattened leaf.
    """
    assert run.output is not None
    total = sum(math.prod(shape) for shape in run.tape.shapes)
    lanes = int(np.clip(MAXIMAL_NUMBERS // total, 1, MAXIMAL_LANES))
    count = max(lanes // (2 * HALVINGS), 1)
    parts = [elements[start : start + count] for start in range(0, len(elements), count)]
    is_safe = _takes_complex(run.tape, slot, run.output)
    asked = [_Asked(run, slot, part).all(is_safe=is_safe) for part in parts]
    return Witnesses(*(np.concatenate(column) for column in zip(*asked, strict=True)))


def _takes_complex(tape: Tape, slot: int, output: int) -> bool:
    """Whether the complex step can pass through all operations between two nodes."""
    for place in np.flatnonzero(between(tape, slot, output)).tolist():
        operation = find_operation(tape.nodes[place].operation)
        if operation is not None and not operation.complex_safe:
            return False
    return True


class _Asked:
    """The witnesses' answers about some elements of one leaf."""

    def __init__(self, run: Evaluation, slot: int, elements: Indices) -> None:
        self.run = run
        self.slot = slot
        self.elements = elements
        self.shape = run.tape.shapes[slot]
        self.values = np.asarray(run.value_at(slot), dtype=np.float64).reshape(-1)
        self.at = self.values[elements]

    def all(self, *, is_safe: bool) -> Witnesses:
        with np.errstate(all="ignore"):
            step = central_step(self.at)
            above, below = self.outputs(np.stack([self.at + step, self.at - step]))
            # The step that was really made: x ± h are rounded.
            central = (above - below) / ((self.at + step) - (self.at - step))
            stepped = self._complex_step() if is_safe else np.full(len(self.at), np.nan)
        estimate = ridders(self.outputs, self.at)
        return Witnesses(central, stepped, estimate.derivative, estimate.uncertainty)

    def _complex_step(self) -> Array:
        # Small beside the value too, as far as there are numbers so small.
        step = np.clip(1e-20 * np.abs(self.at), SMALLEST_COMPLEX_STEP, COMPLEX_STEP)
        step = np.where(self.at == 0, COMPLEX_STEP, step)
        moved = self.outputs((self.at + step * 1j)[np.newaxis], complex_step=True)[0]
        return np.where(np.isfinite(moved), np.imag(moved) / step, np.nan)

    def outputs(self, moved: Array, *, complex_step: bool = False) -> Array:
        """Output of the graph for other values of the elements, one row a set of values."""
        rows, count = moved.shape
        places = np.tile(self.elements, rows)
        lanes = np.arange(rows * count)
        whole = np.repeat(self.values[:, np.newaxis], rows * count, axis=1).astype(moved.dtype)
        whole[places, lanes] = moved.reshape(-1)
        assert self.run.output is not None
        found: Array = perturbed_output(
            self.run.tape,
            self.run.output,
            self.slot,
            whole.reshape(*self.shape, rows * count),
            complex_step=complex_step,
        )
        return found.reshape(rows, count)

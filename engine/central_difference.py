"""Central difference: a gradient at one node beside what small changes of its value really do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.autodiff import perturbed_output
from engine.findings import node_title
from engine.ridders import ridders
from engine.witnesses import between

if TYPE_CHECKING:
    from engine.evaluation import Evaluation
    from engine.tape import Tape
    from engine.values import Array

__all__ = ["Check", "central_difference"]

_SMALLEST_SCALE = 1e-8
_ENOUGH_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Check:
    """A gradient beside the central difference of the same quantity.

    Attributes
    ----------
    gradient, difference
        By reverse mode, and by the function's own values.
    uncertainty
        How far the difference may be off, by its own estimate.
    digits
        To how many leading digits the two agree.
    note
        What explains a disagreement; empty when nothing known does.
    """

    gradient: float
    difference: float
    uncertainty: float
    digits: int
    note: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the two are the same as far as the difference can tell."""
        return self.digits >= _ENOUGH_DIGITS or self.is_vague

    @property
    def is_vague(self) -> bool:
        """Whether the difference is too uncertain to tell more."""
        return (
            self.digits < _ENOUGH_DIGITS
            and abs(self.difference - self.gradient) <= self.uncertainty
        )


def central_difference(run: Evaluation, slot: int) -> Check | None:
    """Compare a scalar node's gradient with a central difference, extrapolated to a step of 0.

    The node is held a little above and below its value, whatever computes it, and everything after
    it is computed anew: in one sweep for all steps.

    Returns
    -------
    Check or None
        None when the node has no gradient, is an array, or is so near to the edge of a domain that
        there is no finite number to compare with.

    Examples
    --------
    >>> from engine import parse, record
    >>> run = record(parse("x = 0.5; y = sin(x)^2")).evaluate()
    >>> check = central_difference(run, 0)
    >>> round(check.difference, 9), check.agrees
    (0.841470985, True)
    """
    gradient, value = run.gradient_at(slot), run.value_at(slot)
    if run.output is None or not isinstance(gradient, float) or not isinstance(value, float):
        return None
    if not (math.isfinite(gradient) and math.isfinite(value)):
        return None
    found = _extrapolated(run, run.output, slot, value)
    if found is None:
        return None
    difference, uncertainty = found
    scale = max(abs(gradient), abs(difference), _SMALLEST_SCALE)
    error = abs(difference - gradient) / scale
    digits = 16 if error == 0 else int(np.clip(np.floor(-np.log10(error)), 0, 16))
    check = Check(gradient, difference, uncertainty, digits)
    if check.agrees:
        return check
    return Check(gradient, difference, uncertainty, digits, _reason(run.tape, run.output, slot))


def _extrapolated(
    run: Evaluation, output: int, slot: int, value: float
) -> tuple[float, float] | None:
    """Return the derivative and its uncertainty, or None where there are no finite values."""

    def outputs(values: Array) -> Array:
        found: Array = perturbed_output(run.tape, output, slot, values.reshape(-1))
        return found.reshape(values.shape)

    estimate = ridders(outputs, np.array([value]))
    derivative, uncertainty = float(estimate.derivative[0]), float(estimate.uncertainty[0])
    return (derivative, uncertainty) if math.isfinite(derivative) else None


def _reason(tape: Tape, output: int, slot: int) -> str:
    """Say what lies between a node and the output that makes its gradient differ, if known."""
    titles = [
        node_title(tape.nodes[place])
        for place in np.flatnonzero(between(tape, slot, output)).tolist()
        if tape.nodes[place].overrides
    ]
    return f"the derivative of {', '.join(titles)} is overridden" if titles else ""

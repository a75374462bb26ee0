"""Central difference: a gradient at one node beside what small changes of its value really do.

Source: Ridders, Accurate computation of F'(x) and F'(x)F''(x), Advances in Engineering Software 4
(1982), 75–76.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.autodiff import perturbed_output
from engine.findings import node_title

if TYPE_CHECKING:
    from engine.evaluation import Evaluation
    from engine.tape import Tape
    from engine.values import Array

__all__ = ["Check", "central_difference"]

_HALVINGS = 12
_FIRST_STEP = 0.1
_SMALLEST_SCALE = 1e-8
_ENOUGH_DIGITS = 7
_ROUNDING = float(np.finfo(float).eps)


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
    """Return the derivative and its uncertainty, from the finite ones among halved steps."""
    steps = np.geomspace(1.0, 0.5 ** (_HALVINGS - 1), _HALVINGS)
    steps *= _FIRST_STEP * max(1.0, abs(value))
    above, below = value + steps, value - steps
    with np.errstate(all="ignore"):
        outputs = perturbed_output(run.tape, output, slot, np.concatenate([above, below]))
        slopes = (outputs[:_HALVINGS] - outputs[_HALVINGS:]) / (above - below)
    usable = np.isfinite(slopes)
    # From the first step on that stays inside the domain with all that are smaller.
    first = _HALVINGS - int(np.argmin(usable[::-1])) if not usable.all() else 0
    if first > _HALVINGS - 2:
        return None
    height = float(np.max(np.abs(outputs[np.isfinite(outputs)]), initial=0.0))
    derivative, uncertainty = _ridders(slopes[first:], _ROUNDING * height / steps[first:])
    return (derivative, uncertainty) if math.isfinite(derivative) else None


def _ridders(slopes: Array, noise: Array) -> tuple[float, float]:
    """Extrapolate slopes whose steps are halved, and return the best entry of the tableau.

    How much two neighbours of an entry differ from it tells how good it is, and `noise` how much
    rounding there is in each slope. All rows are looked at: a kink spoils those with long steps.
    """
    best, uncertainty = float(slopes[0]), math.inf
    column = [float(slopes[0])]
    for slope, rounding in zip(slopes[1:].tolist(), noise[1:].tolist(), strict=True):
        former, column = column, [slope]
        for order, entry in enumerate(former, start=1):
            factor = 4.0**order
            column.append((factor * column[-1] - entry) / (factor - 1.0))
            error = max(abs(column[-1] - column[-2]), abs(column[-1] - entry)) + rounding
            if error <= uncertainty:
                best, uncertainty = column[-1], error
    return best, uncertainty


def _reason(tape: Tape, output: int, slot: int) -> str:
    """Say what lies between a node and the output that makes its gradient differ, if known."""
    reached = np.zeros(len(tape.nodes), dtype=bool)
    reached[slot] = True
    for row in np.argsort(tape.level[tape.target], kind="stable"):
        reached[tape.target[row]] |= reached[tape.source[row]]
    reached[slot] = False
    passed = tape.sweep(output).reached[: len(reached)] & reached
    titles = [
        node_title(tape.nodes[place])
        for place in np.flatnonzero(passed).tolist()
        if tape.nodes[place].overrides
    ]
    return f"the derivative of {', '.join(titles)} is overridden" if titles else ""

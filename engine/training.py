"""Training: descent along the gradient, as a generator of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import EngineError
from engine.output import missing_output
from engine.values import Value

if TYPE_CHECKING:
    from engine.evaluation import Evaluation
    from engine.tape import Tape

__all__ = ["OPTIMISERS", "DescentStep", "descend", "gradient_descent", "loss_of"]

Update = Callable[[Value, Value, float], Value]


def gradient_descent(value: Value, gradient: Value, learning_rate: float) -> Value:
    """Return the parameter after one step of plain gradient descent.

    >>> gradient_descent(0.5, 0.125, 0.1)
    0.4875
    """
    return value - learning_rate * gradient


OPTIMISERS: Mapping[str, Update] = {"gradient_descent": gradient_descent}


@dataclass(frozen=True, slots=True)
class DescentStep:
    """The state after some steps of descent.

    Attributes
    ----------
    index
        How many steps were made.
    loss
        Value of the output at `parameters`, summed over its elements.
    parameters, gradients
        Values and gradients of the trained parameters, by node id.
    stopped
        Why the descent ends here; empty while it may go on.
    """

    index: int
    loss: float
    parameters: Mapping[str, Value]
    gradients: Mapping[str, Value]
    stopped: str = ""

    @property
    def is_finite(self) -> bool:
        """Whether the loss and all parameters and gradients are finite numbers."""
        numbers = [self.loss, *self.parameters.values(), *self.gradients.values()]
        return all(bool(np.all(np.isfinite(number))) for number in numbers)


def descend(
    tape: Tape, steps: int, learning_rate: float, update: Update = gradient_descent
) -> Iterator[DescentStep]:
    """Yield the state before the first step and after each one, each once.

    All parameters move at once, along gradients taken at the same point. The descent stops by
    itself at the last state whose numbers are finite and says why in ``stopped``.

    Raises
    ------
    EngineError
        When there is no output to descend on, no parameter to move, no way down because something
        is not finite at the start, or no sensible learning rate or number of steps.

    Examples
    --------
    >>> from engine import parse, record
    >>> tape = record(parse("param w = 1; L = w^2"))
    >>> [round(step.loss, 4) for step in descend(tape, 3, 0.25)]
    [1.0, 0.25, 0.0625, 0.0156]
    """
    if not np.isfinite(learning_rate) or learning_rate <= 0:
        raise EngineError("the learning rate must be a positive number")
    if steps < 0:
        raise EngineError("the number of steps cannot be negative")
    trained = _trained(tape)
    parameters = {node_id: tape.constants[tape.slots[node_id]] for node_id in trained}
    last = _state(tape, 0, parameters)
    if not last.is_finite:
        raise EngineError("the loss or a gradient is not finite, so there is no way down from here")
    for index in range(1, steps + 1):
        with np.errstate(all="ignore"):
            parameters = {
                node_id: update(value, last.gradients[node_id], learning_rate)
                for node_id, value in last.parameters.items()
            }
        state = _state(tape, index, parameters)
        if not state.is_finite:
            reason = (
                f"step {index} would leave the finite numbers; a smaller learning rate may help"
            )
            yield replace(last, stopped=reason)
            return
        yield last
        last = state
    yield last


def _trained(tape: Tape) -> list[str]:
    if tape.output is None:
        raise missing_output(tape, "descend on")
    trained = [node.id for node in tape.nodes if node.is_trained]
    if not trained:
        raise EngineError("there is no parameter to train; make an input a parameter")
    return trained


def _state(tape: Tape, index: int, parameters: Mapping[str, Value]) -> DescentStep:
    run = tape.evaluate(parameters)
    gradients = {node_id: run.gradient(node_id) for node_id in parameters}
    return DescentStep(index, loss_of(run), dict(parameters), gradients)


def loss_of(run: Evaluation) -> float:
    """Return the value of the output that was differentiated, summed over its elements.

    Raises
    ------
    EngineError
        When the reverse pass was not run.
    """
    if run.output is None:
        raise EngineError("there is no output to descend on; choose one")
    with np.errstate(all="ignore"):
        return float(np.sum(run.value_at(run.output)))

"""Kinks: operations that compute by another branch at one point than at another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.local_partial import local_partial
from engine.maths.numeric import Numeric
from engine.places import Places

if TYPE_CHECKING:
    from engine.evaluation import Evaluation
    from engine.graph import Node
    from engine.places import Place
    from engine.values import Array

__all__ = ["kinked_nodes"]

_LEAST_JUMP = 1e-3
"""Where a slope changes by less of itself, it bends; it does not jump."""


def kinked_nodes(before: Evaluation, after: Evaluation) -> list[Node]:
    """Return the nodes that have a kink between two runs of the same tape.

    >>> from engine import parse, record
    >>> tape = record(parse("x = 1; y = relu(x)"))
    >>> [node.name for node in kinked_nodes(tape.evaluate({"x": -1}), tape.evaluate({"x": 1}))]
    ['y']
    """
    tape = before.tape
    places = Places(tape)
    return [
        node
        for slot, node in enumerate(tape.nodes)
        if not node.is_leaf
        and places[slot].operation.kinks
        and _branches_differ(places[slot], slot, before, after)
    ]


def _branches_differ(place: Place, slot: int, before: Evaluation, after: Evaluation) -> bool:
    """Whether a node's local partials differ as they do on the two sides of a kink.

    A step function's are 0 everywhere, but its values differ.
    """
    one, other = _partials(place, slot, before), _partials(place, slot, after)
    if not np.any(one) and not np.any(other):
        return not np.array_equal(before.value_at(slot), after.value_at(slot), equal_nan=True)
    return not np.allclose(one, other, rtol=_LEAST_JUMP, atol=0.0, equal_nan=True)


def _partials(place: Place, slot: int, run: Evaluation) -> Array:
    def number(held: int) -> Any:
        # Not a Python float, which would raise at a division by zero.
        return run.tensors.get(held, run.primal[held])

    operation = place.operation
    operands = [number(operand) for operand in place.operands]
    result, m = number(slot), Numeric()
    with np.errstate(all="ignore"):
        slopes = [
            local_partial(m, operation, place.attributes, index, result, operands)
            for index in range(len(operands))
        ]
    return np.stack(np.broadcast_arrays(*slopes)).astype(np.float64)

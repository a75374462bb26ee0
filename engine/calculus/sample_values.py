"""Sample values: formulas in numbers at many points at once, on both sides of 0 and of 1."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.calculus.interning import walk_distinct
from engine.calculus.tree import Name, Number, Tree, names_in
from engine.maths.numeric import Numeric
from engine.operation import get_operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.values import Array

__all__ = ["PLACES", "constant_ratio", "sampled", "values_at"]

PLACES = np.concatenate(
    [
        [-2.93, -2.41, -1.87, -1.53, -1.21, -1.07, -0.91, -0.73, -0.58, -0.37, -0.19, -0.06],
        [0.07, 0.22, 0.41, 0.63, 0.77, 0.94, 1.03, 1.28, 1.49, 1.93, 2.36, 3.09],
    ]
)
"""Where formulas in one variable are compared: none of it a place where something special is."""

_PRECISION = 1e-9
_LEAST_COMPARED = 4


def values_at(tree: Tree, at: Mapping[str, Any]) -> Array:
    """Compute a formula for arrays of values of its names: nan outside of its domain.

    >>> values_at(Name("x") ** 2, {"x": np.array([1.0, 3.0])}).tolist()
    [1.0, 9.0]
    """
    values: dict[int, Any] = {}
    m = Numeric(1)
    with np.errstate(all="ignore"):
        for part in walk_distinct(tree, values):
            if isinstance(part, Number):
                values[id(part)] = np.float64(part.value)
            elif isinstance(part, Name):
                values[id(part)] = at[part.text]
            else:
                operation = get_operation(part.operation)
                given = operation.full_attributes(dict(part.attributes))
                operands = [values[id(operand)] for operand in part.operands]
                values[id(part)] = operation.forward(m, *operands, **given)
    longest = max((np.size(value) for value in at.values()), default=1)
    return np.broadcast_to(np.asarray(values[id(tree)], dtype=float), (longest,))


def sampled(tree: Tree, wrt: str) -> Array:
    """Compute a formula at `PLACES`, all other names standing for numbers of their own."""
    at: dict[str, Any] = {name: _number_of(name) for name in names_in(tree)}
    return values_at(tree, at | {wrt: PLACES})


def _number_of(name: str) -> float:
    return random.Random(f"the number of {name}").uniform(0.4, 2.6)


def constant_ratio(one: Array, other: Array) -> float | None:
    """Return what one row of numbers is of the other, if it is the same everywhere.

    Both must be finite at the same places, and at some of them.

    >>> constant_ratio(np.array([2.0, 4.0, 6.0, 8.0]), np.array([1.0, 2.0, 3.0, 4.0]))
    2.0
    """
    defined = np.isfinite(other)
    if np.count_nonzero(defined) < _LEAST_COMPARED or not np.array_equal(defined, np.isfinite(one)):
        return None
    one, other = one[defined], other[defined]
    largest = int(np.argmax(np.abs(other)))
    if not other[largest]:
        return None
    ratio = float(one[largest] / other[largest])
    scale = np.abs(one) + np.abs(ratio * other)
    is_same = ratio != 0 and bool(np.all(np.abs(one - ratio * other) <= _PRECISION * scale))
    return ratio if is_same else None

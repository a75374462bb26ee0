"""Bounded values: formulas in doubles at many points at once, and how far off rounding makes them.

Each operation is tried a little to either side of its operands, by as much as these may be off; so
that cancellation, steep slopes, kinks and the ends of domains all show in the bound. Where that is
not small, doubles decide nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.calculus.interning import walk_distinct
from engine.calculus.tree import Apply, Name, Number, Tree
from engine.maths.numeric import Numeric
from engine.operation import get_operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.values import Array

__all__ = ["Bounded", "bounded_value"]

_ROUNDING = 4 * np.finfo(np.float64).eps
"""What an operation may lose of its result by itself, relative to it."""


class Bounded(NamedTuple):
    """Numbers, and how far off each may be: infinitely where nothing is known."""

    value: Array
    bound: Array


def bounded_value(tree: Tree, at: Mapping[str, Array]) -> Bounded:
    """Compute a formula at points whose coordinates are exact.

    Parameters
    ----------
    at
        The value of every name, an array with a number for each point.

    Examples
    --------
    >>> from engine.expression import parse_expression
    >>> found = bounded_value(parse_expression("(1 + x) - 1"), {"x": np.array([1e-12])})
    >>> bool(abs(found.value[0] - 1e-12) < found.bound[0] < 1e-14)
    True
    """
    m, found = Numeric(1), dict[int, Bounded]()
    count = max((array.size for array in at.values()), default=1)
    with np.errstate(all="ignore"):
        for part in walk_distinct(tree, found):
            if isinstance(part, Number):
                value = np.full(count, part.value)
                off = 0.0 if part.value == np.round(part.value) else np.spacing(abs(part.value))
                found[id(part)] = Bounded(value, np.full(count, off))
            elif isinstance(part, Name):
                found[id(part)] = Bounded(at[part.text], np.zeros(count))
            else:
                below = [found[id(operand)] for operand in part.operands]
                found[id(part)] = _applied(part, below, m)
    return found[id(tree)]


def _applied(part: Apply, below: list[Bounded], m: Numeric) -> Bounded:
    operation = get_operation(part.operation)
    given = operation.full_attributes(dict(part.attributes))
    values: list[Any] = [operand.value for operand in below]

    def compute(operands: list[Any]) -> Array:
        return np.asarray(operation.forward(m, *operands, **given), dtype=np.float64)

    value = compute(values)
    bound = _ROUNDING * np.abs(value) + np.finfo(np.float64).tiny
    for place, operand in enumerate(below):
        if not operand.bound.any():
            continue
        # Less than one step of the operand's own would not be seen.
        step = np.maximum(operand.bound, np.spacing(np.abs(operand.value)))
        step = np.where(operand.bound > 0, step, 0.0)
        moved = [
            compute([*values[:place], operand.value + side * step, *values[place + 1 :]])
            for side in (-1.0, 1.0)
        ]
        change = np.maximum(*(np.abs(it - value) for it in moved))
        # From one side to the other of a pole there is nothing that a value cannot be.
        is_bent = np.abs(moved[0] + moved[1] - 2 * value) > np.abs(value) / 2
        bound = bound + np.where(is_bent, np.inf, change)
    return Bounded(value, np.where(np.isfinite(bound), bound, np.inf))

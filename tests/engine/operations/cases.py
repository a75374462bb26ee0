"""Points, and how records are computed at them: what the tests of operations share."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.maths.numeric import Numeric
from engine.operation import Operation, all_operations
from tests.engine.graphs import makes_numbers
from tests.engine.operations import reference

if TYPE_CHECKING:
    from collections.abc import Sequence

MAGNITUDES = (1e-300, 1e-8, 0.3, 1.0, 2.5, 40.0, 800.0, 1e200)
POINTS = tuple(sign * size for size in MAGNITUDES for sign in (1.0, -1.0))
SECOND_POINTS = tuple(sign * size for size in (1e-8, 0.3, 1.0, 2.5, 40.0) for sign in (1.0, -1.0))
THIRD_POINTS = (-40.0, -1.0, -1e-8, 0.3, 2.5, 1e200)
TOLERANCE = 5e-15

OPERATIONS = all_operations()
ON_NUMBERS = [item for item in OPERATIONS if makes_numbers(item)]
"""Those that make a number of numbers; the others are tested on arrays."""


def defaults(operation: Operation) -> dict[str, Any]:
    """Return the attributes of an operation where nothing else is said."""
    return operation.full_attributes({})


def compute(operation: Operation, *x: Any, **attributes: Any) -> Any:
    """Value and all partials of an operation, each in the shape of the value."""
    given = defaults(operation) | attributes
    m = Numeric(np.ndim(x[0]))
    with np.errstate(all="ignore"):
        y = operation.forward(m, *x, **given)
        slopes = [
            operation.partial(index).numbers(
                m, y, *x, **given, **operation.partial_arguments(index)
            )
            for index in range(len(x))
        ]
    return np.asarray(y, float), [np.broadcast_to(slope, np.shape(y)) for slope in slopes]


def holds(conditions: Sequence[Any], x: Sequence[float], **attributes: Any) -> bool:
    """Whether all conditions hold at a point."""
    arguments = [np.float64(item) for item in x]
    m = Numeric()
    return all(bool(condition.where(m, *arguments, **attributes)) for condition in conditions)


def points(operation: Operation) -> list[tuple[float, ...]]:
    """Points near and far, of both signs."""
    match len(operation.ports):
        case 1:
            return [(x,) for x in POINTS]
        case 2:
            return list(itertools.product(POINTS, SECOND_POINTS))
        case _:
            return list(itertools.product(THIRD_POINTS, repeat=3))


def ordinary_points(operation: Operation) -> list[tuple[float, ...]]:
    """Points inside the domain, away from poles and kinks."""
    choices: tuple[float, ...] = (0.3, 0.75, 1.25, 2.5, -0.3, -1.5)
    if len(operation.ports) == 1:
        choices += (0.5, 0.9, 4.0, -0.6, -0.9, -2.5)
    found = itertools.product(choices, repeat=len(operation.ports))
    conditions = (*operation.domain, *operation.poles, *operation.kinks)
    return [x for x in found if holds(conditions, x, **defaults(operation))]


def offences(operation: Operation, tolerance: float, **attributes: float) -> list[object]:
    """Points at which a value or a slope is not the one of mpmath."""
    right = reference.function(operation.name, **attributes)
    given = defaults(operation) | attributes
    places = points(operation)
    value, slopes = compute(operation, *np.array(places).T, **attributes)
    found: list[object] = []
    for place, x in enumerate(places):
        if not holds(operation.poles, x, **given) or not holds(operation.kinks, x, **given):
            continue
        expected = reference.value(right, x)
        if not reference.relative_error(value[place], expected) <= tolerance:
            found.append((x, "value", value[place], expected))
        if operation.name == "binary_cross_entropy" and x[0] == 1.0:
            continue  # The reference has no slope at the edge of the domain.
        for index, slope in enumerate(slopes):
            expected = reference.slope(right, x, index)
            if not reference.relative_error(slope[place], expected) <= tolerance:
                found.append((x, index, slope[place], expected))
    return found

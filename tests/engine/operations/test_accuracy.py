"""How exact every operation is: beside edges and kinks, and in its second derivatives.

`test_values` covers points near and far. Here are the points beside those where something happens,
first derivatives as Ridders' method sees them, and second derivatives by the gradient as a graph.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np
import pytest

from engine.maths.numeric import Numeric
from engine.operation import Operation, get_operation
from engine.ridders import ridders
from engine.tape import record
from tests.engine.operations import reference
from tests.engine.operations.cases import (
    ON_NUMBERS,
    POINTS,
    TOLERANCE,
    compute,
    defaults,
    holds,
    ordinary_points,
)
from tests.engine.operations.test_second_derivatives import on_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BESIDE = tuple(
    sign * size
    for size in (
        # The last numbers before and after 1, 2 and 2.5: edges of domains, poles, jumps.
        *(1 - 2**-53, 1 + 2**-52, 1 - 1e-6, 1 + 1e-6, 2 - 2**-52, 2 + 2**-51),
        *(2.5 - 2**-51, 2.5 + 2**-51, 0.5 - 2**-54, 0.5 + 2**-53),
        # Where slopes or values are 0: e⁻¹, π/2, π, and the least values of silu and gelu.
        *(math.exp(-1.0), math.pi / 2, math.pi, 1.2784645427610738, 0.7517915246935645),
        # Where exponentials leave the range of numbers.
        *(20.0, 37.5, 100.0, 700.0, 710.0, 745.0, 1e5, 1e16),
    )
    for sign in (1.0, -1.0)
)
"""Points beside those where something happens."""

SECOND_BESIDE = (0.3, 1 - 2**-53, 1.0, -1.0, 2.0, 40.0)
THIRD_BESIDE = (1 - 2**-53, 1.0, 1 + 2**-52, -1.0, 0.0, 2.0)

ZERO_SLOPES = {"silu": 0, "gelu": 0, "kl_divergence": 0}
"""By operation, the operand towards which the slope passes through 0 away from round numbers.

There the relative error is as many times that of the operand as the slope itself changes relatively
(its condition), which no rounded number can undercut; it is measured against that."""


def places_beside(operation: Operation) -> list[tuple[float, ...]]:
    """Points beside edges and kinks, and not on them."""
    match len(operation.ports):
        case 1:
            found: list[tuple[float, ...]] = [(x,) for x in BESIDE]
        case 2:
            found = list(itertools.product(BESIDE, SECOND_BESIDE))
        case _:
            found = list(itertools.product(THIRD_BESIDE, repeat=3))
    conditions = (*operation.poles, *operation.kinks)
    kept = [x for x in found if holds(conditions, x, **defaults(operation))]
    if operation.name == "binary_cross_entropy":
        # A target is a share; from others nothing but differences of large numbers is made.
        kept = [x for x in kept if 0 <= x[1] <= 1]
    if operation.name == "where":
        # The reference is of one side alone where the condition is 0.
        kept = [x for x in kept if x[0] != 0]
    return kept


@pytest.mark.parametrize("operation", ON_NUMBERS, ids=lambda item: item.name)
def test_values_and_slopes_are_exact_beside_edges_and_kinks(operation: Operation) -> None:
    right = reference.function(operation.name)
    places = places_beside(operation)
    value, slopes = compute(operation, *np.array(places).T)
    found: list[object] = []
    for place, x in enumerate(places):
        expected = reference.value(right, x)
        if not reference.relative_error(value[place], expected) <= TOLERANCE:
            found.append((x, "value", value[place], expected))
        for index, slope in enumerate(slopes):
            expected = reference.slope(right, x, index)
            allowed = TOLERANCE
            if ZERO_SLOPES.get(operation.name) == index and expected:
                bend = reference.second(right, x, index, index)
                allowed *= max(1.0, abs(x[index] * bend / expected))
            if not reference.relative_error(slope[place], expected) <= allowed:
                found.append((x, index, slope[place], expected))
    assert found == []


@pytest.mark.parametrize("operation", ON_NUMBERS, ids=lambda item: item.name)
def test_slopes_are_what_ridders_sees_in_the_values(operation: Operation) -> None:
    for x in ordinary_points(operation):
        _, slopes = compute(operation, *map(np.float64, x))
        for index, slope in enumerate(slopes):
            if not math.isfinite(slope):
                continue
            estimate = ridders(_along(operation, x, index), np.array([x[index]]))
            [derivative], [bar] = estimate.derivative, estimate.uncertainty
            assert abs(slope - derivative) <= max(4 * bar, 1e-13 * abs(slope)), (x, index)
            assert bar <= max(1e-6 * abs(slope), 1e-9), (x, index)


def _along(operation: Operation, x: Sequence[float], index: int) -> Callable[[Any], Any]:
    def function(moved: Any) -> Any:
        operands = [np.full(np.shape(moved), item) for item in x]
        operands[index] = moved
        lanes = Numeric(np.ndim(moved))
        return operation.forward(lanes, *operands, **defaults(operation))

    return function


# ---------------------------------------------------------------------- second derivatives

SECOND_OPERANDS = (0.3, -1.0, 2.5, 40.0)

BY_THE_LARGEST = {"hypot", "atan2"}
"""Measured against the largest second derivative of the same point.

Of the slope a/h the graph makes 1/h − a²/h³; where a is much larger than b that leaves b²/h³, of
which the digits below those of 1/h are lost. The mixed one of an angle is 0 where |x| = |y|."""


def second_places(operation: Operation) -> list[tuple[float, ...]]:
    """Points at which second derivatives are compared."""
    match len(operation.ports):
        case 1:
            found: list[tuple[float, ...]] = [(x,) for x in (*POINTS, *BESIDE)]
        case 2:
            found = list(itertools.product(POINTS, SECOND_OPERANDS))
        case _:
            found = list(itertools.product((-1.0, 0.3, 2.5), repeat=3))
    conditions = (*operation.domain, *operation.poles, *operation.kinks)
    kept = [x for x in found if holds(conditions, x, **defaults(operation))]
    value, _ = compute(operation, *np.array(kept).T)
    kept = [x for x, number in zip(kept, value, strict=True) if math.isfinite(number)]
    if operation.name == "huber":
        # 1e-300 is rounded away beside 1, and the second derivative jumps where they differ by 1.
        kept = [x for x in kept if abs(x[0] - x[1]) != 1]
    return kept


@pytest.mark.parametrize("operation", ON_NUMBERS, ids=lambda item: item.name)
def test_second_derivatives_are_exact(operation: Operation) -> None:
    right = reference.function(operation.name)
    places = second_places(operation)
    graph, names = on_numbers(operation, places[0])
    found: list[object] = []
    for x in places:
        for name, number in zip(names, x, strict=True):
            graph.set_value(name, number)
        matrix = record(graph).hessian(wrt=names).matrix
        largest = float(np.max(np.abs(matrix)))
        for i, j in itertools.combinations_with_replacement(range(len(x)), 2):
            expected = _second(right, x, i, j)
            bound = TOLERANCE * abs(expected)
            if operation.name in BY_THE_LARGEST:
                bound = 4 * TOLERANCE * largest
            if operation.name in BELLS and abs(x[0]) < 40:
                bound *= max(1.0, x[0] * x[0] / 8)
            if operation.name in BENDS_BACK:
                bound *= _condition_of_second(right, x[0], expected)
            if not _agree(float(matrix[i, j]), expected, bound):
                found.append((x, i, j, float(matrix[i, j]), expected))
    assert found == []


BELLS = {"erf", "normal_cdf", "gelu"}
"""Their slopes' graphs hold exp(−x²), whose condition is x²: the square is rounded before."""


BENDS_BACK = {"silu"}
"""Their second derivative passes through 0 beside a point that is tested, at x ≈ 2.4; there it is
measured against its condition, as slopes are."""


def _condition_of_second(right: Callable[..., Any], x: float, expected: float) -> float:
    """Return how much a rounding of x changes the second derivative, relative to itself."""
    with mpmath.workdps(50):
        third = mpmath.diff(right, mpmath.mpf(x), 3)
        return max(1.0, float(abs(x * third / expected))) if expected else 1.0


def _second(right: Callable[..., Any], x: tuple[float, ...], i: int, j: int) -> float:
    orders = [0] * len(x)
    orders[i] += 1
    orders[j] += 1
    digits = reference.digits_for(x)
    with mpmath.workdps(digits):
        exact = tuple(map(mpmath.mpf, x))
        if len(exact) == 1:
            found = mpmath.diff(right, exact[0], 2)
        else:
            found = mpmath.diff(right, exact, tuple(orders))
        # What the reference's own differences leave of 0.
        height, width = 1 + abs(right(*exact)), 1 + max(map(abs, exact))
        is_dust = abs(found) < mpmath.mpf(10) ** (-digits // 2) * height / width**2
        return 0.0 if is_dust else reference.rounded(found)


def _agree(found: float, expected: float, bound: float) -> bool:
    if math.isnan(expected):
        return True
    if not math.isfinite(expected):
        # Out of the range of numbers; on the way there ∞ may have met ∞.
        return not math.isfinite(found)
    return abs(found - expected) <= max(bound, 1e-320)


@pytest.mark.parametrize(
    ("name", "x", "second"),
    [
        ("sigmoid", 40.0, -4.248354255291589e-18),
        ("sigmoid", 1e-8, -1.25e-9),
        ("tanh", 20.0, -3.398683404233271e-17),
        ("softplus", -40.0, 4.248354255291589e-18),
        ("log_sigmoid", 40.0, -4.248354255291589e-18),
        ("gelu", -10.0, -7.54151e-21),
    ],
)
def test_second_derivatives_keep_their_digits_at_saturation(
    name: str, x: float, second: float
) -> None:
    graph, names = on_numbers(get_operation(name), (x,))
    found = float(record(graph).hessian(wrt=names).matrix[0, 0])
    exact = reference.second(reference.function(name), (x,), 0, 0)
    assert found == pytest.approx(second, rel=1e-5)
    assert reference.relative_error(found, exact) <= TOLERANCE

"""Operations on arrays against mpmath, where numbers are hard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np
import pytest

from engine.maths.numeric import Numeric
from engine.operation import get_operation
from tests.engine.operations import reference
from tests.engine.operations.cases import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _shares(x: Sequence[Any]) -> list[Any]:
    powers = [mpmath.exp(item) for item in x]
    return [item / mpmath.fsum(powers) for item in powers]


def _variance(x: Sequence[Any]) -> Any:
    mean = mpmath.fsum(x) / len(x)
    return mpmath.fsum((item - mean) ** 2 for item in x) / len(x)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": lambda *x: mpmath.fsum(x),
    "mean": lambda *x: mpmath.fsum(x) / len(x),
    "product": lambda *x: mpmath.fprod(x),
    "largest": max,
    "smallest": min,
    "norm": lambda *x: mpmath.sqrt(mpmath.fsum(item**2 for item in x)),
    "variance": lambda *x: _variance(x),
    "std": lambda *x: mpmath.sqrt(_variance(x)),
    "logsumexp": lambda *x: mpmath.log(mpmath.fsum(map(mpmath.exp, x))),
    "softmax": lambda *x: _shares(x)[0],
    "log_softmax": lambda *x: mpmath.log(_shares(x)[0]),
    "cross_entropy": lambda *x: -mpmath.log(_shares(x)[0]),
}
"""Of the elements; of a result that is an array the first element."""

VECTORS = (
    (0.3, -1.2, 2.5),
    (800.0, -800.0, 1.0),
    (40.0, 0.0, -40.0),
    (0.0, 40.0, 1.0),
    (1e-300, 2e-300, -3.5e-300),
    (1e200, 1e199, -3e200),
    (1e-8, -2e-8, 3.0),
)

BY_THE_LARGEST = {"sum", "mean", "variance", "std"}
"""Where terms of both signs nearly cancel, the error is that of the largest of them."""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_arrays_are_exact_where_numbers_are_hard(name: str) -> None:
    operation, found = get_operation(name), []
    for x in VECTORS:
        operands = [np.array(x), *([np.array(0.0)] if name == "cross_entropy" else [])]
        given = operation.full_attributes({})
        with np.errstate(all="ignore"):
            value = operation.forward(Numeric(), *operands, **given)
            cotangent = np.zeros(np.shape(value))
            cotangent[(0,) * np.ndim(value)] = 1.0
            assert operation.vjp is not None
            back, *_ = operation.vjp(Numeric(), cotangent, value, *operands, **given)
        pairs = [(float(np.ravel(value)[0]), reference.value(FUNCTIONS[name], x))]
        pairs += [
            (float(back[place]), reference.slope(FUNCTIONS[name], x, place)) for place in range(3)
        ]
        largest = max(abs(right) for _, right in pairs[1:]) if name in BY_THE_LARGEST else 0.0
        for got, right in pairs:
            if not (
                reference.relative_error(got, right) <= TOLERANCE
                or abs(got - right) <= TOLERANCE * largest
            ):
                found.append((x, got, right))
    assert found == []


@pytest.mark.parametrize("x", [0.0, 5e-324, -1.5e-323, 3e-309, 1e-300, -1e-300, 1e-8])
def test_the_quick_cosine_of_a_number_too_small_to_halve_is_one(x: float) -> None:
    at = np.array([x])
    cosine, sine = get_operation("cos").quick, get_operation("sin").quick
    assert cosine is not None
    assert sine is not None
    with np.errstate(all="ignore"):
        assert cosine.forward(Numeric(1), at) == [1.0]
        assert sine.partials[0](Numeric(1), at, at) == [1.0]


@pytest.mark.parametrize("name", ["std", "variance"])
@pytest.mark.parametrize("value", [0.7, 0.1, -1.2, 1e200, 1e-300])
@pytest.mark.parametrize("count", [3, 7, 1000])
def test_equal_values_have_no_spread_and_no_slope(name: str, value: float, count: int) -> None:
    operation, x = get_operation(name), np.full(count, value)
    given = operation.full_attributes({})
    spread = operation.forward(Numeric(), x, **given)
    assert operation.vjp is not None
    assert spread == 0.0
    (slopes,) = operation.vjp(Numeric(), np.array(1.0), spread, x, **given)
    assert not slopes.any()


@pytest.mark.parametrize("name", ["std", "variance"])
def test_a_small_spread_far_from_zero_keeps_its_digits(name: str) -> None:
    operation, x = get_operation(name), [1.0, 1 + 1e-12, 1 - 1e-12]
    value = operation.forward(Numeric(), np.array(x), **operation.full_attributes({}))
    assert reference.relative_error(float(value), reference.value(FUNCTIONS[name], x)) <= TOLERANCE

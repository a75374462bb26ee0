"""Values, slopes, conventions and conditions of every record that makes numbers of numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.maths.numeric import Numeric
from engine.operation import Operation, get_operation
from tests.engine.operations import reference
from tests.engine.operations.cases import (
    ON_NUMBERS,
    OPERATIONS,
    TOLERANCE,
    compute,
    defaults,
    holds,
    offences,
)


@pytest.mark.parametrize("operation", ON_NUMBERS, ids=lambda item: item.name)
def test_values_and_slopes_are_those_of_mpmath(operation: Operation) -> None:
    assert offences(operation, TOLERANCE) == []


@pytest.mark.parametrize("base", reference.SIGMOID_BASES)
def test_sigmoids_to_other_bases_are_those_of_mpmath(base: float) -> None:
    assert offences(get_operation("sigmoid"), TOLERANCE, base=base) == []


@pytest.mark.parametrize(
    ("name", "x", "slope"),
    [
        ("sigmoid", 40.0, 4.2483542552915889e-18),
        ("sigmoid", -40.0, 4.2483542552915889e-18),
        ("tanh", 20.0, 1.6993417021166356e-17),
        ("tanh", -20.0, 1.6993417021166356e-17),
        ("sigmoid", 700.0, 9.8596765437597708e-305),
        ("tanh", 350.0, 3.9438706175039083e-304),
        ("log_sigmoid", 40.0, 4.248354255291589e-18),
        ("softplus", -40.0, 4.248354255291589e-18),
        ("gelu", -10.0, -7.6184000964648141e-22),
        ("sech", 40.0, -8.496708510583178e-18),
        ("arctan", 1e200, 0.0),
        ("erf", 10.0, 4.1976562313544169e-44),
    ],
)
def test_slopes_keep_their_digits_at_saturation(name: str, x: float, slope: float) -> None:
    found = float(compute(get_operation(name), np.float64(x))[1][0])
    assert reference.relative_error(found, slope) <= 1e-15


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "exp"])
def test_nothing_is_lost_far_out(name: str) -> None:
    value, (slope,) = compute(get_operation(name), np.array([-1e4, 1e4]))
    assert value.tolist() == {"sigmoid": [0, 1], "tanh": [-1, 1], "exp": [0, math.inf]}[name]
    assert slope.tolist() == ([0, math.inf] if name == "exp" else [0, 0])


# ---------------------------------------------------------------------- where there is a choice

CHOICES = [
    ("abs", (0.0,), 0, [0]),
    ("sign", (0.0,), 0, [0]),
    ("relu", (0.0,), 0, [0]),
    ("relu", (-0.0,), 0, [0]),
    ("max", (2.0, 2.0), 2, [0.5, 0.5]),
    ("min", (2.0, 2.0), 2, [0.5, 0.5]),
    ("max", (2.0, 2.0, 2.0), 2, [1 / 3, 1 / 3, 1 / 3]),
    ("max", (2.0, 1.0, 2.0), 2, [0.5, 0, 0.5]),
    ("min", (2.0, 1.0, 3.0), 1, [0, 1, 0]),
    ("greater", (2.0, 2.0), 0, [0, 0]),
    ("equal", (2.0, 2.0), 1, [0, 0]),
    ("sqrt", (0.0,), 0, [math.inf]),
    ("sqrt", (-0.0,), 0, [math.inf]),
    ("ln", (0.0,), -math.inf, [math.inf]),
    ("ln", (-0.0,), -math.inf, [math.inf]),
    ("log", (0.0, 10.0), -math.inf, [math.inf, math.inf]),
    ("log", (8.0, 1.0), math.inf, [math.inf, -math.inf]),
    ("divide", (1.0, 0.0), math.inf, [math.inf, -math.inf]),
    ("divide", (0.0, 0.0), math.nan, [math.inf, math.nan]),
    ("power", (0.0, 0.0), 1, [0, 0]),
    ("power", (0.0, 1.0), 0, [1, 0]),
    ("power", (0.0, 2.0), 0, [0, 0]),
    ("power", (0.0, 0.5), 0, [math.inf, 0]),
    ("power", (0.0, -1.0), math.inf, [-math.inf, -math.inf]),
    ("power", (0.0, math.nan), math.nan, [math.nan, math.nan]),
    ("power", (5.0, 0.0), 1, [0, math.log(5)]),
    ("power", (-2.0, 3.0), -8, [12, math.nan]),
    ("power", (-2.0, 0.0), 1, [0, math.nan]),
    ("power", (-1e-300, -1e200), math.inf, [math.inf, math.nan]),
    ("reciprocal", (0.0,), math.inf, [-math.inf]),
    ("cbrt", (0.0,), 0, [math.inf]),
    ("root", (0.0, 3.0), 0, [math.inf, 0]),
    ("root", (0.0, 1.0), 0, [1, 0]),
    ("root", (0.0, 0.5), 0, [0, 0]),
    ("hypot", (0.0, 0.0), 0, [0, 0]),
    ("atan2", (0.0, 0.0), 0, [0, 0]),
    ("atan2", (0.0, -1.0), math.pi, [-1, 0]),
    ("arcsin", (1.0,), math.pi / 2, [math.inf]),
    ("arcsin", (-1.0,), -math.pi / 2, [math.inf]),
    ("arccos", (1.0,), 0, [-math.inf]),
    ("arccot", (0.0,), math.pi / 2, [-1]),
    ("arcsec", (1.0,), 0, [math.inf]),
    ("arcsec", (-1.0,), math.pi, [math.inf]),
    ("arccsc", (-1.0,), -math.pi / 2, [-math.inf]),
    ("arccosh", (1.0,), 0, [math.inf]),
    ("arctanh", (-1.0,), -math.inf, [math.inf]),
    ("arccoth", (1.0,), math.inf, [-math.inf]),
    ("arcsech", (1.0,), 0, [-math.inf]),
    ("arcsech", (0.0,), math.inf, [-math.inf]),
    ("arccsch", (0.0,), math.inf, [-math.inf]),
    ("csch", (0.0,), math.inf, [-math.inf]),
    ("log1p", (-1.0,), -math.inf, [math.inf]),
    ("xlogy", (0.0, 0.0), 0, [-math.inf, 0]),
    ("xlogy", (0.0, 2.0), 0, [math.log(2.0), 0]),
    ("leaky_relu", (0.0,), 0, [0]),
    ("elu", (0.0,), 0, [1]),
    ("floor", (2.0,), 2, [0]),
    ("round", (2.5,), 2, [0]),
    ("round", (3.5,), 4, [0]),
    ("less_equal", (2.0, 2.0), 1, [0, 0]),
    ("not_equal", (2.0, 2.0), 0, [0, 0]),
    ("clip", (1.0, -1.0, 1.0), 1, [1, 0, 0]),
    ("clip", (2.0, -1.0, 1.0), 1, [0, 0, 1]),
    ("clip", (-2.0, -1.0, 1.0), -1, [0, 1, 0]),
    ("clip", (0.0, 3.0, 1.0), 1, [0, 0, 1]),
    ("where", (0.0, math.inf, 2.0), 2, [0, 0, 1]),
    ("where", (-0.5, 1.0, math.nan), 1, [0, 1, 0]),
    ("norm", (0.0,), 0, [0]),
    ("std", (3.0,), 0, [0]),
    ("absolute_error", (2.0, 2.0), 0, [0, 0]),
    ("binary_cross_entropy", (1.0, 1.0), 0, [-1, -math.inf]),
    ("binary_cross_entropy", (0.0, 0.0), 0, [1, math.inf]),
    ("binary_cross_entropy", (0.0, 1.0), math.inf, [-math.inf, math.inf]),
    ("kl_divergence", (0.0, 0.5), 0, [-math.inf, 0]),
]


@pytest.mark.parametrize(("name", "x", "value", "slopes"), CHOICES)
def test_choices_are_the_declared_ones(
    name: str, x: tuple[float, ...], value: float, slopes: list[float]
) -> None:
    found, found_slopes = compute(get_operation(name), *map(np.float64, x))
    np.testing.assert_array_equal(found, value)
    np.testing.assert_array_equal(found_slopes, slopes)


@pytest.mark.parametrize(
    ("name", "x", "attributes"),
    [
        ("ln", (-1.0,), {}),
        ("ln", (-1e-300,), {}),
        ("log", (-1.0, 10.0), {}),
        ("log", (2.0, -10.0), {}),
        ("log", (2.0, 0.0), {}),
        ("sqrt", (-1e-300,), {}),
        ("power", (-2.0, 0.5), {}),
        ("power", (-2.0, 1e-300), {}),
        ("sigmoid", (0.5,), {"base": -2.0}),
        ("sigmoid", (0.5,), {"base": 0.0}),
        ("arcsin", (2.0,), {}),
        ("arccos", (-2.0,), {}),
        ("arcsec", (0.5,), {}),
        ("arccsc", (-0.5,), {}),
        ("arccosh", (0.5,), {}),
        ("arccosh", (-2.0,), {}),
        ("arctanh", (2.0,), {}),
        ("arccoth", (0.5,), {}),
        ("arccoth", (-0.5,), {}),
        ("arcsech", (2.0,), {}),
        ("arcsech", (-0.5,), {}),
        ("log1p", (-2.0,), {}),
        ("log2", (-1.0,), {}),
        ("log10", (-1.0,), {}),
        ("root", (-2.0, 2.0), {}),
        ("root", (2.0, 0.0), {}),
        ("root", (1.0, 0.0), {}),
        ("root", (0.0, 0.0), {}),
        ("root", (-2.0, 0.0), {}),
        ("xlogy", (2.0, -1.0), {}),
        ("xlogy", (0.0, -1.0), {}),
        ("huber", (2.0, 1.0), {"delta": -1.0}),
        ("kl_divergence", (-0.5, 0.5), {}),
        ("kl_divergence", (0.5, -0.5), {}),
    ],
)
def test_outside_the_domain_value_and_slopes_are_nan(
    name: str, x: tuple[float, ...], attributes: dict[str, float]
) -> None:
    operation = get_operation(name)
    given = defaults(operation) | attributes
    assert not holds(operation.domain, x, **given)
    value, slopes = compute(operation, *map(np.float64, x), **attributes)
    assert math.isnan(value)
    assert all(math.isnan(slope) for slope in slopes)


@pytest.mark.parametrize(
    "operation",
    [item for item in ON_NUMBERS if item.name != "where"],
    ids=lambda item: item.name,
)
def test_nan_in_gives_nan_out(operation: Operation) -> None:
    for place in range(len(operation.ports)):
        x = [np.float64(2.0)] * len(operation.ports)
        x[place] = np.float64("nan")
        assert math.isnan(compute(operation, *x)[0])


@pytest.mark.parametrize(
    ("name", "kind", "inside", "outside"),
    [
        ("ln", "domain", [(1e-300,), (0.0,)], [(-1e-300,)]),
        ("ln", "poles", [(1e-300,), (-1.0,)], [(0.0,), (-0.0,)]),
        ("log", "domain", [(1.0, 2.0)], [(-1.0, 2.0), (1.0, 0.0), (1.0, -2.0)]),
        ("log", "poles", [(3.0, 2.0)], [(0.0, 2.0), (2.0, 1.0)]),
        ("sqrt", "domain", [(0.0,), (2.0,)], [(-1e-9,)]),
        ("sqrt", "poles", [(1e-300,)], [(0.0,)]),
        ("power", "domain", [(0.0, 0.5), (-2.0, 3.0), (-2.0, -3.0)], [(-2.0, 0.5)]),
        ("power", "poles", [(0.0, 0.0), (0.0, 2.0), (1e-9, -1.0)], [(0.0, -1.0)]),
        ("divide", "poles", [(0.0, 1e-300)], [(1.0, 0.0), (0.0, 0.0), (1.0, -0.0)]),
        ("abs", "kinks", [(1e-300,), (-1e-300,)], [(0.0,)]),
        ("sign", "kinks", [(1e-300,), (-1e-300,)], [(0.0,)]),
        ("relu", "kinks", [(1e-300,), (-1e-300,)], [(0.0,)]),
        ("greater", "kinks", [(1.0, 2.0)], [(2.0, 2.0)]),
        ("equal", "kinks", [(1.0, 2.0)], [(2.0, 2.0)]),
        ("max", "kinks", [(1.0, 2.0), (1.0, 1.0, 2.0)], [(2.0, 2.0), (2.0, 1.0, 2.0)]),
        ("min", "kinks", [(1.0, 2.0), (2.0, 1.0, 2.0)], [(2.0, 2.0), (1.0, 1.0, 2.0)]),
        ("norm", "kinks", [(1e-300,), (-1.0,)], [(0.0,), (-0.0,)]),
        ("std", "kinks", [(0.0,), (2.0,)], []),
        ("largest", "kinks", [(0.0,), (2.0,)], []),
    ],
)
def test_conditions_hold_where_they_should(
    name: str,
    kind: str,
    inside: list[tuple[float, ...]],
    outside: list[tuple[float, ...]],
) -> None:
    operation = get_operation(name)
    conditions, given = getattr(operation, kind), defaults(operation)
    assert [x for x in inside if not holds(conditions, x, **given)] == []
    assert [x for x in outside if holds(conditions, x, **given)] == []


def test_every_condition_is_elementwise() -> None:
    for operation in OPERATIONS:
        arguments = [np.array([1.0, 2.0, 3.0]) for _ in operation.ports]
        for condition in (*operation.domain, *operation.poles, *operation.kinks):
            for m in (Numeric(), Numeric(1)) if condition.whole else (Numeric(),):
                found = condition.where(m, *arguments, **defaults(operation))
                assert np.shape(found) == (3,), (operation.name, condition.text)


@pytest.mark.parametrize("name", ["add", "multiply", "max", "min"])
def test_variadic_operations_take_more_than_two(name: str) -> None:
    operation = get_operation(name)
    assert operation.variadic
    x = (3.0, -2.0, 5.0, 7.0)
    value, slopes = compute(operation, *map(np.float64, x))
    assert value == reference.value(reference.FUNCTIONS[name], x)
    for index, slope in enumerate(slopes):
        assert slope == reference.slope(reference.FUNCTIONS[name], x, index)


@pytest.mark.parametrize("name", ["equal", "not_equal", "greater", "less", "sign"])
def test_no_comparison_makes_a_negative_zero(name: str) -> None:
    operation = get_operation(name)
    for x in ((1.0, 2.0), (2.0, 1.0), (2.0, 2.0), (-1.0, -1.0)):
        value, slopes = compute(operation, *map(np.float64, x[: len(operation.ports)]))
        zeros = [item for item in (value, *slopes) if item == 0]
        assert not np.signbit(zeros).any(), x

"""Every record, measured: values, derivatives, conventions, conditions and what it says."""

from __future__ import annotations

import itertools
import math
import re
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine.calculus.tree import Name
from engine.maths.interpret import interpret
from engine.maths.numeric import ComplexNumeric, Numeric
from engine.maths.symbolic import Symbolic
from engine.operation import Operation, all_operations, find_operation, get_operation
from tests.engine.operations import reference

if TYPE_CHECKING:
    from collections.abc import Sequence

MAGNITUDES = (1e-300, 1e-8, 0.3, 1.0, 2.5, 40.0, 800.0, 1e200)
POINTS = tuple(sign * size for size in MAGNITUDES for sign in (1.0, -1.0))
SECOND_POINTS = tuple(sign * size for size in (1e-8, 0.3, 1.0, 2.5, 40.0) for sign in (1.0, -1.0))
TOLERANCE = 5e-15

OPERATIONS = all_operations()
ELEMENTWISE = [item for item in OPERATIONS if item.vjp is None and item.name != "squared_error"]
REDUCTIONS = [item for item in OPERATIONS if item.vjp is not None]


def defaults(operation: Operation) -> dict[str, Any]:
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
    arguments = [np.float64(item) for item in x]
    return all(bool(condition.holds(*arguments, **attributes)) for condition in conditions)


def points(operation: Operation) -> list[tuple[float, ...]]:
    if len(operation.ports) == 1:
        return [(x,) for x in POINTS]
    return list(itertools.product(POINTS, SECOND_POINTS))


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
        for index, slope in enumerate(slopes):
            expected = reference.slope(right, x, index)
            if not reference.relative_error(slope[place], expected) <= tolerance:
                found.append((x, index, slope[place], expected))
    return found


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.name)
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
    [item for item in OPERATIONS if item.name not in {"sum", "mean"}],
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
    ],
)
def test_conditions_hold_where_they_should(
    name: str,
    kind: str,
    inside: list[tuple[float, ...]],
    outside: list[tuple[float, ...]],
) -> None:
    conditions = getattr(get_operation(name), kind)
    assert [x for x in inside if not holds(conditions, x)] == []
    assert [x for x in outside if holds(conditions, x)] == []


def test_every_condition_is_elementwise() -> None:
    for operation in OPERATIONS:
        arguments = [np.array([1.0, 2.0, 3.0]) for _ in operation.ports]
        for condition in (*operation.domain, *operation.poles, *operation.kinks):
            found = condition.holds(*arguments, **defaults(operation))
            assert np.shape(found) == (3,), (operation.name, condition.text)


# ---------------------------------------------------------------------- other interpreters


def ordinary_points(operation: Operation) -> list[tuple[float, ...]]:
    choices = (0.3, 0.75, 1.25, 2.5, -0.3, -1.5)
    found = itertools.product(choices, repeat=len(operation.ports))
    conditions = (*operation.domain, *operation.poles, *operation.kinks)
    return [x for x in found if holds(conditions, x, **defaults(operation))]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.name)
def test_the_complex_step_agrees_with_the_slopes(operation: Operation) -> None:
    places = ordinary_points(operation)
    assert len(places) >= 4
    for x in places:
        _, slopes = compute(operation, *map(np.float64, x))
        for index, slope in enumerate(slopes):
            stepped = [np.complex128(item) for item in x]
            stepped[index] += 1e-30j
            with np.errstate(all="ignore"):
                y = operation.forward(ComplexNumeric(), *stepped, **defaults(operation))
            if not math.isnan(slope):
                assert y.imag / 1e-30 == pytest.approx(slope, rel=1e-13, abs=1e-300), (x, index)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.name)
def test_the_textbook_form_says_the_same_in_symbols(operation: Operation) -> None:
    names = [Name(port) for port in operation.ports]
    for index in range(len(names)):
        extra = operation.partial_arguments(index)
        tree = operation.partial(index).symbols(Symbolic(), Name("y"), *names, **extra)
        for x in ordinary_points(operation):
            value, slopes = compute(operation, *map(np.float64, x))
            known = {"y": value, "n": 1.0, **dict(zip(operation.ports, x, strict=True))}
            if isinstance(tree, int | float):
                found = float(tree)
            else:
                with np.errstate(all="ignore"):
                    found = float(interpret(tree, Numeric(), known))
            assert found == pytest.approx(float(slopes[index]), rel=1e-12, nan_ok=True), (x, index)


def test_the_textbook_form_of_a_sigmoid_knows_its_base() -> None:
    partial = get_operation("sigmoid").partial(0)
    tree = partial.symbols(Symbolic(), Name("y"), Name("x"), base=3.0)
    _, (slope,) = compute(get_operation("sigmoid"), np.float64(0.5), base=3.0)
    value = compute(get_operation("sigmoid"), np.float64(0.5), base=3.0)[0]
    assert float(interpret(tree, Numeric(), {"y": value})) == pytest.approx(slope, rel=1e-14)


@pytest.mark.parametrize("operation", ELEMENTWISE, ids=lambda item: item.name)
def test_rules_on_arrays_are_the_rules_on_numbers(operation: Operation) -> None:
    places = np.array(points(operation)).T
    value, slopes = compute(operation, *places)
    for place in range(0, places.shape[1], 7):
        alone, alone_slopes = compute(operation, *places[:, place])
        np.testing.assert_allclose(value[place], alone, rtol=1e-15)
        for slope, alone_slope in zip(slopes, alone_slopes, strict=True):
            np.testing.assert_allclose(slope[place], alone_slope, rtol=1e-15)


# ---------------------------------------------------------------------- reductions


@pytest.mark.parametrize("operation", REDUCTIONS, ids=lambda item: item.name)
@pytest.mark.parametrize("axis", [None, 0, 1, -1])
@pytest.mark.parametrize("lanes", [0, 1])
def test_the_vjp_is_the_transpose_of_the_derivative(
    operation: Operation, axis: int | None, lanes: int
) -> None:
    numbers = np.random.default_rng(5)
    assert operation.vjp is not None
    shape = (3, 4, 5)[: 2 + lanes]
    x, direction = numbers.normal(size=shape), numbers.normal(size=shape)
    y = operation.forward(Numeric(lanes), x, axis=axis)
    stepped = operation.forward(ComplexNumeric(lanes), x + 1e-30j * direction, axis=axis)
    cotangent = numbers.normal(size=np.shape(y))
    (back,) = operation.vjp(Numeric(lanes), cotangent, y, x, axis=axis)
    assert back.shape == x.shape
    assert np.sum(cotangent * stepped.imag / 1e-30) == pytest.approx(np.sum(back * direction))
    assert operation.shape([(3, 4)], axis=axis) == np.shape(y)[: np.ndim(y) - lanes]


@pytest.mark.parametrize("operation", REDUCTIONS, ids=lambda item: item.name)
@pytest.mark.parametrize("axis", [2, -3])
def test_reductions_refuse_an_axis_that_is_not_there(operation: Operation, axis: int) -> None:
    with pytest.raises(ValueError, match=f"there is no axis {axis}"):
        operation.shape([(3, 4)], axis=axis)


def test_the_squared_error_of_arrays_sums() -> None:
    operation = get_operation("squared_error")
    prediction, target = np.array([1.0, 2.0, 4.0]), np.array([1.0, 0.0, 1.0])
    assert operation.forward(Numeric(0), prediction, target) == 13
    assert operation.forward(Numeric(1), prediction, target).tolist() == [0, 4, 9]
    assert operation.shape([(3, 1), (4,)]) == ()
    with pytest.raises(ValueError, match="3 and 4"):
        operation.shape([(3,), (4,)])


# ---------------------------------------------------------------------- variadic


@pytest.mark.parametrize("name", ["add", "multiply", "max", "min"])
def test_variadic_operations_take_more_than_two(name: str) -> None:
    operation = get_operation(name)
    assert operation.variadic
    x = (3.0, -2.0, 5.0, 7.0)
    value, slopes = compute(operation, *map(np.float64, x))
    assert value == reference.value(reference.FUNCTIONS[name], x)
    for index, slope in enumerate(slopes):
        assert slope == reference.slope(reference.FUNCTIONS[name], x, index)


# ---------------------------------------------------------------------- what a record says


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.name)
def test_a_record_is_filled_in(operation: Operation) -> None:
    assert find_operation(operation.name) is operation
    assert re.fullmatch(r"[a-z][a-z_0-9]*", operation.name)
    assert len(set(operation.ports)) == len(operation.ports) >= 1
    assert len(operation.partials) == (1 if operation.variadic else len(operation.ports))
    for text in (operation.title, operation.symbol, operation.latex, operation.source):
        assert text == text.strip() or operation.variadic
        assert text
    for sentence in (operation.summary, operation.doc, operation.source):
        assert sentence[-1] == "."
    assert operation.title[0].isupper()
    assert set(operation.defaults) < set(operation.ports)
    assert operation.keywords
    for partial in operation.partials:
        assert partial.rule
        assert partial.formula.count("{") == partial.formula.count("}")
    for condition in (*operation.domain, *operation.poles, *operation.kinks):
        assert condition.text
        assert condition.message
    for attribute in operation.attributes:
        assert attribute.accepts(attribute.default)
        assert attribute.summary[-1] == "."


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.name)
def test_the_latex_template_speaks_of_the_ports(operation: Operation) -> None:
    for port in () if operation.variadic else operation.ports:
        assert re.search(rf"\{{{port}[!>]?\}}", operation.latex)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.name)
def test_the_formulas_can_be_typeset(operation: Operation) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ziamath.zmath import Latex

        for partial in operation.partials:
            assert "<svg" in Latex(partial.formula).svg()


def test_names_are_unique_and_families_stand_together() -> None:
    names = [operation.name for operation in OPERATIONS]
    assert len(set(names)) == len(names)
    families = [family for family, _ in itertools.groupby(item.family for item in OPERATIONS)]
    assert len(set(families)) == len(families)


def test_the_promised_operations_are_there() -> None:
    promised = """add subtract multiply divide negate power square exp ln log sqrt abs sin cos tan
        sigmoid tanh relu max min sum mean squared_error"""
    assert set(promised.split()) <= {operation.name for operation in OPERATIONS}

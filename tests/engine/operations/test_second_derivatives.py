"""Second derivatives of every operation, by three ways through the gradient as a graph.

Tangents through it (the Hessian), the reverse pass over it, and the graph of its own gradient. They
have no rule of an operation's second derivative to agree on: each works from the first ones.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest

from engine.gradient_graph import derive_graph
from engine.graph import Graph
from engine.maths.numeric import ComplexNumeric
from engine.operation import Operation, get_operation
from engine.tape import record
from tests.engine.operations import reference
from tests.engine.operations.cases import (
    ON_NUMBERS,
    OPERATIONS,
    compute,
    defaults,
    holds,
    ordinary_points,
)
from tests.engine.operations.test_arrays import CASES, numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.values import Array

ROUND = (0.0, 1.0, 2.0, -1.0, 0.5)
"""Where rules may choose a form for one number alone."""


def round_points(operation: Operation, **attributes: float) -> list[tuple[float, ...]]:
    """Points of round numbers without a pole or a kink."""
    conditions = (*operation.domain, *operation.poles, *operation.kinks)
    given = defaults(operation) | attributes
    count = len(operation.ports)
    places = itertools.product(ROUND[: 6 - count], repeat=count)
    return [x for x in places if holds(conditions, x, **given)]


# ---------------------------------------------------------------------- three ways


class Ways(NamedTuple):
    """Second derivatives, one row and one column an element of the operands."""

    tangents: Array
    reverse: Array
    again: Array


def second_derivatives(graph: Graph, names: Sequence[str]) -> Ways:
    """Differentiate a graph's output twice with respect to some leaves, in three ways."""
    first = derive_graph(graph, None, names)
    joint = first.added_to(graph)
    shapes = [np.shape(record(graph).evaluate(gradient=False).value(name)) for name in names]
    reverse, again = [], []
    for name, shape in zip(names, shapes, strict=True):
        held = first.results[graph.resolve(name)]
        for element in range(math.prod(shape)):
            one = joint.copy()
            one.output = one.add("index", held, index=float(element)) if shape else held
            reverse.append(_row([_gradient(one, other) for other in names]))
            twice = derive_graph(one, None, names)
            run = record(twice.added_to(one)).evaluate(gradient=False)
            again.append(_row([run.value(twice.results[graph.resolve(name)]) for name in names]))
    tangents = record(graph).hessian(wrt=names).matrix
    return Ways(tangents, np.array(reverse), np.array(again))


def _gradient(graph: Graph, name: str) -> Any:
    tape = record(graph)
    is_reached = tape.sweep(tape.slot(str(graph.output))).reached[tape.slot(name)]
    run = tape.evaluate()
    return run.gradient(name) if is_reached else np.zeros(np.shape(run.value(name)))


def _row(parts: Sequence[Any]) -> Array:
    return np.concatenate([np.ravel(part) for part in parts])


def on_numbers(
    operation: Operation, x: Sequence[float], **attributes: Any
) -> tuple[Graph, list[str]]:
    """Return a graph of one operation, and the names of its leaves."""
    graph = Graph()
    names = [graph.add_input(f"v{place}", number) for place, number in enumerate(x)]
    graph.output = graph.add(operation.name, *names, **attributes)
    return graph, names


def on_arrays(
    name: str, operands: Sequence[Any], attributes: dict[str, Any]
) -> tuple[Graph, list[str]]:
    """Return a graph that makes one number of what an operation makes of arrays."""
    graph = Graph()
    names = [
        graph.add_input(f"v{place}", value if np.ndim(value) else float(value))
        for place, value in enumerate(operands)
    ]
    result = graph.add(name, *names, **attributes)
    graph.output = graph.add("sum", graph.add("multiply", result, graph.add("sin", result)))
    return graph, names


# ---------------------------------------------------------------------- numbers


@pytest.mark.parametrize("operation", ON_NUMBERS, ids=lambda item: item.name)
def test_second_derivatives_are_those_of_mpmath(operation: Operation) -> None:
    right = reference.function(operation.name)
    for x in [*ordinary_points(operation)[::4], *round_points(operation)]:
        graph, names = on_numbers(operation, x)
        ways = second_derivatives(graph, names)
        for way in ways[1:]:
            np.testing.assert_allclose(way, ways.tangents, rtol=1e-12, atol=1e-14, err_msg=str(x))
        if _is_one_sided(operation, x):
            continue
        for index, along in itertools.product(range(len(x)), repeat=2):
            expected = reference.second(right, x, index, along)
            if not math.isnan(expected):
                found = ways.tangents[index, along]
                assert found == pytest.approx(expected, rel=1e-12, abs=1e-14), (x, index, along)


def _is_one_sided(operation: Operation, x: tuple[float, ...]) -> bool:
    """Whether the function is another one, or none, on one side of a point."""
    match operation.name:
        case "power" | "root" | "where":
            return x[0] == 0
        case "atan2":
            return x[0] == 0 and x[1] < 0
        case "binary_cross_entropy":
            return x[0] in (0, 1)
        case "elu":
            return x == (0,)
        case "huber":
            return abs(x[0] - x[1]) == 1
        case _:
            return False


@pytest.mark.parametrize("operation", ON_NUMBERS, ids=lambda item: item.name)
def test_the_complex_step_knows_no_round_number(operation: Operation) -> None:
    variants: list[dict[str, float]] = [{}]
    if operation.name == "sigmoid":
        variants += [{"base": 3.0}, {"base": 0.2}]
    for attributes in variants:
        for x in round_points(operation, **attributes):
            _, slopes = compute(operation, *map(np.float64, x), **attributes)
            for index, slope in enumerate(slopes):
                stepped = [np.complex128(item) for item in x]
                stepped[index] += 1e-30j
                with np.errstate(all="ignore"):
                    y = operation.forward(
                        ComplexNumeric(), *stepped, **(defaults(operation) | attributes)
                    )
                if math.isfinite(slope):
                    found = y.imag / 1e-30
                    assert found == pytest.approx(slope, rel=1e-13, abs=1e-300), (x, index)


@pytest.mark.parametrize(
    ("x", "n", "mixed"), [(2.0, 0.0, 0.5), (4.0, 0.0, 0.25), (0.0, 0.0, 0.0), (0.0, 2.0, 0.0)]
)
def test_the_slope_of_a_power_moves_with_its_exponent(x: float, n: float, mixed: float) -> None:
    graph, names = on_numbers(get_operation("power"), (x, n))
    for way in second_derivatives(graph, names):
        assert [way[0, 1], way[1, 0]] == [mixed, mixed]


# ---------------------------------------------------------------------- arrays

SHAPES: tuple[tuple[tuple[int, ...], ...], ...] = (
    ((3,), (3,), (3,)),
    ((2, 1), (2,), ()),
    ((), (2,), (2, 1)),
)
BEYOND_ONE = {"arccosh", "arcsec", "arccsc", "arccoth"}
ARRAYS = [
    *(
        (case.name, case.shapes, case.attributes)
        for case in CASES
        if np.size(numbers(case)[0]) < 31
    ),
    *(
        (item.name, shapes[: len(item.ports)], {})
        for item in OPERATIONS
        if item.vjp is None
        for shapes in (SHAPES[:1] if item.name == "dot" else SHAPES)
    ),
]


@pytest.mark.parametrize(
    ("name", "shapes", "attributes"), ARRAYS, ids=[f"{a[0]}{a[1]}{a[2] or ''}" for a in ARRAYS]
)
def test_second_derivatives_of_arrays_agree(
    name: str, shapes: Sequence[tuple[int, ...]], attributes: dict[str, Any]
) -> None:
    chance = np.random.default_rng(3)
    low, high = (1.1, 2.0) if name in BEYOND_ONE else (0.2, 0.9)
    operands = [chance.uniform(low, high, shape) for shape in shapes]
    graph, names = on_arrays(name, operands, attributes)
    ways = second_derivatives(graph, names)
    for way in (ways.reverse, ways.again, ways.tangents.T):
        np.testing.assert_allclose(way, ways.tangents, rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(by_differences(graph, names), ways.tangents, rtol=1e-6, atol=1e-6)


def by_differences(graph: Graph, names: Sequence[str], step: float = 1e-5) -> Array:
    """Return central differences of the gradient by the reverse pass."""
    tape = record(graph)
    values = {name: np.asarray(graph.find(name).value) for name in names}
    columns = []
    for name, value in values.items():
        for place in np.ndindex(*value.shape):
            sides = []
            for sign in (1.0, -1.0):
                moved = value.copy()
                moved[place] += sign * step
                run = tape.evaluate({name: moved if value.shape else float(moved)})
                sides.append(_row([run.gradient(other) for other in names]))
            columns.append((sides[0] - sides[1]) / (2.0 * step))
    return np.array(columns).T


CONVENTIONS: list[tuple[str, list[Any], dict[str, Any]]] = [
    *(
        (name, [x], attributes)
        for name in ("largest", "smallest", "norm", "std")
        for x, attributes in (
            ([2.0, 2.0, 1.0], {}),
            ([1.0, 1.0, 1.0], {}),
            ([0.0, 0.0, 0.0], {}),
            ([[0.0, 0.0], [1.0, 2.0]], {"axis": 1}),
            ([[0.0, 1.0], [0.0, 2.0]], {"axis": 0}),
        )
    ),
    *(
        (name, [[1.0, 2.0, 0.0], [1.0, 1.0, 0.0]], {})
        for name in (
            *("absolute_error", "huber", "hypot", "atan2", "max", "min", "greater", "less"),
            *("equal", "not_equal", "greater_equal", "less_equal"),
        )
    ),
    *(
        (name, [[0.0, 1.0, -1.0]], {})
        for name in ("relu", "leaky_relu", "elu", "abs", "sign", "floor", "ceil", "round")
    ),
    ("clip", [[1.0, -1.0, 0.0, 2.0], -1.0, 1.0], {}),
    ("where", [[1.0, 0.0, -1.0], [1.0, 2.0, 3.0], [3.0, 2.0, 1.0]], {}),
]


@pytest.mark.parametrize(
    ("name", "operands", "attributes"),
    CONVENTIONS,
    ids=[f"{c[0]}{c[1]}{c[2] or ''}" for c in CONVENTIONS],
)
def test_what_was_chosen_at_a_kink_is_differentiated_as_it_was_chosen(
    name: str, operands: list[Any], attributes: dict[str, Any]
) -> None:
    graph, names = on_arrays(name, [np.array(operand) for operand in operands], attributes)
    ways = second_derivatives(graph, names)
    assert np.isfinite(ways.tangents).all()
    for way in (ways.reverse, ways.again, ways.tangents.T):
        np.testing.assert_allclose(way, ways.tangents, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("x", "attributes"),
    [
        ([2.0, 0.0, 4.0], {}),
        ([0.0, 0.0, 3.0], {}),
        ([[0.0, 2.0], [3.0, 0.0], [5.0, 0.0]], {"axis": 0}),
        ([[[0.0, 2.0], [0.0, 5.0]], [[1.0, 0.0], [3.0, 2.0]]], {"axis": 1}),
        ([[[0.0, 2.0], [0.0, 5.0]], [[1.0, 0.0], [3.0, 2.0]]], {"axis": -1}),
    ],
)
def test_a_product_with_zeros_has_its_second_derivatives(
    x: list[Any], attributes: dict[str, Any]
) -> None:
    graph = Graph()
    graph.output = graph.add("sum", graph.add("product", graph.add_input("v", x), **attributes))
    for way in second_derivatives(graph, ["v"]):
        np.testing.assert_allclose(way, by_differences(graph, ["v"]), rtol=1e-6, atol=1e-8)
        assert np.abs(way).max() >= 1


def test_a_product_of_very_many_elements_is_made_in_steps() -> None:
    x = np.random.default_rng(0).uniform(0.9, 1.1, 700)
    x[3] = 0.0
    graph = Graph()
    graph.output = graph.add("product", graph.add_input("v", x))
    derivation = derive_graph(graph)
    assert len(derivation.nodes) < 120
    joint = derivation.added_to(graph)
    tape = record(joint)
    gradient = tape.evaluate(gradient=False).value(str(joint.output))
    expected = np.where(x == 0, np.prod(x[x != 0]), 0.0)
    np.testing.assert_allclose(np.asarray(gradient), expected, rtol=1e-12)
    direction = np.zeros(700)
    direction[5] = 1.0
    moved = np.asarray(tape.tangent({"v": direction}).tangent(str(joint.output)))
    assert moved[3] == pytest.approx(np.prod(np.delete(x, [3, 5])), rel=1e-12)
    assert np.count_nonzero(moved) == 1

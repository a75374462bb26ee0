"""The ways of a gradient: their sum is what reverse mode has found, whatever the graph."""

from __future__ import annotations

import math
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calculus.paths import MOST_COUNTED, Paths
from engine.graph import Graph
from engine.operation import get_operation
from engine.program import parse
from engine.tape import record
from tests.engine.random_graphs import random_graph
from tests.networks import GRADIENTS_A, network_a

SEEDS = st.integers(0, 2**32 - 1)
MOST_WALKED = 3000
TAME = tuple(
    map(
        get_operation,
        ("add", "subtract", "multiply", "sin", "tanh", "sigmoid", "max", "min", "relu", "abs"),
    )
)
"""Operations without infinities, some of which leave branches aside."""


def paths_of(program: str | Graph, name: str) -> Paths:
    graph = parse(program) if isinstance(program, str) else program
    run = record(graph).evaluate()
    return Paths(run, run.tape.slot(name))


def written(paths: Paths) -> list[list[tuple[str, str, str]]]:
    return [
        [
            (factor.symbol.text, factor.formula.text, factor.numeral.text)
            for factor in map(paths.factor, way.rows)
        ]
        for way in paths.ways()
    ]


# -------------------------------------------------------------------------------- random graphs


@settings(max_examples=150, deadline=None)
@given(st.integers(8, 60), SEEDS)
def test_the_products_add_up_to_what_reverse_mode_finds(size: int, seed: int) -> None:
    run = record(random_graph(size, seed, TAME)).evaluate()
    for slot in run.tape.leaves():
        paths = Paths(run, slot)
        if paths.count > MOST_WALKED:
            continue
        products = [way.product for way in paths.ways()]
        assert len(products) == paths.count
        given_products = [product for product in products if product is not None]
        assert len(given_products) == len(products)
        scale = math.fsum(map(abs, given_products))
        assert math.isclose(
            math.fsum(given_products), run.adjoint[slot], rel_tol=1e-10, abs_tol=1e-12 * scale
        )


@settings(max_examples=100, deadline=None)
@given(st.integers(8, 80), SEEDS)
def test_each_node_adds_up_what_its_consumers_send(size: int, seed: int) -> None:
    run = record(random_graph(size, seed, TAME)).evaluate()
    paths = Paths(run, run.tape.slot("x"))
    if paths.count:
        assert paths.nodes[-1] == paths.slot
    seen = {paths.output}
    for slot in paths.nodes:
        terms = paths.terms(slot)
        consumers = {int(paths.tape.target[term.row]) for term in terms}
        assert consumers <= seen, "a node comes after all that it passes its gradient on to"
        seen.add(slot)
        total = math.fsum(run.flow[term.row] for term in terms)
        scale = math.fsum(abs(run.flow[term.row]) for term in terms)
        assert math.isclose(total, run.adjoint[slot], rel_tol=1e-12, abs_tol=1e-12 * scale)


@settings(max_examples=60, deadline=None)
@given(st.integers(8, 40), SEEDS)
def test_every_way_leads_from_the_output_to_the_variable_and_none_comes_twice(
    size: int, seed: int
) -> None:
    run = record(random_graph(size, seed, TAME)).evaluate()
    paths = Paths(run, run.tape.slot("y"))
    tape = run.tape
    found = [way.rows for way in islice(paths.ways(), 200)]
    assert len(set(found)) == len(found)
    for rows in found:
        slots = [paths.output, *(int(tape.source[row]) for row in rows)]
        assert [int(tape.target[row]) for row in rows] == slots[:-1]
        assert slots[-1] == paths.slot
        assert set(rows) <= set(paths.rows)


# -------------------------------------------------------------------------------- one by one


def test_network_a_has_one_way_to_the_first_weight() -> None:
    paths = paths_of(network_a(), "w1")
    assert written(paths) == [
        [
            ("∂L/∂ŷ", "2 · (ŷ − y)", "−1"),
            ("∂ŷ/∂o", "ŷ · (1 − ŷ)", "0.25"),
            ("∂o/∂m₂", "1", "1"),
            ("∂m₂/∂o₁", "w₂", "−2"),
            ("∂o₁/∂z₁", "o₁ · (1 − o₁)", "0.25"),
            ("∂z₁/∂m₁", "1", "1"),
            ("∂m₁/∂w₁", "x", "1"),
        ]
    ]
    assert paths.count == 1
    assert paths.total == GRADIENTS_A["w1"]
    assert paths.symbol.text == "∂L/∂w₁"


def test_the_skip_is_a_second_way() -> None:
    paths = paths_of(network_a(), "x")
    assert [way.product for way in paths.ways()] == [-0.25, 0.0625]
    assert paths.total == GRADIENTS_A["x"]


@pytest.mark.parametrize(("layers", "count"), [(3, 8), (49, 2**49), (60, MOST_COUNTED)])
def test_ways_are_counted_without_being_walked(layers: int, count: int) -> None:
    lines = [f"s{i + 1} = s{i} + s{i}" for i in range(layers)]
    paths = paths_of("; ".join(["s0 = 1", *lines]), "s0")
    assert paths.count == count
    assert len(list(islice(paths.ways(), 24))) == min(count, 24)


def test_a_branch_that_is_not_taken_is_no_way() -> None:
    paths = paths_of("x = 2; a = max(x, 1); b = relu(-x); y = a*x + b", "x")
    assert (paths.count, paths.closed) == (2, 1)
    assert [way.product for way in paths.ways()] == [2.0, 2.0]
    beside_infinity = paths_of("x = 0; y = max(sqrt(x), 1)*2", "x")
    assert (beside_infinity.count, beside_infinity.closed) == (0, 1)
    assert beside_infinity.total == 0.0


def test_what_does_not_reach_the_output_has_no_way() -> None:
    paths = paths_of("x = 2; z = 3; y = x^2; u = z*y", "z")
    assert paths.count == 1
    graph = parse("x = 2; z = 3; u = z*2; y = x^2")
    graph.output = graph.resolve("y")
    paths = paths_of(graph, "z")
    assert (paths.count, paths.closed, paths.rows, list(paths.ways())) == (0, 0, [], [])
    assert paths.total == 0.0


def test_a_quantity_is_its_own_way() -> None:
    graph = Graph()
    graph.add_input("x", 3.0)
    graph.output = graph.resolve("x")
    paths = paths_of(graph, "x")
    assert [(way.rows, way.product) for way in paths.ways()] == [((), 1.0)]
    assert paths.total == 1.0


def test_an_override_is_what_backpropagation_multiplies_by() -> None:
    paths = paths_of("x = 1; z = sigmoid(x, base=3); override z.x = y*(1-y); L = z^2", "x")
    factor = paths.factor(paths.overridden[0])
    assert factor.override == "y*(1 - y)"
    assert factor.formula.text == "z · (1 − z)"
    assert factor.number == 0.75 * 0.25


def test_of_arrays_the_rule_and_the_shapes_are_told() -> None:
    paths = paths_of("W = [1, 2; 3, 4]; x = [1, 2]; h = tanh(matmul(W, x)); L = sum(h)", "W")
    assert paths.has_arrays
    (way,) = paths.ways()
    assert way.product is None
    last = paths.factor(way.rows[-1])
    assert last.number is None
    assert last.numeral.text == "2×2 → 2"
    assert r"B^\top" in last.formula.latex
    (term,) = paths.terms(paths.slot)
    assert term.numeral.text == "[2×2]"


def test_a_run_without_a_gradient_has_no_ways() -> None:
    run = record(parse("x = 1; y = x^2")).evaluate(gradient=False)
    with pytest.raises(ValueError, match="without a gradient"):
        Paths(run, 0)

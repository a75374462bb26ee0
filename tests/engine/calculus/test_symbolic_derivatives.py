"""Gradients, Jacobians and Hessians as formulas: the numbers are those of reverse mode."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.calculus.interning import size_of
from engine.calculus.point_value import Point
from engine.calculus.printing import to_text
from engine.calculus.symbolic_derivatives import (
    SymbolicMatrix,
    symbolic_gradient,
    symbolic_hessian,
    symbolic_jacobian,
)
from engine.calculus.tree import names_in
from engine.errors import EngineError
from engine.jacobian import hessian
from engine.operation import get_operation
from engine.program import parse
from engine.tape import record
from tests.engine.random_graphs import LEAVES, random_graph

if TYPE_CHECKING:
    from engine.graph import Graph

SMOOTH = tuple(
    get_operation(name)
    for name in ("add", "subtract", "multiply", "sin", "exp", "sigmoid", "tanh", "arctan", "square")
)
NETWORK = """
input x = 1; input y = 1
param w1 = 0.5; param w2 = -2; param b1 = -0.5
o1 = sigmoid(w1*x + b1)
yhat = sigmoid(x + w2*o1)
L = (yhat - y)^2
"""


def numbers(found: SymbolicMatrix, graph: Graph) -> np.ndarray:
    at = {node.name: node.value for node in graph.nodes() if isinstance(node.value, float)}
    point = Point(at, found.definitions)
    return np.array([[point.value(formula) for formula in row] for row in found.entries])


def assert_whole(found: SymbolicMatrix, leaves: set[str]) -> None:
    """Every name is a leaf or is defined, and each definition comes after what it needs."""
    known = set(leaves)
    for name, formula in found.definitions.items():
        assert set(names_in(formula)) <= known
        known.add(name)
    assert all(set(names_in(formula)) <= known for row in found.entries for formula in row)


@pytest.mark.parametrize("size", [8, 20, 60, 300])
@pytest.mark.parametrize("seed", range(6))
def test_the_gradient_is_that_of_reverse_mode(size: int, seed: int) -> None:
    graph = random_graph(size, seed, SMOOTH)
    assert graph.output is not None
    run = record(graph).evaluate()
    found = symbolic_gradient(graph, graph.output, LEAVES)
    expected = [run.gradient(name) for name in LEAVES]
    assert numbers(found, graph) == pytest.approx(np.array([expected]), rel=1e-8, abs=1e-10)
    assert_whole(found, set(LEAVES))
    assert max(size_of(formula) for formula in found.entries[0]) < 20_000


@pytest.mark.parametrize("seed", range(8))
def test_of_every_operation_the_gradient_is_that_of_reverse_mode(seed: int) -> None:
    graph = random_graph(14, seed)
    assert graph.output is not None
    run = record(graph).evaluate()
    found = numbers(symbolic_gradient(graph, graph.output, LEAVES), graph)[0]
    for name, number in zip(LEAVES, found, strict=True):
        expected = float(np.asarray(run.gradient(name)))
        if math.isfinite(expected) and math.isfinite(number):
            assert number == pytest.approx(expected, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("size", [8, 20, 60])
@pytest.mark.parametrize("seed", range(4))
def test_the_hessian_is_that_of_forward_over_reverse(size: int, seed: int) -> None:
    graph = random_graph(size, seed, SMOOTH)
    assert graph.output is not None
    found = symbolic_hessian(graph, graph.output, LEAVES)
    expected = hessian(record(graph), graph.output, LEAVES).matrix
    assert numbers(found, graph) == pytest.approx(expected, rel=1e-7, abs=1e-9)
    assert_whole(found, set(LEAVES))


@pytest.mark.parametrize("seed", range(4))
def test_the_jacobian_has_a_gradient_in_each_row(seed: int) -> None:
    graph = random_graph(30, seed, SMOOTH)
    outputs = [node.id for node in graph.nodes() if not node.is_leaf][3:9]
    found = symbolic_jacobian(graph, outputs, LEAVES)
    expected = []
    for output in outputs:
        run = record(graph).evaluate(output=output)
        expected.append([float(run.gradient(name)) for name in LEAVES])
    assert numbers(found, graph) == pytest.approx(np.array(expected), rel=1e-8, abs=1e-10)
    assert_whole(found, set(LEAVES))


def test_a_short_formula_is_written_in_the_leaves() -> None:
    found = symbolic_gradient(parse("q = x^2/y"), "q", ["x", "y"])
    assert [to_text(formula) for formula in found.entries[0]] == ["2*x/y", "-x^2/y^2"]
    assert found.definitions == {}
    assert (found.rows, found.columns) == (("q",), ("x", "y"))


def test_a_network_is_written_with_the_names_of_its_nodes() -> None:
    graph = parse(NETWORK)
    found = symbolic_gradient(graph, "L", ["w1", "w2", "b1"])
    assert [to_text(formula) for formula in found.entries[0]] == [
        "2*o1*w2*x*yhat*(yhat - y)*(1 - yhat)*(1 - o1)",
        "2*o1*yhat*(yhat - y)*(1 - yhat)",
        "2*o1*w2*yhat*(yhat - y)*(1 - yhat)*(1 - o1)",
    ]
    assert {name: to_text(formula) for name, formula in found.definitions.items()} == {
        "o1": "sigmoid(w1*x + b1)",
        "yhat": "sigmoid(x + w2*o1)",
    }
    run = record(graph).evaluate()
    expected = [float(run.gradient(name)) for name in ("w1", "w2", "b1")]
    assert numbers(found, graph)[0] == pytest.approx(expected, rel=1e-12)


def test_where_the_ways_are_too_many_gradients_get_names() -> None:
    lines = ["h0 = x"] + [f"h{n} = tanh(h{n - 1}*a) + sin(h{n - 1}*b)" for n in range(1, 40)]
    graph = parse("input x = 0.5; input a = 0.7; input b = 0.2; " + "; ".join(lines))
    found = symbolic_gradient(graph, "h39", ["a", "b"])
    assert sum(size_of(tree) for tree in found.definitions.values()) < 6000
    assert any(name.startswith("dh39_dh") for name in found.definitions)
    assert_whole(found, {"x", "a", "b"})
    run = record(graph).evaluate()
    expected = [float(run.gradient("a")), float(run.gradient("b"))]
    assert numbers(found, graph)[0] == pytest.approx(expected, rel=1e-10)


def test_a_leaf_that_is_not_reached_has_the_slope_0() -> None:
    graph = parse("input z = 1; y = x^2")
    assert [to_text(it) for it in symbolic_gradient(graph, "y", ["z", "x"]).entries[0]] == [
        "0",
        "2*x",
    ]


@pytest.mark.parametrize(
    ("program", "output", "wrt", "told"),
    [
        ("input v = [1, 2]; y = sum(v*v)", "y", ["v"], "“v” is an array"),
        ("y = x^2; z = y + 1", "z", ["y"], "with respect to a leaf"),
        ("y = x^2", "y", [], "one leaf at least"),
        ("y = x^2", "y", ["q"], "q"),
    ],
)
def test_what_has_no_such_formula_is_refused(
    program: str, output: str, wrt: list[str], told: str
) -> None:
    for derive in (symbolic_gradient, symbolic_hessian):
        with pytest.raises(EngineError, match=told):
            derive(parse(program), output, wrt)


def test_more_formulas_than_anyone_reads_are_refused() -> None:
    names = [f"x{number}" for number in range(101)]
    graph = parse(
        "; ".join(f"input {name} = 1" for name in names) + "; y = " + "+".join(names[:60])
    )
    with pytest.raises(EngineError, match="10201 formulas are too many"):
        symbolic_hessian(graph, "y", names)

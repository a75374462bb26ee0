"""Sketches: operators make nodes, and none that need not be made."""

from __future__ import annotations

from itertools import count
from typing import Any

import numpy as np
import pytest

from engine.graph import Graph
from engine.maths.sketch import Sketch, Traced, known, plain
from engine.node import Node


@pytest.fixture
def sketch() -> Sketch:
    return Sketch(f"m{number}" for number in count())


@pytest.fixture
def x(sketch: Sketch) -> Traced:
    return sketch.know(Node("x", "input"), (), ())


@pytest.fixture
def v(sketch: Sketch) -> Traced:
    return sketch.know(Node("v", "input"), (2, 3), ())


def made(sketch: Sketch) -> list[str]:
    return [node.operation for node in sketch.nodes]


def test_operators_make_nodes(sketch: Sketch, x: Traced) -> None:
    _ = 1.0 / (2.0 - (-x) ** 3.0) + (x / 5.0) * (x + 1.0) - x
    assert made(sketch) == [
        *("negate", "power", "subtract", "divide"),
        *("divide", "add", "multiply", "add", "subtract"),
    ]
    power = sketch.nodes[1]
    assert power.attributes == {"exponent": 3.0}
    assert ("m0", power.id, "base") in sketch.edges


def test_what_need_not_be_computed_is_not(sketch: Sketch, x: Traced, v: Traced) -> None:
    same: list[Any] = [x + 0.0, 0.0 + x, x - 0.0, 1.0 * x, x * 1.0, x / 1.0, x**1.0]
    assert all(found is x for found in same)
    assert known(x * 0.0, 0.0)
    assert sketch.apply("add", x, 0.0, 0.0) is not x
    assert sketch.apply("multiply", x, 1.0, 1.0) is not x
    assert np.array_equal(0.0 * v, np.zeros((2, 3)))
    assert v + np.zeros(3) is v
    assert made(sketch) == ["add", "multiply"]
    assert made_by(sketch, 0.0 - x) == "negate"
    assert made_by(sketch, -1.0 * v) == "negate"
    assert (x + np.zeros(3)).shape == (3,)


def made_by(sketch: Sketch, traced: Traced) -> str:
    return next(node.operation for node in sketch.nodes if node.id == traced.id)


def test_the_same_is_made_once(sketch: Sketch, x: Traced) -> None:
    y = sketch.know(Node("y", "input"), (), ())
    assert (x * y).id == (y * x).id
    assert (x - y).id != (y - x).id
    assert (x * 2.0).id != (x * -2.0).id
    product = sketch.know(Node("p", "exp"), (), [x])
    assert sketch.apply("exp", x) is product
    assert sketch.force("exp", x).id != product.id


def test_an_overridden_node_stands_for_no_other(sketch: Sketch, x: Traced) -> None:
    sketch.know(Node("p", "exp", overrides={"x": "1"}), (), [x])
    assert sketch.apply("exp", x).id != "p"


def test_numbers_are_computed_at_once(sketch: Sketch) -> None:
    assert sketch.apply("divide", 1.0, 0.0) == np.inf
    assert sketch.apply("sum", np.ones((2, 3)), axis=0).tolist() == [2.0, 2.0, 2.0]
    assert isinstance(plain(2), np.float64)
    assert plain("x") == "x"


def test_arrays_become_constants_or_numbers(sketch: Sketch, v: Traced) -> None:
    _ = v * np.full(3, 2.0)
    _ = v * np.array([1.0, 2.0, 3.0])
    _ = v + np.array([1.0, 2.0, 3.0])
    assert made(sketch) == ["multiply", "constant", "multiply", "add"]
    assert sketch.nodes[0].attributes == {"x2": 2.0}
    assert sketch.constant(2.0).id == sketch.constant(2.0).id
    assert sketch.lone_constant(2.0).id != sketch.lone_constant(2.0).id
    assert sketch.constant(2.0).is_constant


def test_arithmetic_of_numpy_is_left_to_the_nodes(v: Traced) -> None:
    found: Any = np.array([1.0, 2.0, 3.0]) * v
    assert isinstance(found, Traced)
    assert (found.shape, found.ndim) == ((2, 3), 2)
    single: Any = np.float64(2.0) - v
    assert isinstance(single, Traced)


def test_conditions_are_nodes_that_are_0_or_1(sketch: Sketch, x: Any) -> None:
    y = sketch.know(Node("y", "input"), (), ())
    less: Any
    less, greater, equal = x < y, x > y, x == y
    assert made(sketch) == ["less", "less", "equal"]
    assert less.is_indicator
    assert greater.id == (y < x).id
    assert sketch.negated(less) is None
    assert (less & True) is less
    assert (less & False) is False
    assert (less | True) is True
    assert (False | less) is less
    assert made_by(sketch, less & equal) == "multiply"
    assert made_by(sketch, less | equal) == "max"
    assert (less & equal).is_indicator
    assert ~~less is less
    assert (~less).is_indicator
    opposite: Any = ~less
    assert sketch.negated(opposite) is less
    assert (x == x) is True
    is_zero: Any = less == 0.0
    assert is_zero is opposite


def test_what_was_made_is_a_graph(sketch: Sketch, x: Traced) -> None:
    result = (x * x + 2.0) / x
    graph = Graph.from_parts([Node("x", "input", "x", 4.0), *sketch.nodes], sketch.edges, result.id)
    from engine.tape import record

    assert record(graph).evaluate(gradient=False).value(result.id) == 4.5

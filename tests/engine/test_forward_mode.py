"""Forward mode: the same derivatives as the reverse pass, along directions."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import parse, record
from engine.errors import EngineError
from engine.graph import Graph
from engine.jacobian import hessian, jacobian
from engine.operation import all_operations
from tests.engine.random_graphs import LEAVES, is_regular, random_graph


def test_a_tangent_is_the_gradient_along_the_direction() -> None:
    tape = record(parse("x = 3; w = 2; y = x^2*w"))
    moved = tape.tangent({"x": 1.0, "w": 10.0})
    assert moved.value("y") == 18.0
    assert moved.tangent("y") == 12.0 + 90.0
    assert moved.tangent("x") == 1.0


def test_several_directions_go_through_one_sweep() -> None:
    tape = record(parse("x = 3; w = 2; c = 5; y = x^2*w; z = c + 1"))
    moved = tape.tangent({"x": [1.0, 0.0, 2.0], "w": [0.0, 1.0, 0.0]})
    assert np.array_equal(moved.tangent("y"), [12.0, 9.0, 24.0])
    assert np.array_equal(moved.tangent("z"), [0.0, 0.0, 0.0])
    assert np.array_equal(moved.tangent("w"), [0.0, 1.0, 0.0])


def test_one_direction_of_an_array_has_its_shape() -> None:
    tape = record(parse("A = [1, 2; 3, 4]; b = 2; y = A*b; s = sum(y); t = b^2"))
    moved = tape.tangent({"A": [[1.0, 0.0], [0.0, 0.0]]})
    assert np.array_equal(moved.tangent("y"), [[2.0, 0.0], [0.0, 0.0]])
    assert moved.tangent("s") == 2.0
    assert moved.tangent("t") == 0.0
    both = tape.tangent({"A": np.ones((2, 2, 3)), "b": [0.0, 1.0, 2.0]})
    assert np.array_equal(both.tangent("s"), [8.0, 18.0, 28.0])
    assert np.shape(both.tangent("y")) == (2, 2, 3)


def test_an_array_that_does_not_move_has_a_tangent_of_zeros() -> None:
    moved = record(parse("A = [1, 2]; x = 1; y = A*x; z = exp(A)")).tangent({"x": 0.0})
    assert np.array_equal(moved.tangent("y"), [0.0, 0.0])
    assert np.array_equal(moved.tangent("z"), [0.0, 0.0])


def test_other_values_may_be_given() -> None:
    tape = record(parse("x = 3; y = x^2"))
    assert tape.tangent({"x": 1.0}, {"x": 5.0}).tangent("y") == 10.0


def test_what_does_not_move_never_meets_an_infinite_slope() -> None:
    tape = record(parse("x = 1; w = 0; y = x + sqrt(w)"))
    assert tape.tangent({"x": 1.0}).tangent("y") == 1.0
    assert np.array_equal(tape.tangent({"x": [1.0, 0], "w": [0, 1.0]}).tangent("y"), [1.0, np.inf])


def test_an_element_that_does_not_move_never_meets_an_infinite_slope() -> None:
    tape = record(parse("param a = [0, 4]; r = sqrt(a); y = sum(r)"))
    assert np.array_equal(tape.evaluate().gradient("a"), [np.inf, 0.25])
    assert tape.tangent({"a": [0.0, 1.0]}).tangent("y") == 0.25
    several = tape.tangent({"a": [[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]})
    assert np.array_equal(several.tangent("y"), [np.inf, 0.25, np.inf])
    assert np.array_equal(several.tangent("r"), [[np.inf, 0.0, np.inf], [0.0, 0.25, 0.25]])
    assert np.array_equal(jacobian(tape)["a"], [np.inf, 0.25])
    assert np.array_equal(jacobian(tape, "r")["a"], [[np.inf, 0.0], [0.0, 0.25]])


def test_a_hessian_beside_an_infinite_slope_is_symmetric() -> None:
    matrix = hessian(record(parse("param a = [0, 4, 1]; y = sum(sqrt(a))"))).matrix
    assert np.array_equal(matrix, matrix.T, equal_nan=True)
    assert np.array_equal(matrix[1:, 1:], [[-1 / 32, 0.0], [0.0, -1 / 4]])
    assert np.array_equal(matrix[0, 1:], [0.0, 0.0])


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("sum(sqrt(concatenate(a, b)))", 1 / 4 + 1 / 6),
        ("sum(sqrt(reshape(a, 2, 1)) + b)", 2 / 4 + 2),
        ("sum(sqrt(slice(a, start=0)) * sqrt(b))", 3 / 4 + 2 / 6),
        ("mean(sqrt(a)) + dot(sqrt(a), b)", 1 / 8 + 9 / 4 + 2),
        ("sum(sqrt(max(a, 0*b)))", 1 / 4),
        ("index(sqrt(a), index=1) + largest(sqrt(a))", 1 / 4 + 1 / 4),
        ("sum(sqrt(broadcast(a, 3, 2)), axis=0)", [0, 3 / 4]),
        ("sum(sqrt(a)) + sum(softmax(b))", 1 / 4),
    ],
)
def test_what_moves_is_known_by_element_through_every_rearrangement(
    program: str, expected: float | list[float]
) -> None:
    tape = record(parse(f"param a = [0, 4]; param b = [1, 9]; y = {program}"))
    moved = tape.tangent({"a": [0.0, 1.0], "b": [0.0, 1.0]})
    np.testing.assert_allclose(np.asarray(moved.tangent("y")), expected, atol=1e-15)


def test_a_zero_that_is_no_matter_of_directions_still_meets_infinity() -> None:
    for leaf, one in (("800", 1.0), ("[800, 1]", [1.0, 0.0])):
        tape = record(parse(f"w = {leaf}; y = sum(log(1 + exp(w)))"))
        assert math.isnan(tape.tangent({"w": one}).tangent("y"))
    assert tape.tangent({"w": [0.0, 1.0]}).tangent("y") == pytest.approx(1 / (1 + math.exp(-1)))


def test_a_branch_that_is_not_taken_moves_nothing() -> None:
    tape = record(parse("x = 0; y = max(-1/(x*x), 3*x)"))
    assert tape.evaluate().gradient("x") == 3.0
    assert tape.tangent({"x": 1.0}).tangent("y") == 3.0
    whole = record(parse("v = [0, 1]; y = sum(max(-1/(v*v), 3*v))"))
    assert whole.tangent({"v": [1.0, 1.0]}).tangent("y") == 6.0


def test_an_overridden_derivative_counts_here_too() -> None:
    for leaf in ("x = 1", "x = [1, 2]"):
        graph = parse(f"{leaf}; z = sigmoid(x); L = sum(z)")
        node = graph.find("z")
        graph.revise(replace(node, overrides={"x": "7*y"}))
        tape = record(graph)
        direction = np.ones(np.shape(tape.evaluate().value("x")))
        expected = float(np.sum(tape.evaluate().gradient("x")))
        assert tape.tangent({"x": direction}).tangent("L") == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("direction", "values", "told"),
    [
        ({"q": 1.0}, None, "there is no node “q”"),
        ({"y": 1.0}, None, "“y” is computed; only leaves have a direction"),
        ({"c": 1.0}, None, "“c” is a constant and does not move"),
        ({"x": [[1.0]]}, None, "a direction for “x” is a number, not an array of 1×1"),
        ({"A": 1.0}, None, "a direction for “A” is an array of"),
        ({"x": [1.0, 2.0], "A": np.ones((2, 3))}, None, "there are 2 directions and 3"),
        ({"x": 1.0}, {"x": [1.0, 2.0]}, "not over a batch"),
    ],
)
def test_a_direction_that_does_not_fit_is_refused(
    direction: dict[str, object], values: dict[str, object] | None, told: str
) -> None:
    tape = record(parse("x = 3; A = [1, 2]; constant c = 4; y = x^2*c + sum(A)"))
    with pytest.raises(EngineError, match=told):
        tape.tangent(direction, values)


def test_arrays_go_through_every_operation_as_they_come_back() -> None:
    chance = np.random.default_rng(3)
    tried = 0
    for operation in all_operations():
        for shapes in (((3,),) * 3, ((2, 3), (2, 3), (2, 3)), ((2, 3), (3,), ()), ((2, 3), (3, 2))):
            graph = Graph()
            names = [
                graph.add_input(value=chance.uniform(0.1, 0.9, shape))
                for shape in shapes[: len(operation.ports)]
            ]
            if len(names) < len(operation.ports):
                continue
            graph.add("sum", graph.add(operation.name, *names), name="L")
            tape = record(graph)
            if tape.output is None:
                continue
            run = tape.evaluate()
            direction = {name: chance.normal(size=np.shape(run.value(name))) for name in names}
            back = sum(np.sum(run.gradient(name) * moved) for name, moved in direction.items())
            if math.isfinite(back):
                tried += 1
                forward = tape.tangent(direction).tangent("L")
                assert forward == pytest.approx(back, rel=1e-11, abs=1e-11), operation.name
    assert tried > len(all_operations())


@pytest.mark.parametrize(
    "program", ["y = softmax(A)", "y = matmul(A, x)", "y = norm(x) + sum(A)", "y = product(A)"]
)
def test_without_a_rule_of_its_own_an_operation_is_stepped_through(program: str) -> None:
    tape = record(parse(f"A = [1, 2; 3, 4]; x = [0.5, -1]; {program}"))
    direction = {"A": np.full((2, 2, 2), [1.0, 2.0]), "x": [[1.0, 0.0], [2.0, 0.5]]}
    right = np.asarray(tape.tangent(direction).tangent("y"))
    bare = [
        level._replace(
            singles=tuple(
                replace(single, operation=replace(single.operation, jvp=None))
                for single in level.singles
            )
        )
        for level in tape.levels
    ]
    stepped = replace(tape, levels=tuple(bare)).tangent(direction).tangent("y")
    np.testing.assert_allclose(np.asarray(stepped), right, rtol=1e-13)


@given(st.integers(2, 60), st.integers(0, 2**32))
def test_random_graphs_go_forward_as_they_come_back(size: int, seed: int) -> None:
    tape = record(random_graph(size, seed))
    run = tape.evaluate()
    if not is_regular(run):
        return
    eye = np.eye(len(LEAVES))
    moved = tape.tangent(dict(zip(LEAVES, eye, strict=True)))
    assert tape.output is not None
    forward = moved.tangent(tape.nodes[tape.output].id)
    back = [run.gradient(name) for name in LEAVES]
    np.testing.assert_allclose(np.asarray(forward), np.array(back), rtol=1e-9, atol=1e-11)

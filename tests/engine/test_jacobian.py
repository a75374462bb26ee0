"""Jacobian, Hessian and higher derivatives, against what mpmath makes of the same formulas."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from engine import jacobian as module
from engine import parse, record
from engine.errors import EngineError
from engine.gradient_graph import derive_graph
from engine.graph import Graph
from engine.jacobian import derivative, hessian, jacobian


def test_the_jacobian_has_the_shapes_of_both() -> None:
    tape = record(parse("A = [1, 2; 3, 4; 5, 6]; x = [1, 2]; c = 3; y = matmul(A, x)*c"))
    found = jacobian(tape)
    assert {name: np.shape(part) for name, part in found.items()} == {
        "A": (3, 3, 2),
        "x": (3, 2),
        "c": (3,),
    }
    assert np.array_equal(found["x"], 3.0 * np.array([[1.0, 2], [3, 4], [5, 6]]))
    assert np.array_equal(found["c"], [5.0, 11.0, 17.0])


def test_the_jacobian_of_a_number_is_its_gradient() -> None:
    tape = record(parse("x = 0.5; w = [1, 2]; y = sum(sin(x*w)); z = x^2"))
    run = tape.evaluate(output="y")
    found = tape.jacobian("y")
    assert found["x"] == pytest.approx(run.gradient("x"), rel=1e-15)
    np.testing.assert_allclose(found["w"], run.gradient("w"), rtol=1e-15)
    assert tape.jacobian("y", ["w"]).keys() == {"w"}
    assert tape.jacobian("z") == {"x": 1.0}


def test_many_elements_go_through_several_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    tape = record(parse("v = [1, 2, 3, 4, 5]; y = v^2; L = sum(v^3)"))
    whole = jacobian(tape, "y")["v"], hessian(tape, "L").matrix
    monkeypatch.setattr(module, "_MAXIMAL_LANES", 2)
    parts = jacobian(tape, "y")["v"], hessian(tape, "L").matrix
    for one, other in zip(whole, parts, strict=True):
        assert np.array_equal(one, other)
    assert np.array_equal(whole[1], np.diag([6.0, 12, 18, 24, 30]))


def test_the_hessian_names_every_element() -> None:
    found = record(parse("param A = [1, 2]; x = 3; L = x^2*sum(A*A)")).hessian()
    assert found.names == ("A[0]", "A[1]", "x")
    assert np.array_equal(found.matrix, [[18, 0, 12], [0, 18, 24], [12, 24, 10]])
    assert record(parse("x = 3; y = 4; L = x^2*y")).hessian(wrt=["y"]).matrix.tolist() == [[0.0]]


@pytest.mark.parametrize(
    ("values", "right"),
    [
        ([2.0, 3.0, 5.0], [[0, 5, 3], [5, 0, 2], [3, 2, 0]]),
        ([0.0, 3.0, 5.0], [[0, 5, 3], [5, 0, 0], [3, 0, 0]]),
        ([0.0, 0.0, 5.0], [[0, 5, 0], [5, 0, 0], [0, 0, 0]]),
    ],
)
def test_the_hessian_of_a_product_is_right_at_zeros_too(
    values: list[float], right: list[list[float]]
) -> None:
    graph = Graph()
    graph.add_input("v", values)
    graph.add("product", "v", name="L")
    assert record(graph).hessian().matrix.tolist() == right
    assert derive_graph(graph).nodes


def test_the_hessian_of_products_along_an_axis() -> None:
    found = record(parse("A = [1, 2; 3, 4]; L = sum(product(A, axis=0))")).hessian()
    assert found.matrix.tolist() == [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]]


def test_the_hessian_keeps_its_digits_where_a_sigmoid_saturates() -> None:
    found = record(parse("x = 40; L = sigmoid(x)")).hessian()
    with mpmath.workdps(60):
        right = float(mpmath.diff(lambda x: 1 / (1 + mpmath.exp(-x)), 40, 2))
    assert found.matrix[0, 0] == pytest.approx(right, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "function", "at"),
    [
        ("exp(sin(x))*x^3", lambda x: mpmath.exp(mpmath.sin(x)) * x**3, 0.7),
        ("tanh(x)", mpmath.tanh, 0.0),
        ("sigmoid(x)", lambda x: 1 / (1 + mpmath.exp(-x)), 0.0),
        ("softplus(2*x)", lambda x: mpmath.log(1 + mpmath.exp(2 * x)), 0.0),
        ("ln(x)/sqrt(x)", lambda x: mpmath.log(x) / mpmath.sqrt(x), 1.5),
        ("x^x", lambda x: x**x, 1.25),
        ("x^2.5", lambda x: x ** mpmath.mpf(2.5), 2.0),
        ("atan2(x, 2)", lambda x: mpmath.atan2(x, 2), 0.25),
    ],
)
def test_derivatives_of_every_order(text: str, function: object, at: float) -> None:
    tape = record(parse(f"x = {at}; L = {text}"))
    for order in range(1, 6):
        with mpmath.workdps(60):
            right = float(mpmath.diff(function, mpmath.mpf(at), order))
        assert derivative(tape, "x" * order) == pytest.approx(right, rel=1e-11, abs=1e-11), order


def test_mixed_derivatives_may_be_taken_in_any_order() -> None:
    tape = record(parse("x = 0.5; w = 2; L = exp(x*w)*sin(w)"))
    orders = [derivative(tape, along) for along in ("xxw", "xwx", "wxx")]
    assert orders[0] == pytest.approx(orders[1], rel=1e-14)
    assert orders[0] == pytest.approx(orders[2], rel=1e-14)
    e, s, c = math.exp(1.0), math.sin(2.0), math.cos(2.0)
    # d²/dx² gives w²·exp(xw)·sin w; then by w.
    assert orders[0] == pytest.approx(e * (4 * s + 4 * 0.5 * s + 4 * c), rel=1e-14)
    assert derivative(tape, "") == pytest.approx(e * s, rel=1e-15)


def test_a_derivative_that_is_zero_is_one() -> None:
    tape = record(parse("x = 2; y = 3; L = x*y"))
    assert derivative(tape, "xx") == 0.0
    assert derivative(tape, "xxyy") == 0.0


@pytest.mark.parametrize(
    ("program", "call", "told"),
    [
        ("x = 1", lambda tape: tape.jacobian(), "there is no output"),
        ("x = 1; y = 2*3", lambda tape: tape.jacobian("y"), "“y” depends on no input"),
        ("x = 1; y = x^2", lambda tape: tape.hessian(wrt=["y"]), "“y” is neither an input"),
        ("x = [1, 2]; y = x^2", lambda tape: tape.hessian(), "“y” is an array"),
        ("x = [1, 2]; y = sum(x)", lambda tape: derivative(tape, "x"), "“x” is an array"),
        ("x = 1; y = x^2", lambda tape: tape.hessian(wrt=["q"]), "there is no node “q”"),
    ],
)
def test_what_cannot_be_differentiated_is_named(program: str, call: object, told: str) -> None:
    assert callable(call)
    with pytest.raises(EngineError, match=told):
        call(record(parse(program)))


def test_there_is_a_limit_to_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAXIMAL_DIRECTIONS", 3)
    with pytest.raises(EngineError, match="4 numbers to differentiate with respect to"):
        record(parse("x = [1, 2, 3, 4]; y = sum(x)")).hessian()

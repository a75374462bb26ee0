"""The gradient check: it agrees with what is right and names what is wrong."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import gradcheck, witnesses
from engine.errors import EngineError
from engine.gradcheck import LeafCheck, Verdict, check, overridden_nodes, worst_verdict
from engine.graph import Graph
from engine.operation import get_operation
from engine.program import parse
from engine.tape import record
from tests.engine.random_graphs import is_regular, random_graph


def checked(program: str) -> dict[str, LeafCheck]:
    return {item.name: item for item in check(record(parse(program)))}


def test_three_ways_to_the_same_number() -> None:
    [x] = checked("x = 0.5; y = sin(x)*exp(x)").values()
    right = math.exp(0.5) * (math.sin(0.5) + math.cos(0.5))
    assert x.analytic == pytest.approx(right, rel=1e-15)
    assert x.complex_step == pytest.approx(right, rel=1e-15)
    assert x.central == pytest.approx(right, rel=1e-9)
    assert x.central != right
    assert (x.verdict, x.note, x.index) == (Verdict.AGREES, "", ())
    assert x.relative_error <= 1e-15


def test_inputs_and_parameters_are_checked_and_constants_are_not() -> None:
    graph = Graph()
    graph.add_input("x", 2.0)
    graph.add_parameter("w", 3.0)
    graph.add_constant(4.0, "c")
    graph.add_input("apart", 1.0)
    graph.add("multiply", "x", "w", "c", name="y")
    assert [item.name for item in check(record(graph))] == ["x", "w"]


def test_the_output_may_be_chosen() -> None:
    tape = record(parse("x = 3; y = x^2; z = x^3"))
    assert [item.analytic for item in check(tape, "y")] == [6.0]
    assert [item.analytic for item in check(tape, "z")] == [27.0]


def test_without_an_output_there_is_nothing_to_check() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    with pytest.raises(EngineError, match="no output"):
        check(record(graph))


def test_arrays_are_checked_element_by_element() -> None:
    graph = Graph()
    graph.add_parameter("A", [[1.0, 2.0], [3.0, 4.0]])
    graph.add("sin", "A", name="s")
    graph.add("sum", "s", name="y")
    [item] = check(record(graph))
    expected = np.cos([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_allclose(item.analytic, expected, rtol=1e-15)
    np.testing.assert_allclose(item.complex_step, expected, rtol=1e-15)
    np.testing.assert_allclose(item.central, expected, rtol=1e-8)
    assert item.verdict is Verdict.AGREES


def test_the_worst_element_gives_the_verdict() -> None:
    graph = parse("x = 1; y = x; output y")
    graph = Graph()
    graph.add_parameter("v", [0.0, 0.3, 0.6])
    graph.add("sin", "v", name="s")
    graph.add("sum", "s", name="y")
    node = graph.find("s")
    # Right at 0, ever more wrong further out.
    graph.revise(replace(node, overrides={"x": "1 - x^2/2"}))
    [item] = check(record(graph))
    assert item.index == (2,)
    assert item.verdict is Verdict.WRONG
    assert item.relative_error == pytest.approx(abs(0.82 - math.cos(0.6)) / math.cos(0.6))
    assert item.note == "the derivative of sin (s) is overridden"


def test_large_arrays_are_sampled_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradcheck, "MAXIMAL_ELEMENTS", 7)
    graph = Graph()
    graph.add_parameter("v", np.linspace(1, 2, 50))
    graph.add("square", "v", name="s")
    graph.add("sum", "s", name="y")
    [item] = check(record(graph))
    assert isinstance(item.central, np.ndarray)
    assert np.isfinite(item.central).sum() == 7
    assert np.isfinite(item.central[[0, -1]]).all()
    assert item.note == "7 of 50 elements were checked"


def test_elements_are_checked_in_parts_that_fit_into_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(witnesses, "MAXIMAL_LANES", 50)
    graph = Graph()
    graph.add_parameter("v", np.linspace(1, 2, 10))
    graph.add("exp", "v", name="s")
    graph.add("mean", "s", name="y")
    [item] = check(record(graph))
    np.testing.assert_allclose(item.complex_step, np.exp(np.linspace(1, 2, 10)) / 10, rtol=1e-14)


OVERRIDDEN = "x = 1; w = 2; z = w*x; y = sigmoid(z); override y.x = {}"


def test_an_overridden_derivative_is_called_out() -> None:
    items = checked(OVERRIDDEN.format("1"))
    assert items["x"].verdict is Verdict.WRONG
    assert items["x"].note == items["w"].note == "the derivative of σ (y) is overridden"
    assert worst_verdict(items.values()) is Verdict.WRONG
    tape = record(parse(OVERRIDDEN.format("1")))
    assert [node.name for node in overridden_nodes(tape)] == ["y"]


def test_an_override_that_is_right_passes() -> None:
    items = checked(OVERRIDDEN.format("y*(1-y)"))
    assert worst_verdict(items.values()) is Verdict.AGREES
    assert [item.note for item in items.values()] == ["", ""]


def test_an_override_that_is_nearly_right_is_doubtful() -> None:
    items = checked(OVERRIDDEN.format("1.00001*y*(1-y)"))
    assert {item.verdict for item in items.values()} == {Verdict.DOUBTFUL}


def test_only_overrides_on_the_way_are_named() -> None:
    program = (
        "x = 1; u = sin(x); v = cos(x); y = u*2; z = v*3;"
        "override u.x = 5; override v.x = 7; output y"
    )
    assert checked(program)["x"].note == "the derivative of sin (u) is overridden"


@pytest.mark.parametrize(
    ("program", "title"),
    [
        ("x = 0; y = relu(x)", "relu (y)"),
        ("x = 1e-7; y = abs(x)*3", "|x|"),
        ("x = 1; y = min(x*x, 1)", None),
        ("x = 2; w = 2; y = max(x, 3*w - 4, 1)*x", "max"),
        ("x = 0; y = sign(x)", "sign (y)"),
        ("x = 0; y = leaky_relu(x)", "lrelu (y)"),
        ("x = 1; y = clip(x, -1, 1)", "clip (y)"),
        ("x = -1; y = clip(x, -1, 1)", "clip (y)"),
    ],
)
def test_a_kink_that_misleads_the_difference_is_named(program: str, title: str | None) -> None:
    x = checked(program)["x"]
    assert x.verdict is Verdict.AGREES
    if title is None:
        assert x.central == pytest.approx(1.0, rel=1e-4)
        assert x.analytic == pytest.approx(1.0)
    else:
        assert x.note == f"{title} has a kink within the step of the central difference"


@pytest.mark.parametrize(
    ("program", "note"),
    [
        ("x = 0; y = sqrt(x)", "the gradient is not finite here"),
        ("x = -1; y = ln(x)", "the gradient is not finite here"),
        ("x = 800; y = ln(1 + exp(x))", "the gradient is not finite here"),
        ("x = 1e200; y = x*x; z = y - y", "no finite difference can be taken here"),
        ("c = -8; x = 3; y = root(c, x)", "the gradient is not finite here"),
    ],
)
def test_where_nothing_can_be_said_nothing_is_called_wrong(program: str, note: str) -> None:
    x = checked(program)["x"]
    assert x.verdict is Verdict.DOUBTFUL
    assert note in x.note


def test_a_gradient_that_is_nan_where_there_is_one_is_wrong() -> None:
    x = checked("x = 2; y = x^2; override y.base = ln(-base)")["x"]
    assert x.verdict is Verdict.WRONG


def test_the_worst_of_no_verdicts_is_that_all_is_well() -> None:
    assert worst_verdict([]) is Verdict.AGREES


UNARY = ("sin", "cos", "tanh", "sigmoid", "exp", "square", "negate")
BINARY = ("add", "subtract", "multiply")


@given(st.data())
def test_random_graphs_check(data: st.DataObject) -> None:
    graph = Graph()
    for index in range(data.draw(st.integers(1, 3))):
        graph.add_parameter(f"x{index}", data.draw(st.floats(-1.5, 1.5)))
    for _ in range(data.draw(st.integers(1, 8))):
        operation = data.draw(st.sampled_from(UNARY + BINARY))
        nodes = graph.node_ids()
        operands = [
            data.draw(st.sampled_from(nodes)) for _ in range(2 if operation in BINARY else 1)
        ]
        # tanh keeps towers of exponentials from leaving the finite numbers.
        graph.add("tanh", graph.add(operation, *operands))
    graph.output = graph.node_ids()[-1]
    assert worst_verdict(check(record(graph))) is Verdict.AGREES


def test_the_extrapolation_comes_with_an_error_bar() -> None:
    [x] = checked("x = 0.5; y = sin(x)*exp(x)").values()
    right = math.exp(0.5) * (math.sin(0.5) + math.cos(0.5))
    assert x.ridders == pytest.approx(right, rel=1e-12)
    assert isinstance(x.error_bar, float)
    assert abs(float(x.ridders) - right) <= x.error_bar < 1e-11


def without_complex_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bool:
        return False

    monkeypatch.setattr(witnesses, "_takes_complex", refuse)


def test_without_the_complex_step_the_extrapolation_decides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without_complex_numbers(monkeypatch)
    [x] = checked("x = 0.5; y = sin(x)*exp(x)").values()
    assert math.isnan(float(x.complex_step))
    assert x.verdict is Verdict.AGREES
    assert checked(OVERRIDDEN.format("1"))["x"].verdict is Verdict.WRONG
    assert checked("x = 1; y = x + 1e30")["x"].verdict is Verdict.DOUBTFUL


def test_an_operation_that_takes_no_complex_numbers_is_respected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real_only = replace(get_operation("sin"), complex_safe=False)
    found = {"sin": real_only, "cos": get_operation("cos"), "add": get_operation("add")}
    monkeypatch.setattr(witnesses, "find_operation", found.get)
    items = checked("x = 1; w = 2; y = sin(x) + cos(w)")
    assert math.isnan(float(items["x"].complex_step))
    assert items["w"].complex_step == pytest.approx(-math.sin(2.0), rel=1e-14)
    assert {item.verdict for item in items.values()} == {Verdict.AGREES}


@pytest.mark.parametrize(
    ("program", "verdict", "note"),
    [
        ("x = 0; y = sqrt(x)", Verdict.DOUBTFUL, "at 0.001, inside the domain, it agrees"),
        ("x = 0; y = x^1.5", Verdict.AGREES, "at 0.001, inside the domain, it agrees"),
        ("x = 1; y = arcsin(x)", Verdict.DOUBTFUL, "at 0.999, inside the domain, it agrees"),
        ("x = 0; y = x^1.5; override y.base = 7", Verdict.WRONG, "inside the domain, it is wrong"),
    ],
)
def test_at_the_edge_of_a_domain_the_check_steps_inwards(
    program: str, verdict: Verdict, note: str
) -> None:
    x = checked(program)["x"]
    assert note in x.note
    assert x.verdict is verdict


def test_a_value_that_is_not_finite_is_left_alone() -> None:
    graph = Graph()
    graph.add_input("x", math.inf)
    graph.add("exp", "x", name="y")
    [item] = check(record(graph))
    assert item.verdict is Verdict.DOUBTFUL
    assert "inside" not in item.note


def test_tiny_values_are_stepped_over_by_neither_witness() -> None:
    x = checked("x = 1e-300; y = ln(x)")["x"]
    assert x.complex_step == pytest.approx(1e300, rel=1e-9)
    assert x.ridders == pytest.approx(1e300, rel=1e-9)


@given(st.integers(2, 40), st.integers(0, 2**32))
def test_random_graphs_of_every_operation_check(size: int, seed: int) -> None:
    tape = record(random_graph(size, seed))
    if is_regular(tape.evaluate()):
        for item in check(tape):
            assert item.verdict is not Verdict.WRONG or "kink" in item.note, item

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.autodiff import perturbed_output
from engine.diagnostic import Kind
from engine.findings import findings
from engine.graph import Edge, Graph
from engine.maths.numeric import Numeric
from engine.operation import get_operation
from engine.program import parse
from engine.tape import record
from tests.engine.graphs import chain, network_a, operations_on_numbers

if TYPE_CHECKING:
    from engine.evaluation import Evaluation

STEP = 1e-30


def gradients_by_complex_step(run: Evaluation) -> dict[str, Any]:
    """Gradient of the output with respect to each leaf, an element at a time."""
    tape = run.tape
    assert run.output is not None
    found = {}
    for slot in tape.leaves():
        if not tape.active[slot]:
            continue
        value = np.asarray(run.value_at(slot), dtype=complex)
        moved = np.repeat(value.reshape(-1, 1), value.size, axis=1)
        moved[np.arange(value.size), np.arange(value.size)] += STEP * 1j
        moved = moved.reshape(*value.shape, value.size)
        stepped = perturbed_output(tape, run.output, slot, moved, complex_step=True)
        found[tape.nodes[slot].id] = (stepped.imag / STEP).reshape(value.shape)
    return found


def check_gradients(graph: Graph, *, rel: float = 1e-9) -> Evaluation:
    run = record(graph).evaluate()
    for node_id, expected in gradients_by_complex_step(run).items():
        size = max(1.0, float(np.max(np.abs(expected))))
        np.testing.assert_allclose(
            np.asarray(run.gradient(node_id), float), expected, rtol=rel, atol=rel * size
        )
    return run


# ---------------------------------------------------------------------- small graphs


def test_every_use_of_a_node_counts() -> None:
    graph = Graph()
    graph.add_input("x", 3.0)
    square = graph.add("multiply", "x", "x", name="y")
    run = record(graph).evaluate()
    assert run.gradient("x") == 6.0
    assert [run.contribution(Edge("n1", square, port)) for port in ("x1", "x2")] == [3.0, 3.0]


def test_running_twice_changes_nothing() -> None:
    tape = record(network_a())
    first, second = tape.evaluate(), tape.evaluate()
    for name in ("primal", "adjoint", "partial", "flow"):
        assert np.array_equal(getattr(first, name), getattr(second, name))


def test_local_partials_are_kept_by_edge() -> None:
    run = record(network_a()).evaluate()
    partial = {edge: run.partial[row] for edge, row in run.tape.rows.items()}
    assert partial[Edge("n7", "n8", "x")] == 0.25
    assert partial[Edge("n4", "n9", "x1")] == 0.5
    assert partial[Edge("n11", "n12", "prediction")] == -1.0


def test_a_very_long_chain_needs_no_deep_stack() -> None:
    graph = chain(100_000, "negate")
    run = record(graph).evaluate()
    assert run.value("n100001") == 0.5
    assert run.gradient("x") == 1.0


def test_an_override_takes_the_place_of_the_derivative() -> None:
    graph = Graph()
    graph.add_input("t", 1.0)
    node = graph.node(graph.add("sigmoid", "t", name="p", base=3.0))
    exact = record(graph).evaluate()
    assert exact.gradient("t") == pytest.approx(0.1875 * math.log(3), rel=1e-15)
    graph.revise(replace(node, overrides={"x": "y*(1-y)"}))
    run = record(graph).evaluate()
    assert run.gradient("t") == 0.1875
    assert run.contribution(Edge("n1", "n2", "x")) == 0.1875
    assert run.value("p") == 0.75
    assert gradients_by_complex_step(run)["n1"] == pytest.approx(exact.gradient("t"))


def test_an_override_of_one_port_leaves_the_others() -> None:
    graph = Graph()
    graph.add_input("a", 3.0)
    graph.add_input("b", 2.0)
    node = graph.node(graph.add("divide", "a", "b", name="q"))
    graph.revise(replace(node, overrides={"b": "1/0 + a"}))
    run = record(graph).evaluate()
    assert run.gradient("a") == 0.5
    assert run.gradient("b") == math.inf


def test_an_override_on_arrays() -> None:
    graph = Graph()
    graph.add_input("v", [[1.0, 2.0], [3.0, 4.0]])
    graph.add_input("w", [5.0, 6.0])
    node = graph.node(graph.add("multiply", "v", "w", name="p"))
    graph.add("sum", "p", name="s")
    graph.revise(replace(node, overrides={"x1": "10*x2", "x2": "y"}))
    run = record(graph).evaluate()
    assert np.array_equal(run.gradient("v"), [[50.0, 60.0], [50.0, 60.0]])
    assert np.array_equal(run.gradient("w"), [5.0 + 15, 12.0 + 24])


# ---------------------------------------------------------------------- arrays


def test_broadcasting_sums_on_the_way_back() -> None:
    graph = Graph()
    graph.add_input("a", [[1.0], [2.0], [3.0]])
    graph.add_input("b", [1.0, 2.0, 3.0, 4.0])
    graph.add_input("c", 2.0)
    graph.add("multiply", "a", "b", "c", name="p")
    graph.add("square", "p")
    graph.add("sum", "n5", name="s")
    run = check_gradients(graph)
    assert np.shape(run.gradient("a")) == (3, 1)
    assert np.shape(run.gradient("b")) == (4,)
    assert type(run.gradient("c")) is float
    assert np.shape(run.contribution(Edge("n1", "n4", "x1"))) == (3, 1)
    assert type(run.contribution(Edge("n3", "n4", "x3"))) is float


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_reductions(reduction: str, axis: int | None) -> None:
    graph = Graph()
    graph.add_input("v", [[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]])
    graph.add(reduction, "v", name="r", axis=axis)
    graph.add("square", "r", name="q")
    graph.add("sum", "q", name="L")
    run = check_gradients(graph)
    expected = {None: (), 0: (3,), 1: (2,), -1: (2,)}[axis]
    assert np.shape(run.value("r")) == np.shape(run.gradient("r")) == expected


def test_the_squared_error_of_arrays() -> None:
    graph = Graph()
    graph.add_parameter("w", [[1.0], [2.0]])
    graph.add_input("t", [1.0, 0.0, -1.0])
    graph.add("squared_error", "w", "t", name="L")
    run = check_gradients(graph)
    assert run.value("L") == 0 + 1 + 4 + 1 + 4 + 9
    assert np.array_equal(run.gradient("w"), [[6.0], [12.0]])


def test_an_output_that_is_an_array_is_summed() -> None:
    graph = Graph()
    graph.add_input("v", [1.0, 2.0, 3.0])
    graph.add("square", "v", name="q")
    run = check_gradients(graph)
    assert np.array_equal(run.gradient("q"), [1.0, 1.0, 1.0])
    assert np.array_equal(run.gradient("v"), [2.0, 4.0, 6.0])


def test_an_array_that_is_used_twice() -> None:
    graph = Graph()
    graph.add_input("v", [1.0, 2.0])
    graph.add("multiply", "v", "v", name="q")
    graph.add("add", "q", "v", name="r")
    graph.add("sum", "r", name="s")
    run = check_gradients(graph)
    assert np.array_equal(run.gradient("v"), [3.0, 5.0])


def test_literals_may_be_arrays() -> None:
    graph = Graph()
    graph.add_input("x", 2.0)
    graph.add("multiply", "x", np.array([1.0, 2.0]), name="p")  # type: ignore[arg-type]
    graph.add("sum", "p", name="s")
    run = check_gradients(graph)
    assert run.gradient("x") == 3.0


# ---------------------------------------------------------------------- what is not taken


def branch(operation: str, *, as_array: bool) -> Graph:
    """Return a selection between √x at x = 0, whose slope is infinite, and something else."""
    graph = Graph()
    graph.add_input("x", [0.0, 4.0] if as_array else 0.0)
    graph.add_input("other", 1.0 if operation == "max" else -1.0)
    graph.add("sqrt", "x", name="r")
    if operation == "relu":
        graph.add("subtract", "r", 1.0, name="shifted")
        graph.add("relu", "shifted", name="y")
    else:
        graph.add("multiply", "r", 2.0, name="scaled")
        graph.add(operation, "scaled", "other", name="y")
    graph.add("sum", "y", name="s")
    return graph


@pytest.mark.parametrize("operation", ["max", "min", "relu"])
def test_a_branch_not_taken_sends_no_gradient_to_an_infinite_slope(operation: str) -> None:
    run = record(branch(operation, as_array=False)).evaluate()
    assert run.gradient("x") == 0.0
    assert run.gradient("r") == 0.0
    assert run.partial[run.tape.rows[Edge("n1", "n3", "x")]] == math.inf


@pytest.mark.parametrize(
    ("operation", "expected"), [("max", [0.0, 0.5]), ("min", [0.0, 0.0]), ("relu", [0.0, 0.25])]
)
def test_nor_in_arrays_element_by_element(operation: str, expected: list[float]) -> None:
    run = record(branch(operation, as_array=True)).evaluate()
    assert np.array_equal(run.gradient("x"), expected)


@pytest.mark.parametrize("operation", ["max", "min", "relu"])
def test_nor_in_batches_sample_by_sample(operation: str) -> None:
    tape = record(branch(operation, as_array=False))
    run = tape.evaluate({"x": [0.0, 4.0]})
    alone = [tape.evaluate({"x": x}).gradient("x") for x in (0.0, 4.0)]
    assert np.array_equal(run.gradient("x"), np.array(alone) / 2)
    arrays = record(branch(operation, as_array=True))
    run = arrays.evaluate({"x": [[0.0, 1.0], [4.0, 0.0]]})
    assert np.isfinite(np.asarray(run.gradient("x"))).all()


def test_what_is_not_taken_is_told_apart_through_reductions_and_broadcasting() -> None:
    graph = Graph()
    graph.add_input("x", [[0.0, 1.0], [0.0, 4.0]])
    graph.add("sqrt", "x", name="r")
    graph.add("sum", "r", axis=0, name="columns")
    graph.add("subtract", "columns", 1.0, name="shifted")
    graph.add("relu", "shifted", name="y")
    graph.add("multiply", "y", [[1.0], [1.0]], name="wide")  # type: ignore[arg-type]
    graph.add("mean", "wide", name="m")
    run = record(graph).evaluate()
    assert np.array_equal(run.gradient("x"), [[0.0, 0.25], [0.0, 0.125]])
    scalar = Graph()
    scalar.add_input("x", 0.0)
    scalar.add("sqrt", "x", name="r")
    scalar.add("multiply", "r", np.array([1.0, 2.0]), name="v")  # type: ignore[arg-type]
    scalar.add("subtract", "v", 1.0, name="shifted")
    scalar.add("relu", "shifted", name="y")
    scalar.add("sum", "y", name="s")
    assert record(scalar).evaluate().gradient("x") == 0.0


def test_a_branch_that_is_taken_by_one_of_two_ways_is_taken() -> None:
    graph = Graph()
    graph.add_input("x", 0.0)
    graph.add("sqrt", "x", name="r")
    graph.add("max", "r", 1.0, name="off")
    graph.add("max", "r", -1.0, name="on")
    graph.add("add", "off", "on", name="y")
    assert record(graph).evaluate().gradient("x") == math.inf


def test_zero_times_infinity_is_not_defined_in_general() -> None:
    graph = Graph()
    graph.add_input("x", 800.0)
    graph.add("exp", "x", name="e")
    graph.add("add", "e", 1.0, name="s")
    graph.add("ln", "s", name="y")
    graph.add("relu", "y")
    run = record(graph).evaluate()
    assert run.value("y") == math.inf
    assert math.isnan(float(run.gradient("x")))


def test_a_tie_shares_and_nan_spreads() -> None:
    graph = Graph()
    graph.add_input("a", 2.0)
    graph.add_input("b", 2.0)
    graph.add("max", "a", "b", name="y")
    tape = record(graph)
    run = tape.evaluate()
    assert (run.gradient("a"), run.gradient("b")) == (0.5, 0.5)
    run = tape.evaluate({"a": math.nan})
    assert math.isnan(float(run.gradient("a")))


def test_an_overridden_choice_passes_what_the_formula_says() -> None:
    graph = Graph()
    graph.add_input("x", -2.0)
    node = graph.node(graph.add("relu", "x", name="y"))
    assert record(graph).evaluate().gradient("x") == 0.0
    graph.revise(replace(node, overrides={"x": "1"}))
    assert record(graph).evaluate().gradient("x") == 1.0


# ---------------------------------------------------------------------- held nodes


def test_holding_a_node_at_other_values() -> None:
    tape = record(network_a())
    loss = tape.slot("L")
    inputs = perturbed_output(tape, loss, tape.slot("x"), np.array([1.0, 2.0]))
    assert inputs.tolist() == [tape.evaluate({"x": x}).value("L") for x in (1.0, 2.0)]
    hidden = perturbed_output(tape, loss, tape.slot("o1"), np.array([0.5, 0.75]))
    assert hidden[0] == 0.25
    assert hidden[1] == pytest.approx((1 / (1 + math.exp(0.5)) - 1) ** 2)
    output = perturbed_output(tape, loss, loss, np.array([7.0]))
    assert output.tolist() == [7.0]


def test_the_complex_step_at_every_node_is_its_gradient() -> None:
    run = record(network_a()).evaluate()
    tape = run.tape
    for slot, node in enumerate(tape.nodes):
        stepped = np.array([run.value_at(slot) + STEP * 1j])
        found = perturbed_output(tape, tape.slot("L"), slot, stepped, complex_step=True)
        assert found[0].imag / STEP == pytest.approx(run.gradient(node.id), rel=1e-14)


def test_holding_arrays() -> None:
    graph = Graph()
    graph.add_input("v", [1.0, 2.0])
    graph.add("square", "v", name="q")
    graph.add("sum", "q", name="s")
    tape = record(graph)
    held = np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]])
    for name, expected in (("v", [2.0, 5.0, 10.0]), ("q", [2.0, 3.0, 4.0])):
        for output in ("s", "q"):
            found = perturbed_output(tape, tape.slot(output), tape.slot(name), held)
            assert found.tolist() == expected


# ---------------------------------------------------------------------- any graph

LITERALS = st.sampled_from([0.5, 1.5, 2.0, 3.0])


@st.composite
def graphs(draw: st.DrawFn, *, names: tuple[str, ...] = (), size: int = 30) -> Graph:
    """Graphs of any operations, with fan-out, literals, repeated and many operands."""
    graph = Graph()
    for name in "abc"[: draw(st.integers(1, 3))]:
        graph.add_parameter(name, draw(st.floats(0.2, 3.0)))
    graph.add_constant(draw(st.floats(0.2, 3.0)), "k")
    for _ in range(draw(st.integers(1, size))):
        operation = get_operation(draw(st.sampled_from(names)))
        count = draw(st.integers(2, 4)) if operation.variadic else len(operation.ports)
        sources = st.sampled_from(graph.node_ids())
        if operation.name in {"power", "log"}:
            operands: list[str | float] = [draw(sources), draw(LITERALS)]
        else:
            operands = [draw(sources | LITERALS if index else sources) for index in range(count)]
        graph.add(operation.name, *operands)
    graph.output = graph.node_ids()[-1]
    return graph


def naive(graph: Graph) -> dict[str, float]:
    """Compute a graph node by node, straight from the records."""
    values: dict[str, float] = {}
    with np.errstate(all="ignore"):
        for node_id in graph.topological():
            node = graph.node(node_id)
            if node.is_leaf:
                values[node_id] = float(np.asarray(node.value))
                continue
            operation = get_operation(node.operation)
            inputs = graph.inputs(node_id)
            operands = [
                np.float64(values[inputs[port]] if port in inputs else node.attributes[port])
                for port in graph.ports(node_id)
            ]
            attributes = operation.full_attributes(node.attributes)
            values[node_id] = float(operation.forward(Numeric(), *operands, **attributes))
    return values


ANY = operations_on_numbers()


@settings(max_examples=150)
@given(graphs(names=ANY))
def test_groups_compute_what_one_node_after_the_other_does(graph: Graph) -> None:
    run = record(graph).evaluate()
    for node_id, expected in naive(graph).items():
        assert float(np.asarray(run.value(node_id))) == pytest.approx(
            expected, rel=1e-12, nan_ok=True
        )


@settings(max_examples=150)
@given(graphs(names=ANY))
def test_contributions_add_up_to_the_gradient(graph: Graph) -> None:
    run = record(graph).evaluate()
    for node_id, gradient in run.gradients.items():
        sent = [
            np.asarray(run.contribution_at(run.tape.rows[edge]))
            for edge in graph.edges_out_of(node_id)
            if run.is_sent(run.tape.rows[edge])
        ]
        with np.errstate(all="ignore"):
            expected = float(np.sum(sent)) + (node_id == graph.output)
        assert gradient == pytest.approx(expected, rel=1e-9, nan_ok=True)


@settings(max_examples=150)
@given(graphs(names=ANY, size=12))
def test_gradients_of_any_graph_are_those_of_the_complex_step(graph: Graph) -> None:
    run = record(graph).evaluate()
    # Where a derivative was chosen there is another on either side.
    assume(not any(item.kind is Kind.KINK for item in findings(run)))
    numbers = [*run.values.values(), *run.gradients.values()]
    assume(all(1e-9 < abs(float(np.asarray(item))) < 1e6 for item in numbers if item))
    for node_id, expected in gradients_by_complex_step(run).items():
        size = float(np.max(np.abs(run.flow), initial=1.0))
        assert run.gradient(node_id) == pytest.approx(float(expected), rel=1e-9, abs=1e-11 * size)


@settings(max_examples=60)
@given(graphs(names=ANY, size=15), st.integers(2, 5))
def test_a_batch_is_what_its_samples_are(graph: Graph, count: int) -> None:
    tape = record(graph)
    data = np.linspace(0.3, 2.0, count)
    run = tape.evaluate({"a": data})
    alone = [tape.evaluate({"a": value}) for value in data]
    for node in graph.nodes():
        expected = [np.asarray(item.value(node.id), float) for item in alone]
        found = np.broadcast_to(np.asarray(run.value(node.id), float), count)
        np.testing.assert_allclose(found, expected, rtol=1e-12)
    gradients = [np.asarray(item.gradient("a"), float) / count for item in alone]
    np.testing.assert_allclose(np.asarray(run.gradient("a")), gradients, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("index(sqrt(a), index=0)", [0.5, 0.0, 0.0]),
        ("sum(slice(sqrt(a), start=0, stop=2))", [0.5, 1.0, 0.0]),
    ],
)
def test_what_is_not_taken_out_of_an_array_gets_no_gradient(
    formula: str, expected: list[float]
) -> None:
    run = record(parse(f"param a = [1, 0.25, 0]; y = {formula}")).evaluate()
    assert np.asarray(run.gradient("a")).tolist() == expected

"""The gradient as a graph: it computes what the reverse pass computes, and can do it again."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import parse, record
from engine.document_format import dump, loads
from engine.errors import EngineError
from engine.gradient_graph import derive_graph, gradient_edit, gradient_graph
from engine.graph import Graph
from engine.maths.tracing_rules import VJPS
from engine.naming import shown_name
from engine.operation import Operation, all_operations
from engine.ridders import ridders
from tests.engine.random_graphs import LEAVES, SCALAR_OPERATIONS, is_regular, random_graph
from tests.networks import GRADIENTS_A, NETWORK_A

if TYPE_CHECKING:
    from engine.tape import Tape
    from engine.values import Array


def derived(graph: Graph, wrt: list[str]) -> dict[str, Any]:
    """Values of the gradient graph by the name of what was differentiated with respect to."""
    derivation = derive_graph(graph, None, wrt)
    tape = record(derivation.added_to(graph))
    assert not tape.diagnostics or len(wrt) > 1
    run = tape.evaluate(gradient=False)
    return {name: run.value(derivation.results[graph.resolve(name)]) for name in wrt}


def test_the_network_of_the_textbook() -> None:
    graph = gradient_graph(parse(NETWORK_A))
    run = record(graph).evaluate(gradient=False)
    found = {name: run.value(f"d_L_d_{name}") for name in ("w1", "w2", "b1", "x")}
    assert found == {name: pytest.approx(GRADIENTS_A[name], rel=1e-15) for name in found}


def test_the_result_is_a_graph_like_any_other() -> None:
    graph = gradient_graph(parse("x = 2; w = 3; y = sin(w*x)"), "y", ["w"])
    assert loads(dump(graph)).graph.names() == graph.names()
    assert graph.node(str(graph.output)).name == "d_y_d_w"
    assert len({node.position for node in graph.nodes()}) == len(graph)
    assert record(graph).evaluate(gradient=False).value("d_y_d_w") == 2 * math.cos(6.0)


def test_a_gradient_is_named_as_its_node_is_on_the_card() -> None:
    graph = parse("x = 2; y = sin(x)*cos(x)")
    unnamed = [node for node in graph.nodes() if not node.name]
    made = gradient_graph(graph, unnamed[0].id, ["x"])
    assert made.node(str(made.output)).name == f"d_{shown_name(unnamed[0])}_d_x"


def test_what_is_there_is_used_again_and_nothing_superfluous_is_made() -> None:
    graph = parse("x = 2; y = exp(x)")
    derivation = derive_graph(graph)
    assert [node.operation for node in derivation.nodes] == ["multiply"]
    square = derive_graph(parse("x = 2; y = x^2"))
    assert [node.operation for node in square.nodes] == ["multiply"]
    relu = derive_graph(parse("x = 2; y = 3*relu(x)"))
    assert [node.operation for node in relu.nodes] == ["greater", "where"]
    flat = derive_graph(parse("x = 2; y = sign(x)*4"))
    assert [node.operation for node in flat.nodes] == ["constant"]


def test_a_gradient_that_is_known_is_a_constant() -> None:
    graph = parse("x = 2; w = 5; y = 3*x + 1; z = w*2; L = y; output y")
    assert derived(graph, ["x", "w"]) == {"x": 3.0, "w": 0.0}
    whole = parse("A = [1, 2; 3, 4]; B = [1, 2]; y = sum(A)")
    found = derived(whole, ["A", "B"])
    assert np.array_equal(np.asarray(found["A"]), np.ones((2, 2)))
    assert np.array_equal(np.asarray(found["B"]), np.zeros(2))


def test_leaves_that_share_a_gradient_get_a_node_each() -> None:
    graph = gradient_graph(parse("a = 1; b = 2; L = (a + b)^2"))
    run = record(graph).evaluate(gradient=False)
    assert run.value("d_L_d_a") == run.value("d_L_d_b") == 6.0


def test_the_output_and_computed_nodes_may_be_chosen() -> None:
    graph = parse("x = 2; u = x^2; y = u^3; z = u + 1")
    derivation = derive_graph(graph, "y", ["u", "y", "x"])
    run = record(derivation.added_to(graph)).evaluate(gradient=False)
    assert run.value("d_y_d_u") == 48.0
    assert run.value("d_y_d_y") == 1.0
    assert run.value("d_y_d_x") == 192.0


def test_names_that_are_taken_get_a_number() -> None:
    graph = gradient_graph(parse("x = 2; d_y_d_x = 1; y = x^2*d_y_d_x"), "y", ["x"])
    assert graph.node(str(graph.output)).name == "d_y_d_x_2"
    long = "x" * 75
    assert derive_graph(parse(f"{long} = 2; y = {long}^2")).nodes[-1].name == ""


def test_the_edit_puts_the_gradient_beneath_the_graph() -> None:
    graph = gradient_graph(parse("x = 2; y = sin(x)*x"), "y", ["x"])
    before = graph.copy()
    edit, results = gradient_edit(graph, wrt=["x"])
    inverse = edit.apply(graph)
    lowest = max(node.position[1] for node in before.nodes())
    new = [node for node in graph.nodes() if node.id not in before]
    assert min(node.position[1] for node in new) > lowest
    assert graph.node(results[graph.resolve("x")]).name == "d_d_y_d_x_d_x"
    inverse.apply(graph)
    assert graph.node_ids() == before.node_ids()


def test_without_an_output_nothing_can_be_differentiated() -> None:
    with pytest.raises(EngineError, match="no output to differentiate"):
        gradient_graph(Graph())
    with pytest.raises(EngineError, match="there is no node “q”"):
        gradient_graph(parse("x = 1; y = x^2"), wrt=["q"])


def test_a_derivative_that_no_operations_compute_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VJPS, "matmul", lambda m, g, y, a, b: (m.frobnicate(a), m.frobnicate(b)))
    graph = Graph()
    graph.add_input("A", np.ones((2, 3)))
    graph.add_input("B", np.ones((3, 2)))
    graph.add("sum", graph.add("matmul", "A", "B", name="P"), name="L")
    with pytest.raises(EngineError, match=r"derivative of .* \(P\) cannot be written as a graph"):
        gradient_graph(graph)


def test_an_overridden_derivative_is_written_down_as_it_stands() -> None:
    graph = parse("x = 1; z = sigmoid(x, base=3); L = z^2")
    graph.revise(replace(graph.find("z"), overrides={"x": "y*(1-y)"}))
    assert derived(graph, ["x"])["x"] == record(graph).evaluate().gradient("x")


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("x = 0; y = max(-1/(x*x), 3*x)", 3.0),
        ("x = -1; y = where(greater(x, 0), x*ln(x), 2*x)", 2.0),
        ("x = 2; y = where(greater(x, 0), x*ln(x), sqrt(-x))", math.log(2) + 1),
        ("x = -4; y = relu(x*sqrt(x)) + 2*x", 2.0),
        ("x = 0; y = min(1/(x*x), x)", 1.0),
        ("x = 1; y = max(x, x^2, 1)", 1.0),
    ],
)
def test_a_branch_that_is_not_taken_gets_nothing(program: str, expected: float) -> None:
    graph = parse(program)
    run = record(graph).evaluate()
    if math.isfinite(float(run.gradient("x"))):
        assert run.gradient("x") == pytest.approx(expected)
        assert derived(graph, ["x"])["x"] == pytest.approx(expected)


def test_an_infinity_is_not_hidden() -> None:
    found = derived(parse("x = 800; y = ln(1 + exp(x))"), ["x"])["x"]
    assert math.isnan(float(str(found)))


def gradient_of(operation: Operation, values: list[float]) -> tuple[Graph, list[str]]:
    graph = Graph()
    names = [graph.add_input(f"v{place}", value) for place, value in enumerate(values)]
    result = graph.add(operation.name, *names, name="y")
    graph.output = graph.add("multiply", result, result, name="L")
    return graph, names


def slope_of(tape: Tape, name: str, moved: str, values: Array) -> Array:
    """Return the gradient towards one leaf for several values of another."""
    run = tape.evaluate({moved: values.reshape(-1)})
    each = np.asarray(run.adjoint[tape.slot(name)]) * values.size
    return np.broadcast_to(each, values.size).reshape(values.shape)


POINTS = ([0.3, 0.6, 0.45], [-0.4, 0.7, 0.2], [1.7, 2.5, 0.4], [-2.2, 3.0, -1.0], [40.0, 3.0, 2.0])


@pytest.mark.parametrize("operation", SCALAR_OPERATIONS, ids=lambda item: item.name)
def test_every_operation_can_be_differentiated_twice(operation: Operation) -> None:
    for point in POINTS:
        graph, names = gradient_of(operation, point[: len(operation.ports)])
        tape = record(graph)
        right = [float(tape.evaluate().gradient(name)) for name in names]
        if not np.isfinite(right).all():
            continue
        found = [float(str(derived(graph, [name])[name])) for name in names]
        assert found == pytest.approx(right, rel=2e-14, abs=1e-300), point
        second = tape.hessian(wrt=names).matrix
        for place, name in enumerate(names):
            for other, moved in enumerate(names):
                slope = partial(slope_of, tape, name, moved)
                estimate = ridders(slope, np.array([point[other]]))
                wanted, bar = estimate.derivative[0], estimate.uncertainty[0]
                allowed = max(10 * bar, 1e-9 * abs(wanted), 1e-10)
                assert abs(second[place, other] - wanted) <= allowed, (point, name, moved)


ARRAYS: tuple[tuple[tuple[int, ...], ...], ...] = (
    ((3,), (3,), (3,)),
    ((2, 3), (2, 3), (2, 3)),
    ((2, 3), (3,), ()),
    ((3,), (), ()),
    ((2, 1), (1, 3)),
    ((2, 3), (3, 4)),
    ((3,), (3, 2)),
)


@pytest.mark.parametrize("operation", all_operations(), ids=lambda item: item.name)
def test_every_operation_on_arrays_agrees_with_the_reverse_pass(operation: Operation) -> None:
    chance = np.random.default_rng(1)
    axes: list[dict[str, Any]] = [{}]
    if operation.attribute("axis"):
        axes += [{"axis": 0}, {"axis": -1}]
    for shapes in ARRAYS:
        if len(shapes) < len(operation.ports):
            continue
        for attributes in axes:
            graph = Graph()
            names = [
                graph.add_input(f"v{place}", chance.uniform(0.2, 0.9, shape))
                for place, shape in enumerate(shapes[: len(operation.ports)])
            ]
            result = graph.add(operation.name, *names, name="y", **attributes)
            graph.output = graph.add("sum", graph.add("multiply", result, result))
            tape = record(graph)
            if tape.output is None:
                continue
            run = tape.evaluate()
            if not all(np.isfinite(run.gradient(name)).all() for name in names):
                continue
            for name, found in derived(graph, names).items():
                np.testing.assert_allclose(
                    np.asarray(found), run.gradient(name), rtol=1e-12, atol=1e-14
                )
                assert np.shape(found) == np.shape(run.value(name))


@pytest.mark.parametrize(
    ("operation", "shape", "attributes"),
    [
        ("reshape", (2, 3), {"shape": (3, 2)}),
        ("broadcast", (3,), {"shape": (2, 3)}),
        ("broadcast", (2, 1), {"shape": (4, 2, 3)}),
        ("index", (2, 3), {"index": 1.0, "axis": 1}),
        ("slice", (2, 5), {"start": 1, "stop": 3, "axis": 1}),
        ("slice", (2, 5), {"start": 1, "step": 2, "axis": 1}),
        ("slice", (7,), {"step": 3}),
        ("cross_entropy", (4,), {}),
    ],
)
def test_rearrangements_agree_too(
    operation: str, shape: tuple[int, ...], attributes: dict[str, Any]
) -> None:
    graph = Graph()
    graph.add_input("v", np.random.default_rng(0).uniform(0.2, 0.9, shape))
    others = [2.0] if operation == "cross_entropy" else []
    result = graph.add(operation, "v", *others, **attributes)
    graph.output = graph.add("sum", graph.add("multiply", result, result))
    tape = record(graph)
    right = tape.evaluate().gradient("v")
    np.testing.assert_allclose(np.asarray(derived(graph, ["v"])["v"]), right, rtol=1e-13)
    hessian = tape.hessian().matrix
    np.testing.assert_allclose(hessian, hessian.T, rtol=1e-12, atol=1e-14)


@given(st.integers(2, 50), st.integers(0, 2**32))
def test_random_graphs_agree_with_the_reverse_pass(size: int, seed: int) -> None:
    graph = random_graph(size, seed)
    run = record(graph).evaluate()
    if not is_regular(run):
        return
    found = [float(str(value)) for value in derived(graph, list(LEAVES)).values()]
    right = [float(run.gradient(name)) for name in LEAVES]
    np.testing.assert_allclose(found, right, rtol=1e-9, atol=1e-11)


def test_a_graph_of_two_thousand_nodes_agrees() -> None:
    smooth = tuple(
        item for item in SCALAR_OPERATIONS if not (item.domain or item.poles or item.kinks)
    )
    graph = random_graph(2_000, 1, smooth)
    run = record(graph).evaluate()
    found = [float(str(value)) for value in derived(graph, list(LEAVES)).values()]
    right = [float(run.gradient(name)) for name in LEAVES]
    assert np.isfinite(right).all()
    np.testing.assert_allclose(found, right, rtol=1e-9)


def test_a_very_long_chain_needs_no_deep_stack() -> None:
    graph = Graph()
    last = graph.add_input("x", 0.5)
    for _ in range(3_000):
        last = graph.add("sin", last)
    right = record(graph).evaluate().gradient("x")
    assert derived(graph, ["x"])["x"] == pytest.approx(right, rel=1e-12)


def test_a_sum_of_very_many_contributions_is_split() -> None:
    graph = Graph()
    graph.add_input("x", 0.5)
    ends = [graph.add("multiply", graph.add("sin", "x"), float(place)) for place in range(200)]
    while len(ends) > 1:
        ends = [*ends[60:], graph.add("add", *ends[:60])]
    expected = math.cos(0.5) * sum(range(200))
    assert derived(graph, ["x"])["x"] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("condition", ["2", "[2; 0]", "[0, 1, 2]"])
@pytest.mark.parametrize("branch", ["1.3", "[4; 5]"])
def test_one_condition_may_choose_for_many_elements(condition: str, branch: str) -> None:
    graph = parse(f"c = {condition}; a = {branch}; v = [1, 2, 3]; y = where(c, a, v)")
    run, found = record(graph).evaluate(), derived(graph, ["a", "v"])
    for name, gradient in found.items():
        assert np.shape(gradient) == np.shape(run.gradient(name))
        assert np.array_equal(gradient, run.gradient(name))


@pytest.mark.parametrize("formula", ["x / 0", "root(x, 0)"])
def test_a_slope_that_divides_by_a_written_zero_is_refused_by_name(formula: str) -> None:
    with pytest.raises(EngineError, match=r"\(y\) cannot be written as a graph") as caught:
        derive_graph(parse(f"x = 5; y = {formula}"))
    assert caught.value.node

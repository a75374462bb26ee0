from __future__ import annotations

import numpy as np
import pytest

from engine.errors import EngineError
from engine.evaluation import annotate
from engine.graph import Edge, Graph, Node
from engine.tape import record
from tests.engine.graphs import network_a


def test_network_a() -> None:
    run = record(network_a()).evaluate()
    values = {"o1": 0.5, "o": 0.0, "yhat": 0.5, "L": 0.25}
    gradients = {
        "L": 1.0, "yhat": -1.0, "o": -0.25, "o1": 0.5,
        "w2": -0.125, "b1": 0.125, "w1": 0.125, "x": -0.1875, "y": 1.0,
    }  # fmt: skip
    assert {name: run.value(name) for name in values} == values
    assert {name: run.gradient(name) for name in gradients} == gradients
    assert run.contribution(Edge("n1", "n10", "x1")) == -0.25
    assert run.contribution(Edge("n1", "n6", "x2")) == 0.0625
    assert run.has_gradient
    assert all(type(value) is float for value in (*run.values.values(), *run.gradients.values()))
    assert run.values["n8"] == 0.5
    assert run.gradients["n1"] == -0.1875


def test_what_has_no_gradient_says_why() -> None:
    graph = network_a()
    graph.add_constant(2.0, "c")
    graph.add("multiply", "c", "L", name="M")
    tape = record(graph)
    run = tape.evaluate()
    edge = Edge("n13", "n14", "x1")
    with pytest.raises(EngineError, match="“c” has no gradient: it is constant"):
        run.gradient("c")
    with pytest.raises(EngineError, match="no gradient travels from n13 to n14"):
        run.contribution(edge)
    with pytest.raises(EngineError, match="no gradient travels from n1 to q"):
        run.contribution(Edge("n1", "q", "x"))
    assert "n13" not in run.gradients
    forward = tape.evaluate(gradient=False)
    assert not forward.has_gradient
    assert forward.gradients == {}
    with pytest.raises(EngineError, match="“x” has no gradient: the reverse pass was not run"):
        forward.gradient("x")
    with pytest.raises(EngineError, match="no gradient travels"):
        forward.contribution(Edge("n1", "n6", "x2"))
    assert forward.contribution_at(0) is None
    assert not forward.is_sent(0)


def test_what_the_output_does_not_depend_on_has_gradient_zero_and_sends_nothing() -> None:
    graph = network_a()
    graph.add_input("u", [1.0, 2.0])
    graph.add("sin", "u", name="s")
    run = record(graph).evaluate(output="o1")
    assert run.gradient("yhat") == 0.0
    assert np.array_equal(run.gradient("u"), [0.0, 0.0])
    assert np.array_equal(run.gradient("s"), [0.0, 0.0])
    row = run.tape.rows[Edge("n8", "n9", "x2")]
    assert not run.is_sent(row)
    assert run.contribution_at(row) is None
    assert run.contribution(Edge("n7", "n8", "x")) == 0.25


def test_an_output_that_is_constant() -> None:
    graph = Graph()
    graph.add_constant(2.0, "c")
    graph.add("sin", "c", name="s")
    run = record(graph).evaluate()
    assert run.has_gradient
    assert run.gradients == {}


def test_the_networkx_graph_is_annotated() -> None:
    graph = network_a()
    graph.add_constant(1.0, "c")
    graph.add("add", "c", "o1", name="k")
    graph.insert(Node("m", "sin", "m"))
    graph.output = graph.resolve("L")
    annotate(graph, record(graph).evaluate())
    nodes = graph.networkx.nodes
    assert (nodes["n1"]["value"], nodes["n1"]["gradient"]) == (1.0, -0.1875)
    assert (nodes["n13"]["value"], nodes["n13"]["gradient"]) == (1.0, None)
    assert (nodes["m"]["value"], nodes["m"]["gradient"]) == (None, None)
    edges = graph.networkx.edges
    assert (edges["n1", "n6", "x2"]["value"], edges["n1", "n6", "x2"]["gradient"]) == (1.0, 0.0625)
    assert (edges["n13", "n14", "x1"]["value"], edges["n13", "n14", "x1"]["gradient"]) == (
        1.0,
        None,
    )


def test_an_edge_to_what_cannot_be_evaluated_has_a_value_and_no_gradient() -> None:
    graph = Graph()
    graph.add_input("x", 2.0)
    graph.insert(Node("d", "divide"))
    graph.attach(Edge("n1", "d", "a"))
    annotate(graph, record(graph).evaluate())
    assert graph.networkx.edges["n1", "d", "a"]["value"] == 2.0
    assert graph.networkx.edges["n1", "d", "a"]["gradient"] is None


# ---------------------------------------------------------------------- batches


def close(found: object, expected: object) -> None:
    np.testing.assert_allclose(np.asarray(found, float), np.asarray(expected, float), rtol=1e-14)


X = np.array([1.0, -2.0, 0.5])
Y = np.array([1.0, 0.0, 1.0])


def test_a_batch_is_every_sample_and_the_gradient_of_the_mean() -> None:
    tape = record(network_a())
    run = tape.evaluate({"x": X, "y": Y})
    alone = [tape.evaluate({"x": x, "y": y}) for x, y in zip(X, Y, strict=True)]
    assert run.batch == 3
    close(run.value("L"), [item.value("L") for item in alone])
    for name in ("w1", "w2", "b1"):
        mean = sum(item.gradient(name) for item in alone) / 3
        assert run.gradient(name) == pytest.approx(mean, rel=1e-14)
        assert type(run.value(name)) is float
    for name in ("x", "yhat", "o1"):
        shares = np.array([item.gradient(name) for item in alone]) / 3
        close(run.gradient(name), shares)
    edge = Edge("n3", "n6", "x1")
    assert run.contribution(edge) == pytest.approx(
        sum(item.contribution(edge) for item in alone) / 3
    )


def test_what_does_not_depend_on_the_batch_has_one_value() -> None:
    run = record(network_a()).evaluate({"y": Y})
    assert run.value("yhat") == 0.5
    assert np.shape(run.value("L")) == (3,)
    assert run.gradient("yhat") == pytest.approx(np.mean(2 * (0.5 - Y)))
    assert np.shape(run.gradient("L")) == (3,)
    assert run.values["n11"] == 0.5


def test_a_batch_of_arrays() -> None:
    graph = Graph()
    graph.add_input("v", [1.0, 2.0])
    graph.add_parameter("w", [0.5, -1.0])
    graph.add("multiply", "v", "w", name="p")
    graph.add("sum", "p", name="s")
    graph.add("square", "s", name="L")
    tape = record(graph)
    data = np.array([[1.0, 0.0, 2.0, 1.0], [2.0, 1.0, 0.0, -1.0]])
    run = tape.evaluate({"v": data})
    alone = [tape.evaluate({"v": sample}) for sample in data.T]
    close(run.value("L"), [item.value("L") for item in alone])
    close(run.value("p"), np.stack([i.value("p") for i in alone], axis=-1))
    np.testing.assert_allclose(run.gradient("w"), sum(item.gradient("w") for item in alone) / 4)
    np.testing.assert_allclose(
        run.gradient("v"), np.stack([item.gradient("v") for item in alone], axis=-1) / 4
    )
    assert np.array_equal(run.value("w"), [0.5, -1.0])


def test_batches_of_different_lengths_are_refused() -> None:
    with pytest.raises(EngineError, match="the batches have different lengths: 2 and 3"):
        record(network_a()).evaluate({"x": X, "y": [1.0, 2.0]})

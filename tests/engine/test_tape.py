from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.diagnostic import Kind, Severity
from engine.errors import EngineError, ShapeError, UnknownNodeError, ValueFormatError
from engine.graph import Edge, Graph, Node
from engine.naming import shown_name
from engine.tape import record
from tests.engine.graphs import network_a


def test_slots_levels_and_names() -> None:
    graph = network_a()
    tape = record(graph)
    assert [tape.nodes[slot].name for slot in tape.order] == [node.name for node in graph.nodes()]
    assert tape.leaves() == [0, 1, 2, 3, 4]
    assert tape.slot("o1") == tape.slot("n8") == tape.slots["n8"]
    assert tape.level[tape.slot("L")] == 7
    assert tape.diagnostics == ()
    assert tape.output == tape.slot("L")


# ---------------------------------------------------------------------- which node is the output


def test_the_chosen_output_wins() -> None:
    graph = network_a()
    graph.output = graph.resolve("o1")
    tape = record(graph)
    assert tape.output == tape.slot("o1")


def test_of_several_ends_the_only_loss_is_the_output() -> None:
    graph = network_a()
    graph.add("sin", "o1", name="s")
    tape = record(graph)
    assert tape.output == tape.slot("L")
    assert tape.diagnostics == ()


def test_several_ends_are_told() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    for name in "abcde":
        graph.add("sin", "x", name=name)
    tape = record(graph)
    assert tape.output is None
    (found,) = tape.diagnostics
    assert (found.kind, found.severity) == (Kind.OUTPUT, Severity.WARNING)
    assert found.message == "several nodes could be the output (a, b, c, d); choose one"
    assert not tape.evaluate().has_gradient


def test_ends_without_a_name_are_told_apart() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    for _ in range(2):
        graph.add("sin", "x")
    (found,) = record(graph).diagnostics
    first, second = (shown_name(node) for node in graph.nodes() if not node.is_leaf)
    assert found.message == (
        f"several nodes could be the output (sin ({first}), sin ({second})); choose one"
    )


def test_an_output_that_is_incomplete_is_none() -> None:
    graph = network_a()
    graph.insert(Node("m", "sin", "m"))
    graph.output = "m"
    tape = record(graph)
    assert tape.output is None
    assert [item.kind for item in tape.diagnostics] == [Kind.INCOMPLETE]


def test_leaves_alone_have_no_output() -> None:
    graph = Graph()
    graph.add_input("x", 2.0)
    tape = record(graph)
    assert tape.output is None
    assert tape.evaluate().values == {"n1": 2.0}


def test_an_empty_graph() -> None:
    tape = record(Graph())
    run = tape.evaluate()
    assert (tape.nodes, tape.levels, tape.output, tape.diagnostics) == ((), (), None, ())
    assert (run.values, run.gradients) == ({}, {})


def test_a_graph_in_which_nothing_is_ready() -> None:
    graph = Graph()
    graph.insert(Node("m", "sin", "m"))
    tape = record(graph)
    assert tape.evaluate().values == {}


# ---------------------------------------------------------------------- what is not there


def test_what_cannot_be_evaluated_says_why() -> None:
    graph = network_a()
    graph.add_input("u")
    graph.add("sin", "u", name="s")
    tape = record(graph)
    with pytest.raises(EngineError, match="“u” cannot be evaluated: u has no value yet") as caught:
        tape.slot("u")
    assert caught.value.node == "n13"
    with pytest.raises(EngineError, match="“s” cannot be evaluated: something before it"):
        tape.slot("s")
    with pytest.raises(UnknownNodeError, match="there is no node “q”"):
        tape.slot("q")
    for wrong in ({"q": 1.0}, {"s": 1.0}, {"u": "one"}):
        with pytest.raises(EngineError):
            tape.evaluate(wrong)
    with pytest.raises(UnknownNodeError):
        tape.evaluate(output="q")


def test_only_leaves_can_be_set_and_only_to_what_fits() -> None:
    graph = network_a()
    graph.add_input("v", [1.0, 2.0])
    tape = record(graph)
    with pytest.raises(EngineError, match="“o1” computes its value; only leaves can be set"):
        tape.evaluate({"o1": 1.0})
    with pytest.raises(ValueFormatError):
        tape.evaluate({"x": "one"})
    for wrong in (1.0, [1.0, 2.0, 3.0], [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]):
        with pytest.raises(ShapeError, match="“v” is an array of 2, not ") as caught:
            tape.evaluate({"v": wrong})
        assert caught.value.node == "n13"
    with pytest.raises(ShapeError, match="“x” is a number, not an array of 1×2"):
        tape.evaluate({"x": [[1.0, 2.0]]})


# ---------------------------------------------------------------------- other values


def test_other_values_need_no_new_tape() -> None:
    tape = record(network_a())
    assert tape.evaluate().value("o1") == 0.5
    assert tape.evaluate({"x": 3.0, "n3": 1.0}).value("z1") == 2.5
    assert tape.evaluate(output="z1").gradient("w1") == 1.0
    assert not tape.evaluate(gradient=False).has_gradient
    assert tape.evaluate().value("o1") == 0.5


def test_the_values_of_a_changed_graph() -> None:
    graph = network_a()
    tape = record(graph)
    sweep = tape.sweep(tape.slot("L"))
    graph.set_value("x", 3.0)
    renewed = tape.with_values_of(graph)
    assert renewed.evaluate().value("z1") == 1.0
    assert renewed.nodes[renewed.slot("x")] is graph.find("x")
    assert tape.evaluate().value("z1") == 0.0
    assert renewed.sweep(renewed.slot("L")) is sweep
    graph.revise(replace(graph.find("x"), value=None))
    assert renewed.with_values_of(graph).evaluate().value("z1") == 1.0


def test_whether_a_leaf_still_fits() -> None:
    graph = network_a()
    graph.add_input("u")
    tape = record(graph)
    x = graph.find("x")
    assert tape.fits(x)
    assert tape.fits(replace(x, value=5.0))
    assert not tape.fits(replace(x, value=None))
    assert not tape.fits(replace(x, value=np.array([1.0])))
    assert not tape.fits(replace(graph.find("u"), value=1.0))


def test_arrays_among_the_values_are_renewed_too() -> None:
    graph = Graph()
    graph.add_input("v", [1.0, 2.0])
    graph.add("sum", "v", name="s")
    tape = record(graph)
    graph.set_value("v", [3.0, 4.0])
    assert tape.with_values_of(graph).evaluate().value("s") == 7.0
    assert tape.evaluate().value("s") == 3.0
    assert tape.evaluate({"v": [5.0, 5.0]}).value("s") == 10.0


def test_an_attribute_that_is_nan_does_not_disturb() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    graph.add("sigmoid", "x", name="s", base=math.nan)
    graph.add("sigmoid", "x", name="t", base=math.nan)
    graph.connect("s", graph.add("add", "t", 1.0), "x2")
    assert math.isnan(float(record(graph).evaluate().value("s")))


def test_edges_are_looked_up_by_themselves() -> None:
    tape = record(network_a())
    row = tape.rows[Edge("n1", "n6", "x2")]
    assert tape.source[row] == tape.slot("x")
    assert tape.target[row] == tape.slot("m1")

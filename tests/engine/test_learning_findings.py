"""What keeps a graph from learning is told, and nothing else is."""

from __future__ import annotations

import numpy as np
import pytest

from engine.diagnostic import Diagnostic, Kind, Severity
from engine.findings import findings
from engine.graph import Graph
from engine.program import parse
from engine.tape import record

LEARNING = {Kind.DEAD, Kind.SATURATED, Kind.VANISHING, Kind.EXPLODING, Kind.UNREACHED}


def found(graph: Graph, **values: object) -> list[Diagnostic]:
    told = findings(record(graph).evaluate(values))
    return [item for item in told if item.kind in LEARNING]


def told(program: str, **values: object) -> list[str]:
    return [f"{item.kind}: {item.message}" for item in found(parse(program), **values)]


@pytest.mark.parametrize(
    ("program", "sentences"),
    [
        ("param w = 2; x = 1; y = sigmoid(w*x); L = (y - 1)^2", []),
        (
            "param w = 2; param q = 3; x = 1; L = (w*x - 1)^2; output L",
            ["unreached parameter: q does not reach L; training will not move it"],
        ),
        (
            "param w = -2; x = 1; h = relu(w*x); L = (h - 1)^2",
            ["dead: relu (h): the slope is exactly 0; nothing before it learns through it"],
        ),
        (
            "param w = 2.5; s = sign(w); L = (s - 3)^2",
            ["dead: sign (s): the slope is exactly 0; nothing before it learns through it"],
        ),
        (
            "param w = 20; x = 1; y = sigmoid(w*x); L = (y - 0)^2",
            ["saturated: σ (y): saturated; its slope is only 2.1e−9"],
        ),
        (
            "param w = 1000; y = tanh(w); L = y*2",
            ["saturated: tanh (y): saturated; its slope is only 0"],
        ),
    ],
)
def test_what_is_found(program: str, sentences: list[str]) -> None:
    assert told(program) == sentences


@pytest.mark.parametrize(
    "program",
    [
        "x = -2; h = relu(x); L = (h - 1)^2",  # nothing to train
        "param w = -2; h = relu(w); L = 0*h",  # nothing arrives that could pass
        "param w = 3; L = (w - 3)^2",  # a minimum
        "param w = 3; x = 0; L = w*x",  # an input of 0
        "param w = 3; L = max(w, 5*w)",  # a branch is taken
        "param w = 0; L = relu(w)",  # told as a kink
        "param w = 3; L = sigmoid(w); u = w/0",
    ],
)
def test_what_is_as_it_should_be_is_not_told(program: str) -> None:
    assert told(program + "; output L") == []


def test_an_override_lets_the_gradient_pass() -> None:
    assert told("param w = 2.4; s = sign(w); L = (s - 3)^2; override s.x = 1") == []


def test_one_sample_that_passes_is_enough() -> None:
    program = "param w = 1; x = 1; h = relu(w*x); L = (h - 3)^2"
    assert told(program, x=np.array([-1.0, -2.0, 3.0])) == []
    dead = told(program, x=np.array([-1.0, -2.0, -3.0]))
    assert len(dead) == 1
    saturated = "param w = 1; x = 1; h = sigmoid(w*x); L = (h - 3)^2"
    assert told(saturated, x=np.array([50.0, 0.0])) == []


def test_arrays_are_looked_at_as_a_whole() -> None:
    program = "param w = [-1, {}]; h = relu(w); L = sum((h - 3)^2)"
    assert told(program.format(1)) == []
    assert len(told(program.format(-2))) == 1


def test_a_number_may_be_an_operand_of_an_array() -> None:
    assert told("param w = 5; A = [1, 2]; L = sum(max(A, w))") == []
    assert len(told("param w = -5; A = [1, 2]; L = sum(max(A, w))")) == 1


def deep(weight: float, count: int) -> Graph:
    graph = Graph()
    last = graph.add_input("x", 0.5)
    for place in range(count):
        graph.add_parameter(f"w{place}", weight)
        last = graph.add("multiply", f"w{place}", last)
        last = graph.add("sin", last)
    graph.add("squared_error", last, 1.0, name="L")
    return graph


def test_a_gradient_that_vanishes_with_depth_is_told_once() -> None:
    graph = Graph()
    graph.add_parameter("w0", 0.5)
    last = graph.add("sin", "w0")
    for _ in range(12):
        last = graph.add("multiply", last, 0.1)
    graph.add_parameter("v", 1.0)
    graph.add("squared_error", graph.add("add", last, "v"), 3.0, name="L")
    [item] = found(graph)
    assert (item.kind, item.severity, item.node) == (Kind.VANISHING, Severity.NOTE, "n1")
    assert item.message.startswith("w0: the gradient vanishes on its way; that of v is 1.1e12")
    assert found(deep(1.0, 10)) == []


def test_a_gradient_that_explodes_with_depth_is_a_warning() -> None:
    graph = Graph()
    graph.add_parameter("w0", 0.5)
    last = graph.add("sin", "w0")
    for _ in range(12):
        last = graph.add("multiply", last, 10.0)
    graph.add_parameter("v", 1.0)
    graph.add("add", last, "v", name="L")
    [item] = found(graph)
    assert (item.kind, item.severity) == (Kind.EXPLODING, Severity.WARNING)
    assert item.message.startswith("w0: the gradient explodes on its way, to 8.8e11 times that")


def test_parameters_as_far_from_the_output_are_not_compared() -> None:
    assert told("param a = 1; param b = 1; L = 1e12*a + b") == []


def test_a_parameter_that_nothing_uses_leaves_nothing_else_to_tell() -> None:
    [item] = found(parse("param w = 1; x = 2; y = relu(x)*x; output y"))
    assert item.kind is Kind.UNREACHED

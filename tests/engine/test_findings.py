"""Findings: every number that is none is told of where it begins, with the numbers that made it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.diagnostic import Diagnostic, Kind, Severity
from engine.findings import MAXIMAL_FINDINGS, findings, node_title
from engine.graph import Graph, Node
from engine.program import parse
from engine.tape import record


def found(program: str, **values: object) -> tuple[Diagnostic, ...]:
    return findings(record(parse(program)).evaluate(values))


def told(program: str, **values: object) -> list[str]:
    return [f"{item.kind}: {item.message}" for item in found(program, **values)]


@pytest.mark.parametrize(
    ("program", "sentences"),
    [
        ("x = 2; y = ln(x)/x + sqrt(x)", []),
        (
            "x = -1; u = ln(x); y = u + 1",
            [
                "domain: ln (u): a negative number has no real logarithm (x = −1)",
                "non-finite gradient: the gradient on the edge from x to ln (u) is nan: 1 × nan",
            ],
        ),
        (
            "a = 1; b = 0; q = a/b",
            [
                "pole: ÷ (q): division by zero (a = 1, b = 0)",
                "non-finite gradient: the gradient on the edge from a to ÷ (q) is ∞: 1 × ∞",
            ],
        ),
        (
            "x = 0; y = sqrt(x)",
            [
                "pole: √ (y): the slope of the square root is infinite at 0 (x = 0)",
                "non-finite gradient: the gradient on the edge from x to √ (y) is ∞: 1 × ∞",
            ],
        ),
        (
            "x = 0; y = relu(x)",
            ["kink: relu (y): the ReLU has a kink at 0; slope 0 was chosen (x = 0)"],
        ),
        (
            "x = 3; y = max(x, 3)",
            ["kink: max (y): the operands tie; the gradient was split evenly (x1 = 3, x2 = 3)"],
        ),
        (
            "x = 800; y = ln(1 + exp(x))",
            [
                "non-finite: eˣ: the result is too large (x = 800)",
                "non-finite gradient: the gradient on the edge from x to eˣ is nan: 0 × ∞",
            ],
        ),
        (
            "x = 1e200; y = x*x; z = y - y",
            ["non-finite: × (y): the result is too large (x1 = 1e200, x2 = 1e200)"],
        ),
        (
            "x = 1e-200; y = 1/x; z = y*y",
            [
                "non-finite: × (z): the result is too large (x1 = 1e200, x2 = 1e200)",
                "non-finite gradient: the gradient on the edge from x to ÷ (y) is −∞: 2e200 × −∞",
            ],
        ),
    ],
)
def test_what_a_run_finds(program: str, sentences: list[str]) -> None:
    assert told(program) == sentences


def test_findings_say_where_and_how_bad() -> None:
    domain, gradient = found("x = -1; u = ln(x); y = u + 1")
    assert (domain.kind, domain.severity, domain.node) == (Kind.DOMAIN, Severity.ERROR, "n2")
    assert (gradient.kind, gradient.severity) == (Kind.NON_FINITE_GRADIENT, Severity.WARNING)
    assert (gradient.node, gradient.port) == ("n2", "x")
    [kink] = found("x = 0; y = abs(x)")
    assert kink.severity is Severity.NOTE


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_leaf_that_holds_no_number_is_the_origin(number: float) -> None:
    graph = Graph()
    graph.add_input("x", number)
    graph.add("ln", "x", name="y")
    graph.add("square", "y", name="z")
    first = findings(record(graph).evaluate(gradient=False))
    shown = "nan" if math.isnan(number) else "∞"
    assert [item.message for item in first] == [f"x holds {shown}"]


def test_a_literal_that_is_no_number_is_told_at_its_node() -> None:
    graph = Graph()
    graph.add_input("x", 2.0)
    graph.add("multiply", "x", math.nan, name="y")
    [forward, _backward] = findings(record(graph).evaluate())
    assert forward.message == "× (y): the result is not a number (x1 = 2, x2 = nan)"


def test_the_order_is_that_of_evaluation() -> None:
    program = "a = -1; b = 0; p = sqrt(a); q = exp(1000 + b); r = ln(b - 1); s = p + q + r"
    nodes = [item.node for item in found(program)][:3]
    graph = parse(program)
    labels = [graph.node(node).label for node in nodes if node is not None]
    assert labels == ["p", "q", "r"]


def test_elements_of_arrays_are_named() -> None:
    graph = Graph()
    graph.add_parameter("A", [[1.0, 2.0], [-3.0, 0.0]])
    graph.add("ln", "A", name="l")
    graph.add("sum", "l", name="s")
    messages = [item.message for item in findings(record(graph).evaluate())]
    assert messages == [
        "ln (l): a negative number has no real logarithm (x = −3) at [1, 0]",
        "ln (l): the logarithm of zero is −∞ (x = 0) at [1, 1]",
        "the gradient on the edge from A to ln (l) is nan at [1, 0]",
    ]


@pytest.mark.parametrize(
    ("program", "sentences"),
    [
        (
            "v = [1, 3, 3]; y = largest(v)",
            ["max xᵢ (y): the largest elements tie; the gradient was split evenly (x = 3) at [1]"],
        ),
        (
            "v = [3, 1; 2, 2]; y = sum(smallest(v, axis=1))",
            ["min xᵢ: the smallest elements tie; the gradient was split evenly (x = 2) at [1, 0]"],
        ),
        (
            "v = [1, 0; 2, 0]; y = sum(norm(v, axis=0))",
            ["‖x‖: the norm has a kink at the zero vector; slope 0 was chosen (x = 0) at [0, 1]"],
        ),
        ("v = [1, 0; 2, 0]; y = norm(v)", []),
        ("v = [1, 2, 3]; y = largest(v) + smallest(v)", []),
        (
            "v = [2, 2, 2]; y = std(v)",
            [
                "s (y): the standard deviation has a kink where all values are equal; "
                "slope 0 was chosen (x = 2) at [0]"
            ],
        ),
        ("v = [2, 2, 2.5]; y = std(v)", []),
        ("x = 2; y = std(x) + largest(x) + norm(x)", []),
        ("x = 0; y = norm(x)", ["‖x‖ (y): the norm has a kink at the zero vector; … (x = 0)"]),
        (
            "z = [1, 2, 3; 0, 1, 0]; constant t = [2, 3]; y = cross_entropy(z, t)",
            ["CE (y): a class is told by a whole number from 0 to one less … (target = 3) at [1]"],
        ),
        (
            "z = [1, 2, 3]; constant t = 0.5; y = cross_entropy(z, t)",
            ["CE (y): a class is told by a whole number from 0 to one less … (target = 0.5)"],
        ),
        ("z = [1, 2, 3]; constant t = [0.2, 0.3, 0.5]; y = cross_entropy(z, t)", []),
    ],
)
def test_what_a_whole_array_must_keep_is_found(program: str, sentences: list[str]) -> None:
    found_messages = [
        item.message for item in found(program) if item.kind in (Kind.KINK, Kind.DOMAIN)
    ]
    assert len(found_messages) == len(sentences)
    for message, sentence in zip(found_messages, sentences, strict=True):
        start, _, end = sentence.partition("…")
        assert message.startswith(start)
        assert message.endswith(end)


def test_ties_are_sought_in_each_sample_alone() -> None:
    graph = Graph()
    graph.add_input("v", [1.0, 2.0])
    graph.add("largest", "v", name="y")
    run = record(graph).evaluate({"v": [[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]})
    [finding] = findings(run)
    assert finding.message.endswith("(x = 2) at [0] in sample 2")


def test_overflow_inside_an_array_is_named() -> None:
    graph = Graph()
    graph.add_parameter("A", [1.0, 900.0])
    graph.add("exp", "A", name="e")
    graph.add("sum", "e", name="s")
    graph.add_parameter("B", [1e308, 1e308])
    graph.add("sum", "B", name="t")
    messages = [item.message for item in findings(record(graph).evaluate(gradient=False))]
    assert messages == [
        "eˣ (e): the result is too large (x = 900) at [1]",
        "Σ (t): the result is too large",
    ]


def test_samples_of_a_batch_are_named() -> None:
    assert told("x = 1; y = ln(x)", x=np.array([1.0, 2.0, -5.0])) == [
        "domain: ln (y): a negative number has no real logarithm (x = −5) in sample 3",
        "non-finite gradient: the gradient on the edge from x to ln (y) is nan: "
        "0.333333 × nan in sample 3",
    ]


def test_a_batch_of_arrays_names_element_and_sample() -> None:
    graph = Graph()
    graph.add_input("v", [1.0, 1.0])
    graph.add("ln", "v", name="l")
    graph.add("sum", "l", name="s")
    run = record(graph).evaluate({"v": [[1.0, 2.0, 3.0], [1.0, -2.0, 3.0]]})
    [forward, backward] = findings(run)
    assert forward.message.endswith("(x = −2) at [1] in sample 2")
    assert backward.message.endswith("is nan at [1] in sample 2")


def test_a_node_that_is_explained_is_not_told_twice() -> None:
    assert len(found("x = -4; y = sqrt(x)")) == 2
    graph = parse("x = -4; y = sqrt(x)")
    assert len(findings(record(graph).evaluate(gradient=False))) == 1


def many(count: int, operation: str, value: float) -> Graph:
    graph = Graph()
    graph.add_input("x", value)
    for index in range(count):
        graph.add(operation, "x", name=f"y{index}")
    return graph


@pytest.mark.parametrize(("operation", "value"), [("ln", -1.0), ("exp", 1e4), ("relu", 0.0)])
def test_nobody_is_told_more_than_a_hundred(operation: str, value: float) -> None:
    run = record(many(300, operation, value)).evaluate(gradient=False)
    assert len(findings(run)) == MAXIMAL_FINDINGS == 100


def test_problems_are_not_crowded_out_by_notes() -> None:
    graph = many(300, "relu", 0.0)
    graph.add("add", "y0", 1.0, name="z")
    graph.add("divide", "z", "x", name="q")
    kinds = [item.kind for item in findings(record(graph).evaluate(output="q"))]
    assert kinds[-2:] == [Kind.POLE, Kind.NON_FINITE_GRADIENT]
    assert len(kinds) == MAXIMAL_FINDINGS


def test_placeholders_and_graphs_without_output_are_no_trouble() -> None:
    assert findings(record(Graph()).evaluate()) == ()
    assert findings(record(many(2, "sin", 1.0)).evaluate()) == ()


def test_a_node_is_called_by_symbol_and_name() -> None:
    assert node_title(Node("n1", "divide", "q")) == "÷ (q)"
    assert node_title(Node("n1", "divide")) == "÷"
    assert node_title(Node("n1", "warp", "q")) == "q"

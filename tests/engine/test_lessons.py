"""Graphs whose numbers were worked out by hand or by others reproduce them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import resources
from engine.document_format import loads
from engine.gradcheck import Verdict, check, worst_verdict
from engine.graph import Edge, Graph
from engine.tape import record
from engine.training import descend

LESSONS = {
    lesson["id"]: lesson
    for lesson in json.loads(
        (Path(__file__).parents[1] / "data" / "lessons.json").read_text(encoding="utf-8")
    )
}

OPERATIONS: dict[str, tuple[str, list[float], dict[str, float]]] = {
    "+": ("add", [], {}),
    "-": ("subtract", [], {}),
    "*": ("multiply", [], {}),
    "addc": ("add", [], {}),
    "sq": ("square", [], {}),
    "pow": ("power", [], {}),
    "neg": ("negate", [], {}),
    "half": ("multiply", [0.5], {}),
    "exp": ("exp", [], {}),
    "sin": ("sin", [], {}),
    "max": ("max", [], {}),
    "sigmoid": ("sigmoid", [], {}),
    "sigmoid3": ("sigmoid", [], {"base": 3.0}),
}
"""By the lessons' word: the operation, literals that follow its operands, and attributes."""


def built(lesson: dict[str, Any], parameters: tuple[str, ...] = ()) -> Graph:
    """The lesson's graph, its nodes under the lesson's names."""
    graph = Graph()
    for name, word, operands in lesson["nodes"]:
        if word == "in":
            add = graph.add_parameter if name in parameters else graph.add_input
            add(name, lesson["inputs"][name])
        elif word == "inv":
            graph.add("divide", 1.0, *operands, name=name)
        else:
            operation, literals, attributes = OPERATIONS[word]
            graph.add(operation, *operands, *literals, name=name, **attributes)
    graph.output = graph.resolve(lesson["output"])
    return graph


def printed(numbers: dict[str, float]) -> Any:
    """The printed numbers, which have ten digits after the point."""
    return pytest.approx(numbers, rel=1e-9, abs=5.1e-11)


def test_all_of_them_are_here() -> None:
    assert len(LESSONS) == 13


@pytest.mark.parametrize("name", LESSONS)
def test_values_gradients_and_contributions_are_reproduced(name: str) -> None:
    lesson = LESSONS[name]
    graph = built(lesson)
    tape = record(graph)
    run = tape.evaluate()
    assert tape.diagnostics == ()
    assert {node: run.value(node) for node in lesson["values"]} == printed(lesson["values"])
    assert {node: run.gradient(node) for node in lesson["grads"]} == printed(lesson["grads"])
    flows: dict[str, float] = {}
    for target, source, contribution in lesson["edge_contributions"]:
        flows[f"{source} → {target}"] = contribution
    found = {
        f"{graph.node(edge.source).name} → {graph.node(edge.target).name}": run.contribution(edge)
        for edge in graph.edges()
    }
    assert found == printed(flows)


@pytest.mark.parametrize("name", LESSONS)
def test_the_gradient_check_agrees(name: str) -> None:
    tape = record(built(LESSONS[name]))
    assert worst_verdict(check(tape)) is Verdict.AGREES


def test_the_residual_network_descends_as_printed() -> None:
    lesson = LESSONS["L10"]
    tape = record(built(lesson, parameters=("w1", "w2", "b1")))
    trace = lesson["numbers"]["update_trace_alpha_0_1"]
    steps = list(descend(tape, 3, 0.1))
    assert len(steps) == len(trace)
    for step, (index, loss, parameters) in zip(steps, trace, strict=True):
        names = {
            tape.nodes[tape.slots[node]].name: value for node, value in step.parameters.items()
        }
        assert step.index == index
        assert step.loss == pytest.approx(loss, abs=5.1e-11)
        assert names == pytest.approx(parameters, rel=1e-9)


def example(name: str) -> Graph:
    return loads(resources.read_text("examples", f"{name}.chainrule")).graph


def test_the_shipped_residual_network_is_the_lesson() -> None:
    run = record(example("one-neuron-skip")).evaluate()
    values = {"o1": 0.5, "o": 0.0, "yhat": 0.5, "L": 0.25}
    gradients = {
        "yhat": -1.0,
        "o": -0.25,
        "w2": -0.125,
        "b1": 0.125,
        "w1": 0.125,
        "x": -0.1875,
    }
    assert {node: run.value(node) for node in values} == pytest.approx(values, abs=1e-15)
    assert {node: run.gradient(node) for node in gradients} == pytest.approx(gradients, abs=1e-15)
    graph = example("one-neuron-skip")
    two_ways = [run.contribution(edge) for edge in graph.edges_out_of(graph.resolve("x"))]
    assert sorted(map(float, two_ways)) == pytest.approx([-0.25, 0.0625], abs=1e-15)


BOOK = {"w_P1x1": -6, "w_P1x2": 18, "w_P2P1": 3, "w_P3P1": 4.5, "b_P1": 6, "b_P2": 4, "b_P3": 6}


def test_the_network_of_base_3_is_exact_and_checks() -> None:
    tape = record(example("three-neurons"))
    run = tape.evaluate()
    grads = LESSONS["L11"]["grads"]
    assert {node: run.gradient(node) for node in BOOK} == printed({key: grads[key] for key in BOOK})
    assert worst_verdict(check(tape)) is Verdict.AGREES


def test_the_network_as_printed_has_the_printed_gradient_and_does_not_check() -> None:
    assert LESSONS["L11"]["numbers"]["book_gradient"] == BOOK
    tape = record(example("three-neurons-as-printed"))
    run = tape.evaluate()
    assert {node: run.gradient(node) for node in BOOK} == pytest.approx(BOOK, abs=1e-12)
    verdicts = {item.name: item for item in check(tape)}
    assert verdicts["w_P1x2"].verdict is Verdict.WRONG
    assert verdicts["w_P1x2"].note == "the derivative of σ (z1) is overridden"
    assert verdicts["w_P2P1"].verdict is Verdict.AGREES
    assert verdicts["w_P2P1"].note == ""


def test_contributions_to_a_shared_weight_are_told_apart() -> None:
    graph = example("unrolled-recurrence")
    run = record(graph).evaluate()
    shares = [
        run.contribution(Edge(graph.resolve("w"), graph.resolve(f"o{step}"), "x1"))
        for step in (1, 2, 3)
    ]
    assert shares == pytest.approx(LESSONS["L12"]["numbers"]["dw_per_step"], abs=1e-12)
    assert run.gradient("w") == pytest.approx(15, abs=1e-12)

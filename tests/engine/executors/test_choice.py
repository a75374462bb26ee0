"""Which executor is chosen, and when."""

from __future__ import annotations

import pytest

from engine import parse
from engine.executors import choice
from engine.graph import Edge, Graph, Node
from engine.tape import Tape, record


def chain(count: int) -> Tape:
    """x, then sin of sin of …"""
    nodes = [Node("n0", "parameter", value=0.5)]
    nodes += [Node(f"n{place}", "sin") for place in range(1, count)]
    edges = [Edge(f"n{place}", f"n{place + 1}", "x") for place in range(count - 1)]
    return record(Graph.from_parts(nodes, edges))


NETWORK = "x = 0.3; param w = 0.7; L = tanh(w*x) * sigmoid(exp(w) + sinh(x)) + ln(cosh(w*x))"


def test_every_run_of_a_small_tape_gives_the_same_digits() -> None:
    tape = record(parse(NETWORK))
    runs = [tape.evaluate() for _ in range(4)]
    for run in runs[1:]:
        assert run.values == runs[0].values
        assert run.gradients == runs[0].gradients


def test_a_larger_tape_becomes_source_when_it_is_run_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choice, "AT_ONCE", 1)
    tape = record(parse("param w = 3; L = w^2"))
    tape.evaluate()
    assert tape.executors.sources == {}
    tape.evaluate()
    assert list(tape.executors.sources) == [tape.output]
    assert [tape.evaluate().gradient("w") for _ in range(3)] == [6.0, 6.0, 6.0]


def test_other_leaf_values_reach_the_source() -> None:
    tape = record(parse("param w = 3; L = w^2"))
    found = [tape.evaluate({"w": float(value)}).gradient("w") for value in range(5)]
    assert found == [0.0, 2.0, 4.0, 6.0, 8.0]
    graph = parse("param w = 3; L = w^2")
    graph.set_value("w", 10.0)
    assert tape.with_values_of(graph).evaluate().gradient("w") == 20.0


def test_what_floats_cannot_tell_is_told_by_arrays() -> None:
    tape = record(parse("param w = 800; L = exp(w)"))
    assert [tape.evaluate().value("L") for _ in range(4)] == [float("inf")] * 4
    assert tape.executors.sources != {}


def test_a_narrow_tape_becomes_source_only_if_it_is_run_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choice, "SMALL", 10)
    monkeypatch.setattr(choice, "AT_ONCE", 5)
    tape = chain(50)
    results = []
    for _ in range(22):
        results.append(tape.evaluate().gradient("n0"))
        has_source = bool(tape.executors.sources)
        assert has_source == (len(results) > choice.runs_before_source(50))
    assert results == pytest.approx([results[0]] * 22, rel=1e-13)


def test_a_wide_tape_never_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "SMALL", 1)
    monkeypatch.setattr(choice, "NARROW", 2)
    tape = record(parse("a = 1; b = 2; c = 3; y = (a*b + b*c) + (a*c + sin(a))"))
    for _ in range(25):
        tape.evaluate()
    assert tape.executors.sources == {}


def test_only_a_few_batch_sizes_are_kept() -> None:
    tape = record(parse("param w = 3; L = w^2"))
    for count in range(1, 9):
        tape.evaluate({"w": [1.0] * count})
    assert len(tape.executors.groups) <= 4


def test_a_tape_with_tensors_runs_operation_by_operation() -> None:
    tape = record(parse("v = [1, 2]; s = sum(v*v)"))
    runs = [tape.evaluate() for _ in range(3)]
    assert [run.value("s") for run in runs] == [5.0] * 3
    assert tape.executors.groups == {}
    assert tape.executors.sources == {}


def test_a_branch_not_taken_sends_nothing_however_often_it_is_run() -> None:
    tape = record(parse("x = 0; y = max(sqrt(x), 1)"))
    for _ in range(4):
        assert tape.evaluate().gradient("x") == 0.0


def test_a_chain_of_a_hundred_thousand_nodes() -> None:
    tape = chain(100_000)
    run = tape.evaluate()
    assert 0.0 < float(run.value("n99999")) < 0.01
    assert float(run.gradient("n0")) > 0.0

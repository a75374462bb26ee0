"""Single nodes and single elements: what the window shows of a gradient check."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import gradcheck
from engine.errors import EngineError
from engine.gradcheck import Verdict, check, checks, element_verdicts
from engine.program import parse
from engine.tape import record


def test_results_come_one_by_one() -> None:
    results = checks(record(parse("x = 0.5; param w = 2; z = sin(w*x); y = z^2")))
    assert next(results).name == "x"
    assert next(results).name == "w"
    with pytest.raises(StopIteration):
        next(results)


def test_a_computed_node_is_checked_as_if_it_were_a_leaf() -> None:
    tape = record(parse("x = 0.5; z = sin(x); y = z^2"))
    [found] = checks(tape, nodes=["z"])
    assert found.analytic == pytest.approx(2 * np.sin(0.5), rel=1e-15)
    assert found.complex_step == pytest.approx(found.analytic, rel=1e-15)
    assert found.verdict is Verdict.AGREES


def test_a_wrong_derivative_behind_a_computed_node_is_found() -> None:
    graph = parse("x = 0.5; z = x + 1; s = sigmoid(z); y = s*s")
    graph.revise(replace(graph.find("s"), overrides={"x": "y"}))
    tape = record(graph)
    [z] = checks(tape, nodes=["z"])
    [s] = checks(tape, nodes=["s"])
    assert z.verdict is Verdict.WRONG
    assert "overridden" in z.note
    assert s.verdict is Verdict.AGREES


@pytest.mark.parametrize("program", ["x = 0; z = x; y = sqrt(x + 0)", "z = 0; y = log(z*1)"])
def test_a_computed_node_at_an_edge_of_a_domain_is_left_undecided(program: str) -> None:
    tape = record(parse(program))
    node = next(node.id for node in tape.nodes if not node.is_leaf)
    [found] = checks(tape, nodes=[node])
    assert found.verdict in {Verdict.DOUBTFUL, Verdict.AGREES}


def test_what_the_output_does_not_depend_on_is_left_out() -> None:
    tape = record(parse("x = 1; u = 2; v = u*u; y = x^2"))
    assert list(checks(tape, "y", ["u", "v"])) == []


def test_an_unknown_node_is_named() -> None:
    with pytest.raises(EngineError, match="nobody"):
        list(checks(record(parse("x = 1; y = x^2")), nodes=["nobody"]))


def test_each_element_has_an_error_and_a_verdict() -> None:
    graph = parse("v = [0.5, 2]; e = exp(v); y = sum(e)")
    graph.revise(replace(graph.find("e"), overrides={"x": "y*(1 + greater(x, 1))"}))
    [leaf] = check(record(graph))
    errors, verdicts = element_verdicts(leaf)
    assert verdicts == (Verdict.AGREES, Verdict.WRONG)
    assert errors == pytest.approx([0, 0.5], abs=1e-12)


def test_elements_that_were_not_checked_have_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradcheck, "MAXIMAL_ELEMENTS", 2)
    [leaf] = check(record(parse("v = [1, 2, 3]; y = sum(v*v)")))
    errors, verdicts = element_verdicts(leaf)
    assert verdicts == (Verdict.AGREES, None, Verdict.AGREES)
    assert np.isnan(errors[1])


def test_the_worst_element_is_the_one_that_the_leaf_names() -> None:
    [leaf] = check(record(parse("A = [1, 2; 0, 4]; y = sum(log(A))")))
    _, verdicts = element_verdicts(leaf)
    flat = int(np.ravel_multi_index(leaf.index, np.shape(leaf.analytic)))
    assert verdicts[flat] is leaf.verdict

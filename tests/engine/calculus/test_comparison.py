"""Backpropagation and the rules are both held against what the function's values say."""

from __future__ import annotations

import math

import pytest

from engine.calculus.comparison import Comparison, compare
from engine.errors import EngineError
from engine.gradcheck import Verdict
from engine.program import parse
from tests.networks import GRADIENTS_A, network_a


def of(program: str, wrt: str = "x") -> Comparison:
    graph = parse(program)
    assert graph.output is not None
    return compare(graph, graph.output, graph.resolve(wrt))


def test_both_agree_in_network_a() -> None:
    graph = network_a()
    found = compare(graph, graph.resolve("L"), graph.resolve("w1"))
    assert found.check.analytic == found.by_rules == GRADIENTS_A["w1"]
    assert found.check.verdict is found.rules_verdict is Verdict.AGREES
    assert found.rules_error < 1e-9


def test_the_rules_take_no_notice_of_an_override() -> None:
    found = of("x = 1; z = sigmoid(x, base=3); override z.x = y*(1-y); L = z^2")
    assert found.check.verdict is Verdict.WRONG
    assert found.rules_verdict is Verdict.AGREES
    assert found.by_rules == pytest.approx(2 * 0.75 * math.log(3) * 0.75 * 0.25)


def test_arrays_have_a_check_but_no_rules() -> None:
    found = of("x = [1, 2]; L = sum(x*x)")
    assert found.check.verdict is Verdict.AGREES
    assert found.by_rules is None
    assert found.why_not == "“x” is an array; the rules are told of numbers"
    assert found.rules_verdict is None


def test_where_nothing_can_be_compared_nothing_is_sure() -> None:
    found = of("x = -1; L = ln(x)")
    assert found.rules_verdict is Verdict.DOUBTFUL


def test_what_does_not_reach_the_output_cannot_be_compared() -> None:
    graph = parse("x = 1; z = 2; y = x^2; u = z^2")
    with pytest.raises(EngineError, match="no gradient travels"):
        compare(graph, graph.resolve("y"), graph.resolve("z"))

"""Level groups: memory that is used again, and what must not be seen of that."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import parse
from engine.executors.level_groups import LevelGroups
from engine.tape import record

TEXT = "param w = 3; input x = 2; s = sin(w*x) + sigmoid(w); L = s^2 + exp(-x)"


def test_a_later_run_does_not_change_an_earlier_evaluation() -> None:
    tape = record(parse(TEXT))
    first = tape.evaluate({"w": np.array([1.0, 2.0])})
    value, gradient = first.value("s"), first.gradient("w")
    assert isinstance(value, np.ndarray)
    assert isinstance(gradient, np.ndarray)
    copies = value.copy(), gradient.copy()
    second = tape.evaluate({"w": np.array([5.0, 6.0])})
    assert np.array_equal(value, copies[0])
    assert np.array_equal(gradient, copies[1])
    assert np.array_equal(np.asarray(first.value("s")), copies[0])
    assert np.array_equal(np.asarray(first.gradient("w")), copies[1])
    assert not np.array_equal(np.asarray(second.value("s")), copies[0])


def test_nor_does_it_change_arrays_of_an_evaluation_that_is_gone() -> None:
    tape = record(parse(TEXT))
    tape.evaluate()
    first = tape.evaluate({"w": np.array([1.0, 2.0])})
    primal, adjoint, flow = first.primal, first.adjoint, first.flow
    copies = primal.copy(), adjoint.copy(), flow.copy()
    del first
    tape.evaluate({"w": np.array([5.0, 6.0])})
    for array, copy in zip((primal, adjoint, flow), copies, strict=True):
        assert np.array_equal(array, copy)


def test_an_evaluation_can_be_asked_late_for_its_contributions() -> None:
    tape = record(parse(TEXT))
    early, late = tape.evaluate({"w": 1.0}), tape.evaluate({"w": 1.0})
    expected = early.flow.copy()
    tape.evaluate({"w": 7.0})
    assert np.array_equal(late.flow, expected)


def test_a_leaf_given_once_does_not_stay() -> None:
    tape = record(parse(TEXT))
    groups = LevelGroups(tape, tape.output, None)
    groups.run(tape, {})
    before = groups.primal.copy()
    groups.run(tape, {0: 9.0})
    groups.run(tape, {})
    assert np.array_equal(groups.primal, before)


@pytest.mark.parametrize("x", [-720.0, -745.0, -800.0, math.nan, -math.inf])
def test_where_the_quick_rule_does_not_hold_the_exact_one_is_used(x: float) -> None:
    tape = record(parse("input x = 1; input t = 0; y = sigmoid(x) + sigmoid(t)"))
    groups = LevelGroups(tape, tape.output, None)
    groups.run(tape, {tape.slot("x"): x})
    found = groups.primal[2:4].tolist()
    expected = 0.0 if x == -math.inf else math.exp(x)
    assert found[0] == pytest.approx(expected, rel=1e-9, nan_ok=True)
    assert found[1] == 0.5


def test_the_forward_pass_alone_has_no_adjoints() -> None:
    run = record(parse(TEXT)).evaluate({"x": [1.0, 2.0, 3.0]}, gradient=False)
    assert run.adjoint.shape[0] == 0
    assert run.flow.shape[0] == 0
    assert run.gradient_at(0) is None


def test_nodes_that_the_output_does_not_need_get_no_gradient() -> None:
    tape = record(parse("param w = 3; param v = 2; y = w*w; z = v*w"))
    run = tape.evaluate({"w": np.array([1.0, 2.0])}, output="y")
    assert np.asarray(run.gradient("v")).tolist() == 0.0
    assert np.asarray(run.gradient("w")).tolist() == [1.0, 2.0]

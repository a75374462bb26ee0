"""Leaves without a value get one for a single run."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import EngineError, ShapeError, UnknownNodeError, ValueFormatError
from engine.program import parse
from engine.tape import record

PROGRAM = "param w = 0.5; L = (w*x - t)^2"


def test_a_run_brings_what_is_missing() -> None:
    graph = parse(PROGRAM)
    tape = record(graph)
    run = tape.evaluate({"x": 4.0, "t": 1.0})
    assert (run.value("L"), run.gradient("w"), run.gradient("x")) == (1.0, 8.0, 1.0)
    again = tape.evaluate({"x": 2.0, "t": 0.0, "w": 3.0})
    assert (again.value("L"), again.gradient("w")) == (36.0, 24.0)
    assert graph.find("x").value is None
    assert tape.evaluate({"x": 2.0}).output is None, "t is still missing"
    assert tape.evaluate({"x": 4.0}, gradient=False).value("x") == 4.0


def test_a_tape_is_made_once_for_each_shape() -> None:
    tape = record(parse(PROGRAM))
    runs = [tape.evaluate({"x": float(value), "t": 1.0}) for value in range(3)]
    assert len({id(run.tape) for run in runs}) == 1
    assert tape.evaluate({"w": 1.0}).tape is tape


def test_an_array_is_a_batch() -> None:
    tape = record(parse(PROGRAM))
    x, t = np.array([1.0, 2.0, 4.0]), np.array([0.0, 1.0, 1.0])
    run = tape.evaluate({"x": x, "t": t})
    alone = [tape.evaluate({"x": a, "t": b}) for a, b in zip(x, t, strict=True)]
    assert run.batch == 3
    assert np.asarray(run.value("L")).tolist() == [item.value("L") for item in alone]
    assert run.gradient("w") == pytest.approx(np.mean([item.gradient("w") for item in alone]))
    vectors = record(parse("param w = [1, 2]; L = sum(w*x)")).evaluate({"x": np.ones((2, 5))})
    assert np.array_equal(np.asarray(vectors.value("L")), np.full(5, 3.0))


def test_a_direction_may_start_where_nothing_stood() -> None:
    tape = record(parse("y = x^3"))
    assert tape.tangent({"x": 1.0}, {"x": 2.0}).tangent("y") == 12.0


def test_what_cannot_be_brought_is_named() -> None:
    tape = record(parse(PROGRAM))
    with pytest.raises(UnknownNodeError, match="there is no node “q”"):
        tape.evaluate({"x": 1.0, "q": 1.0})
    with pytest.raises(ValueFormatError, match="“one” is not a number"):
        tape.evaluate({"x": "one"})
    with pytest.raises(EngineError, match="“L” computes its value; only leaves can be set"):
        tape.evaluate({"x": 1.0, "t": 1.0, "L": 1.0})
    with pytest.raises(ShapeError, match="“w” is a number, not an array of 2×2"):
        tape.evaluate({"x": 1.0, "w": np.ones((2, 2))})

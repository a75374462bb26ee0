"""One leaf changes; the rest is left as it is."""

from __future__ import annotations

import pytest

from engine import parse
from engine.errors import EngineError
from engine.executors.incremental import cone_slots
from engine.tape import record


def test_a_tape_with_tensors_cannot_be_changed_leaf_by_leaf() -> None:
    with pytest.raises(EngineError, match="scalars"):
        record(parse("v = [1, 2]; s = sum(v)")).incremental()


def test_without_an_output_there_are_values_alone() -> None:
    graph = parse("input a = 1; b = a + 1; c = a * 2")
    graph.output = None
    tape = record(graph)
    assert tape.output is None
    state = tape.incremental()
    state.change(tape.slot("a"), 4.0)
    run = state.evaluation()
    assert (run.value("b"), run.value("c"), run.has_gradient) == (5.0, 8.0, False)


def test_a_source_that_cannot_tell_leaves_it_to_the_steps() -> None:
    tape = record(parse("input x = 3; y = ln(x) + x"))
    state = tape.incremental("y")
    for value in (1.0, 1.0, 1.0, 0.0, 1.0):
        state.change(tape.slot("x"), value)
        expected = float("-inf") if value == 0.0 else 1.0
        assert state.values[tape.slot("y")] == expected


def test_an_earlier_evaluation_keeps_its_numbers() -> None:
    tape = record(parse("input x = 3; y = x^2"))
    state = tape.incremental("y")
    first = state.evaluation()
    state.change(tape.slot("x"), 5.0)
    second = state.evaluation()
    assert (first.value("y"), first.gradient("x")) == (9.0, 6.0)
    assert (second.value("y"), second.gradient("x")) == (25.0, 10.0)


def test_a_cone_holds_what_depends_on_a_leaf_and_nothing_else() -> None:
    tape = record(parse("input x = 3; input t = 1; y = x*x; z = y + t; u = sin(t)"))
    names = {tape.nodes[slot].name for slot in cone_slots(tape, tape.slot("t")).tolist()}
    assert names == {"z", "u"}


def test_the_infinity_of_a_branch_that_was_not_taken_stays_there() -> None:
    tape = record(parse("x = 1; y = max(ln(x), -5)"))
    state = tape.incremental()
    state.change(tape.slot("x"), 0.0)
    run = state.evaluation()
    assert (run.value("y"), run.gradient("x")) == (-5.0, 0.0)
    state.change(tape.slot("x"), 2.0)
    assert state.evaluation().gradient("x") == 0.5

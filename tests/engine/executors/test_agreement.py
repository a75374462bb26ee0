"""Every executor holds to the rules, node by node, so they hold to each other."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.autodiff import evaluate_any
from engine.executors.generated_source import GeneratedSource
from engine.executors.incremental import Incremental
from engine.executors.level_groups import LevelGroups
from engine.graph import Graph
from engine.local_partial import local_partial
from engine.maths.numeric import Numeric
from engine.operation import all_operations, get_operation
from engine.tape import Tape, record

LITERALS = st.sampled_from([0.5, 1.5, 2.0, 3.0])
ANY = tuple(item.name for item in all_operations())
ROUNDING = 1e-12


@st.composite
def tapes(draw: st.DrawFn, size: int = 30) -> Tape:
    """Tapes of scalars, with any operations, fan-out, literals and values of any size."""
    graph = Graph()
    values = st.floats(0.2, 3.0) | st.floats(-50.0, 50.0) | st.sampled_from([0.0, -800.0, 1e200])
    for name in "abc"[: draw(st.integers(1, 3))]:
        graph.add_parameter(name, draw(values))
    graph.add_constant(draw(values), "k")
    # Every operation in its turn: none is left to chance.
    start, stride = draw(st.integers(0, len(ANY) - 1)), draw(st.sampled_from([1, 5, 11, 13]))
    for turn in range(draw(st.integers(1, size))):
        operation = get_operation(ANY[(start + turn * stride) % len(ANY)])
        count = draw(st.integers(2, 4)) if operation.variadic else len(operation.ports)
        sources = st.sampled_from(graph.node_ids())
        operands = [draw(sources | LITERALS if index else sources) for index in range(count)]
        graph.add(operation.name, *operands)
    if draw(st.booleans()):
        node = graph.add("sin", graph.node_ids()[-1])
        graph.revise(replace(graph.node(node), overrides={"x": "y + 0.5*x"}))
    graph.output = graph.node_ids()[-1]
    return record(graph)


def is_of_scalars(tape: Tape) -> bool:
    return not any(tape.shapes) and tape.output is not None


def expected_values(tape: Tape, values: Any) -> Any:
    """Each node's value by its rule, from the operands as the executor has them."""
    found = np.array(values, dtype=np.float64)
    with np.errstate(all="ignore"):
        for level in tape.levels:
            for group in level.groups:
                operands = [values[slots] for slots in group.operands]
                found[group.first : group.last] = group.operation.forward(
                    Numeric(1), *operands, **group.attributes
                )
    return found


def check_adjoints(tape: Tape, values: Any, adjoints: Any) -> None:
    """Each node's adjoint is the sum of what its targets send, as the executor has them."""
    assert tape.output is not None
    total, size = np.zeros(len(tape.shapes)), np.zeros(len(tape.shapes))
    total[tape.output] = 1.0
    partial = np.zeros(len(tape.edges))
    with np.errstate(all="ignore"):
        for group in tape.partial_groups:
            partial[group.rows] = local_partial(
                Numeric(1),
                group.operation,
                group.attributes,
                group.index,
                values[group.results],
                [values[slots] for slots in group.operands],
                group.override,
            )
        for level in tape.sweep(tape.output).levels:
            flow = adjoints[level.targets] * partial[level.rows]
            np.add.at(total, level.sources, flow)
            np.add.at(size, level.sources, np.abs(flow))
    finite = np.isfinite(size)
    assert np.array_equal(np.isfinite(adjoints), finite)
    off = np.abs(adjoints[finite] - total[finite])
    assert np.all(off <= ROUNDING * size[finite] + 1e-300)


def check(tape: Tape, values: Any, adjoints: Any) -> None:
    np.testing.assert_allclose(values, expected_values(tape, values), rtol=ROUNDING, atol=1e-305)
    check_adjoints(tape, values, adjoints)


@settings(max_examples=150)
@given(tapes())
def test_level_groups_hold_to_the_rules(tape: Tape) -> None:
    if not is_of_scalars(tape):
        return
    groups = LevelGroups(tape, tape.output, None)
    for _ in range(2):
        groups.run(tape, {})
        check(tape, groups.primal, groups.adjoints())


@settings(max_examples=150)
@given(tapes())
def test_generated_source_holds_to_the_rules(tape: Tape) -> None:
    if not is_of_scalars(tape):
        return
    found = GeneratedSource(tape, tape.output).run(tape.initial[: tape.leaf_count].tolist())
    if found is not None:
        check(tape, np.array(found[0]), np.array(found[1]))


@settings(max_examples=100)
@given(tapes())
def test_steps_hold_to_the_rules_and_to_one_changed_leaf(tape: Tape) -> None:
    if not is_of_scalars(tape):
        return
    state = Incremental(tape, tape.output)
    for value in (0.75, -2.0, 1.5, 0.25, 1e3):
        state.change(0, value)
        values = np.array(state.values)
        np.testing.assert_allclose(
            values, expected_values(tape, values), rtol=ROUNDING, atol=1e-305
        )
    assert state.values[0] == 1e3
    run = state.evaluation()
    check(tape, run.primal, run.adjoint)


@settings(max_examples=60)
@given(tapes(size=15), st.integers(1, 5))
def test_a_batch_holds_to_its_samples(tape: Tape, count: int) -> None:
    if not is_of_scalars(tape):
        return
    groups = LevelGroups(tape, tape.output, count)
    data = np.linspace(0.3, 2.0, count)
    groups.run(tape, {0: data})
    for lane in range(count):
        check(tape, groups.primal[:, lane], groups.adjoints()[:, lane] * count)


@settings(max_examples=100)
@given(tapes())
def test_what_a_tape_answers_does_not_depend_on_how_often_it_was_asked(tape: Tape) -> None:
    if not is_of_scalars(tape):
        return
    plain = evaluate_any(tape, {}, tape.output, None, [])
    for run in [tape.evaluate() for _ in range(4)]:
        with np.errstate(all="ignore"):
            same = np.isfinite(plain.primal) == np.isfinite(run.primal)
        assert same.all()
        for row in range(len(tape.edges)):
            assert run.is_sent(row) == plain.is_sent(row)


def graph_of(name: str, x: float) -> Graph:
    """An operation on one moving number and some fixed ones."""
    operation = get_operation(name)
    graph = Graph()
    graph.add_parameter("x", x)
    count = 2 if operation.variadic else len(operation.ports)
    others = [graph.add_parameter(f"p{place}", 0.5 + place) for place in range(1, count)]
    graph.output = graph.add(name, "x", *others)
    return graph


ON_NUMBERS = [name for name in ANY if is_of_scalars(record(graph_of(name, 0.5)))]


LANES = 700
"""Enough for every quick rule."""


@pytest.mark.parametrize("name", ON_NUMBERS)
def test_each_operation_is_the_same_in_all_executors(name: str) -> None:
    answered = False
    for x in (0.3, 0.75, 1.7):
        tape = record(graph_of(name, x))
        plain = evaluate_any(tape, {}, tape.output, None, [])
        groups = LevelGroups(tape, tape.output, None)
        groups.run(tape, {})
        state = Incremental(tape, tape.output)
        found = GeneratedSource(tape, tape.output).run(tape.initial[: tape.leaf_count].tolist())
        answers: list[tuple[Any, Any]] = [
            (groups.primal, groups.adjoints()),
            (state.values, state.evaluation().adjoint),
        ]
        if found is not None:
            answered = True
            answers.append(found)
        for values, adjoints in answers:
            np.testing.assert_allclose(values, plain.primal, rtol=4e-15, atol=1e-305)
            np.testing.assert_allclose(adjoints, plain.adjoint, rtol=4e-15, atol=1e-305)
    assert answered


@pytest.mark.parametrize("name", ON_NUMBERS)
def test_each_operation_is_the_same_for_many_samples(name: str) -> None:
    tape = record(graph_of(name, 0.5))
    data = np.concatenate([np.linspace(-3.0, 3.0, LANES - 4), [0.0, -0.0, math.inf, math.nan]])
    groups = LevelGroups(tape, tape.output, LANES)
    groups.run(tape, {0: data})
    plain = evaluate_any(tape, {0: data}, tape.output, LANES, [0])
    np.testing.assert_allclose(groups.primal, plain.primal, rtol=4e-15, atol=1e-305)
    taken = ~tape.routing.any() | np.isfinite(plain.adjoint)
    ours, expected = groups.adjoints()[taken], plain.adjoint[taken]
    np.testing.assert_allclose(ours, expected, rtol=4e-15, atol=1e-305)


@pytest.mark.parametrize("name", ON_NUMBERS)
@pytest.mark.parametrize("x", [0.3, 1.7, -0.4, 40.0, -40.0, 800.0, -800.0, 0.0, 1e-300])
def test_each_operation_is_the_same_as_source(name: str, x: float) -> None:
    tape = record(graph_of(name, x))
    found = GeneratedSource(tape, tape.output).run(tape.initial[: tape.leaf_count].tolist())
    if found is None:
        return
    plain = evaluate_any(tape, {}, tape.output, None, [])
    for ours, expected in zip((*found[0], *found[1]), (*plain.primal, *plain.adjoint), strict=True):
        if math.isfinite(expected):
            assert ours == pytest.approx(expected, rel=4e-15, abs=1e-305)
        else:
            assert not math.isfinite(ours)

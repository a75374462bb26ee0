"""A tape with tensors, run again, answers what its rules answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pytest

from engine import parse
from engine.autodiff import evaluate_any
from engine.executors.tensor_run import TensorRun
from engine.graph import Graph
from engine.operation import all_operations
from engine.tape import record

if TYPE_CHECKING:
    from engine.tape import Tape

NAMES = [item.name for item in all_operations()]
Shapes: TypeAlias = list[tuple[int, ...]]
SHAPES: dict[str, list[Shapes]] = {
    "matmul": [[(3, 4), (4, 2)], [(4,), (4, 2)], [(2, 3, 4), (4, 2)]],
    "cross_entropy": [[(3, 4), (3,)], [(3, 4), (3, 4)]],
    "dot": [[(4,), (4,)]],
}
ATTRIBUTES: dict[str, dict[str, Any]] = {
    "reshape": {"shape": (12,)},
    "broadcast": {"shape": (2, 3, 4)},
}
ORDINARY: list[Shapes] = [
    [(3, 4), (3, 4)],
    [(3, 4), (4,)],
    [(3, 1), (4,)],
    [(), (3, 4)],
    [(800,), (800,)],
]


def tape_of(name: str, shapes: Shapes, fixed: int | None) -> Tape | None:
    """Record an operation on arrays, one of which may be a constant, and the sum of the result."""
    operation = next(item for item in all_operations() if item.name == name)
    numbers = np.random.default_rng(3)
    count = 2 if operation.variadic else len(operation.ports)
    graph = Graph()
    operands = []
    for place in range(count):
        shape = shapes[min(place, len(shapes) - 1)]
        value: Any = numbers.uniform(0.2, 0.9, shape) if shape else 0.6
        if name == "cross_entropy" and place == 1 and len(shape) == 1:
            value = np.arange(shape[0])
        name_of = f"p{place}"
        is_fixed = place == fixed
        operands.append(
            graph.add_constant(value, name_of) if is_fixed else graph.add_parameter(name_of, value)
        )
    result = graph.add(name, *operands, **ATTRIBUTES.get(name, {}))
    graph.output = graph.add("sum", graph.add("multiply", result, result))
    tape = record(graph)
    return tape if tape.output is not None and any(tape.shapes) else None


def check_like_the_rules(tape: Tape) -> None:
    plain = evaluate_any(tape, {}, tape.output, None, [])
    plan = TensorRun(tape, tape.output)
    runs = [plan.run({}) for _ in range(2)]
    for run in runs:
        assert run is not None
        for slot in range(len(tape.nodes)):
            for found, expected in (
                (run.value_at(slot), plain.value_at(slot)),
                (run.gradient_at(slot), plain.gradient_at(slot)),
            ):
                assert (found is None) == (expected is None)
                if found is not None and expected is not None:
                    assert np.shape(found) == np.shape(expected)
                    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-300)
    assert run is not None
    for row in range(len(tape.edges)):
        found, expected = run.contribution_at(row), plain.contribution_at(row)
        assert (found is None) == (expected is None)
        if found is not None and expected is not None:
            np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_is_as_its_rules_say(name: str) -> None:
    checked = 0
    for shapes in SHAPES.get(name, ORDINARY):
        for fixed in (None, 0, 1):
            tape = tape_of(name, shapes, fixed)
            if tape is not None:
                check_like_the_rules(tape)
                checked += 1
    assert checked


def test_it_is_used_from_the_second_run_on_unless_contributions_are_asked_for() -> None:
    tape = record(parse("param v = [1, 2]; s = sum(v * v)"))
    tape.evaluate()
    assert tape.executors.tensor_runs == {}
    second = tape.evaluate()
    assert list(tape.executors.tensor_runs) == [tape.output]
    assert np.asarray(second.tensor_flows[0]).tolist() == [1.0, 2.0]
    assert tape.executors.keeps_flows


def test_a_later_run_does_not_change_an_earlier_one() -> None:
    large = np.linspace(0.0, 1.0, 5_000)
    graph = Graph()
    graph.add_parameter("v", large)
    graph.output = graph.add("sum", graph.add("multiply", graph.add("exp", "v"), "v"))
    tape = record(graph)
    runs = [tape.evaluate({"v": large + shift}) for shift in range(6)]
    for shift, run in enumerate(runs):
        x = large + shift
        np.testing.assert_allclose(run.gradient("v"), np.exp(x) * (1.0 + x), rtol=1e-14)


def test_where_a_quick_rule_does_not_hold_the_rules_are_run() -> None:
    tape = record(parse("param v = [800, -800, 0]; s = sum(sigmoid(v))"))
    assert TensorRun(tape, tape.output).run({}) is None
    for _ in range(3):
        assert tape.evaluate().value("s") == 1.5


def test_a_branch_not_taken_sends_nothing_however_often_it_is_run() -> None:
    tape = record(parse("v = [0, 4]; s = sum(max(sqrt(v), 1))"))
    for _ in range(4):
        assert np.asarray(tape.evaluate().gradient("v")).tolist() == [0.0, 0.25]

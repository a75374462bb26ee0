"""Rules as lists of elementary operations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.executors.kernels import Registers, bind
from engine.executors.tracing import trace
from engine.maths.numeric import Numeric
from engine.operation import all_operations


def test_the_same_is_done_once_and_what_nobody_needs_not_at_all() -> None:
    def rule(m: Any, x: Any) -> Any:
        _ = m.cos(x)
        return m.exp(x) / (1.0 + m.exp(x))

    program = trace(rule, 1)
    assert program is not None
    assert [step.function for step in program.steps] == [np.exp, np.add, np.divide]


def test_a_factor_of_one_is_left_out() -> None:
    program = trace(lambda m, x: 1.0 * x * 1.0, 1)
    assert program is not None
    assert program.steps == ()
    assert program.results == (0,)


@pytest.mark.parametrize(
    "rule",
    [
        lambda m, x: x if x > 0 else -x,
        lambda m, x: float(x),
        lambda m, x: np.cumsum(x),
        lambda m, x: np.modf(x)[0],
        lambda m, x: list(x),
        lambda m, x: np.add.reduce(x),
        lambda m, x: np.add(x, 1.0, dtype=np.float32),
        lambda m, x: x + "1",
        lambda m, x: np.equal(x, 1.0) + np.equal(x, 2.0) + np.array([1, 2]),
        lambda m, x: np.exp(x, casting="no"),
        lambda m, x: np.asarray(x),
    ],
)
def test_what_is_no_list_of_elementary_operations_is_not_traced(rule: Any) -> None:
    assert trace(rule, 1) is None


def test_an_assignment_that_changes_in_place_makes_a_new_value() -> None:
    def rule(m: Any, x: Any) -> Any:
        mask = m.less(x, 0.0)
        mask |= m.less(1.0, x)
        return m.where(mask, x, 0.0)

    program = trace(rule, 1)
    assert program is not None
    out = np.empty(3)
    for function, arguments in bind(program, [np.array([-1.0, 0.5, 2.0])], [out], Registers(3, ())):
        function(*arguments)
    assert out.tolist() == [-1.0, 0.0, 2.0]


@pytest.mark.parametrize("operation", all_operations(), ids=lambda item: item.name)
def test_a_bound_program_computes_what_the_rule_does(operation: Any) -> None:
    count = 2 if operation.variadic else len(operation.ports)
    attributes = operation.full_attributes({})
    program = trace(lambda m, *x: operation.forward(m, *x, **attributes), count)
    if program is None:
        return
    data = [np.array([0.3, -1.5, 0.0, 2.0, 1e200]) + place for place in range(count)]
    kept = [item.copy() for item in data]
    out = np.empty(5)
    with np.errstate(all="ignore"):
        expected = operation.forward(Numeric(1), *data, **attributes)
        for function, arguments in bind(program, data, [out], Registers(5, ())):
            function(*arguments)
    np.testing.assert_array_equal(out, np.broadcast_to(expected, 5))
    for item, copy in zip(data, kept, strict=True):
        assert np.array_equal(item, copy)

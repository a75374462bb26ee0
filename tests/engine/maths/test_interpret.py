from __future__ import annotations

import math

import numpy as np
import pytest

from engine.calculus.tree import Apply, Name, Number, Tree
from engine.errors import EngineError, ExpressionError
from engine.maths.interpret import interpret
from engine.maths.numeric import ComplexNumeric, Numeric

X, Y = Name("x"), Name("y")


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (Number(2.5), 2.5),
        (X, 3.0),
        (X * Y - 1, 5.0),
        (-(X**2) / Y, -4.5),
        (2 - X, -1.0),
        (2 / Y + 1, 2.0),
        (2**X, 8.0),
        (1 + X, 4.0),
        (2 * X, 6.0),
        (Apply("sigmoid", (X,), (("base", 1.0),)), 0.5),
        (Apply("max", (X, Y, Number(7.0))), 7.0),
    ],
)
def test_a_tree_is_computed(tree: Tree, expected: float) -> None:
    assert float(interpret(tree, Numeric(), {"x": 3.0, "y": 2.0})) == expected


def test_arrays_and_complex_numbers_pass_through() -> None:
    x = np.array([1.0, 2.0])
    assert interpret(X * X + 1, Numeric(0), {"x": x}).tolist() == [2, 5]
    stepped = interpret(X * X, ComplexNumeric(0), {"x": x + 1e-30j})
    assert (stepped.imag / 1e-30).tolist() == [2, 4]


def test_dividing_by_a_written_zero_is_no_error() -> None:
    with np.errstate(all="ignore"):
        assert interpret(Number(1.0) / Number(0.0), Numeric(), {}) == math.inf
        assert math.isnan(interpret(Number(0.0) / Number(0.0), Numeric(), {}))


def test_a_name_without_a_value_is_an_error() -> None:
    with pytest.raises(ExpressionError, match="“z” stands for nothing here"):
        interpret(X + Name("z"), Numeric(), {"x": 1.0})


def test_an_operation_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(EngineError, match="there is no operation “sinus”; did you mean “sin”"):
        interpret(Apply("sinus", (X,)), Numeric(), {"x": 1.0})


def test_a_deep_tree_needs_no_deep_stack() -> None:
    tree: Tree = X
    for _ in range(20_000):
        tree = tree + 1
    assert interpret(tree, Numeric(), {"x": 0.0}) == 20_000

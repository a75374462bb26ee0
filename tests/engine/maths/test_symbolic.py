from __future__ import annotations

import pytest

from engine.calculus.tree import Apply, Name, Number
from engine.maths.symbolic import Symbolic
from engine.operation import find_operation

X = Name("x")


@pytest.mark.parametrize(
    ("function", "operation"),
    [
        ("exp", "exp"),
        ("log", "ln"),
        ("sqrt", "sqrt"),
        ("sin", "sin"),
        ("cos", "cos"),
        ("tan", "tan"),
        ("tanh", "tanh"),
        ("abs", "abs"),
        ("sign", "sign"),
        ("square", "square"),
    ],
)
def test_functions_of_one_operand(function: str, operation: str) -> None:
    assert getattr(Symbolic(), function)(X) == Apply(operation, (X,))
    assert find_operation(operation) is not None


@pytest.mark.parametrize(
    ("function", "operation"),
    [("power", "power"), ("maximum", "max"), ("minimum", "min"), ("greater", "greater")],
)
def test_functions_of_two_operands(function: str, operation: str) -> None:
    assert getattr(Symbolic(), function)(X, 2) == Apply(operation, (X, Number(2.0)))
    assert find_operation(operation) is not None


def test_one_less_is_computed_for_numbers_alone() -> None:
    assert Symbolic.less_one(3) == Number(2.0)
    assert Symbolic.less_one(X) == X - 1


def test_any_operation_by_name_with_sorted_attributes() -> None:
    tree = Symbolic.apply("sigmoid", X, base=3.0, axis=1)
    assert tree == Apply("sigmoid", (X,), (("axis", 1), ("base", 3.0)))


def test_the_number_of_terms_has_a_name() -> None:
    assert Symbolic.count(X) == Name("n")

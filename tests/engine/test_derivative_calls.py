"""Derivatives that are written inside of formulas."""

from __future__ import annotations

import pytest

from engine.calculus.slope_mark import slope_of
from engine.calculus.tree import Name
from engine.derivative_calls import is_primed
from engine.errors import ExpressionError
from engine.expression import parse_expression
from engine.operation import all_operations
from engine.program import parse


def test_a_derivative_is_a_mark_where_it_may_stand() -> None:
    tree = parse_expression("2*derivative(x^2, x)", derivatives=True)
    assert tree == 2 * slope_of(Name("x") ** 2, "x")


def test_a_derivative_is_refused_where_numbers_are_wanted() -> None:
    with pytest.raises(ExpressionError, match="column 5: a derivative cannot be part of this"):
        parse("y = derivative(x^2, x)")


@pytest.mark.parametrize("text", ["derivative(x)", "derivative(x, 2)", "derivative(x, y, z)"])
def test_a_derivative_has_a_formula_and_a_name(text: str) -> None:
    with pytest.raises(ExpressionError, match="a formula and the name it is taken by"):
        parse_expression(text, derivatives=True)


def test_a_derivative_has_no_attributes() -> None:
    with pytest.raises(ExpressionError, match="derivative has no attribute “by”"):
        parse_expression("derivative(x, by=x)", derivatives=True)


def test_a_variable_may_be_called_derivative() -> None:
    assert parse_expression("derivative + 1") == Name("derivative") + 1


def test_every_elementwise_function_has_a_prime() -> None:
    primed = {operation.name for operation in all_operations() if is_primed(f"{operation.name}'")}
    assert {"sin", "sigmoid", "tanh", "relu", "exp", "ln"} <= primed
    assert not {"add", "sum", "power", "softmax"} & primed

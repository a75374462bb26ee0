"""Which names call."""

from __future__ import annotations

import pytest

from engine.calculus.tree import Apply, Name
from engine.calls import KNOWN_ELSEWHERE, function_names, is_function
from engine.errors import ExpressionError
from engine.expression import parse_expression
from engine.operation import Operation, all_operations


@pytest.mark.parametrize("operation", all_operations(), ids=lambda operation: operation.name)
def test_every_operation_can_be_called_by_name(operation: Operation) -> None:
    letters = "abcd"[: len(operation.ports)]
    tree = parse_expression(f"{operation.name}({', '.join(letters)})")
    assert tree == Apply(operation.name, tuple(Name(letter) for letter in letters))


@pytest.mark.parametrize("name", function_names())
def test_every_callable_name_calls(name: str) -> None:
    assert is_function(name)


def test_other_names_do_not_call() -> None:
    assert not any(map(is_function, ["x", "w1", "input", "delta"]))


@pytest.mark.parametrize("name", sorted(KNOWN_ELSEWHERE))
def test_a_function_known_elsewhere_is_never_multiplied(name: str) -> None:
    if is_function(name):
        assert parse_expression(f"{name}(x)") == Apply(name, (Name("x"),))
    else:
        with pytest.raises(ExpressionError, match=f"there is no function “{name}”"):
            parse_expression(f"{name}(x)")

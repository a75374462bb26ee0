"""Which names call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.calculus.printing import to_text
from engine.calculus.tree import Apply, Name
from engine.calls import function_names, is_function
from engine.errors import ExpressionError
from engine.expression import parse_expression
from engine.operation import Attribute, Operation, all_operations, get_operation


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


@pytest.mark.parametrize("name", ["foo", "softsign", "rate", "f", "g2", "log_"])
def test_a_name_before_a_parenthesis_is_no_variable_unless_something_says_so(name: str) -> None:
    for text in (f"{name}(x)", f"{name} (x)"):
        with pytest.raises(ExpressionError, match=f"there is no function “{name}”") as caught:
            parse_expression(f"1 + {text}")
        assert caught.value.column == 5
        assert parse_expression(text, assigned={name}) == Name(name) * Name("x")


@pytest.mark.parametrize("name", ["x", "w1", "w_1", "ŷ", "w₁", "α", "h"])
def test_one_letter_multiplies(name: str) -> None:
    assert parse_expression(f"{name}(x)") == Name(name) * Name("x")


def test_a_flag_is_0_or_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """No operation has one yet; the first that does can be called."""
    flag = Attribute("keep", "flag", False, "Whether axes of length 1 stay.")
    flagged = replace(get_operation("sum"), attributes=(flag,))
    monkeypatch.setattr("engine.calls.get_operation", lambda _: flagged)
    tree = parse_expression("sum(x, keep=1)")
    assert tree == Apply("sum", (Name("x"),), (("keep", True),))
    with pytest.raises(ExpressionError, match="the keep of sum must be 0 or 1"):
        parse_expression("sum(x, keep=2)")


@pytest.mark.parametrize(
    ("text", "operation", "attributes"),
    [
        ("reshape(x, 2, 3)", "reshape", (("shape", (2, 3)),)),
        ("reshape(x, -1)", "reshape", (("shape", (-1,)),)),
        ("reshape(x)", "reshape", ()),
        ("slice(x, 1, 3)", "slice", (("start", 1), ("stop", 3))),
        ("slice(x, stop=1000)", "slice", (("stop", 1000),)),
        ("index(x, 2, axis=1)", "index", (("axis", 1), ("index", 2.0))),
        ("variance(x, ddof=1)", "variance", (("ddof", 1.0),)),
    ],
)
def test_attributes_may_follow_the_operands(
    text: str, operation: str, attributes: tuple[tuple[str, object], ...]
) -> None:
    tree = parse_expression(text)
    assert tree == Apply(operation, (Name("x"),), attributes)
    assert parse_expression(to_text(tree)) == tree


@pytest.mark.parametrize("size", ["0.5", "y", "1e300"])
def test_a_shape_is_made_of_whole_numbers(size: str) -> None:
    with pytest.raises(ExpressionError, match="the shape of reshape is made of whole numbers"):
        parse_expression(f"reshape(x, 2, {size})")


@pytest.mark.parametrize(
    ("name", "operation"),
    [("asin", "arcsin"), ("arctan2", "atan2"), ("var", "variance"), ("amax", "largest")],
)
def test_other_names_mean_the_same(name: str, operation: str) -> None:
    ports = ", ".join("ab"[: len(get_operation(operation).ports)])
    assert parse_expression(f"{name}({ports})") == parse_expression(f"{operation}({ports})")

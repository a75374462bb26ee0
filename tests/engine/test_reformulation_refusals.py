"""What cannot be the formula of a node is refused with a sentence and a column."""

from __future__ import annotations

import pytest

from engine.document_format import dump
from engine.errors import ExpressionError
from engine.graph import Graph
from engine.reformulation import reformulation
from tests.engine.reformulating import NETWORK, drawn


@pytest.mark.parametrize(
    ("text", "column", "told"),
    [
        ("", 1, "formula was expected"),
        ("L = ", 5, "expected"),
        ("L = (yhat - y", 14, "not closed"),
        ("L = yhat - y)", 13, "no parenthesis"),
        ("L = wibble(x)", 5, "no function"),
        ("L = sin + 1", 5, "is a function"),
        ("L = __import__('os')", 16, "no meaning"),
        ("L = __import__(x)", 5, "no function"),
        ("L = yhat", 5, "alone computes nothing"),
        ("L = " + "(" * 1000 + "x" + ")" * 1000, None, "200"),
        ("L = " + "x+" * 20_000, 20_001, "at most"),
        ("yhat = x^2", 1, "taken"),
        ("n1 = x^2", 1, "taken"),
        ("L = n1^2", 5, "taken"),
        ("L = input^2", 5, "word of the program"),
        ("output = x^2", 1, "word of the program"),
        ("param L = x^2", 11, "no leaf"),
        ("param L x", 9, "“=” was expected"),
        (r"L = \frac{x}{y", 15, "not closed"),
        (r"L = \wibble", 5, "no meaning"),
        (r"x y = \frac{x}{y}", 1, "one name"),
    ],
)
def test_bad_input_is_refused_with_its_column(text: str, column: int | None, told: str) -> None:
    graph = drawn(NETWORK)
    with pytest.raises(ExpressionError, match=told) as raised:
        reformulation(graph, graph.resolve("L"), text)
    assert raised.value.column is not None
    assert column in {None, raised.value.column}


@pytest.mark.parametrize("text", ["x = L + 1", r"x = \frac{L}{2}", "x = sin(yhat) + y", "x = x^2"])
def test_a_formula_that_would_feed_itself_is_refused(text: str) -> None:
    graph = drawn(NETWORK)
    written = dump(graph)
    with pytest.raises(ExpressionError, match=r"close a cycle|own formula") as raised:
        reformulation(graph, graph.resolve("x"), text)
    assert raised.value.column is not None
    assert raised.value.column > 4
    assert dump(graph) == written


def test_a_cycle_is_shown_where_the_name_stands() -> None:
    graph = drawn(NETWORK)
    with pytest.raises(ExpressionError) as raised:
        reformulation(graph, graph.resolve("o1"), "o1 = tanh(x) + 2*yhat")
    assert raised.value.column == 18


def test_a_new_name_cannot_be_part_of_its_own_formula() -> None:
    with pytest.raises(ExpressionError, match="own formula"):
        reformulation(Graph(), None, "q = q + 1")

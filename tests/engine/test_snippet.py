"""A formula that is typed in the middle of a graph means nodes of that graph where it can."""

from __future__ import annotations

import pytest

from engine.errors import EngineError, ExpressionError
from engine.listing import print_program
from engine.naming import shown_name
from engine.program import parse
from engine.snippet import is_formula, snippet, why_no_formula


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w*x+b", True),
        ("-x", True),
        ("2x + 1", True),
        ("σ(x)", True),
        ("y = w*x", True),
        ("", False),
        ("=", False),
        ("x", False),
        ("y = 3", False),
        ("3.5", False),
        ("[1, 2]", False),
        ("squared error", False),
        ("w*", False),
        ("a = b = c*d", False),
        ("x" * 50, False),
    ],
)
def test_what_counts_as_a_formula(text: str, expected: bool) -> None:
    assert is_formula(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w*", "column 3: "),
        ("y = w*", "column 7: "),
        ("(a", "column 3: the parenthesis opened at column 1 is not closed"),
        ("2 ? 3", "column 3: “?” has no meaning here"),
    ],
)
def test_it_is_told_where_a_formula_goes_wrong(text: str, expected: str) -> None:
    assert why_no_formula(text).startswith(expected)


@pytest.mark.parametrize("text", ["", "w*x+b", "squared error", "y =", "x", "3.5"])
def test_nothing_is_told_of_what_is_right_or_only_words(text: str) -> None:
    assert why_no_formula(text) == ""


def test_known_names_are_borrowed_at_every_port() -> None:
    graph = parse("input x = 2; h = sin(x)")
    found = snippet(graph, "h*x + h^2")
    assert all(not node.is_leaf for node in found.nodes.nodes())
    assert sorted(edge.source for edge in found.borrowed) == sorted(
        [graph.resolve("h"), graph.resolve("h"), graph.resolve("x")]
    )


def test_an_unnamed_node_is_met_by_the_name_on_its_card() -> None:
    graph = parse("input x = 2; input v7 = 1; y = sin(x)*cos(x)")
    unnamed = [node.id for node in graph.nodes() if not node.name]
    shown = shown_name(graph.node(unnamed[0]))
    found = snippet(graph, f"{shown}^2 + v7 + v99")
    assert {edge.source for edge in found.borrowed} == {unnamed[0], graph.resolve("v7")}
    assert [node.name for node in found.nodes.nodes() if node.is_leaf] == ["v99"]


def test_new_names_become_leaves_with_a_value() -> None:
    found = snippet(parse("input a = 1"), "w1*q + b + θ")
    leaves = {node.name: node.operation for node in found.nodes.nodes() if node.is_leaf}
    assert leaves == {"w1": "parameter", "q": "input", "b": "parameter", "θ": "parameter"}
    assert all(node.value == 1.0 for node in found.nodes.nodes() if node.is_leaf)


def test_the_nodes_are_laid_out() -> None:
    found = snippet(parse("input a = 1"), "sin(p)*cos(p)")
    positions = [node.position for node in found.nodes.nodes()]
    assert len(set(positions)) == len(positions)
    for edge in found.nodes.edges():
        assert found.nodes.node(edge.source).position[0] < found.nodes.node(edge.target).position[0]


def test_it_computes_what_it_says() -> None:
    graph = parse("input x = 2; param w = 3")
    edit, new = snippet(graph, "r = w*x + b").insertion(graph, (100.0, 50.0))
    inverse = edit.apply(graph)
    from engine.tape import record

    assert record(graph).evaluate().value("r") == 7.0
    assert min(graph.node(node_id).position[0] for node_id in new) == 100.0
    inverse.apply(graph)
    assert set(graph.names()) == {"x", "w"}


def test_a_taken_name_gets_a_number() -> None:
    graph = parse("input x = 2; y = sin(x)")
    edit, new = snippet(graph, "y = cos(x)").insertion(graph, (0.0, 0.0))
    edit.apply(graph)
    assert [graph.node(node_id).name for node_id in new] == ["y_2"]


@pytest.mark.parametrize("text", ["w*", "", "y = ", "sin(", "y = x = 1"])
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        snippet(parse("input x = 1"), text)


def test_a_name_that_cannot_be_is_refused() -> None:
    with pytest.raises(EngineError):
        snippet(parse("input x = 1"), "output = sin(x)")


def test_latex_is_a_formula_as_well() -> None:
    latex = r"\hat{y} = \sigma(w_1 x + \frac{b}{2})"
    assert is_formula(latex)
    assert why_no_formula(latex) == ""
    graph = parse("input x = 2")
    edit, _ = snippet(graph, latex).insertion(graph, (0.0, 0.0))
    edit.apply(graph)
    assert print_program(graph).splitlines()[-1] == "yhat = sigmoid(w1*x + b/2)"


def test_latex_that_breaks_off_says_where() -> None:
    assert not is_formula(r"\frac{x}{2")
    assert why_no_formula(r"\frac{x}{2").startswith("column 11: ")
    with pytest.raises(ExpressionError, match="formula was expected"):
        snippet(parse("input x = 1"), r"y = {3}")

"""A formula that is typed in the middle of a graph means nodes of that graph where it can."""

from __future__ import annotations

import pytest

from engine.errors import EngineError, ExpressionError
from engine.program import parse
from engine.snippet import is_formula, snippet


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


def test_known_names_are_borrowed_at_every_port() -> None:
    graph = parse("input x = 2; h = sin(x)")
    found = snippet(graph, "h*x + h^2")
    assert all(not node.is_leaf for node in found.nodes.nodes())
    assert sorted(edge.source for edge in found.borrowed) == sorted(
        [graph.resolve("h"), graph.resolve("h"), graph.resolve("x")]
    )


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

"""Nodes are found by name, by operation and by the number that they show."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.graph import Node
from engine.values import as_value
from gui.canvas.number_text import NumberFormat
from gui.node_search import FoundNode, found_nodes

FORMAT = NumberFormat()


def row(name: str, operation: str = "multiply", value: object = None) -> FoundNode:
    known = None if value is None else as_value(value)
    return FoundNode(Node(f"id_{name}", operation, name), known, FORMAT)


NODES = [
    row("w1", "parameter", 0.5),
    row("w2", "parameter", -2.0),
    row("z", "multiply", 1 / 3),
    row("out", "sigmoid", float("nan")),
    row("big", "exp", float("inf")),
    row("small", "ln", float("-inf")),
    row("m", "input", np.array([1.0, np.nan])),
    row("v", "input", np.array([3.0, 4.0])),
    row("later", "sigmoid"),
]


def names(query: str) -> list[str]:
    return [found.node.name for found in found_nodes(query, NODES)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("w", ["w1", "w2"]),
        ("w1", ["w1"]),
        ("sigmoid", ["out", "later"]),
        ("parameter", ["w1", "w2"]),
        ("0.5", ["w1"]),
        ("0,5", ["w1"]),
        (".5", ["w1"]),
        ("−2", ["w2"]),
        ("-2", ["w2"]),
        ("0.3333", ["z"]),
        ("0.33", ["z"]),
        ("0.33333333", ["z"]),
        ("0.34", []),
        ("nan", ["out", "m"]),
        ("inf", ["big", "small"]),
        ("∞", ["big", "small"]),
        ("-inf", ["small"]),
        ("+inf", ["big"]),
        ("5", ["v"]),
        ("no such node", []),
    ],
)
def test_what_a_query_finds(query: str, expected: list[str]) -> None:
    assert names(query) == expected


def test_an_empty_query_finds_all() -> None:
    assert len(names("")) == len(NODES)


def test_a_value_that_is_not_known_is_a_dash_and_not_found() -> None:
    assert NODES[-1].value_text == "–"
    assert "later" not in names("0")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_number_that_is_shown_finds_its_node(value: float) -> None:
    found = row("x", "input", value)
    assert found_nodes(found.value_text, [found]) == [found]

from __future__ import annotations

import math
import unicodedata

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import ExpressionError, NameTakenError
from engine.node import RESERVED, Edge, Node, check_name
from engine.tokens import tokenize


def test_an_edge_is_a_triple() -> None:
    edge = Edge("a", "b", "x")
    assert tuple(edge) == ("a", "b", "x")
    assert edge == Edge("a", "b", "x")


@pytest.mark.parametrize(
    ("operation", "trainable", "is_leaf", "is_trained"),
    [
        ("input", True, True, False),
        ("parameter", True, True, True),
        ("parameter", False, True, False),
        ("constant", True, True, False),
        ("sin", True, False, False),
        ("nonsense", True, False, False),
    ],
)
def test_kinds_of_nodes(operation: str, trainable: bool, is_leaf: bool, is_trained: bool) -> None:
    node = Node("n1", operation, trainable=trainable)
    assert (node.is_leaf, node.is_trained) == (is_leaf, is_trained)


@pytest.mark.parametrize(
    ("node", "key", "label"),
    [
        (Node("n1", "sin", "s"), "s", "s"),
        (Node("n1", "multiply"), "n1", "×"),
        (Node("n1", "nonsense"), "n1", "nonsense"),
        (Node("n1", "input"), "n1", "input"),
    ],
)
def test_what_a_node_is_called(node: Node, key: str, label: str) -> None:
    assert (node.key, node.label) == (key, label)


def test_nodes_are_equal_by_content_even_with_arrays_and_nan() -> None:
    def node(value: object = None, **fields: object) -> Node:
        return Node("n1", "input", "x", value, **fields)  # type: ignore[arg-type]

    assert node(np.array([1.0, 2.0])) == node(np.array([1.0, 2.0]))
    assert node(np.array([1.0, 2.0])) != node(np.array([1.0, 3.0]))
    assert node(math.nan) == node(math.nan)
    assert node(1.0) != node(None)
    assert node(1.0) != node(1.0, position=(1.0, 0.0))
    assert node(attributes={"b": np.array([1.0])}) == node(attributes={"b": np.array([1.0])})
    assert node(attributes={"b": np.array([1.0])}) != node(attributes={"b": np.array([2.0])})
    assert node(extra={"colour": "red"}) != node()
    assert hash(node(1.0)) == hash(node(2.0))
    assert node() != "n1"


@pytest.mark.parametrize("name", ["x", "ŷ", "w₁", "w_1", "_a", "α", "x1y2", "é", "y\u0302", "重み"])
def test_names_that_are_fine(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "a name begins with a letter"),
        ("2x", "a name begins with a letter"),
        (" x", "a name begins with a letter"),
        ("\u0302y", "a name begins with a letter"),
        ("a b", "“ ” is not allowed"),
        ("a-b", "“-” is not allowed"),
        ("x'", "is not allowed"),
        ("x²", "“²” is a power"),
        ("x½⁴", "“⁴” is a power"),
        ("x" * 81, "too long for a name"),
        ("input", "a word of the program text"),
        ("param", "a word of the program text"),
        ("constant", "a word of the program text"),
        ("override", "a word of the program text"),
        ("output", "a word of the program text"),
    ],
)
def test_names_that_are_not(name: str, message: str) -> None:
    with pytest.raises(NameTakenError, match=message) as caught:
        check_name(name)
    assert len(str(caught.value)) < 100


@given(st.text(min_size=1, max_size=4))
@example("a²")
@example("a½")
@example("aⅧ①")
@example("a٣ªₙ")
@example("a\u0302\u0303b")
@example("a'")
def test_a_name_is_what_a_program_reads_as_one(text: str) -> None:
    name = unicodedata.normalize("NFC", text)
    try:
        check_name(name)
    except NameTakenError:
        is_name = name in RESERVED
    else:
        is_name = True
    try:
        found = [(token.kind, token.text) for token in tokenize(name)][:-1]
    except ExpressionError:
        found = []
    assert (found == [("name", name)]) == is_name

from __future__ import annotations

import pytest

from engine.graph import Node
from engine.naming import node_title, shown_name


@pytest.mark.parametrize(
    ("node", "shown"),
    [
        (Node("n7", "add", "z"), "z"),
        (Node("n7", "add"), "v7"),
        (Node("n", "add"), "n"),
        (Node("nx", "add"), "nx"),
        (Node("node", "add"), "node"),
        (Node("a7", "add"), "a7"),
    ],
)
def test_what_a_node_is_called(node: Node, shown: str) -> None:
    assert shown_name(node) == shown


@pytest.mark.parametrize(
    ("node", "title"),
    [
        (Node("n7", "divide", "q"), "÷ (q)"),
        (Node("n7", "divide"), "÷"),
        (Node("n7", "warp", "w"), "w"),
        (Node("n7", "warp"), "warp"),
    ],
)
def test_what_a_sentence_calls_a_node(node: Node, title: str) -> None:
    assert node_title(node) == title

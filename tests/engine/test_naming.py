from __future__ import annotations

import pytest

from engine.graph import Node
from engine.naming import shown_name


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

"""The card of a collapsed group says which node each of its ports belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.calculus.notation import plain_name
from engine.grouping import group_nodes
from engine.naming import shown_name
from engine.program import parse
from gui.canvas.group_card import group_card
from gui.canvas.projection import Boundary, Port

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from engine.graph import Graph


@pytest.fixture
def graph(qapp: QApplication) -> Graph:
    return parse("x = 1; param w = 2; y = sin(w*x) + 1")


def test_nodes_without_a_name_are_told_apart_as_on_their_own_cards(graph: Graph) -> None:
    product = next(node.id for node in graph.nodes() if node.operation == "multiply")
    edit, group_id = group_nodes(graph, [product, graph.resolve("w")], "")
    edit.apply(graph)
    boundary = Boundary(group_id, (product,), (Port(product, "x2"),), (product,), product)
    card = group_card(graph, boundary)
    name = plain_name(shown_name(graph.node(product)))
    assert name.startswith("v")
    assert [spot.label for spot in card.outputs] == [f"× {name}"]
    assert [spot.label for spot in card.ports] == ["x"]

"""What a card shows, and that its texts never touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.graph import Edge, Graph, Node
from engine.operation import all_operations
from gui.canvas.card import TEXT_LEFT, TEXT_RIGHT, Card, Kind, card_of
from gui.canvas.geometry import WIDEST_CARD
from gui.canvas.lettering import NUMBER_SIZES, Style, digit_width, text_width
from gui.canvas.number_text import NumberFormat

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.usefixtures("qapp")


def card(node: Node, graph: Graph | None = None) -> Card:
    home = graph or Graph()
    if node.id not in home:
        home.insert(node)
    return card_of(home, node, NumberFormat())


def texts_are_apart(shown: Card) -> bool:
    symbol = TEXT_LEFT + text_width(shown.symbol, Style.SYMBOL)
    caption = shown.width - TEXT_RIGHT - text_width(shown.caption, Style.CAPTION)
    return symbol < caption


def test_a_leaf_shows_its_name_and_its_kind() -> None:
    shown = card(Node("n1", "parameter", "w1", 0.5))
    assert (shown.kind, shown.symbol, shown.caption) == (Kind.LEAF, "w₁", "param")
    assert (shown.token, shown.width, shown.height) == ("parameter", 132, 84)
    assert card(Node("n1", "parameter", "w1", 0.5, trainable=False)).caption == "frozen"
    assert card(Node("n1", "input", "yhat")).symbol == "ŷ"


def test_an_operation_shows_its_symbol_and_its_name() -> None:
    shown = card(Node("n1", "sigmoid", "o1"))
    assert (shown.symbol, shown.caption, shown.token) == ("σ", "o₁", "activation")
    assert shown.is_named
    unnamed = card(Node("n4", "sigmoid"))
    assert (unnamed.caption, unnamed.is_named) == ("v₄", False)


def test_a_constant_without_a_name_is_its_number() -> None:
    shown = card(Node("n1", "constant", value=-0.5))
    assert (shown.kind, shown.symbol, shown.has_gradient) == (Kind.NUMBER, "−0.5", False)
    assert card(Node("n1", "constant", "c", 3.0)).symbol == "c"


def test_an_unknown_operation_is_a_placeholder_with_the_ports_it_has() -> None:
    graph = Graph()
    graph.insert(Node("n1", "input", "x"))
    graph.insert(Node("n2", "warp", "y"))
    graph.attach(Edge("n1", "n2", "engine"))
    shown = card_of(graph, graph.node("n2"), NumberFormat())
    assert (shown.kind, shown.symbol) == (Kind.PLACEHOLDER, "warp")
    assert [(spot.name, spot.is_taken) for spot in shown.ports] == [("engine", True)]


def test_a_variadic_operation_offers_one_port_more() -> None:
    graph = Graph()
    for name in "abc":
        graph.add_input(name, 1.0)
    graph.add("add", "a", "b", "c", name="s")
    shown = card_of(graph, graph.find("s"), NumberFormat())
    assert [spot.name for spot in shown.ports] == ["x1", "x2", "x3", "x4"]
    assert [spot.is_extra for spot in shown.ports] == [False, False, False, True]
    assert shown.height == 108
    assert len({spot.y for spot in shown.ports}) == 4


def test_a_literal_stands_at_its_port_until_an_edge_arrives() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    graph.add("add", "x", 2.5, name="s")
    spot = card_of(graph, graph.find("s"), NumberFormat()).port("x2")
    assert spot is not None
    assert (spot.literal, spot.is_taken) == ("2.5", False)
    graph.connect("x", "s", "x2")
    spot = card_of(graph, graph.find("s"), NumberFormat()).port("x2")
    assert spot is not None
    assert (spot.literal, spot.is_taken) == ("", True)


def test_overrides_are_listed() -> None:
    shown = card(Node("n1", "sigmoid", overrides={"x": "1"}))
    assert shown.override == "∂/∂x = 1"


@pytest.mark.parametrize("operation", [record.name for record in all_operations()])
def test_symbols_and_captions_of_all_operations_are_apart(operation: str) -> None:
    for name in ("", "y", "a_name_of_great_length_that_no_card_can_hold"):
        shown = card(Node("n1", operation, name))
        assert texts_are_apart(shown)
        assert shown.width % 12 == 0


@given(
    st.sampled_from(("input", "parameter", "sigmoid", "log_sigmoid", "squared_error")),
    st.text("abcwxyzWM_", min_size=1, max_size=60).filter(lambda name: name[0] != "_"),
)
def test_texts_of_any_length_are_apart(qapp: QApplication, operation: str, name: str) -> None:
    shown = card(Node("n1", operation, name))
    assert texts_are_apart(shown)
    assert shown.width <= WIDEST_CARD
    assert shown.symbol


@given(st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_value_and_gradient_of_any_size_fit_the_card(
    qapp: QApplication, value: float, gradient: float
) -> None:
    shown = card(Node("n1", "sigmoid"))
    size = NUMBER_SIZES[-1]
    length = shown.number_length(size)
    texts = NumberFormat().pair(value, gradient, length)
    assert sum(map(len, texts)) <= length
    width = (length + 1) * digit_width(size)
    assert width <= shown.width - TEXT_LEFT - TEXT_RIGHT

"""Card: what the picture of a node shows whatever the numbers are, worked out once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from engine.calculus.notation import plain_name
from engine.naming import shown_name
from engine.operation import ANY_NUMBER_OF_PORTS, find_operation
from engine.shapes import shape_text
from engine.values import Value, shape_of
from gui.canvas.geometry import (
    CARD_WIDTH,
    GRID,
    WIDEST_CARD,
    card_height,
    extra_port_y,
    port_ys,
)
from gui.canvas.lettering import Style, digit_width, elided, text_width
from gui.catalogue import operation_token

if TYPE_CHECKING:
    from engine.graph import Graph, Node
    from gui.canvas.number_text import NumberFormat

__all__ = ["TEXT_LEFT", "TEXT_RIGHT", "Card", "Kind", "PortSpot", "card_of"]

TEXT_LEFT = 16.0
TEXT_RIGHT = 10.0
TEXT_GAP = 8.0
LITERAL_LENGTH = 8
SYMBOL_SHARE = 0.62


class Kind(StrEnum):
    """Which sort of card it is."""

    LEAF = "leaf"
    NUMBER = "number"
    OPERATION = "operation"
    PLACEHOLDER = "placeholder"
    GROUP = "group"
    STUB = "stub"


@dataclass(frozen=True, slots=True)
class PortSpot:
    """A port of a card.

    Attributes
    ----------
    name
        Its name in the operation; empty for an output.
    y
        Its height below the top of the card.
    literal
        The number that stands in for an edge, as it is shown; empty if there is none.
    is_taken
        Whether an edge arrives.
    is_extra
        Whether it is the one that a variadic operation offers beyond those in use.
    node
        Id of the node that it belongs to, where that is not the card's own.
    label
        What is written beside it.
    """

    name: str
    y: float
    literal: str = ""
    is_taken: bool = False
    is_extra: bool = False
    node: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows but for the numbers of a run.

    Attributes
    ----------
    kind
        A leaf, a constant that is only its number, an operation, or a placeholder.
    width, height
        Its size.
    token
        Colour of its stripe and symbol.
    symbol, caption
        The large and the small text, already short enough.
    is_named
        Whether the caption is the node's own name, or a word of the program for it.
    ports
        Its input ports from top to bottom.
    has_gradient
        Whether a gradient can be asked of it at all.
    override
        The formulas in place of its local derivatives, one a line; empty if there are none.
    outputs
        The outputs of a card that stands for several nodes; of any other there is one, in the
        middle of its right side.
    main
        Id of the node inside a group whose numbers its card shows; empty if there is none.
    """

    kind: Kind
    width: float
    height: float
    token: str
    symbol: str
    caption: str
    is_named: bool
    ports: tuple[PortSpot, ...] = ()
    has_gradient: bool = True
    override: str = ""
    outputs: tuple[PortSpot, ...] = ()
    main: str = ""

    def number_length(self, size: int) -> int:
        """How many characters of a height value and gradient may have together, gap excluded."""
        room = self.width - TEXT_LEFT - TEXT_RIGHT
        return int(room / digit_width(size)) - 1

    @property
    def left_reach(self) -> float:
        """How far the literals reach to the left of the card."""
        widths = [text_width(port.literal, Style.LITERAL) for port in self.ports if port.literal]
        return max(widths) + 14.0 if widths else 0.0

    @property
    def output_spots(self) -> tuple[PortSpot, ...]:
        """Its output ports from top to bottom."""
        if self.kind in {Kind.GROUP, Kind.STUB}:
            return self.outputs
        return (PortSpot("", self.height / 2),)

    def port(self, name: str, node: str = "") -> PortSpot | None:
        """Return the port of that name, on a group's card that of a node in it, or None."""
        return next((port for port in self.ports if (port.name, port.node) == (name, node)), None)

    def output_y(self, node: str) -> float:
        """Return how far below its top an output is; of a card of one node the only one."""
        return next((spot.y for spot in self.outputs if spot.node == node), self.height / 2)


def _translated(text: str) -> str:
    return QCoreApplication.translate("Card", text)


def card_of(graph: Graph, node: Node, numbers: NumberFormat) -> Card:
    """Work out the card of a node.

    Parameters
    ----------
    graph
        Where the node is; its edges say which ports are taken.
    node
        The node.
    numbers
        How literals are written.
    """
    if node.is_leaf:
        return _leaf_card(node, numbers)
    names, taken = graph.ports(node.id), graph.inputs(node.id)
    literals = tuple(
        (name, numbers.fitting(node.attributes[name], LITERAL_LENGTH))
        for name in node.attributes
        if name in names and name not in taken and node.attributes[name] is not None
    )
    override = "\n".join(
        f"∂/∂{port} = {formula}" for port, formula in sorted(node.overrides.items())
    )
    # In the order of the ports: that of the edges depends on how they came.
    places = _Places(names, tuple([name for name in names if name in taken]), literals)
    return _operation_card(node.operation, shown_name(node), bool(node.name), places, override)


# A deletion that is undone asks for thousands of cards that were there before.
@lru_cache(maxsize=16384)
def _operation_card(
    name: str, caption: str, is_named: bool, places: _Places, override: str
) -> Card:
    operation = find_operation(name)
    ports, height = _ports(places, is_variadic=operation is not None and operation.variadic)
    symbol = operation.symbol if operation else name
    width, symbol, caption = _fitted(symbol, plain_name(caption))
    kind = Kind.OPERATION if operation else Kind.PLACEHOLDER
    token = operation_token(name)
    return Card(kind, width, height, token, symbol, caption, is_named, ports, override=override)


def _leaf_card(node: Node, numbers: NumberFormat) -> Card:
    kinds = {
        "input": _translated("input"),
        "parameter": _translated("param"),
        "constant": _translated("const"),
    }
    kind, text = Kind.LEAF, plain_name(shown_name(node))
    if node.operation == "constant" and not node.name and node.value is not None:
        kind, text = Kind.NUMBER, _constant_text(node.value, numbers)
    caption = kinds[node.operation]
    if node.operation == "parameter" and not node.trainable:
        caption = _translated("frozen")
    width, symbol, caption = _fitted(text, caption)
    return Card(
        kind,
        width,
        card_height(0, variadic=False),
        node.operation,
        symbol,
        caption,
        bool(node.name) or kind is Kind.NUMBER,
        has_gradient=node.operation != "constant",
    )


def _constant_text(value: Value, numbers: NumberFormat) -> str:
    shape = shape_of(value)
    return shape_text(shape) if shape else numbers.number(float(value))


class _Places(NamedTuple):
    """What there is at the ports of a card: names, those with an edge, literals by name."""

    names: tuple[str, ...]
    taken: tuple[str, ...]
    literals: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1024)
def _ports(places: _Places, *, is_variadic: bool) -> tuple[tuple[PortSpot, ...], float]:
    names, literals = places.names, dict(places.literals)
    variadic = is_variadic and len(names) < ANY_NUMBER_OF_PORTS
    height = card_height(len(names), variadic=variadic)
    spots = [
        PortSpot(name, y, literals.get(name, ""), name in places.taken)
        for name, y in zip(names, port_ys(len(names), height), strict=True)
    ]
    if variadic:
        spots.append(PortSpot(f"x{len(names) + 1}", extra_port_y(height), is_extra=True))
    return tuple(spots), height


def _fitted(symbol: str, caption: str) -> tuple[float, str, str]:
    """Width of the card, and both texts so that neither touches the other."""
    symbol_width = text_width(symbol, Style.SYMBOL)
    caption_width = text_width(caption, Style.CAPTION)
    needed = TEXT_LEFT + symbol_width + TEXT_GAP + caption_width + TEXT_RIGHT
    width = min(WIDEST_CARD, math.ceil(max(CARD_WIDTH, needed) / GRID) * GRID)
    if needed <= width:
        return width, symbol, caption
    room = width - TEXT_LEFT - TEXT_GAP - TEXT_RIGHT
    # The longer text gives way; a short one beside it stays whole.
    symbol_room = max(room * SYMBOL_SHARE, room - caption_width)
    symbol = elided(symbol, Style.SYMBOL, symbol_room)
    caption = elided(caption, Style.CAPTION, room - text_width(symbol, Style.SYMBOL))
    return width, symbol, caption

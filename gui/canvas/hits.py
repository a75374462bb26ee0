"""Hits: what of a diagram is at a point."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gui.canvas.card import TEXT_LEFT, Card, Kind
from gui.canvas.frame_painter import HANDLE
from gui.canvas.frames import TITLE_HEIGHT
from gui.canvas.lettering import Style, text_width
from gui.canvas.node_painter import CHEVRON_X, CHEVRON_Y
from gui.canvas.projection import group_key, group_of_key

if TYPE_CHECKING:
    from engine.graph import Edge
    from gui.canvas.diagram import Diagram

__all__ = ["READABLE_SCALE", "Hit", "Part", "hit_test"]

READABLE_SCALE = 0.4
"""Below this scale texts cannot be read: the overview is drawn, and ports cannot be aimed at."""

PORT_REACH = 11.0
EDGE_REACH = 7.0
NUMBERS_HEIGHT = 34.0
LITERAL_HALF_HEIGHT = 9.0
NAME_HEIGHT = 46.0
SIGN_REACH = 11.0
BORDER_REACH = 5.0


class Part(StrEnum):
    """Which part of a card or of the canvas it is."""

    NOTHING = "nothing"
    NODE = "node"
    NAME = "name"
    VALUE = "value"
    LITERAL = "literal"
    INPUT = "input port"
    OUTPUT = "output port"
    EDGE = "edge"
    GROUP = "group"
    TOGGLE = "sign that opens or closes a group"
    CORNER = "corner of a frame"
    STUB = "end of an edge from outside"


@dataclass(frozen=True, slots=True)
class Hit:
    """What is at a point.

    Attributes
    ----------
    part
        What it is.
    node, port
        Whose part it is; the port where it is one, or the literal of one.
    edge
        The edge, if it is one.
    group
        Id of the group, if it is a frame's title or a collapsed group's card.
    """

    part: Part = Part.NOTHING
    node: str | None = None
    port: str | None = None
    edge: Edge | None = None
    group: str | None = None

    @property
    def key(self) -> str | None:
        """Key of the card, if it is one."""
        return self.node if self.group is None else group_key(self.group)


def hit_test(diagram: Diagram, x: float, y: float, scale: float) -> Hit:
    """Find out what is at a point; of two cards the upper one, a port before everything else.

    Parameters
    ----------
    diagram
        Where things are.
    x, y
        The point, on the canvas.
    scale
        Pixels a unit, since the reach of a pointer is the same at every scale.
    """
    if scale >= READABLE_SCALE:
        found = _port_at(diagram, x, y, max(PORT_REACH, PORT_REACH / scale))
        if found is not None:
            return found
    row = diagram.nodes.topmost(diagram.nodes.within(x, y, x, y))
    if row is not None:
        node_id = diagram.nodes.ids[row]
        left, top = diagram.nodes.boxes[row, :2].tolist()
        return _card_hit(diagram, node_id, x - left, y - top)
    edge_row = diagram.edges.at(x, y, EDGE_REACH / scale)
    if edge_row is not None:
        return Hit(Part.EDGE, edge=diagram.edges.edges[edge_row])
    return _frame_hit(diagram, x, y) if diagram.frames else Hit()


def _card_hit(diagram: Diagram, key: str, x: float, y: float) -> Hit:
    """Find out what of a card is at a point, given from its upper left corner."""
    group_id = group_of_key(key)
    if group_id is not None:
        on_sign = abs(x - CHEVRON_X) <= SIGN_REACH and abs(y - CHEVRON_Y) <= SIGN_REACH
        return Hit(Part.TOGGLE if on_sign else Part.GROUP, group=group_id)
    if key in diagram.projection.stubs:
        return Hit(Part.STUB, diagram.projection.stubs[key].node)
    return Hit(_part_of(diagram.cards[key], x, y), key)


def _frame_hit(diagram: Diagram, x: float, y: float) -> Hit:
    """Find the frame whose title, border or corner is at a point; of several the innermost."""
    for group_id, frame in reversed(diagram.frames.items()):
        left, top, right, bottom = frame.box
        if not frame.box.holds(x, y):
            continue
        if x >= right - HANDLE and y >= bottom - HANDLE:
            return Hit(Part.CORNER, group=group_id)
        if abs(x - left - CHEVRON_X) <= SIGN_REACH and abs(y - top - CHEVRON_Y) <= SIGN_REACH:
            return Hit(Part.TOGGLE, group=group_id)
        inner = min(x - left, right - x, bottom - y)
        if y <= top + TITLE_HEIGHT or inner <= BORDER_REACH:
            return Hit(Part.GROUP, group=group_id)
    return Hit()


def _port_at(diagram: Diagram, x: float, y: float, reach: float) -> Hit | None:
    """Find the nearest port within reach, or a literal beside one."""
    near = diagram.nodes.within(x - reach, y - reach, x + reach + 80.0, y + reach)
    best: Hit | None = None
    nearest = reach**2
    for row in near.tolist():
        node_id = diagram.nodes.ids[row]
        card = diagram.cards[node_id]
        left, top, right, _ = diagram.nodes.boxes[row].tolist()
        places = [
            (Hit(Part.INPUT, spot.node or node_id, spot.name), left, top + spot.y)
            for spot in card.ports
        ]
        places += [
            (Hit(Part.OUTPUT, spot.node or node_id, ""), right, top + spot.y)
            for spot in card.output_spots
        ]
        for hit, port_x, port_y in places:
            distance = (port_x - x) ** 2 + (port_y - y) ** 2
            if distance <= nearest:
                best, nearest = hit, distance
        if best is None:
            best = _literal_at(card, node_id, x - left, y - top)
            if best is not None:
                return best
    return best


def _literal_at(card: Card, node_id: str, x: float, y: float) -> Hit | None:
    for spot in card.ports:
        if spot.literal and abs(y - spot.y) <= LITERAL_HALF_HEIGHT:
            width = text_width(spot.literal, Style.LITERAL)
            if -12.0 - width <= x <= -6.0:
                return Hit(Part.LITERAL, node_id, spot.name)
    return None


def _part_of(card: Card, x: float, y: float) -> Part:
    if card.kind is Kind.NUMBER:
        return Part.VALUE
    if card.kind is Kind.LEAF and y >= card.height - NUMBERS_HEIGHT:
        return Part.VALUE
    on_symbol = card.kind is Kind.LEAF and (
        TEXT_LEFT - 4.0 <= x <= TEXT_LEFT + text_width(card.symbol, Style.SYMBOL) + 4.0
    )
    return Part.NAME if on_symbol and y < NAME_HEIGHT else Part.NODE

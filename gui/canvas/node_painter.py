"""Node painter: one card, drawn with plain painter calls so that a picture file looks the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from engine.diagnostic import Severity
from gui.canvas.card import TEXT_LEFT, TEXT_RIGHT, Card, Kind, PortSpot
from gui.canvas.geometry import MARGIN
from gui.canvas.lettering import Style, font_of, text_width
from gui.canvas.look import CORNER, Look, card_path, stripe_path

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QPen


__all__ = [
    "BADGE_RADIUS",
    "CHEVRON_X",
    "CHEVRON_Y",
    "OVERRIDE_SIGN",
    "PORT_RADIUS",
    "CardState",
    "badge_places",
    "card_bounds",
    "paint_body",
    "paint_card",
    "paint_chevron",
]

PORT_RADIUS = 4.0
BADGE_RADIUS = 8.0
OVERRIDE_SIGN = "∂"

SYMBOL_BASELINE = 39.0
CAPTION_BASELINE = 25.0
SHAPE_BASELINE = 44.0
NUMBERS_ABOVE_BOTTOM = 15.0
FADED_OPACITY = 0.32
GROUP_TITLE_LEFT = 32.0
GROUP_TITLE_BASELINE = 24.0
CHEVRON_X = 20.0
CHEVRON_Y = 18.0


@dataclass(slots=True)
class CardState:
    """What of a card changes from moment to moment.

    Attributes
    ----------
    value, gradient
        The numbers as they are written; empty for none.
    knows_value, knows_gradient
        Whether they are numbers, or dashes.
    number_size
        Height of the numbers; 0 for the usual one.
    shape
        Shape of the value if it is an array.
    active
        Colour of the pass whose present step is at this node; empty when it is elsewhere.
    pulse
        How strongly the card shines to be found, from 0 to 1.
    port
        Name of the port under the pointer; empty for the output port.
    port_node
        The node that it belongs to, where that is in a group.
    output
        Id of the node whose gradient is taken.
    """

    value: str = ""
    gradient: str = ""
    knows_value: bool = False
    knows_gradient: bool = False
    number_size: int = 0
    shape: str = ""
    is_stale: bool = False
    is_selected: bool = False
    is_hovered: bool = False
    is_faded: bool = False
    is_output: bool = False
    shows_extra_port: bool = False
    active: str = ""
    pulse: float = 0.0
    port: str | None = None
    port_node: str = ""
    output: str = ""
    severity: Severity | None = None


def card_bounds(card: Card) -> QRectF:
    """Return everything that a card may draw on, relative to its top left corner."""
    left = max(MARGIN, card.left_reach)
    return QRectF(-left, -MARGIN, card.width + left + MARGIN, card.height + 2 * MARGIN)


def badge_places(card: Card, severity: Severity | None) -> dict[str, QPointF]:
    """Return the middles of the badges that a card carries, by ``finding`` and ``override``."""
    places = {}
    x = card.width - 2.0
    if severity is not None:
        places["finding"] = QPointF(x, 1.0)
        x -= 2 * BADGE_RADIUS + 3.0
    if card.override:
        places["override"] = QPointF(x, 1.0)
    return places


def paint_card(painter: QPainter, look: Look, card: Card, state: CardState) -> None:
    """Draw a card with its top left corner at the origin."""
    if card.kind is Kind.STUB:
        _paint_stub(painter, look, card, state)
        return
    opacity = painter.opacity()
    if state.is_faded:
        painter.setOpacity(opacity * FADED_OPACITY)
    _paint_glow(painter, look, card, state)
    paint_body(painter, look, card)
    _paint_outline(painter, look, card, state)
    _paint_texts(painter, look, card)
    _paint_numbers(painter, look, card, state)
    _paint_ports(painter, look, card, state)
    if state.severity is not None or card.override:
        _paint_badges(painter, look, card, state)
    painter.setOpacity(opacity)


def paint_body(painter: QPainter, look: Look, card: Card, border: QPen | None = None) -> None:
    """Draw shadow, ground and stripe of a card."""
    path = card_path(card.width, card.height)
    if card.kind is Kind.GROUP:
        _paint_pile(painter, look, card)
    painter.setPen(look.no_pen)
    for spread, drop, brush in look.shadows:
        painter.setBrush(brush)
        painter.drawRoundedRect(
            QRectF(-spread, drop - spread, card.width + 2 * spread, card.height + 2 * spread),
            CORNER + spread,
            CORNER + spread,
        )
    painter.setBrush(look.card)
    painter.setPen(border or look.card_border)
    if card.kind is Kind.PLACEHOLDER:
        painter.setPen(look.pen("text_muted", 1.3, dashed=True))
    painter.drawPath(path)
    if card.kind is Kind.PLACEHOLDER:
        return
    painter.setPen(look.no_pen)
    painter.setBrush(look.brush(card.token))
    painter.drawPath(stripe_path(card.height))


def _paint_pile(painter: QPainter, look: Look, card: Card) -> None:
    """Draw the edges of two cards below the upper one, since a group is a pile of cards."""
    painter.setPen(look.card_border)
    for depth in (2, 1):
        drop = 4.0 * depth
        painter.setBrush(look.tinted(card.token, 0.08 * depth))
        frame = QRectF(drop, drop, card.width - drop, card.height - drop + 4.0 * depth)
        painter.drawRoundedRect(frame.translated(0.0, 0.0), CORNER, CORNER)


def _paint_glow(painter: QPainter, look: Look, card: Card, state: CardState) -> None:
    token = state.active or ("accent" if state.pulse else "")
    if not token:
        return
    path = card_path(card.width, card.height)
    painter.setBrush(look.no_brush)
    opacity = painter.opacity()
    if not state.active:
        painter.setOpacity(opacity * state.pulse)
    for pen in look.glow(token):
        painter.setPen(pen)
        painter.drawPath(path)
    painter.setOpacity(opacity)


def _paint_outline(painter: QPainter, look: Look, card: Card, state: CardState) -> None:
    pen: QPen | None = None
    if state.active:
        pen = look.pen(state.active, 2.0)
    elif state.is_hovered and not state.is_selected:
        pen = look.pen("border_strong", 1.2)
    painter.setBrush(look.no_brush)
    path = card_path(card.width, card.height)
    if pen is not None:
        painter.setPen(pen)
        painter.drawPath(path)
    if state.is_selected:
        painter.setPen(look.pen("accent", 2.0))
        if state.active:
            # Both at once: the selection's outline goes round the active one's.
            frame = QRectF(-3.5, -3.5, card.width + 7.0, card.height + 7.0)
            painter.drawRoundedRect(frame, CORNER + 3.5, CORNER + 3.5)
        else:
            painter.drawPath(path)


def _paint_stub(painter: QPainter, look: Look, card: Card, state: CardState) -> None:
    """Draw the label at which an edge ends that comes from outside the entered group."""
    frame = QRectF(0.0, 0.0, card.width, card.height)
    painter.setPen(look.pen("text_muted", 1.0, dashed=True))
    painter.setBrush(look.canvas)
    painter.drawRoundedRect(frame, card.height / 2, card.height / 2)
    painter.setFont(font_of(Style.NOTE))
    painter.setPen(look.colour(card.token))
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, card.symbol)
    _paint_ports(painter, look, card, state)


def _paint_group_texts(painter: QPainter, look: Look, card: Card) -> None:
    """Write the title of a group, the sign that opens it, and how many nodes are in it."""
    painter.setFont(font_of(Style.TITLE))
    painter.setPen(look.colour("text"))
    painter.drawText(QPointF(GROUP_TITLE_LEFT, GROUP_TITLE_BASELINE), card.symbol)
    painter.setPen(look.colour("text_muted"))
    painter.setFont(font_of(Style.CAPTION))
    painter.drawText(QPointF(GROUP_TITLE_LEFT, GROUP_TITLE_BASELINE + 19.0), card.caption)
    painter.setPen(look.pen(card.token, 2.0))
    paint_chevron(painter, QPointF(CHEVRON_X, CHEVRON_Y), is_open=False)
    painter.setFont(font_of(Style.NOTE))
    painter.setPen(look.colour("text_muted"))
    for spot in card.ports:
        painter.drawText(QPointF(11.0, spot.y + 5.0), spot.label)
    for spot in card.outputs:
        x = card.width - 11.0 - text_width(spot.label, Style.NOTE)
        painter.drawText(QPointF(x, spot.y + 5.0), spot.label)


def paint_chevron(painter: QPainter, middle: QPointF, *, is_open: bool) -> None:
    """Draw the sign at the title of a group: pointing down when it is open, else to the right."""
    x, y = middle.x(), middle.y()
    points = [QPointF(x - 2.5, y - 4.5), QPointF(x + 2.5, y), QPointF(x - 2.5, y + 4.5)]
    if is_open:
        points = [QPointF(x - 4.5, y - 2.5), QPointF(x, y + 2.5), QPointF(x + 4.5, y - 2.5)]
    painter.drawPolyline(points)


def _paint_texts(painter: QPainter, look: Look, card: Card) -> None:
    if card.kind is Kind.GROUP:
        _paint_group_texts(painter, look, card)
        return
    painter.setFont(font_of(Style.SYMBOL))
    token = "text_muted" if card.kind is Kind.PLACEHOLDER else card.token
    painter.setPen(look.colour(token))
    painter.drawText(QPointF(TEXT_LEFT, SYMBOL_BASELINE), card.symbol)
    painter.setFont(font_of(Style.CAPTION))
    is_name = card.kind is Kind.OPERATION and card.is_named
    painter.setPen(look.colour("text" if is_name else "text_muted"))
    x = card.width - TEXT_RIGHT - text_width(card.caption, Style.CAPTION)
    painter.drawText(QPointF(x, CAPTION_BASELINE), card.caption)


def _paint_numbers(painter: QPainter, look: Look, card: Card, state: CardState) -> None:
    y = card.height - NUMBERS_ABOVE_BOTTOM
    if state.shape:
        _paint_shape(painter, look, card, state.shape)
    if state.value:
        painter.setFont(font_of(Style.VALUE, state.number_size))
        painter.setPen(look.colour(_number_token("value", state.knows_value, state.is_stale)))
        painter.drawText(QPointF(TEXT_LEFT, y), state.value)
    if state.gradient:
        painter.setFont(font_of(Style.GRADIENT, state.number_size))
        painter.setPen(look.colour(_number_token("gradient", state.knows_gradient, state.is_stale)))
        x = card.width - TEXT_RIGHT - text_width(state.gradient, Style.GRADIENT, state.number_size)
        painter.drawText(QPointF(x, y), state.gradient)


def _paint_shape(painter: QPainter, look: Look, card: Card, shape: str) -> None:
    """Write the shape of an array below the caption, if the symbol leaves room for it."""
    x = card.width - TEXT_RIGHT - text_width(shape, Style.SHAPE)
    if x < TEXT_LEFT + text_width(card.symbol, Style.SYMBOL) + 5.0:
        return
    painter.setFont(font_of(Style.SHAPE))
    painter.setPen(look.colour("text_muted"))
    painter.drawText(QPointF(x, SHAPE_BASELINE), shape)


def _number_token(token: str, is_known: bool, is_stale: bool) -> str:
    if not is_known:
        return "text_muted"
    return "stale" if is_stale else token


def _paint_ports(painter: QPainter, look: Look, card: Card, state: CardState) -> None:
    for spot in card.ports:
        if not spot.is_extra or state.shows_extra_port:
            is_lit = (state.port, state.port_node) == (spot.name, spot.node)
            _paint_port(painter, look, spot, is_lit=is_lit and bool(spot.name))
        if spot.literal:
            width = text_width(spot.literal, Style.LITERAL)
            x = -9.0 - width
            painter.fillRect(QRectF(x - 1.5, spot.y - 8.0, width + 3.0, 16.0), look.canvas)
            painter.setFont(font_of(Style.LITERAL))
            painter.setPen(look.colour("text_muted"))
            painter.drawText(QPointF(x, spot.y + 5.0), spot.literal)
    for spot in card.output_spots:
        middle = QPointF(card.width, spot.y)
        is_lit = (state.port, state.port_node) == ("", spot.node)
        _paint_dot(painter, look, middle, is_full=True, is_lit=is_lit)
        if state.is_output or (spot.node and spot.node == state.output):
            painter.setBrush(look.no_brush)
            painter.setPen(look.pen(card.token, 1.6))
            painter.drawEllipse(middle, PORT_RADIUS + 4.0, PORT_RADIUS + 4.0)


def _paint_port(painter: QPainter, look: Look, spot: PortSpot, *, is_lit: bool) -> None:
    middle = QPointF(0.0, spot.y)
    if not spot.is_extra:
        _paint_dot(painter, look, middle, is_full=spot.is_taken, is_lit=is_lit)
        return
    painter.setBrush(look.card)
    painter.setPen(look.pen("accent" if is_lit else "port", 1.2))
    painter.drawEllipse(middle, PORT_RADIUS + 1.0, PORT_RADIUS + 1.0)
    painter.drawLine(QPointF(-2.4, spot.y), QPointF(2.4, spot.y))
    painter.drawLine(QPointF(0.0, spot.y - 2.4), QPointF(0.0, spot.y + 2.4))


def _paint_dot(
    painter: QPainter, look: Look, middle: QPointF, *, is_full: bool, is_lit: bool
) -> None:
    """Draw a port: a full dot when it has an edge or sends one, otherwise a ring."""
    if is_lit:
        painter.setPen(look.no_pen)
        painter.setBrush(look.brush("accent", 0.25))
        painter.drawEllipse(middle, PORT_RADIUS + 5.0, PORT_RADIUS + 5.0)
    token = "accent" if is_lit else "port"
    if is_full:
        painter.setPen(look.port_rim)
        painter.setBrush(look.brush(token))
        painter.drawEllipse(middle, PORT_RADIUS + 1.0, PORT_RADIUS + 1.0)
    else:
        painter.setPen(look.pen(token, 1.5))
        painter.setBrush(look.canvas)
        painter.drawEllipse(middle, PORT_RADIUS, PORT_RADIUS)


def _paint_badges(painter: QPainter, look: Look, card: Card, state: CardState) -> None:
    places = badge_places(card, state.severity)
    signs = {"override": (OVERRIDE_SIGN, "local")}
    if state.severity is not None:
        signs["finding"] = ("!", state.severity.value)
    if state.severity is Severity.NOTE:
        signs["finding"] = ("i", "accent")
    painter.setFont(font_of(Style.BADGE))
    for kind, middle in places.items():
        sign, token = signs[kind]
        painter.setPen(look.port_rim)
        painter.setBrush(look.brush(token))
        painter.drawEllipse(middle, BADGE_RADIUS, BADGE_RADIUS)
        painter.setPen(look.colour("card"))
        area = QRectF(0.0, 0.0, 2 * BADGE_RADIUS, 2 * BADGE_RADIUS)
        area.moveCenter(middle)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, sign)

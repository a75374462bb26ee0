"""Group card: what stands for a collapsed group, or for a node outside of the entered one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from engine.calculus.notation import plain_name
from engine.naming import shown_name
from gui.canvas.card import TEXT_LEFT, TEXT_RIGHT, Card, Kind, PortSpot
from gui.canvas.geometry import GRID
from gui.canvas.lettering import Style, elided, text_width

if TYPE_CHECKING:
    from engine.graph import Graph, Node
    from gui.canvas.projection import Boundary, Stub

__all__ = ["GROUP_COLOURS", "group_card", "group_token", "stub_card"]

GROUP_COLOURS = ("operation", "value", "parameter", "gradient", "local", "activation", "loss")
"""Tokens that a group may be coloured with; the first is the usual one."""

LEAST_WIDTH = 14 * GRID
MOST_WIDTH = 22 * GRID
HEADER = 56.0
FOOTER = 34.0
BELOW = 10.0
PITCH = 24.0
MOST_ROWS = 16
LABEL_ROOM = 84.0
STUB_HEIGHT = 24.0
STUB_PADDING = 12.0
MOST_STUB = 120.0


def group_token(colour: str) -> str:
    """Return the token of a group's colour; the usual one for what no theme knows."""
    return colour if colour in GROUP_COLOURS else GROUP_COLOURS[0]


def group_card(graph: Graph, boundary: Boundary) -> Card:
    """Work out the card of a collapsed group."""
    group = graph.groups[boundary.group]
    rows = max(1, len(boundary.inputs), len(boundary.outputs))
    # Of very many ports only some can be read; all of them can still be told apart.
    pitch = PITCH * min(1.0, MOST_ROWS / rows)
    has_labels = rows <= MOST_ROWS
    height = HEADER + pitch * rows + (FOOTER if boundary.main else BELOW)

    def label(node_id: str) -> str:
        if not has_labels:
            return ""
        return elided(_told_apart(graph.node(node_id)), Style.NOTE, LABEL_ROOM)

    def y_of(index: int, count: int) -> float:
        return HEADER + pitch * (index + 0.5 + (rows - count) / 2)

    inputs = tuple(
        PortSpot(
            port.name,
            y_of(index, len(boundary.inputs)),
            is_taken=graph.source(port.node, port.name) is not None,
            node=port.node,
            # What goes in says more than the anonymous node that takes it.
            label=label(graph.source(port.node, port.name) or port.node),
        )
        for index, port in enumerate(boundary.inputs)
    )
    outputs = tuple(
        PortSpot("", y_of(index, len(boundary.outputs)), node=node_id, label=label(node_id))
        for index, node_id in enumerate(boundary.outputs)
    )
    title = group.title or _translated("Group")
    needed = TEXT_LEFT + text_width(title, Style.TITLE) + TEXT_RIGHT + 20.0
    width = min(MOST_WIDTH, math.ceil(max(LEAST_WIDTH, needed) / GRID) * GRID)
    main = None if boundary.main is None else graph.node(boundary.main)
    return Card(
        Kind.GROUP,
        width,
        math.ceil(height / GRID) * GRID,
        group_token(group.colour),
        elided(title, Style.TITLE, width - TEXT_LEFT - TEXT_RIGHT - 20.0),
        _count_text(len(boundary.nodes)),
        is_named=True,
        ports=inputs,
        has_gradient=main is not None and main.operation != "constant",
        outputs=outputs,
        main=boundary.main or "",
    )


def _told_apart(node: Node) -> str:
    """Return a node's name; one without a name is its sign with the v₃ that its card shows."""
    name = plain_name(shown_name(node))
    return name if node.name else f"{node.label} {name}"


def stub_card(graph: Graph, stub: Stub) -> Card:
    """Work out the label at which an edge ends that comes from outside, or goes there."""
    node = graph.node(stub.node)
    text = elided(_told_apart(node), Style.NOTE, MOST_STUB)
    width = math.ceil((text_width(text, Style.NOTE) + 2 * STUB_PADDING) / GRID) * GRID
    spot = PortSpot(stub.port, STUB_HEIGHT / 2, is_taken=True, node=stub.node)
    is_source = not stub.port
    return Card(
        Kind.STUB,
        width,
        STUB_HEIGHT,
        node.operation if node.is_leaf else "operation",
        text,
        "",
        is_named=True,
        ports=() if is_source else (spot,),
        has_gradient=False,
        outputs=(spot,) if is_source else (),
    )


def _count_text(count: int) -> str:
    return _translated("1 node") if count == 1 else _translated("{0} nodes").format(count)


def _translated(text: str) -> str:
    return QCoreApplication.translate("GroupCard", text)

"""Tooltips: everything about what is under the pointer, with all digits."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import Qt

from engine.calculus.notation import plain_name
from engine.graph import Edge
from engine.grouping import nodes_in
from engine.naming import shown_name
from engine.operation import find_operation
from engine.shapes import shape_text
from gui.canvas.hits import Hit, Part
from gui.canvas.node_painter import BADGE_RADIUS, badge_places
from gui.canvas.projection import group_key
from gui.catalogue import entry_of
from gui.value_text import exact_text

if TYPE_CHECKING:
    from engine.graph import Graph
    from engine.values import Value
    from gui.canvas.showing import Reading
    from gui.canvas.stage import Stage

__all__ = ["badge_text_at", "plain_tip", "tip_text", "title_of"]

LONGEST_VALUE = 160


def _tr(text: str) -> str:
    return QCoreApplication.translate("CanvasTip", text)


def plain_tip(text: str) -> str:
    """Return a tip that shows a text as it is, though somebody wrote markup into it.

    >>> plain_tip("a < b"), plain_tip("<b>")
    ('a < b', "<p style='white-space:pre'>&lt;b&gt;</p>")
    """
    if not Qt.mightBeRichText(text):
        return text
    return f"<p style='white-space:pre'>{html.escape(text)}</p>"


def badge_text_at(stage: Stage, place: QPointF) -> str:
    """Return what the badge at a place stands for, or an empty text."""
    reach = BADGE_RADIUS
    nodes = stage.diagram.nodes
    near = nodes.within(place.x() - reach, place.y() - reach, place.x() + reach, place.y() + reach)
    for row in near.tolist():
        node_id = nodes.ids[row]
        card, finding = stage.diagram.cards[node_id], stage.badge(node_id)
        corner = QPointF(*nodes.boxes[row, :2].tolist())
        for kind, middle in badge_places(card, finding[0] if finding else None).items():
            offset = place - corner - middle
            if QPointF.dotProduct(offset, offset) <= reach**2:
                if kind == "override":
                    return _tr("Local derivative set by hand:\n{0}").format(card.override)
                return finding[1] if finding else ""
    return ""


def tip_text(stage: Stage, graph: Graph, hit: Hit) -> str:
    """Return what to say about what is under the pointer; an empty text for nothing."""
    if hit.edge is not None:
        return _edge_text(stage, graph, hit.edge)
    if hit.group is not None:
        return _group_text(stage, graph, hit.group)
    if hit.node is None:
        return ""
    lines = [title_of(graph, hit.node)]
    if hit.part in {Part.INPUT, Part.LITERAL} and hit.port:
        lines += _port_lines(stage, graph, hit.node, hit.port)
    else:
        reading = stage.showing.node_reading(graph.node(hit.node))
        lines += _numbers(reading)
        if stage.showing.output == hit.node:
            lines.append(_output_text(reading))
    finding = stage.showing.badges.get(hit.node)
    if finding:
        lines.append(finding[1])
    return "\n".join(lines)


def _output_text(reading: Reading) -> str:
    if isinstance(reading.value, np.ndarray):
        return _tr("output: the gradients are those of the sum of its numbers")
    return _tr("output")


def _port_lines(stage: Stage, graph: Graph, node_id: str, port: str) -> list[str]:
    """Return what arrives at a port: along an edge, or the number that stands there."""
    source = graph.source(node_id, port)
    if source is not None:
        arriving = _tr("port {0}, fed by {1}").format(port, title_of(graph, source))
        return [arriving, *_numbers(stage.showing.edge_reading(Edge(source, node_id, port)))]
    literal = graph.node(node_id).attributes.get(port)
    if literal is not None:
        return [_tr("port {0} = {1}").format(port, _shown(literal))]
    return [_tr("port {0}, with no edge yet").format(port)]


def _group_text(stage: Stage, graph: Graph, group_id: str) -> str:
    group = graph.groups[group_id]
    count = len(nodes_in(graph, [group_id])[group_id])
    lines = [group.title, _tr("{0} nodes").format(count), group.note]
    boundary = stage.diagram.projection.cards.get(group_key(group_id))
    if boundary is not None and boundary.main is not None:
        lines += _numbers(stage.showing.node_reading(graph.node(boundary.main)))
    finding = stage.badge(group_key(group_id))
    if finding:
        lines.append(finding[1])
    return "\n".join(line for line in lines if line)


def title_of(graph: Graph, node_id: str) -> str:
    """Return a node's name and what it does, as far as it has a name."""
    node = graph.node(node_id)
    entry, record = entry_of(node.operation), find_operation(node.operation)
    title = record.title if record else entry.title if entry else node.operation
    name = plain_name(shown_name(node))
    return f"{name} · {title}" if node.name or not node.is_leaf else title


def _edge_text(stage: Stage, graph: Graph, edge: Edge) -> str:
    source, target = title_of(graph, edge.source), title_of(graph, edge.target)
    lines = [_tr("{0}  →  {1}, port {2}").format(source, target, edge.port)]
    return "\n".join([*lines, *_numbers(stage.showing.edge_reading(edge))])


def _numbers(reading: Reading) -> list[str]:
    lines = []
    if reading.value is not None:
        lines.append(_tr("value {0}").format(_shown(reading.value)))
    if reading.gradient is not None:
        lines.append(_tr("gradient {0}").format(_shown(reading.gradient)))
    return lines


def _shown(value: Value) -> str:
    text = exact_text(value)
    if isinstance(value, np.ndarray):
        text = f"{shape_text(value.shape)}  {text}"
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"

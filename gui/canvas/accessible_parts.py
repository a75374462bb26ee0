"""Nodes with their ports, edges and groups, as a screen reader meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from engine.calculus.notation import plain_name
from engine.graph import Edge
from engine.grouping import nodes_in
from engine.naming import shown_name
from engine.operation import find_operation
from gui.canvas.accessible_part import NOTHING, GroupKey, Key, Part, tr
from gui.canvas.projection import group_key
from gui.canvas.showing import Reading
from gui.canvas.tooltips import title_of
from gui.value_text import exact_text

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibleInterface

    from gui.canvas.view import CanvasView

__all__ = ["EdgePart", "GroupPart", "NodePart", "PortPart", "kind_of"]


class NodePart(Part):
    """A node; its children are its ports."""

    key: str

    def isValid(self) -> bool:
        """Whether the node is still in the graph."""
        return self.key in self.canvas.document.graph

    def ports(self) -> tuple[str, ...]:
        """Return the names of its ports."""
        return self.canvas.document.graph.ports(self.key) if self.isValid() else ()

    def childCount(self) -> int:
        """How many ports it has."""
        return len(self.ports())

    def child(self, index: int) -> QAccessibleInterface:
        """Return a port."""
        ports = self.ports()
        return self.whole.part((self.key, ports[index])) if 0 <= index < len(ports) else NOTHING

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return where a port stands."""
        if not isinstance(child, PortPart) or not child.isValid() or child.key[0] != self.key:
            return -1
        return self.ports().index(child.key[1])

    def name(self) -> str:
        """Return the node's name and operation."""
        return title_of(self.canvas.document.graph, self.key).replace(" · ", ", ")

    def description(self) -> str:
        """Say what it is computed from and for, and what is wrong with it."""
        graph = self.canvas.document.graph
        parts = []
        if graph.output == self.key:
            parts.append(tr("the output"))
        group = graph.groups.get(graph.node(self.key).group or "")
        if group is not None:
            parts.append(tr("in the group {0}").format(group.title))
        sources = [name_of(self.canvas, edge.source) for edge in graph.edges_into(self.key)]
        targets = [name_of(self.canvas, edge.target) for edge in graph.edges_out_of(self.key)]
        if sources:
            parts.append(tr("from {0}").format(tr(" and ").join(sources)))
        if targets:
            parts.append(tr("to {0}").format(tr(" and ").join(targets)))
        finding = self.canvas.stage.showing.badges.get(self.key)
        if finding:
            parts.append(finding[1])
        return "; ".join(parts)

    def reading(self) -> Reading:
        """Return its value and gradient."""
        node = self.canvas.document.graph.node(self.key)
        return self.canvas.stage.showing.node_reading(node)

    def place(self) -> QRectF:
        """Return the area of its card."""
        bounds = self.canvas.stage.diagram.bounds([self.key])
        if bounds is None:
            return QRectF()
        left, top, right, bottom = bounds
        return QRectF(left, top, right - left, bottom - top)


class PortPart(Part):
    """A port of a node, with what arrives at it."""

    key: tuple[str, str]

    def isValid(self) -> bool:
        """Whether the node still has that port."""
        node_id, port = self.key
        graph = self.canvas.document.graph
        return node_id in graph and port in graph.ports(node_id)

    def parent(self) -> QAccessibleInterface:
        """Return its node."""
        return self.whole.part(self.key[0])

    def name(self) -> str:
        """Return the port's name, and whose edge arrives there."""
        node_id, port = self.key
        graph = self.canvas.document.graph
        source = graph.source(node_id, port)
        if source is not None:
            told = tr("port {0}, from {1}")
            return told.format(port, name_of(self.canvas, source))
        literal = graph.node(node_id).attributes.get(port)
        if isinstance(literal, int | float):
            return tr("port {0}, the number {1}").format(port, exact_text(float(literal)))
        record = find_operation(graph.node(node_id).operation)
        default = (record.defaults if record else {}).get(port)
        if default is not None:
            return tr("port {0}, the number {1}").format(port, exact_text(float(default)))
        return tr("port {0}, nothing arrives").format(port)

    def reading(self) -> Reading:
        """Return what arrives, and the gradient that is sent back."""
        node_id, port = self.key
        source = self.canvas.document.graph.source(node_id, port)
        if source is None:
            return Reading()
        return self.canvas.stage.showing.edge_reading(Edge(source, node_id, port))

    def place(self) -> QRectF:
        """Return the area of its node."""
        return self.whole.part(self.key[0]).place()


class EdgePart(Part):
    """An edge."""

    key: Edge

    def isValid(self) -> bool:
        """Whether the edge is still in the graph."""
        edge = self.key
        graph = self.canvas.document.graph
        return edge.target in graph and graph.source(edge.target, edge.port) == edge.source

    def name(self) -> str:
        """Say from where to where it leads."""
        told = tr("edge from {0} to {1}, port {2}")
        source, target = (name_of(self.canvas, end) for end in self.key[:2])
        return told.format(source, target, self.key.port)

    def reading(self) -> Reading:
        """Return the value it carries and the gradient that it sends back."""
        return self.canvas.stage.showing.edge_reading(self.key)

    def place(self) -> QRectF:
        """Return the area that it runs through."""
        edges = self.canvas.stage.diagram.edges
        row = edges.rows.get(self.key)
        if row is None:
            return QRectF()
        left, top, right, bottom = edges.boxes[row].tolist()
        return QRectF(left, top, right - left, bottom - top)


class GroupPart(Part):
    """A group, open as a frame or collapsed to a card."""

    key: GroupKey

    def isValid(self) -> bool:
        """Whether the group is still there."""
        return self.key.group in self.canvas.document.graph.groups

    def name(self) -> str:
        """Return the group's title and whether it is open."""
        group = self.canvas.document.graph.groups[self.key.group]
        told = tr("group {0}, collapsed") if group.is_collapsed else tr("group {0}, open")
        return told.format(group.title)

    def description(self) -> str:
        """Say how many nodes are in it, and what its note says."""
        graph = self.canvas.document.graph
        count = len(nodes_in(graph, [self.key.group])[self.key.group])
        note = graph.groups[self.key.group].note
        counted = tr("1 node") if count == 1 else tr("{0} nodes").format(count)
        return "; ".join(part for part in (counted, note) if part)

    def reading(self) -> Reading:
        """Return nothing: a group has no numbers of its own."""
        return Reading()

    def place(self) -> QRectF:
        """Return the area of its frame or card."""
        diagram = self.canvas.stage.diagram
        frame = diagram.frames.get(self.key.group)
        bounds = frame.box if frame else diagram.bounds([group_key(self.key.group)])
        if bounds is None:
            return QRectF()
        left, top, right, bottom = bounds
        return QRectF(left, top, right - left, bottom - top)


def kind_of(key: Key) -> type[Part]:
    """Return what stands for a key."""
    if isinstance(key, str):
        return NodePart
    if isinstance(key, GroupKey):
        return GroupPart
    return EdgePart if isinstance(key, Edge) else PortPart


def name_of(canvas: CanvasView, node_id: str) -> str:
    """Return the name of a node, in letters that can be read out."""
    return plain_name(shown_name(canvas.document.graph.node(node_id)))

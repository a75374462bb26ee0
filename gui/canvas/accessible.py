"""The canvas as a screen reader meets it: groups, nodes with their ports, and edges.

Nodes come in the order in which they are computed, after the groups and before the edges. An
interface that was handed out once is kept for good: the reader may hold on to it, and an undone
deletion brings it back.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from engine.calculus.notation import plain_name
from engine.graph import Edge
from engine.grouping import nodes_in
from engine.naming import shown_name
from engine.operation import find_operation
from gui.canvas.projection import group_key
from gui.canvas.showing import Reading
from gui.canvas.tooltips import title_of
from gui.canvas.view import CanvasView
from gui.value_text import exact_text

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

__all__ = ["CanvasAccessible", "install"]


class GroupKey(NamedTuple):
    """What stands for a group among nodes and edges."""

    group: str


Key: TypeAlias = str | Edge | GroupKey | tuple[str, str]
"""A node's id, an edge, a group, or a port as its node's id and its name."""

# PySide6 declares what the overridden methods return as never None, which Qt takes for nothing.
NOTHING = cast("QAccessibleInterface", None)

_kept: list[CanvasAccessible] = []


def _tr(text: str) -> str:
    return QCoreApplication.translate("CanvasAccessible", text)


@cache
def install() -> None:
    """Let Qt ask here for what it should tell about canvases."""
    QAccessible.installFactory(_interface_of)


def _interface_of(_class_name: str, thing: QObject | None) -> QAccessibleInterface:
    if not isinstance(thing, CanvasView):
        return NOTHING
    _forget_the_dead()
    _kept.append(CanvasAccessible(thing))
    return _kept[-1]


def _forget_the_dead() -> None:
    """Let go of canvases that are no more, in the way that Qt's own memory of them demands."""
    dead = [whole for whole in _kept if not shiboken6.isValid(whole.canvas)]
    for whole in dead:
        whole.delete_parts()
        _kept.remove(whole)


class CanvasAccessible(QAccessibleWidget):
    """The canvas: its children are the nodes and the edges of the graph."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas, QAccessible.Role.Canvas, canvas.accessibleName())
        self.canvas = canvas
        self._parts: dict[Key, Part] = {}
        self._keys: list[Key] = []
        self._seen: tuple[object, ...] = ()

    def keys(self) -> list[Key]:
        """Return what the children stand for, in order."""
        document = self.canvas.document
        now = (document.revision, document.graph, document.tape)
        if now != self._seen:
            self._seen = now
            recorded = document.tape.nodes if document.tape is not None else ()
            order = dict.fromkeys(node.id for node in recorded if node.id in document.graph)
            order |= dict.fromkeys(document.graph.node_ids())
            groups = map(GroupKey, document.graph.groups)
            self._keys = [*groups, *order, *document.graph.edges()]
        return self._keys

    def part(self, key: Key) -> Part:
        """Return the interface of a node, an edge or a port, always the same one."""
        if key not in self._parts:
            self._parts[key] = _kind_of(key)(self, key)
        return self._parts[key]

    def delete_parts(self) -> None:
        """Delete what was handed out; Qt remembers each by a number and must hear of it."""
        for part in self._parts.values():
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(part))
        self._parts.clear()

    def childCount(self) -> int:
        """How many nodes and edges there are."""
        return len(self.keys())

    def child(self, index: int) -> QAccessibleInterface:
        """Return a node or an edge."""
        keys = self.keys()
        return self.part(keys[index]) if 0 <= index < len(keys) else NOTHING

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return where a node or an edge stands, -1 for what is not here."""
        return self.keys().index(child.key) if isinstance(child, Part) and child.isValid() else -1

    def focusChild(self) -> QAccessibleInterface:
        """Return the one node that is selected."""
        selection = self.canvas.document.selection
        return self.part(next(iter(selection))) if len(selection) == 1 else NOTHING

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        """Return what is at a place on the screen."""
        pixel = self.canvas.viewport().mapFromGlobal(QRect(x, y, 0, 0).topLeft())
        hit = self.canvas.interaction.hit(self.canvas.mapToScene(pixel))
        key = hit.node or hit.edge
        return NOTHING if key is None else self.part(key)


class Part(QAccessibleInterface):
    """Something on the canvas."""

    def __init__(self, whole: CanvasAccessible, key: Key) -> None:
        super().__init__()
        self.whole = whole
        self.key = key

    @property
    def canvas(self) -> CanvasView:
        """The canvas that it is on."""
        return self.whole.canvas

    def object(self) -> QObject:
        """Return nothing: no object of Qt stands behind it."""
        return cast("QObject", None)

    def window(self) -> QWindow:
        """Return the window that the canvas is in."""
        return self.canvas.window().windowHandle()

    def parent(self) -> QAccessibleInterface:
        """Return the canvas, or the node of a port."""
        return self.whole

    def childCount(self) -> int:
        """Nothing by default."""
        return 0

    def child(self, _index: int) -> QAccessibleInterface:
        """Nothing by default."""
        return NOTHING

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface:
        """Nothing by default."""
        return NOTHING

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        """Nothing by default."""
        return -1

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """Names and values are edited on the canvas, where undo reaches them."""

    def role(self) -> QAccessible.Role:
        """Return what kind of thing a reader should call it."""
        return QAccessible.Role.Graphic

    def state(self) -> QAccessible.State:
        """Return whether it is selected, focused and in view."""
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        document = self.canvas.document
        groups = frozenset(map(GroupKey, document.selected_groups))
        chosen: frozenset[object] = document.selection | document.selected_edges | groups
        state.selectable = state.focusable = True
        state.selected = self.key in chosen
        state.focused = chosen == {self.key} and self.canvas.hasFocus()
        seen = self.canvas.viewport().rect()
        state.offscreen = not seen.intersects(self._pixels())
        return state

    def rect(self) -> QRect:
        """Return its place on the screen."""
        if not self.isValid():
            return QRect()
        pixels = self._pixels()
        return QRect(self.canvas.viewport().mapToGlobal(pixels.topLeft()), pixels.size())

    def text(self, kind: QAccessible.Text) -> str:
        """Return its name, its value or what else there is to say."""
        if not self.isValid():
            return ""
        if kind == QAccessible.Text.Name:
            return self.name()
        if kind == QAccessible.Text.Value:
            return numbers_text(self.reading())
        if kind == QAccessible.Text.Description:
            # Not every bridge passes a value on, but all pass on descriptions.
            parts = (numbers_text(self.reading()), self.description())
            return "; ".join(part for part in parts if part)
        return ""

    def name(self) -> str:
        """Return what to call it."""
        raise NotImplementedError

    def description(self) -> str:
        """Return what else there is to say."""
        return ""

    def reading(self) -> Reading:
        """Return its numbers."""
        raise NotImplementedError

    def place(self) -> QRectF:
        """Return where it is on the canvas."""
        raise NotImplementedError

    def _pixels(self) -> QRect:
        return self.canvas.mapFromScene(self.place()).boundingRect()


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
            parts.append(_tr("the output"))
        group = graph.groups.get(graph.node(self.key).group or "")
        if group is not None:
            parts.append(_tr("in the group {0}").format(group.title))
        sources = [name_of(self.canvas, edge.source) for edge in graph.edges_into(self.key)]
        targets = [name_of(self.canvas, edge.target) for edge in graph.edges_out_of(self.key)]
        if sources:
            parts.append(_tr("from {0}").format(_tr(" and ").join(sources)))
        if targets:
            parts.append(_tr("to {0}").format(_tr(" and ").join(targets)))
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
            told = _tr("port {0}, from {1}")
            return told.format(port, name_of(self.canvas, source))
        literal = graph.node(node_id).attributes.get(port)
        if isinstance(literal, int | float):
            return _tr("port {0}, the number {1}").format(port, exact_text(float(literal)))
        record = find_operation(graph.node(node_id).operation)
        default = (record.defaults if record else {}).get(port)
        if default is not None:
            return _tr("port {0}, the number {1}").format(port, exact_text(float(default)))
        return _tr("port {0}, nothing arrives").format(port)

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
        told = _tr("edge from {0} to {1}, port {2}")
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
        told = _tr("group {0}, collapsed") if group.is_collapsed else _tr("group {0}, open")
        return told.format(group.title)

    def description(self) -> str:
        """Say how many nodes are in it, and what its note says."""
        graph = self.canvas.document.graph
        count = len(nodes_in(graph, [self.key.group])[self.key.group])
        note = graph.groups[self.key.group].note
        counted = _tr("1 node") if count == 1 else _tr("{0} nodes").format(count)
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


def _kind_of(key: Key) -> type[Part]:
    if isinstance(key, str):
        return NodePart
    if isinstance(key, GroupKey):
        return GroupPart
    return EdgePart if isinstance(key, Edge) else PortPart


def name_of(canvas: CanvasView, node_id: str) -> str:
    """Return the name of a node, in letters that can be read out."""
    return plain_name(shown_name(canvas.document.graph.node(node_id)))


def numbers_text(reading: Reading) -> str:
    """Say what is known of a value and a gradient."""
    parts = []
    if reading.has_value:
        value = _tr("not computed yet") if reading.value is None else exact_text(reading.value)
        parts.append(_tr("value {0}").format(value))
    if reading.has_gradient and reading.gradient is not None:
        parts.append(_tr("gradient {0}").format(exact_text(reading.gradient)))
    return ", ".join(parts)

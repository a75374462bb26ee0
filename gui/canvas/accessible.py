"""The canvas as a screen reader meets it: groups, nodes with their ports, and edges.

Nodes come in the order in which they are computed, after the groups and before the edges. An
interface that was handed out once is kept for good: the reader may hold on to it, and an undone
deletion brings it back.
"""

from __future__ import annotations

from functools import cache

import shiboken6
from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from gui.canvas.accessible_part import NOTHING, GroupKey, Key, Part
from gui.canvas.accessible_parts import kind_of
from gui.canvas.view import CanvasView

__all__ = ["CanvasAccessible", "install"]

_kept: list[CanvasAccessible] = []


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
            self._parts[key] = kind_of(key)(self, key)
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

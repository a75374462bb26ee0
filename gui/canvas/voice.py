"""Voice: what a screen reader is told when something happens on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleEvent

from engine.explanation import explain
from gui.announcement import announce
from gui.canvas.accessible import CanvasAccessible, install
from gui.canvas.accessible_part import numbers_text

if TYPE_CHECKING:
    from engine.change import Change
    from gui.canvas.view import CanvasView

__all__ = ["Voice"]


class Voice(QObject):
    """Tells about selection, edits and steps."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        install()
        self._canvas = canvas
        self._index = 0
        self._position = canvas.playhead.position
        document = canvas.document
        document.selection_changed.connect(self._tell_selection)
        document.graph_changed.connect(self._tell_graph)
        document.undo_stack.indexChanged.connect(self._tell_edit)
        canvas.playhead.moved.connect(self._tell_step)

    def _tell_selection(self) -> None:
        if not QAccessible.isActive():
            return
        whole = QAccessible.queryAccessibleInterface(self._canvas)
        selection = self._canvas.document.selection
        if isinstance(whole, CanvasAccessible) and len(selection) == 1:
            part = whole.part(next(iter(selection)))
            QAccessible.updateAccessibility(QAccessibleEvent(part, QAccessible.Event.Focus))
        elif len(selection) > 1:
            announce(self._canvas, self.tr("{0} nodes selected").format(len(selection)))

    def _tell_graph(self, change: Change) -> None:
        if QAccessible.isActive() and not change.is_layout_only:
            event = QAccessibleEvent(self._canvas, QAccessible.Event.ObjectReorder)
            QAccessible.updateAccessibility(event)

    def _tell_edit(self, index: int) -> None:
        before, self._index = self._index, index
        stack = self._canvas.document.undo_stack
        if index > before:
            announce(self._canvas, stack.text(index - 1))
        elif index < stack.count():
            announce(self._canvas, self.tr("Undone: {0}").format(stack.text(index)))

    def _tell_step(self, _annotations: object) -> None:
        playhead = self._canvas.playhead
        trace = playhead.trace
        before, self._position = self._position, playhead.position
        if not QAccessible.isActive() or trace is None or playhead.position == before:
            return
        told = explain(trace, playhead.position)
        active = self._canvas.stage.showing.step
        numbers = ""
        if active is not None and active.node in self._canvas.document.graph:
            node = self._canvas.document.graph.node(active.node)
            numbers = numbers_text(self._canvas.stage.showing.node_reading(node))
        announce(self._canvas, ". ".join(part for part in (told.title, numbers) if part))

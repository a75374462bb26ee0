"""Dimming: what the output does not depend on steps back, if the person wants it to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

__all__ = ["Dimming"]


class Dimming(QObject):
    """Keeps in step which nodes of a canvas are dimmed."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._is_wanted = False
        canvas.document.evaluated.connect(self._follow)

    def set_wanted(self, is_wanted: bool) -> None:
        """Dim what does not reach the output, or nothing."""
        if is_wanted != self._is_wanted:
            self._is_wanted = is_wanted
            self._show()

    def _follow(self) -> None:
        if self._is_wanted:
            self._show()

    def _show(self) -> None:
        dimmed = self._beside_the_output() if self._is_wanted else frozenset()
        marks = self._canvas.stage.marks
        if dimmed != marks.dimmed:
            marks.dimmed = dimmed
            self._canvas.canvas_scene.dirtied.emit(None)

    def _beside_the_output(self) -> frozenset[str]:
        """Return the nodes that the output does not depend on; none as long as there is none."""
        graph, output = self._canvas.document.graph, self._canvas.stage.showing.output
        if output is None or output not in graph:
            return frozenset()
        return frozenset(graph.node_ids()) - graph.ancestors(output) - {output}

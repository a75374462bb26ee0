"""Glide: cards that were moved at once are seen to travel there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from gui.motion import is_motion_reduced

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.canvas.geometry import Floats
    from gui.canvas.view import CanvasView

__all__ = ["Glide"]

GLIDE_MS = 250
MOST_CARDS = 1_000
"""More than that could not be drawn often enough to seem to move."""

Position = tuple[float, float]


class Glide(QObject):
    """Shows cards on their way to where the graph has them already.

    Only the view lags behind: whatever the person does next begins with everything in its place.
    """

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._ids: list[str] = []
        self._from: Floats = np.zeros((0, 2))
        self._way: Floats = np.zeros((0, 2))
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setDuration(GLIDE_MS)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._show)
        self._animation.finished.connect(self.finish)
        canvas.document.graph_changed.connect(self.finish)

    @property
    def is_under_way(self) -> bool:
        """Whether cards are still travelling."""
        return bool(self._ids)

    def start(self, before: Mapping[str, Position]) -> None:
        """Let cards travel from where they were; with reduced motion they are there at once."""
        self.finish()
        if is_motion_reduced() or len(before) > MOST_CARDS or not self._canvas.isVisible():
            return
        graph = self._canvas.document.graph
        self._ids = list(before)
        self._from = np.array(list(before.values()), dtype=np.float64).reshape(-1, 2)
        after = [graph.node(node_id).position for node_id in before]
        self._way = np.array(after, dtype=np.float64).reshape(-1, 2) - self._from
        self._show(0.0)
        self._animation.start()

    def finish(self) -> None:
        """Show every card where the graph has it."""
        if not self._ids:
            return
        ids, self._ids = self._ids, []
        self._animation.stop()
        graph, scene = self._canvas.document.graph, self._canvas.canvas_scene
        scene.move_live({item: graph.node(item).position for item in ids if item in graph})
        scene.changed_shape.emit()

    def _show(self, done: float) -> None:
        if self._canvas.interaction.gesture is not None:
            self.finish()
        if self._ids:
            places = (self._from + done * self._way).tolist()
            positions = {item: (x, y) for item, (x, y) in zip(self._ids, places, strict=True)}
            self._canvas.canvas_scene.move_live(positions)

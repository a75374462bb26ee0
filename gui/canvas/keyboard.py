"""Keyboard: going from node to node, moving nodes and making edges without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from gui.canvas.geometry import GRID
from gui.canvas.gestures.choose import ChooseGesture
from gui.canvas.gestures.gesture import Pointer

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

__all__ = ["Keyboard"]

FAR = 5 * GRID
SCROLL_PIXELS = 60.0
ASIDE = 2.0
"""How many times farther a card seems that is not straight ahead."""


class Keyboard:
    """What the keys do on one canvas."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas

    # ------------------------------------------------------------------ going

    def go_left(self) -> None:
        """Select a node that feeds the selected one, or else the next one to the left."""
        self._go(-1, 0)

    def go_right(self) -> None:
        """Select a node that the selected one feeds, or else the next one to the right."""
        self._go(1, 0)

    def go_up(self) -> None:
        """Select the next node above."""
        self._go(0, -1)

    def go_down(self) -> None:
        """Select the next node below."""
        self._go(0, 1)

    def _go(self, across: int, down: int) -> None:
        canvas = self._canvas
        if not canvas.stage.diagram.cards:
            canvas.navigator.scroll(across * SCROLL_PIXELS, down * SCROLL_PIXELS)
            return
        here = self._here()
        found = self._central() if here is None else self._beside(here, across, down)
        if found is not None:
            canvas.grouping.select_cards([found])
            area = canvas.canvas_scene.area_of(found)
            if not canvas.navigator.seen().contains(area):
                canvas.navigator.centre_on(area.center())
                canvas.view_changed()

    def _here(self) -> str | None:
        """Return the selected node, of several the oldest."""
        known = self._canvas.stage.marks.nodes & self._canvas.stage.diagram.cards.keys()
        return min(known, key=self._rank, default=None)

    def _rank(self, key: str) -> tuple[int, str]:
        """Return by what cards are ordered."""
        nodes = self._canvas.stage.diagram.nodes
        return int(nodes.ranks[nodes.rows[key]]), key

    def _beside(self, node_id: str, across: int, down: int) -> str | None:
        cards = self._canvas.stage.diagram.cards
        joined: set[str] = set()
        if across:
            edges = self._canvas.stage.diagram.edges
            ends = [edges.ends(row) for row in edges.by_node.get(node_id, ())]
            joined = {
                source if across < 0 else target
                for source, target in ends
                if (target if across < 0 else source) == node_id
            }
        among = sorted(joined or cards.keys() - {node_id}, key=self._rank)
        way = self._middles(among) - self._middles([node_id])
        ahead = way @ np.array([across, down], dtype=np.float64)
        aside = np.abs(way @ np.array([down, across], dtype=np.float64))
        distance = np.abs(ahead) + ASIDE * aside
        if not joined:
            distance[ahead <= 0] = np.inf
        if not len(among) or np.isinf(distance).all():
            return None
        return among[int(np.argmin(distance))]

    def _central(self) -> str:
        """Return the node nearest to the middle of what is seen."""
        centre = self._canvas.navigator.centre()
        among = list(self._canvas.stage.diagram.cards)
        away = np.abs(self._middles(among) - (centre.x(), centre.y())).sum(axis=1)
        return among[int(np.argmin(away))]

    def _middles(self, node_ids: list[str]) -> np.ndarray:
        nodes = self._canvas.stage.diagram.nodes
        boxes = nodes.boxes[[nodes.rows[node_id] for node_id in node_ids]]
        middles: np.ndarray = (boxes[:, :2] + boxes[:, 2:]) / 2
        return middles

    # ------------------------------------------------------------------ moving

    def move_left(self) -> None:
        """Move the selected nodes by one step of the grid."""
        self._canvas.nudge(-GRID, 0.0)

    def move_right(self) -> None:
        """Move the selected nodes by one step of the grid."""
        self._canvas.nudge(GRID, 0.0)

    def move_up(self) -> None:
        """Move the selected nodes by one step of the grid."""
        self._canvas.nudge(0.0, -GRID)

    def move_down(self) -> None:
        """Move the selected nodes by one step of the grid."""
        self._canvas.nudge(0.0, GRID)

    def move_far_left(self) -> None:
        """Move the selected nodes by several steps of the grid."""
        self._canvas.nudge(-FAR, 0.0)

    def move_far_right(self) -> None:
        """Move the selected nodes by several steps of the grid."""
        self._canvas.nudge(FAR, 0.0)

    def move_far_up(self) -> None:
        """Move the selected nodes by several steps of the grid."""
        self._canvas.nudge(0.0, -FAR)

    def move_far_down(self) -> None:
        """Move the selected nodes by several steps of the grid."""
        self._canvas.nudge(0.0, FAR)

    # ------------------------------------------------------------------ connecting

    def connect(self) -> None:
        """Begin an edge at the selected node; the arrow keys then choose where it goes."""
        here = self._here()
        if here is None or here not in self._canvas.document.graph:
            return
        place = QPointF(*self._canvas.stage.diagram.output_place(here))
        pointer = Pointer(place, self._canvas.navigator.pixel_of(place))
        self._canvas.interaction.begin(ChooseGesture(self._canvas, here), pointer)

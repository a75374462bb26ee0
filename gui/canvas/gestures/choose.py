"""Choose: making an edge with the keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt

from gui.announcement import announce
from gui.canvas.gestures.connect import ConnectGesture
from gui.canvas.gestures.gesture import Pointer
from gui.canvas.hits import Hit, Part

if TYPE_CHECKING:
    from engine.graph import Edge
    from gui.canvas.view import CanvasView

__all__ = ["ChooseGesture"]

ASIDE = 2.0
"""How many times farther a port seems that is not straight ahead."""

LATER = 1e9
"""Ports beyond those in use come after all that wait for an edge, and taken ones after those."""

MARGIN = 40.0

_WAYS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_TURNS = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}


class ChooseGesture(ConnectGesture):
    """Leads an edge from a node to one of the ports that it may go to.

    The arrow keys choose among them by direction, Tab goes through all of them from the nearest
    on, Enter makes the edge, Escape makes none. What is aimed at is said in a tip, and aloud.
    """

    keys = frozenset(_WAYS) | _ENTER | frozenset(_TURNS)

    def __init__(self, canvas: CanvasView, node_id: str) -> None:
        super().__init__(canvas, Hit(Part.OUTPUT, node_id, ""))
        self._ports, self._places, spots = self._ports_of(canvas.stage.diagram.cards)
        self._delays = LATER * np.array([spot.is_extra + 2 * spot.is_taken for spot in spots])
        self._ranked: list[int] = []

    def start(self, pointer: Pointer) -> None:
        """Aim at the nearest free port that the edge may go to."""
        super().start(pointer)
        away = np.abs(self._places - (pointer.place.x(), pointer.place.y())).sum(axis=1)
        self._ranked = np.argsort(away + self._delays, kind="stable").tolist()
        if not self._aim_at_first(self._ranked):
            self._tell(self._tr("There is no port that this edge could go to."))

    def update(self, pointer: Pointer) -> None:
        """Leave the pointer alone; only keys lead this edge."""

    def finish(self, pointer: Pointer) -> None:
        """Make the edge, if there is one to make."""
        self._clear()
        edge = None if self._aim is None else self._edge_to(self._aim)
        if edge is not None:
            self.canvas.editing.connect(edge)

    def steer(self, key: Qt.Key) -> None:
        """Aim at the next port in a direction, or make the edge."""
        if key in _ENTER:
            self.canvas.interaction.finish(Pointer(self._tip, QPointF()))
            self.canvas.hide_hover()
        elif self._aim is not None and key in _TURNS:
            # Once around, so that no port is out of reach, wherever it lies.
            ranked = self._ranked[:: _TURNS[key]]
            here = ranked.index(self._ports.index(self._aim))
            self._aim_at_first([*ranked[here + 1 :], *ranked[:here]])
        elif self._aim is not None:
            ways = self._places - self._place_of(self._aim)
            ahead, aside = ways @ np.array(_WAYS[key]), ways @ np.array(_WAYS[key][::-1])
            distance = ahead + ASIDE * np.abs(aside)
            order = np.argsort(distance, kind="stable").tolist()
            self._aim_at_first([index for index in order if ahead[index] > 0])

    def _aim_at_first(self, ranked: list[int]) -> bool:
        """Aim at the first of some ports that the edge may go to; return whether there is one."""
        for index in ranked:
            port = self._ports[index]
            edge = None if port[0] in self._barred else self._edge_to(port)
            if edge is not None and self.canvas.editing.reason_against(edge) is None:
                self._aim, self._tip = port, QPointF(*self._place_of(port))
                self._light(port)
                self._reveal()
                self._tell(self._sentence(edge))
                return True
        return False

    def _reveal(self) -> None:
        around = QRectF(self._tip, self._tip).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        if not self.canvas.navigator.seen().contains(around):
            self.canvas.navigator.centre_on(self._tip)
            self.canvas.view_changed()

    def _sentence(self, edge: Edge) -> str:
        label, graph = self.canvas.editing.label, self.canvas.document.graph
        source, target, port = label(edge.source), label(edge.target), edge.port
        holder = graph.source(edge.target, port)
        if holder is None:
            told = self._tr("{0} to port {1} of {2}. Enter connects, Esc does not.")
            return told.format(source, port, target)
        told = self._tr("{0} to port {1} of {2}, in place of {3}. Enter connects, Esc does not.")
        return told.format(source, port, target, label(holder))

    def _tell(self, sentence: str) -> None:
        pixel = self.canvas.navigator.pixel_of(self._tip)
        self.canvas.show_tip(sentence, pixel, kind="notice-info")
        announce(self.canvas, sentence)

    @staticmethod
    def _tr(text: str) -> str:
        return QCoreApplication.translate("ChooseGesture", text)

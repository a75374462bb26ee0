"""Edges of a graph on the canvas, by the names of their ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from engine.graph import Edge

if TYPE_CHECKING:
    from tests.gui.canvas.conftest import Hand


ALT = Qt.KeyboardModifier.AltModifier
INSTEAD_OF_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
"""Where the window manager keeps Alt for itself."""


def edge(hand: Hand, source: str, target: str, port: str) -> Edge:
    return Edge(hand.id(source), hand.id(target), port)


def on_edge(hand: Hand, edge: Edge, share: float) -> QPointF:
    """A place on an edge, from its source (0) to its target (1)."""
    table = hand.view.stage.diagram.edges
    return table.path(table.rows[edge]).pointAtPercent(share)

"""Edge painter: the curves of edges, and the dots that travel along them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPainterPath

from engine.trace import Phase
from gui.canvas.row_state import EdgeKind, RowState
from gui.canvas.showing import PHASE_TOKENS, Showing

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF

    from gui.canvas.diagram import Diagram
    from gui.canvas.geometry import Indices
    from gui.canvas.look import Look
    from gui.canvas.marks import Marks

__all__ = ["EdgePainter"]

THINNEST_PIXELS = 1.0
_TOKENS: dict[int, str] = {
    EdgeKind.PLAIN: "edge",
    EdgeKind.FLOWING: "gradient",
    EdgeKind.DEAD: "edge_dead",
    EdgeKind.COOL: "heat_cool",
    EdgeKind.WARM: "heat_warm",
    EdgeKind.HOT: "heat_hot",
}


class EdgePainter:
    """Draws the curves of edges, and what travels along them."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram

    def paint(
        self,
        painter: QPainter,
        rows: Indices,
        look: Look,
        showing: Showing,
        state: RowState,
        marks: Marks,
    ) -> None:
        """Draw the curves of edges, which are given by their rows."""
        table = self.diagram.edges
        thinnest = THINNEST_PIXELS / painter.transform().m11()
        special = marks.edges | marks.lit | marks.pointed | showing.active_edges
        painter.setBrush(look.no_brush)
        known = zip(
            rows.tolist(),
            np.maximum(state.edge_widths[rows], thinnest).tolist(),
            state.edge_kinds[rows].tolist(),
            strict=True,
        )
        for row, width, kind in known:
            edge = table.edges[row]
            if edge is None or edge == marks.hidden_edge:
                continue
            if edge in special or edge == marks.hovered_edge:
                self._paint_halo(painter, look, marks, row, width)
            if edge in showing.active_edges:
                self._paint_active(painter, look, showing, table.path(row), width)
                continue
            is_dead = edge.target in marks.dimmed
            pen = look.pen("edge_dead", thinnest) if is_dead else look.pen(_TOKENS[kind], width)
            painter.setPen(pen)
            painter.drawPath(table.path(row))

    def _paint_halo(
        self, painter: QPainter, look: Look, marks: Marks, row: int, width: float
    ) -> None:
        """Let an edge shine that is selected, lit or under the pointer."""
        edge, path = self.diagram.edges.edges[row], self.diagram.edges.path(row)
        if edge in marks.edges:
            painter.setPen(look.pen("accent", width + 5.0, 0.4))
        elif edge in marks.pointed:
            painter.setPen(look.pen("accent", width + 6.0, 0.5))
        elif edge in marks.lit:
            painter.setPen(look.pen("accent", width + 5.0, 0.26))
        elif edge == marks.hovered_edge:
            painter.setPen(look.pen("accent", width + 4.0, 0.16))
        else:
            return
        painter.drawPath(path)

    def _paint_active(
        self, painter: QPainter, look: Look, showing: Showing, path: QPainterPath, width: float
    ) -> None:
        assert showing.step is not None
        token = PHASE_TOKENS[showing.step.phase]
        painter.setPen(look.pen(token, width + 6.0, 0.16))
        painter.drawPath(path)
        travels_back = showing.step.phase is Phase.BACKWARD
        painter.setPen(look.pen(token, max(width, 2.2), dashed=travels_back))
        painter.drawPath(path)

    def paint_travellers(
        self, painter: QPainter, area: QRectF, look: Look, showing: Showing
    ) -> None:
        """Draw the dots that travel along the edges of the active step."""
        step = showing.step
        if step is None:
            return
        back = step.phase is Phase.BACKWARD
        token = PHASE_TOKENS[step.phase]
        for edge in showing.active_edges:
            row = self.diagram.edges.rows.get(edge)
            if row is None:
                continue
            path = self.diagram.edges.path(row)
            if not area.intersects(path.controlPointRect().adjusted(-12, -12, 12, 12)):
                continue
            place = path.percentAtLength(min(path.length() * 0.24, 44.0))
            at = path.pointAtPercent(place if back else 1.0 - place)
            painter.setPen(look.no_pen)
            painter.setBrush(look.brush(token, 0.22))
            painter.drawEllipse(at, 9.5, 9.5)
            painter.setBrush(look.brush(token))
            painter.drawEllipse(at, 5.5, 5.5)
            _paint_arrow(painter, look, at, -1.0 if back else 1.0)


def _paint_arrow(painter: QPainter, look: Look, at: QPointF, direction: float) -> None:
    """Draw a small arrow head in a dot, so that the direction does not depend on colour."""
    arrow = QPainterPath(at + QPointF(2.8 * direction, 0.0))
    arrow.lineTo(at + QPointF(-1.8 * direction, -2.6))
    arrow.lineTo(at + QPointF(-1.8 * direction, 2.6))
    arrow.closeSubpath()
    painter.setBrush(look.canvas)
    painter.drawPath(arrow)

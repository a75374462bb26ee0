"""Formulas: a formula that is typed on the canvas becomes the nodes that it means."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF

from engine.edits import Batch, Connect
from engine.graph import Edge
from engine.placement import way_clear
from engine.snippet import snippet
from gui.canvas.card import card_of
from gui.canvas.geometry import GRID, snapped

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

__all__ = ["add_formula"]

CLEARANCE = 2 * GRID


def add_formula(
    canvas: CanvasView, text: str, middle: QPointF, target: tuple[str, str] | None = None
) -> None:
    """Add the nodes of a formula around a place, clear of what is there, and select them.

    Parameters
    ----------
    canvas
        Where they are added.
    text
        The formula.
    middle
        The place.
    target
        A node's id and its port that the formula's result is to feed.

    Raises
    ------
    EngineError
        When the text is no formula.
    """
    document = canvas.document
    found = snippet(document.graph, text)
    corners = np.array([node.position for node in found.nodes.nodes()], dtype=np.float64)
    cards = [card_of(found.nodes, node, canvas.stage.numbers) for node in found.nodes.nodes()]
    sizes = np.array([(card.width, card.height) for card in cards])
    across, down = (corners + sizes).max(axis=0).tolist()
    x, y = middle.x() - across / 2, middle.y() - down / 2
    if canvas.snaps_to_grid:
        x, y = snapped(x, y)
    boxes = np.concatenate([corners, corners + sizes], axis=1) + np.array([x, y, x, y])
    used = canvas.stage.diagram.nodes.used()
    dx, dy = way_clear(boxes, used[~np.isnan(used[:, 0])], CLEARANCE, GRID)
    group = canvas.grouping.homes.group_at(middle.x() + dx, middle.y() + dy)
    edit, ids = found.insertion(document.graph, (x + dx, y + dy), group)
    if target is not None:
        is_last = (not found.nodes.edges_out_of(node_id) for node_id in found.nodes.node_ids())
        result = next(compress(ids, is_last))
        edit = Batch((edit, Connect(Edge(result, *target))))
    told = QCoreApplication.translate("Formulas", "Add {0}")
    document.perform(edit, told.format(text.strip()))
    document.select(ids)

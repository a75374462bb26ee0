"""Group room: the free place in a group where what is put into it from outside lands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.grouping import nodes_in
from gui.canvas.card import card_of
from gui.canvas.frames import PADDING, header_height
from gui.canvas.geometry import GRID
from gui.canvas.number_text import NumberFormat

if TYPE_CHECKING:
    from engine.graph import Graph

__all__ = ["room_in"]


def room_in(
    graph: Graph, group_id: str, corner: tuple[float, float] | None = None
) -> tuple[float, float]:
    """Return the top left corner of the free place below all that is in a group.

    Parameters
    ----------
    graph
        Where the group is.
    group_id
        Its id.
    corner
        Where an empty group begins; None for where it was put.
    """
    content = [graph.node(node_id) for node_id in nodes_in(graph, [group_id])[group_id]]
    if not content:
        group = graph.groups[group_id]
        left, top = corner or group.position
        return left + PADDING, top + header_height(group)
    numbers = NumberFormat()
    lowest = max(node.position[1] + card_of(graph, node, numbers).height for node in content)
    return min(node.position[0] for node in content), lowest + 2 * GRID

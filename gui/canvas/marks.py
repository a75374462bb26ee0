"""Marks: what the person points at, selects or drags, as the painters need to know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.graph import Edge

__all__ = ["Marks"]


@dataclass(slots=True)
class Marks:
    """Emphasis that belongs to the view and not to the graph.

    Attributes
    ----------
    nodes, edges
        What is selected.
    hovered_node, hovered_edge
        What is under the pointer.
    port
        The port under the pointer or aimed at: a node's id and the name of its input port, or an
        empty text for its output.
    faded
        Nodes that an edge in the making cannot go to.
    shows_all_ports
        Whether the extra ports of variadic operations are shown on every card.
    hidden_edge
        An edge that is being moved somewhere else.
    pulsing, pulse
        The node that shines to be found, and how strongly.
    """

    nodes: frozenset[str] = frozenset()
    edges: frozenset[Edge] = frozenset()
    hovered_node: str | None = None
    hovered_edge: Edge | None = None
    port: tuple[str, str] | None = None
    faded: frozenset[str] = frozenset()
    shows_all_ports: bool = False
    hidden_edge: Edge | None = None
    pulsing: str | None = None
    pulse: float = 0.0

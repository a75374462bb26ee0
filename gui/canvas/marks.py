"""Marks: what the person points at, selects or drags, as the painters need to know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

    from engine.graph import Edge

__all__ = ["Marks"]


@dataclass(slots=True)
class Marks:
    """Emphasis that belongs to the view and not to the graph.

    Attributes
    ----------
    nodes, edges, groups
        What is selected: cards by their keys, edges, and groups by id.
    lit
        Edges that arrive at a selected card or leave it, as long as only a few are selected.
    hovered_node, hovered_edge, hovered_group
        What is under the pointer: the key of a card, an edge, or the id of a group's frame.
    pointed
        Edges that something outside the canvas speaks of.
    aimed_group
        The group into which what is dragged would be put.
    port
        The port under the pointer or aimed at: a node's id and the name of its input port, or an
        empty text for its output.
    faded
        Keys of the cards that an edge in the making cannot go to.
    dimmed
        Nodes that the output does not depend on, if these are to be dimmed.
    shows_all_ports
        Whether the extra ports of variadic operations are shown on every card.
    hidden_edge
        An edge that is being moved somewhere else.
    pulsing, pulse
        The node that shines to be found, and how strongly.
    """

    nodes: frozenset[str] = frozenset()
    edges: frozenset[Edge] = frozenset()
    groups: frozenset[str] = frozenset()
    lit: frozenset[Edge] = frozenset()
    pointed: frozenset[Edge] = frozenset()
    hovered_group: str | None = None
    aimed_group: str | None = None
    hovered_node: str | None = None
    hovered_edge: Edge | None = None
    port: tuple[str, str] | None = None
    faded: Container[str] = frozenset()
    dimmed: frozenset[str] = frozenset()
    shows_all_ports: bool = False
    hidden_edge: Edge | None = None
    pulsing: str | None = None
    pulse: float = 0.0

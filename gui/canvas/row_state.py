"""RowState: what is known of every card and curve, in arrays beside those of the diagram."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from gui.canvas.showing import Showing, magnitudes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.tape import Tape
    from engine.trace import Trace
    from gui.canvas.diagram import Diagram
    from gui.canvas.geometry import Floats, Indices

__all__ = ["EdgeKind", "RowState", "heat_of"]

THINNEST, WIDEST = 1.2, 4.0
PLAIN_WIDTH = 1.5
DEAD_WIDTH = 1.0
WARM_BELOW, COOL_BELOW = 0.1, 0.01
"""Parts of the largest gradient below which an edge is no longer hot, and no longer warm."""


class EdgeKind(IntEnum):
    """How an edge is drawn."""

    PLAIN = 0
    FLOWING = 1
    DEAD = 2
    COOL = 3
    WARM = 4
    HOT = 5


class RowState:
    """What is known, by row of a diagram's tables.

    Attributes
    ----------
    edge_kinds
        By row of the edges, an `EdgeKind`.
    edge_widths
        By row of the edges, the width of the line, growing with the logarithm of the gradient.
    has_value, has_gradient
        By row of the nodes, whether the number is known.
    dimmed
        Keys of the cards that step back: of dimmed nodes, and of groups that hold no others.
    dimmed_nodes, dimmed_edges
        By row of the nodes and of the edges, whether they step back.
    has_heat
        Whether edges with a gradient are sorted by how large it is beside the largest.
    """

    def __init__(self) -> None:
        self.edge_kinds: NDArray[np.int8] = np.zeros(0, dtype=np.int8)
        self.edge_widths: Floats = np.zeros(0)
        self.has_value: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self.has_gradient: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self.dimmed: frozenset[str] = frozenset()
        self.dimmed_nodes: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self.dimmed_edges: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self.has_heat = False
        self._map_key: tuple[int, object] | None = None
        self._slots: Indices = np.zeros(0, dtype=np.intp)
        self._tape_rows: Indices = np.zeros(0, dtype=np.intp)
        self._trace: Trace | None = None
        self._magnitudes: Floats = np.zeros(0)

    def update(self, diagram: Diagram, showing: Showing) -> None:
        """Work everything out for what is shown now."""
        nodes, edges = len(diagram.nodes.ids), len(diagram.edges.edges)
        self.edge_kinds = np.zeros(edges, dtype=np.int8)
        self.edge_widths = np.full(edges, PLAIN_WIDTH)
        self.has_value = np.zeros(nodes, dtype=bool)
        self.has_gradient = np.zeros(nodes, dtype=bool)
        trace, known = showing.trace, showing.annotations
        if trace is None or known is None:
            return
        self._map_rows(diagram, trace.tape)
        self._measure(trace)
        there = np.flatnonzero(self._slots >= 0)
        self.has_value[there] = known.values[self._slots[there]]
        self.has_gradient[there] = known.gradients[self._slots[there]]
        there = np.flatnonzero(self._tape_rows >= 0)
        there = there[known.flows[self._tape_rows[there]]]
        sizes = self._magnitudes[self._tape_rows[there]]
        alive = heat_of(sizes) if self.has_heat else EdgeKind.FLOWING
        self.edge_kinds[there] = np.where(sizes == 0.0, EdgeKind.DEAD, alive)
        self.edge_widths[there] = _widths(sizes)

    def dim(self, diagram: Diagram, nodes: frozenset[str]) -> None:
        """Let nodes step back, and with them the edges into them and groups of nothing else."""
        groups = diagram.projection.cards.items() if nodes else ()
        self.dimmed = nodes.union(
            key for key, group in groups if group.nodes and nodes.issuperset(group.nodes)
        )
        self.dimmed_nodes = np.zeros(len(diagram.nodes.ids), dtype=bool)
        self.dimmed_edges = np.zeros(len(diagram.edges.edges), dtype=bool)
        if nodes:
            self.dimmed_nodes[:] = [key in self.dimmed for key in diagram.nodes.ids]
            self.dimmed_edges[:] = [
                edge is not None and edge.target in nodes for edge in diagram.edges.edges
            ]

    def _map_rows(self, diagram: Diagram, tape: Tape) -> None:
        """Find the slots and rows of a tape that belong to the rows of the diagram."""
        # A tape with other leaf values keeps the same table of slots, which is what counts here.
        key = (diagram.structure, tape.slots)
        if self._map_key is not None and self._map_key[0] == key[0] and self._map_key[1] is key[1]:
            return
        self._map_key = key
        slots, rows = tape.slots, tape.rows
        self._slots = np.array([slots.get(node, -1) for node in diagram.nodes.ids], dtype=np.intp)
        self._tape_rows = np.array(
            [-1 if edge is None else rows.get(edge, -1) for edge in diagram.edges.edges],
            dtype=np.intp,
        )

    def _measure(self, trace: Trace) -> None:
        if trace is not self._trace:
            self._trace = trace
            self._magnitudes = magnitudes_of(trace)


def heat_of(sizes: Floats) -> NDArray[np.int8]:
    """Sort gradients by their size beside the largest finite one; what is not finite is hot."""
    finite = sizes[np.isfinite(sizes)]
    largest = float(finite.max()) if len(finite) else 0.0
    found = np.full(len(sizes), EdgeKind.HOT, dtype=np.int8)
    found[sizes < largest * WARM_BELOW] = EdgeKind.WARM
    found[sizes < largest * COOL_BELOW] = EdgeKind.COOL
    return found


def _widths(sizes: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        widths = np.clip(2.6 + 0.7 * np.log10(sizes), THINNEST, WIDEST)
    # So that there are not more pens than anybody could tell apart.
    widths = np.round(widths, 2)
    found: Floats = np.where(sizes == 0.0, DEAD_WIDTH, np.where(np.isnan(sizes), WIDEST, widths))
    return found

"""Showing: which numbers of a run are known at a point of its story, by node and by edge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.diagnostic import Diagnostic, Kind, Severity
from engine.trace import Annotations, Phase, Step, Trace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from engine.graph import Edge, Node
    from engine.values import Value

__all__ = ["PHASE_TOKENS", "Reading", "Showing", "magnitudes_of", "severity_rank"]

PHASE_TOKENS = {Phase.FORWARD: "value", Phase.BACKWARD: "gradient", Phase.UPDATE: "parameter"}
"""Colour of each pass."""


class Reading(NamedTuple):
    """The two numbers of a node or an edge.

    Attributes
    ----------
    value, gradient
        The numbers; None for what is not known.
    has_value, has_gradient
        Whether a dash is to stand where the number is not known.
    """

    value: Value | None = None
    gradient: Value | None = None
    has_value: bool = False
    has_gradient: bool = False


@dataclass(eq=False)
class Showing:
    """What is shown of a run.

    Attributes
    ----------
    trace
        The story of the run; None when nothing could be evaluated.
    annotations
        What is known at this point of it; None before the first.
    diagnostics
        What was found on the way.
    is_stale
        Whether the graph has changed since.
    """

    trace: Trace | None = None
    annotations: Annotations | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    is_stale: bool = False

    @property
    def position(self) -> int:
        """How many steps were made."""
        return self.annotations.position if self.annotations else 0

    @property
    def step(self) -> Step | None:
        """The active step."""
        return self.annotations.step if self.annotations else None

    @property
    def has_begun_backward(self) -> bool:
        """Whether a gradient may be known."""
        return self.trace is not None and self.position > self.trace.forward_end

    @property
    def output(self) -> str | None:
        """Id of the node whose gradient is taken."""
        if self.trace is None or self.trace.run.output is None:
            return None
        return self.trace.tape.nodes[self.trace.run.output].id

    @cached_property
    def badges(self) -> Mapping[str, tuple[Severity, str]]:
        """By node id, the worst severity of what was found there, and all the sentences."""
        found: dict[str, list[Diagnostic]] = {}
        for item in self.diagnostics:
            # Of what is only worth noting, a kink that was hit is a choice to be seen.
            is_shown = item.severity is not Severity.NOTE or item.kind is Kind.KINK
            if item.node is not None and is_shown:
                found.setdefault(item.node, []).append(item)
        return {
            node_id: (_worst(items), "\n".join(item.message for item in items))
            for node_id, items in found.items()
        }

    @cached_property
    def active_edges(self) -> frozenset[Edge]:
        """The edges that take part in the active step."""
        if self.trace is None or self.step is None:
            return frozenset()
        return frozenset(self.trace.tape.edges[row] for row in self.step.rows)

    def node_reading(self, node: Node) -> Reading:
        """Return the numbers of a node; a leaf's own value is always known."""
        has_gradient = node.operation != "constant"
        value = node.value if node.is_leaf else None
        slot = None if self.trace is None else self.trace.tape.slots.get(node.id)
        if self.trace is None or self.annotations is None or slot is None:
            return Reading(value, None, has_value=True, has_gradient=has_gradient)
        run = self.trace.run
        if not node.is_leaf and self.annotations.values[slot]:
            value = run.value_at(slot)
        gradient = run.gradient_at(slot) if self.annotations.gradients[slot] else None
        has_gradient = bool(self.trace.tape.active[slot])
        return Reading(value, gradient, has_value=True, has_gradient=has_gradient)

    def edge_reading(self, edge: Edge) -> Reading:
        """Return the numbers of an edge; nothing at all before the first step."""
        if self.trace is None or self.annotations is None or not self.position:
            return Reading()
        tape = self.trace.tape
        slot, row = tape.slots.get(edge.source), tape.rows.get(edge)
        if slot is None:
            return Reading(has_value=True)
        value = self.trace.run.value_at(slot) if self.annotations.values[slot] else None
        if row is None or not self.trace.run.is_sent(row):
            return Reading(value, None, has_value=True)
        gradient = self.trace.run.contribution_at(row) if self.annotations.flows[row] else None
        return Reading(value, gradient, has_value=True, has_gradient=self.has_begun_backward)


def magnitudes_of(trace: Trace) -> NDArray[np.float64]:
    """Return the absolute contribution by row of the tape's edge table; of arrays, the norm."""
    flow = trace.run.flow
    found: NDArray[np.float64] = np.abs(flow if flow.ndim == 1 else flow.sum(axis=-1))
    for row, contribution in trace.run.tensor_flows.items():
        found[row] = np.linalg.norm(contribution)
    return found


def severity_rank(badge: tuple[Severity, str]) -> int:
    """Return by what badges are ordered, the worst first."""
    return _RANKS.index(badge[0])


_RANKS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def _worst(items: list[Diagnostic]) -> Severity:
    """Return the highest severity of some diagnostics."""
    return min((item.severity for item in items), key=_RANKS.index)

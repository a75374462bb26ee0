"""Evaluation: the numbers of one run, by node and by edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import EngineError
from engine.graph import Edge, Graph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from engine.tape import Tape
    from engine.values import Array, Value

__all__ = ["Evaluation", "annotate"]


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The immutable result of one run of a tape.

    Scalars stand in arrays by slot or by row of the edge table, tensors in mappings beside them;
    with a batch everything has the batch as its last axis.

    Attributes
    ----------
    tape
        What was run.
    output
        Slot of the node whose gradient was taken, or None after a forward pass alone.
    batch
        Number of samples, or None.
    varies
        By slot, whether a value depends on the batch.
    primal, adjoint, partial, flow
        Values and gradients by slot, local partials and contributions by row.
    """

    tape: Tape
    output: int | None
    batch: int | None
    varies: NDArray[np.bool_]
    primal: Array
    tensors: Mapping[int, Array]
    adjoint: Array
    tensor_adjoints: Mapping[int, Array]
    partial: Array
    flow: Array
    tensor_flows: Mapping[int, Array]

    @property
    def has_gradient(self) -> bool:
        """Whether the reverse pass was run."""
        return self.output is not None

    def value(self, reference: str) -> Value:
        """Return the value of a node given by name or id.

        Raises
        ------
        EngineError
            When it could not be evaluated.
        """
        return self.value_at(self.tape.slot(reference))

    def gradient(self, reference: str) -> Value:
        """Return the gradient of the output with respect to a node given by name or id.

        It has the shape of the node's value. Constants, and what is computed from constants
        alone, have none.

        Raises
        ------
        EngineError
            When there is none.
        """
        slot = self.tape.slot(reference)
        found = self.gradient_at(slot)
        if found is None:
            why = "the reverse pass was not run"
            if self.has_gradient:
                why = "it is constant"
            raise EngineError(f"“{reference}” has no gradient: {why}", node=reference)
        return found

    def contribution(self, edge: Edge) -> Value:
        """Return what travelled back along an edge: the target's gradient times the local partial.

        Raises
        ------
        EngineError
            When nothing did.
        """
        row = self.tape.rows.get(edge)
        found = None if row is None else self.contribution_at(row)
        if found is None:
            raise EngineError(f"no gradient travels from {edge.source} to {edge.target}")
        return found

    def value_at(self, slot: int) -> Value:
        """Return the value in a slot."""
        found = self.tensors.get(slot, self.primal[slot])
        if self.batch is not None and not self.varies[slot]:
            found = found[..., 0]
        return _plain(found)

    def gradient_at(self, slot: int) -> Value | None:
        """Return the gradient in a slot, or None when there is none."""
        if self.output is None or not self.tape.active[slot]:
            return None
        found = self.tensor_adjoints.get(slot, self.adjoint[slot])
        if self.tape.shapes[slot] and slot not in self.tensor_adjoints:
            lanes = () if self.batch is None else (self.batch,)
            found = np.zeros(self.tape.shapes[slot] + lanes)
        return self._collected(found, slot)

    def contribution_at(self, row: int) -> Value | None:
        """Return the contribution of a row of the edge table, or None when there is none."""
        if self.output is None or not self.is_sent(row):
            return None
        found = self.tensor_flows.get(row, self.flow[row])
        return self._collected(found, int(self.tape.source[row]))

    def is_sent(self, row: int) -> bool:
        """Whether the reverse pass sends a contribution along the edge of a row."""
        if self.output is None:
            return False
        reached = self.tape.sweep(self.output).reached
        return bool(reached[self.tape.target[row]] and self.tape.active[self.tape.source[row]])

    def _collected(self, found: Array, slot: int) -> Value:
        """Sum a gradient over the batch where the value does not depend on it."""
        if self.batch is not None and not self.varies[slot]:
            found = found.sum(axis=-1)
        return _plain(found)

    @property
    def values(self) -> dict[str, Value]:
        """Values by node id."""
        return {node.id: self.value_at(slot) for slot, node in enumerate(self.tape.nodes)}

    @property
    def gradients(self) -> dict[str, Value]:
        """Gradients by node id, without the nodes that have none."""
        found = {node.id: self.gradient_at(slot) for slot, node in enumerate(self.tape.nodes)}
        return {node_id: gradient for node_id, gradient in found.items() if gradient is not None}


def _plain(found: Array) -> Value:
    return float(found) if np.ndim(found) == 0 else found


def annotate(graph: Graph, run: Evaluation) -> None:
    """Write ``value`` and ``gradient`` on the nodes and edges of ``graph.networkx``.

    An edge's value is its source's, its gradient the contribution it carries. What was not
    computed is None.

    Examples
    --------
    >>> from engine import parse, record
    >>> graph = parse("input x = 3; y = x*x")
    >>> annotate(graph, record(graph).evaluate())
    >>> graph.networkx.nodes["n1"]["gradient"]
    6.0
    """
    tape = run.tape
    for node_id, data in graph.networkx.nodes(data=True):
        slot = tape.slots.get(node_id)
        data["value"] = None if slot is None else run.value_at(slot)
        data["gradient"] = None if slot is None else run.gradient_at(slot)
    for source, target, port, data in graph.networkx.edges(keys=True, data=True):
        row = tape.rows.get(Edge(source, target, port))
        data["value"] = graph.networkx.nodes[source]["value"]
        data["gradient"] = None if row is None else run.contribution_at(row)

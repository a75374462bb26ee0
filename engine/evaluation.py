"""Evaluation: the numbers of one run, by node and by edge."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from engine.errors import EngineError
from engine.graph import Edge, Graph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from threading import Lock

    from numpy.typing import NDArray

    from engine.tape import Tape
    from engine.values import Array, Value

__all__ = ["Evaluation", "Lender", "annotate"]

_NOTHING: Mapping[int, Any] = {}


class Lender(Protocol):
    """An executor whose memory holds the numbers of its last run."""

    primal: Array
    adjoint: Array
    lock: Lock

    def adjoint_at(self, slot: int) -> Any:
        """Return the adjoint in a slot."""

    def adjoints(self) -> Array:
        """Return a copy of the adjoints by slot."""


class Evaluation:
    """The immutable result of one run of a tape.

    Scalars stand in arrays by slot or by row of the edge table, tensors in mappings beside them;
    with a batch everything has the batch as its last axis. What few people ask for, the local
    partials and the contributions, is computed when it is first asked for.

    Attributes
    ----------
    tape
        What was run.
    output
        Slot of the node whose gradient was taken, or None after a forward pass alone.
    batch
        Number of samples, or None.
    tensors, tensor_adjoints
        Values and gradients of tensors.
    """

    __slots__ = (
        "__weakref__",
        "_adjoint",
        "_batched",
        "_flow",
        "_given",
        "_lender",
        "_partial",
        "_primal",
        "_tensor_flows",
        "_varies",
        "batch",
        "output",
        "tape",
        "tensor_adjoints",
        "tensors",
    )

    def __init__(
        self,
        tape: Tape,
        output: int | None,
        primal: Any,
        adjoint: Any,
        *,
        lender: Lender | None = None,
        batch: int | None = None,
        batched: Sequence[int] = (),
        given: Mapping[int, Value] | None = None,
    ) -> None:
        """Take the numbers by slot, as sequences, or from a lender until it needs its memory.

        If leaf values are given, contributions are found by running the tape with them again.
        """
        self.tape = tape
        self.output = output
        self._primal = primal
        self._adjoint = adjoint
        self._lender = lender
        self.batch = batch
        self._batched = batched
        self.tensors: Mapping[int, Array] = _NOTHING
        self.tensor_adjoints: Mapping[int, Array] = _NOTHING
        self._tensor_flows: Mapping[int, Array] = _NOTHING
        self._given = given
        self._varies: NDArray[np.bool_] | None = None
        self._partial: Array | None = None
        self._flow: Array | None = None

    @classmethod
    def whole(
        cls,
        tape: Tape,
        output: int | None,
        *,
        batch: int | None,
        batched: Sequence[int],
        primal: Array,
        tensors: Mapping[int, Array],
        adjoint: Array,
        tensor_adjoints: Mapping[int, Array],
        partial: Array,
        flow: Array,
        tensor_flows: Mapping[int, Array],
    ) -> Evaluation:
        """Return an evaluation of which everything is known."""
        run = cls(tape, output, primal, adjoint, batch=batch, batched=batched)
        run.tensors = tensors
        run.tensor_adjoints = tensor_adjoints
        run._tensor_flows = tensor_flows
        run._partial = partial
        run._flow = flow
        return run

    def keep(self) -> None:
        """Copy what was only lent, so that the next run cannot change it."""
        lender = self._lender
        if lender is not None:
            with lender.lock:
                if self._lender is not None:
                    self.copy_from(lender)

    def copy_from(self, lender: Lender) -> None:
        """Copy what was lent, for a lender who needs the memory and holds its lock."""
        self._primal = lender.primal.copy()
        self._adjoint = lender.adjoints()
        self._lender = None

    def has_finite_gradient(self) -> bool:
        """Whether all gradients are finite."""
        found = self._adjoint if self._lender is None else self._lender.adjoint
        tensors = self.tensor_adjoints.values()
        return bool(np.isfinite(found).all()) and all(map(_is_finite, tensors))

    @property
    def primal(self) -> Array:
        """Values by slot."""
        self.keep()
        if not isinstance(self._primal, np.ndarray):
            self._primal = np.array(self._primal, dtype=np.float64)
        found: Array = self._primal
        return found

    @property
    def adjoint(self) -> Array:
        """Gradients by slot; empty after a forward pass alone."""
        self.keep()
        if not isinstance(self._adjoint, np.ndarray):
            self._adjoint = np.array(self._adjoint, dtype=np.float64)
        found: Array = self._adjoint
        return found

    @property
    def partial(self) -> Array:
        """Local partials by row."""
        if self._partial is None:
            from engine.autodiff import partials_of

            self._partial = partials_of(self)
        return self._partial

    @property
    def flow(self) -> Array:
        """Contributions by row: the target's gradient times the local partial."""
        if self._flow is None:
            from engine.autodiff import flows_of

            self._flow = self._flow_again() if self._given is not None else flows_of(self)
        return self._flow

    @property
    def tensor_flows(self) -> Mapping[int, Array]:
        """Contributions of tensors, by row."""
        if self._given is not None:
            self._flow = self._flow_again()
        return self._tensor_flows

    def _flow_again(self) -> Array:
        """Run the rules themselves, because contributions were not kept, and return those."""
        from engine.autodiff import evaluate_any

        given = self._given or {}
        found = evaluate_any(self.tape, given, self.output, self.batch, self._batched)
        self._tensor_flows, self._given = found.tensor_flows, None
        self.tape.executors.keeps_flows = True
        return found.flow

    @property
    def varies(self) -> NDArray[np.bool_]:
        """By slot, whether a value depends on the batch."""
        if self._varies is None:
            from engine.autodiff import varying

            self._varies = varying(self.tape, self._batched)
        return self._varies

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
            why = "it is constant" if self.has_gradient else self._why_not_reversed()
            raise EngineError(f"“{reference}” has no gradient: {why}", node=reference)
        return found

    def _why_not_reversed(self) -> str:
        if self.tape.output is not None:
            return "the reverse pass was not run"
        from engine.output import missing_output

        return missing_output(self.tape, "begin at").message

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
        found = self.tensors[slot] if slot in self.tensors else self._primal_at(slot)
        if self.batch is not None and not self.varies[slot]:
            found = found[..., 0]
        return _plain(found)

    def _primal_at(self, slot: int) -> Any:
        lender = self._lender
        if lender is not None:
            with lender.lock:
                if self._lender is not None:
                    return np.array(lender.primal[slot])
        return self._primal[slot]

    def gradient_at(self, slot: int) -> Value | None:
        """Return the gradient in a slot, or None when there is none."""
        if self.output is None or not self.tape.active[slot]:
            return None
        found = self.tensor_adjoints.get(slot)
        if found is None:
            found = self._adjoint_at(slot)
        if self.tape.shapes[slot] and slot not in self.tensor_adjoints:
            lanes = () if self.batch is None else (self.batch,)
            found = np.zeros(self.tape.shapes[slot] + lanes)
        return self._collected(found, slot)

    def _adjoint_at(self, slot: int) -> Any:
        lender = self._lender
        if lender is not None:
            with lender.lock:
                if self._lender is not None:
                    return np.array(lender.adjoint_at(slot))
        return self._adjoint[slot]

    def contribution_at(self, row: int) -> Value | None:
        """Return the contribution of a row of the edge table, or None when there is none."""
        if self.output is None or not self.is_sent(row):
            return None
        found = self.tensor_flows[row] if row in self.tensor_flows else self.flow[row]
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


def _is_finite(array: Array) -> bool:
    # One sum of squares is the fastest way to read an array; it may overflow by itself.
    return math.isfinite(np.vdot(array, array)) or bool(np.isfinite(array).all())


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

"""Tape: a graph made ready to be evaluated, again and again.

Recording sorts the complete part of a graph into levels and puts the scalar nodes of a level that
share an operation into one group: one numpy call over contiguous slots. Nodes that compute with
tensors run one by one. A tape stays valid until the structure of the graph changes; other leaf
values need no new one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.autodiff import evaluate
from engine.errors import EngineError, ShapeError
from engine.executors.choice import Executors
from engine.graph_store import unknown
from engine.instructions import Group, Level, PartialGroup, Single, Slots, Sweep
from engine.values import Array, Value, shape_of, shape_words, value_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from engine.deferred import Deferred, DeferredSequence
    from engine.diagnostic import Diagnostic
    from engine.evaluation import Evaluation
    from engine.executors.incremental import Incremental
    from engine.forward_mode import Tangents
    from engine.graph import Edge, Graph, Node
    from engine.jacobian import Hessian
    from engine.supply import Supply

__all__ = ["Group", "PartialGroup", "Single", "Sweep", "Tape", "record"]


@dataclass(frozen=True, slots=True, eq=False)
class Tape:
    """A recorded graph.

    Attributes
    ----------
    nodes
        The nodes that can be evaluated, by slot. Literals have the slots after them.
    slots
        Slot by node id.
    names
        Node id by name, of all the graph's nodes.
    left_out
        Ids of the nodes that cannot be evaluated.
    leaf_count
        How many leaves there are; they have the first slots.
    constants
        Values of leaves and literals, by slot.
    initial
        The scalars among them by slot, and 0 elsewhere.
    shapes
        Shape by slot.
    level
        By slot, one more than the highest level among the operands; 0 for leaves.
    levels
        The forward sweep.
    partial_groups
        How the local partials of scalar edges are computed.
    edges, rows
        The edges between the nodes, and the place of each in that table.
    source, target
        Slots by row.
    active
        By slot, whether a gradient is taken with respect to it.
    routing
        By row, whether the target selects among its operands.
    output
        Slot of the node whose gradient is taken; None when there is no single one.
    diagnostics
        What was left out, and why.
    executors
        What runs the tape.
    supply
        Other tapes, for runs that bring values of leaves that have none; None if all have one.
    """

    nodes: DeferredSequence[Node] | tuple[Node, ...]
    slots: Mapping[str, int]
    names: Mapping[str, str]
    left_out: frozenset[str]
    leaf_count: int
    constants: Mapping[int, Value]
    initial: Array
    shapes: tuple[tuple[int, ...], ...]
    level: Slots
    levels: tuple[Level, ...]
    partial_groups: tuple[PartialGroup, ...]
    edges: Sequence[Edge]
    rows: Mapping[Edge, int]
    source: Slots
    target: Slots
    active: NDArray[np.bool_]
    routing: NDArray[np.bool_]
    output: int | None
    diagnostics: tuple[Diagnostic, ...]
    _order: Deferred[Slots]
    _sweeps: dict[int, Sweep] = field(default_factory=dict)
    executors: Executors = field(default_factory=Executors)
    supply: Supply | None = None

    @property
    def order(self) -> Slots:
        """Slots of nodes in the order of the story: level by level, then by first arrival."""
        return self._order()

    def slot(self, reference: str) -> int:
        """Return the slot of a node given by name or id.

        Raises
        ------
        EngineError
            When the tape has no such node: it does not exist, or could not be evaluated.
        """
        node_id = self.names.get(reference, reference)
        slot = self.slots.get(node_id)
        if slot is not None:
            return slot
        if node_id not in self.left_out:
            raise unknown(reference, self.names)
        reason = next((item for item in self.diagnostics if item.node == node_id), None)
        why = reason.message if reason else "something before it is incomplete"
        raise EngineError(f"“{reference}” cannot be evaluated: {why}", node=node_id)

    def leaves(self) -> list[int]:
        """Return the slots of the leaves."""
        return list(range(self.leaf_count))

    def with_values_of(self, graph: Graph) -> Tape:
        """Return the same tape with the leaf values that `graph` has now.

        The structure of `graph`, and the shapes of its values, must be those recorded.
        """
        constants = dict(self.constants)
        nodes = list(self.nodes)
        for slot in self.leaves():
            node = graph.node(self.nodes[slot].id)
            nodes[slot] = node
            if node.value is not None:
                constants[slot] = node.value
        initial = _initial_values(len(self.initial), constants)
        return replace(self, nodes=tuple(nodes), constants=constants, initial=initial)

    def fits(self, node: Node) -> bool:
        """Whether a leaf's present value has the shape that was recorded for it."""
        slot = self.slots.get(node.id)
        return (
            slot is not None
            and node.value is not None
            and shape_of(node.value) == self.shapes[slot]
        )

    def evaluate(
        self,
        values: Mapping[str, object] | None = None,
        *,
        output: str | None = None,
        gradient: bool = True,
        reduction: str = "mean",
    ) -> Evaluation:
        """Run the forward pass, and the reverse pass if there is an output.

        Parameters
        ----------
        values
            Other values for some leaves, by name or id, or values for leaves that have none. An
            array with one axis more than the leaf is a batch along the last axis, and so is any
            array for a leaf without a value.
        output
            Name or id of the node whose gradient is taken.
        gradient
            False for the forward pass alone.
        reduction
            Whether the gradient is that of the ``"mean"`` or of the ``"sum"`` over a batch. For
            that of each sample see `engine.batches.per_sample_gradient`.

        Raises
        ------
        EngineError
            When a name is unknown or a value has the wrong shape.

        Examples
        --------
        >>> from engine import parse, record
        >>> tape = record(parse("input x = 3; y = x^2"))
        >>> run = tape.evaluate()
        >>> run.value("y"), run.gradient("x")
        (9.0, 6.0)
        >>> tape.evaluate({"x": 0.5}).gradient("x")
        1.0
        """
        if reduction != "mean":
            return self._summed(values, output, reduction, gradient=gradient)
        completed = self.supply.tape(values) if values and self.supply is not None else None
        if completed is not None:
            return completed.evaluate(values, output=output, gradient=gradient)
        chosen = None
        if gradient:
            chosen = self.output if output is None else self.slot(output)
        if not values:
            return self.executors.run_again(self, chosen) or evaluate(self, {}, chosen)
        given = {self._leaf(key): self._fitting(key, value) for key, value in values.items()}
        return evaluate(self, given, chosen)

    def _summed(
        self,
        values: Mapping[str, object] | None,
        output: str | None,
        reduction: str,
        *,
        gradient: bool,
    ) -> Evaluation:
        from engine.batches import REDUCTIONS, summed

        if reduction not in REDUCTIONS:
            told = f"a batch is reduced by its “mean” or its “sum”, not “{reduction:.40}”"
            raise EngineError(told)
        return summed(self.evaluate(values, output=output, gradient=gradient))

    def tangent(
        self, direction: Mapping[str, object], values: Mapping[str, object] | None = None
    ) -> Tangents:
        """Send one direction, or several, forward: see `engine.forward_mode.tangents`."""
        from engine.forward_mode import tangents

        return tangents(self, direction, values)

    def jacobian(
        self, output: str | None = None, wrt: Sequence[str] | None = None
    ) -> dict[str, Value]:
        """Differentiate every element of an output: see `engine.jacobian.jacobian`."""
        from engine.jacobian import jacobian

        return jacobian(self, output, wrt)

    def hessian(self, output: str | None = None, wrt: Sequence[str] | None = None) -> Hessian:
        """Return second derivatives: see `engine.jacobian.hessian`."""
        from engine.jacobian import hessian

        return hessian(self, output, wrt)

    def incremental(self, output: str | None = None) -> Incremental:
        """Begin to change leaf by leaf: see `engine.executors.incremental`."""
        from engine.executors.incremental import Incremental

        return Incremental(self, self.output if output is None else self.slot(output))

    def sweep(self, output: int) -> Sweep:
        """Return the reverse sweep from an output, made on first use."""
        if output not in self._sweeps:
            from engine.recording import sweep_from

            self._sweeps[output] = sweep_from(self, output)
        return self._sweeps[output]

    def _leaf(self, reference: str) -> int:
        slot = self.slot(reference)
        if not self.nodes[slot].is_leaf:
            raise EngineError(
                f"“{reference}” computes its value; only leaves can be set",
                node=self.nodes[slot].id,
            )
        return slot

    def _fitting(self, reference: str, value: object) -> Value:
        given = value_for(reference, value, self.names.get(reference))
        shape = self.shapes[self.slot(reference)]
        if shape_of(given) != shape and shape_of(given)[:-1] != shape:
            raise ShapeError(
                f"“{reference}” is {shape_words(shape)}, not {shape_words(shape_of(given))}",
                node=self.names.get(reference, reference),
            )
        return given


def record(graph: Graph) -> Tape:
    """Record the part of a graph that can be evaluated.

    Examples
    --------
    >>> from engine import parse
    >>> tape = record(parse("input x = 1; y = sin(x) * cos(x)"))
    >>> [node.label for node in tape.nodes]
    ['x', 'sin', 'cos', 'y']
    """
    from engine.recording import record_graph

    return record_graph(graph)


def _initial_values(count: int, constants: Mapping[int, Value]) -> Array:
    """Return an array of `count` slots with the scalars among some constants in theirs."""
    values = np.zeros(count)
    scalars = {slot: value for slot, value in constants.items() if isinstance(value, float)}
    values[list(scalars)] = list(scalars.values())
    return values

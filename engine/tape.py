"""Tape: a graph made ready to be evaluated, again and again.

Recording sorts the complete part of a graph into levels and puts the scalar nodes of a level that
share an operation into one group: one numpy call over contiguous slots. Nodes that compute with
tensors run one by one. A tape stays valid until the structure of the graph changes; other leaf
values need no new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.calculus.tree import Tree
from engine.diagnostic import Diagnostic, Kind, Severity
from engine.errors import EngineError, ShapeError
from engine.graph import Edge, Graph, Node
from engine.operation import Operation
from engine.shapes import Ready, infer
from engine.values import Value, as_value, shape_of

if TYPE_CHECKING:
    from engine.evaluation import Evaluation

__all__ = ["Group", "PartialGroup", "Single", "Sweep", "Tape", "record"]

Slots = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Group:
    """Scalar nodes of one level with the same operation, in slots ``first:last``.

    Attributes
    ----------
    operands
        One array of operand slots a port.
    """

    operation: Operation
    attributes: Mapping[str, Any]
    first: int
    last: int
    operands: tuple[Slots, ...]


@dataclass(frozen=True, slots=True)
class Single:
    """A node that takes or makes a tensor.

    Attributes
    ----------
    rows
        One row of the edge table a port, −1 where no gradient is to be sent.
    """

    operation: Operation
    attributes: Mapping[str, Any]
    slot: int
    operands: tuple[int, ...]
    rows: tuple[int, ...]
    overrides: Mapping[int, Tree]


@dataclass(frozen=True, slots=True)
class PartialGroup:
    """Scalar edges of the whole graph that share the function of their local partial.

    Attributes
    ----------
    index
        Which operand the partial is taken with respect to.
    rows
        Rows of the edge table.
    results, operands
        Slots of the targets, and of their operands, one array a port.
    override
        Formula in place of the operation's own partial, with the names of the ports in order.
    """

    operation: Operation
    attributes: Mapping[str, Any]
    index: int
    rows: Slots
    results: Slots
    operands: tuple[Slots, ...]
    override: Tree | None


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the forward sweep."""

    groups: tuple[Group, ...]
    singles: tuple[Single, ...]


@dataclass(frozen=True, slots=True)
class Sweep:
    """The reverse sweep from one output.

    Attributes
    ----------
    levels
        From the last level to the first: rows of scalar edges, and the single nodes.
    reached
        By slot, whether the output depends on it.
    """

    levels: tuple[tuple[Slots, tuple[Single, ...]], ...]
    reached: NDArray[np.bool_]


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
        Node id by name.
    constants
        Values of leaves and literals, by slot.
    shapes
        Shape by slot.
    order
        Slots of nodes in the order of the story: level by level, then by first arrival.
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
    """

    nodes: tuple[Node, ...]
    slots: Mapping[str, int]
    names: Mapping[str, str]
    constants: Mapping[int, Value]
    shapes: tuple[tuple[int, ...], ...]
    order: Slots
    level: Slots
    levels: tuple[Level, ...]
    partial_groups: tuple[PartialGroup, ...]
    edges: tuple[Edge, ...]
    rows: Mapping[Edge, int]
    source: Slots
    target: Slots
    active: NDArray[np.bool_]
    routing: NDArray[np.bool_]
    output: int | None
    diagnostics: tuple[Diagnostic, ...]
    _sweeps: dict[int, Sweep] = field(default_factory=dict)

    def slot(self, reference: str) -> int:
        """Return the slot of a node given by name or id.

        Raises
        ------
        EngineError
            When the tape has no such node: it does not exist, or could not be evaluated.
        """
        node_id = self.names.get(reference, reference)
        if node_id not in self.slots:
            reason = next((item for item in self.diagnostics if item.node == node_id), None)
            why = f": {reason.message}" if reason else ""
            raise EngineError(f"“{reference}” cannot be evaluated{why}", node=node_id)
        return self.slots[node_id]

    def leaves(self) -> list[int]:
        """Return the slots of the leaves."""
        return [slot for slot, node in enumerate(self.nodes) if node.is_leaf]

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
        return replace(self, nodes=tuple(nodes), constants=constants)

    def fits(self, node: Node) -> bool:
        """Whether a leaf's present value has the shape that was recorded for it."""
        slot = self.slots.get(node.id)
        return (
            slot is not None and node.value is not None and shape_of(node.value) == self.shapes[slot]
        )

    def evaluate(
        self,
        values: Mapping[str, object] | None = None,
        *,
        output: str | None = None,
        gradient: bool = True,
    ) -> Evaluation:
        """Run the forward pass, and the reverse pass if there is an output.

        Parameters
        ----------
        values
            Other values for some leaves, by name or id. An array with one axis more than the leaf
            is a batch along the last axis; the gradient is then that of the mean over the batch.
        output
            Name or id of the node whose gradient is taken.
        gradient
            False for the forward pass alone.

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
        from engine.autodiff import evaluate

        given = {self._leaf(key): self._fitting(key, value) for key, value in (values or {}).items()}
        chosen = self.output if output is None else self.slot(output)
        return evaluate(self, given, chosen if gradient else None)

    def sweep(self, output: int) -> Sweep:
        """Return the reverse sweep from an output, made on first use."""
        if output not in self._sweeps:
            self._sweeps[output] = _sweep(self, output)
        return self._sweeps[output]

    def _leaf(self, reference: str) -> int:
        slot = self.slot(reference)
        if not self.nodes[slot].is_leaf:
            raise EngineError(f"“{reference}” computes its value; only leaves can be set")
        return slot

    def _fitting(self, reference: str, value: object) -> Value:
        given = as_value(value)
        shape = self.shapes[self.slot(reference)]
        if shape_of(given) != shape and shape_of(given)[:-1] != shape:
            raise ShapeError(
                f"“{reference}” has the shape {list(shape)}, not {list(shape_of(given))}",
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
    inference = infer(graph)
    return _Recorder(graph, inference.ready, inference.diagnostics).tape()


class _Recorder:
    """Lays ready nodes out in slots and groups."""

    def __init__(
        self, graph: Graph, ready: Mapping[str, Ready], diagnostics: Iterable[Diagnostic]
    ) -> None:
        self.graph = graph
        self.diagnostics = list(diagnostics)
        self.ready = ready
        self.by_level: list[dict[Any, list[Ready]]] = []
        for item in ready.values():
            while len(self.by_level) <= item.level:
                self.by_level.append({})
            self.by_level[item.level].setdefault(self._group_key(item), []).append(item)
        self.slotted = [
            item for level in self.by_level for members in level.values() for item in members
        ]
        self.slots = {item.node.id: slot for slot, item in enumerate(self.slotted)}
        self.constants: dict[int, Value] = {}
        self.shapes = [item.shape for item in self.slotted]
        self.literal_slots: dict[object, int] = {}
        self.edges: list[Edge] = []
        self.rows: dict[Edge, int] = {}
        self.operands = [self._operand_slots(item) for item in self.slotted]
        for slot, item in enumerate(self.slotted):
            if item.node.value is not None and item.operation is None:
                self.constants[slot] = item.node.value

    def _group_key(self, item: Ready) -> object:
        """Nodes with the same key are computed together; a tensor node has a key of its own."""
        if item.operation is None:
            return "leaf"
        if item.shape or any(self._operand_shape(operand) for operand in item.operands):
            return ("single", item.node.id)
        return (item.operation.name, len(item.operands), tuple(item.attributes.items()))

    def _operand_shape(self, operand: str | Value) -> tuple[int, ...]:
        return self.ready[operand].shape if isinstance(operand, str) else shape_of(operand)

    def _operand_slots(self, item: Ready) -> tuple[int, ...]:
        if item.operation is None:
            return ()
        ports = item.operation.port_names(len(item.operands))
        slots = []
        for port, operand in zip(ports, item.operands, strict=True):
            if isinstance(operand, str):
                edge = Edge(operand, item.node.id, port)
                self.rows[edge] = len(self.edges)
                self.edges.append(edge)
                slots.append(self.slots[operand])
            else:
                slots.append(self._literal_slot(operand))
        return tuple(slots)

    def _literal_slot(self, value: Value) -> int:
        key = repr(value) if isinstance(value, float) else id(value)
        slot = self.literal_slots.get(key)
        if slot is None:
            slot = len(self.slotted) + len(self.literal_slots)
            self.literal_slots[key] = slot
            self.constants[slot] = value
            self.shapes.append(shape_of(value))
        return slot

    def tape(self) -> Tape:
        source = np.array([self.slots[edge.source] for edge in self.edges], dtype=np.intp)
        target = np.array([self.slots[edge.target] for edge in self.edges], dtype=np.intp)
        active = np.zeros(len(self.shapes), dtype=bool)
        active[: len(self.slotted)] = [item.active for item in self.slotted]
        level = np.array([item.level for item in self.slotted], dtype=np.intp)
        ordinals = [self.graph.ordinal(item.node.id) for item in self.slotted]
        return Tape(
            nodes=tuple(item.node for item in self.slotted),
            slots=self.slots,
            names={item.node.name: item.node.id for item in self.slotted if item.node.name},
            constants=self.constants,
            shapes=tuple(self.shapes),
            order=np.lexsort((np.array(ordinals, dtype=np.intp), level)),
            level=level,
            levels=tuple(self._level(keys) for keys in self.by_level[1:]),
            partial_groups=self._partial_groups(),
            edges=tuple(self.edges),
            rows=self.rows,
            source=source,
            target=target,
            active=active,
            routing=np.array([self._routes(edge) for edge in self.edges], dtype=bool),
            output=self._output(),
            diagnostics=tuple(self.diagnostics),
        )

    def _routes(self, edge: Edge) -> bool:
        operation = self.ready[edge.target].operation
        return operation is not None and operation.routes

    def _level(self, keys: Mapping[Any, list[Ready]]) -> Level:
        groups, singles = [], []
        for key, members in keys.items():
            if key[0] == "single":
                singles.append(self._single(members[0]))
            else:
                groups.append(self._group(members))
        return Level(tuple(groups), tuple(singles))

    def _group(self, members: list[Ready]) -> Group:
        first = self.slots[members[0].node.id]
        operation = members[0].operation
        assert operation is not None
        operands = self.operands[first : first + len(members)]
        return Group(
            operation,
            members[0].attributes,
            first,
            first + len(members),
            tuple(np.array(slots, dtype=np.intp) for slots in zip(*operands, strict=True)),
        )

    def _single(self, item: Ready) -> Single:
        assert item.operation is not None
        ports = item.operation.port_names(len(item.operands))
        rows = tuple(
            self.rows[Edge(operand, item.node.id, port)]
            if isinstance(operand, str) and self.ready[operand].active
            else -1
            for port, operand in zip(ports, item.operands, strict=True)
        )
        slot = self.slots[item.node.id]
        return Single(
            item.operation, item.attributes, slot, self.operands[slot], rows, item.overrides
        )

    def _partial_groups(self) -> tuple[PartialGroup, ...]:
        collected: dict[Any, list[tuple[int, int]]] = {}
        for row, edge in enumerate(self.edges):
            item = self.ready[edge.target]
            key = self._group_key(item)
            if not self.ready[edge.source].active or (isinstance(key, tuple) and key[0] == "single"):
                continue
            assert item.operation is not None
            index = item.operation.port_index(edge.port)
            full_key = (key, index, item.overrides.get(index))
            collected.setdefault(full_key, []).append((row, self.slots[edge.target]))
        return tuple(
            self._partial_group(index, override, places)
            for (_, index, override), places in collected.items()
        )

    def _partial_group(
        self, index: int, override: Tree | None, places: list[tuple[int, int]]
    ) -> PartialGroup:
        item = self.slotted[places[0][1]]
        assert item.operation is not None
        operands = zip(*(self.operands[slot] for _, slot in places), strict=True)
        return PartialGroup(
            item.operation,
            item.attributes,
            index,
            np.array([row for row, _ in places], dtype=np.intp),
            np.array([slot for _, slot in places], dtype=np.intp),
            tuple(np.array(slots, dtype=np.intp) for slots in operands),
            override,
        )

    def _output(self) -> int | None:
        """Slot of the chosen output, or of the only node that feeds no other."""
        chosen = self.graph.output
        if chosen is not None:
            return self.slots.get(chosen)
        ends = [
            item
            for item in self.slotted
            if item.operation is not None and not self.graph.networkx.succ[item.node.id]
        ]
        losses = [item for item in ends if item.operation is not None and item.operation.is_loss]
        for candidates in (ends, losses):
            if len(candidates) == 1:
                return self.slots[candidates[0].node.id]
        if ends:
            listed = ", ".join(item.node.label for item in ends[:4])
            message = f"several nodes could be the output ({listed}); choose one"
            self.diagnostics.append(
                Diagnostic(Kind.OUTPUT, Severity.WARNING, message, ends[-1].node.id)
            )
        return None


def _sweep(tape: Tape, output: int) -> Sweep:
    reached = np.zeros(len(tape.shapes), dtype=bool)
    reached[output] = True
    singles = {single.slot: single for level in tape.levels for single in level.singles}
    row_level = tape.level[tape.target] if len(tape.edges) else tape.target
    by_level = np.argsort(-row_level, kind="stable")
    starts = np.searchsorted(-row_level[by_level], -np.arange(tape.level[output], -1, -1))
    plan = []
    for place in range(len(starts) - 1):
        rows = by_level[starts[place] : starts[place + 1]]
        rows = rows[reached[tape.target[rows]] & tape.active[tape.source[rows]]]
        reached[tape.source[rows]] = True
        is_single = np.array([int(slot) in singles for slot in tape.target[rows]], dtype=bool)
        slots = dict.fromkeys(tape.target[rows[is_single]].tolist())
        plan.append((rows[~is_single], tuple(singles[slot] for slot in slots)))
    return Sweep(tuple(plan), reached)

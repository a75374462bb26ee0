"""Recording: a graph's ready nodes laid out in slots, groups and levels.

Nodes get their slots level by level and by first arrival, so that the way in which a graph came
about leaves no trace in the numbers.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from engine.diagnostic import Diagnostic, Kind, Severity
from engine.graph import Edge, Graph
from engine.instructions import Group, Level, PartialGroup, Single, Slots, Sweep, SweepLevel
from engine.shapes import Ready, infer
from engine.tape import Tape, initial_values
from engine.values import Value, as_value, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from engine.operation import Operation

__all__ = ["record_graph", "sweep_from"]

_Key: TypeAlias = tuple[object, ...]


def record_graph(graph: Graph) -> Tape:
    """Return the tape of the part of a graph that can be evaluated."""
    inference = infer(graph)
    return _Recorder(graph, inference.ready, inference.diagnostics).tape()


class _Recorder:
    """One recording."""

    def __init__(
        self, graph: Graph, ready: Mapping[str, Ready], diagnostics: Iterable[Diagnostic]
    ) -> None:
        self.graph = graph
        self.ready = ready
        self.diagnostics = list(diagnostics)
        ids = graph.node_ids()
        self.left_out = frozenset(node_id for node_id in ids if node_id not in ready)
        self.by_level = _levels(ready[node_id] for node_id in ids if node_id in ready)
        self.slotted = [
            item for level in self.by_level for members in level.values() for item in members
        ]
        self.slots = {item.node.id: slot for slot, item in enumerate(self.slotted)}
        self.literals: dict[object, int] = {}
        self.constants: dict[int, Value] = {}
        self.shapes = [item.shape for item in self.slotted]
        for slot, item in enumerate(self.by_level[0].get(_LEAF, ())):
            self.constants[slot] = as_value(item.node.value)
        self.edges: list[Edge] = []
        self._lay_out()
        active = [item.active for item in self.slotted] + [False] * len(self.literals)
        self.active = np.array(active, dtype=bool)

    def _lay_out(self) -> None:
        """Give slots to the operands of all nodes, and rows to the edges that bring them."""
        operands: list[int] = []
        literals: list[int] = []
        for item in self.slotted:
            if item.operation is None:
                continue
            target = item.node.id
            ports = item.operation.port_names(len(item.operands))
            for port, operand in zip(ports, item.operands, strict=True):
                if isinstance(operand, str):
                    self.edges.append(Edge(operand, target, port))
                    operands.append(self.slots[operand])
                else:
                    literals.append(len(operands))
                    operands.append(self._literal_slot(operand))
        counts = np.array([len(item.operands) for item in self.slotted], dtype=np.intp)
        self.operands = np.array(operands, dtype=np.intp)
        self.first_operand = np.cumsum(counts) - counts
        is_edge = np.ones(len(operands), dtype=bool)
        is_edge[literals] = False
        self.operand_rows = np.where(is_edge, np.cumsum(is_edge) - 1, -1)
        self.source = self.operands[is_edge]
        self.target = np.repeat(np.arange(len(counts)), counts)[is_edge]

    def _literal_slot(self, value: Value) -> int:
        # By its text, because −0 and 0 are equal and nan is not itself.
        key = repr(value) if isinstance(value, float) else id(value)
        slot = self.literals.get(key)
        if slot is None:
            slot = len(self.slotted) + len(self.literals)
            self.literals[key] = slot
            self.constants[slot] = value
            self.shapes.append(shape_of(value))
        return slot

    def tape(self) -> Tape:
        level = np.array([item.level for item in self.slotted], dtype=np.intp)
        ordinals = [self.graph.ordinal(item.node.id) for item in self.slotted]
        levels, partial_groups = self._instructions()
        routes = [item.operation is not None and item.operation.routes for item in self.slotted]
        output = self._output()
        return Tape(
            nodes=tuple(item.node for item in self.slotted),
            slots=self.slots,
            names=self.graph.names(),
            left_out=self.left_out,
            leaf_count=len(self.by_level[0].get(_LEAF, ())),
            constants=self.constants,
            initial=initial_values(len(self.shapes), self.constants),
            shapes=tuple(self.shapes),
            order=np.lexsort((np.array(ordinals, dtype=np.intp), level)),
            level=level,
            levels=levels,
            partial_groups=partial_groups,
            edges=tuple(self.edges),
            rows={edge: row for row, edge in enumerate(self.edges)},
            source=self.source,
            target=self.target,
            active=self.active,
            routing=np.array(routes, dtype=bool)[self.target],
            output=output,
            diagnostics=tuple(self.diagnostics),
        )

    # ------------------------------------------------------------------ instructions

    def _instructions(self) -> tuple[tuple[Level, ...], tuple[PartialGroup, ...]]:
        alike = self._alike()
        levels = []
        slot = 0
        for by_key in self.by_level:
            groups, singles = [], []
            for key, members in by_key.items():
                if key in alike:
                    groups.append(alike[key].group(slot, len(members)))
                elif key is not _LEAF:
                    singles.append(self._single(slot))
                slot += len(members)
            levels.append(Level(tuple(groups), tuple(singles)))
        partial_groups = [part for kind in alike.values() for part in kind.partials(self.active)]
        return tuple(levels[1:]), tuple(partial_groups)

    def _alike(self) -> dict[_Key, _Alike]:
        """Collect the scalar nodes of all levels by what is computed there."""
        places: dict[_Key, list[int]] = {}
        slot = 0
        for by_key in self.by_level:
            for key, members in by_key.items():
                if key is not _LEAF and members[0].is_scalar:
                    places.setdefault(key, []).extend(range(slot, slot + len(members)))
                slot += len(members)
        return {key: self._alike_at(slots) for key, slots in places.items()}

    def _alike_at(self, slots: list[int]) -> _Alike:
        example = self.slotted[slots[0]]
        results = np.array(slots, dtype=np.intp)
        places = [self.first_operand[results] + port for port in range(len(example.operands))]
        operands = tuple(self.operands[place] for place in places)
        return _Alike(
            example, results, operands, tuple(self.operand_rows[place] for place in places)
        )

    def _single(self, slot: int) -> Single:
        item = self.slotted[slot]
        first = self.first_operand[slot]
        part = slice(first, first + len(item.operands))
        operands = self.operands[part]
        rows = np.where(self.active[operands], self.operand_rows[part], -1)
        return Single(
            _operation(item),
            item.attributes,
            slot,
            tuple(operands.tolist()),
            tuple(rows.tolist()),
            item.overrides,
        )

    # ------------------------------------------------------------------ output

    def _output(self) -> int | None:
        """Slot of the chosen output, or of the only node that feeds no other."""
        chosen = self.graph.output
        if chosen is not None:
            return self.slots.get(chosen)
        ends = [
            item
            for item in self.slotted
            if item.operation is not None and not self.graph.is_used(item.node.id)
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


class _Alike:
    """The scalar nodes of a graph that are computed alike, level by level.

    A level's group, and the edges that share the function of their partial, are views of these.
    """

    def __init__(
        self, example: Ready, results: Slots, operands: tuple[Slots, ...], rows: tuple[Slots, ...]
    ) -> None:
        self.example = example
        self.results = results
        self.operands = operands
        self.rows = rows
        self.taken = 0

    def group(self, first: int, count: int) -> Group:
        """Return the next `count` nodes, which have the slots from `first` on."""
        part = slice(self.taken, self.taken + count)
        self.taken += count
        return Group(
            _operation(self.example),
            self.example.attributes,
            first,
            first + count,
            tuple(slots[part] for slots in self.operands),
        )

    def partials(self, active: NDArray[np.bool_]) -> Iterator[PartialGroup]:
        """Yield, for each port, the edges that a gradient is sent along."""
        for index, (rows, sources) in enumerate(zip(self.rows, self.operands, strict=True)):
            sent = active[sources]
            if sent.any():
                yield PartialGroup(
                    _operation(self.example),
                    self.example.attributes,
                    index,
                    rows[sent],
                    self.results[sent],
                    tuple(slots[sent] for slots in self.operands),
                    self.example.overrides.get(index),
                )


_LEAF: _Key = ("leaf",)


def _operation(item: Ready) -> Operation:
    """Return the record of a node that is known to be no leaf."""
    return cast("Operation", item.operation)


def _levels(items: Iterable[Ready]) -> list[dict[_Key, list[Ready]]]:
    """Sort nodes by level, and within each by what is computed there."""
    levels: list[dict[_Key, list[Ready]]] = [{}]
    for item in items:
        while len(levels) <= item.level:
            levels.append({})
        level, key = levels[item.level], _key(item)
        if key in level:
            level[key].append(item)
        else:
            level[key] = [item]
    return levels


def _key(item: Ready) -> _Key:
    """Nodes with the same key are computed together; a tensor node has a key of its own."""
    if item.operation is None:
        return _LEAF
    if not item.is_scalar:
        return ("single", item.node.id)
    if not item.attributes and not item.overrides:
        return (item.operation.name, len(item.operands))
    extra = (*item.attributes.items(), *item.overrides.items())
    return (item.operation.name, len(item.operands), *extra)


def sweep_from(tape: Tape, output: int) -> Sweep:
    """Return the reverse sweep from the node in a slot.

    Edges stand in the table by the level of their target, so a level's are a slice of it.
    """
    reached = np.zeros(len(tape.shapes), dtype=bool)
    reached[output] = True
    singles = {single.slot: single for level in tape.levels for single in level.singles}
    is_single = np.zeros(len(tape.shapes), dtype=bool)
    is_single[list(singles)] = True
    starts = np.searchsorted(tape.level[tape.target], np.arange(1, tape.level[output] + 2)).tolist()
    plan = []
    for start, end in reversed(list(pairwise(starts))):
        targets, sources = tape.target[start:end], tape.source[start:end]
        sent = reached[targets] & tape.active[sources]
        reached[sources[sent]] = True
        by_group = sent & ~is_single[targets]
        slots = dict.fromkeys(targets[sent & is_single[targets]].tolist())
        plan.append(
            SweepLevel(
                np.flatnonzero(by_group) + start,
                sources[by_group],
                targets[by_group],
                tuple(singles[slot] for slot in slots),
            )
        )
    return Sweep(tuple(plan), reached)

"""Recording: a graph's ready nodes laid out in slots, groups and levels."""

from __future__ import annotations

from functools import partial
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrangement import arrange, runs
from engine.columns import LEAF
from engine.deferred import Deferred, DeferredMapping, DeferredSequence
from engine.diagnostic import Diagnostic, Severity
from engine.diagnostic import Kind as Finding
from engine.instructions import Group, Level, PartialGroup, Single, Sweep, SweepLevel
from engine.kinds import Kinds
from engine.naming import shown_name
from engine.node import Edge
from engine.operand_table import OperandTable
from engine.operation import get_operation
from engine.supply import Supply
from engine.survey import Survey
from engine.tape import Tape
from engine.values import Value, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from engine.graph import Graph
    from engine.instructions import Slots
    from engine.kinds import Kind
    from engine.node import Node
    from engine.values import Array

__all__ = ["record_graph", "sweep_from"]


def record_graph(graph: Graph) -> Tape:
    """Return the tape of the part of a graph that can be evaluated."""
    return _Recorder(graph).tape()


class _Recorder:
    """One recording."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.survey = survey = Survey(graph)
        self.kinds = Kinds(survey)
        self.diagnostics = list(survey.diagnostics)
        self.blocks = arrange(survey.ready, survey.level, self.kinds.numbers)
        arities = [self._arity(number) for number in self.blocks.kinds.tolist()]
        self.arities: Slots = np.array(arities, dtype=np.intp)
        self.ordinals = self.blocks.ordinals
        count = len(self.ordinals)
        self.slot = np.full(len(survey.kinds), -1)
        self.slot[self.ordinals] = np.arange(count)
        self.leaf_count = int(self.blocks.sizes[self.blocks.levels == 0].sum())
        self.shapes: list[tuple[int, ...]] = [()] * count
        self.literals: dict[object, int] = {}
        self.others: dict[int, Value] = {}
        self.table = self._operand_table()
        self.initial = self._initial()
        self.active = self._active()

    def _arity(self, number: int) -> int:
        return 0 if number == LEAF else self.kinds.kind(number).arity

    # ------------------------------------------------------------------ slots

    def _operand_table(self) -> OperandTable:
        survey = self.survey
        targets = self.slot[survey.targets]
        sources, places = self.slot[survey.sources], survey.places
        if len(self.ordinals) < len(survey.kinds):
            is_met = targets >= 0
            sources, targets, places = sources[is_met], targets[is_met], places[is_met]
        counts = self.blocks.by_slot(self.arities)
        others = np.array(list(self._looked_at()), dtype=np.intp).reshape(-1, 3)
        literals = np.concatenate([self._plain_literals(), others])
        return OperandTable(counts, sources, targets, places, literals)

    def _plain_literals(self) -> Slots:
        """Return the literals of plain nodes, for `OperandTable`."""
        literals = self.survey.literals
        ends = np.array(list(literals), dtype=np.intp).reshape(-1, 2)
        values = np.fromiter(literals.values(), np.float64, len(ends))
        is_met = self.slot[ends[:, 0]] >= 0
        ends = ends[is_met]
        # By their bits, because −0 and 0 are equal and nan is not itself.
        bits, which = np.unique(values[is_met].view(np.int64), return_inverse=True)
        slots = [self._literal_slot(value) for value in bits.view(np.float64).tolist()]
        read = np.array(slots, dtype=np.intp)[which]
        return np.column_stack([self.slot[ends[:, 0]], ends[:, 1], read])

    def _looked_at(self) -> Iterator[tuple[int, int, int]]:
        """Take over what was found out about some nodes, and yield the places of literals."""
        for ordinal, item in self.survey.looked_at.items():
            slot = int(self.slot[ordinal])
            self.shapes[slot] = item.shape
            if item.operation is None and item.node.value is not None:
                self.others[slot] = item.node.value
            for place, operand in enumerate(item.operands):
                if not isinstance(operand, str):
                    yield slot, place, self._literal_slot(operand)

    def _literal_slot(self, value: Value) -> int:
        # By its text, because −0 and 0 are equal and nan is not itself.
        key = repr(value) if isinstance(value, float) else id(value)
        slot = self.literals.get(key)
        if slot is None:
            slot = len(self.shapes)
            self.literals[key] = slot
            self.others[slot] = value
            self.shapes.append(shape_of(value))
        return slot

    def _initial(self) -> Array:
        """Return the scalars among leaves and literals by slot, and 0 elsewhere."""
        initial = np.zeros(len(self.shapes))
        leaves = self.ordinals[: self.leaf_count]
        initial[: self.leaf_count] = self.survey.values[leaves]
        for slot, value in self.others.items():
            initial[slot] = value if isinstance(value, float) else 0.0
        return initial

    def _active(self) -> NDArray[np.bool_]:
        """Return, by slot, whether a gradient is taken with respect to it."""
        survey, table, leaf_count = self.survey, self.table, self.leaf_count
        active = np.zeros(len(self.shapes), dtype=bool)
        nodes = active[: len(self.ordinals)]
        nodes[...] = not self.literals
        nodes[table.target] = True
        nodes[:leaf_count] = ~survey.fixed[self.ordinals[:leaf_count]]
        for ordinal, item in survey.looked_at.items():
            if item.operation is None:
                active[self.slot[ordinal]] = item.active
        if nodes.all():
            return active
        nodes[leaf_count:] = False
        found = bytearray(active)
        # Edges stand in the table by the level of their target.
        for source, target in zip(table.source.tolist(), table.target.tolist(), strict=True):
            if found[source]:
                found[target] = True
        return np.frombuffer(found, dtype=bool)

    # ------------------------------------------------------------------ the tape

    def tape(self) -> Tape:
        """Return the tape."""
        table, initial, others = self.table, self.initial, self.others
        left_out = self._left_out()
        leaf_count, ordinals = self.leaf_count, self.ordinals.astype(np.int32)
        level = self.blocks.by_slot(self.blocks.levels.astype(np.int32))
        nodes = DeferredSequence(len(ordinals), partial(_picked, self.survey.nodes, ordinals))
        edges = DeferredSequence(len(table.source), _EdgeMaker(self, nodes))
        return Tape(
            nodes=nodes,
            slots=DeferredMapping(lambda: {node.id: slot for slot, node in enumerate(nodes)}),
            names=self.graph.names(),
            left_out=left_out,
            leaf_count=leaf_count,
            constants=DeferredMapping(
                lambda: {**dict(enumerate(initial[:leaf_count].tolist())), **others}
            ),
            initial=initial,
            shapes=tuple(self.shapes),
            level=level,
            levels=tuple(self._levels()),
            partial_groups=tuple(self._partial_groups()),
            edges=edges,
            rows=DeferredMapping(lambda: {edge: row for row, edge in enumerate(edges)}),
            source=table.source,
            target=table.target,
            active=self.active,
            routing=self._routes()[table.target],
            output=self._output(),
            diagnostics=tuple(self.diagnostics),
            supply=self._supply(left_out),
            _order=Deferred(lambda: np.lexsort((ordinals, level))),
        )

    def _left_out(self) -> frozenset[str]:
        nodes = self.survey.nodes
        if len(self.ordinals) == len(self.graph):
            return frozenset()
        missing = map(nodes.__getitem__, np.flatnonzero(~self.survey.ready).tolist())
        return frozenset(node.id for node in missing if node is not None)

    def _supply(self, left_out: frozenset[str]) -> Supply | None:
        """Return what completes the graph during a run, if leaves have no value."""
        nodes = map(self.graph.node, left_out)
        return Supply(self.graph) if any(node.is_leaf for node in nodes) else None

    def _routes(self) -> NDArray[np.bool_]:
        """Return, by slot, whether the node selects among its operands."""
        kinds = self.blocks.kinds
        routes = {
            number: number != LEAF and self.kinds.kind(number).operation.routes
            for number in set(kinds.tolist())
        }
        return self.blocks.by_slot(np.array([routes[number] for number in kinds.tolist()], bool))

    # ------------------------------------------------------------------ instructions

    def _levels(self) -> Iterator[Level]:
        """Yield the forward sweep."""
        blocks, table = self.blocks, self.table
        columns = (blocks.levels, blocks.kinds, blocks.starts, blocks.starts + blocks.sizes)
        reads = table.firsts[blocks.starts]
        spans = zip(*(column.tolist() for column in (*columns, reads)), strict=True)
        for level, members in groupby(spans, itemgetter(0)):
            groups: list[Group] = []
            singles: list[Single] = []
            for _, number, first, last, start in members if level else ():
                kind = self.kinds.kind(number)
                if kind.is_single:
                    singles.append(self._single(first, kind))
                    continue
                step = kind.arity
                end = start + (last - first) * step
                operands = tuple([table.slots[start + place : end : step] for place in range(step)])
                groups.append(Group(kind.operation, kind.attributes, first, last, operands))
            if level:
                yield Level(tuple(groups), tuple(singles))

    def _single(self, slot: int, kind: Kind) -> Single:
        first = int(self.table.firsts[slot])
        positions = np.arange(first, first + kind.arity)
        operands = self.table.slots[positions]
        rows = np.where(self.active[operands], self.table.rows(positions), -1)
        return Single(
            kind.operation,
            kind.attributes,
            slot,
            tuple(operands.tolist()),
            tuple(rows.tolist()),
            kind.overrides,
        )

    def _partial_groups(self) -> Iterator[PartialGroup]:
        """Yield the edges that a gradient is sent along, those alike together."""
        blocks = self.blocks
        order = np.argsort(blocks.kinds, kind="stable")
        sizes = blocks.sizes[order]
        slots = runs(blocks.starts[order], sizes)
        numbers, first = np.unique(blocks.kinds[order], return_index=True)
        bounds = [*(np.cumsum(sizes) - sizes)[first].tolist(), len(slots)]
        for number, (start, end) in zip(numbers.tolist(), pairwise(bounds), strict=True):
            if number != LEAF and not self.kinds.kind(number).is_single:
                yield from self._partials(self.kinds.kind(number), slots[start:end])

    def _partials(self, kind: Kind, results: Slots) -> Iterator[PartialGroup]:
        positions = [self.table.firsts[results] + place for place in range(kind.arity)]
        operands = tuple([self.table.slots[position] for position in positions])
        for index, (position, sources) in enumerate(zip(positions, operands, strict=True)):
            sent: Any = self.active[sources]
            if sent.all():
                # Views of the same arrays for each index.
                sent = slice(None)
            elif not sent.any():
                continue
            yield PartialGroup(
                kind.operation,
                kind.attributes,
                index,
                self.table.rows(position)[sent],
                results[sent],
                tuple([slots[sent] for slots in operands]),
                kind.overrides.get(index),
            )

    # ------------------------------------------------------------------ output

    def _output(self) -> int | None:
        """Slot of the chosen output, or of the only node that feeds no other."""
        chosen = self.graph.output
        if chosen is not None:
            slot = int(self.slot[self.graph.ordinal(chosen)])
            return None if slot < 0 else slot
        is_used = np.zeros(len(self.slot), dtype=bool)
        is_used[self.survey.sources] = True
        computed = self.ordinals[self.leaf_count :]
        ends = computed[~is_used[computed]].tolist()
        losses = [end for end in ends if self._kind_at(end).operation.is_loss]
        for candidates in (ends, losses):
            if len(candidates) == 1:
                return int(self.slot[candidates[0]])
        if ends:
            nodes = [self.survey.node(end) for end in ends]
            listed = ", ".join(
                node.name or f"{node.label} ({shown_name(node)})" for node in nodes[:4]
            )
            message = f"several nodes could be the output ({listed}); choose one"
            self.diagnostics.append(
                Diagnostic(Finding.OUTPUT, Severity.WARNING, message, nodes[-1].id)
            )
        return None

    def _kind_at(self, ordinal: int) -> Kind:
        return self.kinds.kind(int(self.kinds.numbers[ordinal]))


def _picked(nodes: Sequence[Node | None], ordinals: NDArray[Any]) -> tuple[Node, ...]:
    places = ordinals.tolist()
    found: Any = map(nodes.__getitem__, places)
    return tuple(found)


class _EdgeMaker:
    """Makes the edges of a recording; it holds nothing else of it."""

    def __init__(self, recorder: _Recorder, nodes: Sequence[Node]) -> None:
        self.nodes = nodes
        self.source, self.target = recorder.table.source, recorder.table.target
        self.positions = recorder.table.positions_of_rows()
        self.sizes, self.arities = recorder.blocks.sizes, recorder.arities

    def __call__(self) -> tuple[Edge, ...]:
        counts = np.repeat(self.arities, self.sizes)
        first = np.cumsum(counts) - counts
        positions = np.arange(len(self.target)) if self.positions is None else self.positions
        places = positions - first[self.target]
        ports = [
            get_operation(node.operation).port_names(count) if count else ()
            for node, count in zip(self.nodes, counts.tolist(), strict=True)
        ]
        ids = [node.id for node in self.nodes]
        columns = (self.source.tolist(), self.target.tolist(), places.tolist())
        return tuple(
            Edge(ids[source], ids[target], ports[target][place])
            for source, target, place in zip(*columns, strict=True)
        )


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
        by_group: Any = sent & ~is_single[targets]
        if by_group.all():
            # Views of the tape's own arrays.
            plan.append(SweepLevel(np.arange(start, end), sources, targets, ()))
            continue
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

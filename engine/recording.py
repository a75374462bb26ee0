"""Recording: a graph's ready nodes laid out in slots, groups and levels.

Nodes get their slots level by level and by first arrival, so that the way in which a graph came
about leaves no trace in the numbers.
"""

from __future__ import annotations

from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.deferred import DeferredMapping, DeferredSequence
from engine.diagnostic import Diagnostic, Kind, Severity
from engine.instructions import Group, Level, PartialGroup, Single, Slots, Sweep, SweepLevel
from engine.kinds import LEAF_KIND, Kinds
from engine.node import Edge
from engine.operation import get_operation
from engine.survey import Survey
from engine.tape import Tape, initial_values
from engine.values import Value, as_value, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from engine.graph import Graph
    from engine.node import Node

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
        self._sort(np.flatnonzero(survey.ready))
        count = len(self.ordinals)
        ids = survey.ids
        self.ids: tuple[str, ...] = _picked(ids, self.ordinals.tolist())
        self.nodes: tuple[Node, ...] = graph.nodes_of(self.ids)
        self.left_out: frozenset[str] = frozenset()
        if count < len(graph):
            self.left_out = frozenset(graph.node_ids()).difference(self.ids)
        self.slot = np.full(len(survey.codes), -1)
        self.slot[self.ordinals] = np.arange(count)
        self.shapes: list[tuple[int, ...]] = [()] * count
        self.literals: dict[object, int] = {}
        self.constants: dict[int, Value] = {}
        for slot in range(self.leaf_count):
            self.constants[slot] = as_value(self.nodes[slot].value)
        self._lay_out()
        self.active = self._active()

    def _sort(self, ordinals: Slots) -> None:
        """Sort nodes by level, within it by the first of each kind, and within that by arrival."""
        level = self.survey.level[ordinals]
        kind = self.kinds.numbers[ordinals]
        order = np.lexsort((kind, level))
        starts = _starts(level[order], kind[order])
        first = np.repeat(ordinals[order][starts], np.diff(starts, append=len(order)))
        order = order[np.lexsort((first, level[order]))]
        self.ordinals = ordinals[order]
        self.level = level[order]
        self.kind = kind[order]
        self.starts = _starts(self.level, self.kind)
        self.leaf_count = int(np.searchsorted(self.level, 1))

    # ------------------------------------------------------------------ operands and edges

    def _lay_out(self) -> None:
        """Give slots to the operands of all nodes, and rows to the edges that bring them."""
        survey, count = self.survey, len(self.ordinals)
        counts = self.kinds.counts[self.ordinals]
        ends = np.cumsum(counts)
        self.first_operand = ends - counts
        total = int(ends[-1]) if count else 0
        is_met = survey.ready[survey.targets]
        targets = self.slot[survey.targets[is_met]]
        position = self.first_operand[targets] + survey.places[is_met]
        self.operands = np.full(total, -1)
        self.operands[position] = self.slot[survey.sources[is_met]]
        is_edge = self.operands >= 0
        self.operand_rows = np.where(is_edge, np.cumsum(is_edge) - 1, -1)
        self.source = self.operands[is_edge]
        self.target = np.repeat(np.arange(count), counts)[is_edge]
        self.place = (np.arange(total) - np.repeat(self.first_operand, counts))[is_edge]
        self.place = self.place.astype(np.int8)
        for ordinal, item in survey.looked_at.items():
            slot = int(self.slot[ordinal])
            self.shapes[slot] = item.shape
            for place, operand in enumerate(item.operands):
                if not isinstance(operand, str):
                    self.operands[self.first_operand[slot] + place] = self._literal_slot(operand)

    def _literal_slot(self, value: Value) -> int:
        # By its text, because −0 and 0 are equal and nan is not itself.
        key = repr(value) if isinstance(value, float) else id(value)
        slot = self.literals.get(key)
        if slot is None:
            slot = len(self.ordinals) + len(self.literals)
            self.literals[key] = slot
            self.constants[slot] = value
            self.shapes.append(shape_of(value))
        return slot

    def _active(self) -> NDArray[np.bool_]:
        """Return, by slot, whether a gradient is taken with respect to it."""
        active = np.ones(len(self.shapes), dtype=bool)
        active[len(self.ordinals) :] = False
        leaves = self.nodes[: self.leaf_count]
        fixed = np.array([node.operation == "constant" for node in leaves], dtype=bool)
        if not fixed.any() and not self.literals:
            return active
        active[: self.leaf_count] = ~fixed
        # Edges stand in the table by the level of their target.
        active[self.leaf_count : len(self.ordinals)] = False
        starts = np.searchsorted(self.level[self.target], np.arange(1, self._depth() + 2))
        for start, end in pairwise(starts.tolist()):
            sent = active[self.source[start:end]]
            active[self.target[start:end][sent]] = True
        return active

    def _depth(self) -> int:
        return int(self.level[-1]) if len(self.level) else 0

    # ------------------------------------------------------------------ the tape

    def tape(self) -> Tape:
        levels, partial_groups = self._instructions()
        output = self._output()
        count = len(self.source)
        edges = DeferredSequence(count, _EdgeMaker(self))
        nodes = self.nodes
        return Tape(
            nodes=nodes,
            slots=DeferredMapping(lambda: {node.id: slot for slot, node in enumerate(nodes)}),
            names=self.graph.names(),
            left_out=self.left_out,
            leaf_count=self.leaf_count,
            constants=self.constants,
            initial=initial_values(len(self.shapes), self.constants),
            shapes=tuple(self.shapes),
            order=np.lexsort((self.ordinals, self.level)),
            level=self.level,
            levels=levels,
            partial_groups=partial_groups,
            edges=edges,
            rows=DeferredMapping(lambda: dict(zip(edges, range(count), strict=True))),
            source=self.source,
            target=self.target,
            active=self.active,
            routing=self._routes()[self.target],
            output=output,
            diagnostics=tuple(self.diagnostics),
        )

    def _routes(self) -> NDArray[np.bool_]:
        routes = np.zeros(len(self.ordinals), dtype=bool)
        for kind in np.unique(self.kind).tolist():
            if kind != LEAF_KIND and self.kinds.kind(kind).operation.routes:
                routes[self.kind == kind] = True
        return routes

    # ------------------------------------------------------------------ instructions

    def _instructions(self) -> tuple[tuple[Level, ...], tuple[PartialGroup, ...]]:
        """Return the forward sweep, and the partials of all scalar edges."""
        alike: dict[int, _Alike] = {}
        levels: list[tuple[list[Group], list[Single]]] = [([], []) for _ in range(self._depth())]
        spans = pairwise([*self.starts.tolist(), len(self.kind)])
        numbers = self.kind[self.starts].tolist()
        depths = self.level[self.starts].tolist()
        for (first, last), number, depth in zip(spans, numbers, depths, strict=True):
            if number == LEAF_KIND:
                continue
            kind = self.kinds.kind(number)
            groups, singles = levels[depth - 1]
            if kind.is_single:
                singles.append(self._single(first))
                continue
            if number not in alike:
                alike[number] = _Alike(self, number)
            groups.append(alike[number].group(first, last - first))
        partial_groups = [part for item in alike.values() for part in item.partials(self.active)]
        return (
            tuple(Level(tuple(groups), tuple(singles)) for groups, singles in levels),
            tuple(partial_groups),
        )

    def _single(self, slot: int) -> Single:
        kind = self.kinds.kind(int(self.kind[slot]))
        first = self.first_operand[slot]
        part = slice(first, first + self.kinds.counts[self.ordinals[slot]])
        operands = self.operands[part]
        rows = np.where(self.active[operands], self.operand_rows[part], -1)
        return Single(
            kind.operation,
            kind.attributes,
            slot,
            tuple(operands.tolist()),
            tuple(rows.tolist()),
            kind.overrides,
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
        ends = np.flatnonzero((self.kind != LEAF_KIND) & ~is_used[self.ordinals]).tolist()
        losses = [slot for slot in ends if self.kinds.kind(int(self.kind[slot])).operation.is_loss]
        for candidates in (ends, losses):
            if len(candidates) == 1:
                return int(candidates[0])
        if ends:
            listed = ", ".join(self.nodes[slot].label for slot in ends[:4])
            message = f"several nodes could be the output ({listed}); choose one"
            self.diagnostics.append(
                Diagnostic(Kind.OUTPUT, Severity.WARNING, message, self.nodes[ends[-1]].id)
            )
        return None


class _Alike:
    """The scalar nodes of a graph that are computed alike, level by level.

    A level's group, and the edges that share the function of their partial, are views of these.
    """

    def __init__(self, recorder: _Recorder, number: int) -> None:
        self.kind = recorder.kinds.kind(number)
        self.results = np.flatnonzero(recorder.kind == number)
        starts = recorder.first_operand[self.results]
        count = int(recorder.kinds.counts[recorder.ordinals[self.results[0]]])
        self.operands = tuple(recorder.operands[starts + place] for place in range(count))
        self.rows = tuple(recorder.operand_rows[starts + place] for place in range(count))
        self.taken = 0

    def group(self, first: int, count: int) -> Group:
        """Return the next `count` nodes, which have the slots from `first` on."""
        part = slice(self.taken, self.taken + count)
        self.taken += count
        return Group(
            self.kind.operation,
            self.kind.attributes,
            first,
            first + count,
            tuple(slots[part] for slots in self.operands),
        )

    def partials(self, active: NDArray[np.bool_]) -> Iterator[PartialGroup]:
        """Yield, for each port, the edges that a gradient is sent along."""
        for index, (rows, sources) in enumerate(zip(self.rows, self.operands, strict=True)):
            sent: Any = active[sources]
            if sent.all():
                sent = slice(None)
            elif not sent.any():
                continue
            if len(rows):
                yield PartialGroup(
                    self.kind.operation,
                    self.kind.attributes,
                    index,
                    rows[sent],
                    self.results[sent],
                    tuple(slots[sent] for slots in self.operands),
                    self.kind.overrides.get(index),
                )


class _EdgeMaker:
    """Makes the edges of a recording; it holds nothing else of it."""

    def __init__(self, recorder: _Recorder) -> None:
        self.nodes = recorder.nodes
        self.ends = (recorder.source, recorder.target, recorder.place)
        self.counts = recorder.kinds.counts[recorder.ordinals].astype(np.int8)

    def __call__(self) -> tuple[Edge, ...]:
        sources, targets, places = (column.tolist() for column in self.ends)
        ports = [
            get_operation(node.operation).port_names(count) if count else ()
            for node, count in zip(self.nodes, self.counts.tolist(), strict=True)
        ]
        ids = [node.id for node in self.nodes]
        return tuple(
            Edge(ids[source], ids[target], ports[target][place])
            for source, target, place in zip(sources, targets, places, strict=True)
        )


def _picked(items: Sequence[Any], places: Sequence[int]) -> tuple[Any, ...]:
    if len(places) < 2:
        return tuple(items[place] for place in places)
    found: tuple[Any, ...] = itemgetter(*places)(items)
    return found


def _starts(level: Slots, kind: Slots) -> Slots:
    """Return where a run of the same level and kind begins."""
    is_new = np.ones(len(level), dtype=bool)
    is_new[1:] = (level[1:] != level[:-1]) | (kind[1:] != kind[:-1])
    return np.flatnonzero(is_new)


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

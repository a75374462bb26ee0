"""Recording: a graph's ready nodes laid out in slots, groups and levels.

Nodes get their slots level by level and by first arrival, so that the way in which a graph came
about leaves no trace in the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from engine.calculus.tree import Tree
from engine.diagnostic import Diagnostic, Kind, Severity
from engine.graph import Edge, Graph
from engine.instructions import Group, Level, PartialGroup, Single, Slots, Sweep, SweepLevel
from engine.operation import Operation
from engine.shapes import Ready, infer
from engine.tape import Tape
from engine.values import Array, Value, shape_of

__all__ = ["record_graph", "sweep_from"]

_Key = tuple[Any, ...]
_Members = list[tuple[str, Ready]]


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
        self.by_level = _levels((node_id, ready[node_id]) for node_id in ids if node_id in ready)
        self.slotted = [
            item for level in self.by_level for members in level.values() for _, item in members
        ]
        self.slots = {item.node.id: slot for slot, item in enumerate(self.slotted)}
        self.literals: dict[object, int] = {}
        self.constants: dict[int, Value] = {}
        self.shapes = [item.shape for item in self.slotted]
        self.edges: list[Edge] = []
        self.source: list[int] = []
        self.target: list[int] = []
        self.operands: list[tuple[int, ...]] = []
        self.operand_rows: list[tuple[int, ...]] = []
        for slot, item in enumerate(self.slotted):
            self._lay_out(slot, item)
        active = [item.active for item in self.slotted] + [False] * len(self.literals)
        self.active = np.array(active, dtype=bool)

    def _lay_out(self, slot: int, item: Ready) -> None:
        """Give slots to a node's operands and rows to the edges that bring them."""
        if item.operation is None:
            if item.node.value is not None:
                self.constants[slot] = item.node.value
            self.operands.append(())
            self.operand_rows.append(())
            return
        ports = item.operation.port_names(len(item.operands))
        slots, rows = [], []
        for port, operand in zip(ports, item.operands, strict=True):
            row = -1
            if isinstance(operand, str):
                place = self.slots[operand]
                row = len(self.edges)
                self.edges.append(Edge(operand, item.node.id, port))
                self.source.append(place)
                self.target.append(slot)
            else:
                place = self._literal_slot(operand)
            slots.append(place)
            rows.append(row)
        self.operands.append(tuple(slots))
        self.operand_rows.append(tuple(rows))

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
        target = np.array(self.target, dtype=np.intp)
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
            leaf_count=sum(item.operation is None for item in self.slotted),
            constants=self.constants,
            initial=initial_values(len(self.shapes), self.constants),
            shapes=tuple(self.shapes),
            order=np.lexsort((np.array(ordinals, dtype=np.intp), level)),
            level=level,
            levels=levels,
            partial_groups=partial_groups,
            edges=tuple(self.edges),
            rows={edge: row for row, edge in enumerate(self.edges)},
            source=np.array(self.source, dtype=np.intp),
            target=target,
            active=self.active,
            routing=np.array(routes, dtype=bool)[target],
            output=output,
            diagnostics=tuple(self.diagnostics),
        )

    # ------------------------------------------------------------------ groups

    def _instructions(self) -> tuple[tuple[Level, ...], tuple[PartialGroup, ...]]:
        batteries = self._batteries()
        partial_groups = [part for battery in batteries.values() for part in battery.partials()]
        levels = []
        slot = len(self.by_level[0][_LEAF]) if self.slotted else 0
        for by_key in self.by_level[1:]:
            groups, singles = [], []
            for key, members in by_key.items():
                if key in batteries:
                    groups.append(batteries[key].group(slot, len(members)))
                else:
                    singles.append(self._single(slot))
                slot += len(members)
            levels.append(Level(tuple(groups), tuple(singles)))
        return tuple(levels), tuple(partial_groups)

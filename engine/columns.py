"""Columns: a graph's structure as arrays of whole numbers, kept up to date change by change.

Ten thousand nodes are sorted into levels in a millisecond when their structure stands in arrays,
and in fifty when it has to be collected from objects first. A node's place in the arrays is its
ordinal, which it keeps for good.
"""

from __future__ import annotations

from array import array
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.operation import Operation, all_operations, elementwise_shape, find_operation

if TYPE_CHECKING:
    from engine.instructions import Slots
    from engine.node import Edge, Node

__all__ = [
    "ABSENT",
    "CONSTANT",
    "FIRST_OPERATION",
    "LEAF",
    "SPECIAL",
    "Columns",
    "Snapshot",
    "code_of",
    "operation_of",
]

ABSENT = -2
"""There is no such node any more."""

SPECIAL = -1
"""The node has to be looked at: it holds an array or nothing, attributes, literals, overrides."""

LEAF = 0
"""An input or a parameter that holds a number."""

CONSTANT = 1
"""A constant that holds a number."""

FIRST_OPERATION = 2
"""The first operation of the table on nothing but edges; the others have the codes after it."""


class Snapshot(NamedTuple):
    """The structure at one moment.

    Attributes
    ----------
    codes
        By ordinal, what the node is.
    sources, targets, places
        By edge, in no order: the ordinals of its ends, and the target's operand that it brings;
        −1 when the operation is unknown.
    """

    codes: Slots
    sources: Slots
    targets: Slots
    places: Slots


class Columns:
    """The arrays of one graph.

    Examples
    --------
    >>> from engine.node import Edge, Node
    >>> columns = Columns()
    >>> columns.put(0, Node("a", "input", value=1.0))
    >>> columns.put(1, Node("b", "sin"))
    >>> columns.link(0, 1, Edge("a", "b", "x"), "sin")
    >>> snapshot = columns.snapshot()
    >>> snapshot.sources.tolist(), snapshot.targets.tolist(), bool(snapshot.codes[0] == LEAF)
    ([0], [1], True)
    """

    __slots__ = ("_at", "_codes", "_ends", "_places", "_sources", "_targets")

    def __init__(self) -> None:
        self._codes = array("q")
        self._sources = array("q")
        self._targets = array("q")
        self._places = array("q")
        self._ends: list[tuple[str, str]] = []
        self._at: dict[tuple[str, str], int] = {}

    def put(self, ordinal: int, node: Node) -> None:
        """Enter a node, or what it has become."""
        while len(self._codes) <= ordinal:
            self._codes.append(ABSENT)
        self._codes[ordinal] = _code(node)

    def drop(self, ordinal: int) -> None:
        """Take a node out."""
        self._codes[ordinal] = ABSENT

    def link(self, source: int, target: int, edge: Edge, operation: str) -> None:
        """Enter an edge between two ordinals, to a port of that operation."""
        key = (edge.target, edge.port)
        self._at[key] = len(self._sources)
        self._sources.append(source)
        self._targets.append(target)
        self._places.append(_place(operation, edge.port))
        self._ends.append(key)

    def unlink(self, edge: Edge) -> None:
        """Take an edge out; the last one moves to its place."""
        hole = self._at.pop((edge.target, edge.port))
        last = self._ends.pop()
        columns = (self._sources, self._targets, self._places)
        moved = [column.pop() for column in columns]
        if hole < len(self._ends):
            self._ends[hole] = last
            self._at[last] = hole
            for column, number in zip(columns, moved, strict=True):
                column[hole] = number

    def replace(self, node_id: str, port: str, operation: str) -> None:
        """Enter at which operand of another operation the edge to a port arrives now."""
        self._places[self._at[node_id, port]] = _place(operation, port)

    def snapshot(self) -> Snapshot:
        """Return copies of the arrays."""
        return Snapshot(*(np.array(column, dtype=np.intp) for column in self._columns()))

    def _columns(self) -> tuple[array[int], array[int], array[int], array[int]]:
        return self._codes, self._sources, self._targets, self._places


def _code(node: Node) -> int:
    if node.is_leaf:
        if not isinstance(node.value, float):
            return SPECIAL
        return CONSTANT if node.operation == "constant" else LEAF
    if node.attributes or node.overrides:
        return SPECIAL
    return _codes().get(node.operation, SPECIAL)


@cache
def _codes() -> dict[str, int]:
    return {
        operation.name: FIRST_OPERATION + place
        for place, operation in enumerate(all_operations())
        if operation.shape is elementwise_shape
    }


def code_of(operation: Operation) -> int | None:
    """Return the code of an operation on nothing but edges, if it has one."""
    return _codes().get(operation.name)


def operation_of(code: int) -> Operation:
    """Return the operation that a code stands for."""
    return all_operations()[code - FIRST_OPERATION]


@cache
def _place(operation: str, port: str) -> int:
    record = find_operation(operation)
    place = None if record is None else record.find_port(port)
    return -1 if place is None else place

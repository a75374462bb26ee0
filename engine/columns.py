"""Columns: a graph's structure as arrays of whole numbers, kept up to date change by change.

Ten thousand nodes are laid out in a millisecond when their structure stands in arrays, and in fifty
when it has to be collected from objects first. A node's place in the arrays is its ordinal, which
it keeps for good.
"""

from __future__ import annotations

from array import array
from copy import copy
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.operation import (
    ANY_NUMBER_OF_PORTS,
    Operation,
    all_operations,
    elementwise_shape,
    find_operation,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from engine.instructions import Slots
    from engine.node import Edge, Node
    from engine.values import Array

__all__ = [
    "ABSENT",
    "LEAF",
    "SPECIAL",
    "Columns",
    "Snapshot",
    "first_other_kind",
    "plain_kind",
    "plain_operation",
    "with_more_room",
]

ABSENT = -2
"""There is no such node any more."""

SPECIAL = -1
"""The node has to be looked at: it lacks an edge, or holds an array, attributes or the like."""

LEAF = 0
"""A leaf that holds a number. The kinds above are operations on nothing but edges."""


class Snapshot(NamedTuple):
    """The structure as it is until the next change.

    Attributes
    ----------
    kinds
        By ordinal, what the node is.
    values
        By ordinal, the number that a leaf holds; any number for other nodes.
    fixed
        By ordinal, whether it is a constant.
    sources, targets, places
        By edge, in no order: the ordinals of its ends, and the target's operand that it brings;
        −1 when the operation is unknown.
    literals
        By ordinal and place of the operand, the numbers that stand in for edges.
    """

    kinds: Slots
    values: Array
    fixed: NDArray[np.bool_]
    sources: Slots
    targets: Slots
    places: Slots
    literals: Mapping[tuple[int, int], float]


class Columns:
    """The arrays of one graph.

    They have room to spare and are replaced when it is used up, so that nobody who still reads the
    old ones is in the way.

    Examples
    --------
    >>> from engine.node import Edge, Node
    >>> columns = Columns()
    >>> columns.put(0, Node("a", "input", value=1.0))
    >>> columns.put(1, Node("b", "sin"))
    >>> columns.link(0, 1, Edge("a", "b", "x"), "sin")
    >>> snapshot = columns.snapshot()
    >>> snapshot.sources.tolist(), snapshot.targets.tolist(), bool(snapshot.kinds[0] == LEAF)
    ([0], [1], True)
    """

    __slots__ = (
        "_arrived",
        "_at",
        "_codes",
        "_count",
        "_ends",
        "_fixed",
        "_given",
        "_kinds",
        "_literals",
        "_places",
        "_sources",
        "_sums",
        "_targets",
        "_values",
    )

    def __init__(self) -> None:
        self._count = 0
        self._codes = array("q")
        self._kinds = array("q")
        self._values = array("d")
        self._fixed = array("b")
        self._arrived = array("q")
        self._sums = array("q")
        self._sources = array("q")
        self._targets = array("q")
        self._places = array("q")
        self._ends: list[tuple[str, str]] = []
        self._at: dict[tuple[str, str], int] = {}
        self._given: dict[int, dict[int, float]] = {}
        self._literals: dict[tuple[int, int], float] = {}

    def copy(self) -> Columns:
        """Return independent arrays that hold the same."""
        twin = Columns()
        for name in self.__slots__:
            setattr(twin, name, copy(getattr(self, name)))
        twin._given = {ordinal: given.copy() for ordinal, given in self._given.items()}
        return twin

    # ------------------------------------------------------------------ nodes

    def put(self, ordinal: int, node: Node) -> None:
        """Enter a node, or what it has become."""
        if ordinal >= len(self._codes):
            self._make_room_for_nodes()
        self._count = max(self._count, ordinal + 1)
        self._forget_literals(ordinal)
        self._codes[ordinal] = _code(node)
        self._fixed[ordinal] = node.operation == "constant"
        if isinstance(node.value, float):
            self._values[ordinal] = node.value
        if node.attributes and self._codes[ordinal] > LEAF:
            self._keep_literals(ordinal, node)
        self._refresh(ordinal)

    def drop(self, ordinal: int) -> None:
        """Take a node out that no edge meets any more."""
        self._forget_literals(ordinal)
        self._codes[ordinal] = self._kinds[ordinal] = ABSENT

    def _keep_literals(self, ordinal: int, node: Node) -> None:
        """Enter the numbers at a node's ports, those that are in use and the others."""
        given = {_place(node.operation, port): value for port, value in node.attributes.items()}
        self._given[ordinal] = given
        occupied = self._occupied(node)
        for place in given:
            if place not in occupied:
                self._use_literal(ordinal, place)

    def _occupied(self, node: Node) -> set[int]:
        ports = [port for port in node.attributes if (node.id, port) in self._at]
        return {_place(node.operation, port) for port in ports}

    def _forget_literals(self, ordinal: int) -> None:
        for place in self._given.pop(ordinal, ()):
            self._leave_literal(ordinal, place)

    def _use_literal(self, ordinal: int, place: int) -> None:
        self._literals[ordinal, place] = self._given[ordinal][place]
        self._arrived[ordinal] += 1
        self._sums[ordinal] += place

    def _leave_literal(self, ordinal: int, place: int) -> None:
        if self._literals.pop((ordinal, place), None) is not None:
            self._arrived[ordinal] -= 1
            self._sums[ordinal] -= place

    def _make_room_for_nodes(self) -> None:
        self._codes = with_more_room(self._codes)
        self._kinds = with_more_room(self._kinds)
        self._values = with_more_room(self._values)
        self._fixed = with_more_room(self._fixed)
        self._arrived = with_more_room(self._arrived)
        self._sums = with_more_room(self._sums)

    def _refresh(self, ordinal: int) -> None:
        """Find out the kind of a node from its operation and the edges that arrive at it."""
        kind = code = self._codes[ordinal]
        if code > LEAF:
            count = self._arrived[ordinal]
            needed = _arities()[code]
            # The places of n edges add up to n(n − 1)/2 only if they are 0 … n − 1.
            is_complete = count == needed or (
                needed < 0 and count >= 2 and 2 * self._sums[ordinal] == count * (count - 1)
            )
            kind = code + count * len(_arities()) if is_complete else SPECIAL
        self._kinds[ordinal] = kind

    # ------------------------------------------------------------------ edges

    def link(self, source: int, target: int, edge: Edge, operation: str) -> None:
        """Enter an edge between two ordinals, to a port of that operation."""
        key = (edge.target, edge.port)
        row = self._at[key] = len(self._ends)
        self._ends.append(key)
        if row == len(self._sources):
            self._make_room_for_edges()
        place = _place(operation, edge.port)
        self._sources[row] = source
        self._targets[row] = target
        self._places[row] = place
        if target in self._given:
            self._leave_literal(target, place)
        self._arrived[target] += 1
        self._sums[target] += place
        self._refresh(target)

    def unlink(self, edge: Edge) -> None:
        """Take an edge out; the last one moves to its row."""
        hole = self._at.pop((edge.target, edge.port))
        target, place = self._targets[hole], self._places[hole]
        self._arrived[target] -= 1
        self._sums[target] -= place
        if place in self._given.get(target, ()):
            self._use_literal(target, place)
        self._refresh(target)
        moved = self._ends.pop()
        last = len(self._ends)
        if hole < last:
            self._ends[hole] = moved
            self._at[moved] = hole
            for column in (self._sources, self._targets, self._places):
                column[hole] = column[last]

    def replace(self, node_id: str, port: str, operation: str) -> None:
        """Enter at which operand of another operation the edge to a port arrives now."""
        row = self._at[node_id, port]
        target, place = self._targets[row], _place(operation, port)
        self._sums[target] += place - self._places[row]
        self._places[row] = place
        self._refresh(target)

    def _make_room_for_edges(self) -> None:
        self._sources = with_more_room(self._sources)
        self._targets = with_more_room(self._targets)
        self._places = with_more_room(self._places)

    # ------------------------------------------------------------------ reading

    def snapshot(self) -> Snapshot:
        """Return the arrays."""
        count, edges = self._count, len(self._ends)
        return Snapshot(
            np.asarray(self._kinds)[:count],
            np.asarray(self._values)[:count],
            np.asarray(self._fixed).view(np.bool_)[:count],
            np.asarray(self._sources)[:edges],
            np.asarray(self._targets)[:edges],
            np.asarray(self._places)[:edges],
            self._literals,
        )


def with_more_room(column: array[Any]) -> array[Any]:
    """Return a copy of an array with at least as much room again."""
    return column + array(column.typecode, bytes(column.itemsize * max(len(column), 32)))


def _code(node: Node) -> int:
    if node.is_leaf:
        return LEAF if isinstance(node.value, float) else SPECIAL
    if node.overrides:
        return SPECIAL
    for port, value in node.attributes.items():
        if not isinstance(value, float) or _place(node.operation, port) < 0:
            return SPECIAL
    return _codes().get(node.operation, SPECIAL)


@cache
def _codes() -> dict[str, int]:
    return {
        operation.name: code
        for code, operation in enumerate(all_operations(), 1)
        if operation.shape is elementwise_shape
    }


@cache
def _arities() -> tuple[int, ...]:
    """How many edges a node needs, by its code; −1 for any number."""
    return (0, *(-1 if item.variadic else len(item.ports) for item in all_operations()))


def plain_kind(operation: Operation, count: int) -> int | None:
    """Return the kind of the nodes of an operation on so many edges, if it is one of these."""
    code = _codes().get(operation.name)
    return None if code is None else code + count * len(_arities())


def plain_operation(kind: int) -> tuple[Operation, int]:
    """Return the operation of a kind, and how many operands it takes."""
    count, code = divmod(kind, len(_arities()))
    return all_operations()[code - 1], count


def first_other_kind() -> int:
    """Return the first number that no plain kind has."""
    return (ANY_NUMBER_OF_PORTS + 1) * len(_arities())


@cache
def _place(operation: str, port: str) -> int:
    record = find_operation(operation)
    place = None if record is None else record.find_port(port)
    return -1 if place is None else place

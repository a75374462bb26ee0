"""Random graphs of every operation, on numbers and on arrays, at ordinary points only.

An ordinary point lies inside the domain and away from kinks and poles: the operation stays near its
tangent a little to either side, and is not steep. Each operand is moved to such a point by adding a
constant, whatever was computed before. So every derivative is a number that four ways of computing
it must agree on, and nothing has to be filtered out afterwards.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.graph import Graph
from engine.maths.numeric import Numeric
from engine.operation import Operation, all_operations, elementwise_shape, get_operation
from engine.values import as_value, shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.values import Array, Value

    Shape = tuple[int, ...]

MARGIN = 0.1
"""How far from an ordinary point an operation still behaves."""

_BEND, _STEEPEST = 2.0, 3.0
_MOST_LEAVES = 16
_RECENT = 40
_SPACED = np.array([-1.4, 0.5, -0.9, 1.1, -0.4, 1.6, 0.8, -1.7])
"""Elements of an array that no selection confuses and that hold no 0."""


class Call(NamedTuple):
    """How an operation on whole arrays is applied."""

    shapes: tuple[Shape, ...]
    attributes: dict[str, Any]


_REDUCED = [Call(((2, 3),), {"axis": axis}) for axis in (None, 0, -1)] + [Call(((4,),), {})]
_REARRANGED: dict[str, list[tuple[Shape, ...]]] = {
    "matmul": [((2, 3), (3, 2)), ((3,), (3,)), ((2, 3), (3,)), ((2,), (2, 3))],
    "outer": [((2,), (3,)), ((), (3,))],
    "transpose": [((2, 3),)],
    "dot": [((3,), (3,))],
    "cross_entropy": [((3,), (3,)), ((2, 3), (2, 3))],
}
_CALLS: dict[str, list[Call]] = {
    **{name: [Call(item, {}) for item in shapes] for name, shapes in _REARRANGED.items()},
    "reshape": [Call(((2, 3),), {"shape": (3, 2)}), Call(((4,),), {"shape": (2, 2)})],
    "broadcast": [Call(((3,),), {"shape": (2, 3)}), Call(((),), {"shape": (2,)})],
    "concatenate": [Call(((2,), (3,)), {}), Call(((2, 3), (2, 1)), {"axis": 1})],
    "index": [Call(((2, 3),), {"index": 1.0, "axis": 1}), Call(((4,),), {"index": -1.0})],
    "slice": [Call(((5,),), {"start": 1, "stop": 4}), Call(((2, 3),), {"step": 2, "axis": 1})],
}
_ELEMENTWISE: tuple[tuple[Shape, ...], ...] = (
    ((), (), ()),
    ((), (), ()),
    ((3,), (3,), (3,)),
    ((2, 3), (3,), ()),
    ((2, 1), (3,)),
)


@cache
def ordinary_points(name: str) -> Array:
    """Return points, one a column, at which an elementwise operation is ordinary."""
    operation = get_operation(name)
    chance = np.random.default_rng(0)
    count = len(operation.ports)
    points = chance.uniform(-2.6, 2.6, (count, 4_000))
    points[1:2] = np.where(chance.random(4_000) < 0.3, np.round(points[1:2]), points[1:2])
    given, m = operation.full_attributes({}), Numeric(1)
    with np.errstate(all="ignore"):
        value = operation.forward(m, *points, **given)
        is_ordinary = np.isfinite(value)
        for index in range(count):
            extra = operation.partial_arguments(index)
            slope = operation.partial(index).numbers(m, value, *points, **given, **extra)
            is_ordinary &= np.isfinite(slope) & (np.abs(slope) <= _STEEPEST)
            for move in (-MARGIN, -MARGIN / 2, MARGIN / 2, MARGIN):
                moved = points.copy()
                moved[index] += move
                bend = operation.forward(m, *moved, **given) - value - slope * move
                is_ordinary &= np.abs(bend) <= _BEND * move**2
    found: Array = points[:, is_ordinary]
    assert found.shape[1] >= 20, name
    return found


class _Builder:
    """Makes a graph node by node, and knows the value of each."""

    def __init__(
        self, size: int, seed: int, operations: Sequence[Operation], *, on_arrays: bool
    ) -> None:
        self.size = size
        self.on_arrays = on_arrays
        self.shapes = _ELEMENTWISE if on_arrays else _ELEMENTWISE[:1]
        self.chance = np.random.default_rng(seed)
        self.operations = operations
        self.graph = Graph()
        self.values: dict[str, Value] = {}
        self.pool: list[str] = []
        self.leaves = 0

    def build(self) -> Graph:
        while len(self.graph) < self.size:
            # A deck, so that a large graph holds every operation.
            for place in self.chance.permutation(len(self.operations)).tolist():
                self._apply(self.operations[place])
                if len(self.graph) >= self.size:
                    break
        self.graph.output = self._joined()
        return self.graph

    def _apply(self, operation: Operation) -> None:
        calls = _CALLS.get(operation.name, _REDUCED if operation.vjp else None)
        calls = calls if self.on_arrays else None
        if calls is None:
            wanted, attributes = self._elementwise(operation), dict[str, Any]()
        else:
            call = calls[self.chance.integers(len(calls))]
            attributes = call.attributes
            wanted = [self._spaced(shape) for shape in call.shapes]
            if operation.name == "cross_entropy":
                wanted[1] = np.abs(wanted[1])
        operands = [self._operand(np.asarray(item), place) for place, item in enumerate(wanted)]
        made = self.graph.add(operation.name, *operands, **attributes)
        given = operation.full_attributes(attributes)
        numbers = [self._number(item) for item in operands]
        self.values[made] = _plain(operation.forward(Numeric(), *numbers, **given))
        self.pool.append(made)

    def _elementwise(self, operation: Operation) -> list[Any]:
        """Return what the operands should be, each element at an ordinary point."""
        count = len(operation.ports)
        while True:
            shapes = self.shapes[self.chance.integers(len(self.shapes))]
            if len(shapes) >= count:
                break
        shapes = shapes[:count]
        points = ordinary_points(operation.name)
        if len(set(shapes)) == 1:
            columns = points[:, self.chance.integers(points.shape[1], size=shapes[0])]
            return list(columns)
        # Where an operand is repeated, one point serves for all.
        point = points[:, self.chance.integers(points.shape[1])]
        return [np.full(shape, item) for shape, item in zip(shapes, point, strict=True)]

    def _spaced(self, shape: Shape) -> Array:
        count = int(np.prod(shape))
        return self.chance.permutation(_SPACED[:count]).reshape(shape)

    # ------------------------------------------------------------------ operands

    def _operand(self, wanted: Array, place: int) -> str | float:
        """Return a node that holds what is wanted, or the number itself."""
        if place and not wanted.ndim and self.chance.random() < 0.1:
            return float(wanted)
        fits = [item for item in self._candidates() if _fits(self.values[item], wanted)]
        if not fits or (self.leaves < _MOST_LEAVES and self.chance.random() < 0.2):
            return self._leaf(wanted)
        source = fits[self.chance.integers(len(fits))]
        shift = self.graph.add("add", source, _literal(wanted - self.values[source]))
        self.values[shift] = _plain(self.values[source] + (wanted - self.values[source]))
        return shift

    def _candidates(self) -> list[str]:
        """Return recent nodes or any ones, so that graphs are neither flat nor mere chains."""
        if self.chance.random() < 0.5:
            return self.pool[-_RECENT:]
        return (
            [self.pool[place] for place in self.chance.integers(len(self.pool), size=_RECENT)]
            if self.pool
            else []
        )

    def _leaf(self, wanted: Array) -> str:
        self.leaves += 1
        kinds = ("input", "parameter", "parameter", "constant")
        kind = kinds[self.chance.integers(4)] if self.leaves > 1 else "parameter"
        add = getattr(self.graph, f"add_{kind}")
        name = f"{kind[0]}{self.leaves}"
        made: str = (
            add(_literal(wanted), name) if kind == "constant" else add(name, _literal(wanted))
        )
        self.values[made] = _plain(wanted)
        self.pool.append(made)
        return made

    def _number(self, operand: str | float) -> Any:
        return (
            np.float64(operand) if isinstance(operand, float) else np.asarray(self.values[operand])
        )

    # ------------------------------------------------------------------ the output

    def _joined(self) -> str:
        """Add up all nodes that lead nowhere."""
        graph = self.graph
        ends = [item for item in graph.node_ids() if not graph.is_used(item)]
        ends = [graph.add("sum", item) if shape_of(self.values[item]) else item for item in ends]
        while len(ends) > 1:
            ends = [*ends[60:], graph.add("add", *ends[:60])]
        return ends[0]


def _fits(value: Value, wanted: Array) -> bool:
    """Whether a value can be repeated to the shape that is wanted."""
    try:
        return elementwise_shape([shape_of(value), wanted.shape]) == wanted.shape
    except ValueError:
        return False


def _literal(number: Any) -> Any:
    return as_value(np.array(number)) if np.ndim(number) else float(number)


def _plain(number: Any) -> Value:
    return np.asarray(number, dtype=np.float64) if np.ndim(number) else float(number)


def ordinary_graph(
    size: int,
    seed: int,
    operations: Sequence[Operation] | None = None,
    *,
    on_arrays: bool = True,
) -> Graph:
    """Return a random graph of at least `size` nodes, each of which leads to the output.

    Parameters
    ----------
    operations
        What it is made of; a large one holds them all, and all there are if nothing is said.
    on_arrays
        Whether elementwise operations are applied to arrays too.
    """
    return _Builder(size, seed, operations or all_operations(), on_arrays=on_arrays).build()

"""Sketch: nodes and edges in the making, written with Python's operators.

What is known beforehand is computed at once: numbers among themselves, factors of 1, sums with 0.
What is there already is used again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from engine.graph import Edge, Node
from engine.maths.numeric import Numeric
from engine.operation import Operation, elementwise_shape, find_operation, get_operation
from engine.values import Value, as_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = ["Operand", "Shape", "Sketch", "Traced", "known", "plain"]

Shape: TypeAlias = tuple[int, ...]
Operand: TypeAlias = Any
"""A `Traced` node, or a number or an array that is known beforehand."""


_INDICATORS = frozenset({"greater", "greater_equal", "less", "less_equal", "equal", "not_equal"})


class Traced:
    """A node in the making: Python's operators on it make more nodes.

    Attributes
    ----------
    id
        The node's id.
    shape
        The shape of its value.
    is_indicator
        Whether its value can only be 0 or 1.
    is_constant
        Whether it is a constant.
    """

    __slots__ = ("id", "is_constant", "is_indicator", "shape", "sketch")

    __array_ufunc__ = None
    """Numbers and arrays of numpy leave arithmetic with a node to the node."""

    def __init__(self, sketch: Sketch, node_id: str, shape: Shape, operation: str = "") -> None:
        self.sketch = sketch
        self.id = node_id
        self.shape = shape
        self.is_indicator = operation in _INDICATORS
        self.is_constant = operation == "constant"

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    def __add__(self, other: Operand) -> Operand:
        return self.sketch.apply("add", self, other)

    def __radd__(self, other: Operand) -> Operand:
        return self.sketch.apply("add", other, self)

    def __sub__(self, other: Operand) -> Operand:
        return self.sketch.apply("subtract", self, other)

    def __rsub__(self, other: Operand) -> Operand:
        return self.sketch.apply("subtract", other, self)

    def __mul__(self, other: Operand) -> Operand:
        return self.sketch.apply("multiply", self, other)

    def __rmul__(self, other: Operand) -> Operand:
        return self.sketch.apply("multiply", other, self)

    def __truediv__(self, other: Operand) -> Operand:
        return self.sketch.apply("divide", self, other)

    def __rtruediv__(self, other: Operand) -> Operand:
        return self.sketch.apply("divide", other, self)

    def __pow__(self, other: Operand) -> Operand:
        return self.sketch.apply("power", self, other)

    def __neg__(self) -> Operand:
        return self.sketch.apply("negate", self)

    def __eq__(self, other: object) -> Any:
        return self.sketch.equal(self, other)

    def __lt__(self, other: Operand) -> Operand:
        return self.sketch.apply("less", self, other)

    def __gt__(self, other: Operand) -> Operand:
        return self.sketch.apply("less", other, self)

    # Conditions: 1 where they hold and 0 elsewhere.

    def __and__(self, other: Operand) -> Operand:
        if isinstance(other, Traced):
            return _as_indicator(self * other)
        return self if other else False

    def __or__(self, other: Operand) -> Operand:
        if isinstance(other, Traced):
            return _as_indicator(self.sketch.apply("max", self, other))
        return True if other else self

    def __invert__(self) -> Operand:
        return self.sketch.opposite(self)

    __rand__, __ror__ = __and__, __or__


def _as_indicator(found: Operand) -> Operand:
    found.is_indicator = True
    return found


class Sketch:
    """Nodes and edges in the making, beside those that are there.

    Parameters
    ----------
    ids
        Where the ids of new nodes come from.

    Examples
    --------
    >>> sketch = Sketch(iter(["a", "b", "c"]))
    >>> x = sketch.know(Node("x", "input"), (), ())
    >>> product = 1.0 * x * x
    >>> again = x * x
    >>> product.id == again.id, [node.operation for node in sketch.nodes]
    (True, ['multiply'])
    """

    def __init__(self, ids: Iterator[str]) -> None:
        self.ids = ids
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self._made: dict[object, Traced] = {}
        self._opposites: dict[str, Traced] = {}
        self._negations: set[str] = set()

    def know(self, node: Node, shape: Shape, operands: Sequence[Operand]) -> Traced:
        """Take note of a node that is there, so that nothing like it is made again."""
        traced = Traced(self, node.id, shape, node.operation)
        operation = find_operation(node.operation)
        if operation is not None and not node.overrides:
            attributes = operation.full_attributes(node.attributes)
            self._made.setdefault(_key(operation, operands, attributes), traced)
        return traced

    def apply(self, name: str, *operands: Operand, **attributes: Any) -> Operand:
        """Apply an operation: a new node, one that is there, or a number known beforehand."""
        operation = get_operation(name)
        given = operation.full_attributes(attributes)
        if not any(isinstance(operand, Traced) for operand in operands):
            with np.errstate(all="ignore"):
                return operation.forward(Numeric(), *map(plain, operands), **given)
        short = _shortened(self, name, operands)
        if short is not None:
            return short
        key = _key(operation, operands, given)
        if key not in self._made:
            shape = operation.shape([np.shape(operand) for operand in operands], **given)
            self._made[key] = self._add(operation, operands, attributes, shape)
        return self._made[key]

    def equal(self, a: Operand, b: Operand) -> Operand:
        """Return the condition a = b; that something equals itself is known."""
        if isinstance(a, Traced) and isinstance(b, Traced) and a.id == b.id:
            return True
        for one, other in ((a, b), (b, a)):
            if isinstance(one, Traced) and one.is_indicator and known(other, 0.0):
                return ~one
        return self.apply("equal", a, b)

    def opposite(self, condition: Traced) -> Traced:
        """Return the condition that holds where another does not."""
        if condition.id not in self._opposites:
            made = _as_indicator(self.apply("subtract", 1.0, condition))
            self._opposites[condition.id] = made
            self._opposites[made.id] = condition
            self._negations.add(made.id)
        return self._opposites[condition.id]

    def negated(self, condition: Traced) -> Traced | None:
        """Return what a condition was made the opposite of, if it was."""
        other = self._opposites.get(condition.id)
        return other if other is not None and condition.id in self._negations else None

    def force(self, name: str, *operands: Operand, **attributes: Any) -> Traced:
        """Make a node that is not shortened and not shared."""
        operation = get_operation(name)
        given = operation.full_attributes(attributes)
        shape = operation.shape([np.shape(operand) for operand in operands], **given)
        return self._add(operation, operands, attributes, shape)

    def constant(self, value: Value) -> Traced:
        """Return a constant that holds a value."""
        array = np.asarray(value)
        key = ("constant", array.shape, array.tobytes())
        if key not in self._made:
            self._made[key] = self.lone_constant(value)
        return self._made[key]

    def lone_constant(self, value: Value) -> Traced:
        """Make a constant that nothing else uses."""
        node = Node(next(self.ids), "constant", value=as_value(value))
        self.nodes.append(node)
        return Traced(self, node.id, np.shape(value), "constant")

    def _add(
        self,
        operation: Operation,
        operands: Sequence[Operand],
        attributes: Mapping[str, Any],
        shape: Shape,
    ) -> Traced:
        ports = operation.port_names(len(operands))
        literals: dict[str, Any] = {}
        sources: dict[str, str] = {}
        for place, (port, operand) in enumerate(zip(ports, operands, strict=True)):
            if isinstance(operand, Traced):
                sources[port] = operand.id
            elif isinstance(operand, float):
                literals[port] = float(operand)
            elif np.ndim(operand) and not _is_uniform(operation, place, operands, attributes):
                sources[port] = self.constant(operand).id
            else:
                literals[port] = float(np.ravel(operand)[0])
        node = Node(next(self.ids), operation.name, attributes={**attributes, **literals})
        self.nodes.append(node)
        self.edges += [Edge(source, node.id, port) for port, source in sources.items()]
        return Traced(self, node.id, shape, operation.name)


def plain(operand: Operand) -> Operand:
    """Return a number of numpy's for one of Python's, which would raise at a division by zero."""
    return np.float64(operand) if isinstance(operand, int | float) else operand


def _key(
    operation: Operation, operands: Sequence[Operand], attributes: Mapping[str, Any]
) -> object:
    parts = [_part(operand) for operand in operands]
    if operation.name in _SYMMETRIC:
        parts.sort()
    return (operation.name, *parts, repr(sorted(attributes.items())) if attributes else "")


_SYMMETRIC = frozenset({"add", "multiply", "max", "min", "equal"})


def _part(operand: Operand) -> tuple[object, str]:
    """Return what is the same for the same operand, and stands in one order with any other."""
    if isinstance(operand, Traced):
        return (), operand.id
    if isinstance(operand, float):
        return (0,), operand.hex()
    array = np.asarray(operand, dtype=np.float64)
    return (1, *array.shape), array.tobytes().hex()


# ---------------------------------------------------------------------- what need not be computed


def known(operand: Operand, number: float) -> bool:
    """Whether an operand is known to be a number, in all its elements."""
    if isinstance(operand, Traced):
        return False
    if isinstance(operand, float):
        return operand == number
    return bool(np.all(np.asarray(operand) == number))


def _shortened(sketch: Sketch, name: str, operands: Sequence[Operand]) -> Operand | None:
    """Return what an operation amounts to without a node of its own, or None if it needs one."""
    rule = _SHORTER.get(name)
    return None if rule is None else rule(sketch, *operands)


def _is_uniform(
    operation: Operation, place: int, operands: Sequence[Operand], attributes: Mapping[str, Any]
) -> bool:
    """Whether one number can stand for an array without changing the shape of the result."""
    array = np.asarray(operands[place])
    if operation.shape is not elementwise_shape or not known(array, array.flat[0]):
        return False
    shapes = [np.shape(operand) for operand in operands]
    whole = operation.shape(shapes, **attributes)
    shapes[place] = ()
    return bool(operation.shape(shapes, **attributes) == whole)


def _covers(one: Operand, other: Operand) -> bool:
    """Whether combining the two gives an array of the shape of the first."""
    own, given = np.shape(one), np.shape(other)
    return not given or np.broadcast_shapes(own, given) == own


def _short_sum(_sketch: Sketch, *terms: Operand) -> Operand | None:
    if len(terms) != 2:
        return None
    for one, other in (terms, terms[::-1]):
        if known(other, 0.0) and _covers(one, other):
            return one
    return None


def _short_difference(_sketch: Sketch, a: Operand, b: Operand) -> Operand | None:
    if known(b, 0.0) and _covers(a, b):
        return a
    return -b if known(a, 0.0) and _covers(b, a) else None


def _short_product(_sketch: Sketch, *factors: Operand) -> Operand | None:
    if len(factors) != 2:
        return None
    for one, other in (factors, factors[::-1]):
        if not _covers(one, other):
            continue
        if known(other, 1.0):
            return one
        if known(other, -1.0):
            return -one
        if known(other, 0.0):
            return np.zeros(np.shape(one)) if np.shape(one) else 0.0
    return None


def _short_quotient(_sketch: Sketch, a: Operand, b: Operand) -> Operand | None:
    return a if known(b, 1.0) and _covers(a, b) else None


def _short_power(_sketch: Sketch, base: Operand, exponent: Operand) -> Operand | None:
    return base if known(exponent, 1.0) and _covers(base, exponent) else None


_SHORTER: Mapping[str, Callable[..., Operand | None]] = {
    "add": _short_sum,
    "subtract": _short_difference,
    "multiply": _short_product,
    "divide": _short_quotient,
    "power": _short_power,
}

"""Inference: which nodes can be evaluated, at which level, and with what shape.

Everything that a run needs to know about a graph before the first number, and a Diagnostic for
each node that keeps the rest from being evaluated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from engine.calculus.tree import Apply, Name, Tree
from engine.calculus.walk import fold
from engine.diagnostic import Diagnostic, Kind, Severity
from engine.errors import EngineError, PortError
from engine.operation import Operation, elementwise_shape, find_operation, get_operation
from engine.values import Value, shape_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.graph import Graph, Node

__all__ = ["MAXIMAL_ELEMENTS", "Inference", "Inferrer", "Ready", "infer", "shape_text"]

Operand: TypeAlias = str | Value
"""The id of the node that an edge comes from, or a literal."""

Shape: TypeAlias = tuple[int, ...]

MAXIMAL_ELEMENTS = 10_000_000
"""Numbers that a computed array may have; broadcasting makes large ones from small ones."""

_NONE: Mapping[Any, Any] = {}


class Ready(NamedTuple):
    """A node that can be evaluated.

    Attributes
    ----------
    operation
        Its record; None for a leaf.
    operands
        What arrives at its ports, in order.
    overrides
        Formulas in place of its partials, by place of the operand.
    level
        0 for leaves, otherwise one more than the highest level among its operands.
    active
        Whether a gradient is taken with respect to it: it is not constant.
    is_scalar
        Whether neither the node nor an operand is an array.
    """

    node: Node
    operation: Operation | None
    attributes: Mapping[str, Any]
    operands: tuple[Operand, ...]
    overrides: Mapping[int, Tree]
    level: int
    shape: Shape
    active: bool
    is_scalar: bool


@dataclass(frozen=True, slots=True)
class Inference:
    """The ready nodes of a graph by id, and what was found on the way."""

    ready: dict[str, Ready]
    diagnostics: tuple[Diagnostic, ...]


def infer(graph: Graph) -> Inference:
    """Find out what can be evaluated.

    Examples
    --------
    >>> from engine.graph import Graph
    >>> graph = Graph()
    >>> x = graph.add_input("x", [1.0, 2.0])
    >>> y = graph.add("sum", "x", name="y")
    >>> infer(graph).ready[y].shape, infer(graph).ready[y].level
    ((), 1)
    """
    inferrer = Inferrer(graph, {})
    for node_id in graph.topological():
        inferrer.visit(graph.node(node_id))
    found = sorted(inferrer.diagnostics, key=lambda item: graph.ordinal(item.node or ""))
    return Inference(inferrer.ready, tuple(found))


class Inferrer:
    """Visits nodes in topological order and keeps what it learns."""

    def __init__(self, graph: Graph, ready: dict[str, Ready]) -> None:
        """Begin with what is known to be ready; what is found out is added to it."""
        self.graph = graph
        self.ready = ready
        self.diagnostics: list[Diagnostic] = []
        self.defaults: dict[str, Mapping[str, Any]] = {}

    def visit(self, node: Node) -> None:
        """Add a node to those that are ready, or say why it is not."""
        if node.is_leaf:
            self._visit_leaf(node)
            return
        operation = find_operation(node.operation)
        if operation is None:
            message = f"{node.label}: the operation “{node.operation}” is not known here"
            self._say(Kind.UNKNOWN_OPERATION, message, node)
            return
        if not self._visit_plain(node, operation):
            self._visit_any(node, operation)

    def _visit_plain(self, node: Node, operation: Operation) -> bool:
        """Take the short way, if it leads there: nearly all nodes are scalars between edges."""
        inputs = self.graph.inputs(node.id)
        ports = operation.ports
        if node.attributes or node.overrides or len(inputs) != len(ports):
            return False
        if operation.shape is not elementwise_shape:
            return False
        try:
            operands = tuple([inputs[port] for port in ports])
            sources = [self.ready[source] for source in operands]
        except KeyError:
            return False
        level, is_active = 0, False
        for source in sources:
            if source.shape:
                return False
            if source.level > level:
                level = source.level
            if source.active:
                is_active = True
        self.ready[node.id] = Ready(
            node,
            operation,
            self._defaults(operation),
            operands,
            _NONE,
            level + 1,
            shape=(),
            active=is_active,
            is_scalar=True,
        )
        return True

    def _defaults(self, operation: Operation) -> Mapping[str, Any]:
        """Return an operation's attributes where a node gives none, the same mapping each time."""
        if operation.name not in self.defaults:
            self.defaults[operation.name] = operation.full_attributes({})
        return self.defaults[operation.name]

    def _visit_any(self, node: Node, operation: Operation) -> None:
        operands = self._operands(node)
        if operands is None:
            return
        attributes = operation.full_attributes(node.attributes)
        shapes = [self._shape_of(item) for item in operands]
        shape = self._shape(node, operation, attributes, shapes)
        if shape is None:
            return
        overrides: Mapping[int, Tree] | None = _NONE
        if node.overrides:
            overrides = self._overrides(node, operation, shapes, shape)
        if overrides is None:
            return
        sources = [self.ready[item] for item in operands if isinstance(item, str)]
        level = 1 + max((source.level for source in sources), default=0)
        is_active = any(source.active for source in sources)
        is_scalar = not shape and not any(shapes)
        self.ready[node.id] = Ready(
            node, operation, attributes, operands, overrides, level, shape, is_active, is_scalar
        )

    def _visit_leaf(self, node: Node) -> None:
        if node.value is None:
            self._say(Kind.INCOMPLETE, f"{node.label} has no value yet", node)
            return
        shape = shape_of(node.value)
        active = node.operation != "constant"
        self.ready[node.id] = Ready(node, None, _NONE, (), _NONE, 0, shape, active, not shape)

    def _operands(self, node: Node) -> tuple[Operand, ...] | None:
        """Return what arrives at the ports, or None when something is missing."""
        inputs = self.graph.inputs(node.id)
        operands: list[Operand] = []
        is_waiting = False
        for port in self.graph.ports(node.id):
            source = inputs.get(port)
            if source is not None:
                is_waiting = is_waiting or source not in self.ready
                operands.append(source)
                continue
            literal = node.attributes.get(port)
            if literal is None:
                message = f"{node.label} needs something at its port “{port}”"
                self._say(Kind.INCOMPLETE, message, node, port)
                is_waiting = True
            else:
                operands.append(literal)
        return None if is_waiting else tuple(operands)

    def _shape_of(self, operand: Operand) -> Shape:
        return self.ready[operand].shape if isinstance(operand, str) else shape_of(operand)

    def _shape(
        self,
        node: Node,
        operation: Operation,
        attributes: Mapping[str, Any],
        shapes: Sequence[Shape],
    ) -> Shape | None:
        try:
            shape = operation.shape(shapes, **attributes)
            _check_size(operation, shape, shapes)
        except ValueError as clash:
            ports = self.graph.ports(node.id)
            told = ", ".join(
                f"{port} {shape_text(shape)}" for port, shape in zip(ports, shapes, strict=True)
            )
            self._say(Kind.SHAPE, f"{node.label}: the shapes do not fit: {told} ({clash})", node)
            return None
        return shape

    def _overrides(
        self, node: Node, operation: Operation, shapes: Sequence[Shape], shape: Shape
    ) -> Mapping[int, Tree] | None:
        """Return the trees of the overridden local derivatives, or None if one cannot be used."""
        from engine.override import OWN_VALUE, parse_override

        ports = self.graph.ports(node.id)
        known = {OWN_VALUE: shape, **dict(zip(ports, shapes, strict=True))}
        trees: dict[int, Tree] = {}
        for port, formula in node.overrides.items():
            try:
                if port not in ports:
                    operation.port_index(port)
                    raise PortError(f"port “{port}” is not in use")
                tree = parse_override(formula, ports)
                _check_override(operation, tree, known, shapes)
            except (EngineError, ValueError) as error:
                message = f"{node.label}: the derivative cannot be overridden: {error}"
                self._say(Kind.OVERRIDE, message, node, port)
                return None
            trees[ports.index(port)] = tree
        return trees

    def _say(self, kind: Kind, message: str, node: Node, port: str | None = None) -> None:
        severity = Severity.WARNING if kind is Kind.INCOMPLETE else Severity.ERROR
        self.diagnostics.append(Diagnostic(kind, severity, message, node.id, port))


def _check_size(operation: Operation, shape: Shape, shapes: Sequence[Shape]) -> None:
    """Raise if the result, or what is broadcast on the way to it, takes too many numbers."""
    joint = elementwise_shape(shapes) if operation.vjp is None else ()
    count = max(math.prod(shape), math.prod(joint))
    if count > MAXIMAL_ELEMENTS:
        raise ValueError(f"{count} numbers are more than the {MAXIMAL_ELEMENTS} allowed")


def _check_override(
    operation: Operation, tree: Tree, known: Mapping[str, Shape], shapes: Sequence[Shape]
) -> None:
    """Raise if a formula does not give one slope for each element of the joint shape."""
    if operation.vjp is not None and any(shapes):
        raise ValueError(f"{operation.title} of an array has more than one for each element")
    found = _shape_of_tree(tree, known)
    joint = elementwise_shape(shapes)
    if elementwise_shape([found, joint]) != joint:
        raise ValueError(f"it has the shape {shape_text(found)}, not {shape_text(joint)}")


def _shape_of_tree(tree: Tree, known: Mapping[str, Shape]) -> Shape:
    def combine(part: Tree, shapes: list[Shape]) -> Shape:
        if isinstance(part, Apply):
            operation = get_operation(part.operation)
            return operation.shape(shapes, **operation.full_attributes(dict(part.attributes)))
        return known[part.text] if isinstance(part, Name) else ()

    return fold(tree, combine)


def shape_text(shape: tuple[int, ...]) -> str:
    """Write a shape as people do.

    >>> shape_text((3, 4)), shape_text((3,)), shape_text(())
    ('3×4', '3', 'scalar')
    """
    return "×".join(str(size) for size in shape) or "scalar"

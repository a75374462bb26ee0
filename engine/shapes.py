"""Inference: which nodes can be evaluated, at which level, and with what shape.

Everything that a run needs to know about a graph before the first number, and a Diagnostic for
each node that keeps the rest from being evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from engine.calculus.tree import Tree
from engine.diagnostic import Diagnostic, Kind, Severity
from engine.errors import ExpressionError
from engine.graph import Graph, Node
from engine.operation import Operation, find_operation
from engine.values import Value, shape_of

__all__ = ["Inference", "Ready", "infer", "shape_text"]

Operand: TypeAlias = str | Value
"""The id of the node that an edge comes from, or a literal."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A node that can be evaluated.

    Attributes
    ----------
    operation
        Its record; None for a leaf.
    operands
        What arrives at its ports, in order.
    level
        0 for leaves, otherwise one more than the highest level among its operands.
    active
        Whether a gradient is taken with respect to it: it is not constant.
    """

    node: Node
    operation: Operation | None
    attributes: Mapping[str, Any]
    operands: tuple[Operand, ...]
    overrides: Mapping[int, Tree]
    level: int
    shape: tuple[int, ...]
    active: bool


@dataclass(frozen=True, slots=True)
class Inference:
    """The ready nodes of a graph in topological order, and what was found on the way."""

    ready: dict[str, Ready]
    diagnostics: tuple[Diagnostic, ...]


def infer(graph: Graph) -> Inference:
    """Find out what can be evaluated.

    Examples
    --------
    >>> graph = Graph()
    >>> x = graph.add_input("x", [1.0, 2.0])
    >>> y = graph.add("sum", "x", name="y")
    >>> infer(graph).ready[y].shape, infer(graph).ready[y].level
    ((), 1)
    """
    inference = _Inferrer(graph)
    for node_id in _topological(graph):
        inference.visit(graph.node(node_id))
    return Inference(inference.ready, tuple(inference.diagnostics))


def _topological(graph: Graph) -> list[str]:
    """Ids so that every node comes after its operands, ties by first arrival."""
    ids = graph.node_ids()
    missing = {node_id: len(graph.inputs(node_id)) for node_id in ids}
    ordered = [node_id for node_id in ids if not missing[node_id]]
    successors = graph.networkx.succ
    for node_id in ordered:
        for target, ports in successors[node_id].items():
            missing[target] -= len(ports)
            if not missing[target]:
                ordered.append(target)
    return ordered


class _Inferrer:
    """Visits nodes in topological order and keeps what it learns."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.ready: dict[str, Ready] = {}
        self.diagnostics: list[Diagnostic] = []

    def visit(self, node: Node) -> None:
        if node.is_leaf:
            self._visit_leaf(node)
            return
        operation = find_operation(node.operation)
        if operation is None:
            message = f"{node.label}: the operation “{node.operation}” is not known here"
            self._say(Kind.UNKNOWN_OPERATION, message, node)
            return
        operands = self._operands(node, operation)
        overrides = self._overrides(node, operation)
        if operands is None or overrides is None:
            return
        attributes = operation.full_attributes(node.attributes)
        shape = self._shape(node, operation, attributes, operands)
        if shape is None:
            return
        sources = [self.ready[item] for item in operands if isinstance(item, str)]
        level = 1 + max((source.level for source in sources), default=0)
        active = any(source.active for source in sources)
        self.ready[node.id] = Ready(
            node, operation, attributes, operands, overrides, level, shape, active
        )

    def _visit_leaf(self, node: Node) -> None:
        if node.value is None:
            self._say(Kind.INCOMPLETE, f"{node.label} has no value yet", node)
            return
        active = node.operation != "constant"
        self.ready[node.id] = Ready(node, None, {}, (), {}, 0, shape_of(node.value), active)

    def _operands(self, node: Node, operation: Operation) -> tuple[Operand, ...] | None:
        """What arrives at the ports, or None when something is missing (and said, if here)."""
        inputs = self.graph.inputs(node.id)
        operands: list[Operand] = []
        waiting = False
        for port in self.graph.ports(node.id):
            source = inputs.get(port)
            literal = node.attributes.get(port)
            if source is not None:
                waiting = waiting or source not in self.ready
                operands.append(source)
            elif literal is not None:
                operands.append(literal)
            else:
                message = f"{node.label} needs something at its port “{port}”"
                self._say(Kind.INCOMPLETE, message, node, port)
                waiting = True
        return None if waiting else tuple(operands)

    def _overrides(self, node: Node, operation: Operation) -> Mapping[int, Tree] | None:
        """Trees of the overridden local derivatives by operand, or None if one is no formula."""
        if not node.overrides:
            return {}
        from engine.override import parse_override

        ports = self.graph.ports(node.id)
        trees = {}
        for port, formula in node.overrides.items():
            try:
                trees[operation.port_index(port)] = parse_override(formula, ports)
            except ExpressionError as error:
                message = f"{node.label}: the overriding derivative is no formula: {error}"
                self._say(Kind.OVERRIDE, message, node, port)
                return None
        return trees

    def _shape(
        self,
        node: Node,
        operation: Operation,
        attributes: Mapping[str, Any],
        operands: tuple[Operand, ...],
    ) -> tuple[int, ...] | None:
        shapes = [
            self.ready[item].shape if isinstance(item, str) else shape_of(item)
            for item in operands
        ]
        if not any(shapes) and operation.shape.__name__ == "elementwise_shape":
            return ()
        try:
            return operation.shape(shapes, **attributes)
        except ValueError as clash:
            ports = self.graph.ports(node.id)
            told = ", ".join(
                f"{port} {shape_text(shape)}" for port, shape in zip(ports, shapes, strict=True)
            )
            self._say(Kind.SHAPE, f"{node.label}: the shapes do not fit: {told} ({clash})", node)
            return None

    def _say(self, kind: Kind, message: str, node: Node, port: str | None = None) -> None:
        severity = Severity.WARNING if kind is Kind.INCOMPLETE else Severity.ERROR
        self.diagnostics.append(Diagnostic(kind, severity, message, node.id, port))


def shape_text(shape: tuple[int, ...]) -> str:
    """Write a shape as people do.

    >>> shape_text((3, 4)), shape_text((3,)), shape_text(())
    ('3×4', '3', 'scalar')
    """
    return "×".join(str(size) for size in shape) or "scalar"

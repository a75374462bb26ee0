"""Listing: a graph written as a program, and a node as a formula."""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.calculus.notation import number_text
from engine.calculus.printing import to_text
from engine.calculus.tree import Apply, Name, Number, Tree
from engine.errors import EngineError, ExpressionError
from engine.naming import shown_name
from engine.operation import find_operation
from engine.override import parse_override

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.graph import Graph, Node
    from engine.values import Value

__all__ = ["DECLARED_AS", "Listing", "print_program", "tree_of"]

_DEEPEST_INLINED = 20
"""How deep a formula may grow by writing unnamed nodes inside others."""

DECLARED_AS = {"input": "input", "parameter": "param", "constant": "constant"}
"""The word that declares a leaf, by its operation."""

_STEM = "t"
_STEMS = {"input": "x", "parameter": "w", "constant": "c"}


def tree_of(graph: Graph, node_id: str, *, expand: bool = False) -> Tree:
    """Return a node's formula.

    Parameters
    ----------
    graph
        The graph.
    node_id
        The node.
    expand
        Whether to write the formula in the names of the leaves rather than in those of the node's
        own inputs. Parts that several nodes use are the same object each time.

    Raises
    ------
    EngineError
        When a port has neither an edge nor a number, naming node and port.

    Examples
    --------
    >>> from engine.program import parse
    >>> graph = parse("s = w*x; y = tanh(s + b)")
    >>> to_text(tree_of(graph, graph.resolve("s"))), to_text(tree_of(graph, graph.output))
    ('w*x', 'tanh(v5)')
    >>> to_text(tree_of(graph, graph.output, expand=True))
    'tanh(w*x + b)'
    """
    if not expand:
        sources = graph.inputs(node_id).values()
        names = {source: Name(shown_name(graph.node(source))) for source in sources}
        return _formula(graph, node_id, names)
    trees: dict[str, Tree] = {}
    for item in _ordered(graph, graph.ancestors(node_id) | {node_id}):
        trees[item] = _formula(graph, item, trees)
    return trees[node_id]


def _formula(graph: Graph, node_id: str, trees: Mapping[str, Tree]) -> Tree:
    """Apply a node's operation to the trees of its inputs."""
    node = graph.node(node_id)
    if node.is_leaf:
        return Name(shown_name(node))
    operation = find_operation(node.operation)
    if operation is None:
        raise EngineError(
            f"{shown_name(node)} has the unknown operation “{node.operation}”", node=node_id
        )
    operands = tuple(_operand(graph, node, port, trees) for port in graph.ports(node_id))
    given = operation.full_attributes(node.attributes)
    attributes = [
        (item.name, given[item.name])
        for item in operation.attributes
        if given[item.name] != item.default
    ]
    return Apply(node.operation, operands, tuple(sorted(attributes)))


def _operand(graph: Graph, node: Node, port: str, trees: Mapping[str, Tree]) -> Tree:
    source = graph.source(node.id, port)
    if source is not None:
        return trees[source]
    literal = node.attributes.get(port)
    if not isinstance(literal, int | float):
        problem = (
            "has neither an edge nor a number" if literal is None else "holds no single number"
        )
        raise EngineError(f"port “{port}” of {shown_name(node)} {problem}", node=node.id, port=port)
    return Number(float(literal))


def _ordered(graph: Graph, node_ids: set[str], last: str | None = None) -> list[str]:
    """Sort nodes so that each comes after its inputs, then by age; `last` as late as may be."""
    missing = {
        item: len({source for source in graph.inputs(item).values() if source in node_ids})
        for item in node_ids
    }
    ready = [(item == last, graph.ordinal(item), item) for item in node_ids if not missing[item]]
    heapq.heapify(ready)
    ordered: list[str] = []
    while ready:
        _, _, item = heapq.heappop(ready)
        ordered.append(item)
        for target in graph.networkx.succ[item]:
            if target in missing:
                missing[target] -= 1
                if not missing[target]:
                    heapq.heappush(ready, (target == last, graph.ordinal(target), target))
    return ordered


def print_program(graph: Graph) -> str:
    """Write a graph as a program, from which `parse` makes a graph of the same meaning.

    Leaves come first, the output last. Positions, groups and what is not to be trained are no
    part of a program.

    Raises
    ------
    EngineError
        When a port has neither an edge nor a number, naming node and port, or when a value cannot
        be written.

    Examples
    --------
    >>> from engine.program import parse
    >>> print(print_program(parse("param w = 0.5; y = (w*x - 1)^2")), end="")
    param w = 0.5
    input x
    y = (w*x - 1)^2
    """
    return Listing(graph).write()


class Listing:
    """One graph being written, as program text unless a notation of its own says how.

    Attributes
    ----------
    taken
        The names that nodes have.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._names = {node.id: node.name for node in graph.nodes() if node.name}
        self.taken = set(self._names.values())
        self._numbers = {stem: count(1) for stem in (*_STEMS.values(), _STEM)}
        self._trees: dict[str, Tree] = {}
        self._depths: dict[str, int] = {}

    def write(self) -> str:
        """Return the program."""
        graph, lines, last = self._graph, list[str](), None
        leaves = [node for node in graph.nodes() if node.is_leaf]
        for node in leaves:
            name = self._set_name(node, _STEMS[node.operation])
            lines.append(self.leaf(node, name))
        for node_id in _ordered(graph, set(graph.node_ids()), graph.output):
            node = graph.node(node_id)
            if not node.is_leaf and not self._is_inlined(node):
                lines += self._assignment(node)
                last = node_id
        if graph.output not in {None, last}:
            lines.append(self.chosen_output(self._names[graph.output]))
        return "".join(f"{line}\n" for line in lines)

    def leaf(self, node: Node, name: str) -> str:
        """Write a leaf, with its value if it has one."""
        word = DECLARED_AS[node.operation]
        return f"{word} {name}" + (
            "" if node.value is None else f" = {_value_text(node, node.value)}"
        )

    def assignment(self, node: Node, name: str, formula: Tree) -> list[str]:
        """Write a node's formula, and what it overrides."""
        lines = [f"{name} = {to_text(formula, assigned=self.taken)}"]
        ports = self._graph.ports(node.id)
        for port, override in node.overrides.items():
            try:
                written = to_text(parse_override(override, ports))
            except ExpressionError as error:
                message = f"the override of {name}.{port} cannot be read: {error.message}"
                raise EngineError(message, node=node.id, port=port) from None
            lines.append(f"override {name}.{port} = {written}")
        return lines

    def chosen_output(self, name: str) -> str:
        """Write which node is the output where it is not the last."""
        return f"output {name}"

    def _set_name(self, node: Node, stem: str) -> str:
        """Give a node the name that formulas have for it, a new one when it has none."""
        if node.id not in self._names:
            names = (f"{stem}{number}" for number in self._numbers[stem])
            self._names[node.id] = next(name for name in names if name not in self.taken)
        self._trees[node.id] = Name(self._names[node.id])
        self._depths[node.id] = 0
        return self._names[node.id]

    def _is_inlined(self, node: Node) -> bool:
        """Whether a node is written inside the only formula that uses it; if so, prepare that."""
        graph = self._graph
        depth = 1 + max(
            (self._depths[source] for source in graph.inputs(node.id).values()), default=0
        )
        if node.name or node.overrides or node.id == graph.output or depth > _DEEPEST_INLINED:
            return False
        if len(graph.edges_out_of(node.id)) != 1:
            return False
        self._trees[node.id] = _formula(graph, node.id, self._trees)
        self._depths[node.id] = depth
        return True

    def _assignment(self, node: Node) -> list[str]:
        formula = _formula(self._graph, node.id, self._trees)
        return self.assignment(node, self._set_name(node, _STEM), formula)


def _value_text(node: Node, value: Value) -> str:
    if not np.all(np.isfinite(value)):
        raise EngineError(
            f"{shown_name(node)} holds a number that is not finite, which no program can say",
            node=node.id,
        )
    if isinstance(value, float):
        return number_text(value)
    if value.ndim == 2 and len(value) > 1:
        return f"[{'; '.join(_row(row) for row in value.tolist())}]"
    return _nested(value.tolist())


def _row(numbers: list[float]) -> str:
    return ", ".join(map(number_text, numbers))


def _nested(items: Any) -> str:
    if isinstance(items, list):
        return f"[{', '.join(map(_nested, items))}]"
    return number_text(items)

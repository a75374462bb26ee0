"""Symbolic derivatives: the gradient, the Jacobian and the Hessian of a graph as formulas.

A short formula is written in the leaves alone. Where that would grow too long, the nodes' names
stay in it, and where even the ways through the graph are too many, so do the gradients of nodes:
names of their own, each worked out once, as in reverse mode.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.calculus.derivation import Derivation
from engine.calculus.graph_derivation import derivation_in_graph
from engine.calculus.interning import Interner, size_of, walk_distinct
from engine.calculus.simplify import simplified
from engine.calculus.simplify_numbers import product, total
from engine.calculus.tree import Apply, Name, Number, Tree, names_in
from engine.errors import EngineError
from engine.naming import shown_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.graph import Graph

__all__ = ["SymbolicMatrix", "symbolic_gradient", "symbolic_hessian", "symbolic_jacobian"]

MOST_ENTRIES = 10_000

_LARGEST_IN_LEAVES = 10
"""The size of a formula up to which its nodes are written in the leaves."""

_LARGEST_BY_PATHS = 300
"""The size of a derivative up to which all ways through the nodes are multiplied out."""

_MOST_BY_PATHS = 60
"""So many nodes have too many ways to try."""

_LARGEST_INLINED = 5
"""A gradient of a node up to this size gets no name of its own."""


@dataclass(frozen=True, slots=True)
class SymbolicMatrix:
    """Derivatives as formulas.

    Attributes
    ----------
    rows
        What is differentiated; of a Hessian, the leaf of the first derivative.
    columns
        The leaves that it is differentiated with respect to.
    entries
        A simplified formula for each row and column.
    definitions
        The formulas of the names in the entries that are no leaves, those that others need first.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    entries: tuple[tuple[Tree, ...], ...]
    definitions: dict[str, Tree]


def symbolic_gradient(graph: Graph, output: str, wrt: Sequence[str]) -> SymbolicMatrix:
    """Return the derivatives of a node with respect to leaves, as one row.

    Overrides are no part of it, as in derivations.

    Parameters
    ----------
    output
        Name or id of a node.
    wrt
        Names or ids of leaves.

    Raises
    ------
    EngineError
        When a node is not known, is an array or has no formula, or when nothing is asked for.

    Examples
    --------
    >>> from engine.calculus.printing import to_text
    >>> from engine.program import parse
    >>> graph = parse("s = w*x + b; L = (s - y)^2")
    >>> for formula in symbolic_gradient(graph, "L", ["w", "b"]).entries[0]:
    ...     print(to_text(formula))
    2*x*(w*x + b - y)
    2*(w*x + b - y)
    """
    return symbolic_jacobian(graph, [output], wrt)


def symbolic_jacobian(graph: Graph, outputs: Sequence[str], wrt: Sequence[str]) -> SymbolicMatrix:
    """Return the derivatives of nodes with respect to leaves, a row for each node.

    Takes the parameters of `symbolic_gradient`, and raises as it does.

    Examples
    --------
    >>> from engine.calculus.printing import to_text
    >>> from engine.program import parse
    >>> found = symbolic_jacobian(parse("u = x*y; v = u + x"), ["u", "v"], ["x", "y"])
    >>> [[to_text(formula) for formula in row] for row in found.entries]
    [['y', 'x'], ['y + 1', 'x']]
    """
    ids, leaves = _resolved(graph, outputs), _resolved(graph, wrt)
    _check_count(len(ids) * len(leaves))
    columns = [shown_name(graph.node(leaf)) for leaf in leaves]
    definitions: dict[str, Tree] = {}
    rows, entries = [], []
    for node_id in ids:
        name = shown_name(graph.node(node_id))
        lines = _lines_of(graph, node_id, leaves[0])
        entries.append(lines.derivatives(name, columns))
        rows.append(name)
        definitions.update(lines.used(entries[-1]))
    return SymbolicMatrix(tuple(rows), tuple(columns), tuple(entries), definitions)


def symbolic_hessian(graph: Graph, output: str, wrt: Sequence[str]) -> SymbolicMatrix:
    """Return the second derivatives of a node with respect to leaves.

    Takes the parameters of `symbolic_gradient`, and raises as it does.

    Examples
    --------
    >>> from engine.calculus.printing import to_text
    >>> from engine.program import parse
    >>> found = symbolic_hessian(parse("L = x^2*y"), "L", ["x", "y"])
    >>> [[to_text(formula) for formula in row] for row in found.entries]
    [['2*y', '2*x'], ['2*x', '0']]
    """
    (node_id,), leaves = _resolved(graph, [output]), _resolved(graph, wrt)
    _check_count(len(leaves) ** 2)
    columns = [shown_name(graph.node(leaf)) for leaf in leaves]
    name = shown_name(graph.node(node_id))
    lines = _lines_of(graph, node_id, leaves[0])
    upper: list[tuple[Tree, ...]] = []
    for place, first in enumerate(lines.derivatives(name, columns)):
        row = _Lines(first, lines.definitions, lines.taken)
        upper.append(row.derivatives(f"d{name}_d{columns[place]}", columns[place:]))
        lines.definitions = row.definitions
    # The order of differentiation does not matter, so the lower half is the upper one's.
    span = range(len(columns))
    entries = tuple(tuple(upper[min(i, j)][abs(i - j)] for j in span) for i in span)
    used = lines.used([formula for row_of in entries for formula in row_of])
    return SymbolicMatrix(tuple(columns), tuple(columns), entries, used)


def _resolved(graph: Graph, references: Sequence[str]) -> list[str]:
    if not references:
        raise EngineError("a derivative is with respect to one leaf at least")
    return list(dict.fromkeys(graph.resolve(reference) for reference in references))


def _check_count(count: int) -> None:
    if count > MOST_ENTRIES:
        raise EngineError(f"{count} formulas are too many to be read; choose fewer leaves")


def _lines_of(graph: Graph, node_id: str, leaf: str) -> _Lines:
    """Return the formulas of a node and of what it is made of."""
    taken: set[str] = set()
    for item in (*graph.ancestors(node_id), node_id, leaf):
        node = graph.node(item)
        taken.add(shown_name(node))
        if node.is_leaf and not isinstance(node.value, float | None):
            told = f"“{shown_name(node)}” is an array; these formulas are of numbers"
            raise EngineError(told, node=item)
    derivation = derivation_in_graph(graph, node_id, leaf)
    return _Lines(derivation.tree, dict(derivation.definitions), taken)


@dataclass(slots=True)
class _Lines:
    """A formula and the definitions of the names in it, each after those that it needs.

    Attributes
    ----------
    taken
        The names that no definition may get.
    """

    formula: Tree
    definitions: dict[str, Tree]
    taken: set[str] = field(default_factory=set)

    def derivatives(self, name: str, wrt: Sequence[str]) -> tuple[Tree, ...]:
        """Return a simplified formula for each variable, and define what they need."""
        formula, definitions = self.formula, self.definitions
        needed = self.used([formula])
        opened = _opened(formula, needed)
        if opened is not None:
            formula, needed = opened, {}
        if len(needed) <= _MOST_BY_PATHS:
            found = [
                _named(Derivation(formula, leaf, definitions).derivative, needed) for leaf in wrt
            ]
            if all(size_of(tree) <= _LARGEST_BY_PATHS for tree in found):
                return tuple(map(simplified, found))
        return self._by_gradients(name, wrt, needed)

    def _by_gradients(
        self, name: str, wrt: Sequence[str], needed: Mapping[str, Tree]
    ) -> tuple[Tree, ...]:
        """Sweep through the definitions from last to first, as reverse mode does."""
        terms: dict[str, list[Tree]] = {}
        _add_partials(terms, self.formula, Number(1.0), {})
        made: dict[str, Tree] = {}
        for node, formula in reversed(list(needed.items())):
            gradient = simplified(total(terms.pop(node, [Number(0.0)])))
            if size_of(gradient) > _LARGEST_INLINED:
                label = self._free_name(f"d{name}_d{node}")
                made[label], gradient = gradient, Name(label)
            _add_partials(terms, formula, gradient, {node: formula})
        self.definitions = {**self.definitions, **made}
        return tuple(simplified(total(terms.get(leaf, [Number(0.0)]))) for leaf in wrt)

    def _free_name(self, wanted: str) -> str:
        while wanted in self.taken:
            wanted += "_"
        self.taken.add(wanted)
        return wanted

    def used(self, formulas: Sequence[Tree]) -> dict[str, Tree]:
        """Return the definitions that formulas need, directly or through others."""
        seen: dict[int, bool] = {}
        names: set[str] = set()
        for formula in formulas:
            for part in walk_distinct(formula, seen, self.definitions):
                seen[id(part)] = True
                if isinstance(part, Name):
                    names.add(part.text)
        return {name: tree for name, tree in self.definitions.items() if name in names}


def _opened(formula: Tree, definitions: Mapping[str, Tree]) -> Tree | None:
    """Write a formula without the names that are defined; None where it would be long."""
    opened: dict[int, Tree] = {}
    for part in walk_distinct(formula, opened, definitions):
        here = part
        if isinstance(part, Name) and part.text in definitions:
            here = opened[id(definitions[part.text])]
        elif isinstance(part, Apply):
            operands = tuple(opened[id(operand)] for operand in part.operands)
            here = Apply(part.operation, operands, part.attributes)
        opened[id(part)] = here
    whole = opened[id(formula)]
    return whole if size_of(whole) <= _LARGEST_IN_LEAVES else None


def _named(tree: Tree, definitions: Mapping[str, Tree]) -> Tree:
    """Write names for the formulas that they stand for: slopes of σ and tanh repeat these."""
    interner = Interner()
    names = {interner.number(formula): name for name, formula in definitions.items()}
    done: dict[int, Tree] = {}
    for part in walk_distinct(tree, done):
        here = part
        if isinstance(part, Apply):
            operands = tuple(done[id(operand)] for operand in part.operands)
            here = Apply(part.operation, operands, part.attributes)
            name = names.get(interner.number(here))
            here = here if name is None else Name(name)
        done[id(part)] = here
    return done[id(tree)]


def _add_partials(
    terms: dict[str, list[Tree]],
    formula: Tree,
    gradient: Tree,
    definitions: Mapping[str, Tree],
) -> None:
    """Add what a formula passes on to each name in it."""
    for name in dict.fromkeys(names_in(formula)):
        partial = simplified(_named(Derivation(formula, name).derivative, definitions))
        terms.setdefault(name, []).append(product([gradient, partial]))

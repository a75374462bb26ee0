"""Formula text: a node's formula as it is shown, with the node's name on the left.

It is a line of a program, ``y = tanh(w*x + b)`` or ``param w = 0.5``, and the same in LaTeX. What
is typed in its place is read by `engine.typed_formula`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.calculus.interning import walk_distinct
from engine.calculus.notation import latex_name
from engine.calculus.printing import to_latex, to_text
from engine.calculus.tree import Apply, Number, Tree, substitute
from engine.errors import EngineError
from engine.excerpt import excerpt
from engine.latex.arrays import array_latex
from engine.listing import DECLARED_AS, print_program, tree_of
from engine.naming import node_called, shown_name

if TYPE_CHECKING:
    from engine.graph import Graph, Node

__all__ = ["MAXIMAL_PARTS", "FormulaText", "formula_text"]

MAXIMAL_PARTS = 2_000
"""Numbers, names and operations of a formula that is written out; nobody reads more."""

_SHOWN_DIGITS = 6
"""Of a leaf's value where it is typeset; as text it is exact."""

_LARGEST_ARRAY = 64
"""Numbers of an array that is written out."""


@dataclass(frozen=True, slots=True)
class FormulaText:
    """A node's formula, written.

    Attributes
    ----------
    text
        As a line of a program, from which `read_typed` reads the same.
    latex
        The same, typeset.
    tree
        What stands on the right; None for an array and for a leaf without a value.
    """

    text: str
    latex: str
    tree: Tree | None


def formula_text(graph: Graph, node_id: str, *, expand: bool = False) -> FormulaText:
    """Write a node's formula in its inputs, or expanded to the leaves.

    Inputs that have no name are written out as well, down to nodes that have one, unless that
    becomes too long.

    Raises
    ------
    EngineError
        When it cannot be written: a port has neither an edge nor a number, two nodes in it go by
        one name, or it is too long.

    Examples
    --------
    >>> from engine.program import parse
    >>> graph = parse("param w = 0.5; s = w*x; y = tanh(s + 1)")
    >>> formula_text(graph, graph.resolve("s")).text, formula_text(graph, graph.resolve("w")).text
    ('s = w*x', 'param w = 0.5')
    >>> formula_text(graph, graph.output).text
    'y = tanh(s + 1)'
    >>> formula_text(graph, graph.output, expand=True).text
    'y = tanh(w*x + 1)'
    """
    node = graph.node(node_id)
    if node.is_leaf:
        return _leaf_text(graph, node)
    if expand:
        tree = _written_out(graph, node_id, to_leaves=True)
    else:
        try:
            tree = _written_out(graph, node_id, to_leaves=False)
        except EngineError:
            tree = tree_of(graph, node_id)
            for source in graph.inputs(node_id).values():
                _check_name(graph, source)
            _check_tree(tree)
    left = shown_name(node)
    text = f"{left} = {to_text(tree, assigned=graph.names())}"
    return FormulaText(text, f"{latex_name(left)} = {to_latex(tree)}", tree)


def _leaf_text(graph: Graph, node: Node) -> FormulaText:
    name = shown_name(node)
    text, latex = f"{DECLARED_AS[node.operation]} {name}", latex_name(name)
    if node.value is None:
        return FormulaText(text, latex, None)
    if isinstance(node.value, float):
        latex += f" = {to_latex(Number(node.value), digits=_SHOWN_DIGITS)}"
    elif node.value.size <= _LARGEST_ARRAY and node.value.ndim <= 2:
        latex += f" = {array_latex(node.value)}"
    else:
        raise EngineError(
            f"{name} is an array of {node.value.size} numbers, too many for a line", node=node.id
        )
    _, _, written = print_program(excerpt(graph, [node.id])).partition("=")
    tree = Number(node.value) if isinstance(node.value, float) else None
    return FormulaText(f"{text} = {written.strip()}", latex, tree)


def _written_out(graph: Graph, node_id: str, *, to_leaves: bool) -> Tree:
    """Return a node's formula down to the leaves, or to the nearest nodes that have names."""
    trees: dict[str, Tree] = {}
    for inner in _written_nodes(graph, node_id, to_leaves=to_leaves):
        sources = graph.inputs(inner).values()
        below = {
            shown_name(graph.node(source)): trees[source] for source in sources if source in trees
        }
        trees[inner] = substitute(tree_of(graph, inner), below)
    _check_tree(trees[node_id])
    return trees[node_id]


def _written_nodes(graph: Graph, node_id: str, *, to_leaves: bool) -> list[str]:
    """Return the nodes that a formula is written out of, each after its sources.

    Raises
    ------
    EngineError
        When there are more than anybody reads, or when one goes by the name of another.
    """
    ordered, opened = list[str](), set[str]()
    waiting = [(node_id, False)]
    while waiting:
        inner, is_done = waiting.pop()
        if is_done:
            ordered.append(inner)
        elif inner not in opened:
            opened.add(inner)
            waiting.append((inner, True))
            sources = set(graph.inputs(inner).values())
            for source in sources:
                _check_name(graph, source)
            waiting += [
                (source, False)
                for source in sources
                if not graph.node(source).is_leaf and (to_leaves or not graph.node(source).name)
            ]
        if len(opened) > MAXIMAL_PARTS:
            raise EngineError(
                f"the formula of {shown_name(graph.node(node_id))} would be made of more than "
                f"{MAXIMAL_PARTS} nodes if expanded; it is shown in its inputs",
                node=node_id,
            )
    return ordered


def _check_name(graph: Graph, node_id: str) -> None:
    """Refuse a node whose name on its card is the name of another."""
    name = shown_name(graph.node(node_id))
    if node_called(graph, name) != node_id:
        raise EngineError(f"two nodes go by “{name}”; give one of them another name", node=node_id)


def _check_tree(tree: Tree) -> None:
    """Refuse a formula that is too long or that would not be read back."""
    parts: dict[int, int] = {}
    for part in walk_distinct(tree, parts):
        below = part.operands if isinstance(part, Apply) else ()
        parts[id(part)] = 1 + sum(parts[id(operand)] for operand in below)
        if isinstance(part, Number) and not math.isfinite(part.value):
            raise EngineError("the formula holds a number that is not finite")
    if parts[id(tree)] > MAXIMAL_PARTS:
        count = f"{parts[id(tree)]:.0f}" if parts[id(tree)] < 10**6 else f"{parts[id(tree)]:.1e}"
        raise EngineError(
            f"the formula would have {count} parts if expanded, more than {MAXIMAL_PARTS}; "
            "it is shown in its inputs"
        )

"""Graph derivation: a node of a graph as a formula, for which derivations are told.

Named nodes, and those that several others use, keep their names in the formulas and are worked out
once; so that the whole stays as long as the graph is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calculus.derivation import Derivation
from engine.calculus.tree import Apply, Name, Tree
from engine.errors import EngineError
from engine.listing import tree_of
from engine.naming import shown_name

if TYPE_CHECKING:
    from engine.graph import Graph

__all__ = ["derivation_in_graph"]

_DEEPEST_INLINED = 4
"""How deep a formula may grow by writing unnamed nodes inside others."""


def derivation_in_graph(graph: Graph, output: str, wrt: str) -> Derivation:
    """Return the derivation of one node's derivative with respect to a leaf.

    Overrides are no part of it: it is the derivative as it is, not as a node pretends.

    Parameters
    ----------
    output, wrt
        Ids of the nodes.

    Raises
    ------
    EngineError
        When a port on the way has neither an edge nor a number, or two nodes look the same.

    Examples
    --------
    >>> from engine.program import parse
    >>> graph = parse("s = w*x + b; y = tanh(s)")
    >>> derivation = derivation_in_graph(graph, graph.output, graph.resolve("w"))
    >>> for step in derivation.steps():
    ...     print(step.rule, "|", step.text)
    chain rule | d/dw(tanh(s)) = (1 - tanh(s)^2)*d/dw(s)
    derivative of the hyperbolic tangent | d/du(tanh(u)) = 1 - tanh(u)^2
    definition | d/dw(s) = d/dw(w*x + b)
    sum rule | d/dw(w*x + b) = d/dw(w*x) + d/dw(b)
    constant multiple rule | d/dw(w*x) = x*d/dw(w)
    """
    if not graph.node(wrt).is_leaf:
        raise EngineError("a derivation is with respect to a leaf", node=wrt)
    definitions: dict[str, Tree] = {}
    inlined: dict[str, tuple[Tree, int]] = {}
    for node_id in _in_order(graph, output):
        node = graph.node(node_id)
        if node.is_leaf:
            continue
        formula, depth = _with_parts(tree_of(graph, node_id), inlined)
        name = shown_name(node)
        if name in definitions:
            raise EngineError(f"two nodes are called “{name}”", node=node_id)
        is_single = not node.name and len(graph.edges_out_of(node_id)) == 1
        if is_single and depth < _DEEPEST_INLINED and node_id != output:
            inlined[name] = (formula, depth)
        else:
            definitions[name] = formula
    last = shown_name(graph.node(output))
    tree = definitions.pop(last, Name(last))
    return Derivation(tree, shown_name(graph.node(wrt)), definitions)


def _with_parts(formula: Tree, parts: dict[str, tuple[Tree, int]]) -> tuple[Tree, int]:
    """Write the inlined parts in a node's formula, and return how deep it is with them."""
    if not isinstance(formula, Apply):
        return formula, 0
    operands, depth = [], 0
    for operand in formula.operands:
        tree, below = operand, 0
        if isinstance(operand, Name) and operand.text in parts:
            tree, below = parts[operand.text]
        operands.append(tree)
        depth = max(depth, below)
    return Apply(formula.operation, tuple(operands), formula.attributes), depth + 1


def _in_order(graph: Graph, output: str) -> list[str]:
    """Return a node and all that it is made of, inputs first."""
    ordered: list[str] = []
    done: set[str] = set()
    waiting = [(output, False)]
    while waiting:
        node_id, is_open = waiting.pop()
        if is_open:
            ordered.append(node_id)
        elif node_id not in done:
            done.add(node_id)
            waiting.append((node_id, True))
            waiting.extend((source, False) for source in graph.inputs(node_id).values())
    return ordered

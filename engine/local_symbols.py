"""Local symbols: the slope of a node towards one of its ports as a formula over its operands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calculus.tree import Name, Tree, as_tree, substitute
from engine.maths.symbolic import Symbolic
from engine.override import OWN_VALUE, parse_override
from engine.pieces import OWN_MARK

if TYPE_CHECKING:
    from engine.graph import Node
    from engine.pieces import Operands

__all__ = ["local_symbols"]


def local_symbols(node: Node, operands: Operands, port: str) -> Tree:
    """Return the local partial as a tree over the marks of the operands.

    It is the textbook's form where there is one, and the override where the node has one.

    Examples
    --------
    >>> from engine.calculus.printing import to_text
    >>> from engine.graph import Node
    >>> from engine.pieces import Operands
    >>> node = Node("n3", "multiply")
    >>> to_text(local_symbols(node, Operands(node, {"x1": 0, "x2": 1}), "x1"))
    '§1'
    """
    if port in node.overrides:
        formula = parse_override(node.overrides[port], operands.ports)
        trees = dict(zip(operands.ports, operands.trees, strict=True))
        return substitute(formula, {OWN_VALUE: Name(OWN_MARK), **trees})
    operation = operands.operation
    index = operation.port_index(port)
    symbols = operation.partial(index).symbols(
        Symbolic(),
        Name(OWN_MARK),
        *operands.trees,
        **operation.full_attributes(node.attributes),
        **operation.partial_arguments(index),
    )
    return as_tree(symbols)

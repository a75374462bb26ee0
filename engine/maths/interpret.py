"""Interpret an expression tree in a maths namespace: formulas as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.calculus.tree import Apply, Name, Tree
from engine.errors import ExpressionError
from engine.operation import get_operation

__all__ = ["interpret"]


def interpret(tree: Tree, m: Any, values: Mapping[str, Any]) -> Any:
    """Compute a tree, its names standing for `values`.

    Raises
    ------
    ExpressionError
        When a name has no value.

    Examples
    --------
    >>> from engine.calculus.tree import Name
    >>> from engine.maths.numeric import Numeric
    >>> float(interpret(Name("y") * (1 - Name("y")), Numeric(), {"y": 0.25}))
    0.1875
    """
    if isinstance(tree, Apply):
        operation = get_operation(tree.operation)
        operands = [interpret(operand, m, values) for operand in tree.operands]
        attributes = operation.full_attributes(dict(tree.attributes))
        return operation.forward(m, *operands, **attributes)
    if isinstance(tree, Name):
        if tree.text not in values:
            raise ExpressionError(f"“{tree.text}” stands for nothing here")
        return values[tree.text]
    return tree.value

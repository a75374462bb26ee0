"""Interpret an expression tree in a maths namespace: formulas as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.calculus.tree import Apply, Name, Tree
from engine.calculus.walk import fold
from engine.errors import ExpressionError
from engine.operation import get_operation

if TYPE_CHECKING:
    from collections.abc import Mapping

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

    def combine(part: Tree, operands: list[Any]) -> Any:
        if isinstance(part, Apply):
            operation = get_operation(part.operation)
            attributes = operation.full_attributes(dict(part.attributes))
            return operation.forward(m, *operands, **attributes)
        if isinstance(part, Name):
            if part.text not in values:
                raise ExpressionError(f"“{part.text}” stands for nothing here")
            return values[part.text]
        # Not a plain float: Python raises where numpy answers inf or nan.
        return np.float64(part.value)

    return fold(tree, combine)

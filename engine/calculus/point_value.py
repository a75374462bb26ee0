"""Point values: formulas in numbers, at one point."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.calculus.interning import walk_distinct
from engine.calculus.printing import to_text
from engine.calculus.tree import Name, Number, Tree, names_in, substitute
from engine.maths.numeric import Numeric
from engine.operation import get_operation

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Point"]


class Point:
    """A point, and the values of formulas there, each part computed once.

    Parameters
    ----------
    at
        The value of every name that no definition holds.
    definitions
        Formulas that names stand for, none of them through itself.

    Examples
    --------
    >>> point = Point({"x": 3.0}, {"u": 1 / Name("x")})
    >>> point.value(Name("x") ** 2 + 3 * Name("u"))
    10.0
    """

    def __init__(
        self, at: Mapping[str, float], definitions: Mapping[str, Tree] | None = None
    ) -> None:
        self.at = at
        self.definitions: Mapping[str, Tree] = definitions or {}
        self._values: dict[int, np.float64] = {}
        # An object that is gone may leave its id to another.
        self._kept: list[Tree] = []

    def knows(self, tree: Tree) -> bool:
        """Whether every name in a formula has a value."""
        return all(name in self.at or name in self.definitions for name in names_in(tree))

    def value(self, tree: Tree) -> float:
        """Compute a formula: nan outside of a function's domain, an infinity at a pole."""
        values, m = self._values, Numeric()
        with np.errstate(all="ignore"):
            for part in walk_distinct(tree, values, self.definitions):
                values[id(part)] = np.float64(self._computed(part, m))
                self._kept.append(part)
        return float(values[id(tree)])

    def _computed(self, part: Tree, m: Numeric) -> Any:
        if isinstance(part, Number):
            return part.value
        if isinstance(part, Name):
            definition = self.definitions.get(part.text)
            return self.at[part.text] if definition is None else self._values[id(definition)]
        operation = get_operation(part.operation)
        given = operation.full_attributes(dict(part.attributes))
        return operation.forward(
            m, *(self._values[id(operand)] for operand in part.operands), **given
        )

    def in_numbers(self, tree: Tree) -> str | None:
        """Write a formula with numbers for its names; None where one of them is not finite.

        >>> Point({"x": 3.0}).in_numbers(2 * Name("x") + 1)
        '2*3 + 1'
        """
        numbers = {name: Number(self.value(Name(name))) for name in names_in(tree)}
        found, seen = substitute(tree, numbers), dict[int, bool]()
        for part in walk_distinct(found, seen):
            seen[id(part)] = True
            if isinstance(part, Number) and not math.isfinite(part.value):
                return None
        return to_text(found)

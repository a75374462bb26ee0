"""Kinds: which nodes are computed alike, as whole numbers.

Scalar nodes with the same operation, attributes, overrides and number of operands are of one kind,
and those of one level and kind are computed together. A tensor node is a kind of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.columns import LEAF, first_other_kind, plain_kind, plain_operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.calculus.tree import Tree
    from engine.instructions import Slots
    from engine.operation import Operation
    from engine.shapes import Ready
    from engine.survey import Survey

__all__ = ["Kind", "Kinds"]


class Kind(NamedTuple):
    """What the nodes of a kind have in common.

    Attributes
    ----------
    arity
        How many operands they have.
    is_single
        Whether it is one node that takes or makes a tensor.
    """

    operation: Operation
    attributes: Mapping[str, Any]
    overrides: Mapping[int, Tree]
    arity: int
    is_single: bool


class Kinds:
    """The kinds of a graph's nodes.

    The nodes that were looked at, unless they turned out to be plain, get the numbers after those
    of the plain kinds.

    Attributes
    ----------
    numbers
        By ordinal; `engine.columns.LEAF` for every leaf, whatever it holds.
    """

    def __init__(self, survey: Survey) -> None:
        self._own: dict[object, int] = {}
        self._made: dict[int, Kind] = {}
        self.numbers: Slots = survey.kinds
        if survey.looked_at:
            self.numbers = self.numbers.copy()
        for ordinal, item in survey.looked_at.items():
            self.numbers[ordinal] = self._number(ordinal, item)

    def _number(self, ordinal: int, item: Ready) -> int:
        operation, count = item.operation, len(item.operands)
        if operation is None:
            return LEAF
        key: object = ordinal
        if item.is_scalar:
            is_plain = item.attributes == operation.full_attributes({}) and not item.overrides
            number = plain_kind(operation, count) if is_plain else None
            if number is not None:
                return number
            key = (operation.name, count, *item.attributes.items(), *item.overrides.items())
        number = self._own.setdefault(key, first_other_kind() + len(self._own))
        kind = Kind(operation, item.attributes, item.overrides, count, not item.is_scalar)
        self._made.setdefault(number, kind)
        return number

    def kind(self, number: int) -> Kind:
        """Return what the nodes of a kind have in common; leaves are none of them."""
        found = self._made.get(number)
        if found is None:
            operation, arity = plain_operation(number)
            attributes = operation.full_attributes({})
            found = self._made[number] = Kind(operation, attributes, {}, arity, is_single=False)
        return found

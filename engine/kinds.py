"""Kinds: which nodes are computed alike, as whole numbers.

Scalar nodes with the same operation, attributes, overrides and number of operands are of one kind,
and those of one level and kind are computed together. A tensor node is a kind of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.columns import FIRST_OPERATION, code_of, operation_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.calculus.tree import Tree
    from engine.instructions import Slots
    from engine.operation import Operation
    from engine.shapes import Ready
    from engine.survey import Survey

__all__ = ["LEAF_KIND", "Kind", "Kinds"]

LEAF_KIND = 0
"""The kind of all leaves, whatever they hold."""

_PER_COUNT = 1 << 16
"""A plain kind is the operation's code plus this many for each operand."""

_FIRST_OWN = 1 << 32


class Kind(NamedTuple):
    """What the nodes of a kind have in common; `is_single` if it is one node with a tensor."""

    operation: Operation
    attributes: Mapping[str, Any]
    overrides: Mapping[int, Tree]
    is_single: bool


class Kinds:
    """The kinds of a graph's nodes.

    Attributes
    ----------
    numbers
        By ordinal.
    counts
        By ordinal, how many operands a node has.
    """

    def __init__(self, survey: Survey) -> None:
        self.counts = np.bincount(survey.targets, minlength=len(survey.codes))
        self._own: dict[int, Ready] = {}
        self._known: dict[object, int] = {}
        self._made: dict[int, Kind] = {}
        self._looked_at = survey.looked_at
        for ordinal, item in survey.looked_at.items():
            self.counts[ordinal] = len(item.operands)
        self.numbers: Slots = np.where(
            survey.codes >= FIRST_OPERATION, survey.codes + self.counts * _PER_COUNT, LEAF_KIND
        )
        for ordinal, item in survey.looked_at.items():
            self.numbers[ordinal] = self._number(ordinal, item)

    def _number(self, ordinal: int, item: Ready) -> int:
        if item.operation is None:
            return LEAF_KIND
        if item.is_scalar:
            code = code_of(item.operation)
            is_plain = item.attributes == item.operation.full_attributes({}) and not item.overrides
            if code is not None and is_plain:
                return code + _PER_COUNT * len(item.operands)
            extra = (*item.attributes.items(), *item.overrides.items())
            key: object = (item.operation.name, len(item.operands), *extra)
        else:
            key = ordinal
        number = self._known.setdefault(key, _FIRST_OWN + len(self._known))
        self._own.setdefault(number, item)
        return number

    def kind(self, number: int) -> Kind:
        """Return what the nodes of a kind have in common."""
        found = self._made.get(number)
        if found is None:
            item = self._own.get(number)
            if item is None or item.operation is None:
                operation = operation_of(number % _PER_COUNT)
                found = Kind(operation, operation.full_attributes({}), {}, is_single=False)
            else:
                found = Kind(
                    item.operation, item.attributes, item.overrides, is_single=not item.is_scalar
                )
            self._made[number] = found
        return found

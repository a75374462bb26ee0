"""Instructions: what a tape is made of, group by group and level by level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.calculus.tree import Tree
    from engine.operation import Operation

__all__ = ["Group", "Level", "PartialGroup", "Single", "Slots", "Sweep", "SweepLevel"]

Slots: TypeAlias = NDArray[np.intp]


class Group(NamedTuple):
    """Scalar nodes of one level with the same operation, in slots ``first:last``.

    Attributes
    ----------
    operands
        One array of operand slots a port.
    """

    operation: Operation
    attributes: Mapping[str, Any]
    first: int
    last: int
    operands: tuple[Slots, ...]


@dataclass(frozen=True, slots=True)
class Single:
    """A node that takes or makes a tensor.

    Attributes
    ----------
    rows
        One row of the edge table a port, −1 where no gradient is to be sent.
    overrides
        Formulas in place of its partials, by place of the operand.
    """

    operation: Operation
    attributes: Mapping[str, Any]
    slot: int
    operands: tuple[int, ...]
    rows: tuple[int, ...]
    overrides: Mapping[int, Tree]


@dataclass(frozen=True, slots=True)
class PartialGroup:
    """Scalar edges of the whole graph that share the function of their local partial.

    Attributes
    ----------
    index
        Which operand the partial is taken with respect to.
    rows
        Rows of the edge table.
    results, operands
        Slots of the targets, and of their operands, one array a port.
    override
        Formula in place of the operation's own partial, in the names of the ports.
    """

    operation: Operation
    attributes: Mapping[str, Any]
    index: int
    rows: Slots
    results: Slots
    operands: tuple[Slots, ...]
    override: Tree | None


class Level(NamedTuple):
    """One level of the forward sweep."""

    groups: tuple[Group, ...]
    singles: tuple[Single, ...]


class SweepLevel(NamedTuple):
    """One level of the reverse sweep: scalar edges with their ends, and the single nodes."""

    rows: Slots
    sources: Slots
    targets: Slots
    singles: tuple[Single, ...]


@dataclass(frozen=True, slots=True)
class Sweep:
    """The reverse sweep from one output.

    Attributes
    ----------
    levels
        From the last level to the first.
    reached
        By slot, whether the output depends on it.
    """

    levels: tuple[SweepLevel, ...]
    reached: NDArray[np.bool_]

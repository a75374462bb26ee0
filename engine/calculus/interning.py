"""Interning: equal expression trees under one number, without comparing them in depth.

Python compares and hashes nested trees recursively, which a long chain of nodes does not survive;
here each part is entered once, operands before what is made of them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engine.calculus.tree import Apply, Name, Number, Tree

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

__all__ = ["Interner", "size_of", "walk_distinct"]


class Interner:
    """Numbers for expression trees: the same number for equal ones.

    Examples
    --------
    >>> x, interner = Name("x"), Interner()
    >>> interner.number(x + 1) == interner.number(Name("x") + 1), interner.number(x) == 0
    (True, True)
    """

    def __init__(self) -> None:
        self._by_object: dict[int, int] = {}
        self._by_content: dict[Hashable, int] = {}
        # An object that is gone may leave its id to another.
        self._kept: list[Tree] = []

    def number(self, tree: Tree) -> int:
        """Return the number of a tree, a new one if no equal tree was seen."""
        for part in walk_distinct(tree, self._by_object):
            below = part.operands if isinstance(part, Apply) else ()
            content = (_head(part), tuple(self._by_object[id(operand)] for operand in below))
            self._by_object[id(part)] = self._by_content.setdefault(content, len(self._by_content))
            self._kept.append(part)
        return self._by_object[id(tree)]


def walk_distinct(
    tree: Tree, done: Mapping[int, Any], definitions: Mapping[str, Tree] | None = None
) -> Iterator[Tree]:
    """Yield each object in a tree once, operands first, that is not done yet.

    Parameters
    ----------
    done
        What is known by the id of an object; the caller enters each part before it asks on.
    definitions
        Formulas that names stand for; a definition comes before the name.
    """
    definitions = definitions or {}
    waiting: list[tuple[Tree, bool]] = [(tree, False)]
    while waiting:
        part, is_open = waiting.pop()
        if id(part) in done:
            continue
        below: tuple[Tree, ...] = part.operands if isinstance(part, Apply) else ()
        if isinstance(part, Name) and part.text in definitions:
            below = (definitions[part.text],)
        if is_open or not below:
            yield part
        else:
            waiting.append((part, True))
            waiting.extend((one, False) for one in reversed(below) if id(one) not in done)


def _head(part: Tree) -> Hashable:
    """Return what a part is, apart from its operands."""
    if isinstance(part, Number):
        # 0 and −0 are equal as numbers, but not as what divides.
        return (part.value, math.copysign(1.0, part.value))
    return part.text if isinstance(part, Name) else (part.operation, part.attributes)


def size_of(tree: Tree) -> int:
    """Count the names, numbers and signs of a formula that is written out.

    >>> x = Name("x")
    >>> size_of(x * x + 1)
    5
    """
    sizes: dict[int, int] = {}
    for part in walk_distinct(tree, sizes):
        below = part.operands if isinstance(part, Apply) else ()
        sizes[id(part)] = 1 + sum(sizes[id(operand)] for operand in below)
    return sizes[id(tree)]

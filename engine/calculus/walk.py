"""Walk: going through expression trees without recursion.

Trees of long chains of nodes are deeper than Python's stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from engine.calculus.tree import Apply, Tree

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["fold"]

Result = TypeVar("Result")


def fold(tree: Tree, combine: Callable[[Tree, list[Result]], Result]) -> Result:
    """Combine a tree from the leaves up, operands from left to right.

    Parameters
    ----------
    tree
        The tree.
    combine
        ``combine(part, results)``: the result for a part, given those of its operands.

    Examples
    --------
    >>> from engine.calculus.tree import Name
    >>> fold(-(Name("x") + 1), lambda part, depths: 1 + max(depths, default=0))
    3
    """
    waiting: list[tuple[Tree, bool]] = [(tree, False)]
    done: list[Result] = []
    while waiting:
        part, is_open = waiting.pop()
        if not isinstance(part, Apply):
            done.append(combine(part, []))
        elif not is_open:
            waiting.append((part, True))
            waiting.extend((operand, False) for operand in reversed(part.operands))
        else:
            first = len(done) - len(part.operands)
            results = done[first:]
            del done[first:]
            done.append(combine(part, results))
    return done[0]

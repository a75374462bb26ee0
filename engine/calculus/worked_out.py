"""Worked out: the derivatives that stand in a formula as marks, put in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calculus.derivation import Derivation
from engine.calculus.interning import size_of
from engine.calculus.simplify import simplified
from engine.calculus.slope_mark import MARK
from engine.calculus.tree import Apply, Name, Tree
from engine.calculus.walk import fold
from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["worked_out"]

_LARGEST = 2_000
"""Names, numbers and signs that a derivative inside of a formula has at most."""


def worked_out(tree: Tree) -> Tree:
    """Return a formula with each derivative in it worked out and simplified, the inner ones first.

    Raises
    ------
    EngineError
        When one is too long to be part of a formula, or an operation is for arrays.

    Examples
    --------
    >>> from engine.calculus.printing import to_text
    >>> from engine.calculus.slope_mark import slope_of
    >>> to_text(worked_out(slope_of(slope_of(Name("x") ** 3, "x"), "x") + 1))
    '6*x + 1'
    """
    return fold(tree, _combined)


def _combined(part: Tree, operands: Sequence[Tree]) -> Tree:
    if not isinstance(part, Apply):
        return part
    if part.operation != MARK:
        return Apply(part.operation, tuple(operands), part.attributes)
    inner, wrt = operands
    assert isinstance(wrt, Name)
    derivative = Derivation(inner, wrt.text).derivative
    if size_of(derivative) > _LARGEST:
        raise EngineError(
            f"the derivative by {wrt.text} in this formula is too long to be part of another"
        )
    return simplified(derivative)

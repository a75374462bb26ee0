"""Derivatives in formulas: ``d/dx`` of a part, and a function's own derivative, as in σ′(x).

The first stays a mark in the tree, as an integral does, for whoever works them out. The second is a
formula like any other and is written out at once, by the rule in the operation's record.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from engine.calculus.integral_mark import MARK as INTEGRAL
from engine.calculus.slope_mark import MARK
from engine.calculus.tree import Apply, Name, Tree, as_tree, names_in
from engine.operation import find_operation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.tokens import Token

__all__ = [
    "INTEGRAL",
    "MARK",
    "NO_DERIVATIVES",
    "NO_INTEGRALS",
    "PRIME",
    "apply_mark",
    "apply_prime",
    "is_primed",
]

PRIME = "'"
"""Ends the name of a function's derivative."""

NO_DERIVATIVES = "a derivative cannot be part of this formula; differentiate the formula itself"
"""What is told where only formulas to compute with may stand."""

NO_INTEGRALS = "an integral cannot be part of a formula that is computed"
"""The same of integrals."""

_MOST_NAMES = 200
"""How many names an operand may hold, as the rule repeats it."""


def is_primed(name: str) -> bool:
    """Whether a name is that of an elementwise function's derivative.

    >>> is_primed("sigmoid'"), is_primed("sigmoid"), is_primed("sum'")
    (True, False, False)
    """
    if not name.endswith(PRIME):
        return False
    operation = find_operation(name.removesuffix(PRIME))
    return operation is not None and len(operation.ports) == 1 and operation.vjp is None


def apply_prime(function: Token, operands: Sequence[Tree]) -> Tree:
    """Return a function's derivative at an operand.

    Raises
    ------
    ExpressionError
        When there is not one operand, or one too long to be repeated.
    """
    from engine.maths.symbolic import Symbolic

    name = function.text.removesuffix(PRIME)
    if len(operands) != 1:
        raise function.error(f"{function.text} takes 1 operand, but {len(operands)} were given")
    operation = find_operation(name)
    assert operation is not None
    operand = operands[0]
    if len(list(islice(names_in(operand), _MOST_NAMES + 1))) > _MOST_NAMES:
        told = f"the operand of {function.text} is too long; give it a name of its own"
        raise function.error(told)
    value = Apply(name, (operand,))
    rule = operation.partials[0].symbols
    return as_tree(rule(Symbolic(), value, operand, **operation.full_attributes({})))


def apply_mark(function: Token, operands: Sequence[Tree]) -> Tree:
    """Return the mark for the derivative or integral of a formula by the name that comes second.

    Raises
    ------
    ExpressionError
        When there are not two operands, or the second is no name.
    """
    if len(operands) != 2 or not isinstance(operands[1], Name):
        article = "an" if function.text == INTEGRAL else "a"
        told = f"{article} {function.text} has a formula and the name it is taken by"
        raise function.error(told)
    return Apply(function.text, tuple(operands))

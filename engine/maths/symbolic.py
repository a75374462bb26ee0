"""Symbolic maths: the same rules as expression trees.

Arithmetic comes from the trees' own operators; what is named here becomes an application of the
operation of that name.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.calculus.tree import Apply, Name, Number, Tree, as_tree

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Symbolic"]


def _function(operation: str) -> Callable[..., Tree]:
    def apply(*operands: object) -> Tree:
        return Apply(operation, tuple(as_tree(operand) for operand in operands))

    return apply


class Symbolic:
    """Trees as a maths namespace.

    Examples
    --------
    >>> from engine.calculus.tree import Name
    >>> Symbolic().exp(Name("x"))
    Apply(operation='exp', operands=(Name(text='x'),), attributes=())
    """

    pi = Number(math.pi)
    e = Number(math.e)

    exp = staticmethod(_function("exp"))
    sqrt = staticmethod(_function("sqrt"))
    sin = staticmethod(_function("sin"))
    cos = staticmethod(_function("cos"))
    tan = staticmethod(_function("tan"))
    tanh = staticmethod(_function("tanh"))
    sinh = staticmethod(_function("sinh"))
    cosh = staticmethod(_function("cosh"))
    abs = staticmethod(_function("abs"))
    sign = staticmethod(_function("sign"))
    square = staticmethod(_function("square"))
    power = staticmethod(_function("power"))
    greater = staticmethod(_function("greater"))
    hypot = staticmethod(_function("hypot"))
    erf = staticmethod(_function("erf"))
    floor = staticmethod(_function("floor"))
    log = staticmethod(_function("ln"))
    maximum = staticmethod(_function("max"))
    minimum = staticmethod(_function("min"))

    @staticmethod
    def less_one(exponent: object) -> Tree:
        """Return the exponent less one, as a number where it is one: x³ gives 3·x²."""
        tree = as_tree(exponent)
        return Number(tree.value - 1) if isinstance(tree, Number) else tree - 1

    @staticmethod
    def count(_x: object) -> Tree:
        """Return the name that formulas give to the number of terms."""
        return Name("n")

    @staticmethod
    def apply(operation: str, *operands: object, **attributes: float) -> Tree:
        """Apply any operation by name, with the attributes that differ from the default."""
        trees = tuple(as_tree(operand) for operand in operands)
        return Apply(operation, trees, tuple(sorted(attributes.items())))

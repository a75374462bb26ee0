"""Integrals by SymPy: what no rule here solves, asked of computer algebra in a process of its own.

SymPy may think for ever and cannot be interrupted, so that its process is killed when the time is
up. It is given objects and not a text, and what it finds is checked as everything else is.
"""

from __future__ import annotations

import sys
from math import ceil
from typing import TYPE_CHECKING

from engine.calculus.sympy_bridge import from_sympy, to_sympy
from engine.calculus.tree import Apply, Tree
from engine.calculus.walk import fold
from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["antiderivative_by_sympy", "integrated", "with_bars"]

_SECONDS_TO_START = 5


def antiderivative_by_sympy(integrand: Tree, wrt: str, seconds: float) -> Tree:
    """Return what SymPy finds within a time.

    Raises
    ------
    EngineError
        When it finds nothing, or nothing that this program has the functions for, or not in time.
    """
    # Only when asked for: the window starts without it.
    from engine.timed_inquiry import answers_in_time

    to_sympy(integrand)
    try:
        found, reason = answers_in_time(_integrated_in_time, (integrand, wrt, seconds), seconds)
    except TimeoutError:
        told = f"none was found by rules, nor by SymPy in {seconds:g} seconds"
        raise EngineError(told) from None
    if not found:
        raise EngineError(reason or "SymPy came to no end with it")
    answer: Tree = found[0]
    return answer


def _integrated_in_time(integrand: Tree, wrt: str, seconds: float) -> Iterator[Tree]:
    """Do as `integrated`, in a process that ends itself should nobody be there to end it."""
    if sys.platform != "win32":
        import resource

        spent = ceil(seconds) + _SECONDS_TO_START
        resource.setrlimit(resource.RLIMIT_CPU, (spent, spent))
    yield from integrated(integrand, wrt)


def integrated(integrand: Tree, wrt: str) -> Iterator[Tree]:
    """Yield the antiderivative that SymPy finds, however long that takes.

    >>> from engine.calculus.printing import to_text
    >>> from engine.expression import parse_expression
    >>> [to_text(found) for found in integrated(parse_expression("2*x"), "x")]
    ['x^2']
    """
    import sympy

    found = sympy.integrate(to_sympy(integrand), sympy.Symbol(wrt, real=True))
    yield from_sympy(found)


def with_bars(tree: Tree) -> Tree:
    """Write ln|u| for ln u: SymPy's logarithms of negative numbers are complex.

    >>> from engine.calculus.printing import to_text
    >>> from engine.expression import parse_expression
    >>> to_text(with_bars(parse_expression("x*ln(x)")))
    'x*ln(abs(x))'
    """

    def combine(part: Tree, operands: list[Tree]) -> Tree:
        if not isinstance(part, Apply):
            return part
        if part.operation == "ln":
            return Apply("ln", (Apply("abs", (operands[0],)),))
        return Apply(part.operation, tuple(operands), part.attributes)

    return fold(tree, combine)

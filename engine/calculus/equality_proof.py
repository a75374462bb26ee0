"""Equality proof: what algebra adds to a verdict by numbers.

SymPy may work for ever, so it does so in a process of its own that is ended in time. It is given
objects, never text. Not finding a proof says nothing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.calculus.equality import Decision, Verdict, is_equal
from engine.calculus.interning import size_of
from engine.calculus.printing import to_text
from engine.calculus.tree import names_in
from engine.errors import EngineError
from engine.expression import parse_expression
from engine.timed_inquiry import answers_in_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.calculus.tree import Tree

__all__ = ["is_proved_equal", "proofs"]

SECONDS = 5.0
LARGEST_PROVED = 500
"""Names, numbers and signs up to which there is hope."""


def is_proved_equal(one: Tree, other: Tree, *, seconds: float = SECONDS) -> Verdict:
    """Decide by numbers, and look for a proof if they agree.

    Raises
    ------
    EngineError
        As `engine.calculus.equality.is_equal`.
    """
    verdict = is_equal(one, other)
    if verdict.decision is not Decision.EQUAL or size_of(one) + size_of(other) > LARGEST_PROVED:
        return verdict
    return replace(verdict, proved=_found_in_time(one, other, seconds))


def _found_in_time(one: Tree, other: Tree, seconds: float) -> bool:
    names = tuple({*names_in(one), *names_in(other)})
    texts = (to_text(one, assigned=names), to_text(other, assigned=names))
    with suppress(OSError):
        found, _ = answers_in_time(proofs, (*texts, names), seconds)
        return any(found)
    return False


def proofs(one: str, other: str, names: tuple[str, ...]) -> Iterator[bool]:
    """Yield for one way after the other whether it proves two formulas equal.

    Parameters
    ----------
    one, other
        Program text.
    names
        The names in them, which are variables even if they are called ``e``.
    """
    from engine.calculus.sympy_bridge import to_sympy

    try:
        left, right = (to_sympy(parse_expression(text, assigned=names)) for text in (one, other))
    except EngineError:
        return
    import sympy

    difference = left - right
    for way in (sympy.expand, sympy.trigsimp, sympy.simplify):
        difference = way(difference)
        yield bool(difference == 0)
        if difference == 0:
            return

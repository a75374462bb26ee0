"""Integral solution: one rule of integration applied to one integrand, and those it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from engine.calculus.integral_mark import integral_of, replace_integrals
from engine.calculus.tree import Tree, substitute

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Solution", "Solver"]


@dataclass(frozen=True, slots=True)
class Solution:
    """An integral, worked out by one rule and by what that rule leaves to others.

    Attributes
    ----------
    rule
        The rule's name.
    integrand, wrt
        What is integrated, with respect to which name.
    after
        What the rule makes of the integral; marks stand for the integrals it leaves over.
    parts
        The solutions of those, in the order of the marks.
    condition
        When the rule holds; empty when it always does.
    letters
        What the letters of a substitution stand for.
    reason
        What is to be known besides, such as what was taken for u and v; empty for nothing.
    """

    rule: str
    integrand: Tree
    wrt: str
    after: Tree
    parts: tuple[Solution, ...] = ()
    condition: str = ""
    letters: Mapping[str, Tree] = field(default_factory=dict)
    reason: str = ""

    @property
    def before(self) -> Tree:
        """The integral, as a mark."""
        return integral_of(self.integrand, self.wrt)

    @property
    def answer(self) -> Tree:
        """The antiderivative without its constant, nothing simplified."""
        answers = iter([part.answer for part in self.parts])
        found = replace_integrals(self.after, lambda _integrand, _wrt: next(answers))
        return substitute(found, self.letters) if self.letters else found


class Solver(Protocol):
    """What the rules ask for the integrals that they leave over."""

    def solve(self, integrand: Tree, wrt: str) -> Solution | None:
        """Return a solution, or None where none is found."""

    def letter(self, wrt: str) -> str:
        """Return a letter for a substitution in an integral with respect to that name."""

"""Antiderivative search: which rule of integration is tried when, and when it is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calculus.integral_by_parts import by_cyclic_parts, by_parts
from engine.calculus.integral_fractions import (
    by_cancelling,
    by_division,
    by_partial_fractions,
    by_split_numerator,
)
from engine.calculus.integral_functions import by_function, by_other_words
from engine.calculus.integral_quadratics import by_completed_square, by_square_of_name
from engine.calculus.integral_rewriting import (
    by_algebra,
    by_expanded_power,
    by_expanding,
    by_joined_exponentials,
    by_waves,
)
from engine.calculus.integral_rules import by_constant, by_multiple, by_power, by_sum, by_table
from engine.calculus.integral_substitution import (
    by_exact_derivative,
    by_inverse,
    by_linear_substitution,
    by_shifted_variable,
)
from engine.calculus.interning import Interner, size_of
from engine.calculus.tree import Tree, names_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.calculus.integral_solution import Solution, Solver

__all__ = ["Search"]

_RULES: tuple[Callable[[Solver, Tree, str], Solution | None], ...] = (
    by_constant,
    by_power,
    by_table,
    by_sum,
    by_multiple,
    by_function,
    by_linear_substitution,
    by_square_of_name,
    by_other_words,
    by_joined_exponentials,
    by_expanded_power,
    by_cancelling,
    by_division,
    by_exact_derivative,
    by_cyclic_parts,
    by_parts,
    by_partial_fractions,
    by_split_numerator,
    by_completed_square,
    by_expanding,
    by_waves,
    by_shifted_variable,
    by_inverse,
    by_algebra,
)
"""The rules in the order in which they are tried: those that make an integral simpler first."""

_DEEPEST = 14
_MOST_WORK = 1500
"""Sizes of all integrands that are looked at before one gives up, besides that of the first."""

_LARGEST = 120
"""An integrand that has grown larger than this leads nowhere."""

_LETTERS = "uvwstpqr"


class Search:
    """Looks for the solution of one integral.

    Examples
    --------
    >>> from engine.expression import parse_expression
    >>> from engine.calculus.printing import to_text
    >>> solution = Search(parse_expression("x*cos(x^2)"), "x").solution()
    >>> solution.rule, to_text(solution.answer)
    ('substitution', '1/2*sin(x^2)')
    """

    def __init__(self, integrand: Tree, wrt: str) -> None:
        self._integrand = integrand
        self._wrt = wrt
        self._taken = {*names_in(integrand), wrt}
        self._interner = Interner()
        self._found: dict[tuple[int, str], Solution] = {}
        # How deep one was allowed to go where nothing was found.
        self._failed: dict[tuple[int, str], int] = {}
        self._open: set[tuple[int, str]] = set()
        size = size_of(integrand)
        self._room = _MOST_WORK + 4 * size
        self._largest = max(_LARGEST, size)

    def solution(self) -> Solution | None:
        """Return the solution, None where none is found."""
        return self.solve(self._integrand, self._wrt)

    def letter(self, wrt: str) -> str:
        """Return a letter for a substitution in an integral with respect to that name."""
        free = [letter for letter in _LETTERS if letter not in self._taken]
        free += [f"u{number}" for number in range(1, 99) if f"u{number}" not in self._taken]
        return free[free.index(wrt) + 1] if wrt in free else free[0]

    def solve(self, integrand: Tree, wrt: str) -> Solution | None:
        """Return the solution of an integral that a rule leaves over, None where none is found."""
        key = (self._interner.number(integrand), wrt)
        room = _DEEPEST - len(self._open)
        if key in self._found:
            return self._found[key]
        if key in self._open or self._failed.get(key, 0) >= room:
            return None
        size = size_of(integrand)
        if size > min(self._largest, self._room):
            return None
        self._room -= size
        self._open.add(key)
        try:
            for rule in _RULES:
                solution = rule(self, integrand, wrt)
                if solution is not None:
                    self._found[key] = solution
                    return solution
        finally:
            self._open.discard(key)
        self._failed[key] = room
        return None

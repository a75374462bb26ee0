"""Limit difference: f(x + h) − f(x) as a quotient above which each term has a factor h.

Polynomials are multiplied out, quotients brought to one denominator, and roots multiplied above and
below by what makes them vanish above, such as the conjugate of a difference of square roots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.calculus.polynomial import (
    HIGHEST_POWER,
    Polynomial,
    added,
    as_fraction,
    multiplied,
    polynomial_tree,
    shifted,
)
from engine.calculus.printing import to_text
from engine.calculus.simplify_numbers import flat, product, split_sign
from engine.calculus.tree import Apply, Name, Number, Tree, names_in, substitute

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.calculus.polynomial import Fraction

__all__ = ["ROOTS", "Difference", "difference_of"]

ROOTS = frozenset({"sqrt", "cbrt", "root"})
"""The operations that are roots."""

_CONJUGATE = "multiplied above and below, so that the roots above vanish"


class Difference(NamedTuple):
    """The difference f(x + h) − f(x) as a quotient.

    Attributes
    ----------
    numerator
        What is above in the end, a polynomial in which each term has a factor h.
    unopened
        The same before anything is multiplied out.
    opened
        The two parts of it multiplied out, the second subtracted from the first.
    denominator
        What is below besides h: None for 1.
    reason, condition
        How it was made one quotient, and what for.
    """

    numerator: Polynomial
    unopened: Tree
    opened: tuple[Polynomial, Polynomial]
    denominator: Tree | None = None
    reason: str = ""
    condition: str = ""


def difference_of(function: Tree, wrt: str, step: str) -> Difference | None:
    """Return the difference of a function, None where it is not of the kinds for which it is known.

    >>> found = difference_of(Apply("sqrt", (Name("x"),)), "x", "h")
    >>> sorted(found.numerator), to_text(found.denominator)
    ([(0, 1)], 'sqrt(x + h) + sqrt(x)')
    """
    return _Differences(wrt, step).of(function)


class _Root(NamedTuple):
    """A root, of any degree."""

    inside: Tree
    degree: int
    of: Callable[[Tree], Tree]


def _as_root(tree: Tree) -> _Root | None:
    match tree:
        case Apply("sqrt", (inside,)):
            return _Root(inside, 2, lambda it: Apply("sqrt", (it,)))
        case Apply("cbrt", (inside,)):
            return _Root(inside, 3, lambda it: Apply("cbrt", (it,)))
        case Apply("root", (inside, Number(degree) as number)) if degree in (2, 3, 4, 5):
            return _Root(inside, int(degree), lambda it: Apply("root", (it, number)))
        case Apply("power", (inside, Number(0.5) as half)):
            return _Root(inside, 2, lambda it: it**half)
        case Apply("power", (inside, Apply("divide", (Number(1.0), Number(degree))) as share)):
            if degree in (2, 3, 4, 5):
                return _Root(inside, int(degree), lambda it: it**share)
    return None


class _Term(NamedTuple):
    """A root with what it is multiplied by, above or below a line."""

    root: _Root
    factor: Tree
    is_below: bool


def _as_term(tree: Tree, wrt: str) -> _Term | None:
    """Read a product with one root in it, or a number divided by a root."""
    sign, bare = split_sign(tree)
    above, below = bare, None
    match bare:
        case Apply("divide", (numerator, divisor)):
            above, below = numerator, divisor
        case Apply("reciprocal", (divisor,)):
            above, below = Number(1.0), divisor
    factors = flat("multiply", [above])
    if sign:
        factors = [Number(-1.0), *factors]
    if below is not None and wrt in names_in(below):
        root = _as_root(below)
        is_constant = wrt not in names_in(above)
        return _Term(root, product(factors), is_below=True) if root and is_constant else None
    roots = [factor for factor in factors if wrt in names_in(factor) and _as_root(factor)]
    root = _as_root(roots[0]) if len(roots) == 1 else None
    if root is None:
        return None
    others = product([factor for factor in factors if factor is not roots[0]])
    return _Term(root, others if below is None else others / below, is_below=False)


class _Differences:
    """Finds differences for one variable and its step."""

    def __init__(self, wrt: str, step: str) -> None:
        self.wrt = wrt
        self.step = step

    def of(self, function: Tree) -> Difference | None:
        found = as_fraction(function, self.wrt)
        if found is not None:
            above, below = found
            if not any(power for power, _ in below):
                return self._of_polynomial(function, above, below[0, 0])
            return self._of_quotient(above, below)
        term = _as_term(function, self.wrt)
        inside = self._polynomial(term.root.inside) if term else None
        if term is None or inside is None:
            return None
        if self.wrt in names_in(term.factor):
            return self._of_product(term, inside)
        return self._of_root(term, inside)

    def _polynomial(self, tree: Tree) -> Polynomial | None:
        found: Fraction | None = as_fraction(tree, self.wrt)
        if found is None or any(power for power, _ in found[1]):
            return None
        above, divisor = found[0], found[1][0, 0]
        is_one = isinstance(divisor, Number) and divisor.value == 1
        return above if is_one else multiplied(above, {(0, 0): 1 / divisor})

    def _of_polynomial(self, function: Tree, above: Polynomial, divisor: Tree) -> Difference:
        if not (isinstance(divisor, Number) and divisor.value == 1):
            above = multiplied(above, {(0, 0): 1 / divisor})
        moved = shifted(above)
        unopened = self._moved(function) - function
        return Difference(_with_step(added(moved, above, -1.0)), unopened, (moved, above))

    def _of_quotient(self, above: Polynomial, below: Polynomial) -> Difference:
        upper, lower = self._tree(above), self._tree(below)
        first = multiplied(shifted(above), below)
        second = multiplied(above, shifted(below))
        return Difference(
            _with_step(added(first, second, -1.0)),
            self._moved(upper) * lower - upper * self._moved(lower),
            (first, second),
            self._moved(lower) * lower,
            "brought to one denominator",
            f"{to_text(lower)} ≠ 0",
        )

    def _of_root(self, term: _Term, inside: Polynomial) -> Difference:
        """Use aⁿ − bⁿ = (a − b)·(aⁿ⁻¹ + aⁿ⁻²b + … + bⁿ⁻¹) for the roots a and b."""
        root, by = term.root, term.factor
        above = multiplied(inside, {(0, 0): by})
        moved = shifted(above)
        new, old = root.of(self._moved(root.inside)), root.of(root.inside)
        terms = [_powers(new, root.degree - 1 - place, old, place) for place in range(root.degree)]
        below: Tree = Apply("add", tuple(terms))
        is_one = isinstance(by, Number) and by.value == 1
        unopened = self._moved(root.inside) - root.inside
        sign = ">" if root.degree % 2 == 0 else "≠"
        condition = f"{to_text(root.inside)} {sign} 0"
        if not term.is_below:
            unopened = unopened if is_one else by * unopened
            numerator = _with_step(added(moved, above, -1.0))
            return Difference(numerator, unopened, (moved, above), below, _CONJUGATE, condition)
        # The difference of the reciprocals is turned round by the common denominator.
        unopened = root.inside - self._moved(root.inside)
        unopened = unopened if is_one else by * unopened
        numerator = _with_step(added(above, moved, -1.0))
        reason = f"brought to one denominator, then {_CONJUGATE}"
        below = new * old * below
        return Difference(numerator, unopened, (above, moved), below, reason, condition)

    def _of_product(self, term: _Term, inside: Polynomial) -> Difference | None:
        """Use a² − b² = (a − b)·(a + b) for square roots with polynomials before them."""
        factor, root = self._polynomial(term.factor), term.root
        if factor is None or root.degree != 2 or term.is_below:
            return None
        degree = 2 * max(power for power, _ in factor) + max(power for power, _ in inside)
        if degree > HIGHEST_POWER:
            return None
        square = multiplied(multiplied(factor, factor), inside)
        moved = shifted(square)
        old = product([term.factor, root.of(root.inside)])
        new = product([self._moved(term.factor), root.of(self._moved(root.inside))])
        return Difference(
            _with_step(added(moved, square, -1.0)),
            self._moved(term.factor) ** 2 * self._moved(root.inside) - term.factor**2 * root.inside,
            (moved, square),
            Apply("add", (new, old)),
            _CONJUGATE,
            f"{to_text(root.inside)} > 0, {to_text(term.factor)} ≠ 0",
        )

    def _tree(self, polynomial: Polynomial) -> Tree:
        return polynomial_tree(polynomial, self.wrt, self.step)

    def _moved(self, tree: Tree) -> Tree:
        return substitute(tree, {self.wrt: Name(self.wrt) + Name(self.step)})


def _with_step(polynomial: Polynomial) -> Polynomial:
    """Leave out what has no factor h: it cancels, however it is written."""
    return {powers: tree for powers, tree in polynomial.items() if powers[1]}


def _powers(new: Tree, first: int, old: Tree, second: int) -> Tree:
    pairs = ((new, first), (old, second))
    return product(
        [it if power == 1 else it ** Number(float(power)) for it, power in pairs if power]
    )

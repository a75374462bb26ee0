"""Limit: a derivative from its definition, the quotient of differences, line by line to h → 0.

Worked out for polynomials, quotients of them and roots of them, where algebra alone divides the h
out; for anything else there is no such line, and a sentence says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from engine.calculus.notation import latex_name
from engine.calculus.polynomial import (
    HIGHEST_POWER,
    Polynomial,
    added,
    as_fraction,
    multiplied,
    polynomial_tree,
    shifted,
)
from engine.calculus.printing import to_latex, to_text
from engine.calculus.simplify import simplified
from engine.calculus.simplify_numbers import flat, product
from engine.calculus.tree import Apply, Name, Number, Tree, names_in, substitute
from engine.calculus.walk import fold
from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Limit", "LimitRow", "work_out_limit"]

_DEEPEST = 150
_REFUSAL = (
    "the definition is worked out for polynomials up to the power "
    f"{HIGHEST_POWER}, quotients of them and roots of them; differentiate gives the rules for this"
)


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One line.

    Attributes
    ----------
    formula
        What the line says, equal to the line before: in the limit while `is_limit`.
    reason
        What was done to come here.
    is_limit
        Whether the limit for h → 0 is still to be taken.
    condition
        What must hold for the step; empty when nothing must.
    """

    formula: Tree
    reason: str
    is_limit: bool
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A derivative worked out by its definition.

    Attributes
    ----------
    function
        The function, with a letter for its constant factor if it has a long one.
    step
        The name of what goes to 0: ``h`` where that is free.
    constants
        What the letter stands for.
    rows
        The lines; the last one is the derivative.
    """

    function: Tree
    wrt: str
    step: str
    constants: dict[str, Tree]
    rows: tuple[LimitRow, ...]

    @property
    def derivative(self) -> Tree:
        """The derivative."""
        return self.rows[-1].formula

    @property
    def definition(self) -> str:
        """The definition, as plain text."""
        return f"lim {self.step}→0 (f({self.wrt} + {self.step}) - f({self.wrt}))/{self.step}"

    def row_text(self, row: LimitRow) -> str:
        """Write a line as plain text."""
        text = to_text(row.formula)
        if not row.is_limit:
            return text
        return f"lim {self.step}→0 {f'({text})' if _is_sum(row.formula) else text}"

    def row_latex(self, row: LimitRow) -> str:
        """Write a line in LaTeX."""
        latex = to_latex(row.formula)
        if not row.is_limit:
            return latex
        enclosed = rf"\left({latex}\right)" if _is_sum(row.formula) else latex
        return rf"\lim_{{{latex_name(self.step)} \to 0}} {enclosed}"


def work_out_limit(tree: Tree, wrt: str) -> Limit:
    """Work out the derivative of a formula by its definition.

    Raises
    ------
    EngineError
        When the formula is not of the kinds for which that is done.

    Examples
    --------
    >>> from engine.expression import parse_expression
    >>> limit = work_out_limit(parse_expression("x^2"), "x")
    >>> for row in limit.rows:
    ...     print(limit.row_text(row))
    lim h→0 ((x + h)^2 - x^2)/h
    lim h→0 ((x + h)*(x + h) - x^2)/h
    lim h→0 (x^2 + x*h + h*x + h^2 - x^2)/h
    lim h→0 (x^2 + 2*x*h + h^2 - x^2)/h
    lim h→0 (2*x*h + h^2)/h
    lim h→0 (2*x + h)
    2*x + 0
    2*x
    """
    if fold(tree, lambda _part, depths: 1 + max(depths, default=0)) > _DEEPEST:
        raise EngineError(_REFUSAL)
    return _Worker(tree, wrt).work()


class _Difference(NamedTuple):
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


class _Worker:
    """Works out one derivative."""

    def __init__(self, tree: Tree, wrt: str) -> None:
        self.wrt = wrt
        taken = {wrt, *names_in(tree)}
        self.step = next(name for name in _letters("h", "k", "t") if name not in taken)
        letter = next(name for name in _letters("b", "c", "a") if name not in {*taken, self.step})
        self.constants: dict[str, Tree] = {}
        self.function = self._swap_constant(tree, letter)
        self.x, self.h = Name(wrt), Name(self.step)
        self.rows: list[LimitRow] = []

    def work(self) -> Limit:
        difference = self._difference()
        if self.constants:
            ((letter, constant),) = self.constants.items()
            reason = f"{letter} stands for {to_text(constant)}, which does not change"
        else:
            reason = "the definition, with the function put in"
        self._row((self._moved(self.function) - self.function) / self.h, reason)
        if difference.denominator is not None:
            self._fraction(difference.unopened, difference, difference.reason, difference.condition)
        else:
            self._open_powers(self.function)
        self._open(difference)
        self._divide(difference)
        return Limit(self.function, self.wrt, self.step, self.constants, tuple(self.rows))

    # ------------------------------------------------------------------ lines

    def _row(self, formula: Tree, reason: str, condition: str = "") -> None:
        if not self.rows or to_text(formula) != to_text(self.rows[-1].formula):
            self.rows.append(LimitRow(formula, reason, is_limit=True, condition=condition))

    def _fraction(
        self, above: Tree, difference: _Difference, reason: str, condition: str = ""
    ) -> None:
        below = difference.denominator
        self._row(above / (self.h if below is None else self.h * below), reason, condition)

    def _open_powers(self, function: Tree) -> None:
        """Write (x + h)² as a product and multiply it out, where there is a square."""
        shift = self.x + self.h
        as_product, as_sum = shift * shift, _flat_sum(self.x, self.h)
        for made, reason in (
            (as_product, "a square is a product"),
            (as_sum, "each is multiplied with each"),
        ):
            opened, found = _replaced(function, self.wrt, shift, made)
            if not found:
                return
            self._row((opened - function) / self.h, reason)

    def _open(self, difference: _Difference) -> None:
        first, second = (polynomial_tree(it, self.wrt, self.step) for it in difference.opened)
        self._fraction(first - second, difference, "everything is multiplied out")
        self._fraction(
            self._tree(difference.numerator), difference, f"what is left has a factor {self.step}"
        )

    def _divide(self, difference: _Difference) -> None:
        """Divide by h, let it become 0, and write the answer in its simple form."""
        divided = {(x, h - 1): tree for (x, h), tree in difference.numerator.items()}
        below = difference.denominator
        formula = self._tree(divided)
        if below is not None:
            formula = formula / below
        self._row(formula, f"divided by {self.step}", f"{self.step} ≠ 0")
        formula = substitute(formula, {self.step: Number(0.0)})
        self._last(formula, f"{self.step} becomes 0, now that nothing is divided by it")
        if self.constants:
            shorter = simplified(formula)
            self._last(shorter, "simplified")
            ((letter, constant),) = self.constants.items()
            formula = substitute(shorter, self.constants)
            self._last(formula, f"{letter} is {to_text(constant)} again")
        self._last(simplified(formula), "simplified")

    def _last(self, formula: Tree, reason: str) -> None:
        if to_text(formula) != to_text(self.rows[-1].formula) or self.rows[-1].is_limit:
            self.rows.append(LimitRow(formula, reason, is_limit=False))

    def _tree(self, polynomial: Polynomial) -> Tree:
        return polynomial_tree(polynomial, self.wrt, self.step)

    def _moved(self, tree: Tree) -> Tree:
        return substitute(tree, {self.wrt: self.x + self.h})

    # ------------------------------------------------------------------ as one quotient

    def _swap_constant(self, tree: Tree, letter: str) -> Tree:
        """Put a letter for a constant factor that is more than a number or a name."""
        factors = flat("multiply", [tree])
        match tree:
            case Apply("divide", (above, Name() | Apply() as below)):
                factors = [1 / below, *flat("multiply", [above])]
        constant = [factor for factor in factors if self.wrt not in names_in(factor)]
        varying = [factor for factor in factors if self.wrt in names_in(factor)]
        if not varying or all(isinstance(factor, Number | Name) for factor in constant):
            return tree
        self.constants[letter] = product(constant)
        return product([Name(letter), *varying])

    def _difference(self) -> _Difference:
        found = as_fraction(self.function, self.wrt)
        if found is not None:
            above, below = found
            if not any(power for power, _ in below):
                return self._of_polynomial(above, below[0, 0])
            return self._of_quotient(above, below)
        factors = flat("multiply", [self.function])
        constant = [factor for factor in factors if self.wrt not in names_in(factor)]
        varying = [factor for factor in factors if self.wrt in names_in(factor)]
        root = _as_root(varying[0]) if len(varying) == 1 else None
        inside = as_fraction(root.inside, self.wrt) if root else None
        if root is None or inside is None or any(power for power, _ in inside[1]):
            raise EngineError(_REFUSAL)
        return self._of_root(root, inside, product(constant))

    def _of_polynomial(self, above: Polynomial, divisor: Tree) -> _Difference:
        if not (isinstance(divisor, Number) and divisor.value == 1):
            above = multiplied(above, {(0, 0): 1 / divisor})
        moved = shifted(above)
        unopened = self._moved(self.function) - self.function
        return _Difference(_with_step(added(moved, above, -1.0)), unopened, (moved, above))

    def _of_quotient(self, above: Polynomial, below: Polynomial) -> _Difference:
        upper, lower = self._tree(above), self._tree(below)
        first = multiplied(shifted(above), below)
        second = multiplied(above, shifted(below))
        return _Difference(
            _with_step(added(first, second, -1.0)),
            self._moved(upper) * lower - upper * self._moved(lower),
            (first, second),
            self._moved(lower) * lower,
            "brought to one denominator",
            f"{to_text(lower)} ≠ 0",
        )

    def _of_root(self, root: _Root, inside: tuple[Polynomial, Polynomial], by: Tree) -> _Difference:
        above = multiplied(multiplied(inside[0], {(0, 0): 1 / inside[1][0, 0]}), {(0, 0): by})
        moved = shifted(above)
        new, old = root.of(self._moved(root.inside)), root.of(root.inside)
        terms = [_powers(new, root.degree - 1 - place, old, place) for place in range(root.degree)]
        is_one = isinstance(by, Number) and by.value == 1
        unopened = self._moved(root.inside) - root.inside
        sign = ">" if root.degree % 2 == 0 else "≠"
        return _Difference(
            _with_step(added(moved, above, -1.0)),
            unopened if is_one else by * unopened,
            (moved, above),
            Apply("add", tuple(terms)),
            "multiplied above and below, so that the roots above vanish",
            f"{to_text(root.inside)} {sign} 0",
        )


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


def _is_sum(tree: Tree) -> bool:
    return isinstance(tree, Apply) and tree.operation in {"add", "subtract", "negate"}


def _letters(*first: str) -> list[str]:
    """Return names to choose from: enough for any formula that a person writes."""
    return [*first, *(f"{first[0]}{number}" for number in range(1, 100_000))]


def _with_step(polynomial: Polynomial) -> Polynomial:
    """Leave out what has no factor h: it cancels, however it is written."""
    return {powers: tree for powers, tree in polynomial.items() if powers[1]}


def _flat_sum(x: Name, h: Name) -> Tree:
    return Apply("add", (x**2, x * h, h * x, h**2))


def _powers(new: Tree, first: int, old: Tree, second: int) -> Tree:
    pairs = ((new, first), (old, second))
    return product(
        [it if power == 1 else it ** Number(float(power)) for it, power in pairs if power]
    )


def _replaced(function: Tree, wrt: str, shift: Tree, square: Tree) -> tuple[Tree, bool]:
    """Put x + h for x, and another formula for the square of that."""
    found = False

    def combine(part: Tree, operands: list[Tree]) -> Tree:
        nonlocal found
        if isinstance(part, Name) and part.text == wrt:
            return shift
        if not isinstance(part, Apply):
            return part
        if part.operation == "power" and operands[0] is shift and _is_two(operands[1]):
            found = True
            return square
        if part.operation == "square" and operands[0] is shift:
            found = True
            return square
        return Apply(part.operation, tuple(operands), part.attributes)

    return fold(function, combine), found


def _is_two(tree: Tree) -> bool:
    return isinstance(tree, Number) and tree.value == 2

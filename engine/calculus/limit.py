"""Limit: a derivative from its definition, the quotient of differences, line by line to h → 0.

Worked out for polynomials, quotients of them, roots of them and sums of these, where algebra alone
divides the h out; for anything else there is no such line, and a sentence says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter

from engine.calculus.interning import walk_distinct
from engine.calculus.limit_difference import ROOTS, Difference, difference_of
from engine.calculus.notation import latex_name
from engine.calculus.polynomial import (
    COMBINED,
    HIGHEST_POWER,
    Polynomial,
    as_fraction,
    polynomial_tree,
)
from engine.calculus.printing import to_latex, to_text
from engine.calculus.simplify import simplified
from engine.calculus.simplify_numbers import flat, negative, product, split_sign, total
from engine.calculus.tree import Apply, Name, Number, Tree, names_in, substitute
from engine.calculus.walk import fold
from engine.errors import EngineError

__all__ = ["Limit", "LimitRow", "find_obstacle", "work_out_limit"]

_DEEPEST = 150
_REFUSAL = (
    "the definition is worked out for polynomials up to the power "
    f"{HIGHEST_POWER}, quotients of them, roots of them and sums of these, as long as they can be "
    "read; differentiate gives the rules for this"
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


def find_obstacle(tree: Tree, wrt: str) -> Tree:
    """Return the first part that keeps a formula from being worked out, itself where none is alone.

    >>> to_text(find_obstacle(Name("x") ** 2 + Apply("sin", (Name("x"),)), "x"))
    'sin(x)'
    """
    varies: dict[int, bool] = {}
    for part in walk_distinct(tree, varies):
        below = part.operands if isinstance(part, Apply) else ()
        varies[id(part)] = (isinstance(part, Name) and part.text == wrt) or any(
            varies[id(operand)] for operand in below
        )
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Apply) and varies[id(part)]:
            if part.operation not in COMBINED | ROOTS:
                return part
            waiting.extend(reversed(part.operands))
    return tree


class _Worker:
    """Works out one derivative."""

    def __init__(self, tree: Tree, wrt: str) -> None:
        self.wrt = wrt
        taken = {wrt, *names_in(tree)}
        self.step = next(name for name in _letters("h", "k", "t") if name not in taken)
        letter = next(name for name in _letters("b", "c", "a") if name not in {*taken, self.step})
        self.constants: dict[str, Tree] = {}
        self.function = self._swap_constant(tree, letter)
        self.h = Name(self.step)
        self.rows: list[LimitRow] = []

    def work(self) -> Limit:
        if self.constants:
            ((letter, constant),) = self.constants.items()
            reason = f"{letter} stands for {to_text(constant)}, which does not change"
        else:
            reason = "the definition, with the function put in"
        # A difference that is subtracted is easier to read than one of negative terms.
        signed = sorted(map(split_sign, self._parts()), key=itemgetter(0))
        signed = signed if len(signed) > 1 else [(0, self.function)]
        parts = [_PartRows(part, self.wrt, self.step).work(reason) for _, part in signed]
        formulas = [
            -rows[0].formula if sign else rows[0].formula
            for (sign, _), rows in zip(signed, parts, strict=True)
        ]
        if len(parts) > 1:
            moved = substitute(self.function, {self.wrt: Name(self.wrt) + self.h})
            self._row((moved - self.function) / self.h, reason)
            reason = "each term has a difference of its own"
        self._row(total(formulas), reason)
        for place, rows in enumerate(parts):
            for row in rows[1:]:
                formulas[place] = -row.formula if signed[place][0] else row.formula
                self._row(total(formulas), row.reason, row.condition)
        self._take_limit(self.rows[-1].formula)
        return Limit(self.function, self.wrt, self.step, self.constants, tuple(self.rows))

    def _parts(self) -> list[Tree]:
        """Split a sum into what is a quotient of polynomials and what is not."""
        if difference_of(self.function, self.wrt, self.step) is not None:
            return [self.function]
        terms = _terms(self.function)
        rational = [term for term in terms if as_fraction(term, self.wrt) is not None]
        others = [term for term in terms if as_fraction(term, self.wrt) is None]
        return [*([total(rational)] if rational else []), *others]

    # ------------------------------------------------------------------ lines

    def _row(self, formula: Tree, reason: str, condition: str = "") -> None:
        _add_row(self.rows, LimitRow(formula, reason, is_limit=True, condition=condition))

    def _take_limit(self, formula: Tree) -> None:
        """Let h become 0, and write the answer in its simple form."""
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


class _PartRows:
    """The lines for one term, from its difference to where nothing is divided by h any more."""

    def __init__(self, function: Tree, wrt: str, step: str) -> None:
        self.function = function
        self.wrt, self.step = wrt, step
        self.x, self.h = Name(wrt), Name(step)
        self.rows: list[LimitRow] = []

    def work(self, reason: str) -> list[LimitRow]:
        difference = difference_of(self.function, self.wrt, self.step)
        if difference is None:
            raise EngineError(_REFUSAL)
        moved = substitute(self.function, {self.wrt: self.x + self.h})
        self._row((moved - self.function) / self.h, reason)
        if difference.denominator is not None:
            self._fraction(difference.unopened, difference, difference.reason, difference.condition)
        else:
            self._open_powers()
        first, second = (polynomial_tree(it, self.wrt, self.step) for it in difference.opened)
        self._fraction(first - second, difference, "everything is multiplied out")
        self._fraction(
            self._tree(difference.numerator), difference, f"what is left has a factor {self.step}"
        )
        divided = {(x, h - 1): tree for (x, h), tree in difference.numerator.items()}
        below = difference.denominator
        formula = self._tree(divided)
        if below is not None:
            formula = formula / below
        self._row(formula, f"divided by {self.step}", f"{self.step} ≠ 0")
        return self.rows

    def _row(self, formula: Tree, reason: str, condition: str = "") -> None:
        _add_row(self.rows, LimitRow(formula, reason, is_limit=True, condition=condition))

    def _fraction(
        self, above: Tree, difference: Difference, reason: str, condition: str = ""
    ) -> None:
        below = difference.denominator
        self._row(above / (self.h if below is None else self.h * below), reason, condition)

    def _open_powers(self) -> None:
        """Write (x + h)² as a product and multiply it out, where there is a square."""
        shift = self.x + self.h
        as_product, as_sum = shift * shift, _flat_sum(self.x, self.h)
        for made, reason in (
            (as_product, "a square is a product"),
            (as_sum, "each is multiplied with each"),
        ):
            opened, found = _replaced(self.function, self.wrt, shift, made)
            if not found:
                return
            self._row((opened - self.function) / self.h, reason)

    def _tree(self, polynomial: Polynomial) -> Tree:
        return polynomial_tree(polynomial, self.wrt, self.step)


def _add_row(rows: list[LimitRow], row: LimitRow) -> None:
    """Add a line unless it is the one before again."""
    if not rows or to_text(row.formula) != to_text(rows[-1].formula):
        rows.append(row)


def _terms(tree: Tree) -> list[Tree]:
    """Return the terms of a sum, those that are subtracted with a minus sign."""
    found: list[Tree] = []
    waiting = [tree]
    while waiting:
        match waiting.pop():
            case Apply("add", operands):
                waiting.extend(reversed(operands))
            case Apply("subtract", (first, second)):
                waiting += [negative(second), first]
            case Apply("negate", (Apply("add" | "subtract") as inner,)):
                waiting.extend(negative(term) for term in reversed(_terms(inner)))
            case term:
                found.append(term)
    return found


def _is_sum(tree: Tree) -> bool:
    return isinstance(tree, Apply) and tree.operation in {"add", "subtract", "negate"}


def _letters(*first: str) -> list[str]:
    """Return names to choose from: enough for any formula that a person writes."""
    return [*first, *(f"{first[0]}{number}" for number in range(1, 100_000))]


def _flat_sum(x: Name, h: Name) -> Tree:
    return Apply("add", (x**2, x * h, h * x, h**2))


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

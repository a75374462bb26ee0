"""Derivation rows: a derivation as lines to read, in three degrees of detail, with numbers.

The rules come first, each with what it makes of its part; then all of them together; and last the
algebra that makes the answer short, each kind with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.calculus.interning import size_of
from engine.calculus.point_value import Point
from engine.calculus.printing import LARGEST_WRITTEN, to_text
from engine.calculus.simplify import simplification_steps, simplified
from engine.calculus.slope_mark import replace_marks, row_latex, row_text, slope_of
from engine.calculus.tree import Apply, Number, Tree
from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.calculus.derivation import Derivation, RuleStep

__all__ = ["ALGEBRA", "TOGETHER", "Detail", "Row", "answer", "rows"]

TOGETHER = "all rules together"
ALGEBRA = "algebra"


class Detail(StrEnum):
    """How much is told.

    Compact is the rules by name and the answer; normal leaves out that constants have the
    derivative 0 and joins the algebra; full tells everything.
    """

    COMPACT = "compact"
    NORMAL = "normal"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: two formulas that are equal, and the rule or reason for it.

    Attributes
    ----------
    rule
        The rule's name, `TOGETHER` or `ALGEBRA`.
    before, after
        The two sides; marks stand for derivatives that other rows work out.
    step
        The step of the derivation, if it is one.
    reason
        Why the two sides are the same, for algebra.
    value
        The number that both sides are at the point; None without a point.
    in_numbers
        The right side with numbers for its names; None where that cannot be written.
    """

    rule: str
    before: Tree
    after: Tree
    step: RuleStep | None = None
    reason: str = ""
    value: float | None = None
    in_numbers: str | None = None

    @property
    def text(self) -> str:
        """The line as plain text."""
        return f"{row_text(self.before)} = {row_text(self.after)}"

    @property
    def latex(self) -> str:
        """The line, typeset."""
        return f"{row_latex(self.before)} = {row_latex(self.after)}"

    @property
    def letters(self) -> str:
        """What the letters of an outer function stand for, as plain text."""
        given = self.step.letters if self.step else {}
        return ", ".join(f"{letter} = {to_text(tree)}" for letter, tree in given.items())


def rows(
    derivation: Derivation, detail: Detail = Detail.NORMAL, point: Point | None = None
) -> Iterator[Row]:
    """Yield the rows of a derivation, none made before it is asked for.

    Raises
    ------
    EngineError
        When what all rules give together is too long to be written, or an operation is for
        arrays.

    Examples
    --------
    >>> from engine.calculus.derivation import Derivation
    >>> from engine.expression import parse_expression
    >>> for row in rows(Derivation(parse_expression("x^2/y"), "x")):
    ...     print(row.rule, "|", row.text)
    quotient rule | d/dx(x^2/y) = (y*d/dx(x^2) - x^2*d/dx(y))/y^2
    power rule | d/dx(x^2) = 2*x
    all rules together | d/dx(x^2/y) = (y*(2*x) - x^2*0)/y^2
    algebra | (y*(2*x) - x^2*0)/y^2 = 2*x/y
    """
    writer = _Numbers(derivation, point)
    steps = derivation.steps(trivial=detail is Detail.FULL)
    names: dict[str, None] = {}
    for step in steps:
        names[step.rule] = None
        if detail is not Detail.COMPACT:
            yield writer.of_step(step)
    together = _checked(derivation.derivative)
    if detail is Detail.COMPACT:
        whole = Row(", ".join(names), slope_of(derivation.tree, derivation.wrt), together)
        yield writer.of(whole)
    elif derivation.children(derivation.step(derivation.tree)):
        yield writer.of(Row(TOGETHER, slope_of(derivation.tree, derivation.wrt), together))
    for row in _algebra(together, detail):
        yield writer.of(row)


def _algebra(together: Tree, detail: Detail) -> Iterator[Row]:
    """Yield the rows that simplify: one a kind, or all of them in one."""
    before, reasons = together, list[str]()
    for step in simplification_steps(together):
        if detail is Detail.FULL:
            yield Row(ALGEBRA, before, step.after, None, step.reason)
        before = step.after
        reasons.append(step.reason)
    if reasons and detail is not Detail.FULL:
        yield Row(ALGEBRA, together, before, None, "; ".join(dict.fromkeys(reasons)))


def answer(derivation: Derivation) -> Tree:
    """Return the derivative in its simple form.

    >>> from engine.calculus.derivation import Derivation
    >>> from engine.calculus.tree import Name
    >>> to_text(answer(Derivation(Name("x") ** 3, "x")))
    '3*x^2'
    """
    return simplified(_checked(derivation.derivative))


def _checked(tree: Tree) -> Tree:
    """Return a formula that is short enough to be written."""
    size = size_of(tree)
    if size > LARGEST_WRITTEN:
        raise EngineError(
            f"the derivative takes {size} names, numbers and signs, too many to be "
            "written; give parts of the formula names of their own"
        )
    return tree


class _Numbers:
    """Puts numbers on rows."""

    def __init__(self, derivation: Derivation, point: Point | None) -> None:
        self.derivation = derivation
        self.point = point

    def of_step(self, step: RuleStep) -> Row:
        row, point = Row(step.rule, step.before, step.after, step), self.point
        if point is None or not point.knows(self.derivation.tree):
            return row
        if step.letters:
            letters = {name: point.value(tree) for name, tree in step.letters.items()}
            point = Point({**point.at, **letters}, point.definitions)
        return self._put(row, point)

    def of(self, row: Row) -> Row:
        if self.point is None or not self.point.knows(row.after):
            return row
        return self._put(row, self.point)

    def _put(self, row: Row, point: Point) -> Row:
        """Return the row with its right side in numbers."""

        def number(mark: Apply) -> Tree:
            return Number(point.value(self.derivation.derivative_of(mark.operands[0])))

        after = replace_marks(row.after, number)
        return Row(
            row.rule,
            row.before,
            row.after,
            row.step,
            row.reason,
            point.value(after),
            point.in_numbers(after),
        )

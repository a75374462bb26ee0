"""Antiderivative: an integral by named steps, with its domain, and differentiated back.

First by the rules and the table of this program; what they do not solve is asked of SymPy. What
does not stand the check is not given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.calculus.antiderivative_check import Check, check_antiderivative
from engine.calculus.antiderivative_search import Search
from engine.calculus.formula_domain import domain_of
from engine.calculus.integral_by_sympy import antiderivative_by_sympy, integrated, with_bars
from engine.calculus.integral_factors import depends_on
from engine.calculus.integral_mark import integral_of, row_latex, row_text
from engine.calculus.interning import Interner, walk_distinct
from engine.calculus.printing import to_text
from engine.calculus.simplify import simplified
from engine.calculus.simplify_numbers import negative, total
from engine.calculus.tidy_sum import tidied
from engine.calculus.tree import Apply, Name, Tree, names_in
from engine.errors import EngineError
from engine.operation import get_operation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.calculus.integral_solution import Solution

__all__ = [
    "ALGEBRA",
    "BY_SYMPY",
    "CONSTANT",
    "TOGETHER",
    "Antiderivative",
    "IntegralRow",
    "integrate",
    "integrate_by_rules",
    "integration",
]

TOGETHER = "all rules together"
ALGEBRA = "algebra"
CONSTANT = "constant of integration"
BY_SYMPY = "computer algebra (SymPy)"

SECONDS = 8.0
"""How long SymPy may think."""

LARGEST = 1500
"""Names, numbers and signs of a formula that is integrated."""

_FOR_ARRAYS = frozenset({"linear_algebra", "probability", "reduction", "shape"})


@dataclass(frozen=True, slots=True)
class IntegralRow:
    """One line: two formulas that are equal up to a constant, and the rule or reason for it.

    Attributes
    ----------
    rule
        The rule's name, or one of the names of this module.
    before, after
        The two sides; marks stand for integrals that other rows work out.
    condition
        When the rule holds; empty when it always does.
    letters
        What the letters of a substitution stand for.
    reason
        What is to be known besides.
    depth, number
        How deep the rule is in the tree of rules, from 0, and its place among them, from 1; 0 for
        a row that is no rule.
    same_as
        The number of the row where the same was done already.
    """

    rule: str
    before: Tree
    after: Tree
    condition: str = ""
    letters: Mapping[str, Tree] = field(default_factory=dict)
    reason: str = ""
    depth: int = 0
    number: int = 0
    same_as: int | None = None

    @property
    def text(self) -> str:
        """The line as plain text."""
        return f"{row_text(self.before)} = {row_text(self.after)}"

    @property
    def latex(self) -> str:
        """The line, typeset."""
        return f"{row_latex(self.before)} = {row_latex(self.after)}"

    @property
    def letters_text(self) -> str:
        """What the letters stand for, as plain text."""
        return ", ".join(f"{letter} = {to_text(tree)}" for letter, tree in self.letters.items())


@dataclass(frozen=True, slots=True)
class Antiderivative:
    """An antiderivative that was differentiated back.

    Attributes
    ----------
    integrand, wrt
        What was integrated, with respect to which name.
    tree
        The antiderivative without its constant, nor any term that is one.
    written
        The antiderivative as the rules and algebra leave it.
    constant
        The constant's name.
    domain
        Where it holds, in words.
    check
        What differentiating back has shown.
    solution
        How it was found by rules; None for one of SymPy.
    """

    integrand: Tree
    wrt: str
    tree: Tree
    written: Tree
    constant: str
    domain: str
    check: Check
    solution: Solution | None

    @property
    def with_constant(self) -> Tree:
        """The antiderivative with its constant."""
        return Apply("add", (*_terms(self.tree), Name(self.constant)))

    def rows(self) -> Iterator[IntegralRow]:
        """Yield the rules one after the other, all of them together, the algebra, and the constant.

        Examples
        --------
        >>> from engine.expression import parse_expression
        >>> for row in integrate(parse_expression("2*x*cos(x^2)"), "x").rows():
        ...     print(row.rule, "|", row.text)
        constant multiple rule | ∫ 2*x*cos(x^2) dx = 2*∫ x*cos(x^2) dx
        substitution | ∫ x*cos(x^2) dx = ∫ cos(u)/2 du
        constant multiple rule | ∫ cos(u)/2 du = 1/2*∫ cos(u) du
        integral of the cosine | ∫ cos(u) du = sin(u)
        all rules together | ∫ 2*x*cos(x^2) dx = 2*(1/2*sin(x^2))
        algebra | 2*(1/2*sin(x^2)) = sin(x^2)
        constant of integration | ∫ 2*x*cos(x^2) dx = sin(x^2) + C
        """
        whole = integral_of(self.integrand, self.wrt)
        if self.solution is None:
            yield IntegralRow(BY_SYMPY, whole, self.tree, number=1)
        else:
            yield from _rule_rows(self.solution)
            answer = self.solution.answer
            if self.solution.parts:
                yield IntegralRow(TOGETHER, whole, answer)
            if to_text(answer) != to_text(self.written):
                reason = "numbers are put together, brackets opened and equal terms added"
                yield IntegralRow(ALGEBRA, answer, self.written, reason=reason)
        yield IntegralRow(CONSTANT, whole, self.with_constant, self.domain, reason=self._told)

    @property
    def _told(self) -> str:
        """What is to be known of the constant."""
        told = f"{self.constant} is any number"
        if self.tree is not self.written:
            told += f", and terms without {self.wrt} are part of it"
        if " or " in self.domain or "≠" in self.domain:
            told += ", another one on each piece of the domain if you like"
        if self.check.jumps:
            places = ", ".join(f"{place:.4g}" for place in self.check.jumps)
            told += f"; near {self.wrt} = {places} the formula jumps, so there it changes"
        return told


def _terms(tree: Tree) -> tuple[Tree, ...]:
    """Return the terms of a sum, one that is not a sum as a single one."""
    return tree.operands if isinstance(tree, Apply) and tree.operation == "add" else (tree,)


def _rule_rows(solution: Solution) -> Iterator[IntegralRow]:
    interner, done = Interner(), dict[tuple[int, str], int]()
    waiting = [(solution, 0)]
    count = 0
    while waiting:
        here, depth = waiting.pop()
        count += 1
        key = (interner.number(here.integrand), here.wrt)
        former = done.get(key) if here.parts else None
        yield IntegralRow(
            here.rule,
            here.before,
            here.after,
            here.condition,
            here.letters,
            here.reason,
            depth,
            count,
            former,
        )
        if former is None:
            done[key] = count
            waiting.extend((part, depth + 1) for part in reversed(here.parts))


# ------------------------------------------------------------------ finding


def integrate(integrand: Tree, wrt: str, *, seconds: float = SECONDS) -> Antiderivative:
    """Find an antiderivative, and differentiate it back.

    Parameters
    ----------
    wrt
        The name that it is integrated with respect to; all others are constants.
    seconds
        How long SymPy may think about what the rules do not solve; with 0 it is not asked.

    Raises
    ------
    EngineError
        With a sentence, when no antiderivative is found that stands the check.

    Examples
    --------
    >>> found = integrate(1 / Name("x"), "x")
    >>> to_text(found.with_constant), found.domain, found.check.is_verified
    ('ln(abs(x)) + C', 'x ≠ 0', True)
    """
    found = integrate_by_rules(integrand, wrt)
    if found is not None:
        return found
    if seconds <= 0:
        raise EngineError(f"{_nothing(integrand)} by the rules")
    try:
        answer = antiderivative_by_sympy(integrand, wrt, seconds)
    except EngineError as error:
        raise EngineError(f"{_nothing(integrand)}: {error.message}") from None
    return _checked(integrand, wrt, answer)


def integrate_by_rules(integrand: Tree, wrt: str) -> Antiderivative | None:
    """Find an antiderivative by rules alone, None where they do not lead to one.

    Raises
    ------
    EngineError
        When the formula is for arrays, or too long.
    """
    _check_formula(integrand)
    solution = Search(integrand, wrt).solution()
    for tree in _forms(solution.answer) if solution else ():
        check = check_antiderivative(tree, integrand, wrt)
        if check.is_verified:
            return _made(integrand, wrt, tree, check, solution)
    return None


def integration(integrand: Tree, wrt: str) -> Iterator[Antiderivative | None]:
    """Yield the antiderivative; before one of SymPy, which may take for ever, None.

    For a process of its own, which is ended when nobody wants to wait any longer.

    Raises
    ------
    EngineError
        As `integrate`.
    """
    found = integrate_by_rules(integrand, wrt)
    if found is None:
        yield None
        try:
            (answer,) = integrated(integrand, wrt)
        except EngineError as error:
            raise EngineError(f"{_nothing(integrand)}: {error.message}") from None
        found = _checked(integrand, wrt, answer)
    yield found


def _nothing(integrand: Tree) -> str:
    text = to_text(integrand)
    short = text if len(text) <= 40 else f"{text[:39]}…"
    return f"no antiderivative of {short} was found"


def _checked(integrand: Tree, wrt: str, answer: Tree) -> Antiderivative:
    """Return what SymPy found, if it gives the integrand back."""
    for tree in (with_bars(answer), answer):
        tidy = tidied(simplified(tree))
        check = check_antiderivative(tidy, integrand, wrt)
        if check.is_verified:
            return _made(integrand, wrt, tidy, check, None)
    told = "what SymPy found does not give it back where it is differentiated"
    raise EngineError(f"{_nothing(integrand)}: {told}")


def _forms(answer: Tree) -> Iterator[Tree]:
    """Yield an antiderivative in its simple form, and as it came about in case algebra failed."""
    yield tidied(simplified(answer))
    yield answer


def _made(
    integrand: Tree, wrt: str, tree: Tree, check: Check, solution: Solution | None
) -> Antiderivative:
    taken = {wrt, *names_in(integrand)}
    names = ("C", "K", *(f"C{number}" for number in range(1, 99)))
    constant = next(name for name in names if name not in taken)
    domain = domain_of(integrand, wrt)
    conditions = dict.fromkeys(_conditions(solution, wrt)) if solution else {}
    every = dict.fromkeys([*domain.split("; "), *conditions])
    # “n > 0” is said by “n > 0 and n ≠ 1” already.
    kept = [one for one in every if not any(other.startswith(f"{one} and ") for other in every)]
    domain = "; ".join(kept)
    bare = _without_constants(tree, wrt)
    return Antiderivative(integrand, wrt, bare, tree, constant, domain, check, solution)


def _without_constants(tree: Tree, wrt: str) -> Tree:
    """Leave the terms without the variable out; the tree itself where there are none."""
    match tree:
        case Apply("add", (*terms,)):
            kept = [term for term in terms if depends_on(term, wrt)]
            if len(kept) == len(terms):
                first = _without_constants(terms[0], wrt)
                return tree if first is terms[0] else total([first, *terms[1:]])
            return _without_constants(total(kept), wrt)
        case Apply("subtract", (one, other)):
            if not depends_on(other, wrt):
                return _without_constants(one, wrt)
            if not depends_on(one, wrt):
                return negative(other)
            first = _without_constants(one, wrt)
            return tree if first is one else first - other
        case _:
            return tree


def _conditions(solution: Solution, wrt: str) -> Iterator[str]:
    """Yield the conditions of the rules that are about constants, such as n ≠ −1."""
    waiting = [solution]
    while waiting:
        here = waiting.pop()
        waiting.extend(here.parts)
        names = set(names_in(here.integrand)) - {wrt, here.wrt}
        if here.condition and names and here.wrt not in here.condition:
            yield here.condition


def _check_formula(integrand: Tree) -> None:
    """Refuse what is for arrays, and what is too long."""
    seen: dict[int, bool] = {}
    for count, part in enumerate(walk_distinct(integrand, seen), 1):
        seen[id(part)] = True
        if count > LARGEST:
            raise EngineError(
                f"the formula has more than {LARGEST} names, numbers and signs; "
                "integrate its parts one by one"
            )
        if isinstance(part, Apply) and get_operation(part.operation).family in _FOR_ARRAYS:
            raise EngineError(
                f"“{part.operation}” is for arrays; integrals are of formulas in numbers"
            )

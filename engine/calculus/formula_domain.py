"""Formula domain: for which values of a variable a formula is a number, in words.

Conditions on polynomials of low degree are solved; others stand as they are, such as cos(x) ≠ 0.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from engine.calculus.integral_factors import depends_on, factors_of
from engine.calculus.integral_fractions import numbers_of
from engine.calculus.integral_rules import known_number, plain_factor
from engine.calculus.interning import walk_distinct
from engine.calculus.polynomial import as_fraction
from engine.calculus.printing import to_text
from engine.calculus.rational_polynomial import divisors_of
from engine.calculus.real_set import EVERYWHERE, Interval, RealSet, common, words
from engine.calculus.simplify import simplified
from engine.calculus.tidy_sum import is_never_negative
from engine.calculus.tree import Apply, Name, Number, Tree, names_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.calculus.rational_polynomial import Coefficients

__all__ = ["domain_of", "pieces_of"]

_INFINITE = math.inf


class _Condition(NamedTuple):
    """That a formula is ≠ 0, > 0 or ≥ 0; or what is `told`, which cannot be solved."""

    formula: Tree
    relation: str
    told: str = ""

    @property
    def text(self) -> str:
        """The condition in words."""
        return self.told or f"{to_text(self.formula)} {self.relation} 0"


def domain_of(tree: Tree, wrt: str) -> str:
    """Say where a formula is defined.

    >>> from engine.expression import parse_expression
    >>> for text in ("1/(x*sqrt(x^2 - 1))", "ln(3 - 2x) + tan(x)", "x^2", "sqrt(a*x)"):
    ...     print(domain_of(parse_expression(text), "x"))
    x < -1 or x > 1
    x < 1.5; cos(x) ≠ 0
    all x
    a*x ≥ 0
    """
    found = _domain(tree, wrt)
    told = list(found.others)
    if found.numbers != EVERYWHERE or not told:
        told.insert(0, words(found.numbers, wrt, found.written))
    return "; ".join(told)


def pieces_of(tree: Tree, wrt: str) -> RealSet:
    """Return where a formula is defined, as far as its conditions could be solved.

    >>> from engine.expression import parse_expression
    >>> [(it.low, it.high) for it in pieces_of(parse_expression("ln(4 - x)/x"), "x")]
    [(-inf, 0.0), (0.0, 4.0)]
    """
    return _domain(tree, wrt).numbers


class _Domain(NamedTuple):
    """What was solved, conditions that were not, and how ends are written."""

    numbers: RealSet
    others: dict[str, None]
    written: dict[float, str]


def _domain(tree: Tree, wrt: str) -> _Domain:
    numbers, others = EVERYWHERE, dict[str, None]()
    written: dict[float, str] = {}
    for condition in _distinct(_conditions(tree, wrt)):
        solved = _solved(condition, wrt, written)
        if solved is None:
            others[condition.text] = None
        else:
            numbers = common(numbers, solved)
    return _Domain(numbers, others, written)


def _distinct(conditions: Iterator[_Condition]) -> list[_Condition]:
    """Return the conditions once each, of two about one formula the stricter."""
    found: dict[str, _Condition] = {}
    for one in conditions:
        key = one.told or to_text(one.formula)
        former = found.get(key)
        is_stricter = former is not None and former.relation != one.relation
        found[key] = one._replace(relation=">") if is_stricter else one
    return list(found.values())


# ------------------------------------------------------------------ what must hold


def _conditions(tree: Tree, wrt: str) -> Iterator[_Condition]:
    seen: dict[int, bool] = {}
    for part in walk_distinct(tree, seen):
        seen[id(part)] = True
        if isinstance(part, Apply) and depends_on(part, wrt):
            for condition in _of_part(part, wrt):
                yield from _split(condition)


def _of_part(part: Apply, wrt: str) -> Iterator[_Condition]:
    operation, operands = part.operation, part.operands
    if operation == "power":
        yield from _of_power(operands[0], operands[1], wrt)
    elif operation in {"divide", "reciprocal"}:
        yield _Condition(operands[-1], "≠")
    elif operation == "root":
        degree = known_number(operands[1])
        if degree is None or degree.denominator > 1 or degree % 2 == 0:
            yield _Condition(operands[0], "≥")
    else:
        for formula, relation in _OF_FUNCTIONS.get(operation, ()):
            yield _Condition(simplified(formula(operands[0])), relation)


def _of_power(base: Tree, exponent: Tree, wrt: str) -> Iterator[_Condition]:
    number = known_number(exponent)
    if number is None:
        whole = isinstance(exponent, Name) and exponent.text != wrt
        written, power = to_text(base), to_text(exponent)
        told = f"{written} > 0, or {power} whole with {written} ≠ 0 or {power} ≥ 0" if whole else ""
        if not isinstance(base, Number):
            yield _Condition(base, ">", told)
    elif number.denominator > 1:
        yield _Condition(base, ">" if number < 0 else "≥")
    elif number < 0:
        yield _Condition(base, "≠")


def _function(name: str) -> Callable[[Tree], Tree]:
    return lambda x: Apply(name, (x,))


def _itself(x: Tree) -> Tree:
    return x


_ONE = Number(1.0)
_TWO = Number(2.0)
_NO_POLE_OF_COSINE = ((_function("cos"), "≠"),)
_NO_POLE_OF_SINE = ((_function("sin"), "≠"),)
_UP_TO_ONE = ((lambda x: _ONE - x**_TWO, "≥"),)
_FROM_ONE = ((lambda x: x**_TWO - _ONE, "≥"),)

_OF_FUNCTIONS: dict[str, tuple[tuple[Callable[[Tree], Tree], str], ...]] = {
    "sqrt": ((_itself, "≥"),),
    "ln": ((_itself, ">"),),
    "log": ((_itself, ">"),),
    "log2": ((_itself, ">"),),
    "log10": ((_itself, ">"),),
    "log1p": ((lambda x: x + _ONE, ">"),),
    "tan": _NO_POLE_OF_COSINE,
    "sec": _NO_POLE_OF_COSINE,
    "cot": _NO_POLE_OF_SINE,
    "csc": _NO_POLE_OF_SINE,
    "coth": ((_itself, "≠"),),
    "csch": ((_itself, "≠"),),
    "arccsch": ((_itself, "≠"),),
    "arcsin": _UP_TO_ONE,
    "arccos": _UP_TO_ONE,
    "arcsec": _FROM_ONE,
    "arccsc": _FROM_ONE,
    "arccosh": ((lambda x: x - _ONE, "≥"),),
    "arctanh": ((lambda x: _ONE - x**_TWO, ">"),),
    "arccoth": ((lambda x: x**_TWO - _ONE, ">"),),
    "arcsech": ((_itself, ">"), (lambda x: _ONE - x, "≥")),
}


def _split(condition: _Condition) -> Iterator[_Condition]:
    """Write a condition by simpler ones: a product is not 0 where no factor is."""
    formula, relation, told = condition
    match None if told else formula:
        case Apply("sqrt", (inner,)) if relation in {"≠", ">"}:
            yield _Condition(inner, ">")
        case Apply("abs", (inner,)) if relation != "≥":
            yield from _split(_Condition(inner, "≠"))
        case Apply("cbrt", (inner,)) | Apply("power", (inner, Number())) if relation == "≠":
            yield from _split(_Condition(inner, "≠"))
        case Apply("multiply" | "divide" | "negate") if relation == "≠":
            for factor in [one for side in factors_of(formula) for one in side]:
                if not isinstance(factor, Number):
                    yield from _split(_Condition(factor, "≠"))
        case Apply("exp" | "cosh" | "sech" | "sigmoid" | "softplus"):
            return
        case _:
            if any(names_in(formula)):
                yield condition


# ------------------------------------------------------------------ solving


def _solved(condition: _Condition, wrt: str, written: dict[float, str]) -> RealSet | None:
    """Return where a condition on a linear or quadratic formula holds; None for others."""
    formula, relation, told = condition
    if told:
        return None
    if _is_plain(formula, relation):
        return EVERYWHERE
    found = as_fraction(formula, wrt)
    numbers = numbers_of(found[0]) if found and found[1] == {(0, 0): _ONE} else None
    if not numbers or len(numbers) < 2:
        return None
    if len(numbers) > 3:
        return _not_zero(numbers, written) if relation == "≠" else None
    return _by_roots(numbers, relation, written)


def _not_zero(numbers: Coefficients, written: dict[float, str]) -> RealSet | None:
    """Return where a polynomial of a higher degree is not 0, if its roots are found."""
    found = EVERYWHERE
    factors = divisors_of(numbers)
    for factor, _ in factors or ():
        found = common(found, _by_roots(factor, "≠", written))
    return found if factors else None


def _by_roots(numbers: Coefficients, relation: str, written: dict[float, str]) -> RealSet:
    roots = _roots(tuple(map(float, numbers)))
    for root in roots:
        plain = plain_factor(root) if root else None
        if isinstance(plain, Apply) and root != round(root, 4):
            written[root] = to_text(plain)
    ends = (-_INFINITE, *roots, _INFINITE)
    changes = 2 if len(roots) == 1 and len(numbers) == 3 else 1
    found: list[Interval] = []
    for place, (low, high) in enumerate(pairwise(ends)):
        left = changes * (len(roots) - place)
        is_above = (numbers[-1] > 0) == (left % 2 == 0)
        if relation == "≠" or is_above:
            found.append(Interval(low, high))
    return _closed(found, roots) if relation == "≥" else tuple(found)


def _closed(found: list[Interval], roots: tuple[float, ...]) -> RealSet:
    """Add the roots themselves."""
    joined = [Interval(root, root, has_low=True, has_high=True) for root in roots]
    for one in found:
        has_low, has_high = one.low in roots, one.high in roots
        joined = [it for it in joined if it.low not in (one.low, one.high)]
        joined.append(Interval(one.low, one.high, has_low, has_high))
    joined.sort()
    # Two that meet in a root are one.
    whole: list[Interval] = []
    for one in joined:
        if whole and whole[-1].high == one.low:
            whole[-1] = whole[-1]._replace(high=one.high, has_high=one.has_high)
        else:
            whole.append(one)
    return tuple(whole)


def _is_plain(formula: Tree, relation: str) -> bool:
    """Whether a condition plainly holds everywhere, as 1 + x² > 0 does."""
    match formula:
        case Apply("add", terms):
            is_above = any(isinstance(term, Number) and term.value > 0 for term in terms)
            return is_never_negative(formula) and (is_above or relation == "≥")
    return relation == "≥" and is_never_negative(formula)


def _roots(numbers: tuple[float, ...]) -> tuple[float, ...]:
    if len(numbers) == 2:
        return (-numbers[0] / numbers[1] + 0.0,)
    constant, slope, square = numbers
    discriminant = slope * slope - 4 * square * constant
    if discriminant < 0:
        return ()
    size = math.sqrt(discriminant)
    both = {(-slope - size) / (2 * square) + 0.0, (-slope + size) / (2 * square) + 0.0}
    return tuple(sorted(both))

"""Tidy sum: a formula as one sum, its fractions reduced and its brackets with numbers opened."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.calculus.integral_factors import factors_of, fraction
from engine.calculus.integral_rules import fraction_tree, known_number, whole
from engine.calculus.interning import Interner
from engine.calculus.simplify_numbers import negative, total
from engine.calculus.tree import Apply, Name, Number, Tree
from engine.calculus.walk import fold

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

__all__ = ["is_never_negative", "tidied"]

_LARGEST_POWER = 8


class _Term(NamedTuple):
    """A number times factors, over others."""

    coefficient: Fraction
    above: list[Tree]
    below: list[Tree]


def tidied(tree: Tree) -> Tree:
    """Open the brackets of what is multiplied with numbers only, and drop bars that do nothing.

    >>> from engine.calculus.printing import to_text
    >>> from engine.expression import parse_expression
    >>> to_text(tidied(parse_expression("-2*(-x/3 - 5*(y - (2/3)^2*z))/4 + ln(abs(1 + x^2))")))
    'x/6 + 5*y/2 - 10*z/9 + ln(1 + x^2)'
    """
    known = Interner()
    found: dict[Hashable, _Term] = {}
    for term in _terms(fold(tree, _plain), Fraction(1)):
        key = tuple(tuple(sorted(map(known.number, side))) for side in (term.above, term.below))
        before = found.get(key)
        number = term.coefficient + (before.coefficient if before else 0)
        found[key] = (before or term)._replace(coefficient=number)
    kept = [term for term in found.values() if term.coefficient]
    written = [_written(term._replace(coefficient=abs(term.coefficient))) for term in kept]
    signed: list[Tree] = [
        term if one.coefficient > 0 else Apply("negate", (term,))
        for one, term in zip(kept, written, strict=True)
    ]
    if signed and kept[0].coefficient < 0:
        signed[0] = negative(written[0])
    return total(signed)


def _terms(tree: Tree, factor: Fraction) -> Iterator[_Term]:
    waiting: list[tuple[Tree, Fraction]] = [(tree, factor)]
    while waiting:
        part, coefficient = waiting.pop()
        match part:
            case Apply("add", operands):
                waiting.extend((operand, coefficient) for operand in reversed(operands))
                continue
            case Apply("subtract", (one, other)):
                waiting.extend([(other, -coefficient), (one, coefficient)])
                continue
        term = _term(part)
        number = coefficient * term.coefficient
        match term:
            case _Term(_, [Apply("add" | "subtract") as inner], []):
                waiting.append((inner, number))
            case _:
                yield term._replace(coefficient=number)


def _term(part: Tree) -> _Term:
    """Take the numbers out of a product."""
    coefficient = Fraction(1)
    sides: tuple[list[Tree], list[Tree]] = ([], [])
    for side, factors in enumerate(factors_of(part)):
        for factor in factors:
            number = _number(factor)
            if number is None or (side and not number):
                sides[side].append(factor)
            else:
                coefficient = coefficient / number if side else coefficient * number
    return _Term(coefficient, *sides)


def _number(factor: Tree) -> Fraction | None:
    match factor:
        case Apply("power", (base, Number(exponent))):
            number = known_number(base)
            is_whole = exponent == int(exponent) and 0 < exponent <= _LARGEST_POWER
            return number ** int(exponent) if number is not None and is_whole else None
        case _:
            return known_number(factor)


def _written(term: _Term) -> Tree:
    coefficient = term.coefficient
    in_order = sorted(term.above, key=_place)
    if not term.above and not term.below:
        return fraction_tree(coefficient)
    above = [whole(coefficient.numerator), *in_order]
    if coefficient.denominator == 1:
        return fraction(above, term.below)
    return fraction(above, [whole(coefficient.denominator), *term.below])


def _place(factor: Tree) -> str:
    """Return a key by which numbers come first, then names and their powers, then all others."""
    base = factor
    if isinstance(factor, Apply) and factor.operation == "power":
        base = factor.operands[0]
    if isinstance(base, Number):
        return ""
    return base.text if isinstance(base, Name) else _LAST


_LAST = "\U0010ffff"


# ------------------------------------------------------------------ bars and roots


def _plain(part: Tree, operands: list[Tree]) -> Tree:
    """Drop the bars of what is never negative, and the root of what is squared again."""
    match part:
        case Apply("abs") if is_never_negative(operands[0]):
            return operands[0]
        case Apply("power", (_, Number(even))) if even > 0 and even % 2 == 0:
            match operands[0]:
                case Apply("sqrt", (inner,)):
                    return inner if even == 2 else inner ** Number(even / 2)
        case Apply("exp", (Apply("ln", (inner,)),)):
            return operands[0].operands[0] if isinstance(operands[0], Apply) else inner
    if isinstance(part, Apply):
        return Apply(part.operation, tuple(operands), part.attributes)
    return part


_NEVER_NEGATIVE = frozenset({"exp", "cosh", "abs", "sqrt", "square", "sech", "sigmoid", "softplus"})


def is_never_negative(tree: Tree) -> bool:
    """Whether a formula is plainly not negative wherever it is a number."""

    def combine(part: Tree, operands: list[bool]) -> bool:
        match part:
            case Number(number):
                return number >= 0
            case Apply("power", (_, Number(even))) if even % 2 == 0:
                return True
            case Apply("power", (_, _)):
                return operands[0]
            case Apply("add" | "multiply" | "divide"):
                return all(operands)
            case Apply(operation):
                return operation in _NEVER_NEGATIVE
            case _:
                return False

    return fold(tree, combine)

"""Simplify numbers: what is computed exactly, and what 0 and 1 do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.calculus.tree import Apply, Number, Tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.calculus.interning import Interner

__all__ = [
    "drop_neutral",
    "flat",
    "fold_numbers",
    "negative",
    "product",
    "split_sign",
    "total",
    "whole_or_nan",
]

_LARGEST_EXACT = 2.0**53


def product(factors: Sequence[Tree]) -> Tree:
    """Return the product of any number of factors, a sign in front of all."""
    signs, bare = 0, []
    for factor in factors:
        sign, rest = split_sign(factor)
        signs += sign
        bare.append(rest)
    bare = [factor for factor in bare if not is_number(factor, 1)]
    result: Tree
    if not bare:
        result = Number(1.0)
    else:
        result = bare[0] if len(bare) == 1 else Apply("multiply", tuple(bare))
    return negative(result) if signs % 2 else result


def total(terms: Sequence[Tree]) -> Tree:
    """Return the sum of any number of terms, negative ones subtracted."""
    if not terms:
        return Number(0.0)
    result, plus = terms[0], list[Tree]()
    for term in terms[1:]:
        sign, rest = split_sign(term)
        if sign:
            result, plus = _added(result, plus) - rest, []
        else:
            plus.append(term)
    return _added(result, plus)


def _added(first: Tree, others: Sequence[Tree]) -> Tree:
    return Apply("add", (first, *others)) if others else first


def is_number(tree: Tree, value: float) -> bool:
    """Whether a tree is that number."""
    return isinstance(tree, Number) and tree.value == value


def split_sign(tree: Tree) -> tuple[int, Tree]:
    """Return 1 and the opposite of what has a minus sign, 0 and the tree itself otherwise.

    >>> from engine.calculus.tree import Name
    >>> split_sign(-2 * Name("x")) == (1, 2 * Name("x"))
    True
    """
    match tree:
        case Number(number) if number < 0:
            return 1, Number(-number)
        case Apply("negate", (inner,)):
            sign, rest = split_sign(inner)
            return 1 - sign, rest
        case Apply("multiply" | "divide", (Number(number), *_)) if number < 0:
            return 1, negative(tree)
        case Apply("multiply" | "divide", (Apply("negate"), *_)):
            return 1, negative(tree)
        case _:
            return 0, tree


def negative(tree: Tree) -> Tree:
    """Return the opposite, the sign as far in front as it can stand."""
    match tree:
        case Number(number):
            return Number(0.0 - number)
        case Apply("negate", (inner,)):
            return inner
        case Apply("multiply" | "divide" as operation, (first, *others)):
            return Apply(operation, (negative(first), *others))
        case _:
            return -tree


# ------------------------------------------------------------------ numbers


def fold_numbers(part: Apply, _known: Interner) -> Tree:
    """Compute what is made of numbers alone, and gather several of a product in front."""
    match part:
        case Apply("multiply", factors):
            return _product_of_numbers(part, factors)
        case Apply("add", terms):
            return _sum_of_numbers(part, terms)
        case Apply("negate", (Number(number),)):
            return Number(0.0 - number)
        case Apply("subtract", (Number(one), Number(other))) if math.isfinite(one - other):
            return Number(one - other)
        case Apply("divide", (Number(above), Number(below))) if below:
            quotient = above / below
            return Number(quotient) if quotient == whole_or_nan(quotient) else part
        case Apply("power", (Number(base), Number(exponent))):
            return _power_of_numbers(part, base, exponent)
        case _:
            return part


def whole_or_nan(number: float) -> float:
    """Return a number that is exactly whole, and nan for any other."""
    is_whole = math.isfinite(number) and number == int(number) and abs(number) < _LARGEST_EXACT
    return number if is_whole else math.nan


def flat(operation: str, operands: Sequence[Tree]) -> list[Tree]:
    """Open the brackets of products in products, or of sums in sums."""
    found: list[Tree] = []
    waiting = list(reversed(operands))
    while waiting:
        operand = waiting.pop()
        if isinstance(operand, Apply) and operand.operation == operation:
            waiting.extend(reversed(operand.operands))
        else:
            found.append(operand)
    return found


def _product_of_numbers(part: Apply, factors: tuple[Tree, ...]) -> Tree:
    every = flat("multiply", factors)
    signs = [split_sign(factor) for factor in every]
    numbers = [rest.value for _, rest in signs if isinstance(rest, Number)]
    others = [rest for _, rest in signs if not isinstance(rest, Number)]
    if len(numbers) < 2 and not any(sign for sign, _ in signs[1:]):
        return part
    # Adding 0 makes 0 of −0.
    coefficient = math.prod(numbers) * (-1) ** sum(sign for sign, _ in signs) + 0.0
    if not math.isfinite(coefficient):
        return part
    if not others:
        return Number(coefficient)
    if numbers:
        return Apply("multiply", (Number(coefficient), *others))
    return product([Number(coefficient), *others])


def _sum_of_numbers(part: Apply, terms: tuple[Tree, ...]) -> Tree:
    numbers = [term.value for term in terms if isinstance(term, Number)]
    if len(numbers) < 2:
        return part
    others = [term for term in terms if not isinstance(term, Number)]
    amount = Number(sum(numbers))
    if not math.isfinite(amount.value):
        return part
    return Apply("add", (*others, amount)) if others else amount


def _power_of_numbers(part: Apply, base: float, exponent: float) -> Tree:
    if base == math.e or not 0 <= exponent <= 64:
        return part
    try:
        power = base**exponent
    except (OverflowError, ValueError, ZeroDivisionError):
        return part
    if isinstance(power, complex) or power != whole_or_nan(power):
        return part
    return Number(power)


# ------------------------------------------------------------------ 0 and 1


def drop_neutral(part: Apply, _known: Interner) -> Tree:
    """Leave out terms 0 and factors 1, and write 0 for what has a factor 0."""
    match part:
        case Apply("multiply", factors):
            return _without_ones(part, flat("multiply", factors))
        case Apply("add", terms):
            return _without_zeros(part, terms)
        case Apply("subtract", (one, other)):
            return _difference(part, one, other)
        case Apply("divide", (above, below)):
            return _quotient(part, above, below)
        case Apply("power", (base, Number(exponent))) if exponent in (0, 1):
            return base if exponent else Number(1.0)
        case Apply("negate", (inner,)):
            return negative(inner)
        case Apply("ln", (Number(number),)) if number in (1, math.e):
            return Number(0.0 if number == 1 else 1.0)
        case Apply("exp", (Number(0.0),)):
            return Number(1.0)
        case _:
            return part


def _without_ones(part: Apply, factors: list[Tree]) -> Tree:
    if any(is_number(factor, 0) for factor in factors):
        return Number(0.0)
    kept = [factor for factor in factors if not is_number(factor, 1)]
    is_plain = not any(split_sign(factor)[0] for factor in kept)
    return part if is_plain and len(kept) == len(part.operands) else product(kept)


def _without_zeros(part: Apply, terms: tuple[Tree, ...]) -> Tree:
    kept = [term for term in terms if not is_number(term, 0)]
    is_plain = not any(split_sign(term)[0] for term in kept[1:])
    return part if len(kept) == len(terms) and is_plain else total(kept)


def _difference(part: Apply, one: Tree, other: Tree) -> Tree:
    if is_number(other, 0):
        return one
    if is_number(one, 0):
        return negative(other)
    sign, rest = split_sign(other)
    return one + rest if sign else part


def _quotient(part: Apply, above: Tree, below: Tree) -> Tree:
    if is_number(above, 0) and not is_number(below, 0):
        return Number(0.0)
    if is_number(below, 1):
        return above
    return part

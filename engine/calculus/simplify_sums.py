"""Simplify sums: equal terms are added, whatever numbers they are multiplied with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from engine.calculus.simplify_numbers import flat, product, split_sign, total
from engine.calculus.tree import Apply, Number, Tree

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from engine.calculus.interning import Interner

__all__ = ["collect_terms"]


class _Term(NamedTuple):
    """A term as a number times factors; the factors' numbers, sorted, tell equal ones."""

    coefficient: float
    factors: tuple[Tree, ...]
    key: Hashable


def collect_terms(part: Apply, known: Interner) -> Tree:
    """Write 2·x·y + x·y as 3·x·y."""
    if part.operation not in {"add", "subtract"}:
        return part
    terms = [_term(sign, tree, known) for sign, tree in _signed(part)]
    found: dict[Hashable, _Term] = {}
    for term in terms:
        before = found.get(term.key)
        coefficient = term.coefficient + (before.coefficient if before else 0.0)
        found[term.key] = (before or term)._replace(coefficient=coefficient)
    if len(found) == len(terms) or not all(math.isfinite(it.coefficient) for it in found.values()):
        return part
    return total([_tree(term) for term in found.values() if term.coefficient])


def _signed(part: Apply) -> Iterator[tuple[float, Tree]]:
    """Yield the terms of a sum with their signs, brackets opened."""
    waiting: list[tuple[float, Tree]] = [(1.0, part)]
    while waiting:
        sign, tree = waiting.pop()
        match tree:
            case Apply("add", terms):
                waiting.extend((sign, term) for term in reversed(terms))
            case Apply("subtract", (one, other)):
                waiting.extend([(-sign, other), (sign, one)])
            case Apply("negate", (inner,)):
                waiting.append((-sign, inner))
            case _:
                yield sign, tree


def _term(sign: float, tree: Tree, known: Interner) -> _Term:
    factors = flat("multiply", [tree])
    others: list[Tree] = []
    for factor in factors:
        negative, rest = split_sign(factor)
        sign = -sign if negative else sign
        if isinstance(rest, Number):
            sign *= rest.value
        else:
            others.append(rest)
    return _Term(sign, tuple(others), tuple(sorted(map(known.number, others))))


def _tree(term: _Term) -> Tree:
    return product([Number(term.coefficient), *term.factors])

"""Simplify: algebra that is certain, each kind of it a step with its reason.

Only rules that hold wherever both sides are defined. What a step changes about where the formula
is defined, such as cancelling, is said with its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.calculus import simplify_numbers, simplify_products, simplify_sums
from engine.calculus.interning import Interner, walk_distinct
from engine.calculus.tree import Apply, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Simplification", "simplification_steps", "simplified"]

_MOST_ROUNDS = 40
"""More are never needed; a formula that changes for ever must not hang anything."""


class Simplification(NamedTuple):
    """One step of algebra: the formula after it, and why it is the same as before."""

    after: Tree
    reason: str


_PASSES: tuple[tuple[str, Callable[[Apply, Interner], Tree]], ...] = (
    ("numbers are multiplied and added", simplify_numbers.fold_numbers),
    ("a term 0 and a factor 1 change nothing, a factor 0 leaves 0", simplify_numbers.drop_neutral),
    ("a power of a product is the product of the powers", simplify_products.spread_powers),
    ("factors are put in order, equal ones become powers", simplify_products.collect_factors),
    ("what stands above and below is cancelled, where it is not 0", simplify_products.cancel),
    ("equal terms are added", simplify_sums.collect_terms),
)


def simplification_steps(tree: Tree) -> Iterator[Simplification]:
    """Yield the steps from a formula to its simple form, none if it is simple.

    Examples
    --------
    >>> from engine.calculus.printing import to_text
    >>> from engine.expression import parse_expression
    >>> for step in simplification_steps(parse_expression("(y*(2x) - x^2*0)/y^2")):
    ...     print(to_text(step.after), "|", step.reason)
    y*2*x/y^2 | a term 0 and a factor 1 change nothing, a factor 0 leaves 0
    2*x*y/y^2 | factors are put in order, equal ones become powers
    2*x/y | what stands above and below is cancelled, where it is not 0
    """
    interner = Interner()
    number = interner.number(tree)
    for _round in range(_MOST_ROUNDS):
        before = number
        for reason, simplify in _PASSES:
            tree = _everywhere(tree, simplify, interner)
            after = interner.number(tree)
            if after != number:
                number = after
                yield Simplification(tree, reason)
        if number == before:
            return


def simplified(tree: Tree) -> Tree:
    """Return the simple form of a formula.

    >>> from engine.calculus.printing import to_text
    >>> from engine.expression import parse_expression
    >>> to_text(simplified(parse_expression("x*x + 0*y + 3*x^2")))
    '4*x^2'
    """
    for step in simplification_steps(tree):
        tree = step.after
    return tree


def _everywhere(tree: Tree, simplify: Callable[[Apply, Interner], Tree], known: Interner) -> Tree:
    """Simplify each part once, operands first."""
    done: dict[int, Tree] = {}
    for part in walk_distinct(tree, done):
        if not isinstance(part, Apply):
            done[id(part)] = part
            continue
        operands = tuple(done[id(operand)] for operand in part.operands)
        is_same = all(map(_is, operands, part.operands))
        done[id(part)] = simplify(
            part if is_same else Apply(part.operation, operands, part.attributes), known
        )
    return done[id(tree)]


def _is(one: Tree, other: Tree) -> bool:
    return one is other

"""Simplify products: equal factors become powers, and fractions are reduced."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.calculus.simplify_numbers import flat, product, split_sign, whole_or_nan
from engine.calculus.tree import Apply, Name, Number, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.calculus.interning import Interner

__all__ = ["cancel", "collect_factors", "spread_powers"]

_LARGEST_SPREAD = 16
"""The highest power of a number times something that is written without brackets."""


@dataclass(slots=True)
class _Factors:
    """A product in order: a coefficient, and bases with their whole exponents."""

    coefficient: float = 1.0
    bases: dict[int, Tree] = field(default_factory=dict)
    exponents: dict[int, float] = field(default_factory=dict)

    def take(self, factors: Iterable[Tree], known: Interner) -> None:
        for factor in factors:
            sign, rest = split_sign(factor)
            self.coefficient *= -1.0 if sign else 1.0
            if isinstance(rest, Number):
                self.coefficient *= rest.value
                continue
            base, exponent = _base_and_exponent(rest)
            key = known.number(base)
            self.bases.setdefault(key, base)
            self.exponents[key] = self.exponents.get(key, 0.0) + exponent

    def trees(self) -> list[Tree]:
        """Return the factors: the coefficient, powers of names, all others."""
        made = [(self.bases[key], exponent) for key, exponent in self.exponents.items() if exponent]
        made.sort(key=lambda pair: pair[0].text if isinstance(pair[0], Name) else "\U0010ffff")
        found = [base if exponent == 1 else base ** Number(exponent) for base, exponent in made]
        return found if self.coefficient == 1 else [Number(self.coefficient), *found]


def _base_and_exponent(factor: Tree) -> tuple[Tree, float]:
    match factor:
        case Apply("power", (base, Number(exponent))) if exponent == whole_or_nan(exponent):
            # Numbers that are not multiplied out keep their exponent.
            return (factor, 1.0) if isinstance(base, Number) else (base, exponent)
        case _:
            return factor, 1.0


def collect_factors(part: Apply, known: Interner) -> Tree:
    """Write x·x² as x³ and (x²)³ as x⁶, in the usual order of factors."""
    match part:
        case Apply("multiply", factors):
            found = _Factors()
            found.take(flat("multiply", factors), known)
            return product(found.trees()) if math.isfinite(found.coefficient) else part
        case Apply("power", (Apply("power", (base, Number(inner))), Number(outer))):
            whole = inner * outer
            if inner == whole_or_nan(inner) and outer == whole_or_nan(outer) and inner * outer > 0:
                return base ** Number(whole)
    return part


def spread_powers(part: Apply, _known: Interner) -> Tree:
    """Write (4·x)² as 4²·x²."""
    match part:
        case Apply("power", (Apply("multiply", (Number() as number, *others)), Number(exponent))):
            if 0 < exponent <= _LARGEST_SPREAD and exponent == whole_or_nan(exponent):
                return product([item ** Number(exponent) for item in (number, *others)])
    return part


def cancel(part: Apply, known: Interner) -> Tree:
    """Make one fraction of several, and reduce it."""
    match part:
        case Apply("divide", (above, below)):
            return _reduced([above], [below], known)
        case Apply("multiply", factors):
            every = flat("multiply", factors)
            if any(isinstance(one, Apply) and one.operation == "divide" for one in every):
                return _reduced(every, [], known)
    return part


def _reduced(above: list[Tree], below: list[Tree], known: Interner) -> Tree:
    """Return a fraction in its lowest terms, where these are certain."""
    numerators, denominators = _split(above, below)
    upper, lower = _Factors(), _Factors()
    upper.take(numerators, known)
    lower.take(denominators, known)
    for key in upper.exponents.keys() & lower.exponents.keys():
        common = min(upper.exponents[key], lower.exponents[key])
        if common > 0:
            upper.exponents[key] -= common
            lower.exponents[key] -= common
    _reduce_numbers(upper, lower)
    top, bottom = product(upper.trees()), product(lower.trees())
    if isinstance(bottom, Number) and bottom.value == 1:
        return top
    return top / bottom


def _split(above: list[Tree], below: list[Tree]) -> tuple[list[Tree], list[Tree]]:
    """Open fractions in fractions: what is above in the end, and what below."""
    sides: tuple[list[Tree], list[Tree]] = ([], [])
    waiting = [(tree, 0) for tree in above] + [(tree, 1) for tree in below]
    waiting.reverse()
    while waiting:
        tree, side = waiting.pop()
        sign, rest = split_sign(tree)
        match rest:
            case Apply("multiply", factors):
                waiting.extend((factor, side) for factor in reversed(factors))
            case Apply("divide", (upper, lower)):
                waiting.extend([(lower, 1 - side), (upper, side)])
            case _:
                sides[side].append(rest)
        if sign:
            sides[0].append(Number(-1.0))
    return sides


def _reduce_numbers(upper: _Factors, lower: _Factors) -> None:
    """Divide both coefficients by what they have in common, and put the sign above."""
    one, other = upper.coefficient, lower.coefficient
    if not (one == whole_or_nan(one) and other == whole_or_nan(other)) or not other:
        return
    common = math.copysign(math.gcd(int(one), int(other)), other)
    upper.coefficient, lower.coefficient = one / common, other / common

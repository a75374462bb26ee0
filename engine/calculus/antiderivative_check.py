"""Antiderivative check: differentiated back, and compared with the integrand in every piece.

Two tests in numbers, at seeded points of both signs and, where there are other names, for several
values of these: the derivative is the integrand, and over each short stretch the antiderivative
grows by the integral (Gauss and Legendre's quadrature), which it does not where it jumps.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.calculus.derivation import Derivation
from engine.calculus.formula_domain import pieces_of
from engine.calculus.sample_values import values_at
from engine.calculus.simplify import simplified
from engine.calculus.tidy_sum import tidied
from engine.calculus.tree import Apply, Number, Tree, names_in
from engine.calculus.walk import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.calculus.real_set import Interval, RealSet
    from engine.values import Array

__all__ = ["Check", "Piece", "check_antiderivative"]

_REACH = 9.0
_STRETCHES = 240
_FAR = np.array([12.7, 19.3, 31.9])
_NEAR = np.array([0.0007, 0.0043, 0.012])
_STEPS = np.array([0.013, 0.071, 0.17, 0.33, 0.59, 0.93, 1.7, 3.1])
_SHARES = np.array([0.013, 0.09, 0.21, 0.36, 0.53, 0.68, 0.83, 0.94, 0.989])
_DRAWS = 8
_RELATIVE = 1e-7
_ROUNDING = 1e-11
_FLOOR = 1e-10
_NODES = np.polynomial.legendre.leggauss(10)
_LEAST_POINTS = 5
_MOST_JUMPS = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the variable on which the two were compared, without a gap of the domain."""

    first: float
    last: float
    points: int


@dataclass(frozen=True, slots=True)
class Check:
    """What differentiating back has shown.

    Attributes
    ----------
    is_verified
        Whether the derivative is the integrand wherever that is defined, and at some places.
    is_proved
        Whether algebra shows it as well, for all values.
    pieces
        Where they were compared; for the first values of other names where there are any.
    jumps
        Where the antiderivative jumps though the integrand does not, so that it holds on each
        side with a constant of its own.
    """

    is_verified: bool
    is_proved: bool
    pieces: tuple[Piece, ...]
    jumps: tuple[float, ...]


def check_antiderivative(antiderivative: Tree, integrand: Tree, wrt: str) -> Check:
    """Differentiate an antiderivative back.

    Examples
    --------
    >>> from engine.expression import parse_expression
    >>> for text in ("ln(abs(x))", "ln(x)"):
    ...     found = check_antiderivative(parse_expression(text), parse_expression("1/x"), "x")
    ...     print(found.is_verified, [(round(it.first, 4), round(it.last)) for it in found.pieces])
    True [(-31.9, 0), (0.0007, 32)]
    False [(-31.9, 0), (0.0007, 32)]
    """
    slopes = [Derivation(term, wrt).derivative for term in _terms(antiderivative)]
    terms = [term for slope in slopes for term in _terms(slope)]
    domain = pieces_of(integrand, wrt)
    points = _points(domain)
    pieces: tuple[Piece, ...] = ()
    jumps: dict[float, None] = {}
    compared, is_right = 0, True
    for values in _draws(integrand, wrt):
        expected = values_at(integrand, values | {wrt: points})
        found = [values_at(term, values | {wrt: points}) for term in terms]
        defined = np.isfinite(expected)
        compared += int(np.count_nonzero(defined))
        heights = values_at(antiderivative, values | {wrt: points})
        is_there = not np.any(np.isnan(heights[defined]))
        is_right = is_right and is_there and _agree(expected, found, defined)
        pieces = pieces or tuple(_pieces(points, defined, domain))
        if is_right:
            jumps |= dict.fromkeys(_jumps(antiderivative, integrand, wrt, values | {wrt: points}))
    return Check(
        is_right and compared >= _LEAST_POINTS,
        is_right and _is_proved(antiderivative, integrand, wrt),
        pieces,
        tuple(jumps)[:_MOST_JUMPS],
    )


def _terms(tree: Tree) -> Iterator[Tree]:
    """Yield the terms of a sum, whose sizes say how many digits are lost in it."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        match part:
            case Apply("add", operands):
                waiting.extend(operands)
            case Apply("subtract", (one, other)):
                waiting.extend([one, Apply("negate", (other,))])
            case Apply("divide", (Apply("add" | "subtract" as sign, terms), below)):
                inner = [term / below for term in terms]
                waiting.append(Apply(sign, tuple(inner)))
            case _:
                yield part


def _draws(integrand: Tree, wrt: str) -> Iterator[dict[str, Any]]:
    """Yield values for the names that are constants here, positive ones first."""
    names = [name for name in dict.fromkeys(names_in(integrand)) if name != wrt]
    chance = random.Random(20)
    for draw in range(_DRAWS if names else 1):
        lowest = 0.3 if draw < _DRAWS // 2 else -2.5
        yield {name: chance.uniform(lowest, 2.5) for name in names}


def _points(domain: RealSet) -> Array:
    """Return points everywhere, and some in each piece of the domain wherever that is."""
    chance = np.random.default_rng(7)
    width = 2 * _REACH / _STRETCHES
    starts = -_REACH + width * np.arange(_STRETCHES)
    inner = starts + width * chance.uniform(0.05, 0.95, _STRETCHES)
    own = [_within(piece) for piece in domain if piece.low < piece.high]
    return np.unique(np.concatenate([-_FAR, -_NEAR, inner, _NEAR, _FAR, *own]))


def _within(piece: Interval) -> Array:
    """Return some points of one piece."""
    low, high = piece.low, piece.high
    if math.isinf(low) and math.isinf(high):
        return np.array([])
    if math.isinf(low):
        return high - _STEPS * max(1.0, abs(high))
    if math.isinf(high):
        return low + _STEPS * max(1.0, abs(low))
    return np.asarray(low + (high - low) * _SHARES)


def _agree(expected: Array, found: list[Array], defined: Array) -> bool:
    """Whether the terms add up to the integrand, as far as digits go."""
    total = np.sum(found, axis=0)[defined]
    sizes = np.sum(np.abs(found), axis=0)[defined]
    wanted = expected[defined]
    with np.errstate(invalid="ignore"):
        # Where the integrand nearly vanishes, only digits that it has elsewhere can be compared.
        floor = _FLOOR * np.quantile(np.abs(wanted), 0.9) if wanted.size else 0.0
        allowed = _RELATIVE * np.abs(wanted) + _ROUNDING * sizes + floor
        return bool(np.all(np.abs(total - wanted) <= allowed))


def _pieces(points: Array, defined: Array, domain: RealSet) -> Iterator[Piece]:
    """Yield the runs of points at which there is an integrand, each piece and sign for itself."""
    ends = [0.0, *(end for piece in domain for end in (piece.low, piece.high))]
    run: list[float] = []
    for place, is_so in zip(points.tolist(), defined.tolist(), strict=True):
        if run and (not is_so or any(run[-1] < end < place for end in ends)):
            yield Piece(run[0], run[-1], len(run))
            run = []
        if is_so:
            run.append(place)
    if run:
        yield Piece(run[0], run[-1], len(run))


# ------------------------------------------------------------------ growth


def _jumps(
    antiderivative: Tree, integrand: Tree, wrt: str, values: dict[str, Any]
) -> Iterator[float]:
    """Yield where the antiderivative grows by something else than the integral."""
    ends = values[wrt]
    left, right = ends[:-1], ends[1:]
    whole = _quadrature(integrand, wrt, values, left, right)
    middle = (left + right) / 2
    halves = _quadrature(integrand, wrt, values, left, middle)
    others = _quadrature(integrand, wrt, values, middle, right)
    heights = values_at(antiderivative, values)
    with np.errstate(invalid="ignore", over="ignore"):
        halves = halves + others
        is_smooth = np.abs(whole - halves) <= 1e-9 * (np.abs(whole) + (right - left))
        growth = heights[1:] - heights[:-1]
        lost = _ROUNDING * (np.abs(heights[1:]) + np.abs(heights[:-1]))
        is_off = np.abs(growth - whole) > 1e-6 * (np.abs(whole) + (right - left)) + lost
    yield from middle[is_smooth & is_off & np.isfinite(growth)].tolist()


def _quadrature(
    integrand: Tree, wrt: str, values: dict[str, Any], left: Array, right: Array
) -> Array:
    nodes, weights = _NODES
    half = (right - left)[:, None] / 2
    places = (left + right)[:, None] / 2 + half * nodes
    found = values_at(integrand, values | {wrt: places.ravel()}).reshape(places.shape)
    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray(np.sum(found * weights * half, axis=1))


# ------------------------------------------------------------------ proof


def _is_proved(antiderivative: Tree, integrand: Tree, wrt: str) -> bool:
    """Whether algebra alone makes the derivative and the integrand the same."""
    derivative = Derivation(_without_bars(antiderivative), wrt).derivative
    difference = tidied(simplified(simplified(derivative) - simplified(integrand)))
    return difference == Number(0.0) or simplified(difference) == Number(0.0)


def _without_bars(tree: Tree) -> Tree:
    """Write ln u for ln|u|, which has the same derivative u′/u on either side of 0."""

    def combine(part: Tree, operands: list[Tree]) -> Tree:
        match part:
            case Apply("ln"):
                inner = operands[0]
                if isinstance(inner, Apply) and inner.operation == "abs":
                    inner = inner.operands[0]
                return Apply("ln", (inner,))
            case Apply(operation, _, attributes):
                return Apply(operation, tuple(operands), attributes)
        return part

    return fold(tree, combine)

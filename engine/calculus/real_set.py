"""Real sets: numbers as intervals, as a condition on one variable allows them, and in words."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

__all__ = ["EVERYWHERE", "Interval", "RealSet", "common", "words"]


class Interval(NamedTuple):
    """The numbers from one to another; infinite ends are never closed."""

    low: float
    high: float
    has_low: bool = False
    has_high: bool = False


RealSet = tuple[Interval, ...]
"""Intervals in order that do not touch."""

EVERYWHERE: RealSet = (Interval(-math.inf, math.inf),)


def common(one: RealSet, other: RealSet) -> RealSet:
    """Return what is in both.

    >>> words(common((Interval(-1.0, 1.0),), (Interval(-math.inf, 0.0), Interval(0.0, math.inf))))
    '-1 < x < 0 or 0 < x < 1'
    """
    found = []
    for a in one:
        for b in other:
            low, high = max(a.low, b.low), min(a.high, b.high)
            has_low = all(it.has_low or it.low < low for it in (a, b))
            has_high = all(it.has_high or it.high > high for it in (a, b))
            if low < high or (low == high and has_low and has_high):
                found.append(Interval(low, high, has_low, has_high))
    return tuple(sorted(found))


def words(numbers: RealSet, name: str = "x", written: dict[float, str] | None = None) -> str:
    """Say which numbers a set has.

    Parameters
    ----------
    written
        How ends are written that are no short numbers.

    Examples
    --------
    >>> words(EVERYWHERE), words(()), words((Interval(0.0, math.inf, True),), "t")
    ('all x', 'no x', 't ≥ 0')
    >>> words((Interval(-math.inf, 2.0), Interval(2.0, math.inf)))
    'x ≠ 2'
    """
    if not numbers:
        return f"no {name}"
    if numbers == EVERYWHERE:
        return f"all {name}"
    left_out = [one.high for one in numbers[:-1]]
    is_whole = numbers[0].low == -math.inf and numbers[-1].high == math.inf
    is_dotted = all(one.high == other.low for one, other in pairwise(numbers))
    if is_whole and is_dotted:
        return " and ".join(f"{name} ≠ {_number(number, written)}" for number in left_out)
    return " or ".join(_interval(one, name, written) for one in numbers)


def _interval(one: Interval, name: str, written: dict[float, str] | None) -> str:
    low, high = _number(one.low, written), _number(one.high, written)
    if one.low == one.high:
        return f"{name} = {low}"
    if math.isinf(one.low):
        return f"{name} {'≤' if one.has_high else '<'} {high}"
    if math.isinf(one.high):
        return f"{name} {'≥' if one.has_low else '>'} {low}"
    return f"{low} {'≤' if one.has_low else '<'} {name} {'≤' if one.has_high else '<'} {high}"


def _number(number: float, written: dict[float, str] | None) -> str:
    return (written or {}).get(number) or f"{number + 0.0:.6g}"

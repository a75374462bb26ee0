"""Equality: whether two formulas are the same function of their names.

Decided by numbers at seeded points where both are defined, of both signs. A difference within what
rounding may have made decides nothing; there many digits are computed, twice: what is left of a
difference between equal numbers shrinks with the digits, a true one stays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from engine.calculus.bounded_value import bounded_value
from engine.calculus.interning import size_of, walk_distinct
from engine.calculus.notation import plain_name
from engine.calculus.tree import Apply, Name, Number, Tree
from engine.errors import EngineError
from engine.maths.precise import Precise, PreciseNumber
from engine.operation import find_operation
from engine.values import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.values import Array

__all__ = ["POINTS", "Decision", "Verdict", "is_equal", "precise_value"]

POINTS = 24
"""How many points of the common domain are compared at."""

_SEED = 20
_RANGES = ((480, 3.0), (240, 1.0), (160, 12.0), (80, 90.0))
"""How many candidates are drawn from how far to both sides of zero."""

_ROUND = (2.0, -2.0, 3.0, -1.0, 0.5, 1.0, -0.5, 5.0, -3.0)
"""Coordinates that a person likes better in a counter-example."""

_PRECISION = 1e-9
"""What rounding may leave in doubt at most, relative to the numbers."""

_SAFETY = 8.0
_DIGITS = (50, 100)
_SHRUNK = 1e-20
_LARGEST_PRECISE = 4_000
_ONE_SIDED_TRIED = 6
_DOUBTFUL_TRIED = 24


class Decision(StrEnum):
    """What was found."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of two formulas.

    Attributes
    ----------
    decision
        Whether they agree wherever both are defined.
    compared
        At how many points that was seen.
    counter_example
        A point at which they differ.
    values
        What the two are there.
    only_first, only_second
        A point where one of them is defined and the other is not; empty where none was met.
    proved
        Whether algebra says so as well, see `engine.calculus.equality_proof`.
    """

    decision: Decision
    compared: int = 0
    counter_example: Mapping[str, float] = field(default_factory=dict)
    values: tuple[float, float] | None = None
    only_first: Mapping[str, float] = field(default_factory=dict)
    only_second: Mapping[str, float] = field(default_factory=dict)
    proved: bool = False

    @property
    def text(self) -> str:
        """The verdict in a sentence."""
        if self.decision is Decision.DIFFERENT:
            assert self.values is not None
            one, other = map(format_number, self.values)
            where = f" at {_told(self.counter_example)}" if self.counter_example else ""
            return f"different{where}: {one} and {other}"
        if self.decision is Decision.UNDECIDED:
            return "not decided: no points were found where both can be computed"
        text = f"equal at {self.compared} points" + (", and proved" if self.proved else "")
        for which, point in (("first", self.only_first), ("second", self.only_second)):
            if point:
                text += f"; only the {which} is defined at {_told(point)}"
        return text


def _told(point: Mapping[str, float]) -> str:
    return ", ".join(f"{plain_name(name)} = {format_number(at)}" for name, at in point.items())


def is_equal(one: Tree, other: Tree) -> Verdict:
    """Decide whether two formulas agree wherever both are defined.

    Raises
    ------
    EngineError
        When something in them is no number: a derivative that is not worked out, or an array.

    Examples
    --------
    >>> from engine.expression import parse_expression as read
    >>> is_equal(read("(x + 1)^2"), read("x^2 + 2x + 1")).text
    'equal at 24 points'
    >>> is_equal(read("abs(x)"), read("x")).text
    'different at x = −2: 2 and −2'
    >>> is_equal(read("ln(x^2)"), read("2*ln(x)")).text
    'equal at 24 points; only the first is defined at x = −2'
    """
    names = sorted({*_checked_names(one), *_checked_names(other)})
    return _Comparison(one, other, names).verdict()


def _checked_names(tree: Tree) -> Iterator[str]:
    seen: dict[int, bool] = {}
    for part in walk_distinct(tree, seen):
        seen[id(part)] = True
        operation = find_operation(part.operation) if isinstance(part, Apply) else None
        if isinstance(part, Apply) and operation is None:
            raise EngineError(f"“{part.operation}” is not worked out, so it cannot be compared")
        if operation is not None and operation.family == "shape":
            raise EngineError(f"“{operation.name}” is for arrays; formulas in numbers are compared")
        if isinstance(part, Name):
            yield part.text


class _Comparison:
    """One pair of formulas being compared."""

    def __init__(self, one: Tree, other: Tree, names: Sequence[str]) -> None:
        self.trees = one, other
        self.names = names
        self.is_small = size_of(one) + size_of(other) <= _LARGEST_PRECISE
        self._maths: dict[int, Precise] = {}

    def verdict(self) -> Verdict:
        at = _candidates(self.names)
        first, second = (bounded_value(tree, at) for tree in self.trees)
        defined = np.isfinite(first.value), np.isfinite(second.value)
        common = np.flatnonzero(defined[0] & defined[1])
        chosen = _balanced(common, at[self.names[0]] if self.names else np.zeros(1))
        with np.errstate(all="ignore"):
            off = np.abs(first.value - second.value)
            bound = _SAFETY * (first.bound + second.bound)
            scale = np.maximum(np.abs(first.value), np.abs(second.value))
            is_close = (off <= bound) & (bound <= _PRECISION * scale)
        is_exact = (off == 0) & (bound < 1e-300)
        compared = 0
        for number, place in enumerate([*chosen, *_doubtful(common, off > bound, chosen)]):
            found = True if is_close[place] or is_exact[place] else None
            if found is None:
                found = self._precisely(_point(at, place))
            if found is None and off[place] > bound[place]:
                found = False
            if found is False:
                return self._different(at, off > bound, place)
            compared += found is True and number < len(chosen)
        decision = Decision.EQUAL if compared else Decision.UNDECIDED
        only = [self._only(at, defined[side] & ~defined[1 - side], side) for side in (0, 1)]
        return Verdict(decision, compared, only_first=only[0], only_second=only[1])

    def _different(self, at: Mapping[str, Array], differs: np.ndarray, place: int) -> Verdict:
        """Return the verdict with the roundest point at which they differ."""
        for candidate in (*range(len(_ROUND)), place):
            point = _point(at, candidate)
            if candidate == place or (differs[candidate] and self._precisely(point) is False):
                values = self._values(point)
                return Verdict(Decision.DIFFERENT, 1, point, values)
        raise AssertionError

    def _values(self, point: Mapping[str, float]) -> tuple[float, float]:
        at = {name: np.array([value]) for name, value in point.items()}
        one, other = (float(bounded_value(tree, at).value[0]) for tree in self.trees)
        return one, other

    def _only(self, at: Mapping[str, Array], places: np.ndarray, side: int) -> Mapping[str, float]:
        """Return a point where one side is defined and the other is not, beyond all rounding."""
        for place in np.flatnonzero(places)[:_ONE_SIDED_TRIED]:
            point = _point(at, place)
            found = [self._number(tree, point, _DIGITS[0]) for tree in self.trees]
            if found[side] is not None and found[1 - side] is None:
                return point
        return {}

    # ------------------------------------------------------------------ many digits

    def _precisely(self, point: Mapping[str, float]) -> bool | None:
        """Compare at a point with many digits; None where that cannot be done either."""
        differences, size = [], 0.0
        for digits in _DIGITS:
            one, other = (self._number(tree, point, digits) for tree in self.trees)
            if one is None or other is None:
                return None
            differences.append(abs((one - other).value))
            size = max(abs(one.value), abs(other.value))
        few, many = differences
        # By chance the fewer digits may agree to the last.
        if many <= _SHRUNK * max(few, size * 10.0 ** (1 - _DIGITS[0])):
            return True
        # What is true stays; by chance fewer digits may also cancel where more do not.
        return False if few < many * 2 < few * 4 else None

    def _number(self, tree: Tree, point: Mapping[str, float], digits: int) -> PreciseNumber | None:
        """Compute a formula; None where it is not defined."""
        if not self.is_small:
            return None
        m = self._maths.setdefault(digits, Precise(digits))
        try:
            found = precise_value(tree, m, point)
        except (ArithmeticError, ValueError):
            return None
        return found if math.isfinite(float(found)) else None


def precise_value(tree: Tree, m: Precise, point: Mapping[str, float]) -> PreciseNumber:
    """Compute a formula at a point to many digits.

    >>> from engine.expression import parse_expression
    >>> float(precise_value(parse_expression("0.1*x - 0.3"), Precise(30), {"x": 3.0})) < 1e-30
    True
    """
    values: dict[int, PreciseNumber] = {}
    for part in walk_distinct(tree, values):
        if isinstance(part, Number):
            values[id(part)] = m.number(part.value)
        elif isinstance(part, Name):
            values[id(part)] = m.number(point[part.text])
        else:
            operation = find_operation(part.operation)
            assert operation is not None
            given = operation.full_attributes(dict(part.attributes))
            operands = [values[id(operand)] for operand in part.operands]
            values[id(part)] = operation.forward(m, *operands, **given)
    return values[id(tree)]


# ---------------------------------------------------------------------- points


def _candidates(names: Sequence[str]) -> dict[str, Array]:
    """Return points to choose from: round ones first, then seeded ones of every size."""
    chance = np.random.default_rng(_SEED)
    found: dict[str, Array] = {}
    for place, name in enumerate(names):
        # Every name its own, so that names are not all alike at any point.
        turned = np.roll(_ROUND, -place)
        near, *drawn = (chance.uniform(-reach, reach, count) for count, reach in _RANGES)
        whole = chance.integers(-4, 6, 60).astype(float)
        # What is short is liked better, but not by formulas such as sin(1000*pi*x).
        found[name] = np.concatenate([turned, np.round(near, 3), *drawn, whole])
    return found or {"": np.zeros(1)}


def _balanced(common: np.ndarray, first: Array) -> list[int]:
    """Choose points of both signs of the first name; the round ones are not among them.

    At round points formulas may agree by chance, or meet a special value.
    """
    seeded = [int(place) for place in common if place >= len(_ROUND) or first.size == 1]
    positive = [place for place in seeded if first[place] >= 0]
    negative = [place for place in seeded if first[place] < 0]
    half = POINTS // 2
    kept = max(half, POINTS - len(negative))
    chosen = positive[:kept]
    return chosen + negative[: POINTS - len(chosen)]


def _doubtful(common: np.ndarray, differs: np.ndarray, chosen: Sequence[int]) -> list[int]:
    """Return more points at which the numbers say that the formulas are not equal, if there are.

    These are alike where they were compared, as |x − 5| and 5 − x are near zero.
    """
    doubtful = [int(place) for place in common if differs[place]]
    return [place for place in doubtful if place not in set(chosen)][:_DOUBTFUL_TRIED]


def _point(at: Mapping[str, Array], place: int) -> dict[str, float]:
    return {name: float(values[place]) for name, values in at.items() if name}

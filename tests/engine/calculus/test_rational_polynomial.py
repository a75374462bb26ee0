"""Polynomials over the fractions: dividing, and taking apart."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.calculus.rational_polynomial import (
    Coefficients,
    divided,
    divisors_of,
    multiplied,
    partial_fractions,
    reduced,
    trimmed,
)

NUMBERS = st.integers(-6, 6).map(Fraction)
POLYNOMIALS = st.lists(NUMBERS, max_size=5).map(trimmed)
LINES = st.tuples(st.integers(-5, 5).map(Fraction), st.integers(1, 3).map(Fraction))


def added(one: Coefficients, other: Coefficients) -> Coefficients:
    size = max(len(one), len(other))
    padded = [[*side, *[Fraction(0)] * (size - len(side))] for side in (one, other)]
    return trimmed([a + b for a, b in zip(*padded, strict=True)])


def value(polynomial: Coefficients, at: Fraction) -> Fraction:
    return sum((number * at**power for power, number in enumerate(polynomial)), Fraction(0))


@given(POLYNOMIALS, POLYNOMIALS)
def test_the_quotient_times_the_divisor_and_the_rest(
    above: Coefficients, below: Coefficients
) -> None:
    assume(below)
    quotient, rest = divided(above, below)
    assert added(multiplied(quotient, below), rest) == above
    assert len(rest) < len(below)


@given(POLYNOMIALS, POLYNOMIALS, LINES)
def test_what_both_have_in_common_is_divided_out(
    one: Coefficients, other: Coefficients, common: Coefficients
) -> None:
    assume(one and other)
    above, below = reduced(multiplied(one, common), multiplied(other, common))
    assert len(below) <= len(other)
    assert multiplied(above, other) == multiplied(below, one)


@given(st.lists(LINES, min_size=1, max_size=4), POLYNOMIALS, st.booleans())
def test_simple_fractions_add_up(
    lines: list[Coefficients], above: Coefficients, has_square: bool
) -> None:
    below: Coefficients = (Fraction(2), Fraction(1), Fraction(1)) if has_square else (Fraction(1),)
    for line in lines:
        below = multiplied(below, line)
    assume(above and len(above) < len(below))
    simple = partial_fractions(above, below)
    assert simple is not None
    assert all(len(one.above) < len(one.below) <= 3 for one in simple)
    for place in (Fraction(17, 7), Fraction(-31, 11)):
        total = sum(
            (value(one.above, place) / value(one.below, place) ** one.power for one in simple),
            Fraction(0),
        )
        assert total == value(above, place) / value(below, place)


def test_what_has_no_rational_roots_is_not_taken_apart() -> None:
    one, zero = Fraction(1), Fraction(0)
    assert divisors_of((one, zero, zero, zero, one)) is None
    assert partial_fractions((one,), (one, zero, zero, zero, one)) is None
    # The number before x⁰ has too many divisors to look through.
    assert divisors_of((Fraction(10**9 + 7), one, zero, one)) is None

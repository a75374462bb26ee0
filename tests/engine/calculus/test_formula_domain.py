"""Where formulas are defined, in words, and as sets of numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calculus.formula_domain import domain_of
from engine.calculus.real_set import EVERYWHERE, Interval, RealSet, common, words
from engine.calculus.sample_values import values_at
from engine.expression import parse_expression

DOMAINS = {
    "1/x": "x ≠ 0",
    "x^n": "x > 0, or n whole with x ≠ 0 or n ≥ 0",
    "n^x": "n > 0",
    "x^x": "x > 0",
    "1/sqrt(1 - x^2)": "-1 < x < 1",
    "sqrt(1 - x^2)": "-1 ≤ x ≤ 1",
    "1/(1 + x^2)": "all x",
    "1/(x*sqrt(x^2 - 1))": "x < -1 or x > 1",
    "ln(x)/x": "x > 0",
    "x^(-3/2)": "x > 0",
    "tan(2x)": "cos(2*x) ≠ 0",
    "1/(x^2 - 2)": "x ≠ -sqrt(2) and x ≠ sqrt(2)",
    "1/(x^3 - x)": "x ≠ -1 and x ≠ 0 and x ≠ 1",
    "arcsin(2x)": "-0.5 ≤ x ≤ 0.5",
    "sqrt(-x^2)": "x = 0",
    "sqrt((x - 1)^2)": "all x",
    "ln(x^2 - 2x + 1)": "x ≠ 1",
    "ln(-x^2)": "no x",
    "arcsech(x)": "0 < x ≤ 1",
    "arccosh(x)": "x ≥ 1",
    "ln(abs(x))": "x ≠ 0",
    "x/a": "a ≠ 0",
    "ln(3 - x)/(x - 1)": "x < 1 or 1 < x < 3",
    "root(x, 4) + root(x, 3)": "x ≥ 0",
    "cbrt(x)": "all x",
    "1/e^x": "all x",
}


@pytest.mark.parametrize("text", DOMAINS)
def test_a_domain_in_words(text: str) -> None:
    assert domain_of(parse_expression(text), "x") == DOMAINS[text]


@pytest.mark.parametrize("text", [text for text in DOMAINS if not set("an") & set(DOMAINS[text])])
def test_a_domain_is_where_there_are_numbers(text: str) -> None:
    formula = parse_expression(text)
    places = np.array([-3.1, -1.7, -1.2, -0.6, -0.3, 0.2, 0.45, 0.7, 1.1, 1.3, 2.5, 4.2])
    holds = DOMAINS[text].replace("≤", "<=").replace("≥", ">=").replace("≠", "!=")
    if "cos" in holds or "sqrt" in holds or "x = " in holds:
        pytest.skip("not a condition on x alone")
    defined = np.isfinite(values_at(formula, {"x": places}))
    expected = [any(_holds(part, place) for part in holds.split(" or ")) for place in places]
    assert defined.tolist() == expected


def _holds(part: str, place: float) -> bool:
    found = True
    for one in part.split(" and "):
        words_of = one.split()
        for left, sign, right in zip(words_of[::2], words_of[1::2], words_of[2::2], strict=False):
            a, b = (place if side == "x" else float(side) for side in (left, right))
            found = (
                found and {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "!=": a != b}[sign]
            )
    return found


ENDS = st.integers(-4, 4).map(float)


@st.composite
def _sets(draw: st.DrawFn) -> RealSet:
    ends = sorted(draw(st.sets(ENDS, min_size=2, max_size=6)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return tuple(Interval(a, b, draw(st.booleans()), draw(st.booleans())) for a, b in pairs)


def holds(numbers: RealSet, place: float) -> bool:
    return any(
        (one.low < place or (one.has_low and one.low == place))
        and (place < one.high or (one.has_high and one.high == place))
        for one in numbers
    )


@given(_sets(), _sets())
def test_what_is_in_both_is_in_each(one: RealSet, other: RealSet) -> None:
    both = common(one, other)
    for place in np.arange(-4.5, 5.0, 0.5):
        assert holds(both, place) == (holds(one, place) and holds(other, place))


def test_sets_in_words() -> None:
    assert words(EVERYWHERE, "t") == "all t"
    half = (Interval(-math.inf, 0.5, has_high=True),)
    assert words(half) == "x ≤ 0.5"
    assert words(half, "x", {0.5: "1/2"}) == "x ≤ 1/2"

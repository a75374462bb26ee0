"""Numbers as the canvas writes them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gui.canvas.number_text import DASH, NumberFormat


def test_numbers_have_four_digits_unless_told_otherwise() -> None:
    assert NumberFormat().number(0.123456) == "0.1235"
    assert NumberFormat(6).number(0.123456) == "0.123456"
    assert NumberFormat(comma=True).number(-1.5) == "−1,5"


def test_what_is_not_known_is_a_dash_and_never_zero() -> None:
    assert NumberFormat().pair(None, None, 20) == (DASH, DASH)
    assert NumberFormat().pair(0.0, None, 20) == ("0", DASH)


def test_an_array_is_its_norm_and_its_shape() -> None:
    value = np.array([[3.0, 0.0], [0.0, 4.0]])
    assert next(NumberFormat().texts(value)) == "‖5‖"
    assert NumberFormat().shape(value) == "2×2"
    assert NumberFormat().shape(2.0) == NumberFormat().shape(None) == ""


@given(st.floats(), st.integers(1, 20))
def test_fitting_takes_as_many_digits_as_there_is_room_for(number: float, length: int) -> None:
    numbers = NumberFormat()
    text = numbers.fitting(number, length)
    every = list(numbers.texts(number))
    assert text in every
    assert len(text) <= length or text == every[-1]


@given(st.floats(), st.floats(), st.integers(2, 30))
def test_a_pair_has_all_its_digits_when_there_is_room(
    value: float, gradient: float, length: int
) -> None:
    numbers = NumberFormat()
    one, other = numbers.pair(value, gradient, length)
    full = next(numbers.texts(value)), next(numbers.texts(gradient))
    if sum(map(len, full)) <= length:
        assert (one, other) == full
    shortest = [list(numbers.texts(number))[-1] for number in (value, gradient)]
    assert len(one) + len(other) <= max(length, sum(map(len, shortest)))

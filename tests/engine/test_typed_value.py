from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ValueFormatError
from engine.typed_value import compute_value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2*3", 6.0),
        (" −1/4 ", -0.25),
        ("pi", math.pi),
        ("2e", 2 * math.e),
        ("sqrt(2)", math.sqrt(2)),
        ("1e-3", 0.001),
        ("2^-1", 0.5),
        ("max(1, 2)", 2.0),
        ("0." + "3" * 400, 1 / 3),
    ],
)
def test_a_formula_of_numbers_is_computed(text: str, number: float) -> None:
    assert compute_value(text) == number
    assert compute_value(text, decimal_comma=True) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("0,5", 0.5), ("0,5*2,5", 1.25), ("sqrt(0,25)", 0.5), ("max(0,5; 0,75)", 0.75)],
)
def test_a_comma_is_decimal_where_it_parts_nothing(text: str, number: float) -> None:
    assert compute_value(text, decimal_comma=True) == number
    with pytest.raises(ValueFormatError):
        compute_value(text)


def test_an_array_of_formulas() -> None:
    value = compute_value("[1/2, sqrt(4); pi, -1]")
    assert isinstance(value, np.ndarray)
    assert value.tolist() == [[0.5, 2.0], [math.pi, -1.0]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "a number is needed"),
        ("half", "“half” is not a number"),
        ("sin", "“sin” is not a number"),
        ("2*w", "“w” is not a number; only pi and e have names here"),
        ("2*", "“2*” cannot be computed: column 3: an operand was expected after “*”"),
        ("1/0", "“1/0” is ∞, and a finite number is needed"),
        ("-9^9^9^9", "“-9^9^9^9” is −∞, and a finite number is needed"),
        ("log(-1)", "“log(-1)” has no value among the real numbers"),
        ("sum(3)", "Sum is for arrays; a number is needed here"),
        ("9" * 400, "“" + "9" * 39 + "…” is too large for double precision"),
        ("1,234.5", "“1,234.5” is not a number"),
        ("inf", "“inf” is not a number"),
        ("1 2", "“1 2” is not a number"),
        ("\N{PILE OF POO}", "“\N{PILE OF POO}” is not a number"),
    ],
)
def test_what_is_refused_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueFormatError) as refused:
        compute_value(text, decimal_comma=True)
    assert str(refused.value) == sentence


@given(st.text("0123456789.,;()+-*/^ epixsqrt[]", max_size=30))
def test_any_text_is_a_finite_value_or_a_sentence(text: str) -> None:
    value, sentence = None, ""
    try:
        value = compute_value(text, decimal_comma=True)
    except ValueFormatError as error:
        sentence = str(error)
    assert sentence if value is None else np.isfinite(value).all()


@given(st.floats(allow_nan=False, allow_infinity=False), st.booleans())
def test_what_is_written_out_is_itself(number: float, decimal_comma: bool) -> None:
    text = repr(number).replace(".", "," if decimal_comma else ".")
    assert compute_value(text, decimal_comma=decimal_comma) == number

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ValueFormatError
from engine.values import (
    MAXIMAL_SIZE,
    as_value,
    format_number,
    parse_value,
    same_data,
    same_value,
    shape_of,
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (3, 3.0),
        (2.5, 2.5),
        (math.inf, math.inf),
        (np.float32(0.5), 0.5),
        (np.int64(7), 7.0),
        (np.array(4.0), 4.0),
    ],
)
def test_a_single_number_is_a_float(data: object, expected: float) -> None:
    value = as_value(data)
    assert type(value) is float
    assert value == expected


@pytest.mark.parametrize(
    "data",
    [[[1, 2], [3, 4]], ((1, 2.0), (3, 4)), np.array([[1, 2], [3, 4]]), [np.array([1, 2]), (3, 4)]],
)
def test_rectangular_data_is_a_read_only_array(data: object) -> None:
    value = as_value(data)
    assert isinstance(value, np.ndarray)
    assert value.dtype == np.float64
    assert value.tolist() == [[1, 2], [3, 4]]
    with pytest.raises(ValueError, match="read-only"):
        value[0, 0] = 5


def test_a_value_is_taken_as_it_is_and_other_arrays_are_copied() -> None:
    data = np.array([1.0, 2.0])
    value = as_value(data)
    assert value is not data
    assert as_value(value) is value
    data.flags.writeable = False
    part = data[:1]
    assert as_value(part) is not part


def deeply_nested(depth: int) -> object:
    data: object = 1.0
    for _ in range(depth):
        data = [data]
    return data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (True, "true and false are not numbers"),
        (None, "None is not a number"),
        ("1", "“1” is not a number"),
        (10**400, "too large for double precision"),
        ([1, 10**400], "too large for double precision"),
        ([[1, 2], [3]], "rows of an array must all have the same length"),
        ([1, [2]], "rows of an array must all have the same length"),
        ([1, "a"], "“a” is not a number"),
        ([1, True], "True is not a number"),
        ([1, None], "None is not a number"),
        ([1, np.complex128(1)], "is not a number"),
        (np.array(["a"]), "is made of real numbers, not of texts"),
        (np.array([True]), "is made of real numbers, not of true and false"),
        (np.array([1j]), "is made of real numbers, not of complex numbers"),
        ([], "needs at least one number"),
        ([[], []], "needs at least one number"),
        (np.zeros(MAXIMAL_SIZE + 1), f"{MAXIMAL_SIZE + 1} numbers is more than"),
        (deeply_nested(9), "at most 8 dimensions"),
        (deeply_nested(100_000), "at most 8 dimensions"),
        (np.zeros((1,) * 9), "at most 8 dimensions"),
        ({"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": 1}}}}}}}}, "is not a number"),
    ],
)
def test_what_is_no_value_is_refused_with_a_sentence(data: object, message: str) -> None:
    with pytest.raises(ValueFormatError, match=message) as caught:
        as_value(data)
    assert len(str(caught.value)) < 120


def test_numbers_beyond_double_precision_in_a_longer_format_are_infinite() -> None:
    assert as_value(np.array([np.longdouble("1e400")])).tolist() == [math.inf]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1.0),
        (" .5 ", 0.5),
        ("−1.5", -1.5),
        ("-1.5e-3", -0.0015),
        ("+2", 2.0),
        ("1e-400", 0.0),
        ("[1, 2]", [1, 2]),
        ("[1 2]", [1, 2]),
        ("[1, −2; 3, 4]", [[1, -2], [3, 4]]),
        ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]]),
        ("[[[1]]]", [[[1]]]),
        (" [ 5 ] ", [5]),
    ],
)
def test_what_people_type_is_read(text: str, expected: object) -> None:
    value = parse_value(text)
    assert (value.tolist() if isinstance(value, np.ndarray) else value) == expected


def test_a_decimal_comma_is_read_where_it_is_wanted() -> None:
    assert parse_value("1,5", decimal_comma=True) == 1.5
    assert parse_value("1.5", decimal_comma=True) == 1.5
    with pytest.raises(ValueFormatError, match="is not a number"):
        parse_value("1,5")
    with pytest.raises(ValueFormatError, match="is not a number"):
        parse_value("1,000,5", decimal_comma=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a number is needed"),
        ("   ", "a number is needed"),
        ("abc", "“abc” is not a number"),
        ("1_000", "“1_000” is not a number"),
        ("nan", "“nan” is not a number"),
        ("-Infinity", "is not a number"),
        ("inf", "is not a number"),
        ("1e999", "“1e999” is too large"),
        ("x" * 100, "x…” is not a number"),
        ("0x10", "is not a number"),
        ("[1, 2", "closing bracket"),
        ("[1, a]", "“a” is not a number"),
        ("[1, nan]", "“nan” is not a number"),
        ("[1, 2; 3]", "same length"),
        ("[[1, 2], [3]]", "same length"),
        ("[]", "at least one number"),
        ("[;]", "at least one number"),
        ("[1]]", "a “]” too many"),
        ("[[1]", "do not match"),
        ("[1] [2]", "do not match"),
        ("[1] 2]", "a “]” too many"),
        ("[" * 50_000 + "]" * 50_000, "at most 8 dimensions"),
        ("[" + "1" * (30 * MAXIMAL_SIZE) + "]", "too long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(text: str, message: str) -> None:
    with pytest.raises(ValueFormatError, match=message) as caught:
        parse_value(text)
    assert len(str(caught.value)) < 120


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_survives_being_written_out(number: float) -> None:
    assert parse_value(repr(number)) == number


def test_shapes() -> None:
    assert shape_of(1.0) == ()
    assert shape_of(as_value([[1, 2, 3]])) == (1, 3)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (None, None, True),
        (1.0, None, False),
        (None, 1.0, False),
        (1.0, 1.0, True),
        (1.0, 2.0, False),
        (math.nan, math.nan, True),
        (1.0, np.array([1.0]), False),
        (np.array([1.0, math.nan]), np.array([1.0, math.nan]), True),
        (np.array([1.0, 2.0]), np.array([[1.0, 2.0]]), False),
    ],
)
def test_sameness_of_values(one: object, other: object, same: bool) -> None:
    assert same_value(one, other) is same  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": np.array([1.0])}, {"a": np.array([1.0])}, True),
        ({"a": np.array([1.0])}, {"a": np.array([2.0])}, False),
        ({"a": 1.0}, {"b": 1.0}, False),
        ({"a": {"b": math.nan}}, {"a": {"b": math.nan}}, True),
        (1, True, False),
        ("a", "a", True),
        ((1, 2), (1, 2), True),
        (None, None, True),
        (1.0, {}, False),
    ],
)
def test_sameness_of_data(one: object, other: object, same: bool) -> None:
    assert same_data(one, other) is same


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        (0.0, 6, "0"),
        (-0.0, 6, "0"),
        (0.1 + 0.2, 6, "0.3"),
        (-0.1875, 6, "−0.1875"),
        (2 / 3, 3, "0.667"),
        (123456.0, 6, "123456"),
        (1234567.0, 6, "1.23457e6"),
        (1e-5, 6, "1e−5"),
        (-2.5e-300, 6, "−2.5e−300"),
        (math.inf, 6, "∞"),
        (-math.inf, 6, "−∞"),
        (math.nan, 6, "nan"),
        (999999.9, 6, "1e6"),
    ],
)
def test_numbers_are_written_for_people(number: float, digits: int, text: str) -> None:
    assert format_number(number, digits) == text


def test_the_minus_sign_can_be_chosen() -> None:
    assert format_number(-1e-9, minus="-") == "-1e-9"
    assert format_number(-math.inf, minus="-") == "-∞"

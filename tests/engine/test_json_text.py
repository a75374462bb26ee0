"""JSON text: exact both ways, and honest about what it cannot say."""

from __future__ import annotations

import json
import math
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FormatError
from engine.json_text import decode, encode, validation_sentence


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (2.0, "2"),
        (0.1, "0.1"),
        (-0.0, "-0.0"),
        (2.0**53, "9007199254740992.0"),
        (1e22, "1e+22"),
        (10**30, "1" + "0" * 30),
        (math.nan, '"nan"'),
        (-math.inf, '"-inf"'),
        ("a\n“ŷ”\u2028", '"a\\n“ŷ”\u2028"'),
        ((1, [2.5]), "[1, [2.5]]"),
        (np.array([[1.0, math.inf]]), '[[1, "inf"]]'),
        (np.float64(0.5), "0.5"),
        (np.bool_(False), "false"),
        (MappingProxyType({"b": 1, "a": {}}), '{"b": 1, "a": {}}'),
    ],
)
def test_how_things_are_written(value: Any, text: str) -> None:
    assert encode(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_back_exactly(number: float) -> None:
    again = float(decode(encode(number).encode(), maximal_depth=1))
    assert again == number
    assert math.copysign(1.0, again) == math.copysign(1.0, number)


@given(st.recursive(st.none() | st.text() | st.floats(allow_nan=False), st.lists, max_leaves=9))
def test_what_is_written_is_json(value: Any) -> None:
    json.loads(encode(value))


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(FormatError, match="JSON has no way to write a complex"):
        encode([1j])


def test_depth_counts_lists_and_objects() -> None:
    assert decode(b'{"a": [1]}', maximal_depth=2) == {"a": [1]}
    with pytest.raises(FormatError, match="more than 2 levels deep"):
        decode(b'{"a": [[1]]}', maximal_depth=2)


def test_an_error_without_a_place_is_told_as_it_is() -> None:
    assert validation_sentence("Something new") == "at $: something new"

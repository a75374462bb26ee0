"""Ridders' extrapolation: the derivative, and an error bar that keeps its word."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ridders import HALVINGS, ridders

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.values import Array


def at(function: Callable[[Array], Array], point: float) -> tuple[float, float]:
    found = ridders(function, np.array([point]))
    return float(found.derivative[0]), float(found.uncertainty[0])


@pytest.mark.parametrize(
    ("function", "point", "right"),
    [
        (np.sin, 0.5, math.cos(0.5)),
        (np.exp, 30.0, math.exp(30.0)),
        (np.log, 0.01, 100.0),
        (np.log, 1e-9, 1e9),
        (np.tanh, 0.0, 1.0),
        (np.sqrt, 1e-3, 0.5 / math.sqrt(1e-3)),
        (lambda x: np.sin(1000 * x), 0.5, 1000 * math.cos(500.0)),
        (np.exp, 709.78, math.exp(709.78)),
        (lambda x: x**3, -1e5, 3e10),
        (np.abs, 0.01, 1.0),
    ],
)
def test_the_error_bar_is_honest_and_narrow(
    function: Callable[[Array], Array], point: float, right: float
) -> None:
    found, bar = at(function, point)
    assert abs(found - right) <= max(bar, 1e-12 * abs(right))
    assert bar <= 1e-8 * abs(right)


def test_it_takes_twenty_four_evaluations() -> None:
    asked: list[Array] = []

    def function(values: Array) -> Array:
        asked.append(values)
        return np.sin(values)

    ridders(function, np.array([0.5, 1.0, 2.0]))
    assert [values.shape for values in asked] == [(2 * HALVINGS, 3)] == [(24, 3)]


def test_no_number_is_made_where_there_is_none() -> None:
    for function, point in ((np.log, -1.0), (np.sqrt, 0.0), (np.log, 0.0)):
        found, bar = at(function, point)
        assert math.isnan(found)
        assert bar == math.inf


def test_several_points_do_not_disturb_each_other() -> None:
    points = np.array([-1.0, 1e-9, 0.5, 3.0])
    found = ridders(np.log, points)
    assert np.isnan(found.derivative[0])
    np.testing.assert_allclose(found.derivative[1:], 1 / points[1:], rtol=1e-10)


@given(st.floats(-3, 3), st.floats(0.1, 20), st.floats(-3, 3))
def test_the_bar_holds_for_waves_of_any_length(point: float, rate: float, shift: float) -> None:
    found, bar = at(lambda x: np.sin(rate * x + shift), point)
    right = rate * math.cos(rate * point + shift)
    assert abs(found - right) <= 10 * bar + 1e-12

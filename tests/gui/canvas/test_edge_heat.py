"""Edges glow by the size of their gradient beside the largest."""

from __future__ import annotations

import numpy as np

from gui.canvas.row_state import EdgeKind, heat_of


def test_gradients_are_sorted_by_powers_of_ten_below_the_largest() -> None:
    sizes = np.array([20.0, 2.1, 1.9, 0.21, 0.19, 1e-9])
    hot, warm, cool = EdgeKind.HOT, EdgeKind.WARM, EdgeKind.COOL
    assert heat_of(sizes).tolist() == [hot, hot, warm, warm, cool, cool]


def test_what_is_not_finite_is_hot_and_measures_nothing() -> None:
    sizes = np.array([np.inf, np.nan, 1.0, 1e-3])
    kinds = heat_of(sizes).tolist()
    assert kinds == [EdgeKind.HOT, EdgeKind.HOT, EdgeKind.HOT, EdgeKind.COOL]
    assert heat_of(np.array([np.nan])).tolist() == [EdgeKind.HOT]
    assert heat_of(np.zeros(0)).tolist() == []

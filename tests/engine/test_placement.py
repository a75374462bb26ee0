"""Boxes in line, at equal distances, clear of one another."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import placement
from engine.placement import Box, Side, aligned, distributed, way_clear

BOXES: dict[str, Box] = {
    "a": (0.0, 0.0, 100.0, 50.0),
    "b": (30.0, 200.0, 60.0, 220.0),
    "c": (300.0, 90.0, 400.0, 190.0),
}


@pytest.mark.parametrize(
    ("side", "places"),
    [
        (Side.LEFT, [(0, 0), (0, 200), (0, 90)]),
        (Side.CENTRE, [(150, 0), (185, 200), (150, 90)]),
        (Side.RIGHT, [(300, 0), (370, 200), (300, 90)]),
        (Side.TOP, [(0, 0), (112, 0), (300, 0)]),
        (Side.MIDDLE, [(0, 85), (112, 100), (300, 60)]),
        (Side.BOTTOM, [(0, 170), (112, 200), (300, 120)]),
    ],
)
def test_aligned(side: Side, places: list[tuple[float, float]]) -> None:
    assert list(aligned(BOXES, side).values()) == places


@pytest.mark.parametrize("side", list(Side))
@given(found=st.lists(st.tuples(*[st.integers(-300, 300)] * 2, st.integers(10, 99)), min_size=1))
def test_boxes_in_line_never_lie_on_one_another(
    side: Side, found: list[tuple[int, int, int]]
) -> None:
    boxes: dict[str, Box] = {
        str(row): (float(x), float(y), float(x + size), float(y + size))
        for row, (x, y, size) in enumerate(found)
    }
    axis = 1 if side in {Side.LEFT, Side.CENTRE, Side.RIGHT} else 0
    placed = aligned(boxes, side)
    ends = sorted((placed[key][axis], boxes[key][2] - boxes[key][0]) for key in boxes)
    for (one, length), (other, _) in pairwise(ends):
        assert other >= one + length
    moved: dict[str, Box] = {
        key: (x, y, x + boxes[key][2] - boxes[key][0], y + boxes[key][3] - boxes[key][1])
        for key, (x, y) in placed.items()
    }
    assert aligned(moved, side) == placed


def test_boxes_that_are_clear_of_one_another_stay_where_they_are_on_the_line() -> None:
    boxes: dict[str, Box] = {"a": (0, 0, 9, 9), "b": (40, 9, 49, 18), "c": (20, 19, 29, 30)}
    assert aligned(boxes, Side.LEFT) == {"a": (0, 0), "b": (0, 9), "c": (0, 19)}


def test_distributed_in_the_order_in_which_they_stand() -> None:
    placed = distributed(BOXES, across=False)
    assert placed == {"a": (0.0, 0.0), "b": (30.0, 200.0), "c": (300.0, 75.0)}


def test_boxes_that_overlap_are_distributed_too() -> None:
    boxes = {key: (at, 0.0, at + 100.0, 10.0) for key, at in zip("abc", (0, 5, 50), strict=True)}
    assert [x for x, _ in distributed(boxes, across=True).values()] == [0.0, 25.0, 50.0]


squares = st.lists(
    st.tuples(st.integers(-300, 300), st.integers(-300, 300), st.integers(10, 200)),
    min_size=1,
    max_size=8,
)


def boxes_of(found: list[tuple[int, int, int]]) -> np.ndarray:
    return np.array([(x, y, x + size, y + size) for x, y, size in found], dtype=np.float64)


def overlap(moving: np.ndarray, others: np.ndarray, gap: float) -> bool:
    return any(
        a[0] < b[2] + gap and a[2] > b[0] - gap and a[1] < b[3] + gap and a[3] > b[1] - gap
        for a in moving
        for b in others
    )


@given(squares, squares)
def test_the_way_leads_clear_of_everything(
    one: list[tuple[int, int, int]], other: list[tuple[int, int, int]]
) -> None:
    moving, others = boxes_of(one), boxes_of(other)
    dx, dy = way_clear(moving, others, 5.0, 12.0)
    assert 0.0 in {dx, dy}
    assert dx % 12 == dy % 12 == 0
    assert not overlap(moving + np.array([dx, dy, dx, dy]), others, 5.0)
    if not overlap(moving, others, 5.0):
        assert (dx, dy) == (0.0, 0.0)


def test_many_boxes_move_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    moving, others = boxes_of([(0, 0, 10), (100, 0, 10)]), boxes_of([(50, 0, 10)])
    assert way_clear(moving, others, 0.0, 1.0) == (0.0, 0.0)
    monkeypatch.setattr(placement, "MOST_PAIRS", 1)
    assert way_clear(moving, others, 0.0, 1.0) == (0.0, -10.0)


def test_there_may_be_nothing_to_get_clear_of() -> None:
    assert way_clear(boxes_of([(0, 0, 10)]), np.zeros((0, 4)), 5.0, 12.0) == (0.0, 0.0)


def test_distributing_leaves_the_outermost_exactly_where_they_are() -> None:
    """Adding up gaps of which none is a binary fraction would move the last by a hair."""
    boxes = {
        f"n{number}": (left, 0.0, left + 132.0, 84.0)
        for number, left in enumerate((0.0, 12.0, 24.0, 36.0, 48.0, 60.0, 72.0, 84.0, 1512.1))
    }
    placed = distributed(boxes, across=True)
    assert placed["n0"] == (0.0, 0.0)
    assert placed["n8"] == (1512.1, 0.0)


def test_distributing_again_moves_nothing() -> None:
    boxes = {
        f"n{number}": (12.0 * number**2, 0.0, 12.0 * number**2 + 99.0, 9.0) for number in range(8)
    }
    once = distributed(boxes, across=True)
    again = {key: (x, y, x + 99.0, y + 9.0) for key, (x, y) in once.items()}
    assert distributed(again, across=True) == once


def test_the_way_can_be_kept_to_one_axis() -> None:
    moving, others = np.array([[0.0, 0, 10, 10]]), np.array([[8.0, -40, 30, 10]])
    assert way_clear(moving, others, 2.0, 1.0) == (-4.0, 0.0)
    assert way_clear(moving, others, 2.0, 1.0, axes=(1,)) == (0.0, 12.0)

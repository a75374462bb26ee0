"""Labels stand clear of cards and of each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.canvas.geometry import controls
from gui.canvas.label_places import MOST_ROOM, place_labels

NO_CARDS = np.zeros((0, 4))


def curves(*ends: tuple[float, float, float, float]) -> np.ndarray:
    return controls(np.array(ends, dtype=float))


def test_a_label_stands_in_the_middle_when_nothing_is_in_its_way() -> None:
    middles, rooms = place_labels(curves((0, 0, 200, 0)), NO_CARDS)
    assert middles.tolist() == [[100, 0]]
    assert rooms.tolist() == [MOST_ROOM]


def test_no_edges_have_no_labels() -> None:
    middles, rooms = place_labels(np.zeros((0, 4, 2)), NO_CARDS)
    assert (middles.shape, rooms.shape) == ((0, 2), (0,))


def test_the_room_ends_at_the_cards() -> None:
    cards = np.array([[-132.0, -42.0, 0.0, 42.0], [84.0, -42.0, 216.0, 42.0]])
    middles, rooms = place_labels(curves((6, 0, 78, 0)), cards)
    assert middles[0].tolist() == pytest.approx([42, 0])
    assert rooms[0] == pytest.approx(76)


def test_a_label_goes_round_a_card() -> None:
    cards = np.array([[60.0, -42.0, 192.0, 42.0]])
    middles, rooms = place_labels(curves((-60, 0, 400, 0)), cards)
    assert not 45 < middles[0, 0] < 207
    assert rooms[0] > 40


def test_labels_of_edges_side_by_side_do_not_lie_on_each_other() -> None:
    cards = np.array([[-132.0, -42.0, 0.0, 42.0], [84.0, -42.0, 216.0, 42.0]])
    middles, _ = place_labels(curves((6, 0, 78, -12), (6, 0, 78, 12)), cards)
    assert abs(middles[0, 1] - middles[1, 1]) > 33


def test_there_is_no_room_between_cards_that_touch() -> None:
    cards = np.array([[-132.0, -42.0, 0.0, 42.0], [2.0, -42.0, 134.0, 42.0]])
    _, rooms = place_labels(curves((-1, 0, 3, 0)), cards)
    assert rooms[0] < 10


def test_a_label_makes_room_for_those_that_have_a_place() -> None:
    (free,), _ = place_labels(curves((0, 0, 400, 0)), NO_CARDS)
    (beside,), _ = place_labels(curves((0, 0, 400, 0)), NO_CARDS, np.array([free]))
    assert np.abs(beside - free).max() > 20


@given(
    st.lists(st.lists(st.integers(-300, 300), min_size=4, max_size=4), min_size=2, max_size=8),
    st.integers(1, 7),
)
def test_to_place_some_labels_first_changes_nothing(ends: list[list[int]], first: int) -> None:
    points = controls(np.array(ends, dtype=float))
    cards = np.array([[-50.0, -20.0, 40.0, 60.0]])
    middles, rooms = place_labels(points, cards)
    before, room_before = place_labels(points[:first], cards)
    after, room_after = place_labels(points[first:], cards, before)
    assert np.concatenate([before, after]).tolist() == middles.tolist()
    assert np.concatenate([room_before, room_after]).tolist() == rooms.tolist()

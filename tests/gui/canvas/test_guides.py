"""Where a box is in line with its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.graph import Graph, Node
from gui.canvas.diagram import Diagram
from gui.canvas.guides import Guides, Line

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.usefixtures("qapp")

SIZE = (132.0, 84.0)


def guides_at(places: Iterable[tuple[float, float]]) -> Guides:
    graph = Graph()
    for index, place in enumerate(places):
        graph.insert(Node(f"n{index}", "input", f"x{index}", position=place))
    return Guides(Diagram(graph), [])


Box = tuple[float, float, float, float]


def box(x: float, y: float, width: float = 132.0, height: float = 84.0) -> Box:
    return x, y, x + width, y + height


@pytest.mark.parametrize(
    ("place", "ways"),
    [
        ((103.0, 200.0), (-3.0, None)),
        ((95.0, 200.0), (5.0, None)),
        ((107.0, 200.0), (None, None)),
        ((400.0, 3.0), (None, -3.0)),
        ((104.0, 96.0), (-4.0, None)),
    ],
)
def test_a_box_jumps_to_the_nearest_line(
    place: tuple[float, float], ways: tuple[float | None, float | None]
) -> None:
    assert guides_at([(100.0, 0.0)]).snap(box(*place), 6.0) == ways


def test_sides_and_middles_count_but_only_with_their_like() -> None:
    found = guides_at([(100.0, 0.0)])
    wide = box(101.0, 200.0, 200.0)
    assert found.snap(wide, 6.0)[0] == -1.0
    middle = box(64.0, 200.0, 200.0)
    assert found.snap(middle, 6.0)[0] == 2.0
    right = box(35.0, 200.0, 200.0)
    assert found.snap(right, 6.0)[0] == -3.0
    assert found.snap(box(231.0, 200.0), 6.0)[0] is None


def test_lines_reach_from_the_first_to_the_last() -> None:
    found = guides_at([(0.0, 0.0), (0.0, 300.0), (500.0, 150.0)])
    assert found.lines(box(0.0, 150.0)) == [
        Line(66.0, 0.0, 66.0, 384.0),
        Line(0.0, 192.0, 632.0, 192.0),
    ]


def test_a_line_along_the_sides_when_the_middles_are_not_in_line() -> None:
    assert guides_at([(0.0, 0.0)]).lines(box(0.0, 150.0, 200.0)) == [Line(0.0, 0.0, 0.0, 234.0)]


def test_what_moves_along_is_no_neighbour() -> None:
    graph = Graph()
    graph.insert(Node("a", "input", "x"))
    graph.insert(Node("b", "input", "y", position=(300.0, 0.0)))
    assert Guides(Diagram(graph), ["a", "b"]).lines(box(0.0, 0.0)) == []


def test_a_neighbour_that_comes_near_on_the_way_is_found() -> None:
    found = guides_at([(0.0, 600.0)])
    assert found.lines(box(0.0, 0.0)) == []
    assert found.lines(box(0.0, 130.0)) == [Line(66.0, 130.0, 66.0, 684.0)]


@given(
    st.lists(st.tuples(st.integers(-60, 60), st.integers(-60, 60)), max_size=12, unique=True),
    st.lists(st.tuples(st.integers(-60, 60), st.integers(-60, 60)), min_size=1, max_size=6),
)
def test_the_neighbours_remembered_are_those_of_every_place(
    places: list[tuple[int, int]], way: list[tuple[int, int]]
) -> None:
    corners = [(40.0 * x, 40.0 * y) for x, y in places]
    kept = guides_at(corners)
    for x, y in way:
        here = box(37.0 * x, 41.0 * y)
        fresh = guides_at(corners)
        assert kept.snap(here, 6.0) == fresh.snap(here, 6.0)
        assert kept.lines(here) == fresh.lines(here)
        assert np.array_equal(kept._neighbours(here, 0, 6.0), fresh._neighbours(here, 0, 6.0))

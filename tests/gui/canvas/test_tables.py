"""The arrays that stand in for items: places of cards, curves of edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.graph import Edge
from gui.canvas.edge_table import EdgeTable
from gui.canvas.geometry import (
    bounds_of,
    controls,
    on_grid,
    polylines,
    port_ys,
    snapped,
    weights_at,
)
from gui.canvas.node_table import NodeTable

NUMBERS = st.floats(-1000, 1000)


def nodes_at(*places: tuple[float, float]) -> NodeTable:
    table = NodeTable()
    for index, (x, y) in enumerate(places):
        row = table.add(f"n{index}", index)
        table.place(row, x, y, 132, 84)
    return table


def test_a_rectangle_finds_the_cards_it_touches() -> None:
    table = nodes_at((0, 0), (200, 0), (0, 200))
    assert table.within(100, 50, 210, 60).tolist() == [0, 1]
    assert table.within(140, 90, 190, 190).tolist() == []


def test_a_free_row_is_used_again_and_never_found() -> None:
    table = nodes_at((0, 0), (200, 0))
    assert table.remove("n0") == 0
    assert table.within(-1e6, -1e6, 1e6, 1e6).tolist() == [1]
    assert table.bounds() == (200, 0, 332, 84)
    assert table.add("n9", 9) == 0
    assert len(table) == 2


def test_the_upper_of_two_cards_is_the_later_one() -> None:
    table = nodes_at((0, 0), (10, 10))
    assert table.topmost(table.within(50, 50, 50, 50)) == 1
    assert table.topmost(table.within(500, 50, 500, 50)) is None


def test_a_table_grows() -> None:
    table = nodes_at(*((index * 200.0, 0.0) for index in range(500)))
    assert len(table.within(-1e9, -1e9, 1e9, 1e9)) == 500
    assert table.position("n499") == (499 * 200.0, 0.0)


def test_an_empty_table_has_no_bounds() -> None:
    assert NodeTable().bounds() is None


def edges_at(*ends: tuple[float, float, float, float]) -> EdgeTable:
    table = EdgeTable()
    rows = [table.add(Edge(f"s{index}", f"t{index}", "x")) for index in range(len(ends))]
    table.place(np.array(rows), np.array(ends, dtype=float))
    return table


def test_an_edge_is_found_near_its_curve_only() -> None:
    table = edges_at((0, 0, 200, 0), (0, 100, 200, 300))
    assert table.at(100, 4, 6) == 0
    assert table.at(100, 9, 6) is None
    assert table.at(100, 198, 6) == 1


def test_the_nearest_of_two_edges_is_found() -> None:
    table = edges_at((0, 0, 200, 0), (0, 10, 200, 10))
    assert table.at(100, 7, 20) == 1
    assert table.at(100, 2, 20) == 0


def test_a_trail_finds_the_edges_it_crosses() -> None:
    table = edges_at((0, 0, 200, 0), (0, 100, 200, 100), (0, 300, 200, 300))
    trail = np.array([(50.0, -20.0), (60.0, 40.0), (70.0, 120.0)])
    assert table.crossed(trail).tolist() == [0, 1]
    assert table.crossed(trail[:1]).tolist() == []


def test_edges_of_a_node_are_known_until_they_are_removed() -> None:
    table = EdgeTable()
    one, other = Edge("a", "b", "x1"), Edge("a", "b", "x2")
    rows = {table.add(one), table.add(other)}
    assert set(table.meeting(["a"]).tolist()) == rows
    table.remove(one)
    assert table.meeting(["b"]).tolist() == [table.rows[other]]
    table.remove(other)
    assert table.by_node == {}
    assert len(table) == 0


def test_a_path_is_made_anew_after_its_edge_was_laid_elsewhere() -> None:
    table = edges_at((0, 0, 200, 0))
    before = table.path(0)
    assert table.path(0) is before
    table.place(np.array([0]), np.array([[0.0, 0.0, 300.0, 50.0]]))
    assert table.path(0).currentPosition().toTuple() == (300, 50)


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=8))
def test_curves_stay_within_their_bounds_and_meet_their_ends(
    ends: list[tuple[float, float, float, float]],
) -> None:
    given_ends = np.array(ends)
    points = controls(given_ends)
    boxes = bounds_of(points)
    lines = polylines(points, 8)
    assert np.allclose(lines[:, 0], given_ends[:, :2])
    assert np.allclose(lines[:, -1], given_ends[:, 2:])
    assert np.allclose(lines[:, 4], np.matmul(weights_at(np.array([0.5])), points)[:, 0])
    assert (lines >= boxes[:, None, :2] - 1e-9).all()
    assert (lines <= boxes[:, None, 2:] + 1e-9).all()


@given(NUMBERS)
def test_the_grid_is_never_further_than_half_a_square(number: float) -> None:
    nearest = on_grid(number)
    assert nearest % 12 == 0
    assert abs(nearest - number) <= 6
    assert snapped(number, nearest) == (nearest, nearest)


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_ports_are_spread_around_the_middle(count: int) -> None:
    ys = port_ys(count, 200.0)
    assert sum(ys) / count == pytest.approx(100)
    assert list(ys) == sorted(ys)

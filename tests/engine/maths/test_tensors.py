from __future__ import annotations

import numpy as np
import pytest

from engine.maths.numeric import Numeric
from engine.maths.tensors import product_shape

SHAPES = [
    ((2, 3), (3, 4)),
    ((3,), (3,)),
    ((3,), (3, 4)),
    ((2, 3), (3,)),
    ((5, 2, 3), (3, 4)),
    ((2, 3), (5, 3, 4)),
    ((5, 1, 2, 3), (4, 3, 2)),
    ((3,), (5, 3, 2)),
]


@pytest.mark.parametrize(("first", "second"), SHAPES)
def test_the_matrix_product_is_that_of_numpy_in_every_lane(
    first: tuple[int, ...], second: tuple[int, ...]
) -> None:
    source = np.random.default_rng(1)
    a, b = source.normal(size=(*first, 2)), source.normal(size=(*second, 2))
    found = Numeric(1).matmul(a, b)
    assert found.shape == (*product_shape(first, second), 2)
    for lane in range(2):
        np.testing.assert_allclose(found[..., lane], np.matmul(a[..., lane], b[..., lane]))


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_the_sum_of_the_others(axis: int | None) -> None:
    x = np.arange(1.0, 13.0).reshape(3, 4)
    m = Numeric()
    expected = m.spread(m.sum(x, axis), x, axis) - x
    np.testing.assert_allclose(m.others(x, axis), expected)
    assert m.others(np.array([1.0, 1e-30]), 0).tolist() == [1e-30, 1.0]
    assert m.others(np.array([5.0]), 0).tolist() == [0.0]
    assert m.others(np.float64(5.0)) == 0.0


def test_a_scale_is_a_power_of_two() -> None:
    x = np.array([[3.0, -5.0], [0.0, 0.0]])
    assert Numeric().scale(x, 1).tolist() == [4.0, 0.5]
    assert Numeric().scale(x) == 4.0


def test_numbers_and_lanes_join() -> None:
    m = Numeric(1)
    found = m.concatenate([np.array([1.0, 2.0]), np.array([3.0])], 0)
    assert found.tolist() == [[1, 2], [3, 3]]


def test_what_is_put_back_stands_where_it_was() -> None:
    m, x = Numeric(1), np.zeros((2, 3, 1))
    g = np.ones((2, 4))
    back = m.put(g, x, 1, 2)
    assert back.shape == (2, 3, 4)
    assert m.take(back, 1, 2).tolist() == g.tolist()
    assert float(back.sum()) == 8.0


def test_one_hot() -> None:
    m = Numeric()
    found = m.one_hot(np.array([2.0, 0.5]), np.zeros((2, 3)))
    np.testing.assert_array_equal(found, [[0, 0, 1], [np.nan] * 3])

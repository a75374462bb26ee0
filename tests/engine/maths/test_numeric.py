from __future__ import annotations

import math

import numpy as np
import pytest

from engine.maths.numeric import ComplexNumeric, Numeric

STEP = 1e-30


def tilted(x: float) -> np.complex128:
    return np.complex128(x + STEP * 1j)


def slope(y: object) -> float:
    return float(np.imag(np.asarray(y)) / STEP)


@pytest.mark.parametrize(
    ("lanes", "axis", "total", "count"),
    [
        (0, None, 276.0, 24.0),
        (1, None, [60, 66, 72, 78], 6.0),
        (2, None, np.arange(24).reshape(2, 3, 4).sum(0).tolist(), 2.0),
        (1, 0, np.arange(24).reshape(2, 3, 4).sum(0).tolist(), 2.0),
        (1, -1, np.arange(24).reshape(2, 3, 4).sum(1).tolist(), 3.0),
        (0, -1, np.arange(24).reshape(2, 3, 4).sum(2).tolist(), 4.0),
    ],
)
def test_reductions_leave_the_lanes_alone(
    lanes: int, axis: int | None, total: object, count: float
) -> None:
    x = np.arange(24.0).reshape(2, 3, 4)
    m = Numeric(lanes)
    assert np.asarray(m.sum(x, axis)).tolist() == total
    assert m.count(x, axis) == count
    assert m.spread(m.sum(x, axis), x, axis).shape == x.shape


@pytest.mark.parametrize("axis", [2, -3])
def test_a_lane_is_no_axis(axis: int) -> None:
    with pytest.raises(ValueError, match=f"there is no axis {axis}"):
        Numeric(1).axes(np.zeros((2, 3, 4)), axis)


@pytest.mark.parametrize("base", [2.0, 3.0, 10.0, 17.0])
def test_logarithms_are_exact_at_whole_powers_of_whole_bases(base: float) -> None:
    exponents = np.arange(-12.0, 13.0)
    assert Numeric().log_base(base**exponents, base).tolist() == exponents.tolist()


def test_comparisons_of_nan_are_nan() -> None:
    found = Numeric().greater(
        np.array([2.0, 1.0, math.nan, 1.0]), np.array([1.0, 2.0, 1.0, math.nan])
    )
    np.testing.assert_array_equal(found, [1, 0, math.nan, math.nan])


@pytest.mark.parametrize(("x", "expected"), [(2.0, 1.0), (-2.0, -1.0), (0.0, 0.0)])
def test_the_complex_absolute_value_has_a_slope(x: float, expected: float) -> None:
    y = ComplexNumeric.abs(tilted(x))
    assert y.real == abs(x)
    assert slope(y) == expected
    assert slope(ComplexNumeric.magnitude(tilted(x))) == (expected or 1.0)
    assert ComplexNumeric.sign(tilted(x)) == np.sign(x)


@pytest.mark.parametrize(
    ("a", "b", "share"), [(2.0, 1.0, 1.0), (1.0, 2.0, 0.0), (2.0, 2.0, 0.5), (-1.0, -2.0, 1.0)]
)
def test_complex_maximum_and_minimum_compare_the_real_parts(
    a: float, b: float, share: float
) -> None:
    largest = ComplexNumeric.maximum(tilted(a), np.complex128(b))
    smallest = ComplexNumeric.minimum(tilted(a), np.complex128(b))
    assert (largest.real, smallest.real) == (max(a, b), min(a, b))
    assert slope(largest) == share
    assert slope(smallest) == 1 - share


def test_complex_ties_are_shared_evenly_by_all() -> None:
    others = (np.complex128(2), np.complex128(2), np.complex128(1))
    assert slope(ComplexNumeric.maximum(tilted(2.0), *others)) == pytest.approx(1 / 3)
    assert slope(ComplexNumeric.minimum(tilted(2.0), *others[:2])) == pytest.approx(1 / 3)
    far = np.complex128(math.inf)
    assert ComplexNumeric.maximum(tilted(2.0), far).real == math.inf
    assert slope(ComplexNumeric.maximum(tilted(2.0), far)) == 0
    with np.errstate(all="ignore"):
        assert np.isnan(ComplexNumeric.maximum(tilted(math.nan), far))


def test_complex_comparisons_compare_the_real_parts() -> None:
    m = ComplexNumeric
    assert m.greater(tilted(2.0), np.complex128(1)) == 1
    assert np.isnan(m.greater(tilted(math.nan), np.complex128(1)))
    assert m.equal(tilted(1.0), np.complex128(1))
    assert m.less(tilted(1.0), np.complex128(2))
    assert not m.less(tilted(2.0), np.complex128(2))


@pytest.mark.parametrize("name", ["log", "sqrt"])
def test_complex_functions_are_nan_left_of_zero_as_the_real_ones_are(name: str) -> None:
    with np.errstate(all="ignore"):
        assert np.isnan(getattr(ComplexNumeric, name)(tilted(-1.0)))
        found = getattr(ComplexNumeric, name)(tilted(4.0))
    assert found.real == getattr(math, name)(4.0)
    assert slope(found) == 0.25


@pytest.mark.parametrize(
    ("base", "exponent", "by_base", "by_exponent"),
    [
        (2.0, 3.0, 12.0, 8 * math.log(2)),
        (-2.0, 3.0, 12.0, math.nan),
        (-2.0, -2.0, 0.25, math.nan),
        (2.0, 0.5, 0.5 / math.sqrt(2), math.sqrt(2) * math.log(2)),
        (3.0, 0.0, 0.0, math.log(3)),
        (0.0, 2.0, 0.0, 0.0),
        (0.0, 2.5, None, 0.0),
        (-2.0, 0.5, math.nan, math.nan),
    ],
)
def test_complex_powers(
    base: float, exponent: float, by_base: float | None, by_exponent: float
) -> None:
    with np.errstate(all="ignore"):
        if by_base is not None:
            y = ComplexNumeric.power(tilted(base), np.complex128(exponent))
            assert slope(y) == pytest.approx(by_base, rel=1e-15, nan_ok=True)
        y = ComplexNumeric.power(np.complex128(base), tilted(exponent))
        assert slope(y) == pytest.approx(by_exponent, rel=1e-15, nan_ok=True)
        plain = ComplexNumeric.power(np.complex128(base), np.complex128(exponent))
        np.testing.assert_allclose(plain.real, np.power(base, exponent), rtol=1e-15)


def test_the_complex_logarithm_to_a_base() -> None:
    with np.errstate(all="ignore"):
        y = ComplexNumeric.log_base(tilted(8.0), np.complex128(2))
        assert y.real == pytest.approx(3, rel=1e-15)
        assert slope(y) == pytest.approx(1 / (8 * math.log(2)), rel=1e-15)
        assert np.isnan(ComplexNumeric.log_base(tilted(8.0), np.complex128(-2)))
        assert np.isnan(ComplexNumeric.log_base(tilted(-8.0), np.complex128(2)))


def test_a_cube_root_that_does_not_move_has_no_tilt() -> None:
    with np.errstate(all="ignore"):
        assert ComplexNumeric.cbrt(np.complex128(0.0)) == 0.0
        assert ComplexNumeric.cbrt(np.complex128(8.0)) == 2.0

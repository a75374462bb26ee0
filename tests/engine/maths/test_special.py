from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest

from engine.maths import special

REFERENCES: dict[str, Any] = {
    "erf": mpmath.erf,
    "gaussian": lambda x: mpmath.exp(-x * x),
    "normal_cdf": lambda x: mpmath.erfc(-x / mpmath.sqrt(2)) / 2,
    "normal_density": mpmath.npdf,
}


@pytest.mark.parametrize("name", REFERENCES)
def test_every_digit_counts_far_out_too(name: str) -> None:
    places = np.concatenate([np.linspace(-26.0, 26.0, 1041), [-36.9, 1e-300, -1e-8, 0.0]])
    found = getattr(special, name)(places)
    with mpmath.workdps(40):
        right = np.array([float(REFERENCES[name](mpmath.mpf(x))) for x in places])
    np.testing.assert_allclose(found, right, rtol=1e-15, atol=1e-307)


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [("erf", -1, 1), ("gaussian", 0, 0), ("normal_cdf", 0, 1), ("normal_density", 0, 0)],
)
def test_ends(name: str, left: float, right: float) -> None:
    function = getattr(special, name)
    assert function(np.array([-math.inf, -1e200, 1e200, math.inf])).tolist() == [
        left,
        left,
        right,
        right,
    ]
    assert math.isnan(function(np.float64(math.nan)))
    assert isinstance(function(np.float64(0.5)), float)

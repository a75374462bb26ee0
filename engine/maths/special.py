"""Special functions that numpy lacks, to the last digits: the error function and its relatives.

Where an exponential of a square is taken, the square's rounding would cost as many digits as the
square is large; it is computed to twice the precision and given back.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = ["erf", "gaussian", "normal_cdf", "normal_density"]

_SPLITTER = 2.0**27 + 1.0
_FARTHEST = 60.0
"""Beyond it every exponential of a square is 0, and squares need not be split."""

_erf = np.frompyfunc(math.erf, 1, 1)
_erfc = np.frompyfunc(math.erfc, 1, 1)


def erf(x: Any) -> Any:
    """Error function.

    >>> float(erf(np.float64(0.5)))
    0.5204998778130465
    """
    return np.asarray(_erf(x), dtype=np.float64)[()]


def _square(x: Any) -> tuple[Any, Any]:
    """Return the rounded square, and what rounding took from it (Dekker 1971)."""
    rounded = x * x
    large = x * _SPLITTER
    high = large - (large - x)
    low = x - high
    return rounded, ((high * high - rounded) + 2.0 * high * low) + low * low


def gaussian(x: Any) -> Any:
    """Return exp(−x²)."""
    square, rest = _square(np.clip(x, -_FARTHEST, _FARTHEST))
    return np.exp(-square) * (1.0 - rest)


def normal_density(x: Any) -> Any:
    """Return the density of the standard normal distribution."""
    square, rest = _square(np.clip(x, -_FARTHEST, _FARTHEST))
    return np.exp(-0.5 * square) * (1.0 - 0.5 * rest) / math.sqrt(2.0 * math.pi)


def normal_cdf(x: Any) -> Any:
    """Return the probability that a standard normal variable is at most x.

    >>> float(normal_cdf(np.float64(-10.0)))
    7.619853024160527e-24
    """
    x = np.clip(x, -_FARTHEST, _FARTHEST)
    scaled = x * math.sqrt(0.5)
    whole = np.asarray(_erfc(-scaled), dtype=np.float64)[()]
    # In the tail the rounding of x/√2 matters: erfc falls as fast as exp(−x²/2) does.
    (square, rest), (of_scaled, rest_of_scaled) = _square(x), _square(scaled)
    excess = (of_scaled - 0.5 * square) + (rest_of_scaled - 0.5 * rest)
    return 0.5 * whole * np.where(np.less(x, 0.0), 1.0 + excess, 1.0)

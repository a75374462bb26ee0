"""Ridders' method: a derivative from function values alone, with how far it may be off.

Central differences with a step that is halved again and again are extrapolated to a step of 0. How
much two neighbours in the tableau differ tells how good an entry is; the best one is taken.

Source: Ridders, Accurate computation of F'(x) and F'(x)F''(x), Advances in Engineering Software 4
(1982), 75-76.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.values import Array

__all__ = ["HALVINGS", "Estimate", "extrapolate", "ridders"]

HALVINGS = 12
"""Steps, each half the one before: 24 evaluations of the function."""

_FIRST_STEP = 0.1
_FEWEST = 8
_LEEWAY = 4.0
_ROUNDING = float(np.finfo(float).eps)


class Estimate(NamedTuple):
    """Derivatives at some points, and how far each may be off.

    Attributes
    ----------
    derivative
        nan where there are no finite values on both sides.
    uncertainty
        What extrapolation and rounding leave open, by the method's own account.
    """

    derivative: Array
    uncertainty: Array


def ridders(function: Callable[[Array], Array], at: Array) -> Estimate:
    """Differentiate a function at several points at once.

    The first step is a tenth of the point, at least 0.1, and is halved until the values on both
    sides are finite. Where that takes many of the steps, twelve smaller ones follow.

    Parameters
    ----------
    function
        Takes an array whose last axis runs over `at`, and gives as many values.

    Examples
    --------
    >>> found = ridders(np.sin, np.array([0.0, 1.0]))
    >>> bool(np.all(abs(found.derivative - np.cos([0.0, 1.0])) < 1e-13))
    True
    >>> bool(np.all(found.uncertainty < 1e-12))
    True
    """
    sizes = np.abs(at)
    derivative, uncertainty, depth = _from_step(function, at, _FIRST_STEP * np.maximum(1.0, sizes))
    again = depth < _FEWEST
    if again.any():
        smaller = _FIRST_STEP * np.maximum(1.0, sizes) * 0.5**HALVINGS
        is_near_zero = (sizes > 0) & (sizes < _FIRST_STEP)
        near = _from_step(function, at, np.where(is_near_zero, _FIRST_STEP * sizes, smaller))
        better = again & ~(near[1] >= uncertainty)
        derivative = np.where(better, near[0], derivative)
        uncertainty = np.where(better, near[1], uncertainty)
    return Estimate(derivative, uncertainty)


def _from_step(
    function: Callable[[Array], Array], at: Array, first: Array
) -> tuple[Array, Array, Array]:
    """Return the derivative, its uncertainty, and how many of the steps could be used."""
    steps = 0.5 ** np.arange(HALVINGS)[:, np.newaxis] * first
    with np.errstate(all="ignore"):
        above, below = at + steps, at - steps
        values = function(np.concatenate([above, below]))
        # The step that was really made: the sums are rounded.
        slopes = (values[:HALVINGS] - values[HALVINGS:]) / (above - below)
        height = np.max(np.abs(np.where(np.isfinite(values), values, 0.0)), axis=0)
        return extrapolate(slopes, 2.0 * _ROUNDING * height / (above - below))


def extrapolate(slopes: Array, noise: Array) -> tuple[Array, Array, Array]:
    """Extrapolate slopes whose steps are halved from row to row.

    From the first row on with which all below it are finite.

    Parameters
    ----------
    slopes, noise
        The slopes, and how much rounding there may be in each.

    Returns
    -------
    tuple
        The best entry of each column's tableau, how far it may be off, and the number of rows used.
    """
    # Row by row from below, whether all from there on are finite.
    whole = np.logical_and.accumulate(np.isfinite(slopes)[::-1])[::-1]
    depth = whole.sum(axis=0)
    # What a plain slope cannot be wrong about: a function that turns many times within the first
    # steps may feign a limit that the last ones contradict.
    last, leeway = slopes[-1], _LEEWAY * (np.abs(slopes[-1] - slopes[-2]) + noise[-1])
    best = np.full(slopes.shape[1], np.nan)
    uncertainty = np.full(slopes.shape[1], np.inf)
    column: list[Array] = []
    for slope, rounding, is_whole in zip(slopes, noise, whole, strict=True):
        former, column = column, [np.where(is_whole, slope, np.nan)]
        best = np.where(np.isnan(best), column[0], best)
        for order, entry in enumerate(former, start=1):
            column.append(column[-1] + (column[-1] - entry) / (4.0**order - 1.0))
            error = np.abs(column[-1] - column[-2])
            error = np.maximum(error, np.abs(column[-1] - entry)) + rounding
            error = np.maximum(error, np.abs(column[-1] - last) - leeway)
            better = (error <= uncertainty) & np.isfinite(error)
            best = np.where(better, column[-1], best)
            uncertainty = np.where(better, error, uncertainty)
    return np.where(depth > 1, best, np.nan), uncertainty, depth

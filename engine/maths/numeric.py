"""Numeric maths: the rules as numpy calls over floats and arrays.

A namespace knows how many of an array's *trailing* axes are lanes: independent evaluations that a
reduction must not mix. A group of k scalar nodes is one lane axis, a batch of data another.
"""

from __future__ import annotations

import math
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ComplexNumeric", "Numeric"]

Operand = Any


def _function(function: Callable[..., Any]) -> staticmethod[..., Any]:
    return staticmethod(function)


class Numeric:
    """Numpy as a maths namespace.

    Parameters
    ----------
    lanes
        How many trailing axes hold independent evaluations.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> float(Numeric(0).sum(x)), Numeric(1).sum(x).tolist(), Numeric(2).sum(x).tolist()
    (10.0, [4.0, 6.0], [[1.0, 2.0], [3.0, 4.0]])
    """

    pi = math.pi
    e = math.e

    exp = _function(np.exp)
    expm1 = _function(np.expm1)
    log = _function(np.log)
    log1p = _function(np.log1p)
    sqrt = _function(np.sqrt)
    sin = _function(np.sin)
    cos = _function(np.cos)
    tan = _function(np.tan)
    tanh = _function(np.tanh)
    abs = _function(np.abs)
    magnitude = _function(np.abs)
    sign = _function(np.sign)
    square = _function(np.square)
    power = _function(np.power)
    where = _function(np.where)

    def __init__(self, lanes: int = 0) -> None:
        self.lanes = lanes

    @staticmethod
    def maximum(*x: Operand) -> Operand:
        """Return the largest operand; nan if one is nan."""
        return reduce(np.maximum, x)

    @staticmethod
    def minimum(*x: Operand) -> Operand:
        """Return the smallest operand; nan if one is nan."""
        return reduce(np.minimum, x)

    @staticmethod
    def log_base(x: Operand, base: Operand) -> Operand:
        """Logarithm to a positive base, exact at the whole powers of a whole base."""
        quotient = np.log(x) / np.log(np.where(np.less_equal(base, 0), np.nan, base))
        whole = np.round(quotient)
        is_exact = np.equal(np.power(base, whole), x) & np.equal(base, np.round(base))
        return np.where(is_exact, whole, quotient)

    @staticmethod
    def greater(a: Operand, b: Operand) -> Operand:
        """1 where a > b, else 0; nan where either is nan."""
        return np.where(np.isnan(a) | np.isnan(b), np.nan, np.greater(a, b))

    @staticmethod
    def equal(a: Operand, b: Operand) -> Operand:
        """Compare: true where a = b."""
        return np.equal(a, b)

    @staticmethod
    def less(a: Operand, b: Operand) -> Operand:
        """Compare: true where a < b."""
        return np.less(a, b)

    def axes(self, x: Operand, axis: int | None) -> tuple[int, ...]:
        """Axes of `x` that a reduction over `axis` runs along, lanes left out.

        Raises
        ------
        ValueError
            When `x` has no such axis.
        """
        own = np.ndim(x) - self.lanes
        if axis is None:
            return tuple(range(own))
        if not -own <= axis < own:
            raise ValueError(f"there is no axis {axis}")
        return (axis % own,)

    def sum(self, x: Operand, axis: int | None = None) -> Operand:
        """Sum along an axis, or over all; pairwise, as numpy does."""
        return np.sum(x, axis=self.axes(x, axis))

    def count(self, x: Operand, axis: int | None = None) -> float:
        """How many terms a reduction along `axis` has."""
        shape = np.shape(x)
        return float(math.prod(shape[index] for index in self.axes(x, axis)))

    def spread(self, g: Operand, x: Operand, axis: int | None = None) -> Operand:
        """Transpose of `sum`: repeat `g` along the axes of `x` that were summed."""
        return np.broadcast_to(np.expand_dims(g, self.axes(x, axis)), np.shape(x))


_NO_NUMBER = complex(math.nan, math.nan)
"""The imaginary part too: it is read as a derivative."""


class ComplexNumeric(Numeric):
    """Numeric maths continued into the complex plane, for the complex step.

    Where a function is chosen by comparing (abs, max), the real parts are compared, so that a tiny
    imaginary part carries the derivative of the branch that the real evaluation takes.
    """

    @staticmethod
    def abs(x: Operand) -> Operand:
        """Return x or −x, by the sign of the real part; 0 has slope 0."""
        return x * np.sign(np.real(x))

    @staticmethod
    def magnitude(x: Operand) -> Operand:
        """Return x or −x as `abs` does, but with a slope at 0: for use inside smooth functions."""
        return np.where(np.real(x) < 0, -x, x)

    @staticmethod
    def log_base(x: Operand, base: Operand) -> Operand:
        """Quotient of logarithms."""
        safe = np.where(np.real(base) <= 0, np.nan, base)
        return ComplexNumeric.log(x) / ComplexNumeric.log(safe)

    @staticmethod
    def sign(x: Operand) -> Operand:
        """Sign of the real part."""
        return np.sign(np.real(x)) + 0j

    @staticmethod
    def greater(a: Operand, b: Operand) -> Operand:
        """Compare real parts."""
        return Numeric.greater(np.real(a), np.real(b)) + 0j

    @staticmethod
    def equal(a: Operand, b: Operand) -> Operand:
        """Compare real parts."""
        return np.equal(np.real(a), np.real(b))

    @staticmethod
    def less(a: Operand, b: Operand) -> Operand:
        """Compare real parts."""
        return np.less(np.real(a), np.real(b))

    @staticmethod
    def maximum(*x: Operand) -> Operand:
        """Return the operand with the largest real part, the mean of those that tie."""
        return _mean_at(reduce(np.maximum, map(np.real, x)), x)

    @staticmethod
    def minimum(*x: Operand) -> Operand:
        """Return the operand with the smallest real part, the mean of those that tie."""
        return _mean_at(reduce(np.minimum, map(np.real, x)), x)

    @staticmethod
    def log(x: Operand) -> Operand:
        """Logarithm of the right half plane; nan left of it, as for real numbers."""
        return np.where(np.real(x) < 0, _NO_NUMBER, np.log(x))

    @staticmethod
    def sqrt(x: Operand) -> Operand:
        """Square root of the right half plane; nan left of it, as for real numbers."""
        return np.where(np.real(x) < 0, _NO_NUMBER, np.sqrt(x))

    @staticmethod
    def power(x: Operand, n: Operand) -> Operand:
        """Power that never takes the logarithm of the base for a real integer exponent."""
        whole = (np.imag(n) == 0) & (np.real(n) == np.round(np.real(n)))
        general = np.where(np.real(x) < 0, _NO_NUMBER, np.exp(n * np.log(x)))
        at_zero = np.power(np.real(x), np.real(n)) + 0j
        return np.where(whole, _integer_power(x, n), np.where(np.equal(x, 0), at_zero, general))


def _mean_at(real: Operand, x: tuple[Operand, ...]) -> Operand:
    """Mean of the operands that have this real part, part by part: ∞ may be among them."""
    taken = [np.equal(np.real(operand), real) for operand in x]
    imaginary = [np.where(mask, np.imag(y), 0.0) for mask, y in zip(taken, x, strict=True)]
    return real + 1j * (sum(imaginary) / sum(mask * 1.0 for mask in taken))


def _integer_power(x: Operand, n: Operand) -> Operand:
    """x^n for the real part of n as an integer, from the tangent at the real part of x.

    A logarithm would lose the sign of a negative base, and digits of the imaginary part.
    """
    exponent = np.round(np.real(n))
    real = np.power(np.real(x), exponent)
    slope = np.where(exponent == 0, 0.0, exponent * np.power(np.real(x), exponent - 1))
    return real + 1j * slope * np.imag(x)

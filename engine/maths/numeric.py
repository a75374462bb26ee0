"""Numeric maths: the rules as numpy calls over floats and arrays.

A namespace knows how many of an array's *trailing* axes are lanes: independent evaluations that a
reduction must not mix. A group of k scalar nodes is one lane axis, a batch of data another.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = ["ComplexNumeric", "Numeric"]

Operand = Any


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

    exp = staticmethod(np.exp)
    expm1 = staticmethod(np.expm1)
    log = staticmethod(np.log)
    log1p = staticmethod(np.log1p)
    sqrt = staticmethod(np.sqrt)
    sin = staticmethod(np.sin)
    cos = staticmethod(np.cos)
    tan = staticmethod(np.tan)
    tanh = staticmethod(np.tanh)
    abs = staticmethod(np.abs)
    magnitude = staticmethod(np.abs)
    sign = staticmethod(np.sign)
    square = staticmethod(np.square)
    power = staticmethod(np.power)
    where = staticmethod(np.where)
    maximum = staticmethod(np.maximum)
    minimum = staticmethod(np.minimum)

    def __init__(self, lanes: int = 0) -> None:
        self.lanes = lanes

    @staticmethod
    def log_base(x: Operand, base: Operand) -> Operand:
        """Logarithm to a base; exact at the powers of 2 and 10."""
        general = np.log(x) / np.log(base)
        return np.where(base == 10, np.log10(x), np.where(base == 2, np.log2(x), general))

    @staticmethod
    def greater(a: Operand, b: Operand) -> Operand:
        """1 where a > b, else 0; nan where either is nan."""
        return np.where(np.isnan(a) | np.isnan(b), np.nan, np.greater(a, b))

    @staticmethod
    def equal(a: Operand, b: Operand) -> Operand:
        """True where a = b."""
        return np.equal(a, b)

    @staticmethod
    def less(a: Operand, b: Operand) -> Operand:
        """True where a < b."""
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
            raise ValueError(f"axis {axis} of a value with {own} axes")
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
        return ComplexNumeric.log(x) / ComplexNumeric.log(base)

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
    def maximum(a: Operand, b: Operand) -> Operand:
        """Return the operand with the larger real part, their mean at a tie."""
        return _choose(np.sign(np.real(a) - np.real(b)), a, b)

    @staticmethod
    def minimum(a: Operand, b: Operand) -> Operand:
        """Return the operand with the smaller real part, their mean at a tie."""
        return _choose(np.sign(np.real(b) - np.real(a)), a, b)

    @staticmethod
    def log(x: Operand) -> Operand:
        """Logarithm of the right half plane; nan left of it, as for real numbers."""
        return np.where(np.real(x) < 0, np.nan, np.log(x))

    @staticmethod
    def sqrt(x: Operand) -> Operand:
        """Square root of the right half plane; nan left of it, as for real numbers."""
        return np.where(np.real(x) < 0, np.nan, np.sqrt(x))

    @staticmethod
    def power(x: Operand, n: Operand) -> Operand:
        """Power that never takes the logarithm of the base for a real integer exponent."""
        whole = (np.imag(n) == 0) & (np.real(n) == np.round(np.real(n)))
        general = np.where(np.real(x) < 0, np.nan, np.exp(n * np.log(x)))
        return np.where(whole, _integer_power(x, n), general)


def _choose(sign: Operand, a: Operand, b: Operand) -> Operand:
    return np.where(sign > 0, a, np.where(sign < 0, b, (a + b) / 2))


def _integer_power(x: Operand, n: Operand) -> Operand:
    """x^n for the real part of n as an integer: r^n·(cos nφ + i sin nφ) of a nearly real x.

    The modulus and the angle are those of a point beside the real axis, so that the imaginary part
    n·x^(n−1)·h keeps its full relative precision.
    """
    exponent = np.round(np.real(n))
    real = np.power(np.real(x), exponent)
    slope = np.where(exponent == 0, 0.0, exponent * np.power(np.real(x), exponent - 1))
    return real + 1j * slope * np.imag(x)

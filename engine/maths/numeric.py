"""Numeric maths: the rules as numpy calls over floats and arrays.

A namespace knows how many of an array's *trailing* axes are lanes: independent evaluations that a
reduction must not mix. A group of k scalar nodes is one lane axis, a batch of data another.
"""

from __future__ import annotations

import math
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.maths import special
from engine.maths.tensors import Tensors

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ComplexNumeric", "Numeric"]

Operand = Any


def _function(function: Callable[..., Any]) -> staticmethod[..., Any]:
    return staticmethod(function)


class Numeric(Tensors):
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
    infinity = math.inf

    exp = _function(np.exp)
    expm1 = _function(np.expm1)
    log = _function(np.log)
    log1p = _function(np.log1p)
    sqrt = _function(np.sqrt)
    sin = _function(np.sin)
    cos = _function(np.cos)
    tan = _function(np.tan)
    arcsin = _function(np.arcsin)
    arccos = _function(np.arccos)
    arctan = _function(np.arctan)
    atan2 = _function(np.arctan2)
    sinh = _function(np.sinh)
    cosh = _function(np.cosh)
    tanh = _function(np.tanh)
    arcsinh = _function(np.arcsinh)
    arccosh = _function(np.arccosh)
    arctanh = _function(np.arctanh)
    log2 = _function(np.log2)
    log10 = _function(np.log10)
    logaddexp = _function(np.logaddexp)
    cbrt = _function(np.cbrt)
    hypot = _function(np.hypot)
    floor = _function(np.floor)
    ceil = _function(np.ceil)
    round = _function(np.rint)
    erf = _function(special.erf)
    gaussian = _function(special.gaussian)
    normal_cdf = _function(special.normal_cdf)
    normal_density = _function(special.normal_density)
    abs = _function(np.abs)
    magnitude = _function(np.abs)
    sign = _function(np.sign)
    square = _function(np.square)
    power = _function(np.power)
    where = _function(np.where)
    real = _function(np.real)

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
    def root(x: Operand, degree: Operand) -> Operand:
        """Root of any degree; a negative number has the odd ones.

        The power 1/degree is rounded, which one Newton step makes good.
        """
        is_odd = np.equal(np.mod(degree, 2.0), 1.0)
        size = np.where(is_odd, np.abs(x), np.where(np.less(x, 0.0), np.nan, x))
        size = np.where(np.equal(degree, 0.0), np.nan, size)
        rough = np.power(size, 1.0 / degree)
        excess = np.power(rough, degree) / size - 1.0
        is_close = np.less(np.abs(excess), 1e-3)
        fine = np.where(is_close, rough * (1.0 - excess / degree), rough)
        return np.where(is_odd, np.copysign(fine, x), fine)

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

    def largest(self, x: Operand, axis: int | None = None) -> Operand:
        """Return the element with the largest real part, the mean of those that tie."""
        return self._mean_along(super().largest(np.real(x), axis), x, axis)

    def smallest(self, x: Operand, axis: int | None = None) -> Operand:
        """Return the element with the smallest real part, the mean of those that tie."""
        return self._mean_along(super().smallest(np.real(x), axis), x, axis)

    def _mean_along(self, real: Operand, x: Operand, axis: int | None) -> Operand:
        taken = np.equal(np.real(x), self.spread(real, x, axis))
        tilt = self.sum(np.where(taken, np.imag(x), 0.0), axis)
        return real + 1j * (tilt / self.sum(taken * 1.0, axis))

    @staticmethod
    def log(x: Operand) -> Operand:
        """Logarithm of the right half plane; nan left of it, as for real numbers."""
        return np.where(np.real(x) < 0, _NO_NUMBER, np.log(x))

    @staticmethod
    def sqrt(x: Operand) -> Operand:
        """Square root of the right half plane; nan left of it, as for real numbers."""
        return np.where(np.real(x) < 0, _NO_NUMBER, np.sqrt(x))

    @staticmethod
    def log2(x: Operand) -> Operand:
        """Logarithm to base 2."""
        return ComplexNumeric.log(x) / math.log(2.0)

    @staticmethod
    def log10(x: Operand) -> Operand:
        """Logarithm to base 10."""
        return ComplexNumeric.log(x) / math.log(10.0)

    @staticmethod
    def log1p(x: Operand) -> Operand:
        """Logarithm of 1 + x; nan where that is negative."""
        # Part by part, because numpy's loses the digits of a small real part.
        real = np.log1p(np.real(x))
        return np.where(np.isnan(real), _NO_NUMBER, real + 1j * np.angle(1.0 + x))

    @staticmethod
    def logaddexp(a: Operand, b: Operand) -> Operand:
        """Logarithm of the sum of two exponentials."""
        is_first = np.real(a) >= np.real(b)
        large: Operand = np.where(is_first, a, b)
        small: Operand = np.where(is_first, b, a)
        return large + np.log1p(np.exp(small - large))

    @staticmethod
    def cbrt(x: Operand) -> Operand:
        """Cube root of either sign; its slope at 0 is infinite."""
        real, tilt = np.cbrt(np.real(x)), np.imag(x)
        # What does not move has no slope to be infinite.
        return real + 1j * np.where(tilt == 0, 0.0, tilt / (3.0 * real * real))

    @staticmethod
    def root(x: Operand, degree: Operand) -> Operand:
        """Root of any degree; a negative number has the odd ones."""
        is_odd = np.equal(np.mod(np.real(degree), 2.0), 1.0)
        is_turned = is_odd & (np.real(x) < 0)
        # Beside an odd degree a negative number has no root.
        has_none = np.equal(np.real(degree), 0) | (is_turned & (np.imag(degree) != 0))
        size = np.where(has_none, _NO_NUMBER, np.where(is_turned, -x, x))
        found = ComplexNumeric.power(size, 1.0 / degree)
        return np.where(is_turned, -found, found)

    @staticmethod
    def hypot(a: Operand, b: Operand) -> Operand:
        """Square root of the sum of the squares; 0 at the origin, without a slope."""
        size = np.hypot(np.real(a), np.real(b))
        unit = np.where(size == 0, 1.0, size)
        return size + 1j * (np.imag(a) * (np.real(a) / unit) + np.imag(b) * (np.real(b) / unit))

    @staticmethod
    def atan2(y: Operand, x: Operand) -> Operand:
        """Angle of the point (x, y); its slope at the origin is 0."""
        size = np.hypot(np.real(x), np.real(y))
        unit = np.where(size == 0, 1.0, size)
        sine, cosine = np.real(y) / unit, np.real(x) / unit
        turned = (np.imag(y) / unit) * cosine - (np.imag(x) / unit) * sine
        return np.arctan2(np.real(y), np.real(x)) + 1j * turned

    @staticmethod
    def arcsin(x: Operand) -> Operand:
        """Arc sine; nan outside [−1, 1], as for real numbers."""
        return np.where(np.abs(np.real(x)) > 1, _NO_NUMBER, np.arcsin(x))

    @staticmethod
    def arccos(x: Operand) -> Operand:
        """Arc cosine; nan outside [−1, 1], as for real numbers."""
        return np.where(np.abs(np.real(x)) > 1, _NO_NUMBER, np.arccos(x))

    @staticmethod
    def arccosh(x: Operand) -> Operand:
        """Inverse hyperbolic cosine; nan below 1, as for real numbers."""
        return np.where(np.real(x) < 1, _NO_NUMBER, np.arccosh(x))

    @staticmethod
    def arctanh(x: Operand) -> Operand:
        """Inverse hyperbolic tangent; nan outside [−1, 1], as for real numbers."""
        return np.where(np.abs(np.real(x)) > 1, _NO_NUMBER, np.arctanh(x))

    @staticmethod
    def floor(x: Operand) -> Operand:
        """Whole part of the real part."""
        return np.floor(np.real(x)) + 0j

    @staticmethod
    def ceil(x: Operand) -> Operand:
        """Smallest whole number that is not below the real part."""
        return np.ceil(np.real(x)) + 0j

    @staticmethod
    def round(x: Operand) -> Operand:
        """Whole number nearest to the real part."""
        return np.rint(np.real(x)) + 0j

    @staticmethod
    def gaussian(x: Operand) -> Operand:
        """Return exp(−x²)."""
        return np.exp(-x * x)

    @staticmethod
    def erf(x: Operand) -> Operand:
        """Error function beside the real axis, where its first derivative is all that counts."""
        slope = special.gaussian(np.real(x)) * (2.0 / math.sqrt(math.pi))
        return special.erf(np.real(x)) + 1j * np.imag(x) * slope

    @staticmethod
    def normal_density(x: Operand) -> Operand:
        """Return the density of the standard normal distribution."""
        return np.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)

    @staticmethod
    def normal_cdf(x: Operand) -> Operand:
        """Return the normal distribution beside the real axis, as `erf` does."""
        slope = special.normal_density(np.real(x))
        return special.normal_cdf(np.real(x)) + 1j * np.imag(x) * slope

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

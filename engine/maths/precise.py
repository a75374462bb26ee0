"""Precise maths: the rules of operations on single numbers, to as many digits as are asked for.

Slow, for where the digits of a double do not decide. Outside of a domain the answer is nan and at a
pole an infinity, as numpy has it; what a double could not hold is infinite or 0 here, too.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Precise", "PreciseNumber"]

_LARGEST_EXPONENT = 1e5
_FARTHEST = 1e4
"""Beyond it the error function is ±1 to any number of digits that is asked for."""


class PreciseNumber:
    """A number of a `Precise` namespace, with an arithmetic that never raises."""

    __slots__ = ("m", "value")

    def __init__(self, m: Precise, value: Any) -> None:
        self.m = m
        self.value = value

    def _with(self, other: Any, combine: Callable[[Any, Any], Any]) -> PreciseNumber:
        return PreciseNumber(self.m, combine(self.value, self.m.raw(other)))

    def __add__(self, other: Any) -> PreciseNumber:
        return self._with(other, lambda a, b: a + b)

    def __sub__(self, other: Any) -> PreciseNumber:
        return self._with(other, lambda a, b: a - b)

    def __rsub__(self, other: Any) -> PreciseNumber:
        return self._with(other, lambda a, b: b - a)

    def __mul__(self, other: Any) -> PreciseNumber:
        return self._with(other, lambda a, b: a * b)

    def __truediv__(self, other: Any) -> PreciseNumber:
        return self._with(other, self.m.quotient)

    def __rtruediv__(self, other: Any) -> PreciseNumber:
        return self._with(other, lambda a, b: self.m.quotient(b, a))

    def __neg__(self) -> PreciseNumber:
        return PreciseNumber(self.m, -self.value)

    __radd__ = __add__
    __rmul__ = __mul__

    def __float__(self) -> float:
        return float(self.value)


class Precise:
    """Numbers of many digits as a maths namespace.

    Parameters
    ----------
    digits
        How many decimal digits are kept.

    Examples
    --------
    >>> m = Precise(30)
    >>> m.sqrt(m.number(2.0)).value
    mpf('1.41421356237309504880168872420977')
    >>> float(m.log(m.number(-1.0)))
    nan
    """

    infinity = math.inf

    def __init__(self, digits: int) -> None:
        from mpmath.ctx_mp import MPContext

        self._context = MPContext()
        self._context.dps = digits
        self.nan = self._context.nan
        self.e = self.number(math.e)
        self.pi = self.number(math.pi)

    def number(self, value: float) -> PreciseNumber:
        """Return the number that a person wrote: 0.1 is a tenth, and e and π are themselves."""
        if abs(value) in (math.e, math.pi):
            constant = self._context.e if abs(value) == math.e else self._context.pi
            return PreciseNumber(self, math.copysign(1.0, value) * constant)
        return PreciseNumber(self, self._context.mpf(repr(float(value))))

    def raw(self, thing: Any) -> Any:
        """Return what is computed with inside of a number."""
        if isinstance(thing, PreciseNumber):
            return thing.value
        return self.number(float(thing)).value

    def quotient(self, a: Any, b: Any) -> Any:
        """Divide, by zero too."""
        if b:
            return a / b
        return self.nan if not a or self._context.isnan(a) else a * self._context.inf

    def _made(self, value: Any) -> PreciseNumber:
        return PreciseNumber(self, value)

    # ------------------------------------------------------------------ choices

    def where(self, condition: Any, a: Any, b: Any) -> PreciseNumber:
        """Return one of two."""
        return self._made(self.raw(a if condition else b))

    def less(self, a: Any, b: Any) -> bool:
        """Compare."""
        return bool(self.raw(a) < self.raw(b))

    def equal(self, a: Any, b: Any) -> bool:
        """Compare."""
        return bool(self.raw(a) == self.raw(b))

    def greater(self, a: Any, b: Any) -> PreciseNumber:
        """1 where a > b, else 0; nan where either is nan."""
        one, other = self.raw(a), self.raw(b)
        if self._context.isnan(one) or self._context.isnan(other):
            return self._made(self.nan)
        return self.number(float(one > other))

    def maximum(self, *x: Any) -> PreciseNumber:
        """Return the largest operand; nan if one is nan."""
        return self._extreme(max, x)

    def minimum(self, *x: Any) -> PreciseNumber:
        """Return the smallest operand; nan if one is nan."""
        return self._extreme(min, x)

    def _extreme(self, choose: Callable[..., Any], x: tuple[Any, ...]) -> PreciseNumber:
        values = [self.raw(item) for item in x]
        is_nan = any(self._context.isnan(value) for value in values)
        return self._made(self.nan if is_nan else choose(values))

    def abs(self, x: Any) -> PreciseNumber:
        """Return the absolute value."""
        return self._made(abs(self.raw(x)))

    def magnitude(self, x: Any) -> PreciseNumber:
        """Return the absolute value."""
        return self.abs(x)

    def sign(self, x: Any) -> PreciseNumber:
        """Return −1, 0 or 1."""
        return self._made(self._context.sign(self.raw(x)))

    # ------------------------------------------------------------------ functions

    def _real(
        self, x: Any, compute: Callable[[Any], Any], holds: Callable[[Any], bool] = bool
    ) -> PreciseNumber:
        value = self.raw(x)
        if self._context.isnan(value) or not holds(value):
            return self._made(self.nan)
        return self._made(compute(value))

    def exp(self, x: Any) -> PreciseNumber:
        """Exponential."""
        value = self.raw(x)
        if abs(value) > _LARGEST_EXPONENT:
            return self._made(self._context.inf if value > 0 else self._context.zero)
        return self._made(self._context.exp(value))

    def expm1(self, x: Any) -> PreciseNumber:
        """Exponential less 1."""
        return self.exp(x) - 1

    def log(self, x: Any) -> PreciseNumber:
        """Natural logarithm."""
        if self.equal(x, 0.0):
            return self._made(-self._context.inf)
        return self._real(x, self._context.log, lambda value: value > 0)

    def log1p(self, x: Any) -> PreciseNumber:
        """Logarithm of 1 + x."""
        return self.log(x + 1)

    def log2(self, x: Any) -> PreciseNumber:
        """Logarithm to base 2."""
        return self.log(x) / self.log(2)

    def log10(self, x: Any) -> PreciseNumber:
        """Logarithm to base 10."""
        return self.log(x) / self.log(10)

    def log_base(self, x: Any, base: Any) -> PreciseNumber:
        """Logarithm to a positive base."""
        safe = base if self.less(0.0, base) else self._made(self.nan)
        return self.log(x) / self.log(safe)

    def logaddexp(self, a: Any, b: Any) -> PreciseNumber:
        """Logarithm of the sum of two exponentials."""
        top = self.maximum(a, b)
        return top + self.log(self.exp(a - top) + self.exp(b - top))

    def power(self, x: Any, n: Any) -> PreciseNumber:
        """Power; nan for a negative base unless the exponent is whole."""
        base, exponent = self.raw(x), self.raw(n)
        if not exponent or base == 1:
            return self.number(1.0)
        if self._context.isnan(base) or self._context.isnan(exponent):
            return self._made(self.nan)
        is_whole = self._context.isint(exponent)
        if not base:
            return self._made(self._context.inf if exponent < 0 else self._context.zero)
        if base < 0 and not is_whole:
            return self._made(self.nan)
        size = self.exp(self._made(exponent * self._context.log(abs(base))))
        is_odd = base < 0 and exponent % 2 == 1
        return -size if is_odd else size

    def square(self, x: Any) -> PreciseNumber:
        """Square."""
        value = self.raw(x)
        return self._made(value * value)

    def sqrt(self, x: Any) -> PreciseNumber:
        """Square root."""
        return self._real(x, self._context.sqrt, lambda value: value >= 0)

    def cbrt(self, x: Any) -> PreciseNumber:
        """Cube root of either sign."""
        return self.root(x, 3)

    def root(self, x: Any, degree: Any) -> PreciseNumber:
        """Root of any degree; a negative number has the odd ones."""
        if self.equal(degree, 0.0):
            return self._made(self.nan)
        exponent = self.number(1.0) / degree
        is_odd = self.raw(degree) % 2 == 1
        if self.less(x, 0.0) and not is_odd:
            return self._made(self.nan)
        found = self.power(self.abs(x) if is_odd else x, exponent)
        return -found if is_odd and self.less(x, 0.0) else found

    def hypot(self, a: Any, b: Any) -> PreciseNumber:
        """Square root of the sum of the squares."""
        return self.sqrt(self.square(a) + self.square(b))

    def sin(self, x: Any) -> PreciseNumber:
        """Sine."""
        return self._circular(x, self._context.sin)

    def cos(self, x: Any) -> PreciseNumber:
        """Cosine."""
        return self._circular(x, self._context.cos)

    def tan(self, x: Any) -> PreciseNumber:
        """Tangent."""
        return self.sin(x) / self.cos(x)

    def _circular(self, x: Any, compute: Callable[[Any], Any]) -> PreciseNumber:
        return self._real(x, compute, lambda value: abs(value) < self._context.inf)

    def arcsin(self, x: Any) -> PreciseNumber:
        """Arc sine."""
        return self._real(x, self._context.asin, lambda value: abs(value) <= 1)

    def arccos(self, x: Any) -> PreciseNumber:
        """Arc cosine."""
        return self._real(x, self._context.acos, lambda value: abs(value) <= 1)

    def arctan(self, x: Any) -> PreciseNumber:
        """Arc tangent."""
        return self._real(x, self._context.atan, lambda _value: True)

    def atan2(self, y: Any, x: Any) -> PreciseNumber:
        """Angle of the point (x, y)."""
        return self._made(self._context.atan2(self.raw(y), self.raw(x)))

    def sinh(self, x: Any) -> PreciseNumber:
        """Hyperbolic sine."""
        return (self.exp(x) - self.exp(-x)) / 2

    def cosh(self, x: Any) -> PreciseNumber:
        """Hyperbolic cosine."""
        return (self.exp(x) + self.exp(-x)) / 2

    def tanh(self, x: Any) -> PreciseNumber:
        """Hyperbolic tangent."""
        small = self.exp(self.abs(x) * -2)
        return self.sign(x) * (1 - small) / (1 + small)

    def arcsinh(self, x: Any) -> PreciseNumber:
        """Inverse hyperbolic sine."""
        return self._real(x, self._context.asinh, lambda _value: True)

    def arccosh(self, x: Any) -> PreciseNumber:
        """Inverse hyperbolic cosine."""
        return self._real(x, self._context.acosh, lambda value: value >= 1)

    def arctanh(self, x: Any) -> PreciseNumber:
        """Inverse hyperbolic tangent."""
        return self.log((1 + x) / (1 - x)) / 2 if self.less(self.abs(x), 1.0) else self._end_of(x)

    def _end_of(self, x: Any) -> PreciseNumber:
        is_end = self.equal(self.abs(x), 1.0)
        return self.sign(x) * (math.inf if is_end else math.nan)

    def floor(self, x: Any) -> PreciseNumber:
        """Whole part."""
        return self._real(x, self._context.floor, lambda _value: True)

    def ceil(self, x: Any) -> PreciseNumber:
        """Smallest whole number that is not below."""
        return self._real(x, self._context.ceil, lambda _value: True)

    def round(self, x: Any) -> PreciseNumber:
        """Nearest whole number, halves to the even side."""
        return self._real(x, self._context.nint, lambda _value: True)

    def erf(self, x: Any) -> PreciseNumber:
        """Error function."""
        if self.less(_FARTHEST, self.abs(x)):
            return self.sign(x)
        return self._real(x, self._context.erf, lambda _value: True)

    def normal_cdf(self, x: Any) -> PreciseNumber:
        """Probability that a standard normal variable is at most x."""
        if self.less(_FARTHEST, self.abs(x)):
            return (1 + self.sign(x)) / 2
        return self._real(x, self._context.ncdf, lambda _value: True)

    # ------------------------------------------------------------------ of one element

    def sum(self, x: Any, _axis: int | None = None) -> PreciseNumber:
        """Return the one element that there is."""
        return self._made(self.raw(x))

    def largest(self, x: Any, _axis: int | None = None) -> PreciseNumber:
        """Return the one element that there is."""
        return self._made(self.raw(x))

    smallest = product = real = largest

    def outer(self, a: Any, b: Any) -> PreciseNumber:
        """Multiply two numbers."""
        return self._made(self.raw(a) * self.raw(b))

    @staticmethod
    def transpose(x: Any, _axes: object = ()) -> Any:
        """Return the one element that there is."""
        return x

    @staticmethod
    def spread(x: Any, _like: Any, _axis: int | None = None) -> Any:
        """Return the one element that there is."""
        return x

    @staticmethod
    def count(_x: Any, _axis: int | None = None) -> int:
        """Count the one element that there is."""
        return 1

    @staticmethod
    def rank(_x: Any) -> int:
        """Return how many axes a number has."""
        return 0

    def scale(self, _x: Any, _axis: int | None = None) -> PreciseNumber:
        """Return what a norm is scaled by: nothing overflows here."""
        return self.number(1.0)

"""Powers and roots.

Conventions at the edges: 0⁰ is 1 with slope 0, a constant whole exponent never goes through a
logarithm, and the slope of the square root at 0 is infinite.
"""

from __future__ import annotations

import sys
from typing import Any

from engine.operation import Condition, Operation, Partial

__all__ = ["OPERATIONS"]


_LARGEST_ODD = 2.0**53 - 1.0
_NO_RECIPROCAL = 1.0 / sys.float_info.max
"""Below it 1/x is infinite."""


def _power_by_base(m: Any, y: Any, base: Any, exponent: Any) -> Any:
    # xⁿ/x, because n − 1 rounds away digits of n, if not its parity; but xⁿ⁻¹ where xⁿ is too
    # large or too small for a number.
    size = m.abs(y)
    divides = m.less(1e-300, size) & m.less(size, 1e300)
    divides |= m.less(_LARGEST_ODD, m.abs(exponent)) & ~m.equal(base, 0.0)
    slope = exponent * m.where(divides, y / base, m.power(base, exponent - 1.0))
    # Where the exponent is 0 the slope is so by the factor, and stays true as the exponent moves.
    is_flat = m.equal(exponent, 0.0) & m.less(m.magnitude(base), _NO_RECIPROCAL)
    return m.where(is_flat, 0.0, m.where(m.equal(y, y), slope, y))


def _power_by_exponent(m: Any, y: Any, base: Any, exponent: Any) -> Any:
    at_zero = m.equal(base, 0.0) & (m.less(0.0, exponent) | m.equal(exponent, 0.0))
    return m.where(at_zero, 0.0, y * m.log(base))


def _power_is_real(base: Any, exponent: Any) -> Any:
    return (base >= 0) | (exponent == exponent // 1)


def _cube_root_slope(m: Any, y: Any, _x: Any) -> Any:
    # One third of 1/y², in an order in which nothing overflows before the slope does.
    return (1.0 / y) / (3.0 * y)


def _root_by_value(m: Any, y: Any, x: Any, degree: Any) -> Any:
    return m.where(m.equal(x, 0.0), m.power(0.0 * x, 1.0 / degree - 1.0), y / x) / degree


def _root_by_degree(m: Any, y: Any, x: Any, degree: Any) -> Any:
    slope = -(y * m.log(x)) / degree / degree
    return m.where(m.equal(x, 0.0) & m.less(0.0, degree), 0.0, slope)


def _has_root(x: Any, degree: Any) -> Any:
    return (x >= 0) | (degree % 2 == 1) | (degree == 0)


def _towards(m: Any, y: Any, x: Any) -> Any:
    """Cosine of the angle to an axis, 0 at the origin."""
    return m.where(m.equal(y, 0.0), 0.0 * x, x / y)


OPERATIONS = (
    Operation(
        name="power",
        family="powers",
        title="Power",
        ports=("base", "exponent"),
        symbol="xⁿ",
        latex="{base>}^{{exponent!}}",
        infix="^",
        precedence=30,
        defaults={"exponent": 2.0},
        forward=lambda m, base, exponent: m.power(base, exponent),
        partials=(
            Partial(
                rule="power rule",
                numbers=_power_by_base,
                textbook=lambda m, y, base, exponent: (
                    exponent * m.power(base, m.less_one(exponent))
                ),
                formula=r"\frac{\partial}{\partial x} x^n = n\,x^{n-1}",
                condition="x > 0, or n whole",
            ),
            Partial(
                rule="exponential rule",
                numbers=_power_by_exponent,
                textbook=lambda m, y, base, exponent: m.power(base, exponent) * m.log(base),
                formula=r"\frac{\partial}{\partial x} n^x = n^x \ln n",
                condition="n > 0",
            ),
        ),
        domain=(
            Condition(
                "base ≥ 0, or exponent whole",
                _power_is_real,
                "a negative base has no real power with a fractional exponent",
            ),
        ),
        poles=(
            Condition(
                "base ≠ 0 where exponent < 0",
                lambda base, exponent: (base != 0) | (exponent >= 0),
                "zero to a negative power is a division by zero",
            ),
        ),
        summary="Raises the base to the exponent: xⁿ, nˣ and xʸ.",
        doc="Either port may hold a number in place of an edge. With a number as exponent the "
        "power rule applies, with a number as base the exponential rule, with two edges both. "
        "0⁰ is 1 and its slope is 0.",
        source="NIST Digital Library of Mathematical Functions, §4.7(ii).",
        keywords=("pow", "exponent", "raise", "^", "cube"),
    ),
    Operation(
        name="square",
        family="powers",
        title="Square",
        ports=("x",),
        symbol="x²",
        latex="{x>}^{2}",
        precedence=30,
        forward=lambda m, x: m.square(x),
        partials=(
            Partial(
                rule="power rule",
                numbers=lambda m, y, x: 2.0 * x,
                formula=r"\frac{d}{dx} x^2 = 2x",
            ),
        ),
        summary="Multiplies a value by itself.",
        doc="The same as a power with exponent 2, as one node without a second port.",
        source="Power rule.",
        keywords=("sq", "squared"),
    ),
    Operation(
        name="sqrt",
        family="powers",
        title="Square root",
        ports=("x",),
        symbol="√",
        latex=r"\sqrt{{x!}}",
        forward=lambda m, x: m.sqrt(x),
        partials=(
            Partial(
                rule="derivative of the square root",
                # The magnitude, because the root of −0 is −0.
                numbers=lambda m, y, x: 0.5 / m.magnitude(y),
                textbook=lambda m, y, x: 1 / (2 * m.sqrt(x)),
                formula=r"\frac{d}{dx}\sqrt{x} = \frac{1}{2\sqrt{x}}",
                condition="x > 0",
            ),
        ),
        domain=(Condition("x ≥ 0", lambda x: x >= 0, "a negative number has no real square root"),),
        poles=(
            Condition(
                "x > 0 for the slope",
                lambda x: x != 0,
                "the slope of the square root is infinite at 0",
            ),
        ),
        summary="The number whose square is x.",
        doc="Defined for x ≥ 0. At 0 the value is 0 and the slope infinite, which is reported.",
        source="NIST Digital Library of Mathematical Functions, §4.7(ii).",
        keywords=("root", "radical"),
    ),
    Operation(
        name="cbrt",
        family="powers",
        title="Cube root",
        ports=("x",),
        symbol="∛",
        latex=r"\sqrt[3]{{x!}}",
        forward=lambda m, x: m.cbrt(x),
        partials=(
            Partial(
                rule="power rule",
                numbers=_cube_root_slope,
                textbook=lambda m, y, x: 1 / (3 * m.power(m.apply("cbrt", x), 2)),
                formula=r"\frac{d}{dx}\sqrt[3]{x} = \frac{1}{3 \sqrt[3]{x^2}}",
                condition="x ≠ 0",
            ),
        ),
        poles=(
            Condition(
                "x ≠ 0 for the slope",
                lambda x: x != 0,
                "the slope of the cube root is infinite at 0",
            ),
        ),
        summary="The number whose cube is x, of either sign.",
        doc="Defined everywhere. At 0 the value is 0 and the slope infinite, which is reported.",
        source="NIST Digital Library of Mathematical Functions, §4.7(ii).",
        keywords=("cubic root", "third root", "radical"),
    ),
    Operation(
        name="root",
        family="powers",
        title="Root of any degree",
        ports=("x", "degree"),
        symbol="ⁿ√",
        latex=r"\sqrt[{degree!}]{{x!}}",
        defaults={"degree": 3.0},
        forward=lambda m, x, degree: m.root(x, degree),
        partials=(
            Partial(
                rule="power rule",
                numbers=_root_by_value,
                textbook=lambda m, y, x, degree: m.apply("root", x, degree) / (degree * x),
                formula=r"\frac{\partial}{\partial x}\sqrt[n]{x} = \frac{\sqrt[n]{x}}{n\,x}",
                condition="x > 0, or n odd and x ≠ 0",
            ),
            Partial(
                rule="exponential rule",
                numbers=_root_by_degree,
                textbook=lambda m, y, x, degree: (
                    -(m.apply("root", x, degree) * m.log(x) / m.power(degree, 2))
                ),
                formula=r"\frac{\partial}{\partial n}\sqrt[n]{x}"
                r" = -\frac{\sqrt[n]{x}\,\ln x}{n^2}",
                condition="x > 0",
            ),
        ),
        domain=(
            Condition(
                "x ≥ 0, or degree odd",
                _has_root,
                "a negative number has real roots of odd degree alone",
            ),
            Condition("degree ≠ 0", lambda x, degree: degree != 0, "there is no root of degree 0"),
        ),
        poles=(
            Condition(
                "x ≠ 0 where degree < 0, or for the slope where degree > 1",
                lambda x, degree: (x != 0) | ((degree >= 0) & (degree <= 1)),
                "the slope of a root is infinite at 0",
            ),
        ),
        summary="The number whose power of that degree is x.",
        doc="The degree may be a number or an edge. A negative number has roots of odd degree.",
        source="NIST Digital Library of Mathematical Functions, §4.2(iv).",
        keywords=("nth root", "radical"),
    ),
    Operation(
        name="hypot",
        family="powers",
        title="Hypotenuse",
        ports=("a", "b"),
        symbol="hypot",
        latex=r"\sqrt{{a>}^{2} + {b>}^{2}}",
        forward=lambda m, a, b: m.hypot(a, b),
        partials=(
            Partial(
                rule="chain rule",
                numbers=lambda m, y, a, b: _towards(m, y, a),
                textbook=lambda m, y, a, b: a / m.hypot(a, b),
                formula=r"\frac{\partial}{\partial a}\sqrt{a^2 + b^2}"
                r" = \frac{a}{\sqrt{a^2 + b^2}}",
                condition="not a = b = 0",
            ),
            Partial(
                rule="chain rule",
                numbers=lambda m, y, a, b: _towards(m, y, b),
                textbook=lambda m, y, a, b: b / m.hypot(a, b),
                formula=r"\frac{\partial}{\partial b}\sqrt{a^2 + b^2}"
                r" = \frac{b}{\sqrt{a^2 + b^2}}",
                condition="not a = b = 0",
            ),
        ),
        kinks=(
            Condition(
                "not a = b = 0",
                lambda a, b: (a != 0) | (b != 0),
                "the distance has a kink at the origin; slope 0 was chosen",
            ),
        ),
        summary="The length of the hypotenuse over two sides, √(a² + b²).",
        doc="Never overflows on the way. At the origin, where it has a kink, both slopes are 0.",
        source="Theorem of Pythagoras.",
        keywords=("distance", "pythagoras", "norm"),
    ),
)

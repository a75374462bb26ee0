"""Formulas and their antiderivatives in mpmath: numbers that owe nothing to this program's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath
from hypothesis import strategies as st

from engine.calculus.derivation import Derivation
from engine.calculus.integral_mark import replace_integrals
from engine.calculus.tree import Apply, Name, Number, Tree
from engine.calculus.walk import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

X = Name("x")


class NotRealError(ValueError):
    """A formula is no real number there."""


def _real(value: Any) -> Any:
    if isinstance(value, mpmath.mpc) or not mpmath.isfinite(value):
        raise NotRealError
    return value


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": lambda *terms: mpmath.fsum(terms),
    "subtract": lambda a, b: a - b,
    "multiply": lambda *factors: mpmath.fprod(factors),
    "divide": lambda a, b: a / b,
    "negate": lambda x: -x,
    "power": mpmath.power,
    "sqrt": mpmath.sqrt,
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)),
    "exp": mpmath.exp,
    "expm1": mpmath.expm1,
    "ln": mpmath.log,
    "log2": lambda x: mpmath.log(x, 2),
    "log10": mpmath.log10,
    "log1p": mpmath.log1p,
    "abs": abs,
    "sign": mpmath.sign,
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "max": max,
    "min": min,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "floor": mpmath.floor,
    "erf": mpmath.erf,
    "normal_cdf": mpmath.ncdf,
    "gelu": lambda x: x * mpmath.ncdf(x),
    "arcsin": mpmath.asin,
    "arccos": mpmath.acos,
    "arctan": mpmath.atan,
    "arccot": lambda x: mpmath.pi / 2 - mpmath.atan(x),
    "arcsec": lambda x: mpmath.acos(1 / x),
    "arccsc": lambda x: mpmath.asin(1 / x),
    "arcsinh": mpmath.asinh,
    "arccosh": mpmath.acosh,
    "arctanh": mpmath.atanh,
    "arccoth": lambda x: mpmath.atanh(1 / x),
    "arcsech": lambda x: mpmath.acosh(1 / x),
    "arccsch": lambda x: mpmath.asinh(1 / x),
    "where": lambda condition, one, other: one if condition else other,
    "greater": lambda a, b: mpmath.mpf(a > b),
}
for _name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh"):
    _FUNCTIONS[_name] = getattr(mpmath, _name)
for _name in ("coth", "sech", "csch"):
    _FUNCTIONS[_name] = getattr(mpmath, _name)


def precise_value(tree: Tree, at: Mapping[str, Any]) -> Any:
    """Compute a formula with mpmath's digits.

    Raises
    ------
    NotRealError
        Where it is complex or infinite.
    """

    def combine(part: Tree, operands: list[Any]) -> Any:
        if isinstance(part, Number):
            return mpmath.mpf(part.value)
        if isinstance(part, Name):
            return at[part.text]
        try:
            return _real(_FUNCTIONS[part.operation](*operands))
        except ZeroDivisionError:
            raise NotRealError from None

    return fold(tree, combine)


# ------------------------------------------------------------------ integrands at random

NUMBERS = st.sampled_from([-3.0, -2.0, -1.0, 0.5, 1.0, 2.0, 3.0, 4.0]).map(Number)
LINES = st.one_of(
    st.just(X),
    st.just(X),
    st.builds(
        lambda a, b: Apply("add", (Apply("multiply", (a, X)), b)),
        st.sampled_from([-2.0, -1.0, 2.0, 3.0]).map(Number),
        st.sampled_from([-1.0, 0.0, 1.0, 2.0]).map(Number),
    ),
)
POWERS = st.sampled_from([-2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0]).map(Number)
SHAPES = st.sampled_from(
    [
        "exp",
        "ln",
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "sinh",
        "cosh",
        "tanh",
        "coth",
        "sech",
        "csch",
        "arcsin",
        "arccos",
        "arctan",
        "arccot",
        "arcsec",
        "arccsc",
        "arcsinh",
        "arccosh",
        "arctanh",
        "arccoth",
        "arcsech",
        "arccsch",
        "sqrt",
        "cbrt",
        "abs",
        "sign",
        "sigmoid",
        "relu",
        "log2",
        "log10",
        "log1p",
        "expm1",
        "erf",
        "normal_cdf",
        "gelu",
        "floor",
    ]
)
FACTORS = st.one_of(
    NUMBERS,
    LINES,
    st.builds(lambda base, power: base**power, LINES, POWERS),
    st.builds(lambda shape, inner: Apply(shape, (inner,)), SHAPES, LINES),
    st.builds(
        lambda shape, inner, power: Apply(shape, (inner,)) ** power,
        st.sampled_from(["sin", "cos", "tan", "sec", "ln", "exp", "sinh", "cosh", "sigmoid"]),
        LINES,
        st.sampled_from([2.0, 3.0]).map(Number),
    ),
    st.builds(
        lambda a, b: Apply("add", (X ** Number(2.0), Apply("multiply", (a, X)), b)), *[NUMBERS] * 2
    ),
)


@st.composite
def _products(draw: st.DrawFn) -> Tree:
    factors = draw(st.lists(FACTORS, min_size=1, max_size=2))
    above = factors[0] if len(factors) == 1 else Apply("multiply", tuple(factors))
    return above / draw(FACTORS) if draw(st.integers(0, 3)) == 0 else above


@st.composite
def _sums(draw: st.DrawFn) -> Tree:
    terms = draw(st.lists(_products(), min_size=1, max_size=2))
    return terms[0] if len(terms) == 1 else Apply("add", tuple(terms))


INTEGRANDS = _sums()
PLACES = (-7.3, -4.1, -2.3, -1.6, -0.83, -0.41, -0.12, 0.17, 0.38, 0.71, 1.27, 1.9, 3.3, 5.6)


def slope_of_side(side: Tree, slopes: Mapping[str, Tree]) -> Tree:
    """Differentiate one side of a row: the marks by what an integral is.

    Parameters
    ----------
    slopes
        The derivatives of the letters of the row.
    """
    integrals: dict[str, tuple[Tree, str]] = {}

    def named(integrand: Tree, wrt: str) -> Tree:
        name = f"integral{len(integrals)}"
        integrals[name] = (integrand, wrt)
        return Name(name)

    bare = replace_integrals(side, named)
    terms = [Derivation(bare, "x").derivative]
    for name, (integrand, wrt) in integrals.items():
        inner = slopes.get(wrt, Number(1.0))
        terms.append(Derivation(bare, name).derivative * integrand * inner)
    for letter, slope in slopes.items():
        terms.append(Derivation(bare, letter).derivative * slope)
    return Apply("add", tuple(terms))

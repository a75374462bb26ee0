"""Integral table: antiderivatives that are known by heart, each with where it holds.

An integrand is recognised by its values, so that 1/cos²x is found as sec²x is; the antiderivative
is differentiated back afterwards in any case. Antiderivatives hold on every piece of the domain:
1/x has ln|x|, for negative x as well. After the tables of textbooks (Bronstein et al., Handbook of
Mathematics; Abramowitz and Stegun, 3.3 and 4.3–4.6).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.calculus.sample_values import constant_ratio, sampled
from engine.expression import parse_expression

if TYPE_CHECKING:
    from engine.calculus.tree import Tree
    from engine.values import Array

__all__ = ["LETTER", "Entry", "Match", "entries", "look_up"]

LETTER = "x"
"""The variable of the table."""

_ROWS = """
power rule | 1/x | ln(abs(x)) | x ≠ 0
power rule | 1/abs(x) | sign(x)*ln(abs(x)) | x ≠ 0
power rule | cbrt(x) | 3/4*x*cbrt(x) |
power rule | 1/cbrt(x) | 3/2*cbrt(x)^2 | x ≠ 0
power rule | cbrt(x)^2 | 3/5*x*cbrt(x)^2 |
power rule | sqrt(abs(x)) | 2/3*x*sqrt(abs(x)) |
power rule | 1/sqrt(abs(x)) | 2*sign(x)*sqrt(abs(x)) | x ≠ 0
exponential rule | exp(x) | exp(x) |
integral of the exponential function less 1 | expm1(x) | exp(x) - x |
integral of the logarithm | ln(x) | x*ln(x) - x | x > 0
integral of the logarithm | ln(abs(x)) | x*ln(abs(x)) - x | x ≠ 0
integral of the logarithm | log2(x) | x*log2(x) - x/ln(2) | x > 0
integral of the logarithm | log10(x) | x*log10(x) - x/ln(10) | x > 0
integral of the logarithm | log1p(x) | (1 + x)*log1p(x) - x | x > -1
integral of the sine | sin(x) | -cos(x) |
integral of the cosine | cos(x) | sin(x) |
integral of the tangent | tan(x) | -ln(abs(cos(x))) | cos(x) ≠ 0
integral of the cotangent | cot(x) | ln(abs(sin(x))) | sin(x) ≠ 0
integral of the secant | sec(x) | ln(abs(sec(x) + tan(x))) | cos(x) ≠ 0
integral of the cosecant | csc(x) | -ln(abs(csc(x) + cot(x))) | sin(x) ≠ 0
integral of the squared secant | sec(x)^2 | tan(x) | cos(x) ≠ 0
integral of the squared cosecant | csc(x)^2 | -cot(x) | sin(x) ≠ 0
integral of tangent times secant | tan(x)*sec(x) | sec(x) | cos(x) ≠ 0
integral of cotangent times cosecant | cot(x)*csc(x) | -csc(x) | sin(x) ≠ 0
integral of the squared sine | sin(x)^2 | x/2 - sin(2*x)/4 |
integral of the squared cosine | cos(x)^2 | x/2 + sin(2*x)/4 |
integral of the squared tangent | tan(x)^2 | tan(x) - x | cos(x) ≠ 0
integral of the squared cotangent | cot(x)^2 | -cot(x) - x | sin(x) ≠ 0
integral of sine times cosine | sin(x)*cos(x) | sin(x)^2/2 |
integral of the cubed sine | sin(x)^3 | cos(x)^3/3 - cos(x) |
integral of the cubed cosine | cos(x)^3 | sin(x) - sin(x)^3/3 |
integral of the cubed tangent | tan(x)^3 | tan(x)^2/2 + ln(abs(cos(x))) | cos(x) ≠ 0
integral of the cubed secant | sec(x)^3 | (sec(x)*tan(x) + ln(abs(sec(x) + tan(x))))/2 | cos(x) ≠ 0
integral of 1/√(1 − x²) | 1/sqrt(1 - x^2) | arcsin(x) | -1 < x < 1
integral of −1/√(1 − x²) | -1/sqrt(1 - x^2) | arccos(x) | -1 < x < 1
integral of 1/(1 + x²) | 1/(1 + x^2) | arctan(x) |
integral of −1/(1 + x²) | -1/(1 + x^2) | arccot(x) |
integral of 1/(x·√(x² − 1)) | 1/(x*sqrt(x^2 - 1)) | arcsec(abs(x)) | |x| > 1
integral of −1/(x·√(x² − 1)) | -1/(x*sqrt(x^2 - 1)) | arccsc(abs(x)) | |x| > 1
integral of 1/(|x|·√(x² − 1)) | 1/(abs(x)*sqrt(x^2 - 1)) | arcsec(x) | |x| > 1
integral of −1/(|x|·√(x² − 1)) | -1/(abs(x)*sqrt(x^2 - 1)) | arccsc(x) | |x| > 1
integral of 1/√(1 + x²) | 1/sqrt(1 + x^2) | arcsinh(x) |
integral of 1/√(x² − 1) | 1/sqrt(x^2 - 1) | ln(abs(x + sqrt(x^2 - 1))) | |x| > 1
integral of 1/(1 − x²) | 1/(1 - x^2) | ln(abs((1 + x)/(1 - x)))/2 | |x| ≠ 1
integral of 1/(x·√(1 − x²)) | 1/(x*sqrt(1 - x^2)) | -arcsech(abs(x)) | 0 < |x| < 1
integral of 1/(x·√(1 + x²)) | 1/(x*sqrt(1 + x^2)) | -arccsch(abs(x)) | x ≠ 0
integral of 1/(|x|·√(1 + x²)) | 1/(abs(x)*sqrt(1 + x^2)) | -arccsch(x) | x ≠ 0
integral of √(1 − x²) | sqrt(1 - x^2) | (x*sqrt(1 - x^2) + arcsin(x))/2 | -1 ≤ x ≤ 1
integral of √(1 + x²) | sqrt(1 + x^2) | (x*sqrt(1 + x^2) + arcsinh(x))/2 |
integral of √(x² − 1) | sqrt(x^2 - 1) | (x*sqrt(x^2 - 1) - ln(abs(x + sqrt(x^2 - 1))))/2 | |x| ≥ 1
integral of (1 − x²) to the power −3/2 | 1/sqrt(1 - x^2)^3 | x/sqrt(1 - x^2) | -1 < x < 1
integral of (1 + x²) to the power −3/2 | 1/sqrt(1 + x^2)^3 | x/sqrt(1 + x^2) |
integral of 1/(1 + x²)² | 1/(1 + x^2)^2 | x/(2*(1 + x^2)) + arctan(x)/2 |
integral of x²/√(1 − x²) | x^2/sqrt(1 - x^2) | (arcsin(x) - x*sqrt(1 - x^2))/2 | -1 < x < 1
integral of x²/√(1 + x²) | x^2/sqrt(1 + x^2) | (x*sqrt(1 + x^2) - arcsinh(x))/2 |
x²/√(x² − 1) | x^2/sqrt(x^2 - 1) | (x*sqrt(x^2 - 1) + ln(abs(x + sqrt(x^2 - 1))))/2 | |x| > 1
integral of the arc sine | arcsin(x) | x*arcsin(x) + sqrt(1 - x^2) | -1 ≤ x ≤ 1
integral of the arc cosine | arccos(x) | x*arccos(x) - sqrt(1 - x^2) | -1 ≤ x ≤ 1
integral of the arc tangent | arctan(x) | x*arctan(x) - ln(1 + x^2)/2 |
integral of the arc cotangent | arccot(x) | x*arccot(x) + ln(1 + x^2)/2 |
integral of the arc secant | arcsec(x) | x*arcsec(x) - arccosh(abs(x)) | |x| ≥ 1
integral of the arc cosecant | arccsc(x) | x*arccsc(x) + arccosh(abs(x)) | |x| ≥ 1
integral of the hyperbolic sine | sinh(x) | cosh(x) |
integral of the hyperbolic cosine | cosh(x) | sinh(x) |
integral of the hyperbolic tangent | tanh(x) | ln(cosh(x)) |
integral of the hyperbolic cotangent | coth(x) | ln(abs(sinh(x))) | x ≠ 0
integral of the hyperbolic secant | sech(x) | arctan(sinh(x)) |
integral of the hyperbolic cosecant | csch(x) | -ln(abs(csch(x) + coth(x))) | x ≠ 0
integral of the squared hyperbolic secant | sech(x)^2 | tanh(x) |
integral of the squared hyperbolic cosecant | csch(x)^2 | -coth(x) | x ≠ 0
integral of hyperbolic secant times tangent | sech(x)*tanh(x) | -sech(x) |
integral of hyperbolic cosecant times cotangent | csch(x)*coth(x) | -csch(x) | x ≠ 0
integral of the squared hyperbolic sine | sinh(x)^2 | sinh(2*x)/4 - x/2 |
integral of the squared hyperbolic cosine | cosh(x)^2 | sinh(2*x)/4 + x/2 |
integral of the squared hyperbolic tangent | tanh(x)^2 | x - tanh(x) |
integral of the squared hyperbolic cotangent | coth(x)^2 | x - coth(x) | x ≠ 0
integral of hyperbolic sine times cosine | sinh(x)*cosh(x) | sinh(x)^2/2 |
integral of the inverse hyperbolic sine | arcsinh(x) | x*arcsinh(x) - sqrt(x^2 + 1) |
integral of the inverse hyperbolic cosine | arccosh(x) | x*arccosh(x) - sqrt(x^2 - 1) | x ≥ 1
integral of the inverse hyperbolic tangent | arctanh(x) | x*arctanh(x) + ln(1 - x^2)/2 | -1 < x < 1
integral of the inverse hyperbolic cotangent | arccoth(x) | x*arccoth(x) + ln(x^2 - 1)/2 | |x| > 1
integral of the inverse hyperbolic secant | arcsech(x) | x*arcsech(x) + arcsin(x) | 0 < x ≤ 1
integral of the inverse hyperbolic cosecant | arccsch(x) | x*arccsch(x) + arcsinh(abs(x)) | x ≠ 0
integral of the sigmoid | sigmoid(x) | softplus(x) |
integral of the sigmoid's derivative | sigmoid(x)*(1 - sigmoid(x)) | sigmoid(x) |
integral of the squared sigmoid | sigmoid(x)^2 | softplus(x) - sigmoid(x) |
integral of 1/(1 + eˣ) | 1/(1 + exp(x)) | -softplus(-x) |
integral of 1/(eˣ − 1) | 1/(exp(x) - 1) | ln(abs(1 - exp(-x))) | x ≠ 0
integral of the ReLU | relu(x) | relu(x)^2/2 |
integral of the absolute value | abs(x) | x*abs(x)/2 |
integral of x·|x| | x*abs(x) | abs(x)^3/3 |
integral of the sign | sign(x) | abs(x) | x ≠ 0
integral of a step | greater(x, 0) | relu(x) | x ≠ 0
integral of a step | less(x, 0) | -relu(-x) | x ≠ 0
integral of the floor | floor(x) | x*floor(x) - floor(x)*(floor(x) + 1)/2 | x not whole
integral of the ceiling | ceil(x) | x*ceil(x) - ceil(x)*(ceil(x) - 1)/2 | x not whole
integral of rounding | round(x) | x*round(x) - round(x)^2/2 | x - 1/2 not whole
integral of the error function | erf(x) | x*erf(x) + exp(-x^2)/sqrt(pi) |
integral of the normal law | normal_cdf(x) | x*normal_cdf(x) + exp(-x^2/2)/sqrt(2)/sqrt(pi) |
integral of the GELU | gelu(x) | ((x^2 - 1)*normal_cdf(x) + x*exp(-x^2/2)/(sqrt(2)*sqrt(pi)))/2 |
integral of the bell curve | exp(-x^2) | sqrt(pi)/2*erf(x) |
integral of the bell curve | exp(-x^2/2) | sqrt(2)*sqrt(pi)*normal_cdf(x) |
"""
"""Rule, integrand, antiderivative, and where it holds; everywhere if that is empty."""


class Entry(NamedTuple):
    """One row of the table, in the variable `LETTER`."""

    rule: str
    integrand: Tree
    antiderivative: Tree
    domain: str


class Match(NamedTuple):
    """A row whose integrand, times a number, is what was looked up."""

    entry: Entry
    factor: float


@cache
def entries() -> tuple[Entry, ...]:
    """Return the rows of the table.

    >>> from engine.calculus.printing import to_text
    >>> [to_text(row.antiderivative) for row in entries() if to_text(row.integrand) == "1/x"]
    ['ln(abs(x))']
    """
    found = []
    for line in _ROWS.strip().splitlines():
        rule, integrand, antiderivative, domain = (cell.strip() for cell in f"{line} ".split(" | "))
        found.append(
            Entry(rule, parse_expression(integrand), parse_expression(antiderivative), domain)
        )
    return tuple(found)


@cache
def _rows_by_domain() -> dict[bytes, list[tuple[Entry, Array]]]:
    """Return the rows and their values by where these are finite."""
    found: dict[bytes, list[tuple[Entry, Array]]] = {}
    for entry in entries():
        values = sampled(entry.integrand, LETTER)
        found.setdefault(np.isfinite(values).tobytes(), []).append((entry, values))
    return found


def look_up(integrand: Tree, wrt: str) -> Match | None:
    """Find an integrand in the table, up to a constant factor; one with the factor 1 goes before.

    >>> match = look_up(parse_expression("3/cos(t)^2"), "t")
    >>> match.entry.rule, round(match.factor, 9)
    ('integral of the squared secant', 3.0)
    """
    values = sampled(integrand, wrt)
    best: Match | None = None
    for entry, known in _rows_by_domain().get(np.isfinite(values).tobytes(), ()):
        factor = constant_ratio(values, known)
        if factor is None:
            continue
        if abs(factor - 1) < 1e-9:
            return Match(entry, 1.0)
        best = best or Match(entry, factor)
    return best

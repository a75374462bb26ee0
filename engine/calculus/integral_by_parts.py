"""Integration by parts: ∫ u·v′ dx = u·v − ∫ v·u′ dx, and where it leads back to where it began."""

from __future__ import annotations

from engine.calculus.derivation import Derivation
from engine.calculus.integral_factors import depends_on, factors_of, fraction, linear_in
from engine.calculus.integral_mark import integral_of, row_text
from engine.calculus.integral_solution import Solution, Solver
from engine.calculus.polynomial import HIGHEST_POWER, as_fraction
from engine.calculus.printing import to_text
from engine.calculus.simplify import simplified
from engine.calculus.tree import Apply, Number, Tree

__all__ = ["by_cyclic_parts", "by_parts"]

RULE = "integration by parts"
TWO = Number(2.0)

_WAVES = frozenset({"exp", "sin", "cos", "sinh", "cosh"})
"""What is no more difficult after it was integrated."""

_SIMPLER_AS_SLOPES = frozenset(
    {"ln", "log", "log2", "log10", "log1p", "arctan", "arccot", "arcsin", "arccos", "arcsec"}
    | {"arccsc", "arcsinh", "arccosh", "arctanh", "arccoth", "arcsech", "arccsch", "erf"}
    | {"normal_cdf"}
)
"""What is simpler after it was differentiated."""


def by_parts(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Choose u so that the integral that is left over is simpler, and go on with that."""
    chosen = _chosen(integrand, wrt)
    if chosen is None:
        return None
    u, slope_of_v = chosen
    found = solver.solve(slope_of_v, wrt)
    if found is None:
        return None
    v = simplified(found.answer)
    left_over = simplified(v * Derivation(u, wrt).derivative)
    rest = solver.solve(left_over, wrt)
    if rest is None:
        return None
    after = u * v - integral_of(left_over, wrt)
    reason = (
        f"u = {to_text(u)} and v = {row_text(integral_of(slope_of_v, wrt))} = {to_text(v)}: "
        "u·v minus the integral of v·u′"
    )
    return Solution(RULE, integrand, wrt, after, (rest,), reason=reason)


def _chosen(integrand: Tree, wrt: str) -> tuple[Tree, Tree] | None:
    """Return u and v′, or None where nothing promises to become simpler."""
    above, below = factors_of(integrand)
    simpler = [factor for factor in above if _is_simpler_as_slope(factor, wrt)]
    if simpler:
        others = [factor for factor in above if factor is not simpler[0]]
        return simpler[0], fraction(others, below)
    if any(depends_on(factor, wrt) for factor in below):
        return None
    waves = [factor for factor in above if _is_wave(factor, wrt)]
    polynomial = [factor for factor in above if factor not in waves]
    if len(waves) != 1 or not _is_polynomial(fraction(polynomial, []), wrt):
        return None
    return fraction(polynomial, below), waves[0]


def _is_simpler_as_slope(factor: Tree, wrt: str) -> bool:
    match factor:
        case Apply("power", (base, Number(exponent))):
            is_small = exponent == int(exponent) and 0 < exponent <= HIGHEST_POWER
            return is_small and isinstance(base, Apply) and base.operation == "ln"
        case Apply(operation, (inner, *_)):
            return operation in _SIMPLER_AS_SLOPES and depends_on(inner, wrt)
    return False


def _is_wave(factor: Tree, wrt: str) -> bool:
    match factor:
        case Apply("power", (base, exponent)) if not depends_on(base, wrt):
            return linear_in(exponent, wrt) is not None
        case Apply(operation, (inner,)):
            return operation in _WAVES and linear_in(inner, wrt) is not None
    return False


def _is_polynomial(tree: Tree, wrt: str) -> bool:
    found = as_fraction(tree, wrt) if depends_on(tree, wrt) else None
    return found is not None and set(found[1]) == {(0, 0)}


# ------------------------------------------------------------------ leading back


def by_cyclic_parts(_solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """∫ e^(a·x)·sin(b·x) dx: by parts twice gives the integral again, which is solved for."""
    match integrand:
        case Apply("multiply", (Apply("exp", (power,)) as growth, Apply() as wave)):
            pass
        case Apply("multiply", (Apply() as wave, Apply("exp", (power,)) as growth)):
            pass
        case _:
            return None
    if wave.operation not in {"sin", "cos"}:
        return None
    (angle,) = wave.operands
    rate, speed = linear_in(power, wrt), linear_in(angle, wrt)
    if rate is None or speed is None:
        return None
    a, b = rate[0], speed[0]
    sine, cosine = Apply("sin", (angle,)), Apply("cos", (angle,))
    inner = a * sine - b * cosine if wave.operation == "sin" else a * cosine + b * sine
    after = simplified(growth * inner / (a**TWO + b**TWO))
    is_known = isinstance(a, Number) and isinstance(b, Number)
    condition = "" if is_known else f"{to_text(simplified(a**TWO + b**TWO))} ≠ 0"
    reason = "by parts twice leads back to the integral itself, for which the equation is solved"
    rule = f"{RULE}, twice"
    return Solution(rule, integrand, wrt, after, condition=condition, reason=reason)

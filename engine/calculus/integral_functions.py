"""Integral functions: operations with a parameter, and operations in the words of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calculus.integral_factors import depends_on
from engine.calculus.integral_rules import REWRITING, solve_parts
from engine.calculus.integral_solution import Solution, Solver
from engine.calculus.printing import to_text
from engine.calculus.tree import Apply, Name, Number, Tree
from engine.operation import get_operation

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["by_function", "by_other_words"]

from engine.calculus.integral_mark import integral_of

ONE, TWO = Number(1.0), Number(2.0)


def _call(operation: str, *operands: Tree) -> Apply:
    return Apply(operation, operands)


def by_function(_solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Take the antiderivative of one operation applied to the variable and to constants."""
    if not isinstance(integrand, Apply):
        return None
    found = _FUNCTIONS.get(integrand.operation)
    operands = integrand.operands
    if found is None or Name(wrt) not in operands:
        return None
    others = [operand for operand in operands if operand != Name(wrt)]
    if len(others) != len(operands) - 1 or any(depends_on(other, wrt) for other in others):
        return None
    place, rule, integrate = found
    if operands[place % len(operands)] != Name(wrt) and place >= 0:
        return None
    operation = get_operation(integrand.operation)
    given = operation.full_attributes(dict(integrand.attributes))
    attributes = {name: Number(float(value)) for name, value in given.items()}
    after, condition = integrate(Name(wrt), *others, **attributes)
    return Solution(f"integral of {rule}", integrand, wrt, after, condition=condition)


def _logarithm(x: Tree, base: Tree) -> tuple[Tree, str]:
    after = x * _call("log", x, base) - x / _call("ln", base)
    return after, f"{to_text(x)} > 0" + _off_one(base)


def _sigmoid(x: Tree, base: Tree) -> tuple[Tree, str]:
    logarithm = _call("ln", base)
    return _call("softplus", x * logarithm) / logarithm, ""


def _off_one(base: Tree) -> str:
    return "" if isinstance(base, Number) else f"; {to_text(base)} > 0 and {to_text(base)} ≠ 1"


def _leaky(x: Tree, slope: Number) -> tuple[Tree, str]:
    given = () if slope.value == 0.01 else (("slope", slope.value),)
    return x * Apply("leaky_relu", (x,), given) / TWO, ""


def _elu(x: Tree, alpha: Number) -> tuple[Tree, str]:
    # 0 is where both sides must meet.
    below = alpha * (_call("exp", x) - x) - alpha
    return _call("where", _call("greater", x, Number(0.0)), x**TWO / TWO, below), ""


def _root(x: Tree, degree: Tree) -> tuple[Tree, str]:
    after = degree / (degree + ONE) * x * _call("root", x, degree)
    return after, f"{to_text(degree)} ≠ -1" if not isinstance(degree, Number) else ""


def _larger(x: Tree, *others: Tree) -> tuple[Tree, str]:
    other = others[0] if len(others) == 1 else _call("max", *others)
    return _call("relu", x - other) ** TWO / TWO + other * x, ""


def _smaller(x: Tree, *others: Tree) -> tuple[Tree, str]:
    other = others[0] if len(others) == 1 else _call("min", *others)
    return other * x + _call("relu", other - x) ** TWO / TWO, ""


def _clip(x: Tree, lower: Tree, upper: Tree) -> tuple[Tree, str]:
    above, beyond = _call("relu", x - lower), _call("relu", x - upper)
    after = lower * x + above**TWO / TWO - beyond**TWO / TWO
    return after, f"{to_text(lower)} ≤ {to_text(upper)}"


def _step_up(x: Tree, other: Tree) -> tuple[Tree, str]:
    return _call("relu", x - other), f"{to_text(x)} ≠ {to_text(other)}"


def _step_down(x: Tree, other: Tree) -> tuple[Tree, str]:
    return -_call("relu", other - x), f"{to_text(x)} ≠ {to_text(other)}"


_FUNCTIONS: dict[str, tuple[int, str, Callable[..., tuple[Tree, str]]]] = {
    "log": (0, "the logarithm", _logarithm),
    "sigmoid": (0, "the sigmoid", _sigmoid),
    "leaky_relu": (0, "the leaky ReLU", _leaky),
    "elu": (0, "the ELU", _elu),
    "root": (0, "the root", _root),
    "max": (-1, "the maximum", _larger),
    "min": (-1, "the minimum", _smaller),
    "clip": (0, "what is clipped", _clip),
    "greater": (0, "a step", _step_up),
    "greater_equal": (0, "a step", _step_up),
    "less": (0, "a step", _step_down),
    "less_equal": (0, "a step", _step_down),
}
"""Where the variable must stand (−1: anywhere), what it is, the antiderivative and a condition."""


# ------------------------------------------------------------------ in others' words


def by_other_words(solver: Solver, integrand: Tree, wrt: str) -> Solution | None:
    """Write an operation by the more usual ones that it is made of."""
    if not isinstance(integrand, Apply) or integrand.attributes:
        return None
    write = _WORDS.get(integrand.operation)
    made = write(*integrand.operands) if write else None
    if made is None:
        return None
    return solve_parts(solver, REWRITING, integrand, wrt, integral_of(made, wrt), made)


def _cross_entropy(prediction: Tree, target: Tree) -> Tree:
    missed = (ONE - target) * _call("ln", ONE - prediction)
    return -(target * _call("ln", prediction)) - missed


_WORDS: dict[str, Callable[..., Tree]] = {
    "squared_error": lambda a, b: (a - b) ** TWO,
    "absolute_error": lambda a, b: _call("abs", a - b),
    "square": lambda x: x**TWO,
    "reciprocal": lambda x: ONE / x,
    "xlogy": lambda x, y: x * _call("ln", y),
    "hypot": lambda a, b: _call("sqrt", a**TWO + b**TWO),
    "kl_divergence": lambda p, q: p * _call("ln", p / q),
    "binary_cross_entropy": _cross_entropy,
    "binary_cross_entropy_with_logits": lambda x, t: _call("softplus", x) - t * x,
}

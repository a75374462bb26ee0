"""SymPy notation: formulas as the source text of SymPy expressions.

The name ``sp`` is that of the module; variables are symbols of the same names, meant to be real.
At the bounds of probabilities, where 0·ln 0 is 0, SymPy says nan. Nothing here imports SymPy.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.calculus.notation import number_text
from engine.calculus.source_code import (
    ATOM,
    NEGATION,
    POWER,
    PRODUCT,
    SUM,
    Form,
    Piece,
    in_source,
)
from engine.calculus.tree import Apply, Number, Tree
from engine.operation import all_operations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.calculus.source_code import Language

__all__ = ["in_sympy"]

_LONGEST_FRACTION = 8
"""Decimals that are longer are rounded already, and no fractions."""

_SAME = ("sqrt", "exp", "erf", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh")
_FUNCTIONS = {
    **{name: name for name in (*_SAME, "coth", "sech", "csch", "sign", "floor", "atan2")},
    **{f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "sec", "csc")},
    **{f"arc{name}": f"a{name}" for name in ("sinh", "cosh", "tanh", "coth", "sech", "csch")},
    "ln": "log",
    "abs": "Abs",
    "ceil": "ceiling",
}
_RELATIONS = {
    "greater": "{0:9} > {1:9}",
    "greater_equal": "{0:9} >= {1:9}",
    "less": "{0:9} < {1:9}",
    "less_equal": "{0:9} <= {1:9}",
    "equal": "sp.Eq({0}, {1})",
    "not_equal": "sp.Ne({0}, {1})",
}

_FORMS: Mapping[str, Form] = {
    **{name: Form(f"sp.{function}({{0}})") for name, function in _FUNCTIONS.items()},
    **{
        name: Form(f"sp.Piecewise((1, {relation}), (0, True))")
        for name, relation in _RELATIONS.items()
    },
    "atan2": Form("sp.atan2({0}, {1})"),
    "reciprocal": Form("1/{0:20}", PRODUCT),
    "square": Form("{0:30}**2", POWER),
    "cbrt": Form("sp.real_root({0}, 3)"),
    "root": Form("sp.real_root({0}, {1})"),
    "hypot": Form("sp.sqrt({0:30}**2 + {1:30}**2)"),
    "log": Form("sp.log({0}, {1})"),
    "log2": Form("sp.log({0}, 2)"),
    "log10": Form("sp.log({0}, 10)"),
    "expm1": Form("sp.exp({0}) - 1", SUM),
    "log1p": Form("sp.log(1 + {0:10})"),
    "logaddexp": Form("sp.log(sp.exp({0}) + sp.exp({1}))"),
    "xlogy": Form("sp.Piecewise((0, sp.Eq({0}, 0)), ({0:20}*sp.log({1}), True))"),
    "normal_cdf": Form("(1 + sp.erf({0:20}/sp.sqrt(2)))/2", PRODUCT),
    # SymPy's own has another range.
    "arccot": Form("sp.pi/2 - sp.atan({0})", SUM),
    "sigmoid": Form("1/(1 + {base:30}**(-{0:25}))", PRODUCT),
    "relu": Form("sp.Max({0}, 0)"),
    "softplus": Form("sp.log(1 + sp.exp({0}))"),
    "log_sigmoid": Form("-sp.log(1 + sp.exp(-{0:25}))", NEGATION),
    "silu": Form("{0:20}/(1 + sp.exp(-{0:25}))", PRODUCT),
    "gelu": Form("{0:20}*(1 + sp.erf({0:20}/sp.sqrt(2)))/2", PRODUCT),
    "leaky_relu": Form("sp.Piecewise(({0}, {0:9} > 0), ({slope:20}*{0:20}, True))"),
    "elu": Form("sp.Piecewise(({0}, {0:9} > 0), ({alpha:20}*(sp.exp({0}) - 1), True))"),
    "where": Form("sp.Piecewise(({1}, sp.Ne({0}, 0)), ({2}, True))"),
    "clip": Form("sp.Min(sp.Max({0}, {1}), {2})"),
    # Halves go to the even side.
    "round": Form(
        "sp.floor({0:10} + sp.Rational(1, 2)) - "
        "sp.Piecewise((1, sp.Eq(sp.Mod({0}, 2), sp.Rational(1, 2))), (0, True))",
        SUM,
    ),
    "squared_error": Form("({0:9} - {1:10})**2", POWER),
    "absolute_error": Form("sp.Abs({0:9} - {1:10})"),
    "huber": Form(
        "sp.Piecewise((({0:9} - {1:10})**2/2, sp.Abs({0:9} - {1:10}) <= {delta}), "
        "({delta}*(sp.Abs({0:9} - {1:10}) - {delta}/2), True))"
    ),
    "binary_cross_entropy": Form(
        "-{1:20}*sp.log({0}) - (1 - {1:10})*sp.log(1 - {0:10})",
        SUM,
    ),
    "binary_cross_entropy_with_logits": Form(
        "sp.log(1 + sp.exp({0})) - {0:20}*{1:20}",
        SUM,
    ),
    "kl_divergence": Form("{0:20}*sp.log({0:20}/{1:20})", PRODUCT),
}


def in_sympy(tree: Tree) -> str:
    """Write a formula as SymPy's source text.

    Raises
    ------
    EngineError
        When an operation is for arrays.

    Examples
    --------
    >>> from engine.expression import parse_expression
    >>> in_sympy(parse_expression("x^2/2 + sin(0.5 y) + 1/3"))
    'x**2/2 + sp.sin(sp.Rational(1, 2)*y) + sp.S(1)/3'
    """
    language: Language = _SymPy()
    return in_source(tree, language)


class _SymPy:
    """What is particular to SymPy."""

    title = "SymPy"
    forms = _FORMS
    reserved = frozenset({"sp"})

    @property
    def refused(self) -> Mapping[str, str]:
        """Why operations cannot be written: those for arrays, as symbols are numbers."""
        written = {*_FORMS, "max", "min"}
        return {
            operation.name: "it is for arrays, and a symbol is a number"
            for operation in all_operations()
            if operation.name not in written and not operation.infix
        }

    def number(self, value: float) -> Piece:
        """Write a number, short decimals as fractions."""
        known = {math.e: "sp.E", math.pi: "sp.pi", math.inf: "sp.oo", -math.inf: "-sp.oo"}
        if value in known:
            return Piece(known[value], NEGATION if value < 0 else ATOM)
        if math.isnan(value):
            return Piece("sp.nan")
        text = number_text(value)
        precedence = NEGATION if text.startswith("-") else ATOM
        if value == int(value):
            return Piece(str(int(value)), precedence, is_plain=True)
        if len(text) > _LONGEST_FRACTION:
            return Piece(text, precedence, is_plain=True)
        fraction = Fraction(text)
        return Piece(f"sp.Rational({fraction.numerator}, {fraction.denominator})")

    def prepared(self, piece: Piece) -> Piece:
        """Let SymPy compute with numbers where Python would round."""
        return Piece(f"sp.S({piece})") if piece.is_plain else piece

    def special(self, part: Apply, operands: list[Piece]) -> Piece | None:
        """Write quotients and powers of numbers, and what takes any number of operands."""
        name = part.operation
        if name in {"max", "min"}:
            listed = ", ".join(operand.text for operand in operands)
            return Piece(f"sp.{name.capitalize()}({listed})")
        if name == "sigmoid" and not part.attributes:
            return Piece(f"1/(1 + sp.exp(-{operands[0]:{NEGATION}}))", PRODUCT)
        if name not in {"divide", "power"}:
            return None
        first, second = operands
        if second.is_plain and first.is_plain:
            first = self.prepared(first)
        if name == "divide":
            divisor = f"({second})" if second.text.startswith("-") else f"{second:{PRODUCT}}"
            return Piece(f"{first:19}/{divisor}", PRODUCT)
        if isinstance(part.operands[1], Number) and second.is_plain:
            return Piece(f"{first:{POWER}}**{second:{ATOM - 1}}", POWER)
        return Piece(f"{first:{POWER}}**{second:{NEGATION}}", POWER)

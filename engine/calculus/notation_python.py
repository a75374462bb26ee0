"""Python notation: formulas as numpy computes them, from numpy's numbers and arrays.

The names ``np`` and ``math`` are those of the modules. Outside of an operation's domain numpy's
answer stands, which a comparison of nan makes 0.
"""

from __future__ import annotations

import math
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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.calculus.source_code import Language

__all__ = ["in_python"]

_LARGEST_WHOLE = 1000.0
"""Larger numbers are written as floats: products of such integers outgrow what numpy takes."""

_FUNCTIONS = {
    **{name: name for name in ("sqrt", "cbrt", "hypot", "exp", "log2", "log10", "expm1", "log1p")},
    **{name: name for name in ("logaddexp", "sin", "cos", "tan", "arcsin", "arccos", "arctan")},
    **{name: name for name in ("sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh")},
    **{name: name for name in ("abs", "sign", "floor", "ceil")},
    "ln": "log",
    "round": "rint",
}
_ALONG_AN_AXIS = {"sum": "sum", "mean": "mean", "product": "prod", "largest": "max"} | {
    "smallest": "min",
    "norm": "linalg.norm",
}
_LOGARITHM_OF_SUM = "np.logaddexp.reduce({0}, axis={axis}, keepdims=True)"

_FORMS: Mapping[str, Form] = {
    **{name: Form(f"np.{function}({{0}})") for name, function in _FUNCTIONS.items()},
    **{
        name: Form(f"np.{function}({{0}}, axis={{axis}})")
        for name, function in _ALONG_AN_AXIS.items()
    },
    **{
        name: Form(f"1.0*({{0:{SUM - 1}}} {sign} {{1:{SUM - 1}}})", PRODUCT)
        for name, sign in (
            ("greater", ">"),
            ("greater_equal", ">="),
            ("less", "<"),
            ("less_equal", "<="),
            ("equal", "=="),
            ("not_equal", "!="),
        )
    },
    "hypot": Form("np.hypot({0}, {1})"),
    "logaddexp": Form("np.logaddexp({0}, {1})"),
    "reciprocal": Form("1/{0:20}", PRODUCT),
    "square": Form("{0:30}**2", POWER),
    "xlogy": Form("np.where(({0} == 0) & (({1} == 0) | ({1} == np.inf)), 0.0, {0:20}*np.log({1}))"),
    "erf": Form("math.erf({0})"),
    "normal_cdf": Form("0.5*math.erfc(-{0:25}/math.sqrt(2))", PRODUCT),
    "cot": Form("1/np.tan({0})", PRODUCT),
    "sec": Form("1/np.cos({0})", PRODUCT),
    "csc": Form("1/np.sin({0})", PRODUCT),
    "arccot": Form("np.arctan2(1, {0})"),
    "arcsec": Form("np.arccos(1/{0:20})"),
    "arccsc": Form("np.arcsin(1/{0:20})"),
    "atan2": Form("np.arctan2({0}, {1})"),
    "coth": Form("1/np.tanh({0})", PRODUCT),
    "sech": Form("1/np.cosh({0})", PRODUCT),
    "csch": Form("1/np.sinh({0})", PRODUCT),
    "arccoth": Form("np.arctanh(1/{0:20})"),
    "arcsech": Form("np.arccosh(1/{0:20})"),
    "arccsch": Form("np.arcsinh(1/{0:20})"),
    "sigmoid": Form("1/(1 + np.power({base}, -{0:25}))", PRODUCT),
    "relu": Form("np.maximum({0}, 0)"),
    "softplus": Form("np.logaddexp(0, {0})"),
    "log_sigmoid": Form("-np.logaddexp(0, -{0:25})", NEGATION),
    "silu": Form("{0:20}/(1 + np.exp(-{0:25}))", PRODUCT),
    "gelu": Form("0.5*{0:20}*math.erfc(-{0:25}/math.sqrt(2))", PRODUCT),
    "leaky_relu": Form("np.where({0:9} > 0, {0}, {slope:24}*{0:20})"),
    "elu": Form("np.where({0:9} > 0, {0}, {alpha:24}*np.expm1({0}))"),
    "where": Form("np.where({0:9} != 0, {1}, {2})"),
    "clip": Form("np.minimum(np.maximum({0}, {1}), {2})"),
    "variance": Form("np.var({0}, axis={axis}, ddof={ddof})"),
    "std": Form("np.std({0}, axis={axis}, ddof={ddof})"),
    "logsumexp": Form("np.logaddexp.reduce({0}, axis={axis})"),
    "softmax": Form(f"np.exp({{0:9}} - {_LOGARITHM_OF_SUM})"),
    "log_softmax": Form(f"{{0:9}} - {_LOGARITHM_OF_SUM}", SUM),
    "dot": Form("np.sum({0:20}*{1:20})"),
    "matmul": Form("{0:19} @ {1:20}", PRODUCT),
    "outer": Form("np.multiply.outer({0}, {1})"),
    "reshape": Form("np.reshape({0}, {shape})"),
    "broadcast": Form("np.broadcast_to({0}, {shape})"),
    "squared_error": Form("np.sum(({0:9} - {1:10})**2)"),
    "absolute_error": Form("np.sum(np.abs({0:9} - {1:10}))"),
    "huber": Form(
        "np.sum(np.where(np.abs({0:9} - {1:10}) <= {delta}, 0.5*({0:9} - {1:10})**2, "
        "{delta}*(np.abs({0:9} - {1:10}) - 0.5*{delta})))"
    ),
    "binary_cross_entropy": Form(
        "-np.sum(np.where({1} == 0, 0.0, {1:20}*np.log({0})) + "
        "np.where({1} == 1, 0.0, (1 - {1:10})*np.log1p(-{0:25})))",
        NEGATION,
    ),
    "binary_cross_entropy_with_logits": Form(
        "np.sum(np.maximum({0}, 0) - {0:20}*{1:20} + np.log1p(np.exp(-np.abs({0}))))"
    ),
    "kl_divergence": Form("np.sum(np.where({0} == 0, 0.0, {0:20}*(np.log({0}) - np.log({1}))))"),
}


def in_python(tree: Tree) -> str:
    """Write a formula in Python.

    Raises
    ------
    EngineError
        When an operation cannot be written.

    Examples
    --------
    >>> from engine.expression import parse_expression
    >>> in_python(parse_expression("x^2*sin(y)/sqrt(x) - arccot(1.5)"))
    'x**2*np.sin(y)/np.sqrt(x) - np.arctan2(1, 1.5)'
    """
    language: Language = _Python()
    return in_source(tree, language)


class _Python:
    """What is particular to numpy."""

    title = "Python"
    forms = _FORMS
    refused: Mapping[str, str] = {
        "cross_entropy": "its target is a class or a distribution, by the shape of an array",
    }
    reserved = frozenset({"np", "math"})

    def number(self, value: float) -> Piece:
        """Write a number, whole ones without a point."""
        known = {math.e: "np.e", math.pi: "np.pi", math.inf: "np.inf", -math.inf: "-np.inf"}
        if math.isnan(value):
            return Piece("np.nan")
        is_small = abs(value) <= _LARGEST_WHOLE
        is_negative_zero = value == 0 and math.copysign(1.0, value) < 0
        text = number_text(value) if is_small and not is_negative_zero else repr(value)
        text = known.get(value, text)
        return Piece(text, NEGATION if text.startswith("-") else ATOM, is_plain=True)

    def prepared(self, piece: Piece) -> Piece:
        """Let numpy compute where Python would raise: it divides by zero and overflows."""
        if not piece.is_plain or (piece.precedence == ATOM and piece.text.strip("0.")):
            return piece
        return Piece(f"np.float64({piece})")

    def special(self, part: Apply, operands: list[Piece]) -> Piece | None:
        """Write quotients, powers, roots, logarithms and what takes any number of operands."""
        writer = _SPECIAL.get(part.operation)
        return writer(self, part, operands) if writer else None

    def quotient(self, _part: Apply, operands: list[Piece]) -> Piece:
        above, below = operands[0], self.prepared(operands[1])
        divisor = f"({below})" if below.text.startswith("-") else f"{below:{PRODUCT}}"
        return Piece(f"{above:19}/{divisor}", PRODUCT, above.is_plain and below.is_plain)

    def power(self, part: Apply, operands: list[Piece]) -> Piece:
        base, exponent = operands
        match part.operands[1]:
            # numpy refuses negative powers of integers, and Python makes complex roots.
            case Number(value) if value in range(2, 100) and not base.is_plain:
                return Piece(f"{base:{POWER}}**{exponent}", POWER)
            case Number(value):
                exponent = self._as_float(value)
        return Piece(f"np.power({self.prepared(base)}, {exponent})")

    def _as_float(self, value: float) -> Piece:
        piece = self.number(value)
        return piece if "np" in piece.text else Piece(repr(value))

    def square(self, _part: Apply, operands: list[Piece]) -> Piece | None:
        return Piece(f"np.square({self.prepared(operands[0])})") if operands[0].is_plain else None

    def sigmoid(self, part: Apply, operands: list[Piece]) -> Piece | None:
        base = dict(part.attributes).get("base", math.e)
        if base == math.e:
            return Piece(f"1/(1 + np.exp(-{self.prepared(operands[0]):{NEGATION}}))", PRODUCT)
        return None if base > 0 else Piece("np.nan")

    def root(self, part: Apply, operands: list[Piece]) -> Piece | None:
        inside, degree = self.prepared(operands[0]), operands[1]
        match part.operands[1]:
            case Number(value) if value % 2 == 1 and inside.text.isidentifier():
                power = f"np.power(np.abs({inside}), 1/{degree:{PRODUCT}})"
                return Piece(f"np.copysign({power}, {inside})")
            case Number(value) if value and value % 2 != 1:
                return Piece(f"np.power({inside}, 1/{degree:{PRODUCT}})")
        body = "np.where(u % 2 == 1, np.copysign(np.power(np.abs(t), 1/u), t), np.power(t, 1/u))"
        body = f"np.where(u == 0, np.nan, {body})"
        return Piece(f"(lambda t, u: {body})({inside}, np.float64({degree}))")

    def logarithm(self, part: Apply, operands: list[Piece]) -> Piece:
        x, base = map(self.prepared, operands)
        given = part.operands[1]
        if not (isinstance(given, Number) and given.value > 0):
            base = Piece(f"(lambda t: np.where(t > 0, t, np.nan))({base})")
        return Piece(f"np.log({x})/np.log({base})", PRODUCT)

    def extreme(self, part: Apply, operands: list[Piece]) -> Piece:
        function = "np.maximum" if part.operation == "max" else "np.minimum"
        listed = ", ".join(operand.text for operand in operands)
        if len(operands) == 2:
            return Piece(f"{function}({listed})")
        return Piece(f"{function}.reduce([{listed}])")

    def transposed(self, part: Apply, operands: list[Piece]) -> Piece:
        axes = dict(part.attributes).get("axes")
        return Piece(f"np.transpose({operands[0]}{f', {axes}' if axes else ''})")

    def joined(self, part: Apply, operands: list[Piece]) -> Piece:
        listed = ", ".join(f"np.atleast_1d({operand})" for operand in operands)
        return Piece(f"np.concatenate([{listed}], axis={dict(part.attributes).get('axis') or 0})")

    def taken(self, part: Apply, operands: list[Piece]) -> Piece:
        """Write one place or a stretch of places; without an axis all elements are in a row."""
        given = dict(part.attributes)
        key = str(int(given.get("index", 0.0)))
        if part.operation == "slice":
            stretch = (given.get(name) for name in ("start", "stop", "step"))
            key = ":".join("" if place is None else str(place) for place in stretch)
        axis = given.get("axis")
        if axis is None:
            return Piece(f"np.ravel({operands[0]})[{key}]")
        keys = [*[":"] * axis, key] if axis >= 0 else ["...", key, *[":"] * (-axis - 1)]
        return Piece(f"{operands[0]:{ATOM - 1}}[{', '.join(keys)}]")


_SPECIAL = {
    "divide": _Python.quotient,
    "power": _Python.power,
    "square": _Python.square,
    "sigmoid": _Python.sigmoid,
    "root": _Python.root,
    "log": _Python.logarithm,
    "max": _Python.extreme,
    "min": _Python.extreme,
    "transpose": _Python.transposed,
    "concatenate": _Python.joined,
    "index": _Python.taken,
    "slice": _Python.taken,
}

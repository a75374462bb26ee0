"""Expressions: the program of a rule as text over plain floats."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.executors.tracing import Program, Step

__all__ = ["NAMES", "Writer"]


def _sign(x: float) -> float:
    if x > 0.0:
        return 1.0
    return -1.0 if x < 0.0 else 0.0 * x * x


def _maximum(a: float, b: float) -> float:
    return a if a >= b or a != a else b


def _minimum(a: float, b: float) -> float:
    return a if a <= b or a != a else b


NAMES: dict[str, Any] = {
    "sign": _sign,
    "maximum": _maximum,
    "minimum": _minimum,
    "inf": math.inf,
    "nan": math.nan,
    **{
        name: getattr(math, name)
        for name in (
            *("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "pow", "hypot"),
            *("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "copysign"),
            *("sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "isfinite", "isinf"),
        )
    },
}
"""What the text may call."""

_OPERATORS = {
    np.add: "({0}+{1})",
    np.subtract: "({0}-{1})",
    np.multiply: "({0}*{1})",
    np.divide: "({0}/{1})",
    np.negative: "(-{0})",
    np.positive: "{0}",
    np.square: "({0}*{0})",
    np.reciprocal: "(1.0/{0})",
    np.absolute: "abs({0})",
    np.fabs: "abs({0})",
    np.less: "({0}<{1})",
    np.less_equal: "({0}<={1})",
    np.greater: "({0}>{1})",
    np.greater_equal: "({0}>={1})",
    np.equal: "({0}=={1})",
    np.not_equal: "({0}!={1})",
    np.isnan: "({0}!={0})",
    np.where: "({1} if {0} else {2})",
}
_ON_MASKS = {
    np.bitwise_and: "({0} and {1})",
    np.bitwise_or: "({0} or {1})",
    np.logical_and: "({0} and {1})",
    np.logical_or: "({0} or {1})",
    np.invert: "(not {0})",
    np.logical_not: "(not {0})",
}
_CALLS = {
    np.power: "pow",
    np.arcsin: "asin",
    np.arccos: "acos",
    np.arctan: "atan",
    np.arctan2: "atan2",
    np.arcsinh: "asinh",
    np.arccosh: "acosh",
    np.arctanh: "atanh",
    **{
        getattr(np, name): name
        for name in (
            *("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "hypot", "sin", "cos"),
            *("tan", "sinh", "cosh", "tanh", "sign", "maximum", "minimum", "copysign"),
            *("isfinite", "isinf"),
        )
    },
}
_TWICE = (np.square, np.isnan)
"""These write their operand twice, so it is to be a name."""


class Writer:
    """One node's program as text: its value first, its local partials in the reverse pass.

    Parameters
    ----------
    program
        Its first result is the node's value, the others are the partials asked for.
    operands
        Names of the operands.
    stem
        What the names of intermediate values begin with.
    result
        Name of the node's value.
    names
        What the text may call; a function without a form of its own is added.
    """

    def __init__(
        self,
        program: Program,
        operands: Sequence[str],
        stem: str,
        result: str,
        names: dict[str, Any],
    ) -> None:
        self.program = program
        self.stem = stem
        self.result = result
        self.names = names
        self.texts: dict[int, str] = dict(enumerate(operands))
        for number, constant in program.constants.items():
            self.texts[number] = f"({constant!r})" if constant < 0 else repr(constant)
        self.masks = {step.number for step in program.steps if step.is_mask}
        self.uses = self._uses()
        self.first = self._needed(program.results[0])

    def _uses(self) -> dict[int, int]:
        uses = dict.fromkeys(self.program.results[1:], 1)
        for step in self.program.steps:
            weight = 2 if step.function in _TWICE else 1
            for number in step.inputs:
                uses[number] = uses.get(number, 0) + weight
        return uses

    def _needed(self, result: int) -> set[int]:
        needed = {result}
        for step in reversed(self.program.steps):
            if step.number in needed:
                needed.update(step.inputs)
        return needed

    def forward(self) -> list[str]:
        """Return the lines that compute the value."""
        lines: list[str] = []
        result = self.program.results[0]
        for step in self.program.steps:
            if step.number in self.first and step.number != result:
                self._write(step, lines)
        made = next((step for step in self.program.steps if step.number == result), None)
        text = self.texts[result] if made is None else self._text(made)
        if result in self.masks:
            text = f"float({text})"
        lines.append(f" {self.result}={text}")
        if made is not None and result not in self.masks:
            self.texts[result] = self.result
        return lines

    def partials(self) -> tuple[list[str], list[str]]:
        """Return the lines that prepare the partials, and the partials."""
        lines: list[str] = []
        for step in self.program.steps:
            if step.number not in self.first:
                self._write(step, lines)
        return lines, [self.texts[number] for number in self.program.results[1:]]

    def _write(self, step: Step, lines: list[str]) -> None:
        """Give a step a name if it is read more than once, or later; else keep it as text."""
        text = self._text(step)
        if self.uses.get(step.number, 0) > 1:
            name = f"{self.stem}{step.number}"
            lines.append(f" {name}={text}")
            text = name
        self.texts[step.number] = text

    def _text(self, step: Step) -> str:
        inputs = [self.texts[number] for number in step.inputs]
        form = _OPERATORS.get(step.function)
        if form is None and step.is_mask:
            form = _ON_MASKS.get(step.function)
        if form is not None:
            return form.format(*inputs)
        name = _CALLS.get(step.function) or self._called(step.function)
        return f"{name}({','.join(inputs)})"

    def _called(self, function: Any) -> str:
        name = f"f_{function.__name__}"

        def call(*operands: float) -> float:
            with np.errstate(all="ignore"):
                return float(function(*operands))

        self.names.setdefault(name, call)
        return name

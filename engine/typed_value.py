"""Typed values: what a person types where a number is wanted, also ``1/3`` or ``2 pi``.

A formula is read by the parser of `engine.expression` and computed by the operations' own rules;
nothing that is typed is ever executed.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np

from engine.calculus.interning import walk_distinct
from engine.calculus.tree import Apply, Name, Tree
from engine.errors import ExpressionError, ValueFormatError
from engine.expression import parse_expression
from engine.maths.interpret import interpret
from engine.maths.numeric import Numeric
from engine.operation import elementwise_shape, get_operation
from engine.values import clipped, parse_number, parse_value

if TYPE_CHECKING:
    from engine.values import Value

__all__ = ["compute_number", "compute_value"]

_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_NUMERAL = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?")
_NO_FORMULA = re.compile(r"[^-+*/^()]*")


def compute_value(text: str, *, decimal_comma: bool = False) -> Value:
    """Read a number, a formula of numbers, or a bracketed array of them.

    Parameters
    ----------
    text
        What was typed. The numbers of an array are apart by commas or blanks, so that a formula
        among them is written without either.
    decimal_comma
        Whether a comma between digits may be a decimal one, where it cannot part two operands;
        semicolons part them then.

    Raises
    ------
    ValueFormatError
        When it is none of these, names something unknown, or is not finite.

    Examples
    --------
    >>> compute_value("2*3"), compute_value("-1/4"), compute_value("0,5^2", decimal_comma=True)
    (6.0, -0.25, 0.25)
    >>> compute_value("[1/4, sqrt(4)]").tolist()
    [0.25, 2.0]
    """
    cleaned = text.strip().replace("−", "-")
    if cleaned.startswith("["):
        return parse_value(cleaned, number=compute_number)
    if not decimal_comma:
        return compute_number(cleaned)
    with_points = _DECIMAL_COMMA.sub(".", cleaned).replace(";", ",")
    if "(" not in cleaned:
        return _computed(with_points, cleaned)
    try:
        return compute_number(cleaned)
    except ValueFormatError:
        if with_points == cleaned:
            raise
    return _computed(with_points, cleaned)


def compute_number(text: str) -> float:
    """Read a number, or compute a formula of numbers.

    Raises
    ------
    ValueFormatError
        As `compute_value`.

    Examples
    --------
    >>> compute_number("2pi") == 2 * math.pi
    True
    >>> compute_number("2*w")
    Traceback (most recent call last):
    ...
    engine.errors.ValueFormatError: “w” is not a number; only pi and e have names here
    >>> compute_number("1/0")
    Traceback (most recent call last):
    ...
    engine.errors.ValueFormatError: “1/0” is ∞, and a finite number is needed
    """
    return _computed(text, text)


def _computed(text: str, typed: str) -> float:
    """Compute a text; of what is wrong with it speak as of what was typed."""
    shown = clipped(typed)
    try:
        return parse_number(text)
    except ValueFormatError as error:
        if _NUMERAL.fullmatch(text) or not text:
            raise ValueFormatError(error.message.replace(clipped(text), shown)) from None
    tree = _parsed(text, shown)
    with np.errstate(all="ignore"):
        number = float(interpret(tree, Numeric(), {}))
    if math.isnan(number):
        raise ValueFormatError(f"“{shown}” has no value among the real numbers")
    if math.isinf(number):
        found = "∞" if number > 0 else "−∞"
        raise ValueFormatError(f"“{shown}” is {found}, and a finite number is needed")
    return number


def _parsed(text: str, shown: str) -> Tree:
    """Return the tree of a formula in which nothing but single numbers occurs."""
    try:
        tree = parse_expression(text)
    except ExpressionError as error:
        # Of what has no sign of a formula the parser would speak as if one had been meant.
        if _NO_FORMULA.fullmatch(text):
            raise ValueFormatError(f"“{shown}” is not a number") from None
        raise ValueFormatError(f"“{shown}” cannot be computed: {error}") from None
    if isinstance(tree, Name):
        raise ValueFormatError(f"“{shown}” is not a number")
    seen: dict[int, bool] = {}
    for part in walk_distinct(tree, seen):
        seen[id(part)] = True
        if isinstance(part, Name):
            told = f"“{clipped(part.text)}” is not a number; only pi and e have names here"
            raise ValueFormatError(told)
        if isinstance(part, Apply):
            operation = get_operation(part.operation)
            if operation.shape is not elementwise_shape:
                raise ValueFormatError(f"{operation.title} is for arrays; a number is needed here")
    return tree

"""Values as text: exact, to be read, typed over and copied."""

import math
import re

import numpy as np

from engine.calculus.notation import number_text
from engine.errors import ValueFormatError
from engine.values import Array, Value, format_number, parse_value

__all__ = [
    "EDITABLE_SIZE",
    "copied_text",
    "exact_text",
    "local_latex",
    "local_text",
    "read_literal",
    "read_value",
    "short_text",
    "write_decimal_comma",
]

EDITABLE_SIZE = 400
"""Numbers in an array up to which it is shown, and can be typed, on one line."""

_has_comma = False
_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")
_BOLD = re.compile(r"\\textbf\{[^{}]*\}")
_PARTING_COMMA = re.compile(r"(?<=[0-9}]),(?=(?:\\;)? [−-]?[0-9])")


def write_decimal_comma(has_comma: bool) -> None:
    """Write single numbers with a comma from now on, or with a point.

    The numbers of an array keep their points: there the comma separates them.
    """
    global _has_comma
    _has_comma = has_comma


def local_text(text: str) -> str:
    """Return a text whose numbers were written with points, with commas if those are wanted.

    Semicolons part numbers then.

    >>> local_text("8 · 0.25 = 2")
    '8 · 0.25 = 2'
    """
    return _POINT.sub(",", _PARTING_COMMA.sub(";", text)) if _has_comma else text


def local_latex(latex: str) -> str:
    r"""Return LaTeX whose numbers were written with points, with commas if those are wanted.

    >>> local_latex(r"8 \cdot 0.25")
    '8 \\cdot 0.25'
    """
    if not _has_comma:
        return latex
    # Bold type is no mathematics: a comma has no room behind it there, and braces are seen.
    parted = _PARTING_COMMA.sub(";", latex)
    bold = _BOLD.sub(lambda found: _POINT.sub(",", found[0]), parted)
    return _POINT.sub("{,}", bold)


def read_literal(text: str) -> Value:
    """Read a value that is written out, a single number with a point or a comma.

    Raises
    ------
    ValueFormatError
        When the text is not a finite number or a rectangular array of them.

    >>> read_literal("0,5"), read_literal("0.5"), read_literal("[1, 2]").tolist()
    (0.5, 0.5, [1.0, 2.0])
    """
    return parse_value(text, decimal_comma=True)


def read_value(text: str) -> Value:
    """Read a value as a person types it into a field: written out, or a formula of numbers.

    Raises
    ------
    ValueFormatError
        When the text is neither, or does not come to a finite number.

    >>> read_value("0,5"), read_value("3/4"), read_value("2*0,5")
    (0.5, 0.75, 1.0)
    """
    # Most of what is typed needs no parser, which the start would otherwise load.
    try:
        return read_literal(text)
    except ValueFormatError:
        from engine.typed_value import compute_value

        return compute_value(text, decimal_comma=True)


def _number(number: float) -> str:
    return number_text(number) if math.isfinite(number) else format_number(number)


def exact_text(value: Value) -> str:
    """Write a value so that `read_value` reads the same one, if it is finite.

    >>> exact_text(-0.1), exact_text(2.0), exact_text(float("nan"))
    ('−0.1', '2', 'nan')
    >>> exact_text(np.array([1.0, -2.5])), exact_text(np.array([[1.0, 2.0], [3.0, 4.0]]))
    ('[1, −2.5]', '[1, 2; 3, 4]')
    """
    if isinstance(value, np.ndarray):
        return _array(value).replace("-", "−")
    text = _number(value).replace("-", "−")
    return text.replace(".", ",") if _has_comma else text


def short_text(number: float, digits: int = 6) -> str:
    """Write a number with at most so many significant digits, to be read and not typed over.

    >>> short_text(1 / 3, 3)
    '0.333'
    """
    text = format_number(number, digits)
    return text.replace(".", ",") if _has_comma else text


def _array(array: Array) -> str:
    # Semicolons are what people type for rows; one row alone would be read as a vector.
    if array.ndim == 2 and len(array) > 1:
        return "[" + "; ".join(", ".join(map(_number, row)) for row in array.tolist()) + "]"
    return _nested(array)


def _nested(array: Array) -> str:
    parts = map(_nested, array) if array.ndim > 1 else map(_number, array.tolist())
    return "[" + ", ".join(parts) + "]"


def copied_text(value: Value) -> str:
    """Write a value as Python reads it.

    >>> copied_text(-0.1), copied_text(np.array([1.0, -2.0]))
    ('-0.1', '[1.0, -2.0]')
    """
    return repr(value.tolist()) if isinstance(value, np.ndarray) else repr(value)

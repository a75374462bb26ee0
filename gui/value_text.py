"""Values as text: exact, to be read, typed over and copied."""

import math

import numpy as np

from engine.calculus.notation import number_text
from engine.values import Array, Value, format_number, parse_value

__all__ = [
    "EDITABLE_SIZE",
    "copied_text",
    "exact_text",
    "read_value",
    "short_text",
    "write_decimal_comma",
]

EDITABLE_SIZE = 400
"""Numbers in an array up to which it is shown, and can be typed, on one line."""

_has_comma = False


def write_decimal_comma(has_comma: bool) -> None:
    """Write single numbers with a comma from now on, or with a point.

    The numbers of an array keep their points: there the comma separates them.
    """
    global _has_comma
    _has_comma = has_comma


def read_value(text: str) -> Value:
    """Read a value as a person types it, a single number with a point or a comma.

    Raises
    ------
    ValueFormatError
        When the text is not a finite number or a rectangular array of them.

    >>> read_value("0,5"), read_value("0.5"), read_value("[1, 2]").tolist()
    (0.5, 0.5, [1.0, 2.0])
    """
    return parse_value(text, decimal_comma=True)


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

"""Values as text: exact, to be read, typed over and copied."""

import math

import numpy as np

from engine.calculus.notation import number_text
from engine.values import Array, Value, format_number

__all__ = ["EDITABLE_SIZE", "copied_text", "exact_text"]

EDITABLE_SIZE = 400
"""Numbers in an array up to which it is shown, and can be typed, on one line."""


def _number(number: float) -> str:
    return number_text(number) if math.isfinite(number) else format_number(number)


def exact_text(value: Value) -> str:
    """Write a value so that `engine.values.parse_value` reads the same one, if it is finite.

    >>> exact_text(-0.1), exact_text(2.0), exact_text(float("nan"))
    ('−0.1', '2', 'nan')
    >>> exact_text(np.array([1.0, -2.5])), exact_text(np.array([[1.0, 2.0], [3.0, 4.0]]))
    ('[1, −2.5]', '[1, 2; 3, 4]')
    """
    text = _array(value) if isinstance(value, np.ndarray) else _number(value)
    return text.replace("-", "−")


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

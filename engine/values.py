"""Values: what a leaf holds and an edge carries, a float or a float64 array.

Shapes are numpy's; a scalar is a Python float, never an array of no dimensions, so that printing,
comparing and saving it need no special case.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from reprlib import Repr
from typing import TypeAlias, TypeGuard

import numpy as np
from numpy.typing import NDArray

from engine.errors import ValueFormatError

__all__ = [
    "MAXIMAL_SIZE",
    "Array",
    "Value",
    "as_value",
    "clipped",
    "format_number",
    "parse_number",
    "parse_value",
    "same_data",
    "same_value",
    "shape_of",
    "shape_words",
    "value_for",
]

Array: TypeAlias = NDArray[np.float64]
Value: TypeAlias = float | Array

MAXIMAL_SIZE = 1_000_000
"""Elements that one leaf may hold; a larger array is refused with a sentence."""

MAXIMAL_DIMENSIONS = 8
SHOWN = 40
"""Characters of what somebody typed that a sentence repeats."""


def as_value(data: object) -> Value:
    """Turn a number, a nested sequence or an array into a `Value`.

    Raises
    ------
    ValueFormatError
        When `data` is not numeric, is ragged, or has more than `MAXIMAL_SIZE` elements.

    Examples
    --------
    >>> as_value(3)
    3.0
    >>> as_value([[1, 2], [3, 4]]).shape
    (2, 2)
    >>> as_value([[1, 2], [3]])
    Traceback (most recent call last):
    ...
    engine.errors.ValueFormatError: the rows of an array must all have the same length
    """
    if isinstance(data, bool):
        raise ValueFormatError("true and false are not numbers; use 1 and 0")
    if isinstance(data, int | float):
        return _as_float(data)
    if isinstance(data, np.ndarray | np.generic | list | tuple):
        return data if _is_value(data) else _as_array(data)
    raise ValueFormatError(f"{_short(data)} is not a number")


def value_for(name: str, data: object, node: str | None = None) -> Value:
    """Turn what was given for a leaf into a `Value`, as `as_value` does.

    Parameters
    ----------
    name, node
        What the leaf is called, and its id if that is another.

    Raises
    ------
    ValueFormatError
        As `as_value`, and naming the leaf.

    Examples
    --------
    >>> value_for("x", "two")
    Traceback (most recent call last):
    ...
    engine.errors.ValueFormatError: “x”: “two” is not a number
    """
    try:
        return as_value(data)
    except ValueFormatError as error:
        raise ValueFormatError(f"“{name}”: {error.message}", node=node or name) from None


def _is_value(data: object) -> TypeGuard[Array]:
    """Whether an array is one that `_as_array` made, so that nobody can change it."""
    return (
        isinstance(data, np.ndarray)
        and data.dtype == np.float64
        and data.base is None
        and not data.flags.writeable
        and data.ndim > 0
    )


def _as_float(data: float) -> float:
    try:
        return float(data)
    except OverflowError:
        raise ValueFormatError(_TOO_LARGE) from None


def _as_array(data: Array | np.generic | list[object] | tuple[object, ...]) -> Value:
    if isinstance(data, list | tuple):
        _check_nested(data)
    elif data.size > MAXIMAL_SIZE:
        raise _too_many(data.size)
    elif data.dtype.kind not in "iuf":
        held = _KINDS.get(data.dtype.kind, data.dtype.name)
        raise ValueFormatError(f"an array is made of real numbers, not of {held}")
    try:
        with np.errstate(over="ignore"):
            array = np.array(data, dtype=np.float64)
    except ValueError:
        raise ValueFormatError("the rows of an array must all have the same length") from None
    except OverflowError:
        raise ValueFormatError(_TOO_LARGE) from None
    if array.size > MAXIMAL_SIZE:
        raise _too_many(array.size)
    if array.size == 0:
        raise ValueFormatError("an array needs at least one number")
    if array.ndim > MAXIMAL_DIMENSIONS:
        raise ValueFormatError(_TOO_MANY_DIMENSIONS)
    if array.ndim == 0:
        return float(array)
    array.flags.writeable = False
    return array


_KINDS = {"U": "texts", "S": "texts", "b": "true and false", "c": "complex numbers", "O": "objects"}
_TOO_LARGE = "the number is too large for double precision"
_TOO_MANY_DIMENSIONS = f"an array may have at most {MAXIMAL_DIMENSIONS} dimensions"


def _too_many(size: int) -> ValueFormatError:
    told = f"an array of {size} numbers is more than the {MAXIMAL_SIZE} allowed"
    return ValueFormatError(told)


def _check_nested(data: Sequence[object], depth: int = 1) -> None:
    if depth > MAXIMAL_DIMENSIONS:
        raise ValueFormatError(_TOO_MANY_DIMENSIONS)
    for item in data:
        if isinstance(item, list | tuple):
            _check_nested(item, depth + 1)
        elif not _is_numeric(item):
            raise ValueFormatError(f"{_short(item)} is not a number")


def _is_numeric(item: object) -> bool:
    if isinstance(item, np.ndarray | np.generic):
        return item.dtype.kind in "iuf"
    return isinstance(item, int | float) and not isinstance(item, bool)


def _short(data: object) -> str:
    """Repeat what was given, however long and however deep it is."""
    if isinstance(data, str):
        return f"“{clipped(data)}”"
    return clipped(_SHORT.repr(data))


_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = SHOWN


def parse_number(text: str) -> float:
    """Read a single number.

    Raises
    ------
    ValueFormatError
        When the text is not a finite number.

    Examples
    --------
    >>> parse_number("1e-3")
    0.001
    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if "_" in text or text.strip("+-").lower() in {"inf", "infinity"}:
        number = math.nan
    if math.isnan(number):
        told = f"“{clipped(text)}” is not a number" if text else "a number is needed"
        raise ValueFormatError(told)
    if math.isinf(number):
        raise ValueFormatError(f"“{clipped(text)}” is too large for double precision")
    return number


def parse_value(
    text: str, *, decimal_comma: bool = False, number: Callable[[str], float] = parse_number
) -> Value:
    """Read a number or a bracketed array as a person types it.

    `−` and `-` both mean minus; `inf` and `nan` are refused, since nothing can be learnt from them.

    Parameters
    ----------
    text
        What was typed.
    decimal_comma
        Whether the one comma in a single number is a decimal one.
    number
        How a single number is read.

    Raises
    ------
    ValueFormatError
        When the text is not a finite number or a rectangular array of them.

    Examples
    --------
    >>> parse_value("−1.5")
    -1.5
    >>> parse_value("[1, 2; 3, 4]").tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    cleaned = text.strip().replace("−", "-")
    if cleaned.startswith("["):
        return _parse_array(cleaned, number)
    if decimal_comma and cleaned.count(",") == 1:
        cleaned = cleaned.replace(",", ".")
    return number(cleaned)


def clipped(text: str) -> str:
    """Shorten what somebody typed so far that a sentence can repeat it."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _parse_array(text: str, number: Callable[[str], float]) -> Value:
    """Read `[1, 2]`, `[1, 2; 3, 4]` (rows) and `[[1, 2], [3, 4]]` (nesting)."""
    if len(text) > 30 * MAXIMAL_SIZE:
        raise ValueFormatError("the array is too long")
    if not text.endswith("]"):
        raise ValueFormatError("the array needs a closing bracket “]”")
    if ";" in text:
        rows = text[1:-1].split(";")
        return as_value([[number(cell) for cell in _cells(row)] for row in rows])
    return as_value(_parse_nested(text, number))


def _cells(row: str) -> list[str]:
    return row.replace(",", " ").split()


def _parse_nested(text: str, number: Callable[[str], float]) -> list[object]:
    """Read nested brackets with a stack of its own, so that depth cannot exhaust Python's."""
    stack: list[list[object]] = [[]]
    for token in text.replace("[", " [ ").replace("]", " ] ").replace(",", " ").split():
        if token == "[":
            stack.append([])
        elif token == "]":
            if len(stack) == 1:
                raise ValueFormatError("the array has a “]” too many")
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(number(token))
    if len(stack) != 1 or len(stack[0]) != 1 or not isinstance(stack[0][0], list):
        raise ValueFormatError("the brackets of the array do not match")
    return stack[0][0]


def shape_of(value: Value) -> tuple[int, ...]:
    """Shape of a value; a scalar has the empty one.

    >>> shape_of(1.0), shape_of(as_value([1, 2]))
    ((), (2,))
    """
    return value.shape if isinstance(value, np.ndarray) else ()


def shape_words(shape: tuple[int, ...]) -> str:
    """Say in a sentence what has a shape.

    >>> shape_words(()), shape_words((2, 3))
    ('a number', 'an array of 2×3')
    """
    return f"an array of {'×'.join(map(str, shape))}" if shape else "a number"


def same_value(one: Value | None, other: Value | None) -> bool:
    """Whether two values are the same numbers in the same shape; nan is the same as nan."""
    if one is None or other is None:
        return one is other
    return shape_of(one) == shape_of(other) and bool(np.array_equal(one, other, equal_nan=True))


def same_data(one: object, other: object) -> bool:
    """Whether two values, or two mappings of them, are the same; nan is the same as nan.

    >>> same_data({"b": as_value([1, 2])}, {"b": as_value([1, 2])})
    True
    """
    if isinstance(one, np.ndarray | float) and isinstance(other, np.ndarray | float):
        return same_value(one, other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same_data(one[key], other[key]) for key in one)
    return type(one) is type(other) and bool(one == other)


def format_number(number: float, digits: int = 6, *, minus: str = "−") -> str:
    """Write a number with at most `digits` significant digits, as people read it.

    >>> format_number(0.5), format_number(-0.1875), format_number(1/3, 4), format_number(-0.0)
    ('0.5', '−0.1875', '0.3333', '0')
    >>> format_number(1234567.0, 4), format_number(4.2483542552915889e-18, 4)
    ('1.235e6', '4.248e−18')
    >>> format_number(float("inf")), format_number(float("nan"))
    ('∞', 'nan')
    """
    if math.isnan(number):
        return "nan"
    if math.isinf(number):
        return "∞" if number > 0 else f"{minus}∞"
    if number == 0.0:
        return "0"
    text = f"{number:.{digits}g}"
    mantissa, mark, exponent = text.partition("e")
    if mark:
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", minus)

"""JSON text as Chainrule writes it, in files and on standard output, and reads it.

Numbers take their shortest exact form, whole ones without a point; what JSON has no number for
becomes the strings ``"nan"``, ``"inf"`` and ``"-inf"``; arrays become nested lists.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from typing import Any

import msgspec
import numpy as np

from engine.errors import FormatError

__all__ = ["NON_FINITE", "decode", "encode", "validation_sentence"]

NON_FINITE: Mapping[str, float] = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
"""What the strings that stand for numbers mean."""

_EXACT_INTEGERS = 2.0**53
_CONSTANTS = {None: "null", True: "true", False: "false"}


def encode(value: Any) -> str:
    """Write plain data as JSON on one line.

    Raises
    ------
    FormatError
        When there is something in it that JSON cannot say.

    Examples
    --------
    >>> encode({"a": [1.0, 0.1, -0.0, float("-inf")], "b": None})
    '{"a": [1, 0.1, -0.0, "-inf"], "b": null}'
    """
    match value:
        case float():
            return _number(float(value))
        case str():
            return encode_basestring(value)
        case None | bool():
            return _CONSTANTS[value]
        case int():
            return str(int(value))
        case list() | tuple():
            return f"[{', '.join(map(encode, value))}]"
        case Mapping():
            pairs = (f"{encode_basestring(key)}: {encode(item)}" for key, item in value.items())
            return f"{{{', '.join(pairs)}}}"
        case np.ndarray() | np.generic():
            return encode(value.tolist())
        case _:
            raise FormatError(f"JSON has no way to write a {type(value).__name__}")


def _number(number: float) -> str:
    if number.is_integer() and abs(number) < _EXACT_INTEGERS:
        is_negative_zero = number == 0.0 and math.copysign(1.0, number) < 0.0
        return "-0.0" if is_negative_zero else str(int(number))
    if math.isfinite(number):
        return repr(number)
    return '"nan"' if math.isnan(number) else '"inf"' if number > 0 else '"-inf"'


def decode(content: bytes, *, maximal_depth: int) -> Any:
    """Read JSON as plain objects.

    Raises
    ------
    FormatError
        When it is empty, incomplete, not UTF-8, not JSON, or nested too deep; with the place.

    Examples
    --------
    >>> decode(b'{"a": [1, 2', maximal_depth=9)
    Traceback (most recent call last):
    ...
    engine.errors.FormatError: the file ends in the middle; the rest of it is missing
    """
    content = content.removeprefix(_BYTE_ORDER_MARK)
    if not content.strip():
        raise FormatError("the file is empty")
    try:
        content.decode()
        found = msgspec.json.decode(content)
    except UnicodeDecodeError as error:
        raise FormatError(f"this is not UTF-8 text (byte {error.start + 1})") from None
    except RecursionError:
        raise _too_deep(maximal_depth) from None
    except msgspec.DecodeError as error:
        raise _syntax_error(content, str(error)) from None
    if _is_deeper(found, maximal_depth):
        raise _too_deep(maximal_depth)
    return found


_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def _too_deep(limit: int) -> FormatError:
    return FormatError(f"the file is nested more than {limit} levels deep")


def _is_deeper(found: Any, limit: int) -> bool:
    """Whether lists and objects are nested deeper than `limit`, found without recursion."""
    level = [found] if isinstance(found, list | dict) else []
    for _ in range(limit):
        level = [
            inner for outer in level for inner in _inside(outer) if type(inner) in (list, dict)
        ]
        if not level:
            return False
    return True


def _inside(outer: Any) -> Iterable[Any]:
    return outer.values() if isinstance(outer, dict) else outer


def _syntax_error(content: bytes, told: str) -> FormatError:
    if "truncated" in told:
        return FormatError("the file ends in the middle; the rest of it is missing")
    if "out of range" in told:
        return FormatError("the file holds a number too large for double precision")
    place = re.search(r" \(byte (\d+)\)$", told)
    before = content[: int(place[1]) if place else 0].decode(errors="replace")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    reason = re.sub(r"^JSON is malformed: | \(byte \d+\)$", "", told)
    return FormatError(f"this is not JSON: line {line}, column {column}: {reason}")


_TYPES = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def validation_sentence(told: str) -> str:
    """Turn what the validator says into a sentence that begins with the place.

    >>> validation_sentence("Expected `str | null`, got `int` - at `$.graph.output`")
    'at $.graph.output: expected a text or null, got a whole number'
    """
    told, _, place = told.partition(" - at ")
    told = re.sub("`([a-z |]+)`", lambda match: _type_names(match[1]), told)
    told = re.sub("`(.*?)`", r"“\1”", told)
    told = re.sub("^Invalid enum value '(.*)'$", r"unexpected text “\1”", told)
    return f"at {place.strip('`') or '$'}: {told[:1].lower()}{told[1:]}"


def _type_names(text: str) -> str:
    return " or ".join(_TYPES.get(name, f"“{name}”") for name in text.split(" | "))

"""Answers on standard output: one JSON object, or tables made for reading."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.json_text import encode
from engine.values import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.diagnostic import Diagnostic
    from engine.graph import Graph
    from engine.values import Array, Value

__all__ = [
    "diagnostic_rows",
    "element_names",
    "number_text",
    "print_diagnostics",
    "print_json",
    "print_table",
    "say",
]

DASH = "–"
"""Stands for what was not computed."""

WIDEST_ARRAY = 48


def say(text: str = "") -> None:
    """Print a line on standard output."""
    sys.stdout.write(f"{text}\n")


def print_json(answer: Mapping[str, Any]) -> None:
    """Print one JSON object."""
    say(encode(answer))


def number_text(value: Value | None) -> str:
    """Write a value with six significant digits, long arrays shortened.

    >>> from engine.values import as_value
    >>> number_text(1 / 3), number_text(None), number_text(as_value([[1, 2.5]]))
    ('0.333333', '–', '[[1, 2.5]]')
    """
    if value is None:
        return DASH
    if isinstance(value, float):
        return format_number(value)
    if value.size > WIDEST_ARRAY:
        shape = "×".join(str(size) for size in value.shape)
        return f"[{format_number(float(value.flat[0]))}, …] ({shape})"
    text = _array_text(value)
    return text if len(text) <= WIDEST_ARRAY else f"{text[: WIDEST_ARRAY - 1]}…"


def element_names(key: str, shape: tuple[int, ...]) -> list[str]:
    """Name the elements of an array, in order.

    >>> element_names("L", ()), element_names("w", (2,))
    (['L'], ['w[0]', 'w[1]'])
    """
    if not shape:
        return [key]
    return [f"{key}[{', '.join(map(str, place))}]" for place in np.ndindex(*shape)]


def _array_text(array: Array) -> str:
    parts = map(_array_text, array) if array.ndim else ()
    return f"[{', '.join(parts)}]" if array.ndim else format_number(float(array))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: str = "") -> None:
    """Print aligned columns.

    Parameters
    ----------
    numbers
        One letter a column: ``r`` aligns it to the right, anything else to the left.

    Examples
    --------
    >>> print_table(["node", "value"], [["x", "1"], ["yhat", "−0.5"]], " r")
    node  value
    x         1
    yhat   −0.5
    """
    table = [list(headings), *map(list, rows)]
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = [
            " " * (width - _width(cell)) + cell
            if numbers[place : place + 1] == "r"
            else cell + " " * (width - _width(cell))
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns that a text takes on a terminal: combining marks none, wide characters two."""
    return sum(
        0
        if unicodedata.combining(character)
        else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def diagnostic_rows(graph: Graph, diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Return diagnostics as plain objects, nodes by name where they have one."""
    keys = {node.id: node.key for node in graph.nodes()}
    return [
        {
            "kind": item.kind.value,
            "severity": item.severity.value,
            "message": item.message,
            "node": keys.get(item.node or ""),
            "port": item.port,
        }
        for item in diagnostics
    ]


def print_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """Print one line a diagnostic, after an empty one if there is any."""
    lines = [f"{item.severity.value}: {item.message}" for item in diagnostics]
    if lines:
        say()
    for line in lines:
        say(line)

r"""LaTeX arrays: vectors and matrices of numbers, such as ``\begin{pmatrix} 1 \\ 2 \end{pmatrix}``.

A column is a vector; an array that holds formulas is joined from them. Where a shape stands below,
as in ``\begin{pmatrix} 1 \\ 2 \end{pmatrix}_{2 \times 1}``, the array has that shape.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from engine.calculus.notation import number_text
from engine.latex.spans import Span

if TYPE_CHECKING:
    from engine.latex.tokens import LatexTokens
    from engine.tokens import Token
    from engine.values import Value

__all__ = ["array_cells", "array_latex", "holds_symbols", "read_array"]

_MATRICES = frozenset({"pmatrix", "bmatrix", "matrix", "Bmatrix", "smallmatrix"})
_NEXT_ROW = r" \\ "


def array_latex(value: np.ndarray) -> str:
    r"""Write a vector or a matrix of finite numbers in LaTeX.

    Examples
    --------
    >>> print(array_latex(np.array([1.0, -0.5])))
    \begin{pmatrix} 1 \\ -0.5 \end{pmatrix}
    >>> print(array_latex(np.array([[1.0], [2.0]])))
    \begin{pmatrix} 1 \\ 2 \end{pmatrix}_{2 \times 1}
    """
    table = value[:, None] if value.ndim == 1 else value
    rows = [" & ".join(map(_written, row)) for row in table.tolist()]
    written = rf"\begin{{pmatrix}} {_NEXT_ROW.join(rows)} \end{{pmatrix}}"
    if value.ndim == 2 and value.shape[1] == 1:
        written += rf"_{{{value.shape[0]} \times 1}}"
    return written


def _written(number: float) -> str:
    mantissa, mark, exponent = number_text(number).partition("e")
    return rf"{mantissa} \times 10^{{{exponent}}}" if mark else mantissa


def array_cells(source: LatexTokens, place: int) -> list[list[Span]]:
    """Return where the elements stand of the array whose ``begin`` stands at a place, by rows.

    Raises
    ------
    ExpressionError
        When its rows differ in length.
    """
    tokens, stop = source.tokens, source.partners[place]
    if tokens[place].text not in _MATRICES:
        shown = tokens[place].text[:40]
        raise tokens[place].error(f"there is no environment “{shown}” here; write pmatrix")
    rows = [
        _split(source, start, end, "&")
        for start, end in _split(source, place + 1, stop, "row")
        if not _is_blank(tokens[start:end])
    ]
    if not rows:
        raise tokens[stop].error("a matrix holds at least one number")
    uneven = next((row for row in rows if len(row) != len(rows[0])), None)
    if uneven is not None:
        told = f"the rows of this matrix have {len(rows[0])} and {len(uneven)} numbers"
        raise tokens[place].error(told)
    return rows


def holds_symbols(source: LatexTokens, cells: list[list[Span]]) -> bool:
    """Whether an element is more than a number, a fraction of two or one with an exponent."""
    return any(
        item.kind == "letter" or (item.kind == "command" and not item.text.endswith("frac"))
        for row in cells
        for start, stop in row
        for item in source.tokens[start:stop]
    )


def read_array(source: LatexTokens, place: int, cells: list[list[Span]]) -> tuple[Value, int]:
    """Read the array of numbers whose ``begin`` stands at a place.

    Returns
    -------
    value, after
        The array, and the place after it.

    Raises
    ------
    ExpressionError
        When it holds anything but numbers.
    """
    tokens, stop = source.tokens, source.partners[place]
    rows = [[_number(tokens[left:right], tokens[right]) for left, right in row] for row in cells]
    value = np.array(rows)
    after = stop + 1
    if [item.kind for item in tokens[after : after + 2]] == ["_", "{"]:
        shape_stop = source.partners[after + 1]
        return _shaped(value, tokens[after], tokens[after + 2 : shape_stop]), shape_stop + 1
    return value[:, 0] if value.shape[1] == 1 else value, after


def _shaped(value: np.ndarray, token: Token, items: list[Token]) -> np.ndarray:
    sizes = [int(item.number) for item in items if item.kind == "number"]
    if [item.kind for item in items] != ["number", "*", "number"][: len(items)] or math.prod(
        sizes
    ) != value.size:
        rows, columns = value.shape
        raise token.error(f"the shape of this matrix is {rows} \\times {columns}")
    return value.reshape(sizes)


def _split(source: LatexTokens, start: int, stop: int, kind: str) -> list[Span]:
    """Split a stretch of tokens at those of a kind that stand in no fences of their own."""
    places, place = [start - 1], start
    while place < stop:
        if source.tokens[place].kind == kind:
            places.append(place)
        place = max(source.partners[place], place) + 1
    return [Span(left + 1, right) for left, right in pairwise([*places, stop])]


def _is_blank(tokens: list[Token]) -> bool:
    return all(item.kind == "newline" for item in tokens)


def _number(tokens: list[Token], end: Token) -> float:
    """Read one element: a number, a fraction of two, or one with a decimal comma."""
    items = [item for item in tokens if item.kind not in {"newline", "{", "}"}]
    sign = 1.0
    while items and items[0].kind in {"-", "+"}:
        sign = -sign if items[0].kind == "-" else sign
        items = items[1:]
    match [item.kind for item in items]:
        case ["number"]:
            return sign * items[0].number
        case ["number", ",", "number"] if items[1].offset == items[0].offset + len(items[0].text):
            return sign * float(f"{items[0].text}.{items[2].text}")
        case ["number", "/", "number"] if items[2].number:
            return sign * items[0].number / items[2].number
        case ["command", "number", "number"] if items[0].text.endswith("frac") and items[2].number:
            return sign * items[1].number / items[2].number
        case ["number", "*", "number", "^", *exponent]:
            return sign * _scaled(items, exponent, end)
    raise (items[0] if items else end).error("a number was expected in this matrix")


def _scaled(items: list[Token], exponent: list[str], end: Token) -> float:
    written = "".join(item.text for item in items[4:])
    if items[2].text != "10" or not written.removeprefix("-").isdecimal() or len(exponent) > 2:
        raise end.error("a number was expected in this matrix")
    number = float(f"{items[0].text}e{written[:6]}")
    if math.isinf(number):
        raise items[0].error("the number is too large for double precision")
    return number

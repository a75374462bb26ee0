"""Numbers as the canvas writes them: few digits, fewer where there is little room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.shapes import shape_text
from engine.values import Value, format_number

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DASH", "NumberFormat"]

DASH = "–"
"""What stands for a number that was not computed; never 0."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How numbers are written.

    Attributes
    ----------
    digits
        Significant digits where there is room.
    comma
        Write 0,5 instead of 0.5.
    """

    digits: int = 4
    comma: bool = False

    def number(self, number: float, digits: int | None = None) -> str:
        """Write a number with at most so many significant digits.

        >>> NumberFormat().number(1 / 3), NumberFormat(comma=True).number(-0.5)
        ('0.3333', '−0,5')
        """
        text = format_number(number, self.digits if digits is None else digits)
        return text.replace(".", ",") if self.comma else text

    def texts(self, value: Value) -> Iterator[str]:
        """Yield ways to write a value, the longest and most exact first; of an array, its norm.

        >>> list(NumberFormat(2).texts(0.125)), next(NumberFormat().texts(np.array([3.0, 4.0])))
        (['0.12', '0.1'], '‖5‖')
        """
        is_array = isinstance(value, np.ndarray)
        number = float(np.linalg.norm(value)) if is_array else float(value)
        digits = range(self.digits, 0, -1)
        for text in dict.fromkeys(self.number(number, count) for count in digits):
            yield f"‖{text}‖" if is_array else text

    def shape(self, value: Value | None) -> str:
        """Write the shape of an array; a number has none to be told.

        >>> NumberFormat().shape(np.zeros((3, 4))), NumberFormat().shape(1.0)
        ('3×4', '')
        """
        return shape_text(value.shape) if isinstance(value, np.ndarray) else ""

    def fitting(self, value: Value, length: int) -> str:
        """Write a value in at most `length` characters, or as briefly as it can be written.

        >>> NumberFormat().fitting(-0.00012345, 8), NumberFormat().fitting(-0.00012345, 20)
        ('−0.00012', '−0.0001234')
        """
        text = ""
        for text in self.texts(value):
            if len(text) <= length:
                break
        return text

    def pair(self, value: Value | None, gradient: Value | None, length: int) -> tuple[str, str]:
        """Write value and gradient in at most `length` characters together; None is a dash.

        Digits are taken from the longer of the two first.

        >>> NumberFormat().pair(-0.1875, None, 20), NumberFormat().pair(1e-7 / 3, 1e-9 / 3, 12)
        (('−0.1875', '–'), ('3.3e−8', '3e−10'))
        """
        ways = [[DASH] if one is None else list(self.texts(one)) for one in (value, gradient)]
        while sum(len(way[0]) for way in ways) > length and max(map(len, ways)) > 1:
            longer = max((way for way in ways if len(way) > 1), key=lambda way: len(way[0]))
            longer.pop(0)
        return ways[0][0], ways[1][0]

"""All others of a row, for each of its elements: their sum or product as nodes.

Taking the element out again, by subtracting it or dividing by it, would lose digits where it is
nearly all there is, and fail where it is 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.maths.tracing_tensors import TracingTensors

__all__ = ["MOST", "others_by_steps"]

MOST = 100_000
"""Elements of a square; where there would be more, fewer numbers are worth more nodes."""


def others_by_steps(
    m: TracingTensors, rows: Any, combine: Callable[[Any, Any], Any], neutral: float
) -> Any:
    """Combine what stands before each element with what stands after, in steps twice as long.

    Parameters
    ----------
    rows
        Of three axes; the elements of a row lie along the middle one.
    """
    before, count, after = np.shape(rows)

    def beside(x: Any, step: int, *, is_after: bool) -> Any:
        nothing = np.full((before, step, after), neutral)
        kept = slice(step, count) if is_after else slice(0, count - step)
        parts: Sequence[Any] = [m.take(x, 1, kept), nothing]
        return m.concatenate(parts if is_after else parts[::-1], 1)

    def on_one_side(*, is_after: bool) -> Any:
        found, step = beside(rows, 1, is_after=is_after), 1
        while step < count:
            found, step = combine(found, beside(found, step, is_after=is_after)), 2 * step
        return found

    return combine(on_one_side(is_after=False), on_one_side(is_after=True))

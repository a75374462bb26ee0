"""The operations, one file a family, in the order of the palette.

To add one, write its record in the file of its family; everything else finds it there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.operations import (
    activation,
    arithmetic,
    comparison,
    exponential,
    loss,
    powers,
    reduction,
    trigonometric,
)

if TYPE_CHECKING:
    from engine.operation import Operation

__all__ = ["OPERATIONS"]

OPERATIONS: tuple[Operation, ...] = (
    *arithmetic.OPERATIONS,
    *powers.OPERATIONS,
    *exponential.OPERATIONS,
    *trigonometric.OPERATIONS,
    *activation.OPERATIONS,
    *comparison.OPERATIONS,
    *reduction.OPERATIONS,
    *loss.OPERATIONS,
)

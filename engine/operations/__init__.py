"""The operations, one file a family, in the order of the palette.

To add one, write its record in the file of its family; everything else finds it there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.operations import (
    activation,
    arithmetic,
    classification,
    comparison,
    exponential,
    hyperbolic,
    inverse_hyperbolic,
    inverse_trigonometric,
    linear_algebra,
    loss,
    powers,
    probability,
    rectifiers,
    reduction,
    rounding,
    selection,
    shape,
    statistics,
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
    *inverse_trigonometric.OPERATIONS,
    *hyperbolic.OPERATIONS,
    *inverse_hyperbolic.OPERATIONS,
    *activation.OPERATIONS,
    *rectifiers.OPERATIONS,
    *comparison.OPERATIONS,
    *selection.OPERATIONS,
    *rounding.OPERATIONS,
    *reduction.OPERATIONS,
    *statistics.OPERATIONS,
    *probability.OPERATIONS,
    *linear_algebra.OPERATIONS,
    *shape.OPERATIONS,
    *loss.OPERATIONS,
    *classification.OPERATIONS,
)

"""Rounding to whole numbers: steps, flat between their jumps."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.operation import Condition, Operation, Partial

__all__ = ["OPERATIONS"]


def _flat(m: Any, y: Any, _x: Any) -> Any:
    """0, or nan where the operand is."""
    return m.where(m.equal(y, y), 0.0, y)


_CHOSEN = "the value jumps here; slope 0 was chosen"
_NOT_WHOLE = Condition("x not whole", lambda x: x != np.floor(x), _CHOSEN)
_NOT_HALF = Condition("x not midway", lambda x: x - np.floor(x) != 0.5, _CHOSEN)

OPERATIONS = (
    Operation(
        name="floor",
        family="rounding",
        title="Floor",
        ports=("x",),
        symbol="⌊x⌋",
        latex=r"\left\lfloor {x!} \right\rfloor",
        forward=lambda m, x: m.floor(x),
        partials=(
            Partial(
                rule="constant rule",
                numbers=_flat,
                textbook=lambda m, y, x: 0,
                formula=r"\frac{d}{dx}\lfloor x \rfloor = 0",
                condition="x not whole",
            ),
        ),
        kinks=(_NOT_WHOLE,),
        summary="The largest whole number that is not above x.",
        doc="A staircase: flat between its jumps, so nothing is learnt through it.",
        source="Knuth: The Art of Computer Programming, vol. 1 (1997), §1.2.4.",
        keywords=(
            "round down",
            "integer",
        ),
    ),
    Operation(
        name="ceil",
        family="rounding",
        title="Ceiling",
        ports=("x",),
        symbol="⌈x⌉",
        latex=r"\left\lceil {x!} \right\rceil",
        forward=lambda m, x: m.ceil(x),
        partials=(
            Partial(
                rule="constant rule",
                numbers=_flat,
                textbook=lambda m, y, x: 0,
                formula=r"\frac{d}{dx}\lceil x \rceil = 0",
                condition="x not whole",
            ),
        ),
        kinks=(_NOT_WHOLE,),
        summary="The smallest whole number that is not below x.",
        doc="A staircase: flat between its jumps, so nothing is learnt through it.",
        source="Knuth: The Art of Computer Programming, vol. 1 (1997), §1.2.4.",
        keywords=(
            "round up",
            "integer",
        ),
    ),
    Operation(
        name="round",
        family="rounding",
        title="Round",
        ports=("x",),
        symbol="round",
        latex=r"\operatorname{round}\left({x!}\right)",
        forward=lambda m, x: m.round(x),
        partials=(
            Partial(
                rule="constant rule",
                numbers=_flat,
                textbook=lambda m, y, x: 0,
                formula=r"\operatorname{round}'(x) = 0",
                condition="x not midway",
            ),
        ),
        kinks=(_NOT_HALF,),
        summary="The whole number nearest to x.",
        doc="Midway between two it takes the even one. Flat between its jumps, so nothing is "
        "learnt through it; a straight-through estimate can be put in its place as an override.",
        source="IEEE Standard 754 for Floating-Point Arithmetic (2019), §4.3.1.",
        keywords=(
            "nearest",
            "integer",
            "quantise",
        ),
    ),
)

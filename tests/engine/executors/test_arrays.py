"""Memory is handed out again only when nobody holds it."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.executors.arrays import Arrays

SHAPE = (64, 128)


def address(array: Any) -> int:
    found: int = array.__array_interface__["data"][0]
    return found


def test_what_is_small_is_not_worth_while() -> None:
    assert Arrays().empty((4, 4)) is None


def test_what_somebody_holds_is_not_handed_out() -> None:
    arrays = Arrays()
    held = [arrays.empty(SHAPE) for _ in range(10)]
    assert len({id(item) for item in held}) == 10


def test_a_view_holds_it_too() -> None:
    arrays = Arrays()
    first = arrays.empty(SHAPE)
    assert first is not None
    place, view = address(first), first[3:5]
    first[...] = 7.0
    del first
    second = arrays.empty(SHAPE)
    assert second is not None
    assert address(second) != place
    second[...] = 0.0
    assert np.all(view == 7.0)


def test_what_is_free_is_handed_out_again_to_be_written_to() -> None:
    arrays = Arrays()
    first = arrays.empty(SHAPE)
    assert first is not None
    place = address(first)
    first.flags.writeable = False
    del first
    again = arrays.empty(SHAPE)
    assert again is not None
    assert address(again) == place
    assert again.flags.writeable

"""Kept seen: an edit that pushes nodes on does not push them out of a view of the whole graph."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.canvas.view import CanvasView

__all__ = ["kept_seen"]


@contextmanager
def kept_seen(canvas: CanvasView) -> Iterator[None]:
    """See the whole graph after an edit, if the whole of it was seen before."""
    was_seen = canvas.navigator.seen().contains(canvas.stage.bounds())
    yield
    bounds = canvas.stage.bounds()
    if was_seen and not canvas.navigator.seen().contains(bounds):
        canvas.navigator.bring(bounds)
        canvas.view_changed()

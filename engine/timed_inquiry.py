"""Timed inquiry: one answered by a process of its own, which is ended when its time is up."""

from __future__ import annotations

import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import engine
from engine.inquiries import Last
from engine.inquiry_worker import receive, send

if TYPE_CHECKING:
    from engine.inquiries import Work

__all__ = ["answers_in_time"]

_ROOT = Path(str(engine.__file__)).parents[1]


def answers_in_time(
    work: Work, arguments: tuple[Any, ...], seconds: float
) -> tuple[list[Any], str | None]:
    """Return what an inquiry yields, and why there is no more, as `engine.inquiries.Last` tells.

    Raises
    ------
    TimeoutError
        When it takes longer; what it yielded by then is lost.

    Examples
    --------
    >>> answers_in_time(map, (abs, [-1, -2]), 60)
    ([1, 2], '')
    """
    # Only when asked for: the window starts without it.
    import subprocess

    asked = BytesIO()
    send(asked, (work, arguments))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "engine.inquiry_worker"],
            cwd=_ROOT,
            input=asked.getvalue(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    answered, found = BytesIO(done.stdout), []
    with suppress(EOFError):
        while not isinstance(arrived := receive(answered), Last):
            found.append(arrived)
        return found, arrived.reason
    return found, None

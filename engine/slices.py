"""Slices: long work as a generator that stops every few milliseconds, so that others have a turn.

What such a generator yields says nothing; what it returns is the result.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import TypeAlias, TypeVar

__all__ = ["SLICE", "Work", "drained", "sliced"]

Result = TypeVar("Result")
Thing = TypeVar("Thing")

SLICE = 200
"""How many things are done in one slice; with each of them a few microseconds are spent."""

Work: TypeAlias = Generator[None, None, Result]
"""Work that stops between slices."""


def drained(work: Work[Result]) -> Result:
    """Do all of some work at once.

    >>> def counted():
    ...     yield
    ...     return 3
    >>> drained(counted())
    3
    """
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: Result = end.value
            return result


def sliced(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    """Yield things in the order in which they come, as many at a time as make a slice.

    >>> [len(part) for part in sliced(range(450))]
    [200, 200, 50]
    """
    part: list[Thing] = []
    for thing in things:
        part.append(thing)
        if len(part) == SLICE:
            yield part
            part = []
    if part:
        yield part

"""Deferred: tables that are made when somebody first looks into them.

A recording of a large graph is run many times before anybody asks for a node by its name, and
making the tables for that would take longer than everything else together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, SupportsIndex, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable, ItemsView, Iterator

__all__ = ["Deferred", "DeferredMapping", "DeferredSequence"]

_Key = TypeVar("_Key")
_Item = TypeVar("_Item")


class Deferred(Generic[_Item]):
    """Something that is made on first use, by a function that is then forgotten.

    Examples
    --------
    >>> answer = Deferred(lambda: 6 * 7)
    >>> answer()
    42
    """

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], _Item]) -> None:
        self._make: Callable[[], _Item] | None = make
        self._made: _Item

    def __call__(self) -> _Item:
        """Return the thing."""
        if self._make is not None:
            self._made = self._make()
            self._make = None
        return self._made


class DeferredMapping(Mapping[_Key, _Item]):
    """A dictionary that is made on first use.

    Examples
    --------
    >>> squares = DeferredMapping(lambda: {number: number * number for number in range(3)})
    >>> squares[2], squares.get(7), len(squares)
    (4, None, 3)
    """

    __slots__ = ("_table",)

    def __init__(self, make: Callable[[], dict[_Key, _Item]]) -> None:
        self._table = Deferred(make)

    def __getitem__(self, key: _Key) -> _Item:
        return self._table()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._table()

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._table())

    def __len__(self) -> int:
        return len(self._table())

    def get(self, key: _Key, /, default: Any = None) -> Any:
        """Return what belongs to a key, without the exception that a mapping's own way costs."""
        return self._table().get(key, default)

    def items(self) -> ItemsView[_Key, _Item]:
        """Return the dictionary's own view, which is faster than one that looks up each key."""
        return self._table().items()


class DeferredSequence(Sequence[_Item]):
    """A tuple that is made on first use, of a length that is known before.

    Examples
    --------
    >>> letters = DeferredSequence(3, lambda: tuple("abc"))
    >>> len(letters), letters[1], letters[1:], letters == ("a", "b", "c")
    (3, 'b', ('b', 'c'), True)
    """

    __slots__ = ("_count", "_table")

    def __init__(self, count: int, make: Callable[[], tuple[_Item, ...]]) -> None:
        self._count = count
        self._table = Deferred(make)

    @overload
    def __getitem__(self, place: SupportsIndex) -> _Item: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[_Item, ...]: ...
    def __getitem__(self, place: SupportsIndex | slice) -> _Item | tuple[_Item, ...]:
        return self._table()[place]

    def __iter__(self) -> Iterator[_Item]:
        return iter(self._table())

    def __len__(self) -> int:
        return self._count

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DeferredSequence):
            return self._table() == other._table()
        return self._table() == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._table())

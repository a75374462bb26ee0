"""Search: which of many things a few typed letters may mean, the likeliest first."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

__all__ = ["Rank", "SearchText", "ranked"]

T = TypeVar("T")


class Rank(IntEnum):
    """How a text was found; the lower, the likelier it was meant."""

    EXACT = 0
    PREFIX = 1
    WORD_START = 2
    SUBSTRING = 3
    KEYWORD = 4
    SUBSEQUENCE = 5


def _folded(text: str) -> str:
    """Lower case without accents, so that ``Loss`` finds what ``löss`` wrote.

    A text of nothing but accents stays as it is.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold().strip())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare or text.strip()


@dataclass(frozen=True, slots=True)
class SearchText:
    """What a thing can be found by.

    Parameters
    ----------
    title
        What is shown, and matched in every way.
    names
        Other names and signs; they count when typed whole or begun.
    keywords
        Words that mean it though they do not name it.
    """

    title: str
    names: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    def rank(self, query: str) -> Rank | None:
        """Return how a query finds this, or None when it does not.

        Several words may each be found in a way of their own.

        >>> SearchText("Squared error", ("squared_error",), ("mse",)).rank("err")
        <Rank.WORD_START: 2>
        >>> SearchText("Squared error", ("squared_error",), ("mse",)).rank("error squared")
        <Rank.WORD_START: 2>
        >>> SearchText("Sigmoid").rank("sgd"), SearchText("Sigmoid").rank("tanh")
        (<Rank.SUBSEQUENCE: 5>, None)
        """
        wanted = _folded(query)
        if not wanted:
            return Rank.EXACT
        found = self._rank_of(wanted)
        words = wanted.split()
        if len(words) < 2 or (found is not None and found < Rank.SUBSEQUENCE):
            return found
        ranks = [self._rank_of(word) for word in words]
        known = [rank for rank in ranks if rank is not None and rank < Rank.SUBSEQUENCE]
        return max(known) if len(known) == len(words) else found

    def _rank_of(self, wanted: str) -> Rank | None:
        title = _folded(self.title)
        names = [name.casefold() for name in self.names]
        tests: tuple[tuple[Rank, bool], ...] = (
            (Rank.EXACT, wanted == title or wanted in names),
            (Rank.PREFIX, any(name.startswith(wanted) for name in (title, *names))),
            (Rank.WORD_START, _begins_a_word(wanted, title)),
            (Rank.SUBSTRING, len(wanted) > 1 and wanted in title),
            (Rank.KEYWORD, any(_begins_a_word(wanted, _folded(word)) for word in self.keywords)),
            (Rank.SUBSEQUENCE, len(wanted) > 1 and _is_subsequence(wanted, title)),
        )
        return next((rank for rank, holds in tests if holds), None)


def _begins_a_word(wanted: str, text: str) -> bool:
    return any(text.startswith(wanted, place) for place in _word_starts(text))


def _word_starts(text: str) -> list[int]:
    before = " " + text
    return [place for place in range(len(text)) if not before[place].isalnum()]


def _is_subsequence(wanted: str, text: str) -> bool:
    letters = iter(text)
    return wanted[0] == text[:1] and all(letter in letters for letter in wanted)


def ranked(query: str, items: Iterable[T], text_of: Callable[[T], SearchText]) -> list[T]:
    """Return the items that a query finds, the likeliest first, ties in their given order.

    An empty query finds all.

    >>> ranked("co", ["Cosine", "Constant", "Tanh", "Secant"], SearchText)
    ['Cosine', 'Constant']
    """
    found = [(text_of(item).rank(query), item) for item in items]
    kept = [(rank, item) for rank, item in found if rank is not None]
    return [item for _, item in sorted(kept, key=lambda pair: pair[0])]

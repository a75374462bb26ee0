"""Node search: which nodes a person means by a name, an operation or a number."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.calculus.notation import plain_name
from engine.errors import ValueFormatError
from engine.naming import shown_name
from engine.values import parse_value
from gui.canvas.number_text import DASH
from gui.catalogue import entry_of
from gui.search import SearchText, ranked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.graph import Node
    from engine.values import Value
    from gui.canvas.number_text import NumberFormat

__all__ = ["FoundNode", "found_nodes"]

NOT_FINITE: Mapping[str, Callable[[Value], Any]] = {
    "nan": np.isnan,
    "inf": np.isinf,
    "∞": np.isinf,
    "+inf": np.isposinf,
    "-inf": np.isneginf,
    "-∞": np.isneginf,
}
"""What is typed for numbers that are none, and what finds them."""

_NUMBER_BEGUN = re.compile(r"[+-]?[.,]?\d")


@dataclass(frozen=True, eq=False)
class FoundNode:
    """A node as the search shows it.

    Attributes
    ----------
    node
        The node.
    value
        Its value as far as it is known; None otherwise.
    numbers
        How numbers are written.
    """

    node: Node
    value: Value | None
    numbers: NumberFormat

    @cached_property
    def name(self) -> str:
        """What stands on its card."""
        return plain_name(shown_name(self.node))

    @cached_property
    def operation(self) -> str:
        """What its operation, or kind of leaf, is called."""
        entry = entry_of(self.node.operation)
        return entry.title if entry else self.node.operation

    @cached_property
    def value_text(self) -> str:
        """Its value as the canvas writes it where there is room."""
        return DASH if self.value is None else next(self.numbers.texts(self.value))

    @cached_property
    def text(self) -> SearchText:
        """What it can be found by, but for its value."""
        names = (self.node.name,) if self.node.name else ()
        return SearchText(self.name, names, (self.operation, self.node.operation))


def found_nodes(query: str, nodes: Sequence[FoundNode]) -> list[FoundNode]:
    """Return the nodes that a query finds, the likeliest first.

    A number finds the values that are written so, then those that begin so; ``nan`` and ``inf``
    find arrays too that hold one.
    """
    wanted = query.strip().lower().replace("−", "-")
    by_text = ranked(query, nodes, lambda found: found.text)
    by_value = _with_value(wanted, nodes)
    return list(dict.fromkeys([*by_value, *by_text])) if by_value else by_text


def _with_value(wanted: str, nodes: Sequence[FoundNode]) -> list[FoundNode]:
    known = [(found, found.value) for found in nodes if found.value is not None]
    if (test := NOT_FINITE.get(wanted)) is not None:
        return [found for found, value in known if np.any(test(value))]
    if not _NUMBER_BEGUN.match(wanted):
        return []
    number = _number(wanted)
    begun = _plain(wanted).removeprefix("+")
    exact, prefixed = [], []
    for found, _ in known:
        shown = _plain(found.value_text.strip("‖"))
        rounded = "" if number is None else _plain(found.numbers.number(number))
        if shown in {rounded, begun}:
            exact.append(found)
        elif shown.startswith(begun):
            prefixed.append(found)
    return exact + prefixed


def _plain(text: str) -> str:
    return text.replace(",", ".").replace("−", "-")


def _number(text: str) -> float | None:
    """Return the number that was typed, or None when it is something else."""
    try:
        value = parse_value(text, decimal_comma=True)
    except ValueFormatError:
        return None
    return value if isinstance(value, float) and math.isfinite(value) else None

"""Catalogue: everything that can be put on the canvas, as palette and search show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from PySide6.QtCore import QCoreApplication

from engine.operation import all_operations, find_operation
from gui.search import SearchText, ranked

__all__ = [
    "OPERATION_MIME",
    "Entry",
    "entries",
    "entry_of",
    "family_title",
    "operation_token",
    "search_entries",
]

OPERATION_MIME = "application/x-chainrule-operation"
"""What a drag from the palette carries: the operation's name in UTF-8."""

_CONTEXT = "Catalogue"
_VARIABLES = "variables"

_FAMILY_TITLES = {
    _VARIABLES: "Variables",
    "arithmetic": "Arithmetic",
    "powers": "Powers",
    "exponential": "Exponential",
    "trigonometric": "Trigonometric",
    "inverse_trigonometric": "Inverse trigonometric",
    "hyperbolic": "Hyperbolic",
    "inverse_hyperbolic": "Inverse hyperbolic",
    "activation": "Activation",
    "comparison": "Comparison",
    "selection": "Choice and bounds",
    "rounding": "Rounding",
    "reduction": "Reduction",
    "probability": "Probability",
    "linear_algebra": "Vectors and matrices",
    "shape": "Shape",
    "loss": "Loss",
}
_FAMILY_TOKENS = {
    "activation": "activation",
    "reduction": "tensor",
    "probability": "tensor",
    "linear_algebra": "tensor",
    "shape": "tensor",
    "loss": "loss",
}

_LEAVES = (
    (
        "input",
        "Input",
        "x",
        "A value from outside, such as a sample or a target.",
        ("variable", "data", "target", "feature"),
    ),
    (
        "parameter",
        "Parameter",
        "w",
        "A value that gradient descent moves, such as a weight.",
        ("param", "weight", "bias", "trainable"),
    ),
    (
        "constant",
        "Constant",
        "3",
        "A fixed number or array; no gradient reaches it.",
        ("number", "literal", "fixed"),
    ),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be put on the canvas.

    Attributes
    ----------
    operation
        Name of the operation, or of the kind of leaf.
    title, summary
        What it is called, and one sentence about it.
    symbol
        What its chip shows.
    family
        Name of its group.
    token
        Colour of its chip.
    text
        What it is found by.
    """

    operation: str
    title: str
    symbol: str
    family: str
    summary: str
    token: str
    text: SearchText


def _translated(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)


def family_title(family: str) -> str:
    """Return what a family is called; one that this version has no word for by its own name."""
    known = _FAMILY_TITLES.get(family)
    return _translated(known) if known else family.replace("_", " ").capitalize()


@lru_cache(maxsize=1024)
def operation_token(operation: str) -> str:
    """Return the colour of an operation or of a kind of leaf, as a token of the theme.

    One that is not known here has the colour of ordinary operations.
    """
    if any(operation == name for name, *_ in _LEAVES):
        return operation
    record = find_operation(operation)
    return _FAMILY_TOKENS.get(record.family, "operation") if record else "operation"


@cache
def entries() -> tuple[Entry, ...]:
    """Return everything that can be put on the canvas, in the order of the palette."""
    leaves = [
        Entry(
            name,
            _translated(title),
            symbol,
            _VARIABLES,
            _translated(summary),
            name,
            SearchText(_translated(title), (name,), keywords),
        )
        for name, title, symbol, summary, keywords in _LEAVES
    ]
    operations = [
        Entry(
            record.name,
            record.title,
            record.symbol,
            record.family,
            record.summary,
            operation_token(record.name),
            SearchText(
                record.title,
                tuple(name for name in (record.name, record.symbol, record.infix) if name),
                (*record.keywords, family_title(record.family)),
            ),
        )
        for record in all_operations()
    ]
    return (*leaves, *operations)


def entry_of(operation: str) -> Entry | None:
    """Return the entry of an operation or a kind of leaf, or None when it is not known here."""
    return next((entry for entry in entries() if entry.operation == operation), None)


def search_entries(query: str, among: Sequence[Entry] | None = None) -> list[Entry]:
    """Return the entries that a query finds, the likeliest first.

    Parameters
    ----------
    query
        What was typed; empty finds all.
    among
        The entries that fit where one is wanted; all when None.
    """
    return ranked(query, entries() if among is None else among, _text_of)


def _text_of(entry: Entry) -> SearchText:
    return entry.text

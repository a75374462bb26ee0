"""Sentence: how a message of the engine begins when it stands alone."""

__all__ = ["begun"]

WORDS = frozenset(
    {
        "a",
        "an",
        "and",
        "another",
        "cannot",
        "column",
        "division",
        "line",
        "no",
        "nothing",
        "one",
        "only",
        "port",
        "several",
        "step",
        "text",
        "the",
        "there",
        "these",
        "this",
        "two",
        "unsaved",
        "zero",
    }
)
"""Words that messages begin with; anything else there is a name, which keeps its letters."""


def begun(message: str) -> str:
    """Write the first letter large, unless the message begins with somebody's name.

    >>> begun("the name “w” is already taken"), begun("o₁ holds a value")
    ('The name “w” is already taken', 'o₁ holds a value')
    """
    first = message.partition(" ")[0]
    return message[:1].upper() + message[1:] if first in WORDS else message

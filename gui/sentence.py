"""Sentence: how a message of the engine begins and ends when it stands alone."""

from PySide6.QtCore import QCoreApplication

__all__ = ["begun", "completed"]

CHOICE = "; choose one"
"""What the engine, which knows no keys, says of an output that is still to be chosen."""

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
    whole = completed(message)
    return whole[:1].upper() + whole[1:] if first in WORDS else whole


def completed(message: str) -> str:
    """Say as well how to choose an output, where a message asks for one.

    >>> completed("there is no output to check; choose one")
    'there is no output to check; choose one: select it and press O'
    """
    if not message.endswith(CHOICE):
        return message
    return message + QCoreApplication.translate("Sentence", ": select it and press O")

"""Sentence: how a message of the engine begins and ends when it stands alone."""

from PySide6.QtCore import QCoreApplication

__all__ = ["begun", "completed", "output_way", "set_output_keys"]

CHOICE = "; choose one"
"""What the engine, which knows no keys, says of an output that is still to be chosen."""

_output_keys = ["O"]
"""The keys that make a node the output, as they are shown; one for all windows, like the keys."""

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


def set_output_keys(keys: str) -> None:
    """Let sentences name other keys that make a node the output; empty when there are none."""
    _output_keys[0] = keys


def output_way() -> str:
    """Say what to do to the selected node so that it becomes the output.

    >>> output_way()
    'press O'
    """
    if not _output_keys[0]:
        return QCoreApplication.translate("Sentence", "choose Graph → Use as Output")
    return QCoreApplication.translate("Sentence", "press {0}").format(_output_keys[0])


def completed(message: str) -> str:
    """Say as well how to choose an output, where a message asks for one.

    >>> completed("there is no output to check; choose one")
    'there is no output to check; choose one: select it and press O'
    """
    if not message.endswith(CHOICE):
        return message
    told = QCoreApplication.translate("Sentence", ": select it and {0}")
    return message + told.format(output_way())

"""Arguments that the commands share: where the graph comes from, and how the answer is printed."""

from __future__ import annotations

import argparse
import math
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import numpy as np

from engine.document_format import Contents, load_contents
from engine.errors import EngineError
from engine.reading import read_program
from engine.values import parse_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.graph import Graph
    from engine.tape import Tape
    from engine.values import Value

    Subparsers: TypeAlias = "argparse._SubParsersAction[CommandParser]"

__all__ = [
    "CommandParser",
    "add_graph_arguments",
    "add_json_argument",
    "apply_settings",
    "positive_number",
    "read_contents",
    "read_setting",
    "refuse_nan",
    "told_of",
    "whole_number",
]

LONGEST_SHOWN = 60
"""Characters of an argument that a sentence repeats."""


class CommandParser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # An abbreviation that works today is ambiguous when the next option comes.
        super().__init__(*args, **{"allow_abbrev": False, **kwargs})

    @cached_property
    def commands(self) -> Subparsers:
        """What the commands' own parsers are added to."""
        return self.add_subparsers(metavar="COMMAND", required=True, title="commands")

    def error(self, message: str) -> NoReturn:
        """Print the message on standard error, with where to read more, and exit with 2."""
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def add_json_argument(parser: argparse.ArgumentParser) -> None:
    """Let a command answer with one JSON object."""
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object, with all digits, and no more"
    )


def add_graph_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a command take a file or a program in its place, values for leaves, and an output."""
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("file", nargs="?", metavar="FILE", help="a .chainrule file")
    source.add_argument(
        "--program", metavar="TEXT", help="a program, or formulas in LaTeX, in place of a file"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="give a leaf another value, such as x=2 or A=[1,2;3,4]; may be repeated",
    )
    parser.add_argument(
        "--output", metavar="NAME", help="the node whose gradient is taken, if not the graph's own"
    )
    add_json_argument(parser)


def read_contents(arguments: argparse.Namespace) -> Contents:
    """Read what the arguments of `add_graph_arguments` name, with the values they set.

    Raises
    ------
    EngineError
        With a sentence that says what is wrong with the file, the program or a setting.
    """
    if arguments.program is None:
        contents = load_contents(arguments.file)
    else:
        contents = Contents(read_program(arguments.program))
    if not len(contents.graph):
        what = "program" if arguments.program is not None else "file"
        raise EngineError(f"the {what} holds an empty graph; there is nothing to compute")
    apply_settings(contents.graph, arguments.set)
    if arguments.output is not None:
        with told_of("--output", arguments.output):
            contents.graph.output = contents.graph.resolve(arguments.output)
    return contents


def apply_settings(graph: Graph, settings: list[str]) -> None:
    """Set the values of leaves from texts such as ``x=2``.

    Raises
    ------
    EngineError
        When a text is no setting, or names no leaf.

    Examples
    --------
    >>> graph = read_program("y = x^2")
    >>> apply_settings(graph, ["x=3"])
    >>> graph.find("x").value
    3.0
    """
    for setting in settings:
        with told_of("--set", setting):
            name, value = read_setting(setting, "setting")
            graph.set_value(name, value)


def read_setting(text: str, noun: str) -> tuple[str, Value]:
    """Split a text such as ``x=2`` into a name and a value.

    >>> read_setting("x = 2", "setting")
    ('x', 2.0)
    """
    name, sign, value = (part.strip() for part in text.partition("="))
    if not sign or not name:
        raise EngineError(f"this is no {noun}; write it as NAME=VALUE")
    return name, parse_value(value)


@contextmanager
def told_of(option: str, text: str) -> Iterator[None]:
    """Put before what is wrong which option it is about."""
    try:
        yield
    except EngineError as error:
        shown = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
        error.message = f"{option} {shown}: {error.message}"
        raise


def refuse_nan(tape: Tape) -> None:
    """Raise if a leaf holds what is not a number, as a file may have it.

    Raises
    ------
    EngineError
        With the leaf, and what to do.
    """
    for slot in tape.leaves():
        if np.isnan(tape.constants[slot]).any():
            node = tape.nodes[slot]
            told = f"{node.key} holds nan; give it a number, as with --set {node.key}=1"
            raise EngineError(told, node=node.id)


def whole_number(text: str) -> int:
    """Read a whole number from 0 on, as an argument's type."""
    if not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from 0 to 999999999")
    return int(text)


def positive_number(text: str) -> float:
    """Read a positive finite number, as an argument's type."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (number > 0 and math.isfinite(number)):
        raise argparse.ArgumentTypeError(f"“{text}” is not a positive number")
    return number

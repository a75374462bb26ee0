"""The command ``tangent``: the derivative along a direction, by forward mode."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine.commands.arguments import add_graph_arguments, read_contents
from engine.commands.report import number_text, print_json, print_table, say
from engine.errors import EngineError, ShapeError
from engine.tape import record
from engine.values import Value, format_number, parse_value, shape_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from engine.commands.arguments import Subparsers
    from engine.tape import Tape

__all__ = ["add_parser", "run"]


def add_parser(subparsers: Subparsers) -> None:
    """Describe the command's arguments."""
    summary = "print how fast the output changes when the leaves move along a direction"
    parser = subparsers.add_parser("tangent", help=summary, description=summary)
    add_graph_arguments(parser)
    parser.add_argument(
        "--direction",
        action="extend",
        nargs="+",
        required=True,
        metavar="NAME=VALUE",
        help="how far a leaf moves, such as x=1 or A=[1,0;0,0]; what is not named stays",
    )
    parser.add_argument(
        "--normalise", action="store_true", help="divide the direction by its length first"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Differentiate along the direction and print."""
    tape = record(read_contents(arguments).graph)
    if tape.output is None:
        raise EngineError("there is no output whose tangent could be taken; choose one")
    direction = _direction(tape, arguments.direction)
    length = math.hypot(*(size for value in direction.values() for size in np.ravel(value)))
    if arguments.normalise:
        if not 0 < length < math.inf:
            told = format_number(length)
            raise EngineError(f"a direction of length {told} cannot be made one of length 1")
        direction = {name: value / length for name, value in direction.items()}
    found = tape.tangent(direction)
    output = tape.nodes[tape.output]
    value, tangent = found.value(output.id), found.tangent(output.id)
    if arguments.json:
        print_json({"value": value, "tangent": tangent, "direction": direction})
        return 0
    print_table(
        ["leaf", "direction"], [[name, number_text(item)] for name, item in direction.items()], " r"
    )
    say()
    rows = [["value", number_text(value)], ["tangent", number_text(tangent)]]
    print_table([output.key, ""], rows, " r")
    if not arguments.normalise and not math.isclose(length, 1.0):
        say()
        say(f"the direction has the length {format_number(length)}; --normalise makes it 1")
    return 0


def _direction(tape: Tape, settings: list[str]) -> Mapping[str, Value]:
    """Read texts such as ``x=1``; one direction, so that every value has its leaf's shape."""
    direction: dict[str, Value] = {}
    for setting in settings:
        name, sign, text = (part.strip() for part in setting.partition("="))
        if not sign:
            raise EngineError(f"“{setting}” is no direction; write it as NAME=VALUE")
        try:
            direction[name] = parse_value(text)
            slot = tape.slot(name)
        except EngineError as error:
            told = f"--direction {setting}: {error.message}"
            raise EngineError(told, node=error.node) from None
        shape, given = tape.shapes[slot], shape_of(direction[name])
        if shape != given:
            told = f"“{name}” has the shape {list(shape)}, not {list(given)}"
            raise ShapeError(f"--direction {setting}: {told}", node=tape.nodes[slot].id)
    return direction

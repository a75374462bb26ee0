"""The command ``tangent``: derivatives along directions, by forward mode."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine.commands.arguments import (
    add_graph_arguments,
    read_contents,
    read_setting,
    refuse_nan,
    told_of,
)
from engine.commands.report import element_names, number_text, print_json, print_table, say
from engine.errors import EngineError, ShapeError
from engine.output import output_slot
from engine.tape import record
from engine.values import Value, as_value, format_number, shape_of, shape_words

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from engine.commands.arguments import Subparsers
    from engine.tape import Tape
    from engine.values import Array

__all__ = ["add_parser", "run"]


def add_parser(subparsers: Subparsers) -> None:
    """Describe the command's arguments."""
    summary = "print how fast the output changes when the leaves move along a direction"
    parser = subparsers.add_parser("tangent", help=summary, description=summary)
    add_graph_arguments(parser)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument(
        "--direction",
        action="extend",
        nargs="+",
        metavar="NAME=VALUE",
        help="how far a leaf moves, such as x=1 or A=[1,0;0,0]; what is not named stays. An array "
        "with one axis more than the leaf holds several directions along its last axis, such as "
        "x=[1,0] y=[0,1]; they go through in one sweep",
    )
    mode.add_argument(
        "--jacobian",
        action="store_true",
        help="the derivative of each element of the output along each element of the leaves",
    )
    parser.add_argument(
        "--normalise", action="store_true", help="divide each direction by its length first"
    )
    parser.add_argument(
        "--wrt",
        action="append",
        metavar="NAME",
        help="with --jacobian, a leaf to differentiate with respect to; may be repeated",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Differentiate along the directions and print."""
    if arguments.jacobian and arguments.normalise:
        raise EngineError("--normalise is for directions, not for --jacobian")
    if arguments.wrt and not arguments.jacobian:
        raise EngineError("--wrt is for --jacobian; a direction names its leaves")
    tape = record(read_contents(arguments).graph)
    refuse_nan(tape)
    if arguments.jacobian:
        _print_jacobian(tape, arguments)
        return 0
    output = output_slot(tape, to="take the tangent of")
    direction, count = _direction(tape, arguments.direction)
    lengths = _lengths(direction, count)
    if arguments.normalise:
        direction = _normalised(direction, lengths, count)
    found = tape.tangent(direction)
    node = tape.nodes[output].id
    value, tangent = found.value(node), found.tangent(node)
    if arguments.json:
        print_json({"value": value, "tangent": tangent, "direction": direction})
        return 0
    _print_tables(tape, direction, count, value, tangent)
    if not arguments.normalise and not np.allclose(lengths, 1.0):
        told = ", ".join(map(format_number, lengths))
        word = "direction has the length" if count is None else "directions have the lengths"
        say()
        say(f"the {word} {told}; --normalise makes {'it' if count is None else 'each'} 1")
    return 0


def _print_tables(
    tape: Tape, direction: Mapping[str, Value], count: int | None, value: Value, tangent: Value
) -> None:
    """Print what moves and what follows, one column a direction."""
    assert tape.output is not None
    heads = ["direction"] if count is None else [f"direction {k + 1}" for k in range(count)]
    aligned = " " + "r" * len(heads)
    rows = [[name, *map(number_text, _lanes(item, count))] for name, item in direction.items()]
    print_table(["leaf", *heads], rows, aligned)
    say()
    blank = [""] * (len(heads) - 1)
    rows = [
        ["value", number_text(value), *blank],
        ["tangent", *map(number_text, _lanes(tangent, count))],
    ]
    print_table([tape.nodes[tape.output].key, "", *blank], rows, aligned)


def _direction(tape: Tape, settings: list[str]) -> tuple[dict[str, Value], int | None]:
    """Read texts such as ``x=1``.

    Returns
    -------
    tuple
        The directions by leaf, and how many there are: None for one, without an axis for it.
    """
    direction: dict[str, Value] = {}
    count: int | None = None
    for setting in settings:
        with told_of("--direction", setting):
            name, value = read_setting(setting, "direction")
            if name in direction:
                raise EngineError(f"“{name}” has a direction already")
            given = _extra_axis(tape, name, value)
            if given is not None and count not in {None, given}:
                raise ShapeError(f"there are {count} directions before and {given} here")
            count = count or given
            direction[name] = value
    if count is None:
        return direction, None
    for name, value in direction.items():
        if _extra_axis(tape, name, value) is None:
            direction[name] = as_value(np.repeat(np.asarray(value)[..., np.newaxis], count, -1))
    return direction, count


def _extra_axis(tape: Tape, name: str, value: Value) -> int | None:
    """Return the length of the axis that a direction has more than its leaf, if it has one."""
    slot = tape.slot(name)
    shape, given = tape.shapes[slot], shape_of(value)
    if given == shape:
        return None
    if given[:-1] != shape or len(given) != len(shape) + 1:
        told = f"“{name}” is {shape_words(shape)}, not {shape_words(given)}"
        raise ShapeError(told, node=tape.nodes[slot].id)
    return given[-1]


def _lengths(direction: Mapping[str, Value], count: int | None) -> list[float]:
    """Return the length of each direction."""
    columns = [np.reshape(part, (-1, count or 1)) for part in direction.values()]
    return [math.hypot(*column) for column in np.concatenate(columns).T.tolist()]


def _normalised(
    direction: Mapping[str, Value], lengths: list[float], count: int | None
) -> dict[str, Value]:
    for length in lengths:
        if not 0 < length < math.inf:
            told = format_number(length)
            raise EngineError(f"a direction of length {told} cannot be made one of length 1")
    by: Value = lengths[0] if count is None else as_value(lengths)
    return {name: as_value(part / by) for name, part in direction.items()}


def _lanes(value: Value, count: int | None) -> list[Value]:
    """Return what belongs to each direction."""
    if count is None:
        return [value]
    return [as_value(np.asarray(value)[..., lane]) for lane in range(count)]


# ------------------------------------------------------------------ the Jacobian


def _print_jacobian(tape: Tape, arguments: argparse.Namespace) -> None:
    found = tape.jacobian(wrt=arguments.wrt)
    assert tape.output is not None
    node, shape = tape.nodes[tape.output], tape.shapes[tape.output]
    if arguments.json:
        value = tape.evaluate(gradient=False).value(node.id)
        print_json({"value": value, "jacobian": found})
        return
    columns = [name for key in found for name in element_names(key, tape.shapes[tape.slot(key)])]
    names = element_names(node.key, shape)
    parts = [np.asarray(part).reshape(len(names), -1) for part in found.values()]
    print_table(
        ["", *columns], _rows(names, np.concatenate(parts, axis=1)), " " + "r" * len(columns)
    )


def _rows(names: list[str], matrix: Array) -> Iterator[list[str]]:
    for name, row in zip(names, matrix.tolist(), strict=True):
        yield [name, *map(number_text, row)]

"""The command ``hessian``: the second derivatives of the output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.commands.arguments import add_graph_arguments, read_contents, refuse_nan
from engine.commands.report import number_text, print_json, print_table, say
from engine.errors import EngineError
from engine.jacobian import derivative
from engine.tape import record

if TYPE_CHECKING:
    import argparse

    from engine.commands.arguments import Subparsers
    from engine.tape import Tape

__all__ = ["add_parser", "run"]

HIGHEST_ORDER = 12
"""The graph of a derivative grows with every order."""


def add_parser(subparsers: Subparsers) -> None:
    """Describe the command's arguments."""
    summary = "print the matrix of second derivatives of the output"
    parser = subparsers.add_parser("hessian", help=summary, description=summary)
    add_graph_arguments(parser)
    parser.add_argument(
        "--wrt",
        action="append",
        metavar="NAME",
        help="a leaf to differentiate with respect to; may be repeated; all if not given",
    )
    parser.add_argument(
        "--along",
        action="extend",
        nargs="+",
        metavar="NAME",
        help="in place of the matrix, one derivative of any order: --along x x y differentiates "
        "twice with respect to x and once with respect to y",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Differentiate twice and print."""
    tape = record(read_contents(arguments).graph)
    refuse_nan(tape)
    if arguments.along:
        _print_derivative(tape, arguments)
        return 0
    found = tape.hessian(wrt=arguments.wrt)
    if arguments.json:
        print_json({"names": found.names, "hessian": found.matrix})
        return 0
    rows = [
        [name, *(number_text(float(number)) for number in row)]
        for name, row in zip(found.names, found.matrix, strict=True)
    ]
    print_table(["", *found.names], rows, " " + "r" * len(rows))
    return 0


def _print_derivative(tape: Tape, arguments: argparse.Namespace) -> None:
    """Print one derivative of any order."""
    if arguments.wrt:
        raise EngineError("--along says what to differentiate with respect to; leave --wrt out")
    if len(arguments.along) > HIGHEST_ORDER:
        raise EngineError(f"--along: derivatives go up to the order {HIGHEST_ORDER}")
    found = derivative(tape, arguments.along)
    if arguments.json:
        print_json({"along": arguments.along, "derivative": found})
        return
    order = len(arguments.along)
    times = f"{order} times, along" if order > 1 else "once, along"
    say(f"differentiated {times} {', '.join(arguments.along)}: {number_text(found)}")

"""The command ``hessian``: the second derivatives of the output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.commands.arguments import add_graph_arguments, read_contents
from engine.commands.report import number_text, print_json, print_table
from engine.tape import record

if TYPE_CHECKING:
    import argparse

    from engine.commands.arguments import Subparsers

__all__ = ["add_parser", "run"]


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
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Differentiate twice and print."""
    found = record(read_contents(arguments).graph).hessian(wrt=arguments.wrt)
    if arguments.json:
        print_json({"names": found.names, "hessian": found.matrix})
        return 0
    rows = [
        [name, *(number_text(float(number)) for number in row)]
        for name, row in zip(found.names, found.matrix, strict=True)
    ]
    print_table(["", *found.names], rows, " " + "r" * len(rows))
    return 0

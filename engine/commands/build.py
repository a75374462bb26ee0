"""The command ``build``: from program text or LaTeX to a laid-out graph in a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.atomic_file import read_bytes
from engine.commands.arguments import add_json_argument
from engine.commands.report import print_json, say
from engine.document_format import save
from engine.errors import EngineError, ExpressionError
from engine.layout import laid_out
from engine.program import MAXIMAL_LENGTH
from engine.reading import read_program

if TYPE_CHECKING:
    import argparse

    from engine.commands.arguments import Subparsers

__all__ = ["add_parser", "run"]


def add_parser(subparsers: Subparsers) -> None:
    """Describe the command's arguments."""
    summary = "make a laid-out graph of a program and save it"
    parser = subparsers.add_parser("build", help=summary, description=summary)
    parser.add_argument(
        "program",
        metavar="PROGRAM",
        help="a program or formulas in LaTeX, the name of a text file with them, or - to read them "
        "from standard input",
    )
    parser.add_argument(
        "--latex",
        action="store_true",
        help="read LaTeX, where one letter is one variable, even if it has no sign of LaTeX",
    )
    parser.add_argument(
        "-o", dest="target", metavar="FILE", required=True, help="the .chainrule file to save"
    )
    add_json_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Build, save, and say what was made."""
    graph = read_program(_program(arguments.program), latex=arguments.latex or None)
    if not len(graph):
        raise EngineError("the program is empty; write a statement such as “y = x^2”")
    graph = laid_out(graph)
    save(graph, arguments.target)
    output = None if graph.output is None else graph.node(graph.output).key
    edges = len(graph.edges())
    if arguments.json:
        print_json(
            {"file": arguments.target, "nodes": len(graph), "edges": edges, "output": output}
        )
    else:
        chosen = output or "not chosen"
        say(f"{arguments.target}: {len(graph)} nodes, {edges} edges, output {chosen}")
    return 0


def _program(source: str) -> str:
    """Return the program that an argument is, names, or lets standard input bring."""
    if source == "-":
        content = sys.stdin.buffer.read(4 * MAXIMAL_LENGTH)
    elif _is_file(source):
        content = read_bytes(Path(source), 4 * MAXIMAL_LENGTH)
    else:
        return source
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ExpressionError(f"the program is not UTF-8 text (byte {error.start + 1})") from None


def _is_file(source: str) -> bool:
    """Whether a text is the name of a file; a program is mostly too long or too odd to be one."""
    try:
        return Path(source).is_file()
    except (OSError, ValueError):
        return False

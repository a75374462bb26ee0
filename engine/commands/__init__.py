"""Headless commands: everything a person can compute, from a terminal.

One module a command. Each has ``add_parser(subparsers)``, which describes its arguments and sets
``run`` to the function that carries it out: ``run(arguments)`` prints the answer and returns the
exit status, 0, or 1 for an honest failed check. Wrong input raises an `EngineError`.
"""

from __future__ import annotations

from engine.commands import (
    build,
    check,
    differentiate,
    evaluate,
    hessian,
    integrate,
    limit,
    operations,
    tangent,
    train,
)
from engine.commands.arguments import CommandParser

__all__ = ["COMMANDS", "command_parser"]

COMMANDS = {
    "evaluate": evaluate,
    "tangent": tangent,
    "hessian": hessian,
    "check": check,
    "differentiate": differentiate,
    "integrate": integrate,
    "limit": limit,
    "train": train,
    "build": build,
    "operations": operations,
}
"""Every command by name, in the order of the help."""


def command_parser() -> CommandParser:
    """Return the parser of all commands here; others may join its ``commands``."""
    parser = CommandParser(
        prog="main.py",
        epilog="Without a command, main.py [FILE] opens a window. Exit status: 0, 1 for an honest "
        "failed check, 2 for wrong input.",
    )
    for command in COMMANDS.values():
        command.add_parser(parser.commands)
    return parser

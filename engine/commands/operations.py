"""The command ``operations``: the table of operations, from their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.calculus.printing import to_latex, to_text
from engine.calculus.tree import Apply, Name
from engine.commands.arguments import add_json_argument
from engine.commands.report import print_json, print_table
from engine.operation import all_operations

if TYPE_CHECKING:
    import argparse

    from engine.calculus.tree import Tree
    from engine.commands.arguments import Subparsers
    from engine.operation import Condition, Operation

__all__ = ["add_parser", "run"]


def add_parser(subparsers: Subparsers) -> None:
    """Describe the command's arguments."""
    summary = "print the table of operations: ports, rules of differentiation, domains"
    parser = subparsers.add_parser("operations", help=summary, description=summary)
    add_json_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the table."""
    if arguments.json:
        print_json({"operations": [_object(operation) for operation in all_operations()]})
        return 0
    headings = ["name", "title", "ports", "formula", "rule", "domain"]
    print_table(headings, [_row(operation) for operation in all_operations()])
    return 0


def _object(operation: Operation) -> dict[str, Any]:
    return {
        "name": operation.name,
        "family": operation.family,
        "title": operation.title,
        "symbol": operation.symbol,
        "ports": operation.ports,
        "variadic": operation.variadic,
        "attributes": [
            {"name": item.name, "kind": item.kind, "default": item.default, "summary": item.summary}
            for item in operation.attributes
        ],
        "formula": to_text(_applied(operation)),
        "latex": to_latex(_applied(operation)),
        "partials": [
            {"rule": partial.rule, "formula": partial.formula, "condition": partial.condition}
            for partial in operation.partials
        ],
        "domain": _texts(operation.domain),
        "poles": _texts(operation.poles),
        "kinks": _texts(operation.kinks),
        "summary": operation.summary,
        "source": operation.source,
    }


def _row(operation: Operation) -> list[str]:
    ports = ", ".join(operation.ports) + (", …" if operation.variadic else "")
    formula = to_text(_applied(operation))
    rules = dict.fromkeys(partial.rule for partial in operation.partials)
    domain = "; ".join(operation.conditions()) or "everywhere"
    return [operation.name, operation.title, ports, formula, "; ".join(rules), domain]


def _applied(operation: Operation) -> Tree:
    """Apply an operation to its own ports."""
    return Apply(operation.name, tuple(Name(port) for port in operation.ports))


def _texts(conditions: tuple[Condition, ...]) -> list[str]:
    return [condition.text for condition in conditions]

"""The command ``limit``: a derivative from its definition, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.calculus.limit import Limit, find_obstacle, work_out_limit
from engine.calculus.printing import to_latex, to_text
from engine.commands.formula_argument import Formula, add_formula_arguments, read_formula
from engine.commands.report import number_text, print_json, print_table, say
from engine.errors import EngineError

if TYPE_CHECKING:
    import argparse

    from engine.commands.arguments import Subparsers

__all__ = ["add_parser", "run"]


def add_parser(subparsers: Subparsers) -> None:
    """Describe the command's arguments."""
    summary = "print the definition of a derivative, line by line, down to h → 0"
    parser = subparsers.add_parser("limit", help=summary, description=summary)
    add_formula_arguments(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Work out the limit and print."""
    formula = read_formula(arguments)
    try:
        limit = work_out_limit(formula.tree, formula.wrt)
    except EngineError as error:
        obstacle = find_obstacle(formula.tree, formula.wrt)
        raise formula.error(obstacle, error.message) from None
    found, point = limit.derivative, formula.point
    value = point.value(found) if point and point.knows(found) else None
    formula.note_no_slope(value)
    if arguments.json:
        print_json(
            {
                "derivative": to_text(found),
                "latex": to_latex(found),
                "value": value,
                "function": to_text(limit.function),
                "constants": {name: to_text(tree) for name, tree in limit.constants.items()},
                "steps": _objects(limit, formula),
                "notes": formula.notes,
            }
        )
        return 0
    say(f"d/d{formula.wrt}({to_text(formula.tree)}) = {limit.definition}")
    if limit.constants:
        say(f"f({formula.wrt}) = {to_text(limit.function)}")
    say()
    lines = [
        [
            f"= {limit.row_text(row)}",
            row.reason + (f", for {row.condition}" if row.condition else ""),
        ]
        for row in limit.rows
    ]
    print_table(["line", "reason"], lines)
    if value is not None:
        say()
        say(f"= {number_text(value)} at {', '.join(arguments.at)}")
    for note in formula.notes:
        say(f"note: {note}")
    return 0


def _objects(limit: Limit, formula: Formula) -> list[dict[str, Any]]:
    """Return the lines as plain objects; numbers once the limit is taken."""
    steps: list[dict[str, Any]] = []
    before = limit.definition
    for row in limit.rows:
        after, numbers, point = limit.row_text(row), None, formula.point
        if point and not row.is_limit and point.knows(row.formula):
            written, value = point.in_numbers(row.formula), point.value(row.formula)
            numbers = {"after": written, "value": value}
        steps.append(
            {
                "rule": row.reason,
                "before": before,
                "after": after,
                "numbers": numbers,
                "after_latex": limit.row_latex(row),
                "condition": row.condition,
            }
        )
        before = after
    return steps

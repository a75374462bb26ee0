"""The command ``integrate``: an antiderivative of a formula, rule by rule, differentiated back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.calculus.antiderivative import SECONDS, Antiderivative, IntegralRow, integrate
from engine.calculus.integral_mark import row_latex, row_text
from engine.calculus.printing import to_latex, to_text
from engine.commands.arguments import positive_number
from engine.commands.formula_argument import add_formula_arguments, read_formula
from engine.commands.report import print_json, print_table, say

if TYPE_CHECKING:
    import argparse

    from engine.commands.arguments import Subparsers

__all__ = ["add_parser", "run"]


def add_parser(subparsers: Subparsers) -> None:
    """Describe the command's arguments."""
    summary = "print an antiderivative of a formula, rule by rule"
    parser = subparsers.add_parser("integrate", help=summary, description=summary)
    add_formula_arguments(parser, point=False)
    parser.add_argument(
        "--time-limit",
        type=positive_number,
        default=SECONDS,
        metavar="SECONDS",
        help=f"how long SymPy may think where the rules do not help; {SECONDS:g} if not given",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Integrate and print."""
    formula = read_formula(arguments)
    found = integrate(formula.tree, formula.wrt, seconds=arguments.time_limit)
    if arguments.json:
        print_json(_object(found) | {"notes": formula.notes})
        return 0
    say(f"∫ {to_text(formula.tree)} d{formula.wrt} = {to_text(found.with_constant)}")
    say(f"for {found.domain}")
    say()
    print_table(["step", "rule", "equation"], [_cells(row) for row in found.rows()], "r")
    say()
    pieces = ", ".join(f"{piece.first:.4g} … {piece.last:.4g}" for piece in found.check.pieces)
    proof = ", and proved by algebra" if found.check.is_proved else ""
    say(f"differentiated back: equal on {pieces}{proof}")
    for note in formula.notes:
        say(f"note: {note}")
    return 0


def _object(found: Antiderivative) -> dict[str, Any]:
    """Return an antiderivative as a plain object."""
    check = found.check
    return {
        "antiderivative": to_text(found.tree),
        "constant": found.constant,
        "latex": to_latex(found.with_constant),
        "domain": found.domain,
        "steps": [_step(row) for row in found.rows()],
        "verified": check.is_verified,
        "proved": check.is_proved,
        "compared": [
            {"from": piece.first, "to": piece.last, "points": piece.points}
            for piece in check.pieces
        ],
        "jumps": list(check.jumps),
    }


def _step(row: IntegralRow) -> dict[str, Any]:
    """Return a row as a plain object."""
    return {
        "rule": row.rule,
        "before": row_text(row.before),
        "after": row_text(row.after),
        "condition": row.condition,
        "letters": {letter: to_text(tree) for letter, tree in row.letters.items()},
        "reason": row.reason,
        "before_latex": row_latex(row.before),
        "after_latex": row_latex(row.after),
        "number": row.number,
        "depth": row.depth,
        "same_as": row.same_as,
    }


def _cells(row: IntegralRow) -> list[str]:
    """Return a row as the cells of a table."""
    words = [row.text]
    words += [f"with {row.letters_text}"] if row.letters else []
    words += [f"for {row.condition}"] if row.condition else []
    words += [row.reason] if row.reason else []
    words += [f"as in step {row.same_as}"] if row.same_as else []
    number = str(row.number) if row.number else ""
    return [number, "  " * row.depth + row.rule, "; ".join(words)]

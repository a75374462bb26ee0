"""The command ``differentiate``: the derivative of a formula, with the rules that lead to it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engine.calculus.derivation import Derivation
from engine.calculus.derivation_rows import Detail, Row, answer, rows
from engine.calculus.notation import number_text as exact_text
from engine.calculus.printing import to_text
from engine.calculus.slope_mark import row_latex, row_text
from engine.calculus.tree import Apply, names_in
from engine.commands.formula_argument import Formula, add_formula_arguments, read_formula
from engine.commands.report import number_text, print_json, print_table, say
from engine.errors import EngineError
from engine.program import parse
from engine.tape import record

if TYPE_CHECKING:
    import argparse

    from engine.calculus.tree import Tree
    from engine.commands.arguments import Subparsers

__all__ = ["add_parser", "run"]


def add_parser(subparsers: Subparsers) -> None:
    """Describe the command's arguments."""
    summary = "print the derivative of a formula, rule by rule"
    parser = subparsers.add_parser("differentiate", help=summary, description=summary)
    add_formula_arguments(parser)
    parser.add_argument(
        "--detail",
        choices=[detail.value for detail in Detail],
        default=Detail.NORMAL.value,
        help="how much is told; normal if not given",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Differentiate and print."""
    formula = read_formula(arguments, unknown=True)
    derivation = Derivation(formula.tree, formula.wrt)
    try:
        found = answer(derivation)
    except EngineError as error:
        raise formula.error(formula.tree, error.message) from None
    value = _value(formula, found)
    _note_difference(formula, found, value)
    told = list(rows(derivation, Detail(arguments.detail), formula.point))
    if arguments.json:
        print_json(
            {
                "derivative": row_text(found),
                "latex": row_latex(found),
                "value": value,
                "steps": [_object(row) for row in told],
                "notes": formula.notes,
            }
        )
        return 0
    say(f"d/d{formula.wrt}({row_text(formula.tree)}) = {row_text(found)}")
    if value is not None:
        say(f"= {number_text(value)} at {', '.join(arguments.at)}")
    say()
    headings = ["step", "rule", "equation", *([] if formula.point is None else ["value"])]
    cells = [_cells(row) for row in told]
    print_table(headings, [row + [""] * (len(headings) - len(row)) for row in cells], "r  r")
    for note in formula.notes:
        say(f"note: {note}")
    return 0


def _value(formula: Formula, found: Tree) -> float | None:
    """Compute the derivative at the point: by reverse mode, where the formula has a value."""
    point, tree = formula.point, formula.tree
    if point is None:
        return None
    if not point.knows(tree):
        missing = [name for name in dict.fromkeys(names_in(found)) if name not in point.at]
        if missing:
            name = missing[0]
            raise EngineError(f"--at: “{name}” has no value; add --at {name}=1, say")
        return point.value(found)
    names = dict.fromkeys(names_in(tree))
    if not isinstance(tree, Apply) or formula.wrt not in names:
        return point.value(found)
    output = next(name for name in ("f", *map("f{}".format, range(9999))) if name not in names)
    given = [f"input {name} = {exact_text(point.at[name])}" for name in names]
    graph = parse("; ".join([*given, f"{output} = {to_text(tree, assigned=names)}"]))
    gradient = record(graph).evaluate().gradient(formula.wrt)
    assert isinstance(gradient, float)
    return gradient


def _note_difference(formula: Formula, found: Tree, value: float | None) -> None:
    """Say so where backpropagation takes another slope than the formula gives."""
    if formula.note_no_slope(value):
        return
    if value is None or formula.point is None or not formula.point.knows(found):
        return
    by_formula = formula.point.value(found)
    if not math.isclose(by_formula, value, rel_tol=1e-6, abs_tol=1e-12):
        formula.notes.append(
            f"put into the derivative, the numbers give {number_text(by_formula)}; the value is "
            "that of backpropagation, which chose a slope at a kink or lost fewer digits"
        )


def _object(row: Row) -> dict[str, Any]:
    """Return a row as a plain object."""
    numbers = None if row.value is None else {"after": row.in_numbers, "value": row.value}
    step = row.step
    told: dict[str, Any] = {
        "rule": row.rule,
        "before": row_text(row.before),
        "after": row_text(row.after),
        "numbers": numbers,
        "before_latex": row_latex(row.before),
        "after_latex": row_latex(row.after),
    }
    if step is None:
        return told | {"reason": row.reason}
    return told | {
        "number": step.number,
        "depth": step.depth,
        "condition": step.condition,
        "choice": step.choice,
        "same_as": step.same_as,
        "letters": {letter: to_text(tree) for letter, tree in step.letters.items()},
    }


def _cells(row: Row) -> list[str]:
    """Return a row as the cells of a table."""
    step = row.step
    words = [row.text]
    if step is None:
        words += [f"because {row.reason}"] if row.reason else []
        first = ["", row.rule]
    else:
        first = [str(step.number), "  " * step.depth + step.rule]
        words += [f"with {row.letters}"] if row.letters else []
        words += [f"for {step.condition}"] if step.condition else []
        words += [step.choice] if step.choice else []
        words += [f"as in step {step.same_as}"] if step.same_as else []
    value = [] if row.value is None else [number_text(row.value)]
    return [*first, "; ".join(words), *value]

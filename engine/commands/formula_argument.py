"""Formula argument: the formula that a command is about, its variable, and a point."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from engine.calculus.interning import walk_distinct
from engine.calculus.point_value import Point
from engine.calculus.printing import to_text
from engine.calculus.tree import Apply, Number, Tree, names_in
from engine.calls import is_function
from engine.commands.arguments import add_json_argument, read_setting, told_of
from engine.errors import EngineError, ExpressionError
from engine.expression import parse_expression
from engine.graph import check_name
from engine.tokens import tokenize

if TYPE_CHECKING:
    import argparse

    from engine.tokens import Token

__all__ = ["Formula", "add_formula_arguments", "read_formula"]


class Formula(NamedTuple):
    """What a command was given.

    Attributes
    ----------
    tree
        The formula.
    wrt
        The variable.
    point
        The values of names, None where none were given.
    notes
        Sentences about the formula that a reader should know.
    """

    tree: Tree
    wrt: str
    point: Point | None
    notes: list[str]


def add_formula_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a command take a formula, a variable and a point."""
    parser.add_argument(
        "expression",
        metavar="EXPR",
        help="a formula, such as x^2*sin(x); a minus first as in ' -x'",
    )
    parser.add_argument("--wrt", metavar="NAME", required=True, help="the variable")
    parser.add_argument(
        "--at",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a point at which to put numbers in, such as x=2; may be repeated",
    )
    add_json_argument(parser)


def read_formula(arguments: argparse.Namespace) -> Formula:
    """Read what the arguments of `add_formula_arguments` give.

    Raises
    ------
    EngineError
        With a sentence, and the column where something is wrong with the formula.
    """
    wrt = arguments.wrt
    with told_of("--wrt", wrt):
        _check_variable(wrt)
    values: dict[str, float] = {}
    for setting in arguments.at:
        with told_of("--at", setting):
            name, value = read_setting(setting, "point")
            if not isinstance(value, float):
                raise EngineError("a number was expected, not an array")
            if name in values:
                raise EngineError(f"“{name}” has a value already")
            _check_variable(name)
            values[name] = value
    tree = parse_expression(arguments.expression, assigned={wrt, *values})
    names = dict.fromkeys(names_in(tree))
    for name in values:
        if name not in names and name != wrt:
            told = f"there is no “{name}” in the formula"
            raise EngineError(f"--at {name}: {told}; it has {', '.join(names) or 'no variables'}")
    notes = _check_constants(tree, arguments.expression)
    if wrt not in names:
        notes.append(f"there is no “{wrt}” in the formula, so with respect to it all is constant")
    return Formula(tree, wrt, Point(values) if values else None, notes)


def _check_variable(name: str) -> None:
    """Refuse what cannot be a variable's name."""
    if is_function(name):
        raise ExpressionError(f"“{name}” is a function, not a variable", column=1)
    try:
        check_name(name)
    except EngineError as error:
        raise ExpressionError(error.message, column=1) from None


# ------------------------------------------------------------------ what is no number


def _check_constants(tree: Tree, text: str) -> list[str]:
    """Refuse a part without variables that is no number, and note where 0⁰ is taken as 1."""
    notes: list[str] = []
    point = Point({})
    constant: dict[int, bool] = {}
    for part in walk_distinct(tree, constant):
        if not isinstance(part, Apply):
            constant[id(part)] = isinstance(part, Number)
            continue
        constant[id(part)] = all(constant[id(operand)] for operand in part.operands)
        is_over_zero = (
            part.operation == "divide"
            and constant[id(part.operands[1])]
            and point.value(part.operands[1]) == 0
        )
        if not constant[id(part)] and not is_over_zero:
            continue
        if is_over_zero or not math.isfinite(point.value(part)):
            told = f"{_short(part)} is not a number; nothing can be made of it"
            raise ExpressionError(told, column=_column_of(part, text))
        if part.operation == "power" and all(point.value(one) == 0 for one in part.operands):
            notes.append(f"column {_column_of(part, text)}: {_short(part)} is taken as 1")
    return notes


def _short(part: Tree) -> str:
    text = to_text(part)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _column_of(part: Tree, text: str) -> int:
    """Return where in a text a part is written, the beginning where it is written otherwise."""
    tokens = [token for token in tokenize(text) if token.kind != "end"]
    wanted = [_plain(token) for token in tokenize(to_text(part)) if token.kind != "end"]
    written = [_plain(token) for token in tokens]
    for place in range(len(written) - len(wanted) + 1):
        if written[place : place + len(wanted)] == wanted:
            return tokens[place].column
    return 1


def _plain(token: Token) -> tuple[str, float | str]:
    return (token.kind, token.number if token.kind == "number" else token.text)

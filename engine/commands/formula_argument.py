"""Formula argument: the formula that a command is about, its variable, and a point."""

from __future__ import annotations

import math
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from engine.calculus.integral_mark import MARK as INTEGRAL
from engine.calculus.interning import walk_distinct
from engine.calculus.point_value import Point
from engine.calculus.printing import to_text
from engine.calculus.rules import check_numbers
from engine.calculus.slope_mark import MARK, row_text
from engine.calculus.tree import Apply, Name, Number, Tree, names_in
from engine.calculus.worked_out import worked_out
from engine.calls import is_function
from engine.commands.arguments import add_json_argument, read_setting, told_of
from engine.errors import EngineError, ExpressionError
from engine.graph import check_name
from engine.operation import find_operation
from engine.reading import formula_tokens, is_latex
from engine.reading import read_formula as read_either
from engine.tokens import tokenize

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from engine.tokens import Token

__all__ = ["Formula", "add_formula_arguments", "read_formula"]


_LEFT_OUT = frozenset({"(", ")", "*", "end", "newline", "comment"})
"""What may be written or not, without a difference to the formula."""

_SAME_NAMES = {"log": "ln"}
_ENOUGH = 40
"""So many tokens tell where a part is."""


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
    tokens
        The formula as it was written, for the columns of its parts.
    """

    tree: Tree
    wrt: str
    point: Point | None
    notes: list[str]
    tokens: Sequence[Token] = ()

    def error(self, part: Tree, message: str) -> ExpressionError:
        """Return the error that points at a part, at the beginning if it is written otherwise."""
        token = self.tokens[0] if part is self.tree else _place_of(part, self.tokens)
        return token.error(message)

    def note_no_slope(self, slope: float | None) -> bool:
        """Note why there is no slope at the point; return whether that is so."""
        if self.point is None or slope is None or not self.point.knows(self.tree):
            return False
        value = self.point.value(self.tree)
        if math.isnan(value):
            told = "the formula has no value at this point, and so no slope"
        elif math.isinf(value):
            told = "the formula is infinite at this point, and so has no slope"
        elif math.isnan(slope):
            told = "the derivative has no value at this point, though the formula has one"
        elif math.isinf(slope):
            told = "the slope is infinite at this point"
        else:
            return False
        self.notes.append(told)
        return True


def add_formula_arguments(parser: argparse.ArgumentParser, *, point: bool = True) -> None:
    """Let a command take a formula, a variable and, unless it has no use for one, a point."""
    parser.add_argument(
        "expression",
        metavar="EXPR",
        help="a formula, such as x^2*sin(x), or one in LaTeX; a minus first as in ' -x'",
    )
    parser.add_argument("--wrt", metavar="NAME", required=True, help="the variable")
    parser.set_defaults(at=[])
    if point:
        parser.add_argument(
            "--at",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="a point at which to put numbers in, such as x=2; may be repeated",
        )
    add_json_argument(parser)


def read_formula(arguments: argparse.Namespace, *, unknown: bool = False) -> Formula:
    """Read what the arguments of `add_formula_arguments` give.

    Parameters
    ----------
    unknown
        Whether functions may stand in the formula of which nothing is known, as in ``g(x, y)``.

    Raises
    ------
    EngineError
        With a sentence, and the column where something is wrong with the formula.
    """
    with told_of("--wrt", arguments.wrt):
        wrt = _variable(arguments.wrt)
    values: dict[str, float] = {}
    for setting in arguments.at:
        with told_of("--at", setting):
            written, value = read_setting(setting, "point")
            if not isinstance(value, float):
                raise EngineError("a number was expected, not an array")
            name = _variable(written)
            if name in values:
                raise EngineError(f"“{name}” has a value already")
            values[name] = value
    known = {wrt, *values}
    read = read_either(arguments.expression, assigned=known, derivatives=True)
    tokens = list(formula_tokens(arguments.expression, assigned=known))
    formula = Formula(read, wrt, Point(values) if values else None, [], tokens)
    _check_parts(formula, unknown=unknown)
    tree = _without_derivatives(formula)
    names = dict.fromkeys(names_in(tree))
    for name in values:
        if name not in {wrt, *names, *names_in(read)}:
            told = f"there is no “{name}” in the formula"
            raise EngineError(f"--at {name}: {told}; it has {', '.join(names) or 'no variables'}")
    if wrt not in names:
        told = f"there is no “{wrt}” in the formula, so with respect to it all is constant"
        formula.notes.append(told)
    return formula._replace(tree=tree)


def _variable(text: str) -> str:
    """Return the name of a variable that is written in either notation.

    Raises
    ------
    ExpressionError
        When it cannot be a variable's name.
    """
    name = text.strip()
    if is_latex(name):
        read = read_either(name, latex=True)
        if not isinstance(read, Name):
            raise ExpressionError("a variable was expected, such as x", column=1)
        name = read.text
    if is_function(name):
        raise ExpressionError(f"“{name}” is a function, not a variable", column=1)
    try:
        check_name(name)
    except EngineError as error:
        raise ExpressionError(error.message, column=1) from None
    return name


def _without_derivatives(formula: Formula) -> Tree:
    """Work out the derivatives in a formula, and note what it is then."""
    if all(token.text != MARK for token in formula.tokens):
        return formula.tree
    try:
        tree = worked_out(formula.tree)
    except EngineError as error:
        raise formula.error(formula.tree, error.message) from None
    formula.notes.append(f"the derivatives in the formula are worked out: {_short(tree)}")
    return tree


# ------------------------------------------------------------------ what is no number


def _check_parts(formula: Formula, *, unknown: bool) -> None:
    """Refuse what is for arrays, and a part without variables that is no number.

    Notes where 0⁰ is taken as 1.
    """
    point, taken = Point({}), dict[str, None]()
    constant: dict[int, bool] = {}
    for part in walk_distinct(formula.tree, constant):
        if not isinstance(part, Apply):
            constant[id(part)] = isinstance(part, Number)
            continue
        constant[id(part)] = all(constant[id(operand)] for operand in part.operands)
        if find_operation(part.operation) is None:
            constant[id(part)] = False
            _check_unknown(part, formula, unknown=unknown)
            continue
        try:
            check_numbers(part)
        except EngineError as error:
            raise formula.error(part, error.message) from None
        is_over_zero = (
            part.operation in {"divide", "root"}
            and constant[id(part.operands[1])]
            and point.value(part.operands[1]) == 0
        )
        if not constant[id(part)] and not is_over_zero:
            continue
        if is_over_zero or not math.isfinite(point.value(part)):
            told = f"{_short(part)} is not a number; nothing can be made of it"
            raise formula.error(part, told)
        if part.operation == "power" and all(point.value(one) == 0 for one in part.operands):
            column = _place_of(part, formula.tokens).column
            taken[f"column {column}: {_short(part)} is taken as 1"] = None
    formula.notes.extend(taken)


def _check_unknown(part: Apply, formula: Formula, *, unknown: bool) -> None:
    """Refuse an integral, and a function of which nothing is known where it can be no help."""
    if part.operation == INTEGRAL:
        raise formula.error(part, "an integral cannot be part of this formula; integrate finds it")
    if part.operation != MARK and not unknown:
        told = f"nothing is known of “{part.operation}”, which can only be differentiated"
        raise formula.error(part, told)
    if part.operation != MARK and formula.point is not None:
        told = f"nothing is known of “{part.operation}”, so it has no numbers; leave --at out"
        raise formula.error(part, told)


def _short(part: Tree) -> str:
    text = row_text(part)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _place_of(part: Tree, tokens: Sequence[Token]) -> Token:
    """Return the token with which a part begins: where the most of it is written as it would be."""
    written = [token for token in tokens if token.kind not in _LEFT_OUT]
    plain = [_plain(token) for token in written]
    wanted = [_plain(token) for token in tokenize(to_text(part)) if token.kind not in _LEFT_OUT]
    best, longest, wanted = tokens[0], 0, wanted[:_ENOUGH]
    for place, token in enumerate(written):
        pairs = zip(plain[place : place + _ENOUGH], wanted, strict=False)
        length = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        if length > longest:
            best, longest = token, length
    return best


def _plain(token: Token) -> tuple[str, float | str]:
    if token.kind in {"number", "raised"}:
        return ("number", token.number)
    return (token.kind, _SAME_NAMES.get(token.text, token.text) if token.kind == "name" else "")

r"""Typed formula: what a person types for a node, in program text or in LaTeX.

It has the form that `engine.formula_text` gives to a node's formula, with or without the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.calculus.notation import latex_name
from engine.calculus.printing import to_latex
from engine.calculus.tree import Name, Number, Tree
from engine.errors import ExpressionError, NameTakenError, ValueFormatError
from engine.expression import parse_tokens
from engine.latex.arrays import array_latex
from engine.latex.expression import parse_latex_expression
from engine.node import check_name
from engine.program import DECLARATIONS
from engine.reading import is_latex
from engine.tokens import tokenize
from engine.values import parse_value

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.graph import Graph
    from engine.tokens import Token
    from engine.values import Value

__all__ = ["MAXIMAL_LENGTH", "Typed", "read_typed"]

MAXIMAL_LENGTH = 20_000
"""Characters that a formula may have here."""


class Typed(NamedTuple):
    """What was typed.

    Attributes
    ----------
    name
        What stands on the left, or nothing.
    operation
        The kind of leaf that is declared, or nothing.
    right
        The formula, a number or an array; None when there is only a name.
    place
        The token, or what stands for it, where the formula begins.
    """

    name: str
    operation: str
    right: Tree | Value | None
    place: Token

    @property
    def latex(self) -> str:
        """What was typed, typeset."""
        left = latex_name(self.name) if self.name else ""
        if self.right is None:
            return left
        right = self.right
        if isinstance(right, np.ndarray):
            written = array_latex(right) if right.ndim <= 2 else r"\dots"
        else:
            written = to_latex(Number(right) if isinstance(right, float) else right)
        return f"{left} = {written}" if left else written


def read_typed(text: str, graph: Graph) -> Typed:
    r"""Read a formula with or without a name on its left, in program text or in LaTeX.

    Raises
    ------
    ExpressionError
        With the column, and what was expected there.

    Examples
    --------
    >>> from engine.calculus.printing import to_text
    >>> from engine.graph import Graph
    >>> read_typed("param w = 0.5", Graph())[:3]
    ('w', 'parameter', 0.5)
    >>> to_text(read_typed(r"\hat{y} = \sigma(w_1 x)", Graph()).right)
    'sigmoid(w1*x)'
    >>> read_typed("y = (a + b", Graph())
    Traceback (most recent call last):
    ...
    engine.errors.ExpressionError: column 11: the parenthesis opened at column 5 is not closed
    """
    if len(text) > MAXIMAL_LENGTH:
        told = f"a formula may have at most {MAXIMAL_LENGTH} characters here"
        raise ExpressionError(told, column=MAXIMAL_LENGTH + 1)
    read = _read_latex if is_latex(text) else _read_text
    typed = read(text, graph.names().keys())
    if typed.name:
        try:
            check_name(typed.name)
        except NameTakenError as error:
            raise ExpressionError(error.message, column=1) from None
    return typed


def _read_text(text: str, assigned: Collection[str]) -> Typed:
    tokens = [token for token in tokenize(text) if token.kind not in {"newline", "comment"}]
    name, operation = "", ""
    if tokens[0].text in DECLARATIONS and tokens[1].kind == "name":
        operation = DECLARATIONS[tokens[0].text]
        tokens = tokens[1:]
        if tokens[1].kind == "end":
            return Typed(tokens[0].text, operation, None, tokens[0])
        if tokens[1].kind != "=":
            raise tokens[1].error(f"“=” was expected after “{tokens[0].text}”")
    if tokens[0].kind == "name" and tokens[1].kind == "=":
        name, tokens = tokens[0].text, tokens[2:]
    first = tokens[0]
    if first.kind == "[":
        try:
            return Typed(name, operation, parse_value(text[first.offset :]), first)
        except ValueFormatError as error:
            raise first.error(error.message) from None
    tree = parse_tokens(tokens, assigned)
    right = tree.value if isinstance(tree, Number) else tree
    if operation and not isinstance(right, float):
        raise first.error("a number or an array was expected; a formula is no leaf")
    return Typed(name, operation, right, first)


def _read_latex(text: str, assigned: Collection[str]) -> Typed:
    """Read a formula in LaTeX; the columns of its errors are those of the whole text."""
    sign = _sign_of_equality(text)
    name = "" if sign < 0 else _name_on_the_left(text[:sign], assigned)
    # Blanks stand for what was read, so that columns are counted from the beginning.
    rest = " " * (sign + 1) + text[sign + 1 :].replace("\n", " ")
    place = next(iter(tokenize("")))._replace(column=len(rest) - len(rest.lstrip()) + 1)
    tree = parse_latex_expression(rest, assigned=assigned)
    return Typed(name, "", tree.value if isinstance(tree, Number) else tree, place)


def _name_on_the_left(left: str, assigned: Collection[str]) -> str:
    tree = parse_latex_expression(left.replace("$", " "), assigned=assigned)
    if not isinstance(tree, Name):
        raise ExpressionError("one name was expected on the left of “=”", column=1)
    return tree.text


def _sign_of_equality(text: str) -> int:
    """Return where the first sign of equality outside of all brackets is, or -1."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "=" and depth == 0:
            return place
    return -1

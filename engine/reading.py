r"""Reading: a program or a formula in either notation, program text or LaTeX."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.expression import parse_expression
from engine.latex.expression import latex_tokens, parse_latex_expression
from engine.latex.program import parse_latex
from engine.program import parse
from engine.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.calculus.tree import Tree
    from engine.graph import Graph
    from engine.tokens import Token

__all__ = ["formula_tokens", "is_latex", "read_formula", "read_program"]

_COMMENT = re.compile(r"#[^\n]*")
_ONLY_IN_LATEX = re.compile(r"[\\{}$]")


def is_latex(text: str) -> bool:
    r"""Whether a text holds a sign that LaTeX has and program text has not.

    >>> is_latex(r"\frac{x}{2}"), is_latex("x_{1}"), is_latex("x/2  # {half}")
    (True, True, False)
    """
    return _ONLY_IN_LATEX.search(_COMMENT.sub("", text)) is not None


def read_program(text: str, *, latex: bool | None = None) -> Graph:
    """Read a program, in LaTeX if it looks so or if `latex` says so.

    Raises
    ------
    ExpressionError
        With the line and column, and what was expected there.

    Examples
    --------
    >>> read_program("y = x^2").output == read_program("y = x^{2}").output
    True
    """
    return parse_latex(text) if _chosen(text, latex=latex) else parse(text)


def read_formula(
    text: str,
    *,
    assigned: Collection[str] = (),
    derivatives: bool = False,
    latex: bool | None = None,
) -> Tree:
    r"""Read one formula, in LaTeX if it looks so or if `latex` says so.

    Parameters
    ----------
    text
        The formula.
    assigned
        Names that are variables even if they are also the names of constants.
    derivatives
        Whether derivatives may stand in it, which nothing can be computed by.
    latex
        Which notation it is in; found out when None.

    Raises
    ------
    ExpressionError
        With the column, and what was expected there.

    Examples
    --------
    >>> read_formula(r"\frac{x}{2}") == read_formula("x/2")
    True
    """
    read = parse_latex_expression if _chosen(text, latex=latex) else parse_expression
    return read(text, assigned=assigned, derivatives=derivatives)


def formula_tokens(
    text: str, *, assigned: Collection[str] = (), latex: bool | None = None
) -> Iterator[Token]:
    """Yield the tokens of program text that a formula in either notation means.

    Each is at the place where it was written; derivatives may stand among them. Takes the
    parameters of `read_formula`, and raises as it does.
    """
    if _chosen(text, latex=latex):
        return latex_tokens(text, assigned, set())
    return tokenize(text)


def _chosen(text: str, *, latex: bool | None) -> bool:
    return is_latex(text) if latex is None else latex

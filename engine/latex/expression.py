r"""LaTeX: one formula as textbooks set it, to an expression tree.

One letter is one variable. What LaTeX writes is rewritten into the tokens of program text, and read
by the same parser; nothing that it reads is ever executed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import ExpressionError
from engine.expression import parse_tokens
from engine.latex.rewriting import Rewriter
from engine.latex.spans import Span
from engine.latex.tokens import LatexTokens, tokenize_latex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.calculus.tree import Tree
    from engine.tokens import Token

__all__ = ["MAXIMAL_LENGTH", "latex_tokens", "parse_latex_expression", "read_latex"]

MAXIMAL_LENGTH = 100_000
"""Characters that one text in LaTeX may have."""


def read_latex(text: str) -> LatexTokens:
    """Split a text in LaTeX, if it is not too long.

    Raises
    ------
    ExpressionError
        When it is, or as `tokenize_latex`.
    """
    if len(text) > MAXIMAL_LENGTH:
        told = f"a text in LaTeX may have at most {MAXIMAL_LENGTH} characters"
        raise ExpressionError(told, column=MAXIMAL_LENGTH + 1)
    return tokenize_latex(text)


def parse_latex_expression(
    text: str, *, assigned: Collection[str] = (), derivatives: bool = False
) -> Tree:
    r"""Read one formula in LaTeX.

    Parameters
    ----------
    text
        The formula, with or without dollar signs around it.
    assigned
        Names that are variables even if they are also the names of constants. A name that looks
        like one of them is that one: ``\hat{y}`` is ``yhat`` or ``ŷ``, whichever is assigned.
    derivatives
        Whether ``\frac{d}{dx}``, ``\int … dx`` and functions of which nothing is known may stand in
        it, by which nothing can be computed.

    Raises
    ------
    ExpressionError
        With the column, and what was expected there.

    Examples
    --------
    >>> from engine.calculus.printing import to_text
    >>> to_text(parse_latex_expression(r"\frac{2 x y}{y^2}"))
    '2*x*y/y^2'
    >>> to_text(parse_latex_expression(r"\sigma_2(x + w_2 \cdot \sin^2 o_1)"))
    'sigmoid(x + w2*sin(o1)^2)'
    >>> parse_latex_expression(r"\frac{1}{2")
    Traceback (most recent call last):
    ...
    engine.errors.ExpressionError: column 11: the “{” opened at column 9 is not closed
    """
    unknown: set[str] | None = set() if derivatives else None
    tokens = latex_tokens(text, assigned, unknown)
    return parse_tokens(
        tokens, assigned, derivatives=derivatives, functions=() if unknown is None else unknown
    )


def latex_tokens(
    text: str, assigned: Collection[str] = (), unknown: set[str] | None = None
) -> Iterator[Token]:
    r"""Yield the tokens of program text that a formula in LaTeX means, each at its own place.

    Parameters
    ----------
    text, assigned
        As of `parse_latex_expression`.
    unknown
        Receives the functions of which nothing is known, before the tokens in which they stand;
        None where there may be none.

    Raises
    ------
    ExpressionError
        As `parse_latex_expression`.

    Examples
    --------
    >>> [token.text for token in latex_tokens(r"\sin x")]
    ['sin', '(', 'x', ')', '']
    """
    source = read_latex(text)
    kept = [place for place, item in enumerate(source.tokens[:-1]) if item.kind != "newline"]
    while len(kept) > 1 and source.tokens[kept[0]].kind == "dollar":
        kept = kept[1:]
    while kept and source.tokens[kept[-1]].kind in {"dollar", ".", ","}:
        kept.pop()
    last = len(source.tokens) - 1
    span = Span(kept[0], kept[-1] + 1) if kept else Span(last, last)
    return Rewriter(source, assigned, unknown=unknown).rewrite(span)

"""Marks for derivatives inside of formulas are written so that nothing takes them apart."""

from __future__ import annotations

import pytest

from engine.calculus.slope_mark import row_latex, row_text, slope_of
from engine.calculus.tree import Apply, Name, Tree
from engine.latex.expression import parse_latex_expression

X = Name("x")
MARK = slope_of(X**2, "x")
D = r"\frac{d}{dx}\left(x^{2}\right)"

ROWS = [
    (MARK**2, "(d/dx(x^2))^2", rf"\left({D}\right)^{{2}}"),
    (Apply("square", (MARK,)), "square(d/dx(x^2))", rf"\left({D}\right)^{{2}}"),
    (X**MARK, "x^(d/dx(x^2))", rf"x^{{{D}}}"),
    (X / MARK, "x/(d/dx(x^2))", rf"\frac{{x}}{{{D}}}"),
    (MARK / X, "d/dx(x^2)/x", rf"\frac{{{D}}}{{x}}"),
    (Apply("sin", (MARK,)), "sin(d/dx(x^2))", rf"\sin \left({D}\right)"),
    (Apply("exp", (MARK,)), "exp(d/dx(x^2))", rf"e^{{{D}}}"),
    (2 * MARK, "2*d/dx(x^2)", rf"2 \cdot {D}"),
    (X - MARK, "x - d/dx(x^2)", rf"x - {D}"),
]


@pytest.mark.parametrize(("tree", "text", "latex"), ROWS)
def test_a_mark_is_enclosed_where_it_must_be(tree: Tree, text: str, latex: str) -> None:
    assert (row_text(tree), row_latex(tree)) == (text, latex)


@pytest.mark.parametrize("tree", [row[0] for row in ROWS])
def test_what_is_written_reads_back(tree: Tree) -> None:
    read = parse_latex_expression(row_latex(tree), derivatives=True)
    # A square is read as a power.
    assert read == (MARK**2 if tree == Apply("square", (MARK,)) else tree)

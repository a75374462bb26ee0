"""Arrays in LaTeX: of numbers as values, of formulas joined from these."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ExpressionError
from engine.latex.expression import parse_latex_expression
from engine.latex.listing import print_latex
from engine.latex.program import parse_latex
from engine.program import parse, print_program
from engine.tape import record

JOINED = [
    (r"\begin{bmatrix} 4z^3x \\ 6x^2z^2 \\ \end{bmatrix}", "concatenate(4*z^3*x, 6*x^2*z^2)"),
    (r"(x_1, x_2)^T", "concatenate(x1, x2)"),
    (r"(x_1, 2x, (a + b) c)^\top", "concatenate(x1, 2*x, (a + b)*c)"),
    (r"(x, y)^{T} + 1", "concatenate(x, y) + 1"),
    (
        r"\begin{pmatrix} a & b \\ \frac{c}{2} & \begin{matrix} u \\ v \end{matrix} \end{pmatrix}",
        "reshape(concatenate(a, b, c/2, concatenate(u, v)), 2, 2)",
    ),
    (r"\begin{pmatrix} a & b & -1 \end{pmatrix}", "reshape(concatenate(a, b, -1), 1, 3)"),
]


@pytest.mark.parametrize(("latex", "text"), JOINED)
def test_an_array_of_formulas_is_joined(latex: str, text: str) -> None:
    tree = parse_latex_expression(latex)
    graph = parse_latex(f"R = {latex}")
    assert print_program(graph) == print_program(parse(f"R = {text}"))
    assert print_program(parse_latex(print_latex(graph))) == print_program(graph)
    assert parse_latex_expression(rf"\left[{latex}\right]") == tree


def test_an_array_of_formulas_is_computed() -> None:
    graph = parse_latex(
        r"x = 2, y = 3, \quad A = \begin{pmatrix} x & y \\ y^2 & 1 \end{pmatrix}, "
        r"\quad z = A^\top \cdot 2"
    )
    found = record(graph).evaluate().value("z")
    assert np.array_equal(np.asarray(found), 2 * np.array([[2.0, 9.0], [3.0, 1.0]]))


@pytest.mark.parametrize(
    ("latex", "told"),
    [
        (r"\begin{pmatrix} x \end{pmatrix}", "column 1: an array of formulas has 2 to 64 of them"),
        (r"(" + ", ".join(["x"] * 65) + ")^T", "column 1: an array of formulas has 2 to 64"),
        (r"\begin{pmatrix} x & y \\ 1 \end{pmatrix}", "column 1: the rows of this matrix have 2"),
        (
            r"\begin{pmatrix} x & \\ 1 & y \end{pmatrix}",
            "column 21: a formula or a number was expected here",
        ),
        (r"(x, y)", "column 3: “,” separates the operands"),
        (r"(x, )^T", "column 5: a formula or a number was expected here"),
    ],
)
def test_what_is_no_array_of_formulas(latex: str, told: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_latex_expression(latex)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\frac{y2-y1}{x2-x1}", "(y2 - y1)/(x2 - x1)"),
        (r"x2^2 + 2x2", "x2^2 + 2*x2"),
        (r"w12 x_1", "w12*x1"),
    ],
)
def test_a_number_close_behind_a_letter_is_its_index(latex: str, text: str) -> None:
    assert print_program(parse_latex(f"z = {latex}")) == print_program(parse(f"z = {text}"))

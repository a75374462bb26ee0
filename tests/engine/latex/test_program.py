"""Formulas in LaTeX to a graph."""

from __future__ import annotations

import pytest

from engine.errors import ExpressionError
from engine.latex.program import parse_latex
from engine.program import parse, print_program

NETWORK = r"""
$$o_1 = \sigma_1(w_1 \cdot x + b_1)$$
$$\hat{y} = \sigma_2(x
    + w_2 \cdot o_1)$$
$$L = (\hat{y} - y)^2.$$
x = 1.0, \quad y = 1
w_1 = 0.5 \\ w_2 = -2; b_1 = -0.5
"""


def test_the_network_of_a_textbook_with_its_values_last() -> None:
    expected = parse(
        "x = 1; y = 1; w1 = 0.5; w2 = -2; b1 = -0.5\n"
        "o1 = sigmoid(w1*x + b1)\nyhat = sigmoid(x + w2*o1)\nL = (yhat - y)^2"
    )
    assert print_program(parse_latex(NETWORK)) == print_program(expected)


@pytest.mark.parametrize(
    ("latex", "program"),
    [
        ("", ""),
        ("$$ $$", ""),
        (r"\frac{x^2}{y}", "input x\ninput y\nz = x^2/y\n"),
        ("y = 3", "input y = 3\n"),
        (r"\text{param } w = 0.5 \\ y = w x", "param w = 0.5\ninput x\ny = w*x\n"),
        (r"\text{parameter } w = 1; y = 2w", "param w = 1\ny = 2*w\n"),
        (r"\text{constant} c = -1; y = 2c", "constant c = -1\ny = 2*c\n"),
        (r"\text{input } x \\ y = 2x", "input x\ny = 2*x\n"),
        (r"a = 2x; b = 3x; \text{output } a", "input x\nb = 3*x\na = 2*x\n"),
        ("f(x, y) = x y", "input x\ninput y\nf = x*y\n"),
        ("u(x) = x^2; f = 3u(x)", "input x\nu = x^2\nf = 3*u\n"),
        (r"\begin{align} u &= x \cdot 2 \\ v &= u + 1 \end{align}",
         "input x\nu = x*2\nv = u + 1\n"),
        ("a = x\n  + 1\nb = 2 a", "input x\na = x + 1\nb = 2*a\n"),
        (r"\sigma(z) = \frac{1}{1 + e^{-z}}", "input z\nsigma = 1/(1 + exp(-z))\n"),
        ("e = 3; y = e^x", "input e = 3\ninput x\ny = e^x\n"),
        (r"x = \begin{pmatrix} 1 \\ -2 \\ 3,5 \end{pmatrix}, y = 2x",
         "input x = [1, -2, 3.5]\ny = 2*x\n"),
        (r"x = \begin{bmatrix} 1 & \frac{1}{2} \\ 3 & 4 \cdot 10^{-2} \end{bmatrix}",
         "input x = [1, 0.5; 3, 0.04]\n"),
        (r"x = \begin{pmatrix} 1 \\ 2 \end{pmatrix}_{2 \times 1}", "input x = [1; 2]\n"),
        (r"y = 2 \begin{pmatrix} 1 \\ 2 \end{pmatrix}^T",
         "constant c1 = [1, 2]\ny = 2*transpose(c1)\n"),
    ],
)  # fmt: skip
def test_formulas_are_read(latex: str, program: str) -> None:
    assert print_program(parse_latex(latex)) == program


def test_a_formula_alone_takes_a_name_that_is_free() -> None:
    graph = parse_latex("x + y + z")
    assert graph.node(graph.output or "").name == "f"


@pytest.mark.parametrize(
    ("latex", "told"),
    [
        ("y = x +", "column 8: an operand was expected after “+”"),
        ("y = (a + 1)^2 = a^2 + 2a + 1", "column 15: a second “=” was found; a name has one "
         "formula, leave out what follows from it"),
        ("x + 1 = y", "column 3: “=” was expected after “x”"),
        ("2 = y", "column 1: a name was expected on the left of “=”"),
        ("x = 1,6", "column 6: a decimal point is written “.”, not “,”"),
        ("y = 2x, 3", "column 9: a name and “=” were expected after “,”"),
        ("x + 1; y = 2", "column 6: “=” was expected; only the last formula may stand "
         "without a name"),
        ("x = 2\nx = 3", "line 2, column 1: “x” is assigned in line 1 already"),
        ("y = y + 1", "column 5: “y” cannot be part of its own formula"),
        ("f() = 1", "column 3: a variable was expected here, as in f(x, y)"),
        ("f(1) = 1", "column 3: a variable was expected here, as in f(x, y)"),
        ("f(x y) = 1", "column 5: “,” was expected between the variables, as in f(x, y)"),
        ("u(x) = x^2; f = u(y)", "column 17: “u” is defined for (x) and can be used for these "
         "alone"),
        (r"y = \frac{d}{dx} x^2", "column 5: a derivative cannot be part of this formula; "
         "differentiate the formula itself"),
        (r"x = \begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix}", "column 5: the rows of this matrix have "
         "2 and 1 numbers"),
        (r"x = \begin{pmatrix} a \end{pmatrix}", "column 5: an array of formulas has 2 to 64 of "
         "them"),
        (r"x = \begin{pmatrix} \end{pmatrix}", "column 21: a matrix holds at least one number"),
        (r"x = \begin{tabular} 1 \end{tabular}", "column 5: there is no environment “tabular” "
         "here; write pmatrix"),
        (r"x = \begin{pmatrix} 1 \\ 2 \end{pmatrix}_{3 \times 1}", "column 41: the shape of this "
         r"matrix is 2 \times 1"),
    ],
)  # fmt: skip
def test_what_is_no_program_is_told_with_its_place(latex: str, told: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_latex(latex)
    assert str(caught.value) == told


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"w_1 = w_2 = -0.5, \quad y = w_1 x + w_2", "w1 = -0.5; w2 = -0.5; y = w1*x + w2"),
        (r"y = z = x^2", "z = x^2; y = z"),
        (r"f(x) = y = x^2, \quad q = 2y", "y = x^2; q = 2*y"),
    ],
)
def test_a_chain_of_names_is_several_equations(latex: str, text: str) -> None:
    assert print_program(parse_latex(latex)) == print_program(parse(text))

"""A graph as formulas in LaTeX, which read back as the graph."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from engine.errors import EngineError
from engine.graph import Graph
from engine.latex.listing import print_latex
from engine.latex.program import parse_latex
from engine.program import parse, print_program
from tests.engine.test_listing import graphs


@pytest.mark.parametrize(
    ("program", "latex"),
    [
        ("", ""),
        ("param w1 = 0.5; y = sigmoid(w1*x)",
         "\\text{param } w_{1} = 0.5 \\\\\n\\text{input } x \\\\\n"
         "y = \\sigma\\left(w_{1} \\cdot x\\right)\n"),
        ("constant c = 4e-18; y = c*x",
         "\\text{constant } c = 4 \\times 10^{-18} \\\\\n\\text{input } x \\\\\ny = c \\cdot x\n"),
        ("y = log1p(x)", "\\text{input } x \\\\\ny = \\operatorname{log1p}\\left(x\\right)\n"),
        ("y = sum(x, axis=0)", "\\text{input } x \\\\\n"
         "y = \\operatorname{sum}\\left(x, \\mathrm{axis} = 0\\right)\n"),
        ("input x = [1, 2; 3, 4]; y = transpose(x)",
         "\\text{input } x = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix} \\\\\n"
         "y = x^{\\top}\n"),
    ],
)  # fmt: skip
def test_a_graph_is_written_and_reads_back(program: str, latex: str) -> None:
    graph = parse(program)
    assert print_latex(graph) == latex
    assert print_program(parse_latex(latex)) == print_program(graph)


@pytest.mark.parametrize(
    "program",
    [
        "x = 1; y = 2\na = sin(x + y)^2\nb = exp(a)*hypot(a, x)\nL = squared_error(b, y)",
        "e = 2; y = exp(x)*e + 2.718281828459045",
        "a = x + 1; b = a*2; c = a*b; output b",
        "y = sigmoid(t, base=3)*reshape(x, 2, 3)",
        "input v = [1]; input m = [1; 2]; y = matmul(m, v)",
        "y = log(x, 2) + log2(x) + root(x, 3) + (x + 1)*(x - 1) - -(2)*x + 1e300",
        "input v = [1e22, -1e-7, 3.5e-9, 2.718281828459045]; y = 2*v",
        "h_t_minus_1 = 2; y = tanh(w_h*h_t_minus_1)",
    ],
)
def test_meaning_and_names_are_kept(program: str) -> None:
    graph = parse(program)
    again = parse_latex(print_latex(graph))
    assert print_program(again) == print_program(graph)


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("w1 = 1; w_1 = 2; y = w1 + w_1", "w_1 and w1 look the same in LaTeX; "
         "give one of them another name"),
        ("y = abs(x); override y.x = 1", "y overrides a derivative, which LaTeX cannot say"),
        ("x = [[[1, 2]]]; y = sum(x)", "x is an array of 3 axes, LaTeX can write 2"),
    ],
)  # fmt: skip
def test_what_latex_cannot_say_is_told_with_its_node(program: str, told: str) -> None:
    with pytest.raises(EngineError) as caught:
        print_latex(parse(program))
    assert caught.value.message == told
    assert caught.value.node is not None


@given(graphs())
def test_printing_is_stable(graph: Graph) -> None:
    try:
        latex = print_latex(graph)
    except EngineError as error:
        assert "look the same" in error.message  # noqa: PT017
        return
    back = parse_latex(latex)
    assert print_latex(back) == latex
    assert sorted(node.operation for node in back.nodes()) == sorted(
        node.operation for node in graph.nodes()
    )


def test_what_is_not_finite_is_told() -> None:
    graph = Graph()
    graph.add_input("x", np.inf)
    with pytest.raises(EngineError, match="x holds a number that is not finite"):
        print_latex(graph)

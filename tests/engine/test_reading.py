"""Which notation a text is in."""

from __future__ import annotations

import pytest

from engine.program import print_program
from engine.reading import is_latex, read_formula, read_program


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("y = x^2", False),
        ("y = x^2  # \\frac{1}{2} $", False),
        (r"\sin x", True),
        ("x_{1}", True),
        ("$x$", True),
    ],
)
def test_latex_is_recognised(text: str, found: bool) -> None:
    assert is_latex(text) is found


def test_a_program_is_read_in_its_notation_or_the_chosen_one() -> None:
    assert print_program(read_program("y = xy2^2")) == "input xy2\ny = xy2^2\n".replace(
        "y =", "y ="
    )
    assert print_program(read_program("z = xy^2", latex=True)) == "input x\ninput y\nz = x*y^2\n"
    assert print_program(read_program(r"z = \sin x")) == "input x\nz = sin(x)\n"


def test_a_formula_is_read_in_its_notation() -> None:
    assert read_formula(r"\frac{d}{dx} x", derivatives=True) == read_formula(
        "derivative(x, x)", derivatives=True
    )
    assert read_formula("ab", latex=True) == read_formula("a*b")

"""Formulas and names in LaTeX, derivatives in formulas, and functions of which nothing is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.engine.commands.terminal import Terminal


@pytest.mark.parametrize(
    ("formula", "wrt", "answer"),
    [
        (r"\frac{x^2}{y}", "x", "2*x/y"),
        (r"\sin^2 x", "x", "2*sin(x)*cos(x)"),
        (r"\hat{y}^2", r"\hat{y}", "2*yhat"),
        (r"\hat{y}^2", "ŷ", "2*ŷ"),
        (r"w_{12} \cdot w_1", "w12", "w1"),
        (r"3 \alpha^2", r"\alpha", "6*alpha"),
        (r"\frac{d}{dx} x^3", "x", "6*x"),
        (r"y \cdot \frac{\partial}{\partial x}\left(x^2 y\right)", "y", "4*x*y"),
    ],
)
def test_formulas_and_names_in_latex(
    formula: str, wrt: str, answer: str, terminal: Terminal
) -> None:
    assert terminal.json("differentiate", formula, "--wrt", wrt)["derivative"] == answer
    if "sin" not in formula:
        assert terminal.json("limit", formula, "--wrt", wrt)["derivative"] == answer


def test_a_point_in_latex(terminal: Terminal) -> None:
    words = (r"\hat{y}^2 w_1", "--wrt", r"\hat{y}", "--at", r"\hat{y}=3", "--at", "w_{1}=2")
    assert terminal.json("differentiate", *words)["value"] == 12


@pytest.mark.parametrize(
    ("formula", "answer"),
    [
        (r"c \cdot g(x, y)", "c*d/dx(g(x, y))"),
        (r"g(x, y) + h(x, y)", "d/dx(g(x, y)) + d/dx(h(x, y))"),
        (r"g(x, y) \cdot h(y, z)", "h(y, z)*d/dx(g(x, y))"),
        (r"\sin\left(f(x)\right)", "cos(f(x))*d/dx(f(x))"),
        (r"\frac{d}{dx} f(x)", "d/dx(d/dx(f(x)))"),
    ],
)
def test_rules_of_functions_that_are_not_given(
    formula: str, answer: str, terminal: Terminal
) -> None:
    assert terminal.json("differentiate", f"${formula}$", "--wrt", "x")["derivative"] == answer


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("limit", r"x + {f(x)}"), "column 6: nothing is known of “f”, which can only be"),
        (("differentiate", r"x + {f(x)}", "--at", "x=1"), "column 6: nothing is known of “f”, so"),
        (("differentiate", r"\sin\left(f(x^2)\right)"), "column 1: nothing is known of “f”, so"),
        (("differentiate", r"2 + \int x dx"), "column 5: an integral cannot be part of this"),
    ],
)
def test_what_is_not_known_has_no_numbers(
    words: tuple[str, ...], told: str, terminal: Terminal
) -> None:
    assert told in terminal.refusal(*words, "--wrt", "x")


def test_what_was_worked_out_before_is_noted(terminal: Terminal) -> None:
    found = terminal.json("differentiate", r"\frac{d}{dx} x^3 + x", "--wrt", "x")
    assert found["notes"] == ["the derivatives in the formula are worked out: 3*x^2 + x"]
    told = terminal.refusal("differentiate", "derivative(" + "x*" * 60 + "x, x)", "--wrt", "x")
    assert told.endswith("the derivative by x in this formula is too long to be part of another")
    assert "column 1: " in told

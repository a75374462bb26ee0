"""How names and numbers look."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calculus.notation import latex_name, number_latex, number_text, plain_name


@pytest.mark.parametrize(
    ("name", "latex", "plain"),
    [
        ("x", "x", "x"),
        ("w1", "w_{1}", "w₁"),
        ("w_1", "w_{1}", "w₁"),
        ("w₁", "w_{1}", "w₁"),
        ("h10", "h_{10}", "h₁₀"),
        ("w_P1x2", "w_{P1x2}", "w_P1x2"),
        ("x_in", "x_{in}", "x_in"),
        ("x1_2", "x_{1,2}", "x1_2"),
        ("yhat", r"\hat{y}", "ŷ"),
        ("y_hat", r"\hat{y}", "ŷ"),
        ("ŷ", r"\hat{y}", "ŷ"),
        ("y\u0302", r"\hat{y}", "ŷ"),
        ("yhat1", r"\hat{y}_{1}", "ŷ₁"),
        ("xbar", r"\bar{x}", "x̄"),
        ("hat", r"\mathrm{hat}", "hat"),
        ("loss", r"\mathrm{loss}", "loss"),
        ("loss_2", r"\mathrm{loss}_{2}", "loss₂"),
        ("alpha", r"\alpha", "α"),
        ("σ", r"\sigma", "σ"),
        ("sigma_2", r"\sigma_{2}", "σ₂"),
        ("Omega", r"\Omega", "Ω"),
        ("x_β", r"x_{\beta}", "x_β"),
        ("_x", r"\mathrm{\_x}", "_x"),
        ("é", "é", "é"),
    ],
)
def test_names(name: str, latex: str, plain: str) -> None:
    assert latex_name(name) == latex
    assert plain_name(name) == plain


@given(st.text(st.characters(categories=["L", "Nd"], include_characters="_"), min_size=1))
def test_every_name_has_balanced_latex(name: str) -> None:
    latex = latex_name(name)
    assert latex.count("{") == latex.count("}")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (2.0, "2"),
        (-0.5, "-0.5"),
        (1e-7, "1e-7"),
        (1e16, "1e16"),
        (123456789012345.0, "123456789012345"),
        (4.2483542552915889e-18, "4.248354255291589e-18"),
    ],
)
def test_numbers_are_as_short_as_can_be(number: float, text: str) -> None:
    assert number_text(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_the_same_double(number: float) -> None:
    back = float(number_text(number))
    assert back == number
    assert math.copysign(1.0, back) == math.copysign(1.0, number)


@pytest.mark.parametrize(
    ("number", "digits", "latex"),
    [
        (2.0, None, "2"),
        (-0.1875, None, "-0.1875"),
        (1 / 3, 4, "0.3333"),
        (4.25e-18, None, r"4.25 \cdot 10^{-18}"),
        (1e-7, None, "10^{-7}"),
        (-1e22, None, "-10^{22}"),
        (1234567.0, 3, r"1.23 \cdot 10^{6}"),
        (math.inf, None, r"\infty"),
        (-math.inf, 4, r"-\infty"),
        (math.nan, None, r"\mathrm{nan}"),
    ],
)
def test_numbers_in_latex(number: float, digits: int | None, latex: str) -> None:
    assert number_latex(number, digits) == latex

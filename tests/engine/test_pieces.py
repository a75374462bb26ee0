from __future__ import annotations

import pytest

from engine import parse, record
from engine.pieces import Piece, Scribe, joined, with_signs
from engine.values import Value, as_value


def plain(_role: str, latex: str) -> str:
    return latex


@pytest.fixture
def scribe() -> Scribe:
    return Scribe(record(parse("x_1 = 2; ŷ = x_1^2")).evaluate(), plain)


def test_names_are_typeset_and_readable(scribe: Scribe) -> None:
    assert scribe.symbol(0) == Piece("x_{1}", "x₁")
    assert scribe.gradient_symbol(0) == Piece(r"\frac{\partial \hat{y}}{\partial x_{1}}", "∂ŷ/∂x₁")


@pytest.mark.parametrize(
    ("value", "latex", "text"),
    [
        (0.5, "0.5", "0.5"),
        (-1 / 3, "-0.333333", "−0.333333"),
        (1e-9, "10^{-9}", "1e−9"),
        (float("inf"), r"\infty", "∞"),
        (as_value([1, -2]), r"\left(1,\; -2\right)", "(1, −2)"),
        (as_value([[1.0] * 3] * 2), r"\left[2 \times 3\right]", "[2×3]"),
        (as_value([1.0] * 5), r"\left[5\right]", "[5]"),
    ],
)
def test_values(scribe: Scribe, value: Value, latex: str, text: str) -> None:
    assert scribe.number(value, "value") == Piece(latex, text)


def test_a_negative_number_behind_an_operator_is_enclosed(scribe: Scribe) -> None:
    assert scribe.enclosed(-2.0, "value").text == "(−2)"
    assert scribe.enclosed(2.0, "value").text == "2"
    assert scribe.enclosed(float("nan"), "value").text == "nan"


def test_signs_between_pieces() -> None:
    a, b = Piece("a", "a"), Piece("b", "b")
    assert joined(" + ", a, b).text == "a + b"
    assert joined(" - ", a, b) == Piece("a - b", "a − b")
    assert joined(r" \cdot ", a, b).text == "a · b"


def test_the_sign_of_a_number_is_put_in_braces_and_a_difference_is_not() -> None:
    assert with_signs("= -1") == "= {-}1"
    assert with_signs(r"\left(-x\right)") == r"\left({-}x\right)"
    assert with_signs("a - 1") == "a - 1"

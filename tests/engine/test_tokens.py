"""Tokens and their places."""

from __future__ import annotations

import pytest

from engine.errors import ExpressionError
from engine.tokens import Token, tokenize


def kinds(text: str) -> list[str]:
    return [token.kind for token in tokenize(text)]


def test_every_token_knows_its_place() -> None:
    assert list(tokenize("x =\n 2.5 # c")) == [
        Token("name", "x", 1, 1, 0),
        Token("=", "=", 1, 3, 2),
        Token("newline", "\n", 1, 4, 3),
        Token("number", "2.5", 2, 2, 5, 2.5),
        Token("comment", "# c", 2, 6, 9),
        Token("end", "", 2, 9, 12),
    ]


@pytest.mark.parametrize(
    ("text", "sign"),
    [("**", "^"), ("×", "*"), ("·", "*"), ("⋅", "*"), ("÷", "/"), ("−", "-")],
)
def test_typographic_signs_become_plain(text: str, sign: str) -> None:
    assert kinds(text) == [sign, "end"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), (".5", 0.5), ("2.", 2), ("1e-3", 0.001), ("1E+3", 1000), ("007", 7)],
)
def test_numbers(text: str, number: float) -> None:
    token = next(tokenize(text))
    assert (token.kind, token.text, token.number) == ("number", text, number)


@pytest.mark.parametrize(("text", "number"), [("²", 2), ("¹²", 12), ("⁻¹", -1), ("⁰", 0)])
def test_raised_digits_are_powers(text: str, number: float) -> None:
    assert kinds(f"x{text}") == ["name", "raised", "end"]
    assert next(tokenize(text)).number == number


@pytest.mark.parametrize("name", ["x", "_", "w_1", "w₁", "ŷ", "Ελλάδα", "变量", "x1y2", "x̂_2"])
def test_names(name: str) -> None:
    first, end = tokenize(name)
    assert (first.kind, first.text, end.kind) == ("name", name, "end")


def test_both_encodings_of_a_name_are_one() -> None:
    composed, decomposed = next(tokenize("\u0177")), next(tokenize("y\u0302"))
    assert composed.text == decomposed.text == "ŷ"


def test_columns_count_what_was_typed() -> None:
    assert [token.column for token in tokenize("y\u0302 + x")] == [1, 4, 6, 7]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x $", "column 3: “$” has no meaning here"),
        ("x\n\x07", "line 2, column 1: U+0007 has no meaning here"),
        ("½", "column 1: “½” has no meaning here"),
        ("1e999", "column 1: the number is too large for double precision"),
        ("x⁹⁹⁹" + "⁹" * 400, "column 2: the number is too large for double precision"),
        ("1_000", "column 1: a number is written without “_”"),
    ],
)
def test_what_no_text_has(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        list(tokenize(text))
    assert str(caught.value) == message

"""LaTeX split into tokens, and fences that know their partners."""

from __future__ import annotations

import pytest

from engine.latex.tokens import tokenize_latex


def kinds(latex: str) -> list[str]:
    return [token.kind for token in tokenize_latex(latex).tokens[:-1]]


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("xy", ["letter", "letter"]),
        ("x^23", ["letter", "^", "number", "number"]),
        (r"\frac123", ["command", "number", "number", "number"]),
        (r"\frac{12}3", ["command", "{", "number", "}", "number"]),
        ("12.5", ["number"]),
        (r"a \, b~c \quad d", ["letter", "letter", "letter", "quad", "letter"]),
        (r"\left| x \right|", ["|<", "letter", "|>"]),
        ("|x||y|", ["|<", "letter", "|>", "|<", "letter", "|>"]),
        (r"\\ % a comment", ["row"]),
        (r"\begin{align*} x \end{align*}", ["letter"]),
        (r"\begin{pmatrix} 1 \end{pmatrix}", ["begin", "number", "finish"]),
        ("×·÷−", ["*", "*", "/", "-"]),
        ("x₁²", ["letter", "lowered", "raised"]),
    ],
)
def test_kinds(latex: str, expected: list[str]) -> None:
    assert kinds(latex) == expected


def test_each_fence_knows_its_partner() -> None:
    source = tokenize_latex("(a[b]){c}")
    assert source.partners == [5, 1, 4, 3, 2, 0, 8, 7, 6, 9]


def test_places_count_lines_and_columns() -> None:
    last = tokenize_latex("a\n  b").tokens[-2]
    assert (last.text, last.line, last.column, last.offset) == ("b", 2, 3, 4)

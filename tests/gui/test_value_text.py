from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gui.value_text import local_latex, local_text, write_decimal_comma

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def comma() -> Iterator[None]:
    write_decimal_comma(True)
    yield
    write_decimal_comma(False)


@pytest.mark.usefixtures("comma")
@pytest.mark.parametrize(
    ("latex", "local"),
    [
        (r"0.5 \cdot x_1", r"0{,}5 \cdot x_1"),
        (r"\textcolor{value}{\textbf{-0.39}}", r"\textcolor{value}{\textbf{-0,39}}"),
        (r"\left(0.5,\; -1.5\right)", r"\left(0{,}5;\; -1{,}5\right)"),
    ],
)
def test_latex_has_commas_and_lists_semicolons(latex: str, local: str) -> None:
    assert local_latex(latex) == local


@pytest.mark.usefixtures("comma")
def test_text_has_commas_and_lists_semicolons() -> None:
    assert local_text("8 · 0.25 = 2.0. Then 3.") == "8 · 0,25 = 2,0. Then 3."
    assert local_text("(0.5, −1.5)") == "(0,5; −1,5)"

"""LaTeX becomes SVG whose colours and size are decided later."""

from __future__ import annotations

import logging
import re
from xml.etree import ElementTree

import pytest

from gui import formula_drawing
from gui.formula_drawing import (
    Drawings,
    coloured,
    draw,
    drawing_of,
    formula_svg,
    is_known,
    plain_latex,
)

BLACK, BLUE, ORANGE = "#101010", "#0072B2", "#B34E00"

SUPPORTED = [
    r"\frac{\partial L}{\partial z_1} = \frac{\partial L}{\partial o_1} \cdot x",
    r"\hat{y} = \sigma\left(w_1^2 x + b_{12}\right)",
    r"\sqrt{x^2 + 1}",
    r"\boxed{0.125}",
    r"\begin{aligned} a &= b \\ &= c \end{aligned}",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
    r"\begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}",
    r"\lVert \hat{y} - y \rVert^2 = \sum_{i=1}^n (\hat{y}_i - y_i)^2",
    r"\lim_{h \to 0} \frac{f(x+h) - f(x)}{h}",
    r"\int_0^1 x \, dx",
    r"\underbrace{a + b}_{\text{upstream}}",
    r"w \leftarrow w - \alpha \nabla L",
    r"A^{\mathsf{T}} B \odot C",
    r"\operatorname{arccot}(x) \in \mathbb{R}",
]
BROKEN = ["", "  ", r"\frac{a", "{{{", r"\left(", "_", "a & b", "\x00", "\ud800", "x" * 2001]


def paints(svg: str) -> set[str]:
    return set(re.findall(r'(?:fill|stroke)="(?!none)([^"]+)"', svg))


@pytest.mark.parametrize("latex", SUPPORTED)
def test_what_the_lessons_need_is_drawn_in_one_colour(latex: str) -> None:
    svg = formula_svg(latex, 18, BLUE)
    assert svg is not None
    ElementTree.fromstring(svg)
    assert paints(svg) == {BLUE}
    # QtSvg draws neither.
    assert "<symbol" not in svg
    assert "<text" not in svg


@pytest.mark.parametrize("latex", BROKEN)
def test_what_is_not_latex_is_no_drawing_and_no_error(
    latex: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        assert formula_svg(latex, 18, BLACK) is None
    assert is_known(latex)
    assert drawing_of(latex) is None


def test_a_failure_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    latex = r"\frac{logged once"
    with caplog.at_level(logging.INFO):
        draw(latex)
        draw(latex)
    assert caplog.text.count("cannot be typeset") == 1


def test_parts_have_colours_of_their_own() -> None:
    latex = f"{coloured('x', BLUE)} + {coloured('y', ORANGE)} + {coloured('z', BLUE)}"
    svg = formula_svg(latex, 18, BLACK)
    assert svg is not None
    assert paints(svg) == {BLUE, ORANGE, BLACK}


def test_more_colours_than_letters() -> None:
    colours = [f"#0000{number:02X}" for number in range(12)]
    svg = formula_svg("+".join(coloured("x", colour) for colour in colours), 18, BLACK)
    assert svg is not None
    assert paints(svg) == {*colours, BLACK}


def test_what_the_library_paints_black_takes_the_colour_too() -> None:
    svg = formula_svg(r"\overline{x}", 18, ORANGE)
    assert svg is not None
    assert paints(svg) == {ORANGE}


def test_another_colour_and_size_need_no_other_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    draw(coloured("q_1", BLUE))
    monkeypatch.setattr(formula_drawing, "_drawn", lambda latex: pytest.fail(latex))
    small = formula_svg(coloured("q_1", ORANGE), 10, BLACK)
    large = formula_svg(coloured("q_1", ORANGE), 20, BLACK)
    assert small is not None
    assert large is not None
    assert paints(small) == {ORANGE}
    small_root, large_root = ElementTree.fromstring(small), ElementTree.fromstring(large)
    assert float(large_root.attrib["width"]) == pytest.approx(
        2 * float(small_root.attrib["width"]), abs=0.01
    )
    assert large_root.attrib["viewBox"] == small_root.attrib["viewBox"]


def test_a_product_sign_has_room() -> None:
    tight, loose = draw("{a}{b}"), draw(r"a \times b")
    assert tight is not None
    assert loose is not None
    assert loose.size(18)[0] > tight.size(18)[0] + 18
    assert not is_known(r"\timesfoo")


def test_colours_can_be_taken_out_again() -> None:
    latex = rf"\frac{{{coloured('a', BLUE)}}}{{b}} + {coloured('c', 'gradient')}"
    assert plain_latex(latex) == r"\frac{{a}}{b} + {c}"


def test_old_drawings_are_forgotten() -> None:
    drawings = Drawings(2)
    drawings.put("a", "A")
    drawings.put("b", None)
    assert drawings.get("a") == "A"
    drawings.put("c", "C")
    assert "a" in drawings
    assert "b" not in drawings
    assert len(drawings) == 2
    assert drawings.get("b") is None


def test_a_drawing_without_a_frame_has_no_size() -> None:
    assert formula_drawing.Drawing("<svg/>", ()).size(18) == (0, 0)

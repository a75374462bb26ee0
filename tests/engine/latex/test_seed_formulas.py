"""Every formula of the seeds: read as it should be, and back, or refused with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.calculus.printing import to_latex
from engine.calculus.tree import names_in
from engine.errors import ExpressionError
from engine.expression import parse_expression
from engine.latex.expression import parse_latex_expression
from engine.latex.listing import print_latex
from engine.latex.program import parse_latex
from engine.program import parse, print_program

DATA = Path(__file__).parents[2] / "data" / "seed_formulas.json"
FORMULAS: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))


def with_key(key: str) -> pytest.MarkDecorator:
    chosen = [formula for formula in FORMULAS if key in formula]
    return pytest.mark.parametrize("formula", chosen, ids=lambda formula: formula["latex"])


def can_be_drawn(formula: dict[str, Any]) -> bool:
    return "program" in formula or ("text" in formula and "derivative" not in formula)


DRAWN = [formula["latex"] for formula in FORMULAS if can_be_drawn(formula)]


@with_key("text")
def test_a_formula_is_read(formula: dict[str, Any]) -> None:
    tree = parse_latex_expression(formula["latex"], derivatives=True)
    assert tree == parse_expression(formula["text"], derivatives=True)


@with_key("text")
def test_a_formula_is_written_so_that_it_reads_back(formula: dict[str, Any]) -> None:
    tree = parse_latex_expression(formula["latex"], derivatives=True)
    latex = to_latex(tree, exact=())
    assert parse_latex_expression(latex, assigned=set(names_in(tree)), derivatives=True) == tree


@with_key("text")
def test_a_formula_as_it_is_shown_reads_back_with_the_same_look(formula: dict[str, Any]) -> None:
    shown = to_latex(parse_latex_expression(formula["latex"], derivatives=True))
    assert to_latex(parse_latex_expression(shown, derivatives=True)) == shown


@pytest.mark.parametrize("latex", DRAWN)
def test_from_latex_to_a_graph_and_back(latex: str) -> None:
    graph = parse_latex(latex)
    written = print_latex(graph)
    again = parse_latex(written)
    assert print_program(again) == print_program(graph)
    assert print_latex(again) == written


@pytest.mark.parametrize("latex", DRAWN)
def test_from_text_to_a_graph_and_back(latex: str) -> None:
    text = print_program(parse_latex(latex))
    assert print_program(parse(text)) == text


@with_key("derivative")
def test_a_derivative_is_no_part_of_a_graph(formula: dict[str, Any]) -> None:
    with pytest.raises(ExpressionError, match="a derivative cannot be part of this") as caught:
        parse_latex(formula["latex"])
    assert caught.value.column == formula["derivative"]


@with_key("refusal")
def test_what_is_no_formula_is_refused_with_its_column(formula: dict[str, Any]) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_latex(formula["latex"])
    assert str(caught.value) == formula["refusal"]


def test_most_formulas_can_be_drawn() -> None:
    assert len(DRAWN) > 200

"""Every formula of the seeds: read as it should be, and back, or refused with a reason.

In the table, ``text`` is what a formula means, with the ``functions`` of which nothing is known;
``program`` is its graph where it assigns names. What has a ``derivative`` (its column) or a
``refusal`` is no computation and can be no graph: ``reason`` says what it is.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from engine.calculus.printing import to_latex, to_text
from engine.calculus.tree import Tree, names_in
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
    is_computed = "text" in formula and not {"derivative", "refusal"} & set(formula)
    return "program" in formula or is_computed


DRAWN = [formula["latex"] for formula in FORMULAS if can_be_drawn(formula)]


def meant(formula: dict[str, Any], text: str | None = None) -> Tree:
    functions = formula.get("functions", ())
    return parse_expression(text or formula["text"], derivatives=True, functions=functions)


@with_key("text")
def test_a_formula_is_read(formula: dict[str, Any]) -> None:
    assert parse_latex_expression(formula["latex"], derivatives=True) == meant(formula)


@with_key("text")
def test_a_formula_is_written_so_that_it_reads_back(formula: dict[str, Any]) -> None:
    tree = parse_latex_expression(formula["latex"], derivatives=True)
    latex = to_latex(tree, exact=())
    assert parse_latex_expression(latex, assigned=set(names_in(tree)), derivatives=True) == tree
    text = to_text(tree, assigned=set(names_in(tree)))
    assert meant(formula, text) == tree
    assert to_text(meant(formula, text)) == to_text(tree)


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


REASONS = {
    "a function that is not given": 38,
    "an integral": 18,
    "a decimal comma": 12,
    "a set, not a value": 8,
    "cut out of a list of equations": 7,
    "a gradient by its sign": 6,
    "a function as a product of letters": 5,
    "words beside the formula": 3,
    "the prime of a function that is not given": 2,
    "a place for an operand": 2,
    "a limit": 2,
    "a sum over an index": 1,
    "a derivative at a point": 1,
    "a derivative by a formula": 1,
}
"""What keeps formulas from being computations, and how many of them."""


def test_what_is_not_drawn_has_a_reason() -> None:
    others = [formula for formula in FORMULAS if not can_be_drawn(formula)]
    derivatives = [formula for formula in others if "derivative" in formula]
    reasons = Counter(formula.get("reason") for formula in others if formula not in derivatives)
    assert reasons == REASONS
    assert (len(FORMULAS), len(DRAWN), len(derivatives)) == (437, 215, 116)


def test_what_is_not_even_read_is_a_short_list() -> None:
    read = [formula for formula in FORMULAS if {"text", "program"} & set(formula)]
    assert len(FORMULAS) - len(read) == 51

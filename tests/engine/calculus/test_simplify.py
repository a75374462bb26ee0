"""Algebra that is certain: what it makes of formulas, and why."""

from __future__ import annotations

import pytest

from engine.calculus.printing import to_text
from engine.calculus.simplify import simplification_steps, simplified
from engine.calculus.tree import Apply, Name, Number, Tree
from engine.expression import parse_expression


@pytest.mark.parametrize(
    ("formula", "simple"),
    [
        ("2*(3*x)", "6*x"),
        ("x*0.5*4", "2*x"),
        ("1 + x + 2", "x + 3"),
        ("5 - 7", "-2"),
        ("6/3", "2"),
        ("1/3", "1/3"),
        ("2^10", "1024"),
        ("2^0.5", "2^0.5"),
        ("0*x", "0"),
        ("x + 0", "x"),
        ("0 - x", "-x"),
        ("x - 0", "x"),
        ("x*1", "x"),
        ("x^1", "x"),
        ("x^0", "1"),
        ("x/1", "x"),
        ("0/x", "0"),
        ("-(-x)", "x"),
        ("x - (-y)", "x + y"),
        ("ln(1)", "0"),
        ("exp(0)", "1"),
        ("x*x", "x^2"),
        ("x*x^2*x^3", "x^6"),
        ("(x^2)^3", "x^6"),
        ("(4*x)^2", "16*x^2"),
        ("sin(x)*sin(x)", "sin(x)^2"),
        ("y*x", "x*y"),
        ("sin(x)*x*2", "2*x*sin(x)"),
        ("2*x*y/y^2", "2*x/y"),
        ("x/(2*x)", "1/2"),
        ("6*x/4", "3*x/2"),
        ("x/(-2)", "-x/2"),
        ("(1/x)*(2*x)", "2"),
        ("x/(1/y)", "x*y"),
        ("x + x", "2*x"),
        ("2*x*y + y*x", "3*x*y"),
        ("x - x", "0"),
        ("3*x - (x + y) + y", "2*x"),
        ("x^0.5*x^0.5", "(x^0.5)^2"),
        ("(x + 1)*2", "2*(x + 1)"),
        ("-2*x*(-3)", "6*x"),
        ("sqrt(x)/sqrt(x)", "1"),
    ],
)
def test_simple_forms(formula: str, simple: str) -> None:
    assert to_text(simplified(parse_expression(formula))) == simple


@pytest.mark.parametrize("formula", ["1/0", "0/0", "0^(-1)", "10^400", "1e200*1e200*x"])
def test_what_is_no_number_is_left_alone(formula: str) -> None:
    tree = parse_expression(formula)
    assert to_text(simplified(tree)) == to_text(tree)


def test_each_step_has_its_reason() -> None:
    steps = list(simplification_steps(parse_expression("2*(3*x) + 0*y + 6*x")))
    assert [(to_text(step.after), step.reason) for step in steps] == [
        ("6*x + 0*y + 6*x", "numbers are multiplied and added"),
        ("6*x + 6*x", "a term 0 and a factor 1 change nothing, a factor 0 leaves 0"),
        ("12*x", "equal terms are added"),
    ]
    assert list(simplification_steps(parse_expression("2*x + 1"))) == []
    (step,) = simplification_steps(parse_expression("2*x - x - x"))
    assert (step.after, step.reason) == (Number(0.0), "equal terms are added")


def test_no_minus_zero_is_made() -> None:
    for formula in ("-(0*x)", "0*(-3)", "-(x - x)"):
        found = simplified(parse_expression(formula))
        assert to_text(found) == "0", formula


def test_a_deep_formula_is_simplified() -> None:
    tree: Tree = Name("x")
    for _ in range(3000):
        tree = Apply("sin", (tree * Number(1.0),))
    depth, part = 0, simplified(tree)
    while isinstance(part, Apply):
        assert part.operation == "sin"
        depth, part = depth + 1, part.operands[0]
    assert depth == 3000


def test_what_is_simple_stays_as_it_is() -> None:
    for formula in ("a*b/c", "x^n*ln(x)", "-1/x^2", "where(greater(x, 0), 1, 0)", "2*x - y/3"):
        tree = parse_expression(formula)
        assert to_text(simplified(simplified(tree))) == to_text(simplified(tree))

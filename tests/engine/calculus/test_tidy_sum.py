"""Tidy sums mean what they were made of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings

from engine.calculus.interning import walk_distinct
from engine.calculus.point_value import Point
from engine.calculus.printing import to_text
from engine.calculus.tidy_sum import is_never_negative, tidied
from engine.expression import parse_expression
from tests.engine.calculus.formulas import FORMULAS, POINTS

if TYPE_CHECKING:
    from engine.calculus.tree import Tree


@settings(max_examples=300)
@given(FORMULAS, POINTS)
def test_tidying_changes_no_value(tree: Tree, values: dict[str, float]) -> None:
    before = Point(values).value(tree)
    assume(math.isfinite(before))
    after = Point(values).value(tidied(tree))
    size = 1e3 + abs(before)
    assert math.isclose(after, before, rel_tol=1e-7, abs_tol=1e-10 * size), to_text(tidied(tree))


@given(FORMULAS, POINTS)
def test_what_is_never_negative_is_not(tree: Tree, values: dict[str, float]) -> None:
    point, seen = Point(values), dict[int, bool]()
    for part in walk_distinct(tree, seen):
        seen[id(part)] = True
        if is_never_negative(part):
            assert not point.value(part) < 0, to_text(part)


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("(x*2 - (y - 3)/2)/3", "2*x/3 - y/6 + 1/2"),
        ("x + y - x", "y"),
        ("x - x", "0"),
        ("-(x + y)", "-x - y"),
        ("sin(x)*x*2", "2*x*sin(x)"),
        ("ln(abs(x^2))", "ln(x^2)"),
        ("ln(abs(x^3))", "ln(abs(x^3))"),
        ("sqrt(x + 1)^2", "x + 1"),
        ("sqrt(x)^4", "x^2"),
        ("sqrt(x)^3", "sqrt(x)^3"),
        ("exp(ln(x))/2", "x/2"),
        ("3/0*x", "3*x/0"),
        ("(x + y)*z", "z*(x + y)"),
    ],
)
def test_what_is_tidied(text: str, tidy: str) -> None:
    assert to_text(tidied(parse_expression(text))) == tidy

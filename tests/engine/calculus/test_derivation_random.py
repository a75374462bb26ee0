"""Derivations of random formulas: every row is true, and the answer is that of other methods."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hypothesis import assume, given, settings

from engine.calculus.derivation import Derivation
from engine.calculus.derivation_rows import Detail, answer, rows
from engine.calculus.point_value import Point
from engine.calculus.printing import to_text
from tests.engine.calculus.formulas import FORMULAS, POINTS, ridders_slope, slope

if TYPE_CHECKING:
    from engine.calculus.tree import Tree

PRECISION = 1e-7


def agree(one: float, other: float, scale: float = 1.0) -> bool:
    """Whether two numbers are equal, for numbers that came about by way of such large ones."""
    return math.isclose(one, other, rel_tol=PRECISION, abs_tol=PRECISION * scale)


@settings(max_examples=300)
@given(FORMULAS, POINTS)
def test_the_answer_is_that_of_reverse_mode_and_of_ridders(
    tree: Tree, values: dict[str, float]
) -> None:
    expected = slope(tree, "x", values)
    assume(expected is not None)
    assert expected is not None
    by_reverse, scale = expected
    derivation, point = Derivation(tree, "x"), Point(values)
    found = point.value(derivation.derivative)
    assume(math.isfinite(found))
    assert agree(found, by_reverse, scale), to_text(derivation.derivative)
    assert agree(point.value(answer(derivation)), found, scale), to_text(answer(derivation))
    by_ridders, uncertainty = ridders_slope(tree, "x", values)
    if uncertainty < PRECISION * abs(by_ridders):
        assert agree(found, by_ridders, scale + 10 * uncertainty / PRECISION)


@settings(max_examples=200)
@given(FORMULAS, POINTS)
def test_every_row_is_true(tree: Tree, values: dict[str, float]) -> None:
    derivation, point = Derivation(tree, "x"), Point(values)
    for row in rows(derivation, Detail.FULL, point):
        found = row.value
        assert found is not None
        if row.step is None or not math.isfinite(found):
            continue
        letters = {name: point.value(part) for name, part in row.step.letters.items()}
        variable = to_text(row.step.before.operands[1]) if letters else "x"
        if not all(map(math.isfinite, letters.values())):
            continue
        expected = slope(row.step.part, variable, {**values, **letters})
        if expected is not None:
            assert agree(found, expected[0], expected[1]), row.text


@settings(max_examples=200)
@given(FORMULAS, POINTS)
def test_algebra_changes_no_value(tree: Tree, values: dict[str, float]) -> None:
    expected = slope(tree, "x", values)
    assume(expected is not None)
    assert expected is not None
    point = Point(values)
    for row in rows(Derivation(tree, "x"), Detail.FULL, point):
        if row.reason:
            before = point.value(row.before)
            if math.isfinite(before):
                assert agree(point.value(row.after), before, expected[1]), row.text

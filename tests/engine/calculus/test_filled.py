"""Rows in numbers come to what the rows come to."""

from __future__ import annotations

import math

import pytest

from engine.calculus.derivation import Derivation
from engine.calculus.filled import filled, point_of_step
from engine.calculus.point_value import Point
from engine.calculus.printing import to_text
from engine.expression import parse_expression


def steps_in_numbers(formula: str, **at: float) -> list[tuple[str | None, float]]:
    derivation, point = Derivation(parse_expression(formula), "x"), Point(at)
    found = []
    for step in derivation.steps():
        tree, value = filled(step.after, derivation, point_of_step(point, step))
        found.append((None if tree is None else to_text(tree), value))
    return found


def test_every_step_of_a_chain_is_put_in_numbers() -> None:
    found = steps_in_numbers("sin(x^2)", x=2.0)
    assert [text for text, _ in found] == ["cos(2^2)*4", "cos(4)", "2*2"]
    assert [value for _, value in found] == pytest.approx([4 * math.cos(4), math.cos(4), 4.0])


def test_numbers_have_six_digits_and_their_value_all() -> None:
    ((text, value),) = steps_in_numbers("a*x", x=1.0, a=1 / 3)
    assert text == "0.333333*1"
    assert value == 1 / 3


def test_what_is_not_finite_is_not_written() -> None:
    ((text, value),) = steps_in_numbers("ln(x)", x=0.0)
    assert (text, value) == ("1/0", math.inf)
    ((text, value),) = steps_in_numbers("a*x", x=1.0, a=math.inf)
    assert (text, value) == (None, math.inf)

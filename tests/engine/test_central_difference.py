"""A central difference finds the right gradient right, and a wrong one wrong."""

from __future__ import annotations

import math

import pytest

from engine import parse, record
from engine.central_difference import Check, central_difference
from tests.networks import GRADIENTS_A, NETWORK_A


def check_of(program: str, name: str) -> Check | None:
    run = record(parse(program)).evaluate()
    return central_difference(run, run.tape.slot(name))


@pytest.mark.parametrize("name", sorted(GRADIENTS_A))
def test_every_gradient_of_the_network_agrees(name: str) -> None:
    check = check_of(NETWORK_A, name)
    assert check is not None
    assert check.gradient == pytest.approx(GRADIENTS_A[name])
    assert check.digits >= 11
    assert check.agrees
    assert check.note == ""


def test_an_overridden_derivative_is_found_and_named() -> None:
    program = "x = 1; z = sigmoid(x, base=3); override z.x = y*(1-y); L = z^2"
    wrong, right = check_of(program, "x"), check_of(program, "z")
    assert wrong is not None
    assert right is not None
    assert not wrong.agrees
    assert wrong.difference / wrong.gradient == pytest.approx(math.log(3))
    assert wrong.note == "the derivative of σ (z) is overridden"
    assert right.agrees


def test_the_step_shrinks_until_it_stays_in_the_domain() -> None:
    check = check_of("x = 0.01; L = ln(x)", "x")
    assert check is not None
    assert check.difference == pytest.approx(100.0)
    assert check.agrees


def test_no_difference_is_taken_at_the_edge_of_a_domain() -> None:
    assert check_of("x = 0; L = ln(x)", "x") is None


def test_a_kink_beside_the_value_does_not_disturb() -> None:
    check = check_of("x = 0.01; L = relu(x)", "x")
    assert check is not None
    assert check.digits >= 11


def test_at_a_kink_the_chosen_slope_differs_from_the_difference() -> None:
    check = check_of("x = 0; L = relu(x)", "x")
    assert check is not None
    assert check.difference == pytest.approx(0.5)
    assert not check.agrees


def test_rounding_beside_a_large_number_is_admitted() -> None:
    check = check_of("x = 1; L = x + 1e30", "x")
    assert check is not None
    assert check.is_vague
    assert check.agrees


def test_a_gradient_of_zero_agrees_to_the_last_digit() -> None:
    check = check_of("x = 5; L = 0*x + 1", "x")
    assert check is not None
    assert check.digits == 16


@pytest.mark.parametrize(
    "program", ["x = [1, 2]; L = sum(x)", "x = 0; L = 1/x", "x = 0; L = x^1.5"]
)
def test_arrays_and_infinities_cannot_be_checked(program: str) -> None:
    assert check_of(program, "x") is None


def test_without_a_reverse_pass_there_is_nothing_to_check() -> None:
    tape = record(parse("x = 1; L = x^2"))
    run = tape.evaluate(gradient=False)
    assert central_difference(run, tape.slot("x")) is None

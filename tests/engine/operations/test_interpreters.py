"""The same rules as complex numbers, as formulas, and over arrays of numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.calculus.tree import Name
from engine.maths.interpret import interpret
from engine.maths.numeric import ComplexNumeric, Numeric
from engine.maths.symbolic import Symbolic
from engine.operation import Operation, get_operation
from tests.engine.operations import reference
from tests.engine.operations.cases import ON_NUMBERS, compute, defaults, ordinary_points, points


@pytest.mark.parametrize("operation", ON_NUMBERS, ids=lambda item: item.name)
def test_the_complex_step_agrees_with_the_slopes(operation: Operation) -> None:
    places = ordinary_points(operation)
    assert len(places) >= 3
    for x in places:
        _, slopes = compute(operation, *map(np.float64, x))
        for index, slope in enumerate(slopes):
            stepped = [np.complex128(item) for item in x]
            stepped[index] += 1e-30j
            with np.errstate(all="ignore"):
                y = operation.forward(ComplexNumeric(), *stepped, **defaults(operation))
            if not math.isnan(slope):
                assert y.imag / 1e-30 == pytest.approx(slope, rel=1e-13, abs=1e-300), (x, index)


@pytest.mark.parametrize("operation", ON_NUMBERS, ids=lambda item: item.name)
def test_the_textbook_form_says_the_same_in_symbols(operation: Operation) -> None:
    names = [Name(port) for port in operation.ports]
    for index in range(len(names)):
        extra = operation.partial_arguments(index)
        tree = operation.partial(index).symbols(Symbolic(), Name("y"), *names, **extra)
        for x in ordinary_points(operation):
            value, slopes = compute(operation, *map(np.float64, x))
            known = {"y": value, "n": 1.0, **dict(zip(operation.ports, x, strict=True))}
            if isinstance(tree, int | float):
                found = float(tree)
            else:
                with np.errstate(all="ignore"):
                    found = float(interpret(tree, Numeric(), known))
            assert found == pytest.approx(float(slopes[index]), rel=1e-12, nan_ok=True), (x, index)


def test_the_textbook_form_of_a_sigmoid_knows_its_base() -> None:
    partial = get_operation("sigmoid").partial(0)
    tree = partial.symbols(Symbolic(), Name("y"), Name("x"), base=3.0)
    _, (slope,) = compute(get_operation("sigmoid"), np.float64(0.5), base=3.0)
    value = compute(get_operation("sigmoid"), np.float64(0.5), base=3.0)[0]
    assert float(interpret(tree, Numeric(), {"y": value})) == pytest.approx(slope, rel=1e-14)


@pytest.mark.parametrize("operation", ON_NUMBERS, ids=lambda item: item.name)
def test_rules_on_arrays_are_the_rules_on_numbers(operation: Operation) -> None:
    places = np.array(points(operation)).T
    value, slopes = compute(operation, *places)
    for place in range(0, places.shape[1], 7):
        alone, alone_slopes = compute(operation, *places[:, place])
        np.testing.assert_allclose(value[place], alone, rtol=1e-15)
        for slope, alone_slope in zip(slopes, alone_slopes, strict=True):
            np.testing.assert_allclose(slope[place], alone_slope, rtol=1e-15)


@pytest.mark.parametrize("operation", ON_NUMBERS, ids=lambda item: item.name)
def test_second_derivatives_are_those_of_mpmath(operation: Operation) -> None:
    right = reference.function(operation.name)
    for x in ordinary_points(operation)[::3]:
        for index in range(len(x)):
            for along in range(len(x)):
                stepped = [np.complex128(item) for item in x]
                stepped[along] += 1e-30j
                with np.errstate(all="ignore"):
                    found = _partial(operation, stepped, index)
                expected = reference.second(right, x, index, along)
                if not math.isnan(expected):
                    assert np.imag(found) / 1e-30 == pytest.approx(expected, rel=1e-12, abs=1e-14)


def _partial(operation: Operation, x: list[np.complex128], index: int) -> complex:
    m, given = ComplexNumeric(), defaults(operation)
    y = operation.forward(m, *x, **given)
    rule = operation.partial(index).numbers
    return complex(rule(m, y, *x, **given, **operation.partial_arguments(index)))

"""The dot-product test passes what is right, and would find what is not."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import dot_product, parse, record
from engine.dot_product import DotProduct, dot_product_test
from engine.errors import EngineError
from engine.graph import Graph
from tests.engine.random_graphs import random_graph
from tests.networks import NETWORK_A


@pytest.mark.parametrize(
    "program",
    [
        NETWORK_A,
        "A = [1, 2; 3, 4]; x = [0.5, 1]; y = tanh(matmul(A, x))",
        "x = 2; y = x^2; z = sin(x); output y",
        "y = 2*3",
    ],
)
def test_forward_and_reverse_mode_mean_the_same_matrix(program: str) -> None:
    for seed in range(3):
        found = dot_product_test(record(parse(program)), seed=seed)
        assert found.agrees
        assert not found.is_wrong
    assert dot_product_test(record(parse(NETWORK_A))) == dot_product_test(record(parse(NETWORK_A)))


@pytest.mark.parametrize(
    "program",
    [
        "x = 0.3; y = sin(x)^2 + cos(x)^2",
        "x = [3, 800, 40]; y = log(x, x)",
        "x = 0.37; z = sqrt(x); y = exp(x)*exp(-x)*z/sqrt(x)",
    ],
)
def test_the_rounding_of_a_gradient_that_cancels_is_no_difference(program: str) -> None:
    for seed in range(5):
        assert dot_product_test(record(parse(program)), seed=seed).agrees


def test_a_forward_mode_that_is_wrong_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Wrong:
        def tangent(self, _reference: str) -> float:
            return 1.5

    monkeypatch.setattr("engine.tape.Tape.tangent", lambda *_: Wrong())
    found = dot_product.dot_product_test(record(parse("x = 2; y = x^2")))
    assert found.is_wrong
    assert not found.agrees


def test_where_numbers_are_infinite_nothing_is_said() -> None:
    found = dot_product_test(record(parse("x = 0; y = sqrt(x)")))
    assert math.isnan(found.relative_error)
    assert not found.agrees
    assert not found.is_wrong
    assert DotProduct(1.0, 1.0, 0.0).agrees


def test_without_an_output_there_is_nothing_to_test() -> None:
    with pytest.raises(EngineError, match="no output"):
        dot_product_test(record(Graph()))


@given(st.integers(2, 40), st.integers(0, 2**32))
def test_random_graphs_pass(size: int, seed: int) -> None:
    assert not dot_product_test(record(random_graph(size, seed)), seed=seed).is_wrong

"""A batch by its mean, by its sum, and sample by sample, against a loop over the samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.batches import per_sample_gradient, seed_of, summed
from engine.errors import EngineError
from engine.graph import Edge
from engine.program import parse
from engine.tape import Tape, record
from tests.engine.ordinary_graphs import ordinary_graph
from tests.engine.random_graphs import SCALAR_OPERATIONS
from tests.networks import NETWORK_A

SOFTMAX = """
param W = [0.5, -1; 2, 0.1; -0.3, 0.4]; param b = [0.1, 0, -0.1]
input x = [1, 2]; input label = 0
z = matmul(W, x) + b
L = cross_entropy(z, label)
"""
X, Y = np.array([1.0, -2.0, 0.5, 3.0, -0.25]), np.array([1.0, 0.0, 1.0, 0.5, 0.0])
ROWS = np.array([[1.0, 0.5, -2.0, 0.0, 1.5], [2.0, -1.0, 0.25, 3.0, 0.0]])
LABELS = np.array([0.0, 2.0, 1.0, 2.0, 0.0])
CASES = [
    (NETWORK_A, {"x": X, "y": Y}, ("w1", "w2", "b1")),
    (NETWORK_A, {"y": Y}, ("w1", "w2", "b1")),
    (NETWORK_A.replace("squared_error(yhat, y)", "relu(yhat - y)"), {"x": X}, ("w1", "b1")),
    (SOFTMAX, {"x": ROWS, "label": LABELS}, ("W", "b")),
    ("param w = [1, 2]; x = 0; L = w*x; output L", {"x": X}, ("w",)),
]


def loop(tape: Tape, batch: dict[str, Any], name: str) -> Any:
    """The gradient of one sample after the other, the long way."""
    count = len(next(iter(batch.values())).T)
    return np.stack(
        [
            np.asarray(
                tape.evaluate({key: item[..., k] for key, item in batch.items()}).gradient(name)
            )
            for k in range(count)
        ]
    )


@pytest.mark.parametrize(("program", "batch", "names"), CASES)
def test_a_batch_is_a_loop_over_its_samples(
    program: str, batch: dict[str, Any], names: tuple[str, ...]
) -> None:
    tape = record(parse(program))
    mean, total = tape.evaluate(batch), tape.evaluate(batch, reduction="sum")
    assert (seed_of(mean), seed_of(total)) == (1 / 5, 1.0)
    for name in names:
        each = loop(tape, batch, name)
        for run in (mean, total):
            found = per_sample_gradient(run, name)
            assert found.shape == (5, *np.shape(run.value(name)))
            np.testing.assert_allclose(found, each, rtol=1e-14, atol=1e-16)
        np.testing.assert_allclose(mean.gradient(name), each.mean(axis=0), rtol=1e-13, atol=1e-15)
        np.testing.assert_allclose(total.gradient(name), each.sum(axis=0), rtol=1e-13, atol=1e-15)
        assert np.shape(total.gradient(name)) == np.shape(total.value(name))


@given(st.integers(3, 60), st.integers(0, 2**32))
def test_so_it_is_in_any_graph(size: int, seed: int) -> None:
    graph = ordinary_graph(size, seed, SCALAR_OPERATIONS)
    tape = record(graph)
    names = [tape.nodes[slot].key for slot in tape.leaves() if tape.active[slot]]
    moved = names[-1]
    start = np.asarray(tape.evaluate(gradient=False).value(moved))
    batch = {moved: start[..., np.newaxis] + np.array([0.0, 1e-3, -1e-3])}
    run = tape.evaluate(batch)
    for name in names:
        each = loop(tape, batch, name)
        largest = float(np.max(np.abs(each), initial=1.0))
        found = per_sample_gradient(run, name)
        np.testing.assert_allclose(found, each, rtol=0, atol=1e-12 * largest)


def test_the_sum_shows_on_values_edges_and_the_seed() -> None:
    tape = record(parse(NETWORK_A))
    mean, total = (tape.evaluate({"x": X, "y": Y}, reduction=way) for way in ("mean", "sum"))
    assert np.array_equal(np.asarray(total.gradient("L")), np.ones(5))
    assert np.array_equal(np.asarray(mean.gradient("L")), np.full(5, 0.2))
    assert np.array_equal(np.asarray(total.value("L")), np.asarray(mean.value("L")))
    graph = parse(NETWORK_A)
    edge = Edge(graph.resolve("w1"), graph.resolve("m1"), "x1")
    assert total.contribution(edge) == pytest.approx(5 * np.asarray(mean.contribution(edge)))
    assert type(total.gradient("w1")) is float


def test_without_a_batch_there_is_nothing_to_reduce() -> None:
    tape = record(parse(NETWORK_A))
    run = tape.evaluate({"x": 2.0}, reduction="sum")
    assert run.gradient("w1") == pytest.approx(tape.evaluate({"x": 2.0}).gradient("w1"))
    assert summed(run) is run
    forward = tape.evaluate({"x": X}, gradient=False, reduction="sum")
    assert not forward.has_gradient


def test_what_a_sample_does_not_depend_on_has_gradient_zero() -> None:
    tape = record(parse("param w = 2; param u = [1, 2]; x = 0; L = w*x; s = sum(u); output L"))
    run = tape.evaluate({"x": X})
    assert np.array_equal(per_sample_gradient(run, "u"), np.zeros((5, 2)))


def test_what_cannot_be_told_sample_by_sample_says_why() -> None:
    tape = record(parse("param w = 2; constant c = 3; x = 0; L = w*x + c"))
    with pytest.raises(EngineError, match="only where a leaf holds a batch"):
        per_sample_gradient(tape.evaluate(), "w")
    run = tape.evaluate({"x": X})
    with pytest.raises(EngineError, match="“c” has no gradient: it is constant"):
        per_sample_gradient(run, "c")
    with pytest.raises(EngineError, match="there is no node “q”"):
        per_sample_gradient(run, "q")
    with pytest.raises(EngineError, match="the reverse pass was not run"):
        per_sample_gradient(tape.evaluate({"x": X}, gradient=False), "w")
    with pytest.raises(EngineError, match="no seed"):
        seed_of(tape.evaluate(gradient=False))
    with pytest.raises(EngineError, match="its “mean” or its “sum”, not “median”"):
        tape.evaluate({"x": X}, reduction="median")
    with pytest.raises(EngineError, match="not “median”"):
        tape.evaluate(reduction="median")

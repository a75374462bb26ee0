"""Tracing: what a rule does to numbers, done to nodes, gives the same numbers."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine.errors import EngineError
from engine.graph import Graph
from engine.maths.numeric import Numeric
from engine.maths.sketch import Sketch, Traced
from engine.maths.tracing import Tracing
from engine.node import Node
from engine.tape import record

if TYPE_CHECKING:
    from collections.abc import Callable

CHANCE = np.random.default_rng(0)
A, B = CHANCE.uniform(0.2, 0.9, (2, 3)), CHANCE.uniform(0.2, 0.9, (3, 4))
U, W = CHANCE.uniform(0.2, 0.9, 3), CHANCE.uniform(0.2, 0.9, 2)


def traced(rule: Callable[..., Any], *values: Any) -> list[Any]:
    """Carry out a rule on nodes, and evaluate what was made."""
    sketch = Sketch(f"m{number}" for number in count())
    leaves = [
        Node(f"x{place}", "input", "", np.array(value) if np.ndim(value) else float(value))
        for place, value in enumerate(values)
    ]
    operands = [
        sketch.know(leaf, np.shape(value), ()) for leaf, value in zip(leaves, values, strict=True)
    ]
    results = rule(Tracing(sketch), *operands)
    results = results if isinstance(results, tuple) else (results,)
    graph = Graph.from_parts([*leaves, *sketch.nodes], sketch.edges)
    run = record(graph).evaluate(gradient=False)
    return [run.value(item.id) if isinstance(item, Traced) else item for item in results]


RULES: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (lambda m, x: m.log(m.exp(x)) + m.sin(x) * m.sqrt(x), (0.7,)),
    (lambda m, x: m.maximum(x, 0.5) - m.minimum(x, 0.5), (0.7,)),
    (lambda m, x, b: m.log_base(x, b), (8.0, 2.0)),
    (lambda m, x: m.where(m.less(x, 0.0), -x, 2.0 * x), (-0.7,)),
    (lambda m, x: m.where(m.less(x, 0.0) | m.equal(x, 0.7), -x, 2.0 * x), (0.7,)),
    (lambda m, x: m.where(~m.less(x, 0.0), -x, 2.0 * x), (0.7,)),
    (lambda m, x: m.where(m.equal(x, 0.0), 0.0, 1.0) + m.where(m.less(x, 0), 1.0, 0.0), (-2.0,)),
    (lambda m, x: m.where(m.less(x, 1.0), x, x), (0.7,)),
    (lambda m, x: m.magnitude(x), (-0.7,)),
    (lambda m, x: m.gaussian(x), (0.7,)),
    (lambda m, x: m.normal_density(x), (0.7,)),
    (lambda m, x: m.normal_cdf(x), (0.7,)),
    (lambda m, x: m.where(np.array([True, False, True]), x, 0.0), (U,)),
    (lambda m, x: m.sum(x) + m.count(x) + m.rank(x), (A,)),
    (lambda m, x: m.sum(x, 0) * m.count(x, 0), (A,)),
    (lambda m, x: m.sum(x, -1), (A,)),
    (lambda m, x: m.spread(m.sum(x, 1), x, 1), (A,)),
    (lambda m, x: m.spread(m.sum(x), x), (A,)),
    (lambda m, x: m.spread(3.0, x), (A,)),
    (lambda m, x: m.others(x, 1), (A,)),
    (lambda m, x: m.reshape(x, (3, 2)), (A,)),
    (lambda m, x: m.broadcast(x, (2, 3)), (U,)),
    (lambda m, x: m.fit(x, (2, 1)), (A,)),
    (lambda m, x: m.fit(x, (3,)), (A,)),
    (lambda m, x: m.fit(x, (1,)), (A,)),
    (lambda m, x: m.transpose(x), (A,)),
    (lambda m, x: m.transpose(x), (U,)),
    (lambda m, a, b: m.matmul(a, b), (A, B)),
    (lambda m, a, b, g: m.matmul_back(g, a, b), (A, B, CHANCE.uniform(size=(2, 4)))),
    (lambda m, a, b, g: m.matmul_back(g, a, b), (A, U, W)),
    (lambda m, a, b, g: m.matmul_back(g, a, b), (W, A, U)),
    (lambda m, a, b, g: m.matmul_back(g, a, b), (U, U + 1, 0.7)),
    (lambda m, a, b, g: m.outer_back(g, a, b), (W, U, A)),
    (lambda m, a, b, g: m.outer_back(g, a, b), (A, U, CHANCE.uniform(size=(2, 3, 3)))),
    (lambda m, a, b, g: m.outer_back(g, a, b), (0.7, U, U + 1)),
    (lambda m, a, b, g: m.outer_back(g, a, b), (U, 0.7, U + 1)),
    (lambda m, x: m.take(x, 1, 2), (A,)),
    (lambda m, x: m.take(x, 0, slice(1, 2)), (A,)),
    (lambda m, x, g: m.put(g, x, 1, 2), (A, W)),
    (lambda m, x, g: m.put(g, x, 1, slice(0, 3)), (A, A + 1)),
    (lambda m, x, g: m.put(g, x, 0, slice(1, 3)), (B, B[:2])),
    (lambda m, x, g: m.put(g, x, 0, slice(0, 5, 2)), (np.arange(6.0), U)),
    (lambda m, x, g: m.put(g, x, 0, slice(1, 6, 2)), (np.arange(6.0), U)),
    (lambda m, x, g: m.put(g, x, 0, slice(0, 5, 2)), (np.arange(5.0), U)),
    (lambda m, i, x: m.one_hot(i, x), (2.0, U)),
    (lambda m, i, x: m.one_hot(i, x), (np.array([1.0, 0.0]), A)),
    (lambda m, x: m.concatenate([x, x], 0), (A,)),
]


@pytest.mark.parametrize("place", range(len(RULES)))
def test_nodes_compute_what_numbers_do(place: int) -> None:
    rule, values = RULES[place]
    right = rule(Numeric(), *(np.asarray(value)[()] for value in values))
    right = right if isinstance(right, tuple) else (right,)
    for found, wanted in zip(traced(rule, *values), right, strict=True):
        assert np.shape(found) == np.shape(wanted)
        np.testing.assert_allclose(found, wanted, rtol=1e-13)


def test_what_is_known_needs_no_node() -> None:
    sketch = Sketch(iter(()))
    m = Tracing(sketch)
    assert m.sin(0.5) == np.sin(0.5)
    assert m.power(2, 3) == 8.0
    assert m.where(m.less(1.0, 2.0), 5.0, 6.0) == 5.0
    assert m.where(m.equal(1.0, 2.0), 5.0, 6.0) == 6.0
    assert m.magnitude(-2.0) == 2.0
    assert np.array_equal(m.sum(np.ones((2, 3)), 0), [2.0, 2.0, 2.0])
    assert m.reshape(np.ones(6), (2, 3)).shape == (2, 3)
    assert m.broadcast(np.ones(3), (2, 3)).shape == (2, 3)
    assert m.transpose(np.ones((2, 3))).shape == (3, 2)
    assert m.scale(np.ones(3)) == 1.0
    assert m.real(2.0) == 2.0
    assert sketch.nodes == []


def test_what_no_operation_computes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Numeric, "smoothed", staticmethod(lambda x: x), raising=False)
    sketch = Sketch(iter("abc"))
    m = Tracing(sketch)
    x = sketch.know(Node("x", "input"), (2, 3, 4), ())
    with pytest.raises(AttributeError, match="no operation computes “nonsense”"):
        m.nonsense(x)
    with pytest.raises(EngineError, match="no operation computes “smoothed”"):
        # Known to numbers, but to no operation.
        m.smoothed(x)

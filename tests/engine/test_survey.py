"""What a survey finds without looking, it would have found by looking."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.graph import Edge, Graph
from engine.shapes import infer
from engine.survey import Survey, levels_of


@st.composite
def half_wired(draw: st.DrawFn) -> Graph:
    """Graphs with gaps, arrays, literals, unknown names and several levels."""
    graph = Graph()
    for value in draw(st.lists(st.sampled_from([1.0, None, [1.0, 2.0]]), min_size=1, max_size=4)):
        graph.add_input("", value)
    graph.add_constant(2.0)
    for operation in draw(
        st.lists(st.sampled_from(["add", "sin", "multiply", "sum", "power"]), max_size=20)
    ):
        names = {"sin": ["x"], "sum": ["x"], "power": ["base", "exponent"]}
        ports = names.get(operation, ["x1", "x2", "x3"])
        before = graph.node_ids()
        node = graph.add(operation, *[1.0 for _ in ports])
        kept = {port: 3.0 for port in ports if draw(st.booleans())}
        graph.revise(replace(graph.node(node), attributes=kept))
        for port in ports:
            if draw(st.integers(0, 4)):
                graph.attach(Edge(draw(st.sampled_from(before)), node, port))
    return graph


@settings(max_examples=200)
@given(half_wired())
def test_it_agrees_with_inference_node_by_node(graph: Graph) -> None:
    found, expected = Survey(graph), infer(graph)
    ids = found.ids
    ready = {ids[ordinal] for ordinal in np.flatnonzero(found.ready)}
    assert ready == set(expected.ready)
    assert [str(item) for item in found.diagnostics] == [str(item) for item in expected.diagnostics]
    for node_id, item in expected.ready.items():
        ordinal = graph.ordinal(node_id)
        assert found.level[ordinal] == item.level
        if ordinal in found.looked_at:
            seen = found.looked_at[ordinal]
            assert (seen.shape, seen.operands) == (item.shape, item.operands)
        else:
            assert item.is_scalar
            assert not item.overrides
            assert all(isinstance(operand, str) for operand in item.operands)


@pytest.mark.parametrize("is_shuffled", [False, True])
def test_levels_of_a_ladder(is_shuffled: bool) -> None:
    count = 200
    sources = np.array([place for place in range(count - 2) for _ in range(2)])
    targets = np.array([place + step for place in range(count - 2) for step in (1, 2)])
    ordinals = np.arange(count)
    if is_shuffled:
        ordinals = np.random.default_rng(0).permutation(count)
    found = levels_of(ordinals[sources], ordinals[targets], count, np.arange(0))
    assert found[ordinals].tolist() == [*range(count - 1), count - 2]

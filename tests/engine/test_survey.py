"""What a survey finds without looking, it would have found by looking."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.graph import Edge, Graph
from engine.shapes import infer
from engine.survey import Survey


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
    ready = {found.node(ordinal).id for ordinal in np.flatnonzero(found.ready).tolist()}
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
            assert all(isinstance(operand, str | float) for operand in item.operands)


def test_what_depends_on_something_incomplete_is_not_looked_at() -> None:
    graph = Graph()
    graph.add_input("x")
    graph.add_input("y", 1.0)
    graph.add("sin", "x")
    graph.add("add", "n3", "y")
    graph.add("sum", "n4")
    graph.add("cos", "y", name="kept")
    found = Survey(graph)
    assert [found.node(ordinal).label for ordinal in np.flatnonzero(found.ready).tolist()] == [
        "y",
        "kept",
    ]
    assert [str(item) for item in found.diagnostics] == [
        str(item) for item in infer(graph).diagnostics
    ]
    assert found.looked_at == {}

"""The levels that are kept while a graph is edited are those that a search would find."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import levels
from engine.edits import AddNode, Connect, Edit, RemoveNode, SetNode
from engine.errors import EngineError
from engine.graph import Edge, Graph, Node
from engine.levels import levels_of

NODES = [f"n{number}" for number in range(10)]


def expected_levels(graph: Graph) -> dict[str, int]:
    found: dict[str, int] = {}
    for node_id in nx.topological_sort(graph.networkx):
        sources = graph.inputs(node_id).values()
        base = 0 if graph.node(node_id).is_leaf else 1
        found[node_id] = 1 + max(found[source] for source in sources) if sources else base
    return found


def kept_levels(graph: Graph) -> dict[str, int]:
    kept = graph.levels().tolist()
    return {node_id: kept[graph.ordinal(node_id)] for node_id in graph.node_ids()}


def edit_for(graph: Graph, kind: int, one: str, other: str) -> Edit:
    if kind == 0:
        return RemoveNode(one)
    if kind == 1 and one in graph:
        return SetNode(one, {"operation": "input" if graph.node(one).operation == "add" else "add"})
    if one not in graph:
        return AddNode(Node(one, "add"))
    taken = other in graph and graph.source(other, "x1")
    return Connect(Edge(one, other, "x2" if taken else "x1"))


@pytest.mark.parametrize("most", [0, 64])
@settings(max_examples=150)
@given(
    changes=st.lists(
        st.tuples(
            st.integers(0, 9), st.sampled_from(NODES), st.sampled_from(NODES), st.integers(0, 5)
        ),
        max_size=60,
    )
)
def test_after_any_edits_they_are_right(
    most: int, changes: list[tuple[int, str, str, int]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(levels, "_FEW", most)
        graph = Graph.from_parts([Node(node_id, "add") for node_id in NODES[:7]], [])
        undo: list[Edit] = []
        for kind, one, other, what in changes:
            try:
                done = undo.pop() if what == 0 and undo else edit_for(graph, kind, one, other)
                inverse = done.apply(graph)
            except EngineError:
                continue
            if what:
                undo.append(inverse)
            if what == 1:
                assert kept_levels(graph) == expected_levels(graph)
        assert kept_levels(graph) == expected_levels(graph)


def test_a_value_moves_nothing() -> None:
    graph = Graph()
    graph.add_parameter("w", 1.0)
    graph.add("sin", "w")
    graph.levels()
    graph.set_value("w", 2.0)
    assert not graph._levels._unsettled


def test_an_edge_that_is_taken_away_and_made_again_moves_nothing_else() -> None:
    graph = Graph()
    last = graph.add_input("x", 1.0)
    for _ in range(1_000):
        last = graph.add("sin", last)
    before = graph.levels().tolist()
    edge = graph.edges()[500]
    graph.detach(edge)
    graph.attach(edge)
    assert len(graph._levels._unsettled) == 1
    assert graph.levels().tolist() == before


@pytest.mark.parametrize("is_shuffled", [False, True])
def test_levels_of_a_ladder(is_shuffled: bool) -> None:
    count = 200
    sources = np.array([place for place in range(count - 2) for _ in range(2)])
    targets = np.array([place + step for place in range(count - 2) for step in (1, 2)])
    ordinals = np.arange(count)
    if is_shuffled:
        ordinals = np.random.default_rng(0).permutation(count)
    found = np.array(levels_of(ordinals[sources], ordinals[targets], [0] * count))
    assert found[ordinals].tolist() == [*range(count - 1), count - 2]


def test_what_is_no_leaf_begins_at_level_1() -> None:
    graph = Graph.from_parts(
        [Node("a", "add"), Node("b", "sin"), Node("c", "input")],
        [Edge("a", "b", "x")],
    )
    assert graph.levels().tolist() == [1, 2, 0]
    graph.revise(replace(graph.node("a"), operation="input"))
    assert graph.levels().tolist() == [0, 1, 0]

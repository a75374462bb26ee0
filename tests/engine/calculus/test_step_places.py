"""Each step of a graph's derivation speaks of the node that computes its part."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calculus.graph_derivation import derivation_in_graph
from engine.calculus.step_places import StepPlaces
from engine.calculus.tree import Apply, Name
from engine.program import parse
from tests.engine.random_graphs import random_graph
from tests.networks import network_a


def test_the_steps_of_network_a_walk_back_through_its_nodes() -> None:
    graph = network_a()
    derivation = derivation_in_graph(graph, graph.resolve("L"), graph.resolve("w1"))
    places = StepPlaces(graph, graph.resolve("L"), derivation)
    nodes = [places.node(step.part) for step in derivation.steps() if not step.letters]
    names = [graph.node(node).name for node in nodes if node is not None]
    assert list(dict.fromkeys(names)) == ["L", "yhat", "o", "m2", "o1", "z1", "m1"]


def test_leaves_letters_and_numbers_are_no_nodes() -> None:
    graph = parse("x = 1; y = sin(2*x)")
    derivation = derivation_in_graph(graph, graph.resolve("y"), graph.resolve("x"))
    places = StepPlaces(graph, graph.resolve("y"), derivation)
    assert places.node(Name("x")) is None
    outer = next(step for step in derivation.steps() if step.letters)
    assert places.node(outer.part) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(8, 80), st.integers(0, 2**32 - 1))
def test_a_part_has_the_operation_of_its_node(size: int, seed: int) -> None:
    graph = random_graph(size, seed)
    assert graph.output is not None
    derivation = derivation_in_graph(graph, graph.output, graph.resolve("x"))
    places = StepPlaces(graph, graph.output, derivation)
    for step in derivation.steps():
        if step.letters or not isinstance(step.part, Apply):
            continue
        node = places.node(step.part)
        assert node is not None
        assert graph.node(node).operation == step.part.operation

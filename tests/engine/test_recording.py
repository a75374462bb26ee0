from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.edits import RemoveNode
from engine.graph import Edge, Graph
from engine.recording import record_graph
from tests.engine.graphs import network_a

if TYPE_CHECKING:
    from engine.tape import Tape


def grouped(tape: Tape) -> list[list[tuple[str, list[str]]]]:
    """Which nodes are computed together, level by level."""
    return [
        [
            (
                group.operation.name,
                [tape.nodes[slot].label for slot in range(group.first, group.last)],
            )
            for group in level.groups
        ]
        for level in tape.levels
    ]


def test_nodes_that_are_alike_are_computed_together() -> None:
    graph = Graph()
    for name in "abc":
        graph.add_input(name, 1.0)
    for name, source in (("s1", "a"), ("s2", "b"), ("s3", "c")):
        graph.add("sin", source, name=name)
    graph.add("sigmoid", "a", name="g1")
    graph.add("sigmoid", "b", name="g2", base=3.0)
    graph.add("sigmoid", "c", name="g3")
    graph.add("add", "s1", "s2", name="t1")
    graph.add("add", "s1", "s2", "s3", name="t2")
    graph.add("add", "g1", 2.0, name="t3")
    assert grouped(record_graph(graph)) == [
        [("sin", ["s1", "s2", "s3"]), ("sigmoid", ["g1", "g3"]), ("sigmoid", ["g2"])],
        [("add", ["t1", "t3"]), ("add", ["t2"])],
    ]


def test_overridden_nodes_stand_apart() -> None:
    graph = Graph()
    graph.add_input("a", 1.0)
    first, second = graph.add("sin", "a", name="s1"), graph.add("sin", "a", name="s2")
    from dataclasses import replace

    graph.revise(replace(graph.node(second), overrides={"x": "2"}))
    tape = record_graph(graph)
    assert grouped(tape) == [[("sin", ["s1"]), ("sin", ["s2"])]]
    assert [group.override is None for group in tape.partial_groups] == [True, False]
    assert first in tape.slots


def test_operands_and_rows_belong_to_the_nodes() -> None:
    graph = network_a()
    tape = record_graph(graph)
    for level in tape.levels:
        for group in level.groups:
            for member in range(group.last - group.first):
                node = tape.nodes[group.first + member]
                found = [tape.nodes[int(slots[member])].id for slots in group.operands]
                assert found == [edge.source for edge in graph.edges_into(node.id)]
    for part in tape.partial_groups:
        for row, result in zip(part.rows, part.results, strict=True):
            edge = tape.edges[row]
            assert tape.nodes[result].id == edge.target
            assert part.operation.port_index(edge.port) == part.index
    assert sorted(np.concatenate([part.rows for part in tape.partial_groups])) == list(range(12))
    assert [tape.rows[edge] for edge in tape.edges] == list(range(12))


def test_equal_literals_share_a_slot_but_zeros_keep_their_sign() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    for literal in (2.0, 2.0, 0.0, -0.0):
        graph.add("divide", "x", literal)
    tape = record_graph(graph)
    assert sorted(map(str, (tape.constants[slot] for slot in range(5, len(tape.shapes))))) == [
        "-0.0", "0.0", "2.0",
    ]  # fmt: skip
    run = tape.evaluate(gradient=False)
    assert [run.value(f"n{number}") for number in (2, 4, 5)] == [0.5, np.inf, -np.inf]


def test_the_way_a_graph_came_about_leaves_no_trace() -> None:
    graph = network_a()
    shuffled = Graph()
    shuffled.insert_all(graph.nodes())
    edges = graph.edges()
    random.Random(3).shuffle(edges)
    shuffled.attach_all(edges)
    undone = network_a()
    for node_id in ("n1", "n8", "n10"):
        RemoveNode(node_id).apply(undone).apply(undone)
    first, *others = (record_graph(item) for item in (graph, shuffled, undone))
    for other in others:
        assert [node.id for node in other.nodes] == [node.id for node in first.nodes]
        assert other.edges == first.edges
        assert grouped(other) == grouped(first)
        assert np.array_equal(other.evaluate().adjoint, first.evaluate().adjoint)


def test_a_sweep_reaches_what_the_output_depends_on() -> None:
    graph = network_a()
    graph.add_constant(3.0, "c")
    graph.add("multiply", "c", "o1", name="k")
    graph.add("sin", "k", name="s")
    tape = record_graph(graph)
    sweep = tape.sweep(tape.slot("k"))
    reached = {tape.nodes[slot].label for slot in np.flatnonzero(sweep.reached).tolist()}
    assert reached == {"x", "w1", "b1", "m1", "z1", "o1", "k"}
    assert len(sweep.levels) == 4
    rows = np.concatenate([level.rows for level in sweep.levels])
    assert {tape.edges[row].target for row in rows} == {"n6", "n7", "n8", "n14"}
    assert not any(tape.edges[row].source == "n13" for row in rows)
    assert tape.sweep(tape.slot("x")).levels == ()


def test_tensors_run_one_by_one() -> None:
    graph = Graph()
    graph.add_input("a", [1.0, 2.0])
    graph.add_constant([3.0, 4.0], "c")
    graph.add("multiply", "a", "c", name="p")
    graph.add("add", "p", 1.0, name="q")
    graph.add("sum", "q", name="s")
    graph.add("sin", "s", name="t")
    tape = record_graph(graph)
    singles = [[tape.nodes[item.slot].label for item in level.singles] for level in tape.levels]
    assert singles == [["p"], ["q"], ["s"], []]
    product = tape.levels[0].singles[0]
    assert product.rows == (tape.rows[Edge("n1", "n3", "x1")], -1)
    assert tape.levels[1].singles[0].rows[1] == -1


@pytest.mark.parametrize("has_constant", [False, True])
def test_what_is_computed_from_literals_and_constants_gets_no_gradient(has_constant: bool) -> None:
    graph = Graph()
    graph.add_parameter("w", 5.0)
    graph.add("add", 2.0, 3.0, name="a")
    graph.add("sin", "a", name="b")
    factor = graph.add_constant(2.0, "c") if has_constant else 2.0
    graph.add("multiply", factor, "b", name="d")
    graph.add("multiply", "d", "w", name="y")
    tape = record_graph(graph)
    active = {node.name for slot, node in enumerate(tape.nodes) if tape.active[slot]}
    assert active == {"w", "y"}
    assert tape.evaluate().gradient("w") == tape.evaluate().value("d")


def test_a_literal_beside_an_array() -> None:
    graph = Graph()
    graph.add_input("v", [1.0, 2.0])
    graph.add("add", "v", 3.0, name="p")
    graph.add("sum", "p", name="s")
    graph.add("multiply", "s", 3.0, name="y")
    tape = record_graph(graph)
    assert len(tape.shapes) == 5
    assert tape.evaluate().value("y") == 27.0

"""Putting a node into an edge, and healing the gap that a deleted one leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document_format import dump
from engine.graph import Edge, Graph, Node
from engine.operation import get_operation
from engine.program import parse
from engine.splicing import entry_port, healing, insertion_into


def test_an_edge_passes_through_what_is_put_into_it() -> None:
    graph = parse("y = x + 1")
    new = graph.add("tanh", 0.0)
    graph.revise(Node(new, "tanh"))
    (edge,) = graph.edges()
    edit = insertion_into(graph, new, edge)
    assert edit is not None
    inverse = edit.apply(graph)
    assert set(graph.edges()) == {
        Edge(edge.source, new, "x"),
        Edge(new, edge.target, edge.port),
    }
    inverse.apply(graph)
    assert graph.edges() == [edge]


@pytest.mark.parametrize("name", ["leaf", "fed", "used"])
def test_what_has_edges_or_no_port_is_not_put_into_one(name: str) -> None:
    graph = parse("y = sin(x); input leaf; fed = cos(x); used = 2 * 3; z = sin(used)")
    (edge,) = graph.edges_into(graph.resolve("y"))
    assert insertion_into(graph, graph.resolve(name), edge) is None


@pytest.mark.parametrize(
    ("node", "port"),
    [
        (Node("a", "subtract"), "a"),
        (Node("a", "power", attributes={"exponent": 2.0}), "base"),
        (Node("a", "power", attributes={"base": 2.0}), "exponent"),
        (Node("a", "power", attributes={"base": 2.0, "exponent": 2.0}), "base"),
        (Node("a", "of another version"), None),
    ],
)
def test_the_first_port_without_a_number_comes_first(node: Node, port: str | None) -> None:
    assert entry_port(node) == port


def edges_by_name(graph: Graph) -> set[tuple[str, str, str]]:
    return {
        (graph.node(edge.source).label, graph.node(edge.target).label, edge.port)
        for edge in graph.edges()
    }


@pytest.mark.parametrize(
    ("program", "doomed", "left"),
    [
        ("y = sin(x); z = cos(y); w = tanh(y)", "y", {("x", "z", "x"), ("x", "w", "x")}),
        ("a = sin(x); b = cos(a); z = tanh(b)", "a b", {("x", "z", "x")}),
        ("p = w*x; z = tanh(p)", "p", {("w", "z", "x")}),
        ("p = w*x; z = tanh(p)", "p w", set()),
        ("p = w*x; z = p - p", "p", {("w", "z", "a"), ("w", "z", "b")}),
        ("z = tanh(x)", "x", set()),
    ],
)
def test_healing(program: str, doomed: str, left: set[tuple[str, str, str]]) -> None:
    graph = parse(program)
    healing(graph, [graph.resolve(name) for name in doomed.split()]).apply(graph)
    assert edges_by_name(graph) == left


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    graph = Graph()
    ids = [graph.add_input()]
    for name in draw(st.lists(st.sampled_from(["add", "sin", "subtract"]), max_size=8)):
        ports = get_operation(name).ports
        ids.append(graph.add(name, *(draw(st.sampled_from(ids)) for _ in ports)))
    return graph


@given(graphs(), st.data())
def test_healing_is_taken_back_to_the_byte(graph: Graph, data: st.DataObject) -> None:
    doomed = data.draw(st.lists(st.sampled_from(graph.node_ids()), unique=True))
    before = dump(graph)
    inverse = healing(graph, doomed).apply(graph)
    assert not set(doomed) & set(graph.node_ids())
    inverse.apply(graph)
    assert dump(graph) == before

from __future__ import annotations

from itertools import islice

import pytest

from engine.errors import UnknownNodeError
from engine.graph import Edge, Graph, Node
from tests.engine.graphs import network_a


def labels(graph: Graph, ids: set[str]) -> set[str]:
    return {graph.node(node_id).label for node_id in ids}


def test_looking_at_nodes() -> None:
    graph = network_a()
    assert len(graph) == 12
    assert "n1" in graph
    assert "x" not in graph
    assert graph.node("n1").name == "x"
    assert graph.find("x") is graph.find("n1") is graph.node("n1")
    assert graph.resolve("x") == graph.resolve("n1") == "n1"
    assert graph.has_name("x")
    assert not graph.has_name("n1")
    assert graph.names()["yhat"] == "n11"
    assert (
        [node.id for node in graph.nodes()] == graph.node_ids() == [f"n{i}" for i in range(1, 13)]
    )


@pytest.mark.parametrize(
    "look",
    [
        "node",
        "resolve",
        "find",
        "inputs",
        "ports",
        "edges_into",
        "edges_out_of",
        "ancestors",
        "descendants",
    ],
)
def test_an_unknown_node_is_named(look: str) -> None:
    with pytest.raises(UnknownNodeError, match="there is no node “q”") as caught:
        getattr(Graph(), look)("q")
    assert caught.value.node == "q"


def test_looking_at_edges() -> None:
    graph = network_a()
    o = graph.resolve("o")
    assert graph.edges_into(o) == [Edge("n1", o, "x1"), Edge("n9", o, "x2")]
    assert graph.edges_out_of("n1") == [Edge("n1", "n6", "x2"), Edge("n1", "n10", "x1")]
    assert graph.edges_into("n1") == []
    assert graph.source(o, "x2") == "n9"
    assert graph.source(o, "x3") is None
    assert dict(graph.inputs(o)) == {"x1": "n1", "x2": "n9"}
    assert graph.is_used("n1")
    assert not graph.is_used("n12")
    assert len(graph.edges()) == 12
    assert [edge.target for edge in graph.edges()] == sorted(
        (edge.target for edge in graph.edges()), key=graph.ordinal
    )


def test_edges_into_a_variadic_node_are_in_the_order_of_its_ports() -> None:
    graph = Graph()
    for name in "abc":
        graph.add_input(name, 1.0)
    node = Node("s", "add")
    graph.insert(node)
    for source, port in (("n1", "x11"), ("n2", "x2"), ("n3", "x1")):
        graph.attach(Edge(source, "s", port))
    assert [edge.port for edge in graph.edges_into("s")] == ["x1", "x2", "x11"]
    assert len(graph.ports("s")) == 11


def test_edges_into_a_placeholder_are_kept() -> None:
    graph = Graph.from_parts(
        [Node("a", "input"), Node("p", "nonsense")], [Edge("a", "p", "q"), Edge("a", "p", "b")]
    )
    assert [edge.port for edge in graph.edges_into("p")] == ["b", "q"]
    assert graph.ports("p") == ("b", "q")


def test_a_square_by_multiplication_is_two_edges() -> None:
    graph = Graph()
    graph.add_input("x", 3.0)
    graph.add("multiply", "x", "x")
    assert [edge.port for edge in graph.edges()] == ["x1", "x2"]
    assert graph.networkx.number_of_edges("n1", "n2") == 2


def test_everything_upstream_and_downstream() -> None:
    graph = network_a()
    assert labels(graph, graph.ancestors(graph.resolve("o1"))) == {"x", "w1", "b1", "m1", "z1"}
    assert labels(graph, graph.descendants(graph.resolve("o1"))) == {"m2", "o", "yhat", "L"}
    assert graph.ancestors("n1") == graph.descendants("n12") == set()


def test_topological_order() -> None:
    graph = network_a()
    order = graph.topological()
    assert sorted(order) == sorted(graph.node_ids())
    for edge in graph.edges():
        assert order.index(edge.source) < order.index(edge.target)


def test_free_ids_and_names() -> None:
    graph = Graph()
    assert graph.free_id() == "n1"
    graph.insert(Node("n2", "input"))
    graph.insert(Node("a", "input", "n1"))
    assert graph.free_id() == "n3"
    graph.insert(Node("n4", "input"))
    assert list(islice(graph.free_ids(), 3)) == ["n3", "n5", "n6"]
    assert graph.free_name("y") == "y"
    assert graph.free_name("a") == "a_2"
    graph.insert(Node("b", "input", "a_2"))
    assert graph.free_name("a") == "a_3"


def test_an_emptied_graph_counts_from_the_beginning() -> None:
    graph = Graph()
    first = graph.add_input("x")
    graph.add_input("y")
    graph.discard("n2")
    graph.discard(first)
    assert graph.free_id() == "n1"


def test_order_outlives_deletion() -> None:
    graph = Graph()
    nodes = [graph.node(graph.add_input(name)) for name in "abc"]
    graph.discard("n1")
    assert graph.node_ids() == ["n2", "n3"]
    graph.insert(nodes[0])
    assert graph.node_ids() == ["n1", "n2", "n3"]
    assert list(graph.networkx) == ["n2", "n3", "n1"]


def test_the_networkx_graph_is_in_step() -> None:
    graph = network_a()
    assert {(*edge,) for edge in graph.networkx.edges(keys=True)} == {(*e,) for e in graph.edges()}
    assert [data["node"] for _, data in graph.networkx.nodes(data=True)] == graph.nodes()

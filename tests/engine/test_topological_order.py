"""The order that is kept while a graph is edited answers what networkx finds by searching."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.edits import AddNode, Batch, Connect, Disconnect, Edit, RemoveNode
from engine.errors import CycleError, EngineError
from engine.graph import Edge, Graph, Node
from engine.topological_order import TopologicalOrder

if TYPE_CHECKING:
    from collections.abc import Iterable

NODES = [f"n{number}" for number in range(9)]
PORTS = ("x1", "x2", "x3")


def edit_for(graph: Graph, kind: int, one: str, other: str, port: str) -> Edit:
    """An edit of some kind, which may turn out not to be possible."""
    match kind:
        case 0:
            return RemoveNode(one)
        case 1 | 2 if one not in graph:
            return AddNode(Node(one, "add"))
        case 3 if graph.edges():
            edges = graph.edges()
            return Disconnect(edges[NODES.index(one) % len(edges)])
        case _:
            return Connect(Edge(one, other, port))


def is_in_order(graph: Graph, order: TopologicalOrder) -> bool:
    return all(order.is_before(edge.source, edge.target) for edge in graph.edges())


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 9),
            st.sampled_from(NODES),
            st.sampled_from(NODES),
            st.sampled_from(PORTS),
            st.booleans(),
        ),
        max_size=80,
    )
)
def test_after_any_edits_it_knows_which_edges_would_close_a_cycle(
    changes: list[tuple[int, str, str, str, bool]],
) -> None:
    graph = Graph.from_parts([Node(node_id, "add") for node_id in NODES[:6]], [])
    undo: list[Edit] = []
    for kind, one, other, port, is_undone in changes:
        if is_undone and undo:
            undo.pop().apply(graph)
        else:
            edit = edit_for(graph, kind, one, other, port)
            try:
                inverse = edit.apply(graph)
            except CycleError:
                assert isinstance(edit, Connect)
                assert nx.has_path(graph.networkx, edit.edge.target, edit.edge.source)
                continue
            except EngineError:
                continue
            undo.append(inverse)
        assert nx.is_directed_acyclic_graph(graph.networkx)
        assert is_in_order(graph, graph._order)
    for start in graph.node_ids():
        for goal in graph.node_ids():
            assert graph.leads(start, goal) == nx.has_path(graph.networkx, start, goal)


@given(
    st.lists(
        st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(1, 9)), max_size=40
    ),
    st.integers(0, 12),
)
def test_many_edges_at_once_make_an_order_or_are_refused(
    ends: list[tuple[str, str, int]], count: int
) -> None:
    graph = Graph.from_parts([Node(node_id, "add") for node_id in NODES], [])
    edges = [Edge(source, target, f"x{port}") for source, target, port in ends]
    edges = list({(edge.target, edge.port): edge for edge in edges}.values())
    graph_before: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for edge in edges[:count]:
        if graph.why_not_connect(edge) is None:
            graph.attach(edge)
            graph_before.add_edge(edge.source, edge.target)
    after: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        [*graph_before.edges(), *(edge[:2] for edge in edges[count:])]
    )
    if nx.is_directed_acyclic_graph(after):
        graph.attach_all(edges[count:])
    else:
        with pytest.raises(CycleError):
            graph.attach_all(edges[count:])
        assert len(graph.edges()) == graph_before.number_of_edges()
    assert is_in_order(graph, graph._order)


# ---------------------------------------------------------------------- single moves


class Table:
    """Edges in the form in which a graph keeps them."""

    def __init__(self, nodes: Iterable[str]) -> None:
        self.inputs: dict[str, dict[str, str]] = {}
        self.outputs: dict[str, dict[tuple[str, str], None]] = {}
        self.order = TopologicalOrder(self.inputs, self.outputs)
        for node in nodes:
            self.inputs[node], self.outputs[node] = {}, {}
            self.order.add(node)

    def link(self, source: str, target: str) -> bool:
        fits = self.order.admit(source, target)
        if fits:
            port = str(len(self.inputs[target]))
            self.inputs[target][port] = source
            self.outputs[source][target, port] = None
        return fits

    def sorted(self) -> str:
        return "".join(sorted(self.inputs, key=self.order.position))


def test_a_source_without_sources_is_moved_alone() -> None:
    table = Table("abcd")
    assert table.link("a", "b")
    before = {node: table.order.position(node) for node in "abc"}
    assert table.link("d", "b")
    assert {node: table.order.position(node) for node in "abc"} == before
    assert table.order.is_before("d", "b")


def test_a_source_is_moved_between_its_own_sources_and_the_target() -> None:
    table = Table("abcd")
    assert table.link("a", "d")
    assert table.link("b", "c")
    before = {node: table.order.position(node) for node in "abc"}
    assert table.link("d", "c")
    assert {node: table.order.position(node) for node in "abc"} == before
    assert before["a"] < table.order.position("d") < before["c"]


def test_a_target_is_moved_between_the_source_and_its_own_targets() -> None:
    table = Table("tpsz")
    assert table.link("t", "z")
    assert table.link("p", "s")
    before = {node: table.order.position(node) for node in "psz"}
    assert table.link("s", "t")
    assert {node: table.order.position(node) for node in "psz"} == before
    assert table.sorted() == "pstz"


def test_what_the_source_depends_on_moves_with_it_and_stays_behind_what_it_needs() -> None:
    table = Table("ptuvwrs")
    assert all(table.link(source, target) for source, target in ("tu", "uv", "vw", "pr", "rs"))
    assert table.link("s", "t")
    assert table.sorted() == "prstuvw"


def test_what_both_ends_need_is_dealt_anew() -> None:
    table = Table("abcdef")
    assert all(table.link(source, target) for source, target in ("ab", "bc", "de", "ef"))
    assert table.link("e", "b")
    assert table.sorted() in {"adebcf", "adebfc", "daebcf"}
    assert not table.link("c", "d")
    assert not table.link("f", "f")


def test_the_order_holds_when_there_is_no_room_left() -> None:
    nodes = [f"n{number}" for number in range(200)]
    table = Table(["first", "last", *nodes])
    assert table.link("first", "last")
    for former, node in pairwise(["first", *nodes]):
        assert table.link(former, node)
        assert table.link(node, "last")
    positions = [table.order.position(node) for node in ("first", *nodes, "last")]
    assert positions == sorted(set(positions))
    assert not table.link("last", nodes[0])


def test_many_between_the_same_two_have_different_positions() -> None:
    nodes = [f"n{number}" for number in range(200)]
    table = Table(["first", "last", *nodes])
    for node in nodes:
        assert table.link("first", node)
        assert table.link(node, "last")
    assert len({table.order.position(node) for node in nodes}) == len(nodes)


def test_a_restored_node_has_its_place() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    node = graph.add("sin", "x")
    graph.add("cos", node)
    former = graph._order.position(node)
    RemoveNode(node).apply(graph).apply(graph)
    assert graph._order.position(node) == former


def test_an_id_that_is_used_again_gets_another_place_if_it_needs_one() -> None:
    graph = Graph.from_parts([Node("n2", "sin"), Node("n1", "input")], [])
    graph.discard("n2")
    assert graph.add("cos", "n1") == "n2"
    assert graph._order.is_before("n1", "n2")


def test_a_chain_of_100000() -> None:
    count = 100_000
    nodes = [Node("n0", "input", value=1.0), *(Node(f"n{at}", "sin") for at in range(1, count))]
    edges = [Edge(f"n{at}", f"n{at + 1}", "x") for at in range(count - 1)]
    graph = Graph.from_parts(reversed(nodes), edges)
    last = f"n{count - 1}"
    assert graph.leads("n0", last)
    assert not graph.leads(last, "n1")
    problem = graph.why_not_connect(Edge(last, "n1", "x"), ignoring=[edges[0]])
    assert isinstance(problem, CycleError)
    assert len(graph.ancestors(last)) == count - 1
    middle = edges[count // 2]
    graph.detach(middle)
    assert not graph.leads("n0", last)
    Batch((Connect(middle),)).apply(graph)
    assert int(graph.levels().max()) == count - 1


@given(st.permutations(NODES), st.lists(st.tuples(*[st.integers(0, 8)] * 2), max_size=40))
def test_where_there_is_no_room_positions_are_dealt_anew(
    first: list[str], ends: list[tuple[int, int]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.topological_order._APART", 1 << 33)
        graph = Graph.from_parts([Node(node_id, "add") for node_id in first], [])
        for number, (one, other) in enumerate(ends):
            edge = Edge(NODES[min(one, other)], NODES[max(one, other)], f"x{number + 1}")
            if edge.source != edge.target and graph.source(edge.target, edge.port) is None:
                graph.attach(edge)
                assert is_in_order(graph, graph._order)


def test_a_chain_that_has_no_room_is_dealt_anew_as_a_whole() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.topological_order._APART", 1 << 33)
        names = ["before", "t", "t1", "t2", "t3", "s1", "s"]
        graph = Graph.from_parts([Node(name, "add") for name in names], [])
        for source, target in (("t", "t1"), ("t1", "t2"), ("t2", "t3"), ("s1", "s")):
            graph.attach(Edge(source, target, "x1"))
        graph.attach(Edge("before", "s1", "x1"))
        graph.attach(Edge("s", "t", "x1"))
        assert is_in_order(graph, graph._order)
        assert graph.leads("before", "t3")


def test_many_edges_that_close_a_cycle_are_all_refused() -> None:
    names = [f"m{number}" for number in range(12)]
    graph = Graph.from_parts([Node(name, "add") for name in reversed(names)], [])
    ring = [Edge(one, other, "x1") for one, other in pairwise([*names, names[0]])]
    with pytest.raises(CycleError):
        graph.attach_all(ring)
    assert graph.edges() == []
    graph.attach_all(ring[:-1])
    assert is_in_order(graph, graph._order)

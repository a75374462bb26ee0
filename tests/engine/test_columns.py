"""The arrays beside a graph stay in step with it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.columns import (
    ABSENT,
    LEAF,
    SPECIAL,
    first_other_kind,
    plain_kind,
    plain_operation,
)
from engine.errors import EngineError
from engine.graph import Edge, Graph, Node
from engine.operation import find_operation, get_operation
from engine.tape import record

OPERATIONS = ("add", "subtract", "sin", "sum", "nonsense", "parameter", "constant")


def edges_of(graph: Graph) -> set[tuple[str, str, int]]:
    """The edges as the arrays hold them."""
    ids = {graph.ordinal(node_id): node_id for node_id in graph.node_ids()}
    _, _, _, sources, targets, places, _ = graph.snapshot()
    found = list(zip(sources.tolist(), targets.tolist(), places.tolist(), strict=True))
    assert len(set(found)) == len(found)
    return {(ids[source], ids[target], place) for source, target, place in found}


def expected_edges(graph: Graph) -> set[tuple[str, str, int]]:
    found = set()
    for edge in graph.edges():
        operation = graph.node(edge.target).operation
        place = -1
        if operation != "nonsense":
            place = get_operation(operation).port_index(edge.port)
        found.add((edge.source, edge.target, place))
    return found


def expected_kind(graph: Graph, node: Node) -> int:
    operation = find_operation(node.operation)
    ports = graph.ports(node.id)
    is_complete = {*graph.inputs(node.id), *node.attributes} == set(ports)
    if node.is_leaf or operation is None or not is_complete:
        return SPECIAL
    found = plain_kind(operation, len(ports))
    if found is None:
        return SPECIAL
    assert found < first_other_kind()
    assert plain_operation(found) == (operation, len(ports))
    return found


def expected_literals(graph: Graph) -> dict[tuple[int, int], float]:
    """The numbers at free ports of operations whose values depend on nothing else."""
    found = {}
    for node in graph.nodes():
        operation = find_operation(node.operation)
        if operation is None or plain_kind(operation, 2) is None:
            continue
        if any(operation.find_port(port) is None for port in node.attributes):
            continue
        for port, value in node.attributes.items():
            if graph.source(node.id, port) is None:
                found[graph.ordinal(node.id), operation.port_index(port)] = value
    return found


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), st.integers(0, 9)), max_size=60))
def test_after_any_changes_they_hold_what_the_graph_holds(
    changes: list[tuple[int, int, int]],
) -> None:
    graph = Graph()
    for kind, one, other in changes:
        try:
            match kind:
                case 0:
                    graph.insert(Node(f"n{one}", OPERATIONS[other % 7]))
                case 1:
                    graph.discard(f"n{one}")
                case 2 | 3:
                    port = ("x1", "x2", "x", "a")[other % 4]
                    graph.attach(Edge(f"n{one}", f"n{(one + other) % 10}", port))
                case 4:
                    graph.detach(graph.edges()[one])
                case 5:
                    node = graph.node(f"n{one}")
                    graph.revise(replace(node, operation=OPERATIONS[other % 7]))
                case _:
                    node = graph.node(f"n{one}")
                    given = dict.fromkeys(("x1", "x2", "x", "a")[other % 4 : other // 3], 2.0)
                    graph.revise(replace(node, attributes=given))
        except (EngineError, IndexError):
            continue
    if "nonsense" not in {node.operation for node in graph.nodes()}:
        assert edges_of(graph) == expected_edges(graph)
    kinds = graph.snapshot().kinds.tolist()
    for kind_of, held in zip(kinds, graph.nodes_by_ordinal(), strict=True):
        assert held is None or graph.node(held.id) is held
        assert kind_of == (ABSENT if held is None else expected_kind(graph, held))
    assert dict(graph.snapshot().literals) == expected_literals(graph)


def test_kinds_tell_what_has_to_be_looked_at() -> None:
    graph = Graph()
    graph.add_parameter("w", 1.0)
    graph.add_constant(2.0, "c")
    graph.add_input("empty")
    graph.add_input("v", [1.0, 2.0])
    graph.add("add", "w", "c")
    graph.add("add", "w", 3.0)
    graph.add("sum", "v")
    snapshot = graph.snapshot()
    plain = plain_kind(get_operation("add"), 2)
    assert plain is not None
    assert snapshot.kinds.tolist() == [LEAF, LEAF, SPECIAL, SPECIAL, plain, plain, SPECIAL]
    assert dict(snapshot.literals) == {(5, 1): 3.0}
    assert snapshot.fixed.tolist() == [False, True, False, False, False, False, False]
    assert snapshot.values[:2].tolist() == [1.0, 2.0]


def test_a_value_that_becomes_an_array_has_to_be_looked_at() -> None:
    graph = Graph()
    graph.add_parameter("w", 1.0)
    graph.set_value("w", [1.0, 2.0])
    assert graph.snapshot().kinds.tolist() == [SPECIAL]
    graph.set_value("w", 4.0)
    assert graph.snapshot().kinds.tolist() == [LEAF]


def test_who_still_reads_the_old_arrays_is_not_in_the_way() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    former = graph.snapshot()
    for _ in range(100):
        graph.add("sin", "x")
    assert len(former.kinds) == 1
    now = graph.snapshot()
    assert (len(now.kinds), now.sources.tolist()) == (101, [0] * 100)
    assert now.targets.tolist() == list(range(1, 101))


def test_an_edge_takes_the_place_of_a_literal_and_gives_it_back() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    node = graph.add("add", "x", 3.0)
    before = graph.snapshot().kinds.tolist()
    edge = graph.connect("x", node, "x2")
    assert graph.snapshot().literals == {}
    assert graph.snapshot().kinds.tolist() == before
    assert record(graph).evaluate().value(node) == 2.0
    graph.detach(edge)
    assert graph.snapshot().literals == {(1, 1): 3.0}
    assert graph.snapshot().kinds.tolist() == before
    assert record(graph).evaluate().value(node) == 4.0
    graph.detach(graph.edges()[0])
    assert graph.snapshot().kinds.tolist() == [LEAF, SPECIAL]
    graph.discard(node)
    assert graph.snapshot().literals == {}

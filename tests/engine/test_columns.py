"""The arrays beside a graph stay in step with it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.columns import ABSENT, CONSTANT, LEAF, SPECIAL, code_of, operation_of
from engine.errors import EngineError
from engine.graph import Edge, Graph, Node
from engine.operation import get_operation

OPERATIONS = ("add", "subtract", "sin", "sum", "nonsense", "parameter", "constant")


def edges_of(graph: Graph) -> set[tuple[str, str, int]]:
    """The edges as the arrays hold them."""
    ids = graph.ids_by_ordinal()
    _, sources, targets, places = graph.snapshot()
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


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(0, 9)), max_size=60))
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
                case _:
                    node = graph.node(f"n{one}")
                    graph.revise(replace(node, operation=OPERATIONS[other % 7]))
        except (EngineError, IndexError):
            continue
    if "nonsense" not in {node.operation for node in graph.nodes()}:
        assert edges_of(graph) == expected_edges(graph)
    codes = graph.snapshot().codes
    for ordinal, node_id in enumerate(graph.ids_by_ordinal()):
        assert (codes[ordinal] != ABSENT) == (node_id in graph)


def test_codes_tell_what_has_to_be_looked_at() -> None:
    graph = Graph()
    graph.add_parameter("w", 1.0)
    graph.add_constant(2.0, "c")
    graph.add_input("empty")
    graph.add_input("v", [1.0, 2.0])
    graph.add("add", "w", "c")
    graph.add("add", "w", 3.0)
    graph.add("sum", "v")
    codes = graph.snapshot().codes.tolist()
    plain = code_of(get_operation("add"))
    assert plain is not None
    assert codes == [LEAF, CONSTANT, SPECIAL, SPECIAL, plain, SPECIAL, SPECIAL]
    assert operation_of(plain) is get_operation("add")


def test_a_value_that_becomes_an_array_has_to_be_looked_at() -> None:
    graph = Graph()
    graph.add_parameter("w", 1.0)
    graph.set_value("w", [1.0, 2.0])
    assert graph.snapshot().codes.tolist() == [SPECIAL]
    graph.set_value("w", 4.0)
    assert graph.snapshot().codes.tolist() == [LEAF]

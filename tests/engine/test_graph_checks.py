from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.errors import EngineError, ValueFormatError
from engine.graph_checks import checked_node, first_to_close_a_cycle, port_problem, ports_of
from engine.node import Edge, Node

if TYPE_CHECKING:
    from collections.abc import Mapping


def test_a_proper_node_is_left_alone() -> None:
    for node in (Node("n1", "input", value=1.0), Node("n1", "sin"), Node("n1", "input")):
        assert checked_node(node) is node


def test_numbers_become_values() -> None:
    assert checked_node(Node("n1", "input", value=3)).value == 3.0
    held = checked_node(Node("n1", "input", value=[1, 2])).value  # type: ignore[arg-type]
    assert isinstance(held, np.ndarray)
    node = checked_node(Node("n1", "power", attributes={"exponent": 3, "base": [1, 2]}))
    assert type(node.attributes["exponent"]) is float
    assert isinstance(node.attributes["base"], np.ndarray)


def test_other_attributes_are_left_alone() -> None:
    attributes: dict[str, object] = {"exponent": None, "colour": "red", "xfoo": []}
    assert checked_node(Node("n1", "power", attributes=attributes)).attributes == attributes
    assert checked_node(Node("n1", "nonsense", attributes=attributes)).attributes == attributes
    assert checked_node(Node("n1", "sum", attributes={"axis": 1})).attributes == {"axis": 1}


@pytest.mark.parametrize(
    ("node", "message", "port"),
    [
        (Node("n1", "input", value="a"), "“a” is not a number", None),  # type: ignore[arg-type]
        (Node("n1", "input", value=[[1], [2, 3]]), "same length", None),  # type: ignore[arg-type]
        (
            Node("n1", "power", attributes={"exponent": "a"}),
            "Power, port “exponent”: “a” is not a number",
            "exponent",
        ),
        (Node("n1", "sum", attributes={"axis": 0.5}), "“axis” is to be a whole number", None),
        (Node("n1", "sigmoid", attributes={"base": "e"}), "“base” is to be a number", None),
    ],
)
def test_what_cannot_stand_in_a_node_is_refused(node: Node, message: str, port: str | None) -> None:
    with pytest.raises(ValueFormatError, match=message) as caught:
        checked_node(node)
    assert (caught.value.node, caught.value.port) == ("n1", port)


@pytest.mark.parametrize(
    ("node", "occupied", "ports"),
    [
        (Node("n", "divide"), {}, ("a", "b")),
        (Node("n", "add"), {}, ("x1", "x2")),
        (Node("n", "add"), {"x1": "a", "x2": "b"}, ("x1", "x2")),
        (Node("n", "add"), {"x3": "a"}, ("x1", "x2", "x3")),
        (Node("n", "add", attributes={"x4": 1.0}), {"x3": "a"}, ("x1", "x2", "x3", "x4")),
        (Node("n", "add", attributes={"xfoo": 1.0, "x99": 2}), {}, ("x1", "x2")),
        (Node("n", "nonsense"), {"q": "a", "b": "c"}, ("b", "q")),
        (Node("n", "input"), {}, ()),
    ],
)
def test_ports(node: Node, occupied: Mapping[str, str], ports: tuple[str, ...]) -> None:
    assert ports_of(node, occupied) == ports


@pytest.mark.parametrize(
    ("operation", "port", "message"),
    [
        ("sin", "x", None),
        ("add", "x64", None),
        ("nonsense", "anything", None),
        ("input", "x", "holds a value and takes no edge"),
        ("constant", "x", "holds a value and takes no edge"),
        ("sin", "y", "Sine has no port “y”"),
        ("add", "x65", "Add has no port “x65”"),
    ],
)
def test_ports_that_an_edge_may_arrive_at(operation: str, port: str, message: str | None) -> None:
    problem = port_problem(Node("n1", operation), port)
    if message is None:
        assert problem is None
    else:
        assert isinstance(problem, EngineError)
        assert message in str(problem)
        assert (problem.node, problem.port) == ("n1", port)


ENDS = st.tuples(st.integers(0, 7), st.integers(0, 7))


@given(st.lists(ENDS, min_size=1, max_size=14), st.data())
def test_the_first_edge_to_close_a_cycle_is_found(
    pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    edges = [Edge(str(source), str(target), f"p{at}") for at, (source, target) in enumerate(pairs)]
    cyclic = [
        not nx.is_directed_acyclic_graph(nx.MultiDiGraph([edge[:2] for edge in edges[: last + 1]]))
        for last in range(len(edges))
    ]
    assume(True in cyclic)
    first = cyclic.index(True)
    settled = data.draw(st.integers(0, first))
    assert first_to_close_a_cycle(edges[:settled], edges[settled:]) == first - settled


def test_a_shape_that_was_read_as_a_list_is_a_shape() -> None:
    node = checked_node(Node("n1", "reshape", attributes={"shape": [2, 3]}))
    assert node.attributes == {"shape": (2, 3)}
    with pytest.raises(EngineError, match="“shape” is to be a row of whole numbers, not 2"):
        checked_node(Node("n1", "reshape", attributes={"shape": 2}))

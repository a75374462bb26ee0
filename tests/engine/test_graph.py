from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest

from engine.errors import (
    CycleError,
    EngineError,
    NameTakenError,
    PortError,
    UnknownNodeError,
    ValueFormatError,
)
from engine.graph import Edge, Graph, Node
from engine.group import Group
from engine.program import parse
from tests.engine.graphs import chain, content, network_a

if TYPE_CHECKING:
    from collections.abc import Iterator


def small() -> Graph:
    """Return x → a → b, all sines but x, with c beside them."""
    graph = Graph()
    graph.add_input("x", 1.0)
    graph.add("sin", "x", name="a")
    graph.add("sin", "a", name="b")
    graph.insert(Node("c", "add", "c"))
    return graph


# ---------------------------------------------------------------------- edges


@pytest.mark.parametrize(
    ("edge", "kind", "message", "node", "port"),
    [
        (Edge("q", "c", "x1"), UnknownNodeError, "there is no node “q”", "q", None),
        (Edge("n1", "q", "x1"), UnknownNodeError, "there is no node “q”", "q", None),
        (Edge("n1", "n2", "x"), PortError, "port “x” of a already has an edge from x", "n2", "x"),
        (Edge("n1", "n3", "x"), PortError, "port “x” of b already has an edge from a", "n3", "x"),
        (Edge("n1", "n3", "y"), PortError, "Sine has no port “y”", "n3", "y"),
        (Edge("n2", "n1", "x"), PortError, "x holds a value and takes no edge", "n1", "x"),
        (Edge("c", "c", "x1"), CycleError, "c cannot feed itself", "c", "x1"),
    ],
)
def test_edges_that_may_not_be_made(
    edge: Edge, kind: type[EngineError], message: str, node: str, port: str | None
) -> None:
    graph = small()
    before = content(graph)
    with pytest.raises(kind, match=message) as caught:
        graph.attach(edge)
    assert (caught.value.node, caught.value.port) == (node, port)
    assert str(graph.why_not_connect(edge)) == str(caught.value)
    assert not graph.can_connect(*edge)
    assert content(graph) == before


def test_cycles_are_refused_and_named() -> None:
    graph = small()
    graph.attach(Edge("n3", "c", "x1"))
    graph.attach(Edge("n1", "c", "x2"))
    graph.detach(Edge("n1", "n2", "x"))
    with pytest.raises(CycleError, match="an edge from c to a would close a cycle") as caught:
        graph.connect("c", "a", "x")
    assert (caught.value.node, caught.value.port) == ("n2", "x")
    assert graph.can_connect("n1", "n2", "x")


def test_an_edge_may_be_ignored_that_is_going_to_be_replaced() -> None:
    graph = small()
    edge = Edge("n1", "n3", "x")
    assert graph.why_not_connect(edge, ignoring=[Edge("n2", "n3", "x")]) is None
    assert graph.why_not_connect(edge, ignoring=[Edge("n1", "n2", "x")]) is not None


def test_a_placeholder_takes_edges_at_any_port() -> None:
    graph = small()
    graph.insert(Node("p", "nonsense"))
    graph.attach(Edge("n1", "p", "whatever"))
    assert graph.ports("p") == ("whatever",)


def test_connecting_by_name() -> None:
    graph = small()
    assert graph.connect("x", "c", "x1") == Edge("n1", "c", "x1")
    with pytest.raises(UnknownNodeError, match="“nobody”"):
        graph.connect("nobody", "c", "x2")


def test_detaching() -> None:
    graph = small()
    graph.detach(Edge("n1", "n2", "x"))
    assert graph.inputs("n2") == {}
    assert not graph.is_used("n1")
    assert graph.networkx.number_of_edges() == 1
    for edge in (Edge("n1", "n2", "x"), Edge("n1", "q", "x"), Edge("n1", "n3", "x")):
        with pytest.raises(PortError, match="there is no edge from n1"):
            graph.detach(edge)


# ---------------------------------------------------------------------- nodes


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (Node("n1", "sin"), "there is already a node “n1”"),
        (Node("a", "sin"), "there is already a node “a”"),
        (Node("m", "sin", "x"), "the name “x” is already taken"),
        (Node("m", "sin", "n1"), "the name “n1” is already taken"),
        (Node("m", "sin", "2"), "a name begins with a letter"),
    ],
)
def test_ids_and_names_are_unique(node: Node, message: str) -> None:
    graph = small()
    before = content(graph)
    with pytest.raises(NameTakenError, match=message):
        graph.insert(node)
    assert content(graph) == before


def test_a_node_may_be_named_by_its_own_id() -> None:
    graph = small()
    graph.insert(Node("m", "sin", "m"))
    assert graph.resolve("m") == "m"


def test_renaming() -> None:
    graph = small()
    graph.revise(replace(graph.node("n1"), name="z"))
    assert not graph.has_name("x")
    assert graph.resolve("z") == "n1"
    graph.revise(replace(graph.node("n1"), name=""))
    assert graph.names() == {"a": "n2", "b": "n3", "c": "c"}
    with pytest.raises(NameTakenError, match="the name “b” is already taken") as caught:
        graph.revise(replace(graph.node("n1"), name="b"))
    assert caught.value.node == "n3"


def test_a_name_has_one_spelling() -> None:
    graph = Graph()
    made = graph.add_input("y\u0302", 1.0)
    assert graph.node(made).name == "\u0177"
    assert graph.resolve("y\u0302") == graph.resolve("\u0177") == made
    with pytest.raises(NameTakenError, match="already taken"):
        graph.add_input("\u0177")
    graph.revise(replace(graph.node(made), name="e\u0301"))
    assert graph.find("é").name == "é"


def test_revising_the_operation_checks_the_ports() -> None:
    graph = small()
    graph.revise(replace(graph.node("n2"), operation="cos"))
    assert graph.node("n2").operation == "cos"
    with pytest.raises(PortError, match="Divide has no port “x”"):
        graph.revise(replace(graph.node("n2"), operation="divide"))
    with pytest.raises(PortError, match="takes no edge"):
        graph.revise(replace(graph.node("n2"), operation="input"))
    graph.revise(replace(graph.node("n2"), operation="nonsense"))
    graph.revise(replace(graph.node("n1"), operation="parameter"))
    with pytest.raises(UnknownNodeError):
        graph.revise(Node("q", "sin"))
    assert graph.networkx.nodes["n2"]["node"] is graph.node("n2")


def test_revising_checks_what_a_node_holds() -> None:
    graph = small()
    with pytest.raises(ValueFormatError, match="“one” is not a number"):
        graph.revise(replace(graph.node("n1"), value="one"))  # type: ignore[arg-type]
    assert graph.node("n1").value == 1.0


def test_only_loose_nodes_can_be_discarded() -> None:
    graph = small()
    for node_id in ("n1", "n3"):
        with pytest.raises(PortError, match="still has edges"):
            graph.discard(node_id)
    graph.discard("c")
    assert "c" not in graph
    assert not graph.has_name("c")
    assert "c" not in graph.networkx
    with pytest.raises(UnknownNodeError):
        graph.discard("c")


# ---------------------------------------------------------------------- many at once


def test_from_parts_is_what_one_by_one_gives() -> None:
    graph = network_a()
    graph.output = "n12"
    twin = Graph.from_parts(graph.nodes(), reversed(graph.edges()), graph.output)
    assert content(twin) == content(graph)


def test_copies_are_independent() -> None:
    graph = network_a()
    graph.output = "n12"
    graph.groups.insert(Group("g1"))
    twin = graph.copy()
    assert content(twin) == content(graph)
    twin.set_value("x", 7.0)
    twin.detach(twin.edges()[0])
    assert graph.find("x").value == 1.0
    assert len(graph.edges()) == 12


def test_an_unknown_output_is_refused() -> None:
    with pytest.raises(UnknownNodeError):
        Graph.from_parts([Node("a", "input")], [], "b")


def test_inserting_many_says_which_is_wrong_and_leaves_nothing() -> None:
    graph = small()
    before = content(graph)
    with pytest.raises(NameTakenError) as caught:
        graph.insert_all([Node("p", "sin", "p"), Node("q", "sin"), Node("r", "sin", "x")])
    assert caught.value.index == 2
    assert content(graph) == before


def test_parts_that_cannot_even_be_made_leave_nothing() -> None:
    graph = small()
    before = content(graph)

    def parts() -> Iterator[Node]:
        yield Node("p", "sin")
        raise ValueFormatError("no")

    with pytest.raises(ValueFormatError):
        graph.insert_all(parts())
    assert content(graph) == before


@pytest.mark.parametrize(
    ("edges", "index", "kind", "message"),
    [
        ([Edge("n1", "c", "x1"), Edge("n2", "n3", "x")], 1, PortError, "already has an edge"),
        ([Edge("n1", "c", "x1"), Edge("n2", "c", "x1")], 1, PortError, "edge from x"),
        ([Edge("n1", "d", "x1"), Edge("q", "d", "x2")], 1, UnknownNodeError, "“q”"),
        ([Edge("n3", "c", "y")], 0, PortError, "has no port"),
        ([Edge("c", "c", "x1")], 0, CycleError, "c cannot feed itself"),
        (
            [
                Edge("n3", "c", "x1"),
                Edge("c", "d", "x1"),
                Edge("d", "c", "x2"),
                Edge("d", "d", "x2"),
            ],
            2,
            CycleError,
            "an edge from d to c would close a cycle",
        ),
        (
            [Edge("d", "c", "x1"), Edge("n3", "d", "x1"), Edge("c", "e", "x")],
            2,
            CycleError,
            "an edge from c to e would close a cycle",
        ),
    ],
)
def test_attaching_many_says_which_is_wrong_and_leaves_nothing(
    edges: list[Edge], index: int, kind: type[EngineError], message: str
) -> None:
    graph = small()
    graph.insert(Node("d", "add", "d"))
    graph.insert(Node("e", "sin", "e"))
    graph.attach(Edge("e", "d", "x3"))
    before = content(graph)
    with pytest.raises(kind, match=message) as caught:
        graph.attach_all(edges)
    assert caught.value.index == index
    assert content(graph) == before
    assert graph.networkx.number_of_edges() == 3


def test_attaching_many_takes_any_order() -> None:
    graph = chain(50)
    twin = Graph()
    twin.insert_all(reversed(graph.nodes()))
    twin.attach_all(sorted(graph.edges(), key=lambda edge: hash(edge) % 17))
    assert nx.is_directed_acyclic_graph(twin.networkx)
    assert set(twin.edges()) == set(graph.edges())


# ---------------------------------------------------------------------- from a script


def test_adding_takes_names_ids_and_numbers() -> None:
    graph = Graph()
    x = graph.add_input("x", 2)
    graph.add_parameter("w", [1, 2])
    graph.add_constant(3.0, "k")
    unset = graph.add_input()
    y = graph.add("power", x, 3, name="y")
    assert graph.node(y).attributes == {"exponent": 3.0}
    assert graph.inputs(y) == {"base": x}
    z = graph.add("add", "y", "k", "w", 1.5)
    assert graph.ports(z) == ("x1", "x2", "x3", "x4")
    assert graph.inputs(z) == {"x1": y, "x2": "n3", "x3": "n2"}
    assert graph.node(unset).value is None
    assert graph.node(graph.add("sum", "w", axis=0)).attributes == {"axis": 0}
    assert [graph.node(node).operation for node in ("n1", "n2", "n3")] == [
        "input",
        "parameter",
        "constant",
    ]


@pytest.mark.parametrize(
    ("operation", "operands", "attributes", "message"),
    [
        ("sine", ("x",), {}, "there is no operation “sine”"),
        ("sin", ("x", "x"), {}, "Sine takes 1 operand, not 2"),
        ("add", ("x",), {}, "Add takes 2 operands, not 1"),
        ("sin", ("q",), {}, "there is no node “q”"),
        ("sin", ("x",), {"axis": 0}, "Sine has no attribute “axis”"),
        ("sum", ("x",), {"axis": "a"}, "“axis” is to be a whole number"),
        ("sin", ("x",), {"name": "x"}, "the name “x” is already taken"),
    ],
)
def test_adding_refuses_with_a_sentence(
    operation: str, operands: tuple[str, ...], attributes: dict[str, object], message: str
) -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    before = content(graph)
    with pytest.raises(EngineError, match=message):
        graph.add(operation, *operands, **attributes)  # type: ignore[arg-type]
    assert content(graph) == before


def test_too_many_operands_are_refused() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    with pytest.raises(PortError, match="Add takes 64 operands, not 65"):
        graph.add("add", *["x"] * 65)
    assert len(graph.ports(graph.add("add", *["x"] * 64))) == 64


def test_leaves_take_values_and_others_do_not() -> None:
    graph = small()
    graph.set_value("x", [1, 2])
    assert isinstance(graph.find("x").value, np.ndarray)
    with pytest.raises(PortError, match="a computes its value; only leaves hold one"):
        graph.set_value("a", 1.0)
    with pytest.raises(ValueFormatError):
        graph.set_value("x", "one")
    with pytest.raises(ValueFormatError):
        graph.add_constant("one")


def test_the_output_is_set_by_name_or_id_and_must_exist() -> None:
    graph = parse("x = 1; y = sin(x)")
    graph.output = "y"
    assert graph.output == graph.resolve("y")
    with pytest.raises(UnknownNodeError):
        graph.output = "nobody"
    assert graph.output == graph.resolve("y")
    graph.output = None
    assert graph.output is None

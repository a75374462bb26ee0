"""Graphs as programs, and nodes as formulas."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calculus.printing import to_text
from engine.calculus.tree import Apply
from engine.calculus.walk import fold
from engine.errors import EngineError
from engine.graph import Edge, Graph, Node
from engine.listing import print_program, tree_of
from engine.operation import all_operations
from engine.program import parse
from engine.values import as_value, same_value

if TYPE_CHECKING:
    from engine.calculus.tree import Tree

NETWORK_A = """\
input x = 1
input y = 1
param w1 = 0.5
param w2 = -2
param b1 = -0.5
o1 = sigmoid(w1*x + b1)
yhat = sigmoid(x + w2*o1)
L = (yhat - y)^2
"""


@pytest.mark.parametrize(
    "text",
    [
        "",
        NETWORK_A,
        "input x\nparam w\nconstant c\n",
        "input x = [1, -2.5]\nparam w = [1, 2; 3, 4]\nconstant c = [[1, 2]]\n",
        "input x = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]\ny = sum(x, axis=0)\n",
        "input x\nz = sigmoid(x, base=3)\noverride z.x = y*(1 - y)\n",
        "input x\nz = x^x\noverride z.base = 1\noverride z.exponent = y\nu = sin(z)\n",
        "input x\na = sin(x)\nb = cos(a)\noutput a\n",
        "input x\na = sin(x)\noutput x\n",
        "input e = 3\nparam pi = 2\ny = e*pi*2.718281828459045^pi\n",
        "input x\ny = 2*e*pi*exp(x)*2.718281828459045^x\n",
        "input max = 1\nsum = max + 2\ny = sum*(max - 1)\n",
        "input x\ny = (x + 1) + 2 + x*x\n",
        "input x\ny = -(2) + log(x, 10) - 3^2\n",
        "input x\nt1 = sin(x)\ny = t1*t1\n",
    ],
)
def test_programs_that_are_printed_as_they_were(text: str) -> None:
    assert print_program(parse(text)) == text


def test_a_part_that_several_nodes_use_gets_a_free_name() -> None:
    graph = Graph()
    graph.add_input("t1", 2.0)
    part = graph.add("sin", "t1")
    graph.add("multiply", part, part, name="y")
    assert print_program(graph) == "input t1 = 2\nt2 = sin(t1)\ny = t2*t2\n"


def test_an_unnamed_leaf_gets_a_free_name() -> None:
    graph = Graph()
    one = graph.add_input("", 1.0)
    weight = graph.add_parameter("", 2.0)
    fixed = graph.add_constant(3.0)
    graph.add("add", one, weight, fixed)
    expected = "input x1 = 1\nparam w1 = 2\nconstant c1 = 3\nt1 = x1 + w1 + c1\n"
    assert print_program(graph) == expected


def test_leaves_come_first_and_the_output_last() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    graph.output = graph.add("sin", "x", name="chosen")
    graph.add_parameter("w", 2.0)
    graph.add("multiply", "w", "x", name="other")
    text = "input x = 1\nparam w = 2\nother = w*x\nchosen = sin(x)\n"
    assert print_program(graph) == text
    assert parse(text).output == parse(text).resolve("chosen")


def test_an_unnamed_node_with_an_override_gets_a_line() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    inner = graph.add("sin", "x")
    graph.revise(replace(graph.node(inner), overrides={"x": "1-y"}))
    graph.add("square", inner, name="z")
    expected = "input x = 1\nt1 = sin(x)\noverride t1.x = 1 - y\nz = square(t1)\n"
    assert print_program(graph) == expected


def test_a_long_chain_of_unnamed_nodes_is_cut_into_lines_that_can_be_read() -> None:
    graph = Graph()
    last = graph.add_input("x", 1.0)
    for _ in range(1_000):
        last = graph.add("tanh", last)
    graph.output = last
    text = print_program(graph)
    assert [node.operation for node in parse(text).nodes()] == [
        node.operation for node in graph.nodes()
    ]


def _incomplete() -> Graph:
    graph = Graph()
    graph.add_input("x", 1.0)
    node = Node("n9", "multiply", "z")
    graph.insert(node)
    graph.attach(Edge("n1", "n9", "x1"))
    return graph


def test_an_incomplete_graph_names_node_and_port() -> None:
    with pytest.raises(
        EngineError, match="port “x2” of z has neither an edge nor a number"
    ) as caught:
        print_program(_incomplete())
    assert (caught.value.node, caught.value.port) == ("n9", "x2")


def test_an_array_in_place_of_an_edge_cannot_be_written() -> None:
    graph = _incomplete()
    graph.revise(replace(graph.node("n9"), attributes={"x2": as_value([1, 2])}))
    with pytest.raises(EngineError, match="port “x2” of z holds no single number"):
        print_program(graph)


def test_an_unknown_operation_cannot_be_written() -> None:
    graph = Graph()
    graph.insert(Node("n1", "wavelet", "z"))
    with pytest.raises(EngineError, match="z has the unknown operation “wavelet”") as caught:
        print_program(graph)
    assert caught.value.node == "n1"


@pytest.mark.parametrize("value", [np.nan, np.inf, [1.0, np.nan]])
def test_what_is_not_finite_cannot_be_written(value: Any) -> None:
    graph = Graph()
    graph.insert(Node("n1", "input", "x", as_value(value)))
    with pytest.raises(EngineError, match="x holds a number that is not finite"):
        print_program(graph)


def test_an_override_that_cannot_be_read_names_its_place() -> None:
    graph = parse("z = sin(x)")
    node = graph.find("z")
    graph.revise(replace(node, overrides={"x": "1 +"}))
    with pytest.raises(
        EngineError, match=r"the override of z\.x cannot be read: an operand"
    ) as caught:
        print_program(graph)
    assert (caught.value.node, caught.value.port) == (node.id, "x")


# ------------------------------------------------------------------ random graphs there and back

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.sampled_from(["", "", "x", "w1", "ŷ", "t1", "x1", "n2", "e", "pi", "sum", "α_2"])


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    graph = Graph()

    def free_name() -> str:
        name = draw(NAMES)
        return graph.free_name(name) if name else ""

    ids = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["input", "parameter"]))
        value = draw(st.one_of(st.none(), NUMBERS, st.lists(NUMBERS, min_size=1, max_size=3)))
        held = None if value is None else as_value(value)
        graph.insert(Node(graph.free_id(), kind, free_name(), held))
        ids.append(graph.node_ids()[-1])
    for _ in range(draw(st.integers(0, 8))):
        operation = draw(st.sampled_from(all_operations()))
        count = draw(st.integers(2, 4)) if operation.variadic else len(operation.ports)
        operands = [draw(st.one_of(st.sampled_from(ids), NUMBERS)) for _ in range(count)]
        given_ones = {"axis": 0} if operation.attribute("axis") and draw(st.booleans()) else {}
        ids.append(graph.add(operation.name, *operands, name=free_name(), **given_ones))
    graph.output = draw(st.one_of(st.none(), st.sampled_from(ids)))
    return graph


def _outline(graph: Graph, node_id: str) -> str:
    """A node's whole formula down to the leaves, however the parts between are named."""
    tree = tree_of(graph, node_id, expand=True)

    def spell(part: Tree, inner: list[str]) -> str:
        if isinstance(part, Apply):
            return f"{part.operation}{part.attributes}({', '.join(inner)})"
        return to_text(part)

    return fold(tree, spell)


@given(graphs())
def test_names_values_and_meaning_survive(graph: Graph) -> None:
    back = parse(print_program(graph))
    for node in graph.nodes():
        if not node.name:
            continue
        twin = back.find(node.name)
        assert (twin.operation, twin.is_leaf) == (node.operation, node.is_leaf)
        assert same_value(twin.value, node.value)
    assert sorted(node.operation for node in back.nodes()) == sorted(
        node.operation for node in graph.nodes()
    )
    leaves = [node for node in graph.nodes() if node.is_leaf]
    if graph.output is not None and all(node.name for node in leaves):
        assert back.output is not None
        assert _outline(back, back.output) == _outline(graph, graph.output)


@given(graphs())
def test_printing_is_stable(graph: Graph) -> None:
    text = print_program(graph)
    assert print_program(parse(text)) == text


# ---------------------------------------------------------------------- formulas of nodes


def test_a_nodes_formula_speaks_of_its_inputs() -> None:
    graph = parse(NETWORK_A)
    assert to_text(tree_of(graph, graph.resolve("L"))) == "v12^2"
    assert to_text(tree_of(graph, "n12")) == "yhat - y"
    assert to_text(tree_of(graph, graph.resolve("x"))) == "x"


def test_a_nodes_formula_may_reach_down_to_the_leaves() -> None:
    graph = parse(NETWORK_A)
    expected = "(sigmoid(x + w2*sigmoid(w1*x + b1)) - y)^2"
    assert to_text(tree_of(graph, graph.resolve("L"), expand=True)) == expected


def test_a_formula_has_the_attributes_that_differ() -> None:
    graph = parse("y = sigmoid(x, 3); z = sigmoid(y)")
    assert to_text(tree_of(graph, graph.resolve("y"))) == "sigmoid(x, base=3)"
    assert to_text(tree_of(graph, graph.resolve("z"))) == "sigmoid(y)"


def test_a_formula_of_an_incomplete_node_names_the_port() -> None:
    with pytest.raises(EngineError, match="port “x2” of z"):
        tree_of(_incomplete(), "n9", expand=True)


def test_what_does_not_feed_the_node_may_be_incomplete() -> None:
    graph = _incomplete()
    graph.add("sin", "x", name="s")
    assert to_text(tree_of(graph, graph.resolve("s"), expand=True)) == "sin(x)"


def test_a_long_chain_and_shared_parts() -> None:
    graph = parse("input x0\n" + "\n".join(f"x{i} = x{i - 1}*x{i - 1}" for i in range(1, 2_000)))
    tree = tree_of(graph, graph.resolve("x1999"), expand=True)
    assert tree.operands[0] is tree.operands[1]  # type: ignore[union-attr]

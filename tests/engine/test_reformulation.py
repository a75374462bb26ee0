"""A formula typed anew keeps what it can of the graph, and leaves alone what others use."""

from __future__ import annotations

import numpy as np
import pytest

from engine.calculus.printing import to_latex, to_text
from engine.edits import SetNode
from engine.formula_text import formula_text
from engine.graph import Graph, Node
from engine.layout import NODE_SIZE
from engine.listing import tree_of
from engine.reformulation import reformulation
from engine.tape import record
from tests.engine.reformulating import NETWORK, assert_no_overlap, drawn, listed, retyped

# ------------------------------------------------------------------------------ what stays


def test_the_text_that_was_there_changes_nothing() -> None:
    graph = drawn(NETWORK)
    for node_id in graph.node_ids():
        for expand in (False, True):
            text = formula_text(graph, node_id, expand=expand).text
            assert reformulation(graph, node_id, text).is_empty, text


def test_the_latex_that_was_there_changes_nothing() -> None:
    graph = drawn(NETWORK)
    found = formula_text(graph, graph.resolve("L"), expand=True)
    assert found.tree is not None
    latex = "L = " + to_latex(found.tree, exact=graph.names())
    assert reformulation(graph, graph.resolve("L"), latex).is_empty


def test_another_function_of_the_same_is_the_same_node() -> None:
    graph = drawn(NETWORK)
    before = {node.id: node for node in graph.nodes()}
    found = retyped(graph, "o1", "o1 = tanh(w1*x + b1)")
    changed = [node.id for node in graph.nodes() if node != before[node.id]]
    assert changed == [graph.resolve("o1")] == list(found.changed)
    assert found.added == found.removed == ()
    assert graph.find("o1").position == before[graph.resolve("o1")].position


def test_a_part_that_moves_keeps_its_nodes() -> None:
    graph = drawn("y = sin(a*b) + exp(c)")
    before = {node.id: node.position for node in graph.nodes()}
    found = retyped(graph, "y", "y = exp(c) + sin(a*b)")
    assert (found.added, found.removed) == ((), ())
    assert {node.id: node.position for node in graph.nodes()} == before
    assert listed(graph)[-1] == "y = exp(c) + sin(a*b)"


def test_what_is_put_around_a_part_leaves_the_part() -> None:
    graph = drawn("y = tanh(w*x + b)")
    (product,) = (node.id for node in graph.nodes() if node.operation == "multiply")
    found = retyped(graph, "y", "y = tanh(3*(w*x) + b)")
    assert [graph.node(new).operation for new in found.added] == ["multiply"]
    assert graph.source(found.added[0], "x2") == product


def test_what_is_put_around_the_whole_leaves_the_name_and_what_reads_it() -> None:
    graph = drawn("s = sin(x); y = s^2")
    SetNode(graph.resolve("s"), {"overrides": {"x": "1"}}).apply(graph)
    edges = graph.edges_out_of(graph.resolve("s"))
    found = retyped(graph, "s", "s = sin(x) + 1")
    assert graph.find("s").operation == "add"
    assert graph.edges_out_of(graph.resolve("s")) == edges
    (new,) = found.added
    assert (graph.node(new).operation, graph.node(new).overrides) == ("sin", {"x": "1"})
    assert graph.find("s").overrides == {}


def test_what_stood_around_is_taken_away_with_what_only_it_used() -> None:
    graph = drawn("param k = 2; y = k*sin(x)")
    found = retyped(graph, "y", "y = sin(x)")
    assert listed(graph) == ["input x", "y = sin(x)"]
    assert len(found.removed) == 2


def test_a_value_survives_another_formula() -> None:
    graph = drawn("param w = 0.25; y = w*x")
    retyped(graph, "y", "y = exp(w) - x")
    assert graph.find("w").value == 0.25
    assert graph.find("w").operation == "parameter"


def test_a_group_takes_in_what_its_formula_adds() -> None:
    graph = drawn("y = sin(x)")
    SetNode(graph.resolve("y"), {"group": "g1"}).apply(graph)
    found = retyped(graph, "y", "y = sin(x^2)")
    assert [graph.node(new).group for new in found.added] == ["g1"]


# ------------------------------------------------------------------------------ what others use


def test_what_others_use_is_copied_not_changed() -> None:
    graph = drawn("s = w*x; y = tanh(s + b); z = s^2")
    retyped(graph, "y", "y = tanh(w/x + b)")
    assert "s = w*x" in listed(graph)
    assert to_text(tree_of(graph, graph.resolve("z"), expand=True)) == "(w*x)^2"
    assert formula_text(graph, graph.resolve("y")).text.startswith("y = tanh(")


def test_an_output_is_never_deleted() -> None:
    graph = drawn("s = w*x; y = tanh(s); output s")
    retyped(graph, "y", "y = tanh(x)")
    assert "s = w*x" in listed(graph)


def test_a_part_used_twice_is_changed_once_if_both_change() -> None:
    graph = drawn("s = sin(x); y = s*exp(s)")
    found = retyped(graph, "y", "y = cos(x)*exp(cos(x))")
    assert found.added == ()
    assert graph.find("s").operation == "cos"


def test_a_part_used_twice_stays_for_the_place_that_does_not_change() -> None:
    graph = drawn("s = sin(x); y = s*exp(s)")
    found = retyped(graph, "y", "y = cos(x)*exp(sin(x))")
    assert [graph.node(new).operation for new in found.added] == ["cos"]
    assert graph.find("s").operation == "sin"


def test_a_name_in_the_formula_means_the_node_as_it_is() -> None:
    graph = drawn("s = sin(x); y = s + exp(s)")
    retyped(graph, "y", "y = s + exp(sin(x))")
    assert formula_text(graph, graph.resolve("y")).text == "y = s + exp(s)"
    assert graph.find("s").operation == "sin"


def test_two_places_of_one_part_may_become_different() -> None:
    graph = drawn("s = sin(x); y = s*exp(s)")
    retyped(graph, "y", "y = cos(x)*exp(tan(x))")
    assert to_text(tree_of(graph, graph.resolve("y"), expand=True)) == "cos(x)*exp(tan(x))"


def test_an_output_inside_of_a_formula_is_not_changed() -> None:
    graph = drawn("s = w*x; y = tanh(s + b); output s")
    retyped(graph, "y", "y = tanh(w/x + b)")
    assert to_text(tree_of(graph, graph.resolve("s"))) == "w*x"
    assert formula_text(graph, graph.resolve("y")).text == "y = tanh(w/x + b)"


def test_a_name_is_not_another_node_that_computes_the_same() -> None:
    graph = drawn("s = a*b; y = sin(a*b) + exp(s)")
    retyped(graph, "y", "y = sin(s) + exp(s)")
    assert formula_text(graph, graph.resolve("y")).text == "y = sin(s) + exp(s)"


def test_a_sum_of_fewer_terms_forgets_the_number_that_stood_last() -> None:
    graph = drawn("y = 1 + x + 2")
    found = retyped(graph, "y", "y = 1 + x")
    assert found.removed == ()
    assert graph.find("y").attributes == {"x1": 1.0}
    assert graph.ports(graph.resolve("y")) == ("x1", "x2")


def test_new_nodes_go_to_the_left_of_what_they_feed_however_crowded_it_is() -> None:
    graph = drawn("y = sin(x)")
    left, top = graph.find("y").position
    for column in range(6):
        for row in range(-4, 5):
            place = left - 150 - 140 * column, top + 84 * row
            graph.insert(Node(f"wall{column}_{row + 4}", "input", position=place))
    (new,) = retyped(graph, "y", "y = sin(exp(x))").added
    assert graph.node(new).position[0] + NODE_SIZE[0] <= left
    assert_no_overlap(graph, (new,))


# ------------------------------------------------------------------------------ leaves and names


def test_a_value_is_typed() -> None:
    graph = drawn("param w = 0.5; y = 2*w")
    assert formula_text(graph, graph.resolve("w")).text == "param w = 0.5"
    found = retyped(graph, "w", "param w = 0.75")
    assert found.edit.edits == (SetNode(graph.resolve("w"), {"value": 0.75}),)  # type: ignore[union-attr]
    retyped(graph, "w", "input w = [1, 2]")
    assert graph.find("w").operation == "input"
    assert np.array_equal(np.asarray(graph.find("w").value), [1.0, 2.0])


def test_a_formula_becomes_a_number_and_a_number_a_formula() -> None:
    graph = drawn("s = w*x; y = sin(s)")
    edges = graph.edges_out_of(graph.resolve("s"))
    retyped(graph, "s", "s = 3")
    assert listed(graph) == ["input s = 3", "y = sin(s)"]
    retyped(graph, "s", "s = u^2")
    assert listed(graph)[-2:] == ["s = u^2", "y = sin(s)"]
    assert graph.find("s").value is None
    assert graph.edges_out_of(graph.resolve("s")) == edges


def test_another_name_on_the_left_renames() -> None:
    graph = drawn(NETWORK)
    node_id = graph.resolve("yhat")
    retyped(graph, "yhat", r"p = \sigma(x + w_2 o_1)")
    assert graph.resolve("p") == node_id


def test_unnamed_nodes_go_by_the_name_on_their_card() -> None:
    graph = drawn("y = tanh(w*x)")
    inner = next(node for node in graph.nodes() if node.operation == "multiply")
    text = formula_text(graph, inner.id).text
    assert text == f"v{inner.id[1:]} = w*x"
    retyped(graph, inner.id, text.replace("*", " + "))
    assert graph.node(inner.id).name == ""
    assert to_text(tree_of(graph, graph.resolve("y"), expand=True)) == "tanh(w + x)"


def test_a_formula_in_an_empty_graph_is_a_graph() -> None:
    graph = Graph()
    found = retyped(graph, None, "y = sigmoid(w*x + b)")
    assert graph.node(found.node_id).name == "y"
    assert [graph.find(name).operation for name in "wxb"] == ["parameter", "input", "parameter"]
    assert record(graph).evaluate().value("y") == pytest.approx(1 / (1 + np.exp(-2)))
    assert_no_overlap(graph)


def test_a_name_on_the_left_chooses_the_node_where_none_is_chosen() -> None:
    graph = drawn(NETWORK)
    assert retyped(graph, None, "o1 = exp(x)").node_id == graph.resolve("o1")

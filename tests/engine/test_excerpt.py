"""Some nodes of a graph as a graph that makes sense alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.excerpt import excerpt
from engine.listing import print_program
from engine.program import parse

PROGRAM = "input x = 1; param w = 2; z = w*x + 1; y = sin(z)*z; L = (y - x)^2"


def test_what_comes_from_outside_is_an_input_once() -> None:
    graph = parse(PROGRAM)
    inner = [graph.resolve("y"), *(edge.source for edge in graph.edges_into(graph.resolve("y")))]
    chosen = [node_id for node_id in inner if node_id != graph.resolve("z")]
    found = excerpt(graph, chosen)
    assert print_program(found) == "input z\ny = sin(z)*z\n"
    assert found.find("z").value is None


def test_an_unnamed_node_from_outside_never_takes_the_name_of_another() -> None:
    graph = parse("x = 1; y = sin(x + 1)")
    (edge,) = graph.edges_into(graph.resolve("y"))
    outer = graph.node(edge.source)
    shown = f"v{outer.id.removeprefix('n')}"
    assert excerpt(graph, [edge.target]).node(outer.id).name == shown
    graph.revise(replace(graph.find("x"), name=shown))
    assert excerpt(graph, [edge.target]).node(outer.id).name == ""


@given(st.data())
def test_every_selection_can_be_written_and_read(data: st.DataObject) -> None:
    graph = parse(PROGRAM)
    ids = sorted(graph.node_ids())
    chosen = data.draw(st.sets(st.sampled_from(ids), min_size=1))
    found = excerpt(graph, chosen)
    again = parse(print_program(found))
    operations = sorted(node.operation for node in found.nodes() if not node.is_leaf)
    assert sorted(node.operation for node in again.nodes() if not node.is_leaf) == operations

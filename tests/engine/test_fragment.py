"""Pieces of a graph keep their meaning wherever they are put."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document_format import dump
from engine.edits import Move
from engine.errors import FormatError
from engine.excerpt import Excerpt
from engine.fragment import Fragment, extract, fragmenting, from_text, inserting, insertion
from engine.graph import Edge, Graph, Node
from engine.group import Group
from engine.grouping import group_nodes
from engine.program import parse
from engine.slices import SLICE, drained
from engine.tape import record

TEXT = "input x = 2; param w = 3; constant c = 0.5; h = tanh(w*x); y = h^2 + c; L = y*h"


def placed(text: str) -> Graph:
    graph = parse(text)
    for index, node_id in enumerate(graph.node_ids()):
        Move({node_id: (index * 216.0 - 100.0, index % 3 * 132.0 + 7.0)}).apply(graph)
    return graph


def test_a_fragment_holds_the_edges_among_its_nodes_only() -> None:
    graph = placed(TEXT)
    fragment = extract(graph, [graph.resolve("h"), graph.resolve("L"), graph.resolve("y")])
    assert [node.name for node in fragment.nodes] == ["h", "y", "L"]
    names = {node.id: node.name for node in fragment.nodes}
    ends = {(names[edge.source], names[edge.target]) for edge in fragment.edges}
    assert ends == {("h", "L"), ("y", "L")}


def test_positions_are_relative_to_the_top_left_corner() -> None:
    graph = placed(TEXT)
    chosen = [graph.resolve("x"), graph.resolve("c")]
    fragment = extract(graph, chosen)
    assert fragment.origin == (-100.0, 7.0)
    assert min(node.position[0] for node in fragment.nodes) == 0.0
    assert min(node.position[1] for node in fragment.nodes) == 0.0
    edit, new = insertion(graph, fragment, (1000.0, 500.0))
    edit.apply(graph)
    for old, copy in zip(chosen, new, strict=True):
        x, y = graph.node(old).position
        assert graph.node(copy).position == (x + 1100.0, y + 493.0)


def test_nothing_is_an_empty_fragment() -> None:
    fragment = extract(Graph(), [])
    assert fragment == Fragment((), ())
    edit, new = insertion(placed(TEXT), fragment, (0.0, 0.0))
    assert new == ()
    assert from_text(fragment.to_text()) == fragment
    assert edit.apply(Graph()) is not None


@given(st.sets(st.integers(0, 8)), st.integers(0, 2))
def test_inserting_makes_a_copy_and_undoing_takes_it_away(chosen: set[int], again: int) -> None:
    graph = placed(TEXT)
    ids = [node_id for index, node_id in enumerate(graph.node_ids()) if index in chosen]
    before = dump(graph)
    inverses = []
    for _ in range(again + 1):
        edit, new = insertion(graph, extract(graph, ids), (12.0, 24.0))
        inverses.append(edit.apply(graph))
        assert len(new) == len(ids)
        for old, copy in zip(ids, new, strict=True):
            assert graph.node(copy).operation == graph.node(old).operation
            assert graph.node(copy).attributes == graph.node(old).attributes
            kept = [edge for edge in graph.edges_into(old) if edge.source in ids]
            assert len(graph.edges_into(copy)) == len(kept)
    for inverse in reversed(inverses):
        inverse.apply(graph)
    assert dump(graph) == before


def test_a_whole_copy_computes_the_same() -> None:
    graph = placed(TEXT)
    edit, new = insertion(Graph(), extract(graph, graph.node_ids()), (0.0, 0.0))
    copy = Graph()
    edit.apply(copy)
    copy.output = copy.resolve("L")
    one, other = record(graph).evaluate(), record(copy).evaluate()
    assert other.value("L") == one.value("L")
    assert other.gradient("w") == one.gradient("w")
    assert len(new) == len(graph)


def test_the_text_of_a_fragment_reads_back() -> None:
    graph = placed(TEXT)
    fragment = extract(graph, [graph.resolve("h"), graph.resolve("L"), graph.resolve("w")])
    found = from_text(fragment.to_text())
    assert (found.nodes, set(found.edges)) == (fragment.nodes, set(fragment.edges))


def test_a_text_that_is_no_document_is_refused() -> None:
    with pytest.raises(FormatError):
        from_text("{}")


def test_names_that_are_taken_get_numbers_also_among_the_new_nodes() -> None:
    graph = Graph()
    graph.insert(Node("n1", "input", "x"))
    graph.insert(Node("n2", "input", "x_2"))
    fragment = extract(graph, ["n1", "n2"])
    edit, new = insertion(graph, fragment, (0.0, 0.0))
    edit.apply(graph)
    assert [graph.node(node_id).name for node_id in new] == ["x_3", "x_4"]


def test_ids_never_meet_names() -> None:
    graph = Graph()
    graph.insert(Node("a", "input", "n2"))
    fragment = Fragment((Node("k", "input", "n3"), Node("l", "input", "")), ())
    edit, new = insertion(graph, fragment, (0.0, 0.0))
    edit.apply(graph)
    assert graph.node(new[0]).name == "n3"
    assert not set(new) & {"n2", "n3"}


def test_a_placeholder_survives_copying() -> None:
    graph = Graph()
    graph.insert(Node("n1", "input", "x"))
    graph.insert(Node("n2", "warp", "y", extra={"speed": 9}))
    graph.attach(Edge("n1", "n2", "engine"))
    edit, new = insertion(graph, extract(graph, ["n1", "n2"]), (0.0, 0.0))
    edit.apply(graph)
    assert graph.node(new[1]).operation == "warp"
    assert graph.node(new[1]).extra == {"speed": 9}
    assert graph.source(new[1], "engine") == new[0]


def test_copies_keep_the_overridden_derivatives() -> None:
    graph = Graph()
    graph.insert(Node("n1", "input", "x", 1.0))
    graph.insert(Node("n2", "sigmoid", "y", overrides={"x": "1 - y"}))
    graph.attach(Edge("n1", "n2", "x"))
    fragment = extract(graph, graph.node_ids())
    read = from_text(fragment.to_text())
    for piece, name in ((fragment, "y_2"), (read, "y_3")):
        edit, _ = insertion(graph, piece, (0.0, 0.0))
        edit.apply(graph)
        assert graph.find(name).overrides == {"x": "1 - y"}


def test_a_copy_differs_from_its_original_in_name_and_place_only() -> None:
    graph = Graph()
    graph.insert(
        Node(
            "n1",
            "parameter",
            "w",
            value=3.0,
            position=(12.0, 24.0),
            trainable=False,
            extra={"note": "mine"},
        )
    )
    edit, (copy,) = insertion(graph, extract(graph, ["n1"]), (120.0, 0.0))
    edit.apply(graph)
    expected = replace(graph.node("n1"), id=copy, name="w_2", position=(120.0, 0.0))
    assert graph.node(copy) == expected


def test_groups_come_along_with_all_that_is_in_them() -> None:
    graph = parse("x = 1; y = sin(x); z = cos(y)")
    y, z = graph.resolve("y"), graph.resolve("z")
    inner, inner_id = group_nodes(graph, [z], "inner")
    inner.apply(graph)
    outer, outer_id = group_nodes(graph, [y], "outer", [inner_id])
    outer.apply(graph)
    fragment = extract(graph, [], [outer_id])
    assert {node.name for node in fragment.nodes} == {"y", "z"}
    assert {group.title for group in fragment.groups} == {"inner", "outer"}
    again = from_text(fragment.to_text())
    assert again.nodes == fragment.nodes
    assert set(again.groups) == set(fragment.groups)
    edit, new = insertion(graph, again, (0.0, 0.0), outer_id)
    inverse = edit.apply(graph)
    copied = graph.node(new[1]).group
    assert [graph.groups[step].title for step in graph.groups.path(copied)] == [
        "outer",
        "outer",
        "inner",
    ]
    inverse.apply(graph)
    assert list(graph.groups) == [inner_id, outer_id]


def test_a_node_copied_without_its_group_is_in_none() -> None:
    graph = parse("x = 1; y = sin(x)")
    group_nodes(graph, graph.node_ids(), "both")[0].apply(graph)
    assert [node.group for node in extract(graph, graph.node_ids()).nodes] == [None, None]


def test_an_empty_frame_is_a_fragment_too() -> None:
    graph = Graph()
    graph.groups.insert(Group("c", "Note", position=(120.0, 60.0), size=(240.0, 96.0)))
    fragment = from_text(extract(graph, [], ["c"]).to_text())
    assert fragment.groups[0].position == (0.0, 0.0)
    edit, new = insertion(graph, fragment, (12.0, 24.0))
    edit.apply(graph)
    assert new == ()
    assert graph.groups["g1"] == Group("g1", "Note", position=(12.0, 24.0), size=(240.0, 96.0))


def test_a_large_fragment_is_made_and_inserted_in_slices() -> None:
    graph = Graph()
    last = graph.add_input("x", 1.0)
    for _ in range(5 * SLICE):
        last = graph.add("sin", last)
    work = fragmenting(Excerpt.of(graph, graph.node_ids()))
    # Both the edges and the nodes are looked at a few at a time.
    assert sum(1 for _ in work) >= 10
    assert drained(fragmenting(Excerpt.of(graph, graph.node_ids()))) == extract(
        graph, graph.node_ids()
    )
    fragment = extract(graph, graph.node_ids())
    # So are the ids that are handed out, the nodes and the edges.
    assert sum(1 for _ in inserting(graph, fragment, (0.0, 0.0))) >= 15

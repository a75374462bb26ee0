"""What of a graph is drawn, given its groups and the one that is entered."""

from __future__ import annotations

import pytest

from engine.edits import AddGroup, SetGroup, SetNode
from engine.graph import Edge, Graph
from engine.group import Group
from engine.grouping import group_nodes
from engine.program import parse
from gui.canvas.projection import (
    PLAIN,
    Port,
    Stub,
    group_key,
    group_of_key,
    project,
    stub_key,
)

NEURON = "input x = 1; param w = 2; param b = 3; m = w*x; z = m + b; h = tanh(z); y = h^2"


@pytest.fixture
def graph() -> Graph:
    """A neuron in a layer: the group ``layer`` holds b and h, ``inner`` in it m and z."""
    graph = parse(NEURON)
    graph.groups.insert_all([Group("layer", "Layer 1"), Group("inner", "sum", parent="layer")])
    for name, group in (("b", "layer"), ("h", "layer"), ("m", "inner"), ("z", "inner")):
        SetNode(graph.resolve(name), {"group": group}).apply(graph)
    return graph


def collapse(graph: Graph, *group_ids: str) -> None:
    for group_id in group_ids:
        SetGroup(group_id, {"is_collapsed": True}).apply(graph)


def named(graph: Graph, *names: str) -> set[str]:
    return {graph.resolve(name) for name in names}


def edge(graph: Graph, source: str, target: str) -> Edge:
    ends = (graph.resolve(source), graph.resolve(target))
    return next(item for item in graph.edges_into(ends[1]) if item.source == ends[0])


def test_a_graph_without_groups_is_drawn_as_it_is() -> None:
    assert project(parse(NEURON)) is PLAIN
    assert project(parse(NEURON), "g1") is PLAIN


def test_open_groups_are_frames_and_every_node_shows_itself(graph: Graph) -> None:
    found = project(graph)
    assert set(found.nodes) == set(graph.node_ids())
    assert found.frames == ("layer", "inner")
    assert not found.cards
    assert set(found.ends) == set(graph.edges())
    assert all(tuple(ends) == tuple(item[:2]) for item, ends in found.ends.items())


def test_a_card_stands_for_what_is_in_a_collapsed_group(graph: Graph) -> None:
    collapse(graph, "inner")
    found = project(graph)
    key = group_key("inner")
    assert found.frames == ("layer",)
    assert set(found.nodes) == named(graph, "x", "w", "b", "h", "y")
    boundary = found.cards[key]
    assert set(boundary.nodes) == named(graph, "m", "z")
    assert boundary.outputs == (graph.resolve("z"),)
    assert boundary.main == graph.resolve("z")
    m, z = graph.resolve("m"), graph.resolve("z")
    assert set(boundary.inputs) == {Port(m, "x1"), Port(m, "x2"), Port(z, "x2")}
    assert edge(graph, "m", "z") not in found.ends
    assert found.ends[edge(graph, "w", "m")] == (graph.resolve("w"), key)
    assert found.ends[edge(graph, "z", "h")] == (key, graph.resolve("h"))
    assert found.stands_for == {m: key, z: key}


def test_the_outer_of_two_collapsed_groups_stands_for_all(graph: Graph) -> None:
    collapse(graph, "inner", "layer")
    found = project(graph)
    assert list(found.cards) == [group_key("layer")]
    assert set(found.nodes) == named(graph, "x", "w", "y")
    assert not found.frames
    assert set(found.ends) == {
        edge(graph, "x", "m"),
        edge(graph, "w", "m"),
        edge(graph, "h", "y"),
    }


def test_inside_a_group_edges_from_outside_end_in_stubs(graph: Graph) -> None:
    collapse(graph, "layer", "inner")
    found = project(graph, "layer")
    assert set(found.nodes) == named(graph, "b", "h")
    assert list(found.cards) == [group_key("inner")]
    x, y = graph.resolve("x"), graph.resolve("y")
    assert found.stubs[stub_key(x)] == Stub(x)
    out = stub_key(y, edge(graph, "h", "y").port)
    assert found.stubs[out] == Stub(y, edge(graph, "h", "y").port)
    assert found.ends[edge(graph, "x", "m")] == (stub_key(x), group_key("inner"))
    assert found.ends[edge(graph, "h", "y")] == (graph.resolve("h"), out)
    assert len(found.stubs) == 3


def test_inside_the_inner_group_the_outer_one_is_outside(graph: Graph) -> None:
    found = project(graph, "inner")
    assert set(found.nodes) == named(graph, "m", "z")
    assert not found.frames
    assert set(found.stubs) == {
        stub_key(graph.resolve("x")),
        stub_key(graph.resolve("w")),
        stub_key(graph.resolve("b")),
        stub_key(graph.resolve("h"), "x"),
    }


def test_a_group_that_is_not_there_cannot_be_entered(graph: Graph) -> None:
    assert project(graph, "nobody") == project(graph)


def test_ports_that_wait_for_an_edge_are_offered(graph: Graph) -> None:
    collapse(graph, "inner")
    loose = edge(graph, "x", "m")
    graph.detach(loose)
    assert Port(loose.target, loose.port) in project(graph).cards[group_key("inner")].inputs
    SetNode(loose.target, {"attributes": {loose.port: 2.0}}).apply(graph)
    assert Port(loose.target, loose.port) not in project(graph).cards[group_key("inner")].inputs


def test_what_nothing_uses_comes_out_of_the_card() -> None:
    graph = parse("x = 1; y = sin(x); z = cos(x)")
    edit, group_id = group_nodes(graph, graph.node_ids(), "all")
    edit.apply(graph)
    collapse(graph, group_id)
    boundary = project(graph).cards[group_key(group_id)]
    assert set(boundary.outputs) == named(graph, "y", "z")
    graph.output = graph.resolve("z")
    assert project(graph).cards[group_key(group_id)].main == graph.resolve("z")
    graph.output = None
    assert project(graph).cards[group_key(group_id)].main is None


def test_an_empty_group_is_a_card_without_ports() -> None:
    graph = Graph()
    AddGroup(Group("c", is_collapsed=True)).apply(graph)
    boundary = project(graph).cards[group_key("c")]
    assert (boundary.nodes, boundary.inputs, boundary.outputs, boundary.main) == ((), (), (), None)


def test_a_node_whose_group_is_not_there_shows_itself(graph: Graph) -> None:
    x = graph.resolve("x")
    SetNode(x, {"group": "gone"}).apply(graph)
    assert x in project(graph).nodes
    assert x not in project(graph, "layer").nodes


def test_keys_tell_cards_of_groups_from_nodes() -> None:
    assert group_of_key(group_key("g1")) == "g1"
    assert group_of_key("g1") is None
    assert group_of_key(stub_key("n1")) is None
    assert len({"g1", group_key("g1"), stub_key("g1"), stub_key("g1", "x")}) == 4

"""A large edit made beside the graph comes to the same as one made in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.change import Change, change_of
from engine.document_format import dump
from engine.edits import (
    AddGroup,
    AddNode,
    Batch,
    Connect,
    Edit,
    Move,
    RemoveNode,
    SetNode,
    SetOutput,
    remove_nodes,
)
from engine.errors import UnknownNodeError
from engine.fragment import extract, insertion
from engine.graph import Edge, Graph, Node
from engine.group import Group
from engine.remaking import LARGE, is_large, remaking
from engine.slices import drained
from tests.engine.graphs import content, network_a


def kinds_of_edits(graph: Graph, numbers: st.DataObject) -> Edit:
    """Draw an edit of a graph that may be anything at all."""
    ids = graph.node_ids()
    some = numbers.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
    match numbers.draw(st.integers(0, 5)):
        case 0:
            return remove_nodes(graph, some)
        case 1:
            return insertion(graph, extract(graph, some), (40.0, 80.0))[0]
        case 2:
            return Move({node_id: (1.0, float(place)) for place, node_id in enumerate(some)})
        case 3:
            return Batch(tuple(SetNode(node_id, {"name": ""}) for node_id in some))
        case 4:
            return SetOutput(some[0] if some else None)
        case _:
            groups: list[Edit] = [] if "g1" in graph.groups else [AddGroup(Group("g1", "one"))]
            return Batch((*groups, *(SetNode(node_id, {"group": "g1"}) for node_id in some)))


@given(st.data())
def test_edits_beside_come_to_the_same_as_edits_in_place(numbers: st.DataObject) -> None:
    graph = network_a()
    for _ in range(numbers.draw(st.integers(1, 5))):
        edit = kinds_of_edits(graph, numbers)
        before = content(graph)
        remade = drained(remaking(graph, edit))
        assert content(graph) == before
        inverse = edit.apply(graph)
        assert remade.change == change_of(edit, inverse)
        assert dump(remade.graph) == dump(graph)
        assert remade.graph.free_id() == graph.free_id()
        assert remade.graph.levels().tolist() == graph.levels().tolist()
        assert set(remade.graph.networkx.edges(keys=True)) == set(graph.networkx.edges(keys=True))
        assert list(remade.graph.networkx.nodes(data=True)) == list(graph.networkx.nodes(data=True))
        # Each goes on from the graph made beside, which must be as good.
        graph = remade.graph


@given(st.data())
def test_the_inverse_change_is_that_of_the_inverse(numbers: st.DataObject) -> None:
    graph = network_a()
    edit = kinds_of_edits(graph, numbers)
    inverse = edit.apply(graph)
    change = change_of(edit, inverse)
    again = inverse.apply(graph)
    assert change.inverted() == change_of(inverse, again)
    assert change.inverted().inverted() == change


def test_later_edits_of_one_leave_the_other_alone() -> None:
    graph = network_a()
    twin = drained(remaking(graph, Batch(()))).graph
    before = content(graph)
    for edit in (Batch(tuple(map(RemoveNode, twin.node_ids()))), AddNode(Node("n1", "sin"))):
        edit.apply(twin)
    assert content(graph) == before
    assert graph.networkx.number_of_edges() == len(graph.edges())


def test_what_is_not_possible_is_refused_and_nothing_changes() -> None:
    graph = network_a()
    before = content(graph)
    taken = graph.edges()[0]
    with pytest.raises(UnknownNodeError):
        drained(remaking(graph, Batch((RemoveNode(taken.target), Connect(taken)))))
    assert content(graph) == before


def test_an_edit_is_large_by_the_number_of_its_parts() -> None:
    half = Batch(tuple(RemoveNode(f"n{number}") for number in range(LARGE // 2)))
    assert not is_large(Batch((half, half)))
    assert is_large(Batch((half, half, Connect(Edge("a", "b", "x")))))


def test_nothing_at_all_is_no_change() -> None:
    assert drained(remaking(network_a(), Batch(()))).change == Change()

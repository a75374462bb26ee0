"""Making, dissolving and emptying groups."""

from __future__ import annotations

import pytest

from engine.change import change_of
from engine.edits import AddGroup, AddNode, Batch, SetGroup, SetNode
from engine.errors import EngineError, UnknownNodeError
from engine.graph import Edge, Graph, Node
from engine.group import Group
from engine.grouping import (
    free_group_id,
    free_group_ids,
    group_nodes,
    housed,
    nodes_in,
    remove_things,
    ungroup,
)
from engine.tape import record
from tests.engine.graphs import chain, content


def nested() -> Graph:
    """Return a chain of six nodes: n1, a group of n2, n3 and a group of n4, n5, and n6."""
    graph = chain(5)
    graph.groups.insert_all([Group("outer", "Outer"), Group("inner", "Inner", parent="outer")])
    for node_id, group in (("n2", "outer"), ("n3", "outer"), ("n4", "inner"), ("n5", "inner")):
        SetNode(node_id, {"group": group}).apply(graph)
    return graph


def homes(graph: Graph) -> dict[str, str | None]:
    """Return the group of every node."""
    return {node.id: node.group for node in graph.nodes()}


def test_nodes_go_into_a_new_group_and_back() -> None:
    graph = chain(3)
    before = content(graph)
    edit, group_id = group_nodes(graph, ["n3", "n2"], "Layer")
    inverse = edit.apply(graph)
    assert homes(graph) == {"n1": None, "n2": group_id, "n3": group_id, "n4": None}
    assert graph.groups[group_id] == Group(group_id, "Layer")
    change = change_of(edit, inverse)
    assert change.groups == {group_id}
    assert change.moved == {"n2", "n3"}
    assert change.is_layout_only
    inverse.apply(graph)
    assert content(graph) == before


def test_a_new_group_lies_where_all_that_it_holds_lies() -> None:
    graph = nested()
    edit, group_id = group_nodes(graph, ["n4", "n5"], "New")
    edit.apply(graph)
    assert graph.groups.path(group_id) == ("outer", "inner", group_id)
    assert homes(graph)["n4"] == group_id


def test_a_group_of_which_all_is_meant_goes_in_as_a_whole() -> None:
    graph = nested()
    edit, group_id = group_nodes(graph, ["n3", "n4", "n5"], "New")
    edit.apply(graph)
    assert graph.groups.path("inner") == ("outer", group_id, "inner")
    assert homes(graph)["n3"] == group_id
    assert homes(graph)["n4"] == "inner"


def test_a_part_of_a_group_leaves_it() -> None:
    graph = nested()
    edit, group_id = group_nodes(graph, ["n1", "n4"], "New")
    edit.apply(graph)
    assert graph.groups.path(group_id) == (group_id,)
    assert homes(graph) | {"n1": None} == homes(nested()) | {"n1": None, "n4": group_id}


def test_a_group_that_is_named_goes_in_with_its_frame() -> None:
    graph = nested()
    edit, group_id = group_nodes(graph, ["n4", "n6"], "New", ["outer"])
    edit.apply(graph)
    assert graph.groups.path("inner") == (group_id, "outer", "inner")
    assert homes(graph) == homes(nested()) | {"n6": group_id}


def test_only_what_is_there_can_be_grouped() -> None:
    with pytest.raises(UnknownNodeError):
        group_nodes(chain(1), ["nobody"], "")
    with pytest.raises(EngineError, match="no group"):
        group_nodes(chain(1), [], "", ["nobody"])


def test_dissolving_leaves_everything_to_the_group_around() -> None:
    graph = nested()
    before = content(graph)
    inverse = ungroup(graph, ["inner"]).apply(graph)
    assert homes(graph)["n4"] == "outer"
    assert list(graph.groups) == ["outer"]
    inverse.apply(graph)
    assert content(graph) == before
    ungroup(graph, ["outer"]).apply(graph)
    assert homes(graph)["n2"] is None
    assert graph.groups["inner"].parent is None
    with pytest.raises(EngineError):
        ungroup(graph, ["outer"])


def test_dissolving_a_group_and_the_one_in_it() -> None:
    graph = nested()
    inverse = ungroup(graph, ["outer", "inner"]).apply(graph)
    assert set(homes(graph).values()) == {None}
    assert not graph.groups
    inverse.apply(graph)
    assert content(graph) == content(nested())


def test_what_is_two_groups_deep_goes_to_the_group_around() -> None:
    graph = nested()
    edit, group_id = group_nodes(graph, ["n4"], "Innermost")
    edit.apply(graph)
    ungroup(graph, ["inner"]).apply(graph)
    assert graph.groups.path(group_id) == ("outer", group_id)
    assert homes(graph)["n5"] == "outer"


def test_removing_a_group_takes_everything_in_it_along() -> None:
    graph = nested()
    inverse = remove_things(graph, ["n6"], [Edge("n1", "n2", "x")], ["outer"]).apply(graph)
    assert graph.node_ids() == ["n1"]
    assert not graph.groups
    inverse.apply(graph)
    assert content(graph) == content(nested())


def test_without_groups_only_nodes_and_edges_are_removed() -> None:
    graph = nested()
    remove_things(graph, ["n6"]).apply(graph)
    assert list(graph.groups) == ["outer", "inner"]
    assert "n6" not in graph


def test_the_nodes_of_a_group_are_those_of_the_groups_in_it_too() -> None:
    found = nodes_in(nested(), ["outer", "inner"])
    assert found == {"outer": ["n2", "n3", "n4", "n5"], "inner": ["n4", "n5"]}


def test_a_free_id_is_one_that_no_node_names() -> None:
    graph = chain(1)
    graph.groups.insert(Group("g1"))
    SetNode("n1", {"group": "g2"}).apply(graph)
    assert free_group_id(graph) == "g3"
    ids = free_group_ids(graph)
    assert [next(ids), next(ids)] == ["g3", "g4"]


def test_what_is_added_while_inside_a_group_lands_there() -> None:
    edit = Batch(
        (
            AddNode(Node("a", "sin")),
            AddNode(Node("b", "sin", group="other")),
            AddGroup(Group("new")),
            SetGroup("new", {"title": "New"}),
        )
    )
    assert housed(edit, "g") == Batch(
        (
            AddNode(Node("a", "sin", group="g")),
            AddNode(Node("b", "sin", group="other")),
            AddGroup(Group("new", parent="g")),
            SetGroup("new", {"title": "New"}),
        )
    )


def test_numbers_do_not_depend_on_groups() -> None:
    plain, grouped = chain(5), nested()
    assert record(plain).evaluate().values == record(grouped).evaluate().values
    assert record(plain).evaluate().gradients == record(grouped).evaluate().gradients

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.change import Change, change_of
from engine.edits import (
    AddGroup,
    AddNode,
    Batch,
    Connect,
    Disconnect,
    Edit,
    Move,
    RemoveGroup,
    RemoveNode,
    SetGroup,
    SetNode,
    SetOutput,
    connect_replacing,
    following,
    remove_nodes,
)
from engine.errors import CycleError, EngineError, PortError, UnknownNodeError
from engine.graph import Edge, Graph, Node
from engine.group import Group
from tests.engine.graphs import content, network_a

if TYPE_CHECKING:
    from collections.abc import Callable

X_TO_M1 = Edge("n1", "n6", "x2")


def applied(edit: Edit, graph: Graph | None = None) -> tuple[Graph, Edit, Change]:
    """Apply an edit to the network and return the graph, the inverse and the change."""
    graph = graph or network_a()
    inverse = edit.apply(graph)
    return graph, inverse, change_of(edit, inverse)


# ---------------------------------------------------------------------- each edit


@pytest.mark.parametrize(
    ("edit", "change"),
    [
        (AddNode(Node("m", "sin", "s")), Change(added=frozenset({"m"}))),
        (Disconnect(X_TO_M1), Change(edges_removed=frozenset({X_TO_M1}))),
        (SetNode("n1", {"value": 2.0}), Change(revised=frozenset({"n1"}))),
        (
            SetNode("n1", {"position": (1.0, 1.0)}),
            Change(revised=frozenset({"n1"}), moved=frozenset({"n1"})),
        ),
        (Move({"n1": (1.0, 2.0), "n2": (0.0, 0.0)}), Change(moved=frozenset({"n1", "n2"}))),
        (SetNode("n1", {"group": "g1"}), Change(moved=frozenset({"n1"}))),
        (AddGroup(Group("g1", "Layer")), Change(groups=frozenset({"g1"}))),
        (
            Batch((AddGroup(Group("g1")), SetGroup("g1", {"title": "Layer"}))),
            Change(groups=frozenset({"g1"})),
        ),
        (SetOutput("n12"), Change(output_changed=True)),
        (SetOutput(None), Change()),
        (Batch(()), Change()),
    ],
)
def test_an_edit_its_change_and_its_inverse(edit: Edit, change: Change) -> None:
    graph, inverse, found = applied(edit)
    assert found == change
    assert (content(graph) == content(network_a())) == (change == Change())
    again = inverse.apply(graph)
    assert content(graph) == content(network_a())
    again.apply(graph)
    assert content(graph) == content(applied(edit)[0])


def test_connecting_and_its_inverse() -> None:
    graph = network_a()
    graph.detach(X_TO_M1)
    _, inverse, change = applied(Connect(X_TO_M1), graph)
    assert change == Change(edges_added=frozenset({X_TO_M1}))
    assert inverse == Disconnect(X_TO_M1)
    assert content(graph) == content(network_a())


def test_removing_a_node_takes_its_edges_and_its_being_the_output_along() -> None:
    graph = network_a()
    graph.output = "n10"
    before = content(graph)
    edges = {*graph.edges_into("n10"), *graph.edges_out_of("n10")}
    _, inverse, change = applied(RemoveNode("n10"), graph)
    assert change == Change(
        removed=frozenset({"n10"}), edges_removed=frozenset(edges), output_changed=True
    )
    assert graph.copy().output is None
    inverse.apply(graph)
    assert content(graph) == before


def test_setting_changes_only_known_fields() -> None:
    for changes in ({"colour": 1}, {"id": "n99"}):
        with pytest.raises(EngineError, match="a node has no field") as caught:
            SetNode("n1", changes).apply(network_a())
        assert caught.value.node == "n1"


@pytest.mark.parametrize(
    "edit",
    [
        RemoveNode("q"),
        Connect(X_TO_M1),
        Connect(Edge("n12", "n6", "x3")),
        Disconnect(Edge("n1", "n6", "x1")),
        SetNode("q", {"value": 1.0}),
        SetNode("n1", {"name": "w1"}),
        SetNode("n1", {"value": "one"}),
        Move({"n1": (5.0, 5.0), "q": (0.0, 0.0)}),
        SetOutput("q"),
        AddNode(Node("n1", "sin")),
        AddGroup(Group("g1", parent="q")),
        RemoveGroup("q"),
        SetGroup("q", {"title": "Layer"}),
    ],
)
def test_what_cannot_be_done_changes_nothing_even_late_in_a_batch(edit: Edit) -> None:
    graph = network_a()
    graph.output = "n12"
    before = content(graph)
    with pytest.raises(EngineError):
        edit.apply(graph)
    assert content(graph) == before
    batch = Batch((RemoveNode("n2"), SetNode("n1", {"name": "z"}), AddNode(Node("m", "sin")), edit))
    with pytest.raises(EngineError):
        batch.apply(graph)
    assert content(graph) == before


def test_setting_changes_only_known_fields_of_groups() -> None:
    graph = network_a()
    graph.groups.insert(Group("g1"))
    for changes in ({"weight": 1}, {"id": "g2"}):
        with pytest.raises(EngineError, match="a group has no field"):
            SetGroup("g1", changes).apply(graph)


def test_edits_of_groups_are_equal_by_content() -> None:
    one, other = (SetGroup("g1", {"extra": {"weight": np.nan}}) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one != SetGroup("g2", {"extra": {"weight": np.nan}})
    assert one != RemoveGroup("g1")


def test_edits_are_equal_by_content() -> None:
    one, other = (SetNode("n1", {"value": np.array([1.0, 2.0])}) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one != SetNode("n1", {"value": np.array([1.0, 3.0])})
    assert one != SetNode("n2", {"value": np.array([1.0, 2.0])})
    assert one != Move({})


# ---------------------------------------------------------------------- changes


def test_what_comes_and_goes_within_a_batch_is_no_change() -> None:
    node = Node("m", "sin", "s")
    edge = Edge("n1", "m", "x")
    edit = Batch((AddNode(node), Connect(edge), SetOutput("m"), RemoveNode("m")))
    assert applied(edit)[2] == Change()


def test_what_goes_and_comes_back_is_revised() -> None:
    graph = network_a()
    graph.output = "n12"
    into = graph.edges_into("n12")
    node = Node("n12", "squared_error", "loss")
    edit = Batch((RemoveNode("n12"), AddNode(node), *map(Connect, into), SetOutput("n12")))
    change = applied(edit, graph)[2]
    assert change == Change(revised=frozenset({"n12"}), moved=frozenset({"n12"}))


def test_what_is_set_or_moved_after_being_added_is_only_added() -> None:
    edit = Batch((AddNode(Node("m", "sin")), SetNode("m", {"name": "s"}), Move({"m": (1.0, 1.0)})))
    assert applied(edit)[2] == Change(added=frozenset({"m"}))


def test_layout_only() -> None:
    assert Change(moved=frozenset({"n1"})).is_layout_only
    assert Change(moved=frozenset({"n1"}), groups=frozenset({"g1"})).is_layout_only
    assert not Change(moved=frozenset({"n1"}), revised=frozenset({"n1"})).is_layout_only
    assert not Change(everything=True).is_layout_only


# ---------------------------------------------------------------------- made edits


def test_connecting_at_a_taken_port_replaces_the_edge() -> None:
    graph = network_a()
    edit = connect_replacing(graph, Edge("n5", "n6", "x2"))
    _, inverse, change = applied(edit, graph)
    assert graph.source("n6", "x2") == "n5"
    assert change.edges_removed == {X_TO_M1}
    inverse.apply(graph)
    assert content(graph) == content(network_a())
    free = connect_replacing(graph, Edge("n5", "n6", "x3"))
    assert free == Batch((Connect(Edge("n5", "n6", "x3")),))


@pytest.mark.parametrize(
    ("edge", "kind"),
    [
        (Edge("n12", "n6", "x2"), CycleError),
        (Edge("n1", "n6", "y"), PortError),
        (Edge("n1", "q", "x"), UnknownNodeError),
    ],
)
def test_replacing_refuses_what_connecting_refuses(edge: Edge, kind: type[EngineError]) -> None:
    with pytest.raises(kind):
        connect_replacing(network_a(), edge)


def test_removing_several_things_at_once() -> None:
    graph = network_a()
    edit = remove_nodes(graph, ["n6", "n7", "n6"], [X_TO_M1, Edge("n1", "n10", "x1")])
    _, inverse, change = applied(edit, graph)
    assert change.removed == {"n6", "n7"}
    assert Edge("n1", "n10", "x1") in change.edges_removed
    assert X_TO_M1 in change.edges_removed
    inverse.apply(graph)
    assert content(graph) == content(network_a())


def move(to: float, node: str = "n1") -> Move:
    return Move({node: (to, to)})


def put(value: float, node: str = "n1") -> SetNode:
    return SetNode(node, {"value": value})


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (move(1), move(2), move(2)),
        (put(1), put(2), put(2)),
        (
            Batch((put(1), put(2, "n2"))),
            Batch((put(3), put(4, "n2"))),
            Batch((put(3), put(4, "n2"))),
        ),
        (move(1), move(2, "n2"), Batch((move(1), move(2, "n2")))),
        (move(1), put(2), Batch((move(1), put(2)))),
        (put(1), SetNode("n1", {"name": "z"}), Batch((put(1), SetNode("n1", {"name": "z"})))),
        (Batch((SetOutput("n1"), put(1))), put(2), Batch((SetOutput("n1"), put(2)))),
        (put(1), Batch((put(2), SetOutput("n1"))), Batch((put(2), SetOutput("n1")))),
        (SetOutput("n1"), SetOutput("n2"), Batch((SetOutput("n1"), SetOutput("n2")))),
        (Batch(()), put(2), Batch((put(2),))),
        (Batch(()), Batch(()), Batch(())),
    ],
)
def test_one_edit_for_two(first: Edit, second: Edit, together: Edit) -> None:
    assert following(first, second) == together
    one, other = network_a(), network_a()
    following(first, second).apply(one)
    first.apply(other)
    second.apply(other)
    assert content(one) == content(other)


def test_a_thousand_edits_in_a_row_make_no_deep_edit() -> None:
    edit: Edit = move(0)
    for step in range(2000):
        edit = following(edit, SetNode(f"n{1 + step % 2}", {"trainable": bool(step % 3)}))
    graph, inverse, _ = applied(edit)
    inverse.apply(graph)
    assert content(graph) == content(network_a())


# ---------------------------------------------------------------------- any edits

IDS = st.sampled_from([f"n{number}" for number in range(1, 16)])
EDGES = st.builds(Edge, IDS, IDS, st.sampled_from(["x", "x1", "x2", "x3", "a", "b"]))
FIELDS: dict[str, Callable[..., st.SearchStrategy[Any]]] = {
    "name": lambda: st.sampled_from(["", "x", "w1", "s", "n3"]),
    "value": lambda: st.sampled_from([None, 1.0, 2.0, np.array([1.0, 2.0])]),
    "trainable": st.booleans,
    "operation": lambda: st.sampled_from(["sin", "add", "input", "nonsense"]),
    "position": lambda: st.sampled_from([(0.0, 0.0), (3.0, 4.0)]),
    "group": lambda: st.sampled_from([None, "g1", "g2", "g3"]),
}
GROUPS = st.sampled_from(["g1", "g2", "g3"])
GROUP_CHANGES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"parent": st.none() | GROUPS}),
    st.fixed_dictionaries({"title": st.sampled_from(["", "Layer"]), "is_collapsed": st.booleans()}),
)
GROUP_EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(AddGroup, st.builds(Group, GROUPS, parent=st.none() | GROUPS)),
    st.builds(RemoveGroup, GROUPS),
    st.builds(SetGroup, GROUPS, GROUP_CHANGES),
)
PRIMITIVES: st.SearchStrategy[Edit] = st.one_of(
    st.builds(
        AddNode,
        st.builds(Node, IDS, st.sampled_from(["sin", "add", "input"]), st.sampled_from(["", "s"])),
    ),
    st.builds(RemoveNode, IDS),
    st.builds(Connect, EDGES),
    st.builds(Connect, EDGES),
    st.builds(Disconnect, st.sampled_from(network_a().edges())),
    st.builds(
        SetNode,
        IDS,
        st.sampled_from(sorted(FIELDS)).flatmap(
            lambda key: st.fixed_dictionaries({key: FIELDS[key]()})
        ),
    ),
    st.builds(Move, st.dictionaries(IDS, st.sampled_from([(0.0, 0.0), (5.0, 5.0)]), max_size=2)),
    st.builds(SetOutput, st.none() | IDS),
    GROUP_EDITS,
)
EDITS = PRIMITIVES | st.builds(Batch, st.lists(PRIMITIVES, max_size=4).map(tuple))


@settings(max_examples=300)
@given(st.lists(EDITS, max_size=12))
def test_any_edits_and_then_undoing_all_leaves_the_same_graph(edits: list[Edit]) -> None:
    graph = network_a()
    beginning = content(graph)
    inverses: list[Edit] = []
    for edit in edits:
        before = graph.copy()
        try:
            inverse = edit.apply(graph)
        except EngineError:
            assert content(graph) == content(before)
            continue
        check_change(change_of(edit, inverse), before, graph)
        inverses.append(inverse)
    end = content(graph)
    redo: list[Edit] = []
    for inverse in reversed(inverses):
        before = graph.copy()
        redo.append(inverse.apply(graph))
        check_change(change_of(inverse, redo[-1]), before, graph)
    assert content(graph) == beginning
    assert set(graph.networkx.nodes) == set(graph.node_ids())
    for edit in reversed(redo):
        edit.apply(graph)
    assert content(graph) == end


def check_change(change: Change, before: Graph, after: Graph) -> None:
    """Hold a change against the two graphs between which it lies."""
    nodes, now = ({node.id: node for node in graph.nodes()} for graph in (before, after))
    assert change.added == now.keys() - nodes.keys()
    assert change.removed == nodes.keys() - now.keys()
    assert change.edges_added == set(after.edges()) - set(before.edges())
    assert change.edges_removed == set(before.edges()) - set(after.edges())
    assert change.output_changed == (before.output != after.output)
    assert {
        group_id
        for group_id in before.groups.keys() | after.groups.keys()
        if before.groups.get(group_id) != after.groups.get(group_id)
    } <= change.groups
    kept = nodes.keys() & now.keys()
    assert change.revised | change.moved <= kept
    moved = {node_id for node_id in kept if nodes[node_id].position != now[node_id].position}
    assert moved <= change.moved
    differing = {node_id for node_id in kept if nodes[node_id] != now[node_id]}
    assert differing <= change.revised | change.moved
    assert not change.is_layout_only or differing <= change.moved


@settings(max_examples=100)
@given(st.lists(PRIMITIVES, min_size=2, max_size=6))
def test_merged_edits_do_and_undo_the_same(edits: list[Edit]) -> None:
    graph = network_a()
    merged: Edit = Batch(())
    back: Edit = Batch(())
    for edit in edits:
        try:
            inverse = edit.apply(graph)
        except EngineError:
            continue
        merged, back = following(merged, edit), following(inverse, back)
    end = content(graph)
    back.apply(graph)
    assert content(graph) == content(network_a())
    merged.apply(graph)
    assert content(graph) == end

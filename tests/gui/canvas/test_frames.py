"""Where frames, cards of groups and stubs are."""

from __future__ import annotations

import pytest

from engine.edits import Move, SetGroup, SetNode
from engine.graph import Graph, Node
from engine.group import Group
from gui.canvas.frames import EMPTY_SIZE, Arrangement, Box, arrange, header_height
from gui.canvas.projection import group_key, project, stub_key

SIZE = (132.0, 84.0)


@pytest.fixture
def graph() -> Graph:
    """Two sines in a group, one of them in a group of its own, fed by x and feeding y."""
    graph = Graph()
    graph.groups.insert_all([Group("g", "Group"), Group("inner", "Inner", parent="g")])
    x = graph.add_input("x", 1.0)
    a = graph.add("sin", x, name="a")
    b = graph.add("sin", a, name="b")
    graph.add("sin", b, name="y")
    for node_id, group, place in ((a, "g", (240.0, 0.0)), (b, "inner", (480.0, 120.0))):
        SetNode(node_id, {"group": group}).apply(graph)
        Move({node_id: place}).apply(graph)
    return graph


def arranged(graph: Graph, entered: str | None = None) -> Arrangement:
    return arrange(graph, project(graph, entered), lambda _: SIZE)


def test_a_frame_holds_what_is_in_its_group_with_room_around(graph: Graph) -> None:
    frames = arranged(graph).frames
    inner, outer = frames["inner"].box, frames["g"].box
    assert inner == Box(456.0, 120.0 - header_height(graph.groups["inner"]), 636.0, 228.0)
    assert outer.left == 240.0 - 24.0
    assert outer.top == -header_height(graph.groups["g"])
    assert outer.right == inner.right + 24.0
    assert outer.bottom == inner.bottom + 24.0
    assert list(frames) == ["g", "inner"]
    assert not frames["g"].is_empty


def test_a_note_takes_room_below_the_title(graph: Graph) -> None:
    before = arranged(graph).frames["g"].box
    SetGroup("g", {"note": "What it does"}).apply(graph)
    assert arranged(graph).frames["g"].box == before._replace(top=before.top - 24.0)


def test_a_frame_that_was_drawn_larger_stays_so(graph: Graph) -> None:
    SetGroup("g", {"position": (120.0, -120.0), "size": (900.0, 600.0)}).apply(graph)
    assert arranged(graph).frames["g"].box == Box(120.0, -120.0, 1020.0, 480.0)


def test_a_frame_grows_where_its_nodes_go_beyond_it(graph: Graph) -> None:
    SetGroup("g", {"position": (200.0, -60.0), "size": (300.0, 200.0)}).apply(graph)
    assert arranged(graph).frames["g"].box == Box(200.0, -60.0, 660.0, 252.0)


def test_a_frame_follows_nodes_that_have_gone_elsewhere(graph: Graph) -> None:
    SetGroup("g", {"position": (-2000.0, 0.0), "size": (300.0, 200.0)}).apply(graph)
    assert arranged(graph).frames["g"].box.left == 240.0 - 24.0


def test_an_empty_frame_is_where_it_was_drawn() -> None:
    graph = Graph()
    graph.groups.insert(Group("c", "Note", position=(12.0, 24.0), size=(300.0, 120.0)))
    graph.groups.insert(Group("d", "Note", position=(12.0, 24.0)))
    frames = arranged(graph).frames
    assert frames["c"].box == Box(12.0, 24.0, 312.0, 144.0)
    assert frames["d"].box == Box(12.0, 24.0, 12.0 + EMPTY_SIZE[0], 24.0 + EMPTY_SIZE[1])
    assert frames["c"].is_empty


@pytest.mark.parametrize("group_id", ["g", "inner"])
def test_a_card_stands_in_the_corner_of_its_frame(graph: Graph, group_id: str) -> None:
    SetGroup(group_id, {"position": (200.0, -100.0), "size": (300.0, 200.0)}).apply(graph)
    box = arranged(graph).frames[group_id].box
    SetGroup(group_id, {"is_collapsed": True}).apply(graph)
    assert arranged(graph).places[group_key(group_id)] == (box.left, box.top)


def test_stubs_stand_left_and_right_of_what_is_inside(graph: Graph) -> None:
    found = arranged(graph, "g")
    x, y = graph.resolve("x"), graph.resolve("y")
    inner = found.frames["inner"].box
    comes_in, goes_out = found.places[stub_key(x)], found.places[stub_key(y, "x")]
    assert comes_in[0] + SIZE[0] < 240.0
    assert comes_in[1] == 0.0
    assert goes_out[0] > inner.right
    assert goes_out[1] == 120.0


def test_stubs_do_not_lie_on_one_another() -> None:
    graph = Graph()
    graph.groups.insert(Group("g"))
    names = [graph.add_input(name, 1.0) for name in ("u", "v", "w")]
    graph.insert(Node("sum", "add", group="g"))
    for index, name in enumerate(names):
        graph.connect(name, "sum", f"x{index + 1}")
    found = arranged(graph, "g").places
    heights = sorted(found[stub_key(name)][1] for name in names)
    assert heights[1] - heights[0] >= 36.0
    assert heights[2] - heights[1] >= 36.0


def test_inside_an_empty_group_there_is_nothing() -> None:
    graph = Graph()
    graph.groups.insert(Group("g"))
    assert arranged(graph, "g") == Arrangement({}, {})

"""The scene follows the document, and is at any time what it would be if it were made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from engine.document_format import Contents
from engine.edits import (
    AddGroup,
    AddNode,
    Batch,
    Connect,
    Disconnect,
    Edit,
    Move,
    RemoveNode,
    SetGroup,
    SetNode,
    connect_replacing,
)
from engine.errors import EngineError
from engine.graph import Edge, Graph, Node
from engine.group import Group
from engine.grouping import free_group_id, group_nodes, remove_things, ungroup
from engine.program import parse
from gui.canvas.number_text import NumberFormat
from gui.canvas.scene import Scene
from gui.document import Document
from gui.playback import Playhead
from gui.theme import manager

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand

OPERATIONS = ("input", "parameter", "constant", "add", "multiply", "power", "sigmoid", "nonsense")
PLACES = st.integers(-20, 20).map(lambda number: number * 12.0)


@st.composite
def edits(draw: st.DrawFn, graph: Graph) -> Edit:
    """One edit that may or may not be possible."""
    ids = graph.node_ids()
    kind = draw(
        st.sampled_from(
            ("add", "add", "remove", "connect", "connect", "cut", "set", "move", "group", "group")
        )
    )
    if kind == "add" or not ids:
        operation = draw(st.sampled_from(OPERATIONS))
        attributes = {"exponent": 2.0} if operation == "power" else {}
        position = (draw(PLACES), draw(PLACES))
        name = draw(st.sampled_from(("", "", "w1", "yhat", "a_very_long_name_indeed")))
        value = 1.0 if operation == "constant" else None
        node = Node(graph.free_id(), operation, name, value, attributes, position=position)
        return AddNode(node)
    one, other = draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
    if kind == "remove":
        return RemoveNode(one)
    if kind == "connect":
        port = draw(st.sampled_from(("x", "x1", "x2", "x3", "base", "exponent")))
        return connect_replacing(graph, Edge(one, other, port))
    if kind == "cut":
        return Batch(tuple(map(Disconnect, graph.edges_into(one))))
    if kind == "group":
        return draw(group_edits(graph))
    if kind == "move":
        return Move({one: (draw(PLACES), draw(PLACES)), other: (draw(PLACES), draw(PLACES))})
    name = draw(st.sampled_from(("", "b", "learning_rate")))
    return Batch(
        (
            SetNode(one, {"name": name, "attributes": {"x2": 3.0}}),
            Move({other: (draw(PLACES), draw(PLACES))}),
        )
    )


@st.composite
def group_edits(draw: st.DrawFn, graph: Graph) -> Edit:
    """One edit of the groups that may or may not be possible."""
    ids, groups = graph.node_ids(), list(graph.groups)
    kind = draw(st.sampled_from(("make", "make", "comment", "collapse", "set", "join", "dissolve")))
    if kind == "make" or not groups:
        chosen = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4))
        inner = draw(st.lists(st.sampled_from(groups), max_size=1)) if groups else []
        return group_nodes(graph, chosen, draw(st.sampled_from(("", "Layer 1"))), inner)[0]
    one, other = draw(st.sampled_from(groups)), draw(st.sampled_from(groups))
    if kind == "comment":
        place = (draw(PLACES), draw(PLACES))
        return AddGroup(Group(free_group_id(graph), "Note", "text", position=place))
    if kind == "collapse":
        return SetGroup(one, {"is_collapsed": not graph.groups[one].is_collapsed})
    if kind == "set":
        size = draw(st.sampled_from(((0.0, 0.0), (600.0, 480.0))))
        place = (draw(PLACES), draw(PLACES))
        return SetGroup(one, {"parent": other, "colour": "value", "size": size, "position": place})
    if kind == "join":
        return SetNode(draw(st.sampled_from(ids)), {"group": draw(st.sampled_from((one, None)))})
    if draw(st.booleans()):
        return remove_things(graph, (), (), [one])
    return ungroup(graph, {one, other})


def grouped_graph() -> Graph:
    """A chain with branches, in a group and, within it, in another."""
    graph = parse("input x = 1; param w = 2; m = w*x; z = m + 3; h = tanh(z); y = h*x; q = y^2")
    for index, node_id in enumerate(graph.node_ids()):
        Move({node_id: (index * 180.0, index % 3 * 120.0)}).apply(graph)
    inner, _ = group_nodes(graph, [graph.resolve("m"), graph.resolve("z")], "inner")
    inner.apply(graph)
    outer, _ = group_nodes(graph, [graph.resolve("h")], "outer", ["g1"])
    outer.apply(graph)
    return graph


def test_a_card_grows_with_the_edges_that_go_into_its_group(qapp: QApplication) -> None:
    document = Document()
    playhead = Playhead(document, document)
    document.show(Contents(grouped_graph()), None)
    scene = Scene(document, playhead)
    graph = document.graph
    sum_id = graph.resolve("z")
    for edit in (
        SetGroup("g1", {"is_collapsed": True}),
        AddNode(Node("a", "input", "a", 1.0, position=(0.0, 400.0))),
        Connect(Edge("a", sum_id, "x3")),
        SetNode(sum_id, {"name": "a_much_longer_name_than_before"}),
        SetGroup("g1", {"title": "A title that needs a wider card"}),
        Connect(Edge(graph.resolve("x"), sum_id, "x4")),
        SetGroup("g2", {"is_collapsed": True}),
        SetGroup("g2", {"is_collapsed": False}),
        Disconnect(Edge("a", sum_id, "x3")),
    ):
        document.perform(edit, "Edit")
        anew = Scene(document, playhead)
        assert scene.state() == anew.state()
        anew.deleteLater()
    scene.deleteLater()
    document.deleteLater()


@settings(max_examples=60)
@given(data=st.data())
def test_after_any_edits_the_scene_is_what_it_would_be_if_made_anew(
    qapp: QApplication, data: st.DataObject
) -> None:
    document = Document()
    playhead = Playhead(document, document)
    if data.draw(st.booleans()):
        document.show(Contents(grouped_graph()), None)
    scene = Scene(document, playhead)
    for _ in range(data.draw(st.integers(1, 14))):
        action = data.draw(st.sampled_from(("edit", "edit", "edit", "undo", "redo", "enter")))
        if action == "enter":
            document.enter(data.draw(st.sampled_from((None, *document.graph.groups))))
        elif action == "edit":
            try:
                document.perform(data.draw(edits(document.graph)), "Edit")
            except EngineError:
                continue
        else:
            getattr(document.undo_stack, action)()
        anew = Scene(document, playhead)
        assert scene.state() == anew.state()
        anew.deleteLater()
    before = scene.state()
    scene.rebuild()
    assert scene.state() == before
    scene.deleteLater()
    document.deleteLater()


def test_only_what_a_change_touches_gets_another_card(view: CanvasView, hand: Hand) -> None:
    cards, doomed = dict(view.stage.diagram.cards), hand.id("o1")
    fed = {edge.target for edge in hand.graph.edges_out_of(doomed)}
    view.document.perform(RemoveNode(doomed), "Delete")
    left = view.stage.diagram.cards
    assert set(cards) - set(left) == {doomed}
    assert {node_id for node_id in left if left[node_id] is not cards[node_id]} == fed


def test_opening_another_document_makes_everything_anew(view: CanvasView) -> None:
    view.document.show(Contents(parse("a = 1; b = exp(a)")), None)
    assert set(view.stage.diagram.cards) == set(view.document.graph.node_ids())
    assert len(view.stage.diagram.cards) == 2


def test_the_scene_takes_in_nodes_far_away(view: CanvasView, hand: Hand) -> None:
    view.document.perform(Move({hand.id("L"): (50_000.0, -9_000.0)}), "Move")
    assert view.canvas_scene.sceneRect().contains(QRectF(50_000, -9_000, 132, 84))


def test_positions_of_a_drag_stay_out_of_the_graph(view: CanvasView, hand: Hand) -> None:
    before = hand.graph.find("o1").position
    view.canvas_scene.move_live({hand.id("o1"): (7.0, 9.0)})
    assert view.stage.diagram.nodes.position(hand.id("o1")) == (7.0, 9.0)
    assert hand.graph.find("o1").position == before
    view.canvas_scene.rebuild()
    assert view.stage.diagram.nodes.position(hand.id("o1")) == before


def test_edges_follow_a_node_that_is_dragged(view: CanvasView, hand: Hand) -> None:
    table = view.stage.diagram.edges
    edge = hand.graph.edges_out_of(hand.id("o1"))[0]
    before = table.points[table.rows[edge]].copy()
    x, y = hand.graph.find("o1").position
    view.canvas_scene.move_live({hand.id("o1"): (x + 10, y + 30)})
    after = table.points[table.rows[edge]]
    assert (after[0] - before[0]).tolist() == [10, 30]
    assert (after[3] - before[3]).tolist() == [0, 0]


def test_the_selection_of_the_document_is_marked(view: CanvasView, hand: Hand) -> None:
    edge = hand.graph.edges()[0]
    view.document.select([hand.id("x")], [edge])
    assert view.stage.marks.nodes == {hand.id("x")}
    assert view.stage.marks.edges == {edge}


def test_another_theme_gives_another_look(view: CanvasView) -> None:
    before = view.stage.look
    dark = not manager().theme.dark
    manager().choose("dark" if dark else "light")
    try:
        assert view.stage.look is not before
        assert view.stage.look.theme.dark is dark
    finally:
        manager().choose("light")


def test_stale_numbers_are_told_to_the_stage(view: CanvasView, hand: Hand) -> None:
    view.document.set_live(False)
    told: list[bool] = []
    view.canvas_scene.showing_changed.connect(lambda: told.append(view.stage.showing.is_stale))
    view.document.perform(SetNode(hand.id("x"), {"value": 2.0}), "Set")
    view.document.set_live(True)
    assert told[0] is True
    assert told[-1] is False


def test_another_way_of_writing_numbers_reaches_the_literals(view: CanvasView) -> None:
    view.document.show(Contents(parse("x = 1; y = x^0.5")), None)
    power = next(node.id for node in view.document.graph.nodes() if node.operation == "power")
    assert view.stage.diagram.cards[power].ports[1].literal == "0.5"
    view.canvas_scene.set_numbers(NumberFormat(comma=True))
    assert view.stage.diagram.cards[power].ports[1].literal == "0,5"


def test_a_connected_port_hides_its_literal(view: CanvasView) -> None:
    view.document.show(Contents(parse("x = 1; z = 3; y = x^0.5")), None)
    graph = view.document.graph
    power = next(node.id for node in graph.nodes() if node.operation == "power")
    port = graph.ports(power)[1]
    view.document.perform(Connect(Edge(graph.resolve("z"), power, port)), "Connect")
    assert view.stage.diagram.cards[power].ports[1].literal == ""
    view.document.undo_stack.undo()
    assert view.stage.diagram.cards[power].ports[1].literal == "0.5"

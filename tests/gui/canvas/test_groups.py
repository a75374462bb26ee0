"""Groups on the canvas: frames, cards, going in and out, by mouse and by action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip, QWidget

from engine.document_format import Contents, dump, load_contents
from engine.edits import AddGroup, AddNode, Move, RemoveGroup, SetGroup
from engine.graph import Edge, Node
from engine.group import Group
from engine.program import parse
from engine.trace import Phase
from gui.canvas.frame_painter import title_box
from gui.canvas.gestures.gesture import Pointer
from gui.canvas.hits import Part
from gui.canvas.projection import group_key, stub_key
from gui.canvas.row_state import EdgeKind
from gui.canvas.tooltips import badge_text_at, tip_text

if TYPE_CHECKING:
    from pathlib import Path

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def group(view: CanvasView, hand: Hand) -> str:
    """A group of the hidden neuron's nodes, shown at the canvas's own size."""
    view.document.select([hand.id(name) for name in ("z1", "o1")])
    view.grouping.group()
    view.in_place.editor.close_editor()
    view.reset_zoom()
    view.navigator.centre_on(hand.middle("z1"))
    QApplication.processEvents()
    return "g1"


def groups(view: CanvasView) -> dict[str, Group]:
    return dict(view.document.graph.groups)


def title(view: CanvasView, group_id: str) -> QPointF:
    """A place in a frame's title or on a card, beside everything that can be pressed there."""
    area = view.grouping.area_of(group_id)
    return area.topLeft() + QPointF(area.width() - 24.0, 12.0)


def sign(view: CanvasView, group_id: str) -> QPointF:
    return view.grouping.area_of(group_id).topLeft() + QPointF(20.0, 18.0)


def home(view: CanvasView, hand: Hand, name: str) -> str | None:
    return view.document.graph.node(hand.id(name)).group


def collapse(view: CanvasView, group_id: str) -> None:
    view.document.perform(SetGroup(group_id, {"is_collapsed": True}), "Collapse")


def entered(view: CanvasView) -> tuple[str, ...]:
    return view.document.entered


def aimed(view: CanvasView) -> str | None:
    return view.stage.marks.aimed_group


def steps(view: CanvasView) -> int:
    return view.document.undo_stack.index()


def undo_all(view: CanvasView) -> None:
    while view.document.undo_stack.canUndo():
        view.document.undo_stack.undo()


# ------------------------------------------------------------------ making


def test_grouping_makes_a_frame_and_lets_its_title_be_typed(view: CanvasView, hand: Hand) -> None:
    view.document.select([hand.id("z1"), hand.id("o1")])
    view.grouping.group()
    assert view.in_place.editor.is_open
    QTest.keyClicks(view.in_place.editor.field, "Neuron")
    QTest.keyClick(view.in_place.editor.field, Qt.Key.Key_Return)
    assert groups(view)["g1"].title == "Neuron"
    assert home(view, hand, "z1") == home(view, hand, "o1") == "g1"
    assert view.document.selected_groups == {"g1"}
    assert view.stage.diagram.frames["g1"].box.holds(*hand.middle("o1").toTuple())
    assert view.document.undo_stack.undoText() == "Rename a group to Neuron"


def test_nothing_selected_makes_no_group(view: CanvasView) -> None:
    view.document.select(())
    for action in (
        view.grouping.group,
        view.grouping.ungroup,
        view.grouping.toggle_selected,
        view.grouping.enter_selected,
        view.grouping.next_colour,
        view.grouping.edit_note,
    ):
        action()
    assert steps(view) == 0
    assert not view.grouping.leave()


def test_a_title_that_is_too_long_is_refused_in_place(view: CanvasView, group: str) -> None:
    view.grouping.rename(group)
    view.in_place.editor.field.setText("x" * 300)
    QTest.keyClick(view.in_place.editor.field, Qt.Key.Key_Return)
    assert "at most 120 characters" in view.in_place.editor.problem.text()
    assert groups(view)[group].title == "Group 1"


def test_ungrouping_keeps_the_nodes_selected(view: CanvasView, hand: Hand, group: str) -> None:
    view.grouping.ungroup()
    assert not groups(view)
    assert view.document.selection == {hand.id("z1"), hand.id("o1")}
    view.document.undo_stack.undo()
    view.document.select([hand.id("z1")])
    view.grouping.ungroup()
    assert not groups(view)


def test_a_comment_is_a_frame_without_nodes(view: CanvasView) -> None:
    view.grouping.add_frame()
    frame = view.stage.diagram.frames["g1"]
    assert frame.is_empty
    assert view.in_place.editor.is_open
    view.in_place.editor.close_editor()
    view.grouping.edit_note()
    QTest.keyClicks(view.in_place.editor.field, "Look here")
    QTest.keyClick(view.in_place.editor.field, Qt.Key.Key_Return)
    assert groups(view)["g1"].note == "Look here"
    view.delete_selection()
    assert not groups(view)


def test_colours_come_round(view: CanvasView, group: str) -> None:
    seen = []
    for _ in range(7):
        view.grouping.next_colour()
        seen.append(groups(view)[group].colour)
    assert len(set(seen)) == 7
    assert seen[-1] == "operation"


# ------------------------------------------------------------------ moving


def test_a_frame_carries_its_nodes(view: CanvasView, hand: Hand, group: str) -> None:
    view.document.select(())
    before, box = hand.middle("o1"), view.grouping.area_of(group)
    other, now = hand.middle("L"), steps(view)
    start = title(view, group)
    hand.press(start)
    hand.move(start + QPointF(30, 20))
    hand.move(start + QPointF(60, 48))
    assert hand.middle("o1") - before == QPointF(60, 48)
    assert view.grouping.area_of(group).topLeft() - box.topLeft() == QPointF(60, 48)
    assert steps(view) == now
    hand.release(start + QPointF(60, 48))
    assert steps(view) == now + 1
    assert view.document.undo_stack.undoText() == "Move Group 1"
    assert hand.middle("o1") - before == QPointF(60, 48)
    assert hand.middle("L") == other
    state = view.canvas_scene.state()
    view.canvas_scene.rebuild()
    assert view.canvas_scene.state() == state
    view.document.undo_stack.undo()
    assert view.grouping.area_of(group) == box


def test_escape_puts_a_dragged_frame_back(view: CanvasView, group: str) -> None:
    hand_state = view.canvas_scene.state()
    gesture = view.grouping.dragged(view.interaction.hit(title(view, group)))
    assert gesture is not None
    start = title(view, group)
    view.interaction.begin(gesture, Pointer(start, QPointF()))
    view.interaction.follow(Pointer(start + QPointF(99, 99), QPointF(99, 99)))
    assert view.canvas_scene.state() != hand_state
    assert view.interaction.cancel()
    assert view.canvas_scene.state() == hand_state


def test_an_empty_frame_is_moved_by_its_title(view: CanvasView, hand: Hand) -> None:
    view.grouping.add_frame()
    view.in_place.editor.close_editor()
    area = view.grouping.area_of("g1")
    hand.drag(title(view, "g1"), title(view, "g1") + QPointF(48, 24))
    assert view.grouping.area_of("g1").topLeft() - area.topLeft() == QPointF(48, 24)
    assert groups(view)["g1"].position == view.grouping.area_of("g1").topLeft().toTuple()


def test_a_node_dropped_into_a_frame_joins_it_in_the_same_step(
    view: CanvasView, hand: Hand, group: str
) -> None:
    view.document.perform(
        SetGroup(group, {"size": (900.0, 700.0), "position": groups_corner(view, group)}), "Resize"
    )
    area, now = view.grouping.area_of(group), steps(view)
    before = dump(view.document.contents)
    hand.press(hand.middle("y"))
    hand.move(hand.middle("y") + QPointF(9, 9))
    hand.move(area.bottomRight() - QPointF(120, 80))
    assert aimed(view) == group
    hand.release(area.bottomRight() - QPointF(120, 80))
    assert aimed(view) is None
    assert steps(view) == now + 1
    assert home(view, hand, "y") == group
    view.document.undo_stack.undo()
    assert dump(view.document.contents) == before


def test_a_node_dropped_on_the_card_of_a_group_joins_it_in_one_step(
    view: CanvasView, hand: Hand, group: str
) -> None:
    collapse(view, group)
    card, now = view.grouping.area_of(group), steps(view)
    before = dump(view.document.contents)
    hand.press(hand.middle("y"))
    hand.move(hand.middle("y") + QPointF(9, 9))
    hand.move(card.center())
    assert aimed(view) == group
    hand.release(card.center())
    assert aimed(view) is None
    assert steps(view) == now + 1
    assert view.document.undo_stack.undoText() == "Move y into Group 1"
    assert home(view, hand, "y") == group
    assert view.document.selected_groups == {group}
    assert view.grouping.area_of(group).topLeft() == card.topLeft()
    view.grouping.toggle(group)
    rows, boxes = view.stage.diagram.nodes.rows, view.stage.diagram.nodes.boxes
    left, top, right, bottom = boxes[rows[hand.id("y")]].tolist()
    inside = QRectF(left, top, right - left, bottom - top)
    for name in ("z1", "o1"):
        left, top, right, bottom = boxes[rows[hand.id(name)]].tolist()
        assert not inside.intersects(QRectF(left, top, right - left, bottom - top))
    undo_all_but(view, now)
    assert dump(view.document.contents) == before


def undo_all_but(view: CanvasView, count: int) -> None:
    view.document.undo_stack.setIndex(count)


def test_a_group_dropped_on_the_card_of_another_lies_in_it(
    view: CanvasView, hand: Hand, group: str
) -> None:
    view.document.select([hand.id("y")])
    view.grouping.group()
    view.in_place.editor.close_editor()
    collapse(view, group)
    collapse(view, "g2")
    before, now = dump(view.document.contents), steps(view)
    hand.drag(title(view, "g2"), view.grouping.area_of(group).center())
    assert groups(view)["g2"].parent == group
    assert groups(view)[group].parent is None
    assert steps(view) == now + 1
    view.document.undo_stack.undo()
    assert dump(view.document.contents) == before


def test_giving_up_over_the_card_of_a_group_changes_nothing(
    view: CanvasView, hand: Hand, group: str
) -> None:
    collapse(view, group)
    before, now = dump(view.document.contents), steps(view)
    hand.press(hand.middle("y"))
    hand.move(hand.middle("y") + QPointF(9, 9))
    hand.move(view.grouping.area_of(group).center())
    view.interaction.cancel()
    assert aimed(view) is None
    assert (dump(view.document.contents), steps(view)) == (before, now)


def groups_corner(view: CanvasView, group_id: str) -> tuple[float, float]:
    corner = view.grouping.area_of(group_id).topLeft()
    return corner.x(), corner.y()


def test_a_node_dragged_out_of_a_frame_leaves_it(view: CanvasView, hand: Hand, group: str) -> None:
    area = view.grouping.area_of(group)
    view.document.select(())
    hand.drag(hand.middle("z1"), QPointF(area.center().x(), area.bottom() + 120))
    assert home(view, hand, "z1") is None
    assert home(view, hand, "o1") == group


def test_a_frame_whose_last_node_leaves_stays_where_it_is(
    view: CanvasView, hand: Hand, group: str
) -> None:
    area = view.grouping.area_of(group)
    view.document.select([hand.id("z1"), hand.id("o1")])
    hand.drag(hand.middle("z1"), QPointF(area.center().x(), area.bottom() + 150))
    assert home(view, hand, "z1") is home(view, hand, "o1") is None
    assert view.grouping.area_of(group) == area
    assert view.stage.diagram.frames[group].is_empty


def test_a_node_moved_within_its_frame_stays_in_it(
    view: CanvasView, hand: Hand, group: str
) -> None:
    view.document.select(())
    hand.drag(hand.middle("z1"), hand.middle("z1") + QPointF(0, 24))
    assert home(view, hand, "z1") == group
    assert view.document.undo_stack.undoText() == "Move z₁"


def test_a_node_that_stays_in_its_frame_does_not_join_one_that_overlaps(
    view: CanvasView, hand: Hand, group: str
) -> None:
    corner = groups_corner(view, group)
    view.document.perform(
        AddGroup(Group("over", "Over", position=corner, size=(900.0, 700.0))), "Add"
    )
    view.document.select(())
    hand.drag(hand.middle("z1"), hand.middle("z1") + QPointF(12, 12))
    assert home(view, hand, "z1") == group
    hand.drag(hand.middle("z1"), view.grouping.area_of("over").bottomRight() - QPointF(150, 90))
    assert home(view, hand, "z1") == "over"


def test_the_selected_frame_is_fitted(view: CanvasView, group: str) -> None:
    view.grouping.add_frame()
    view.in_place.editor.close_editor()
    view.fit_selection()
    middle = view.grouping.area_of("g2").center()
    assert (view.navigator.centre() - middle).manhattanLength() < 3


def test_a_frame_dropped_into_another_lies_in_it(view: CanvasView, hand: Hand, group: str) -> None:
    view.document.select([hand.id("yhat"), hand.id("L")])
    view.grouping.group()
    view.in_place.editor.close_editor()
    outer = view.grouping.area_of("g2")
    view.document.perform(
        SetGroup("g2", {"position": (outer.left(), outer.top()), "size": (1200.0, 900.0)}), "Size"
    )
    view.fit()
    view.document.select(())
    target = view.grouping.area_of("g2").center() + QPointF(0, 120)
    hand.drag(title(view, group), target)
    assert groups(view)[group].parent == "g2"
    hand.drag(title(view, group), view.grouping.area_of("g2").topLeft() - QPointF(300, 200))
    assert groups(view)[group].parent is None


def test_nudging_takes_the_frame_along(view: CanvasView, hand: Hand, group: str) -> None:
    corner = groups_corner(view, group)
    view.document.perform(SetGroup(group, {"position": corner, "size": (700.0, 500.0)}), "Resize")
    now, area = steps(view), view.grouping.area_of(group)
    view.nudge(12, 0)
    view.nudge(12, 0)
    assert view.grouping.area_of(group).topLeft() == area.topLeft() + QPointF(24, 0)
    assert steps(view) == now + 1
    view.document.undo_stack.undo()
    assert view.grouping.area_of(group) == area


def test_the_corner_of_a_frame_gives_it_room(view: CanvasView, hand: Hand, group: str) -> None:
    area = view.grouping.area_of(group)
    corner = area.bottomRight() - QPointF(5, 5)
    assert view.interaction.hit(corner).part is Part.CORNER
    hand.drag(corner, corner + QPointF(96, 60))
    grown = view.grouping.area_of(group)
    assert grown.bottomRight() - area.bottomRight() == QPointF(96, 60)
    hand.drag(grown.bottomRight() - QPointF(5, 5), area.center())
    assert view.grouping.area_of(group) == area
    assert groups(view)[group].size == (0.0, 0.0)


# ------------------------------------------------------------------ selecting


def test_pressing_a_title_selects_the_group_and_what_is_in_it(
    view: CanvasView, hand: Hand, group: str
) -> None:
    view.document.select(())
    hand.click(title(view, group))
    assert view.document.selected_groups == {group}
    assert view.document.selection == {hand.id("z1"), hand.id("o1")}
    hand.click(title(view, group), keys=SHIFT)
    assert not view.document.selected_groups
    assert not view.document.selection
    hand.click(title(view, group), keys=SHIFT)
    assert view.document.selected_groups == {group}


def test_a_rubber_band_takes_a_frame_that_is_wholly_in_it(
    view: CanvasView, hand: Hand, group: str
) -> None:
    view.fit()
    view.document.select(())
    area = view.grouping.area_of(group)
    hand.drag(area.topLeft() - QPointF(20, 20), area.bottomRight() + QPointF(20, 20))
    assert group in view.document.selected_groups
    hand.drag(area.center(), area.center() + QPointF(8, 8))
    assert group not in view.document.selected_groups


def test_selecting_all_takes_only_what_is_looked_at(
    view: CanvasView, hand: Hand, group: str
) -> None:
    view.select_all()
    assert view.document.selection == set(view.document.graph.node_ids())
    assert view.document.selected_groups == {group}
    view.grouping.enter(group)
    view.select_all()
    assert view.document.selection == {hand.id("z1"), hand.id("o1")}
    assert not view.document.selected_groups


def test_deleting_a_group_deletes_what_is_in_it(view: CanvasView, hand: Hand, group: str) -> None:
    before = dump(view.document.contents)
    nodes = {hand.id("z1"), hand.id("o1")}
    view.delete_selection()
    assert not groups(view)
    assert nodes.isdisjoint(view.document.graph.node_ids())
    assert view.document.undo_stack.undoText() == "Delete Group 1"
    view.document.undo_stack.undo()
    assert dump(view.document.contents) == before


# ------------------------------------------------------------------ copying


def test_copies_keep_their_groups(view: CanvasView, hand: Hand, group: str) -> None:
    view.duplicate()
    assert len(groups(view)) == 2
    assert view.document.selected_groups == {"g2"}
    assert {view.document.graph.node(new).group for new in view.document.selection} == {"g2"}
    view.grouping.select(group)
    view.copy()
    view.paste()
    assert len(groups(view)) == 3
    before = dump(view.document.contents)
    view.cut()
    assert len(groups(view)) == 2
    view.document.undo_stack.undo()
    assert dump(view.document.contents) == before


def test_a_copy_of_a_member_stays_in_its_group(view: CanvasView, hand: Hand, group: str) -> None:
    view.document.select([hand.id("z1")])
    view.duplicate()
    (new,) = view.document.selection
    assert view.document.graph.node(new).group == group


def test_a_comment_can_be_copied(view: CanvasView) -> None:
    view.grouping.add_frame()
    view.in_place.editor.close_editor()
    view.copy()
    assert QGuiApplication.clipboard().text() == ""
    view.paste()
    assert [item.title for item in groups(view).values()] == ["Comment", "Comment"]


def test_the_file_brings_groups_back(
    view: CanvasView, hand: Hand, group: str, tmp_path: Path
) -> None:
    collapse(view, group)
    path = tmp_path / "grouped.chainrule"
    view.document.save(path)
    before = view.canvas_scene.state()
    view.document.show(load_contents(path), path)
    assert view.canvas_scene.state()["nodes"] == before["nodes"]
    assert groups(view)[group].is_collapsed


# ------------------------------------------------------------------ cards


def test_the_sign_closes_and_opens_a_group(view: CanvasView, hand: Hand, group: str) -> None:
    corner = view.grouping.area_of(group).topLeft()
    hand.click(sign(view, group))
    assert groups(view)[group].is_collapsed
    assert view.grouping.area_of(group).topLeft() == corner
    card = view.stage.diagram.cards[group_key(group)]
    assert card.symbol == "Group 1"
    assert card.caption == "2 nodes"
    hand.click(sign(view, group))
    assert not groups(view)[group].is_collapsed
    view.grouping.toggle_selected()
    assert groups(view)[group].is_collapsed


def test_a_card_shows_the_numbers_of_its_output(view: CanvasView, hand: Hand, group: str) -> None:
    collapse(view, group)
    view.document.evaluate_now()
    view.playhead.run_backward()
    key = group_key(group)
    shown, inside = view.stage.card_state(key), view.stage.showing
    o1 = view.document.graph.node(hand.id("o1"))
    assert shown.value == view.stage.numbers.pair(inside.node_reading(o1).value, None, 99)[0]
    assert shown.knows_gradient
    row = view.stage.diagram.edges.rows[edge_from_b1(view, hand)]
    assert view.stage.rows.edge_kinds[row] == EdgeKind.FLOWING


def edge_from_b1(view: CanvasView, hand: Hand) -> Edge:
    """The edge from b1, which is outside, to z1, which is in the group."""
    arriving = view.document.graph.edges_into(hand.id("z1"))
    return next(edge for edge in arriving if edge.source == hand.id("b1"))


def test_the_step_inside_a_collapsed_group_lights_its_card(
    view: CanvasView, hand: Hand, group: str
) -> None:
    collapse(view, group)
    view.document.evaluate_now()
    trace = view.document.trace
    assert trace is not None
    place = trace.step_of(hand.id("o1"), Phase.FORWARD)
    assert place is not None
    view.playhead.seek(place)
    assert view.stage.card_state(group_key(group)).active == "value"
    view.playhead.to_start()
    assert view.stage.card_state(group_key(group)).active == ""


def test_a_card_carries_the_worst_badge_inside(view: CanvasView) -> None:
    view.document.show(Contents(parse("x = -1; y = ln(x); z = y + 1")), None)
    graph = view.document.graph
    view.document.select([graph.resolve("y"), graph.resolve("z")])
    view.grouping.group()
    view.in_place.editor.close_editor()
    collapse(view, "g1")
    view.document.evaluate_now()
    key = group_key("g1")
    assert view.stage.badge(key) == view.stage.showing.badges[graph.resolve("y")]
    area = view.grouping.area_of("g1")
    assert "ln" in badge_text_at(view.stage, area.topRight() + QPointF(-2, 1))
    hit = view.interaction.hit(title(view, "g1"))
    assert "2 nodes" in tip_text(view.stage, graph, hit)


def test_connecting_to_a_card_connects_to_the_port_inside(
    view: CanvasView, hand: Hand, group: str
) -> None:
    edge = edge_from_b1(view, hand)
    collapse(view, group)
    view.fit()
    port = QPointF(*view.stage.diagram.input_place(edge.target, edge.port))
    hand.drag(hand.output("y"), port)
    assert view.document.graph.source(edge.target, edge.port) == hand.id("y")
    out = QPointF(*view.stage.diagram.output_place(hand.id("o1")))
    target = view.document.graph.edges_into(hand.id("L"))[1]
    hand.drag(out, hand.input("L", target.port))
    assert view.document.graph.source(target.target, target.port) == hand.id("o1")


def test_a_dropped_edge_finds_a_free_port_of_a_card(
    view: CanvasView, hand: Hand, group: str
) -> None:
    edge = edge_from_b1(view, hand)
    view.editing.disconnect([edge])
    collapse(view, group)
    view.fit()
    hand.drag(hand.output("y"), view.grouping.area_of(group).center())
    assert view.document.graph.source(edge.target, edge.port) == hand.id("y")
    port = view.document.graph.ports(hand.id("L"))[0]
    view.editing.disconnect([Edge(hand.id("yhat"), hand.id("L"), port)])
    hand.drag(hand.input("L", port), view.grouping.area_of(group).center())
    assert view.document.graph.source(hand.id("L"), port) == hand.id("o1")


def test_a_card_is_dragged_with_everything_inside(view: CanvasView, hand: Hand, group: str) -> None:
    collapse(view, group)
    view.document.select(())
    before = view.document.graph.node(hand.id("o1")).position
    area = view.grouping.area_of(group)
    hand.drag(title(view, group), title(view, group) + QPointF(36, 60))
    x, y = view.document.graph.node(hand.id("o1")).position
    assert (x - before[0], y - before[1]) == (36, 60)
    assert view.grouping.area_of(group).topLeft() - area.topLeft() == QPointF(36, 60)


# ------------------------------------------------------------------ going in and out


def test_a_double_click_goes_into_a_card_and_breadcrumbs_lead_back(
    view: CanvasView, hand: Hand, group: str
) -> None:
    collapse(view, group)
    hand.double_click(title(view, group))
    assert entered(view) == (group,)
    assert set(view.stage.diagram.projection.nodes) == {hand.id("z1"), hand.id("o1")}
    crumbs = view.furniture.breadcrumbs
    assert crumbs.isVisible()
    (back,) = crumbs.findChildren(QPushButton)
    assert back.text() == "Graph"
    back.click()
    assert entered(view) == ()
    assert not crumbs.isVisible()
    assert hand.id("L") in view.canvas_scene.items_by_id


def test_a_double_click_renames_a_frame(view: CanvasView, hand: Hand, group: str) -> None:
    hand.double_click(title(view, group))
    assert view.in_place.editor.is_open
    assert entered(view) == ()


def test_the_banner_stands_beside_the_breadcrumbs_or_below(view: CanvasView, group: str) -> None:
    view.playhead.run_forward()
    view.grouping.enter(group)
    crumbs, banner = view.furniture.breadcrumbs, view.furniture.banner
    assert banner.x() > crumbs.geometry().right()
    view.resize(420, 500)
    QApplication.processEvents()
    assert banner.y() > crumbs.geometry().bottom()
    view.grouping.leave()
    assert banner.pos() == crumbs.pos()


def test_nothing_over_a_narrow_canvas_is_clipped(view: CanvasView) -> None:
    view.playhead.run_forward()
    banner, legend = view.furniture.banner, view.furniture.legend
    needed = banner.width()
    assert not legend.isHidden()
    view.resize(200, 500)
    QApplication.processEvents()
    assert legend.isHidden()
    assert banner.geometry().right() < view.width()
    view.playhead.step_back()
    assert banner.geometry().right() < view.width()
    view.resize(900, 500)
    QApplication.processEvents()
    assert not legend.isHidden()
    assert banner.width() > needed - 100


def test_markup_in_a_title_is_shown_as_it_was_written(
    view: CanvasView, hand: Hand, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.document.perform(SetGroup(group, {"title": "<b>Bold</b>"}), "Rename")
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, _widget: shown.append(text))
    pixel = view.navigator.pixel_of(title(view, group)).toPoint()
    event = QHelpEvent(QEvent.Type.ToolTip, pixel, view.viewport().mapToGlobal(pixel))
    QApplication.sendEvent(view.viewport(), event)
    (text,) = shown
    assert "&lt;b&gt;Bold&lt;/b&gt;" in text


def test_the_breadcrumbs_grow_with_the_text(view: CanvasView, group: str) -> None:
    view.grouping.enter(group)
    QApplication.processEvents()
    crumbs = view.furniture.breadcrumbs
    before = crumbs.width()
    for part in crumbs.findChildren(QWidget):
        part.setStyleSheet("font-size: 40px")
    QApplication.processEvents()
    assert crumbs.width() > before
    assert crumbs.width() >= crumbs.sizeHint().width()


class Recorder(QPainter):
    """Notes where rectangles are filled, as the ground of each label is."""

    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self.filled: list[QRectF] = []

    def fillRect(self, *arguments: Any) -> None:
        self.filled.append(arguments[0])


def test_labels_keep_clear_of_the_titles_of_frames(view: CanvasView) -> None:
    view.document.show(Contents(parse("x = 1; y = sin(x)")), None)
    graph = view.document.graph
    view.document.perform(Move({graph.resolve("y"): (600.0, 0.0)}), "Move")
    frame = Group("c", "Some title", position=(320.0, 24.0), size=(240.0, 120.0))
    view.document.perform(AddGroup(frame), "Add")
    view.document.evaluate_now()
    view.playhead.run_backward()
    left, top, right, bottom = title_box(view.stage.diagram.frames["c"])
    image = QImage(800, 300, QImage.Format.Format_ARGB32_Premultiplied)
    painter = Recorder(image)
    try:
        view.stage.paint_edges(painter, QRectF(-50.0, -50.0, 800.0, 300.0))
    finally:
        painter.end()
    assert len(painter.filled) == 2
    title = QRectF(left, top, right - left, bottom - top)
    assert not any(area.intersects(title) for area in painter.filled)


def test_leaving_selects_the_group_that_was_left(view: CanvasView, hand: Hand, group: str) -> None:
    view.document.select([hand.id("z1")])
    view.grouping.group()
    view.in_place.editor.close_editor()
    view.grouping.enter("g2")
    assert entered(view) == (group, "g2")
    assert [button.text() for button in view.furniture.breadcrumbs.findChildren(QPushButton)] == [
        "Graph",
        "Group 1",
    ]
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert entered(view) == (group,)
    assert view.document.selected_groups == {"g2"}
    assert view.grouping.leave()
    assert entered(view) == ()
    view.grouping.enter_selected()
    assert entered(view) == (group,)


def test_what_is_added_inside_stays_inside(view: CanvasView, hand: Hand, group: str) -> None:
    view.grouping.enter(group)
    view.add_operation("sin")
    (new,) = view.document.selection
    assert view.document.graph.node(new).group == group
    assert new in view.canvas_scene.items_by_id


def test_whoever_adds_something_inside_it_stays_inside(
    view: CanvasView, hand: Hand, group: str
) -> None:
    view.grouping.enter(group)
    view.document.perform(AddNode(Node("fresh", "sin")), "Add")
    assert view.document.graph.node("fresh").group == group
    view.document.undo_stack.undo()
    view.document.undo_stack.redo()
    assert view.document.graph.node("fresh").group == group


def test_what_is_added_on_a_frame_is_in_it(view: CanvasView, group: str) -> None:
    area = view.grouping.area_of(group)
    view.add_operation("sin", area.center())
    (new,) = view.document.selection
    assert view.document.graph.node(new).group == group
    view.add_operation("sin", area.bottomRight() + QPointF(200, 200))
    (other,) = view.document.selection
    assert view.document.graph.node(other).group is None


def test_undoing_the_group_that_is_entered_leaves_it(
    view: CanvasView, hand: Hand, group: str
) -> None:
    view.grouping.enter(group)
    view.document.undo_stack.undo()
    assert entered(view) == ()
    assert hand.id("L") in view.canvas_scene.items_by_id


def test_only_the_innermost_group_that_is_gone_is_left(
    view: CanvasView, hand: Hand, group: str
) -> None:
    view.document.select([hand.id("z1")])
    view.grouping.group()
    view.in_place.editor.close_editor()
    view.grouping.enter("g2")
    view.document.perform(RemoveGroup("g2"), "Remove")
    assert entered(view) == (group,)


def test_stubs_name_what_is_outside_and_lead_there(
    view: CanvasView, hand: Hand, group: str
) -> None:
    view.grouping.enter(group)
    cards = view.stage.diagram.cards
    b1 = stub_key(hand.id("b1"))
    assert cards[b1].symbol == "b₁"
    x, y = view.stage.diagram.nodes.position(b1)
    hit = view.interaction.hit(QPointF(x + 8, y + 12))
    assert (hit.part, hit.node) == (Part.STUB, hand.id("b1"))
    hand.double_click(QPointF(x + 8, y + 12))
    assert entered(view) == ()
    assert view.document.selection == {hand.id("b1")}


def test_a_node_in_a_collapsed_group_is_shown_by_going_in(
    view: CanvasView, hand: Hand, group: str
) -> None:
    collapse(view, group)
    now = steps(view)
    view.show_node(hand.id("o1"))
    assert entered(view) == (group,)
    assert view.document.selection == {hand.id("o1")}
    assert steps(view) == now
    view.show_node(hand.id("L"))
    assert entered(view) == ()
    view.rename(hand.id("o1"))
    assert entered(view) == (group,)
    assert view.in_place.editor.is_open


# ------------------------------------------------------------------ keys and the rest


def test_arrow_keys_reach_cards_of_groups(view: CanvasView, hand: Hand, group: str) -> None:
    collapse(view, group)
    view.document.select([hand.id("b1")])
    view.keyboard.go_right()
    assert group in view.document.selected_groups


def test_everything_can_be_undone_to_the_same_bytes(view: CanvasView, hand: Hand) -> None:
    before = dump(view.document.contents)
    view.select_all()
    view.grouping.group()
    view.in_place.editor.close_editor()
    view.document.select([hand.id("z1"), hand.id("o1")])
    view.grouping.group()
    view.in_place.editor.close_editor()
    view.grouping.toggle_selected()
    view.grouping.next_colour()
    view.duplicate()
    view.nudge(12, 12)
    view.grouping.enter_selected()
    view.add_operation("sin")
    view.grouping.leave()
    view.grouping.ungroup()
    view.document.perform(Move({hand.id("L"): (1.0, 2.0)}), "Move")
    after = dump(view.document.contents)
    undo_all(view)
    assert dump(view.document.contents) == before
    while view.document.undo_stack.canRedo():
        view.document.undo_stack.redo()
    assert dump(view.document.contents) == after


@pytest.mark.parametrize("scale", [0.25, 1.0])
def test_groups_are_drawn_at_every_scale(view: CanvasView, group: str, scale: float) -> None:
    view.grouping.edit_note()
    view.in_place.editor.close_editor()
    view.document.perform(SetGroup(group, {"note": "What it is for"}), "Note")
    view.document.select(())
    view.navigator.zoom_to(scale)
    view.navigator.centre_on(view.grouping.area_of(group).center())
    bare = view.viewport().grab().toImage()
    view.document.perform(SetGroup(group, {"colour": "loss"}), "Colour")
    coloured = view.viewport().grab().toImage()
    assert coloured != bare
    view.document.perform(SetGroup(group, {"is_collapsed": True}), "Collapse")
    assert view.viewport().grab().toImage() != coloured
    view.grouping.enter(group)
    assert not view.viewport().grab().isNull()

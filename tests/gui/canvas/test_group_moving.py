"""Frames and cards that are moved, and what is dragged into them and out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from engine.document_format import dump
from engine.edits import AddGroup, SetGroup
from engine.group import Group
from gui.canvas.gestures.gesture import Pointer
from gui.canvas.hits import Part
from tests.gui.canvas.grouped import collapse, groups, home, steps, title

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


def aimed(view: CanvasView) -> str | None:
    return view.stage.marks.aimed_group


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

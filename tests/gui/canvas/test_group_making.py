"""Groups on the canvas: made, selected, copied, taken apart, and all of it undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from engine.document_format import dump, load_contents
from engine.edits import Move
from tests.gui.canvas.grouped import collapse, groups, home, steps, title

if TYPE_CHECKING:
    from pathlib import Path

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


SHIFT = Qt.KeyboardModifier.ShiftModifier


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

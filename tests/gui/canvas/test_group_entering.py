"""Going into a group and out of it again, and what is shown and added inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip, QWidget

from engine.edits import AddNode, RemoveGroup, SetGroup
from engine.graph import Node
from gui.canvas.hits import Part
from gui.canvas.projection import stub_key
from tests.gui.canvas.grouped import collapse, steps, title

if TYPE_CHECKING:
    import pytest

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


def entered(view: CanvasView) -> tuple[str, ...]:
    return view.document.entered


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
    assert hand.id("L") in view.stage.diagram.cards


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
    assert new in view.stage.diagram.cards


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
    assert hand.id("L") in view.stage.diagram.cards


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

"""What becomes of what is dropped on, or pasted over, the card of a collapsed group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.grouping import nodes_in
from gui.canvas.gestures.gesture import Pointer
from gui.canvas.gestures.place import PlaceGesture
from tests.gui.canvas.grouped import collapse, groups

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


@pytest.fixture
def card(view: CanvasView, group: str) -> QPointF:
    """The middle of the card of the collapsed group."""
    collapse(view, group)
    view.document.select(())
    return view.grouping.area_of(group).center()


def inside(view: CanvasView, group: str) -> list[str]:
    """Return the labels of the nodes in a group."""
    graph = view.document.graph
    return [graph.node(node_id).label for node_id in nodes_in(graph, [group])[group]]


def aimed(view: CanvasView) -> str | None:
    """Return the group that is lit."""
    return view.stage.marks.aimed_group


def point(view: CanvasView, monkeypatch: pytest.MonkeyPatch, place: QPointF | None) -> None:
    """Let the mouse be at a place, or nowhere on the canvas."""
    monkeypatch.setattr(view.dropping, "pointed_place", lambda: place)


def test_what_is_dropped_on_a_card_joins_its_group(
    view: CanvasView, group: str, card: QPointF
) -> None:
    before, steps = inside(view, group), view.document.undo_stack.count()
    pointer = Pointer(card, view.navigator.pixel_of(card))
    view.interaction.begin(PlaceGesture(view, "tanh"), pointer)
    assert aimed(view) == group
    view.interaction.finish(pointer)
    assert inside(view, group) == [*before, "tanh"]
    assert aimed(view) is None
    assert view.document.undo_stack.count() == steps + 1
    assert view.document.undo_stack.undoText() == "Add tanh into Group 1"
    assert view.document.selected_groups == {group}
    added = nodes_in(view.document.graph, [group])[group][-1]
    view.grouping.toggle(group)
    boxes, rows = view.stage.diagram.nodes.boxes, view.stage.diagram.nodes.rows
    left, top, right, bottom = boxes[rows[added]].tolist()
    assert len(view.stage.diagram.nodes.within(left, top, right, bottom)) == 1
    view.document.undo_stack.undo()
    view.document.undo_stack.undo()
    assert inside(view, group) == before


def test_a_drop_given_up_over_a_card_leaves_it_unlit(
    view: CanvasView, group: str, card: QPointF
) -> None:
    before = inside(view, group)
    view.interaction.begin(PlaceGesture(view, "tanh"), Pointer(card, view.navigator.pixel_of(card)))
    view.interaction.cancel()
    assert view.stage.marks.aimed_group is None
    assert inside(view, group) == before


def test_a_paste_over_a_card_joins_its_group(
    view: CanvasView, hand: Hand, group: str, card: QPointF, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = inside(view, group)
    view.document.select([hand.id("w2"), hand.id("y")])
    view.copy()
    point(view, monkeypatch, card)
    view.paste()
    assert len(inside(view, group)) == len(before) + 2
    assert view.document.undo_stack.undoText() == "Paste 2 nodes into Group 1"
    assert view.document.selected_groups == {group}


def test_a_paste_by_keys_joins_the_selected_card(
    view: CanvasView, hand: Hand, group: str, card: QPointF, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = inside(view, group)
    view.document.select([hand.id("w2")])
    view.copy()
    view.grouping.select(group)
    point(view, monkeypatch, None)
    view.paste()
    assert len(inside(view, group)) == len(before) + 1
    assert view.document.undo_stack.undoText() == "Paste a node into Group 1"
    # Where somebody points beside the card, that place is meant.
    point(view, monkeypatch, hand.nothing())
    view.paste()
    assert len(inside(view, group)) == len(before) + 1


def test_the_copy_of_a_group_lies_beside_it(
    view: CanvasView, group: str, card: QPointF, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = inside(view, group)
    view.grouping.select(group)
    view.copy()
    for pointed in (None, card):
        point(view, monkeypatch, pointed)
        view.grouping.select(group)
        view.paste()
    assert inside(view, group) == before
    assert [one.parent for one in groups(view).values()] == [None] * 3

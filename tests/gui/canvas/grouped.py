"""What the tests of groups ask of a canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from engine.edits import SetGroup

if TYPE_CHECKING:
    from engine.group import Group
    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


def groups(view: CanvasView) -> dict[str, Group]:
    return dict(view.document.graph.groups)


def title(view: CanvasView, group_id: str) -> QPointF:
    """A place in a frame's title or on a card, beside everything that can be pressed there."""
    area = view.grouping.area_of(group_id)
    return area.topLeft() + QPointF(area.width() - 24.0, 12.0)


def home(view: CanvasView, hand: Hand, name: str) -> str | None:
    return view.document.graph.node(hand.id(name)).group


def collapse(view: CanvasView, group_id: str) -> None:
    view.document.perform(SetGroup(group_id, {"is_collapsed": True}), "Collapse")


def steps(view: CanvasView) -> int:
    return view.document.undo_stack.index()

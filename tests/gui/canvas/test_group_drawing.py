"""What is drawn of groups: frames, cards, and labels that keep clear of their titles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from engine.document_format import Contents
from engine.edits import AddGroup, Move, SetGroup
from engine.group import Group
from engine.program import parse
from gui.canvas.frame_painter import title_box
from gui.canvas.screen import Screen

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


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
    area = QRectF(-50.0, -50.0, 800.0, 300.0)
    # At a scale that is new, labels are drawn as they are and not as pictures.
    view.stage.begin_frame(Screen(3.0, 1.0))
    try:
        view.stage.paint_edges(painter, area, view.stage.near(area))
    finally:
        painter.end()
    assert len(painter.filled) == 2
    title = QRectF(left, top, right - left, bottom - top)
    assert not any(area.intersects(title) for area in painter.filled)


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

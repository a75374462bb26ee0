"""What is dragged over the canvas and dropped on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import QApplication

from gui.catalogue import OPERATION_MIME
from tests.gui.canvas.views import only

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView


def test_an_operation_is_dropped_where_its_card_was_shown(view: CanvasView) -> None:
    mime = QMimeData()
    mime.setData(OPERATION_MIME, b"tanh")
    drag_over(view, mime, QPointF(610, 640))
    assert view.interaction.gesture is not None
    drop(view, mime, QPointF(610, 640))
    place = view.navigator.place_at(QPointF(610, 640))
    x, y = only(view).position
    assert only(view).operation == "tanh"
    assert abs(x + 66 - place.x()) <= 6.01
    assert abs(y + 42 - place.y()) <= 6.01
    assert view.interaction.gesture is None


def test_a_drag_that_leaves_shows_nothing_any_more(view: CanvasView) -> None:
    mime = QMimeData()
    mime.setData(OPERATION_MIME, b"tanh")
    drag_over(view, mime, QPointF(610, 640))
    QApplication.sendEvent(view.viewport(), QDragLeaveEvent())
    assert view.interaction.gesture is None


def test_a_document_that_is_dropped_is_told(qtbot: QtBot, view: CanvasView) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/tmp/a.txt"), QUrl.fromLocalFile("/tmp/b.chainrule")])
    drag_over(view, mime, QPointF(60, 60))
    with qtbot.waitSignal(view.file_dropped) as dropped:
        drop(view, mime, QPointF(60, 60))
    assert dropped.args == ["/tmp/b.chainrule"]


@pytest.mark.parametrize("operation", [b"nonsense", b"\xff\xfe", None])
def test_anything_else_is_not_taken(view: CanvasView, operation: bytes | None) -> None:
    mime = QMimeData()
    mime.setText("hello")
    if operation is not None:
        mime.setData(OPERATION_MIME, operation)
    assert not drag_over(view, mime, QPointF(60, 60))
    drop(view, mime, QPointF(60, 60))
    assert view.document.undo_stack.count() == 0


LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drag_over(view: CanvasView, mime: QMimeData, pixel: QPointF) -> bool:
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(pixel.toPoint(), copy, mime, LEFT, NONE)
    QApplication.sendEvent(view.viewport(), enter)
    move = QDragMoveEvent(pixel.toPoint(), copy, mime, LEFT, NONE)
    QApplication.sendEvent(view.viewport(), move)
    return enter.isAccepted() and move.isAccepted()


def drop(view: CanvasView, mime: QMimeData, pixel: QPointF) -> None:
    event = QDropEvent(pixel, Qt.DropAction.CopyAction, mime, LEFT, NONE)
    QApplication.sendEvent(view.viewport(), event)

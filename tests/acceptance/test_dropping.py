"""A document that is dropped on the canvas is opened; anything else changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from engine.document_format import dump, save
from engine.edits import SetNode
from engine.program import parse
from gui.settings import RECENT_FILES

if TYPE_CHECKING:
    from pathlib import Path

    from gui.window import MainWindow

PLACE = QPointF(300, 200)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with two nodes."""
    found = tmp_path / "dropped.chainrule"
    save(parse("x = 3; y = sin(x)"), found)
    return found


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drag files onto the canvas and let go; return whether they were taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy, viewport = Qt.DropAction.CopyAction, window.canvas.viewport()
    enter = QDragEnterEvent(PLACE.toPoint(), copy, data, left, none)
    QApplication.sendEvent(viewport, enter)
    event = QDropEvent(PLACE, copy, data, left, none)
    QApplication.sendEvent(viewport, event)
    return enter.isAccepted() and event.isAccepted()


def test_a_document_dropped_on_the_canvas_is_opened(window: MainWindow, path: Path) -> None:
    assert drop(window, path)
    assert window.document.path == path
    assert window.document.graph.find("x").value == 3.0
    assert window.windowTitle() == "dropped.chainrule[*]"
    assert window.settings.value(RECENT_FILES) == (str(path),)


def test_unsaved_changes_are_asked_about_before_a_drop_replaces_them(
    window: MainWindow, path: Path
) -> None:
    node_id = window.document.graph.resolve("x")
    window.document.perform(SetNode(node_id, {"value": 2.0}), "Set x")
    before = dump(window.document.contents)
    asked: list[str] = []

    def cancel() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        box.button(QMessageBox.StandardButton.Cancel).click()

    QTimer.singleShot(100, cancel)
    drop(window, path)
    assert len(asked) == 1
    assert dump(window.document.contents) == before


def test_a_broken_document_dropped_on_the_canvas_is_refused(
    window: MainWindow, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.chainrule"
    broken.write_text("{")
    before = dump(window.document.contents)
    drop(window, broken)
    assert "“broken.chainrule”" in window.notice.sentence
    assert dump(window.document.contents) == before


def test_another_file_changes_nothing(window: MainWindow, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("x = 1")
    before = dump(window.document.contents)
    drop(window, other)
    assert window.document.path is None
    assert dump(window.document.contents) == before

"""Several windows on several files, and what other programs do to those."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from engine.document_format import Contents, load, save
from engine.edits import AddNode, SetNode
from engine.graph import Node
from gui.application import create
from gui.saving import backup_of
from gui.screens import room_around
from gui.settings import Settings
from gui.typesetting import typesetter
from gui.windows import CASCADE, Windows
from tests.acceptance.person import CONTROL
from tests.networks import network_a

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.window import MainWindow

pytestmark = pytest.mark.usefixtures("quick_disk")

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path) -> Iterator[Windows]:
    create()
    windows = Windows(Settings(tmp_path / "settings.ini"))
    windows.first()
    qtbot.waitExposed(windows.all()[0])
    yield windows
    for window in windows.all():
        window.document.undo_stack.setClean()
        window.close()
        window.deleteLater()
    typesetter().stop()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "work.chainrule"
    save(network_a(), path)
    return path


def set_x(window: MainWindow, value: float) -> None:
    node_id = window.document.graph.resolve("x")
    window.document.perform(SetNode(node_id, {"value": value}), "Set x")


def test_a_new_window_is_empty_and_independent(windows: Windows, qtbot: QtBot) -> None:
    (first,) = windows.all()
    qtbot.keyClick(first, Qt.Key.Key_N, CONTROL | SHIFT)
    first, second = windows.all()
    assert len(second.document.graph) == 0
    assert len(first.document.graph) > 0
    qtbot.waitUntil(second.isActiveWindow)
    qtbot.keyClick(second, Qt.Key.Key_W, CONTROL)
    assert windows.all() == [first]
    assert first.isVisible()


def test_a_file_is_open_in_one_window(windows: Windows, path: Path, tmp_path: Path) -> None:
    (first,) = windows.all()
    second = windows.open(path)
    assert windows.open(path) is second
    assert first.files.open_path(path)
    assert first.document.path is None
    set_x(first, 5.0)
    other = tmp_path / "sub"
    other.mkdir()
    assert not first.files._write(other / ".." / path.name)
    assert "open in another window" in first.notice.sentence
    assert load(path).find("x").value != 5.0


def test_contents_without_a_file_open_unsaved(windows: Windows) -> None:
    window = windows.open(Contents(network_a()))
    assert window.isWindowModified()
    assert window.document.path is None
    window.document.undo_stack.setClean()


def test_a_new_window_does_not_reach_beyond_the_screen(windows: Windows, qtbot: QtBot) -> None:
    (first,) = windows.all()
    room = room_around(first)
    first.move(room.topLeft())
    first.resize(room.size())
    first.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is first)
    second = windows.open(None)
    least = second.minimumSizeHint()
    assert second.pos() == first.pos() + QPoint(CASCADE, CASCADE)
    assert second.width() <= max(least.width(), room.width() - CASCADE)
    assert second.height() <= max(least.height(), room.height() - CASCADE)
    assert second.size() != first.size()


def test_quit_closes_all_windows(windows: Windows, qtbot: QtBot) -> None:
    windows.open(None)
    second = windows.all()[1]
    second.document.perform(AddNode(Node("n1", "input", value=1.0)), "Add an input")

    texts: list[str] = []

    def cancel() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        texts.extend(button.text() for button in box.buttons())
        box.button(QMessageBox.StandardButton.Cancel).click()

    QTimer.singleShot(100, cancel)
    windows.quit()
    assert sorted(texts) == ["&Cancel", "&Discard", "&Save"]
    assert len(windows.all()) == 2
    second.document.undo_stack.setClean()
    windows.quit()
    assert windows.all() == []


def test_a_file_changed_elsewhere_can_be_loaded(windows: Windows, path: Path, qtbot: QtBot) -> None:
    window = windows.open(path)
    window.playhead.show_step_of(window.document.graph.resolve("o1"))
    graph = network_a()
    graph.add_input("more", 1.0)
    save(graph, path)
    qtbot.waitUntil(lambda: "changed by another program" in window.notice.sentence)
    button = next(b for b in window.notice.findChildren(QPushButton) if b.text() == "Load It")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.document.graph.has_name("more")
    shown = window.playhead.annotations
    assert shown is not None
    assert shown.step is not None
    assert shown.step.node == window.document.graph.resolve("o1")


def test_a_file_changed_elsewhere_is_not_replaced_unasked(windows: Windows, path: Path) -> None:
    window = windows.open(path)
    set_x(window, 7.0)
    graph = network_a()
    graph.add_input("more", 1.0)
    save(graph, path)

    def answer(button: QMessageBox.StandardButton) -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert "changed by another program" in box.text()
        box.button(button).click()

    QTimer.singleShot(100, lambda: answer(QMessageBox.StandardButton.Cancel))
    assert not window.files.save()
    assert load(path).has_name("more")
    QTimer.singleShot(100, lambda: answer(QMessageBox.StandardButton.Yes))
    assert window.files.save()
    assert load(path).find("x").value == 7.0
    assert load(backup_of(path)).has_name("more")
    assert not window.isWindowModified()


def test_the_version_before_can_be_opened(windows: Windows, path: Path) -> None:
    window = windows.open(path)
    window.actions_by_id["file.open_backup"].trigger()
    assert "No earlier version" in window.notice.sentence
    before = window.document.graph.find("x").value
    set_x(window, 7.0)
    assert window.files.save()
    window.actions_by_id["file.open_backup"].trigger()
    assert window.document.graph.find("x").value == before
    assert window.isWindowModified()
    assert load(path).find("x").value == 7.0
    window.document.undo_stack.setClean()

"""A disk that is full or slow: a sentence, an offer, and nothing lost."""

from __future__ import annotations

import errno
import os
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from engine.document_format import load
from engine.edits import SetNode
from gui.saving import backup_of
from tests.acceptance.person import CONTROL, Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gui.window import MainWindow


def set_x(window: MainWindow, value: float) -> None:
    node_id = window.document.graph.resolve("x")
    window.document.perform(SetNode(node_id, {"value": value}), "Set x")


def offers(window: MainWindow) -> dict[str, QPushButton]:
    buttons = window.notice.findChildren(QPushButton)
    return {button.text(): button for button in buttons if button.isVisible()}


def full(*_: object) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def path(window: MainWindow, tmp_path: Path) -> Path:
    """The file that the window's document was saved to."""
    folder = tmp_path / "work"
    folder.mkdir()
    window.document.save(folder / "net.chainrule")
    return folder / "net.chainrule"


@pytest.mark.parametrize("stage", ["fsync", "replace"])
def test_saving_to_a_full_disk(
    person: Person,
    window: MainWindow,
    path: Path,
    tmp_path: Path,
    stage: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = path.read_bytes()
    set_x(window, 7.0)
    with monkeypatch.context() as disk:
        disk.setattr(os if stage == "fsync" else type(path), stage, full)
        person.press(Qt.Key.Key_S, CONTROL, window)
        person.qtbot.waitUntil(lambda: "the disk is full" in window.notice.sentence)
    assert path.read_bytes() == before
    assert [item for item in path.parent.iterdir() if item.suffix == ".tmp"] == []
    assert window.document.is_modified
    assert set(offers(window)) == {"Try Again", "Save As…"}
    elsewhere = tmp_path / "elsewhere.chainrule"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(elsewhere), ""))
    offers(window)["Save As…"].click()
    person.qtbot.waitUntil(elsewhere.exists)
    person.qtbot.waitUntil(lambda: not window.document.is_modified)
    assert load(elsewhere).find("x").value == 7.0


def test_trying_again_when_there_is_room(
    person: Person, window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_x(window, 7.0)
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        person.press(Qt.Key.Key_S, CONTROL, window)
        person.qtbot.waitUntil(lambda: "Try Again" in offers(window))
    offers(window)["Try Again"].click()
    person.qtbot.waitUntil(lambda: not window.document.is_modified)
    assert load(path).find("x").value == 7.0
    assert load(backup_of(path)).find("x").value == 1.0


def test_a_recovery_copy_that_finds_no_room(
    person: Person, window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        set_x(window, 7.0)
        person.qtbot.waitUntil(lambda: "No recovery copy" in window.notice.sentence)
    assert "the disk is full" in window.notice.sentence
    assert window.document.graph.find("x").value == 7.0
    offers(window)["Save"].click()
    person.qtbot.waitUntil(lambda: not window.document.is_modified)
    assert load(path).find("x").value == 7.0


def test_closing_while_a_slow_disk_is_written(
    person: Person, window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = threading.Event()
    sync: Callable[[int], None] = os.fsync

    def slow(handle: int) -> None:
        may_go_on.wait(5.0)
        sync(handle)

    monkeypatch.setattr(os, "fsync", slow)
    set_x(window, 7.0)
    person.press(Qt.Key.Key_S, CONTROL, window)
    assert window.document.is_modified, "it is still being written"
    threading.Timer(0.2, may_go_on.set).start()
    assert window.close(), "what is being saved needs no question"
    assert load(path).find("x").value == 7.0
    assert not window.document.is_modified

"""The window and the person at it; isolation and leak checks for the whole-window stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gui.application import create
from gui.settings import Settings
from gui.typesetting import typesetter
from gui.window import MainWindow
from tests.acceptance.person import Person
from tests.qt_fixtures import isolated_settings, no_leaks, settled_heap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

__all__ = ["isolated_settings", "no_leaks", "settled_heap"]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """The window as it first opens."""
    create()
    window = MainWindow(settings=Settings(tmp_path / "settings.ini"))
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    yield window
    window.playhead.pause()
    window.document.large_edits.cancel()
    window.document.undo_stack.setClean()
    window.close()
    window.deleteLater()
    typesetter().stop()


@pytest.fixture
def person(window: MainWindow, qtbot: QtBot) -> Person:
    """Somebody at the window."""
    return Person(window, qtbot)


@pytest.fixture
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that has written before anybody looks, however busy the machine is."""
    monkeypatch.setattr("gui.background.AT_ONCE_SECONDS", 30.0)

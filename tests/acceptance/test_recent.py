"""Files that were opened or saved can be opened again from the menu, the latest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.document_format import save
from gui.settings import RECENT_FILES
from tests.networks import network_a

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.window import MainWindow


pytestmark = pytest.mark.usefixtures("quick_disk")


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """Three files that no window knows yet."""
    found = [tmp_path / f"{name}.chainrule" for name in ("one", "two", "three")]
    for path in found:
        save(network_a(), path)
    return found


def remembered(window: MainWindow) -> list[str]:
    files = window.settings.value(RECENT_FILES)
    return list(files)


def in_menu(window: MainWindow) -> list[str]:
    window.files.recent_menu.aboutToShow.emit()
    return [str(action.data()) for action in window.files.recent_menu.actions() if action.data()]


def test_the_file_that_was_opened_last_comes_first(window: MainWindow, paths: list[Path]) -> None:
    assert remembered(window) == []
    one, two, three = (str(path) for path in paths)
    for path in paths:
        assert window.files.open_path(path)
    assert remembered(window) == [three, two, one]
    assert window.files.open_path(paths[0])
    assert remembered(window) == [one, three, two]
    assert in_menu(window) == [one, three, two]


def test_the_menu_opens_the_file_and_puts_it_first(window: MainWindow, paths: list[Path]) -> None:
    for path in paths[:2]:
        window.files.open_path(path)
    window.files.recent_menu.aboutToShow.emit()
    (action,) = (
        action
        for action in window.files.recent_menu.actions()
        if str(action.data()) == str(paths[0])
    )
    action.trigger()
    assert window.document.path == paths[0]
    assert in_menu(window) == [str(paths[0]), str(paths[1])]


def test_a_file_that_was_saved_comes_first(
    window: MainWindow, paths: list[Path], qtbot: QtBot
) -> None:
    for path in paths[:2]:
        window.files.open_path(path)
    window.document.path = paths[0]
    assert window.files.save()
    # A slow disk is written to while the window goes on.
    qtbot.waitUntil(lambda: remembered(window) == [str(paths[0]), str(paths[1])])


def test_what_could_not_be_opened_is_not_remembered(
    window: MainWindow, paths: list[Path], tmp_path: Path
) -> None:
    window.files.open_path(paths[0])
    broken = tmp_path / "broken.chainrule"
    broken.write_text("{")
    assert not window.files.open_path(broken)
    assert not window.files.open_path(tmp_path / "missing.chainrule")
    assert remembered(window) == [str(paths[0])]


def test_no_more_than_ten_files_are_remembered(window: MainWindow, tmp_path: Path) -> None:
    made = [tmp_path / f"{number}.chainrule" for number in range(12)]
    for path in made:
        save(network_a(), path)
        window.files.open_path(path)
    assert remembered(window) == [str(path) for path in reversed(made[2:])]

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from gui.widgets.checked_field import CheckedField

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def field(qtbot: QtBot) -> CheckedField:
    field = CheckedField("rate", "Rate")
    qtbot.addWidget(field)
    field.set_text("0.1")
    field.show()
    qtbot.waitExposed(field)
    field.activateWindow()
    field.edit.setFocus()
    qtbot.waitUntil(field.edit.hasFocus)
    field.edit.end(False)
    return field


def test_a_text_is_offered_once_by_enter_and_leaving(field: CheckedField, qtbot: QtBot) -> None:
    offered: list[str] = []
    field.committed.connect(offered.append)
    qtbot.keyClicks(field.edit, "5")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    field.edit.clearFocus()
    assert offered == ["0.15"]


def test_the_text_that_stood_there_is_not_offered(field: CheckedField, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(field.committed):
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)


def test_a_refused_text_stays_with_the_reason(field: CheckedField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "x")
    field.set_error("that is no number")
    assert field.error.isVisible()
    assert field.edit.accessibleDescription() == "that is no number"
    field.follow("0.2")
    assert field.text() == "0.1x"
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.text() == "0.1"
    assert not field.error.isVisible()


def test_a_refused_text_may_be_offered_again_after_a_change(
    field: CheckedField, qtbot: QtBot
) -> None:
    offered: list[str] = []
    field.committed.connect(offered.append)
    for key in (Qt.Key.Key_5, Qt.Key.Key_Return, Qt.Key.Key_6, Qt.Key.Key_Return):
        qtbot.keyClick(field.edit, key)
        if key == Qt.Key.Key_Return:
            field.set_error("no")
    assert offered == ["0.15", "0.156"]


def test_what_is_typed_is_not_overwritten(field: CheckedField, qtbot: QtBot) -> None:
    field.follow("0.2")
    assert field.text() == "0.2"
    qtbot.keyClicks(field.edit, "5")
    field.follow("0.3")
    assert field.text() == "0.25"
    field.set_text("0.3")
    assert field.text() == "0.3"


@pytest.fixture
def heard(field: CheckedField) -> list[str]:
    """Return what the window's actions did; each shortcut is heard by its letter."""
    heard: list[str] = []
    for key in ("Z", "S"):
        action = QAction(key, field)
        action.setShortcut(f"Ctrl+{key}")
        action.triggered.connect(partial(heard.append, key))
        field.addAction(action)
    return heard


@pytest.mark.parametrize(("typed", "undone"), [("", ["Z"]), ("5", [])])
def test_undo_belongs_to_the_window_unless_something_was_typed(
    field: CheckedField, qtbot: QtBot, heard: list[str], typed: str, undone: list[str]
) -> None:
    qtbot.keyClicks(field.edit, typed)
    qtbot.keyClick(field.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert heard == undone
    assert field.text() == "0.1"


def test_other_shortcuts_are_always_the_windows(
    field: CheckedField, qtbot: QtBot, heard: list[str]
) -> None:
    qtbot.keyClicks(field.edit, "5")
    qtbot.keyClick(field.edit, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["S"]

"""The page of shortcuts: keys are changed, conflicts named, and everything can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from gui.dialogs.shortcuts import ShortcutsDialog
from gui.settings import SHORTCUTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.window import MainWindow
    from tests.acceptance.person import Person

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(window: MainWindow) -> Iterator[ShortcutsDialog]:
    dialog = ShortcutsDialog(window.shortcut_keys, window)
    dialog.show()
    QApplication.processEvents()
    yield dialog
    dialog.close()


def choose(
    page: ShortcutsDialog, action_id: str, key: Qt.Key, modifiers: Qt.KeyboardModifier = CONTROL
) -> None:
    page.select(action_id)
    page.editor.setFocus()
    QTest.keyClick(page.editor, key, modifiers)
    QApplication.processEvents()


def test_free_keys_are_given_and_work_at_once(
    person: Person, page: ShortcutsDialog, window: MainWindow
) -> None:
    choose(page, "edit.select_all", Qt.Key.Key_J)
    assert "Ctrl+J is free" in page.sentence.text()
    page.assign.click()
    page.close()
    window.activateWindow()
    person.wait()
    window.canvas.setFocus()
    person.press(Qt.Key.Key_J, CONTROL, window.canvas)
    assert len(window.document.selection) == len(window.document.graph)


def test_the_tips_of_the_run_buttons_name_the_new_keys(
    page: ShortcutsDialog, window: MainWindow
) -> None:
    button = window.findChild(QPushButton, "button_run_forward")
    assert button is not None
    before = button.toolTip()
    choose(page, "run.forward", Qt.Key.Key_J)
    page.assign.click()
    assert button.toolTip().endswith("(Ctrl+J)")
    page.reset.click()
    assert button.toolTip() == before


def test_a_conflict_is_named_and_moved(page: ShortcutsDialog, window: MainWindow) -> None:
    choose(page, "edit.duplicate", Qt.Key.Key_X)
    assert "Ctrl+X belongs to “Cut”, which would lose it." in page.sentence.text()
    assert "Move" in page.assign.text()
    assert window.shortcut_keys.keys("edit.cut") == ("Ctrl+X",)
    page.assign.click()
    assert window.shortcut_keys.keys("edit.duplicate") == ("Ctrl+X",)
    assert window.shortcut_keys.keys("edit.cut") == ()
    assert not window.actions_by_id["edit.cut"].shortcuts()


def test_a_key_of_the_canvas_can_be_given_back(page: ShortcutsDialog, window: MainWindow) -> None:
    window.shortcut_keys.give("run.step", ("N",))
    choose(page, "run.step", Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    page.assign.click()
    assert window.shortcut_keys.keys("run.step") == ("Space",)


def test_space_steps_only_as_long_as_it_is_the_key_of_a_step(
    window: MainWindow, person: Person
) -> None:
    person.focus_canvas()
    person.press(Qt.Key.Key_Space)
    assert window.playhead.position == 1
    window.shortcut_keys.give("run.step", ("N",))
    person.press(Qt.Key.Key_Space)
    assert window.playhead.position == 1
    person.press(Qt.Key.Key_N)
    assert window.playhead.position == 2
    window.shortcut_keys.reset_all()
    person.press(Qt.Key.Key_Space)
    assert window.playhead.position == 3


@pytest.mark.parametrize("name", ["learning_rate", "apply_step", "palette_list", "history_list"])
def test_space_makes_no_step_where_it_means_something_else(
    window: MainWindow, person: Person, name: str
) -> None:
    window.docking.show("history")
    window.docking.show("train")
    widget = window.findChild(QWidget, name)
    assert widget is not None
    widget.setFocus()
    person.press(Qt.Key.Key_Space, widget=widget)
    assert window.playhead.position == 0


def test_keys_of_the_canvas_are_not_for_others(page: ShortcutsDialog) -> None:
    choose(page, "edit.duplicate", Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    assert "is a key of the canvas itself" in page.sentence.text()
    assert not page.assign.isEnabled()


def test_keys_are_added_and_removed(page: ShortcutsDialog, window: MainWindow) -> None:
    choose(page, "file.open", Qt.Key.Key_J)
    page.add.click()
    assert window.shortcut_keys.keys("file.open") == ("Ctrl+O", "Ctrl+J")
    page.remove.click()
    assert window.shortcut_keys.keys("file.open") == ()
    page.reset.click()
    assert window.shortcut_keys.keys("file.open") == ("Ctrl+O",)
    assert not page.reset.isEnabled()


def test_all_usual_keys_come_back(page: ShortcutsDialog, window: MainWindow) -> None:
    choose(page, "edit.duplicate", Qt.Key.Key_X)
    page.assign.click()
    every = page.findChild(QPushButton, "shortcuts_reset_all")
    assert every is not None
    every.click()
    assert window.settings.value(SHORTCUTS) == ()
    assert window.shortcut_keys.keys("edit.cut") == ("Ctrl+X",)


def test_the_search_leads_to_the_field(page: ShortcutsDialog) -> None:
    page.search.setFocus()
    QTest.keyClicks(page.search, "zoom in")
    assert page.action_id == "view.zoom_in"
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    # Without a window manager the dialog may not be the active window.
    focused = page.focusWidget()
    assert focused is page.editor or focused in page.editor.findChildren(QWidget)
    page.search.setText("qqqq")
    assert page.action_id == ""
    assert not page.editor.isEnabled()
    assert not page.assign.isEnabled()


def test_a_search_leaves_every_key_readable(page: ShortcutsDialog) -> None:
    usual = [page.table.columnWidth(column) for column in (1, 2)]
    for column in (1, 2):
        assert page.table.columnWidth(column) >= page.table.sizeHintForColumn(column)
    page.search.setText("nothing is called like this")
    QApplication.processEvents()
    assert "No action" in page._subject.text()
    page.search.setText("zoom")
    QApplication.processEvents()
    assert "New keys for" in page._subject.text()
    assert [page.table.columnWidth(column) for column in (1, 2)] == usual


def test_what_the_mouse_does_is_listed_and_not_given_keys(page: ShortcutsDialog) -> None:
    page.search.setText("wheel")
    rows = page.table.model().rowCount()
    listed = [page.table.model().index(row, 0).data() for row in range(rows)]
    assert "Turn the number under the pointer" in listed
    page.table.setCurrentIndex(page.table.model().index(0, 0))
    assert page.action_id == ""
    assert not page.editor.isEnabled()
    assert not page.assign.isEnabled()

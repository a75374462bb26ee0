"""Keys that a person gave to an action: moved, remembered, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from engine.diagnostic import Kind
from gui.actions import ACTIONS
from gui.panels.inspector_findings import advice
from gui.sentence import completed, output_way, set_output_keys
from gui.settings import SHORTCUTS, Settings
from gui.shortcut_keys import RESERVED, ShortcutKeys, portable

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


def actions(owner: QWidget) -> dict[str, QAction]:
    made = {}
    for row in ACTIONS:
        action = made[row.id] = QAction(row.text, owner)
        action.setShortcuts([QKeySequence(keys) for keys in row.shortcuts])
    return made


def shown(action: QAction) -> list[str]:
    return [one.toString(QKeySequence.SequenceFormat.PortableText) for one in action.shortcuts()]


def test_advice_names_the_key_that_makes_an_output_now(owner: QWidget, settings: Settings) -> None:
    keys = ShortcutKeys(actions(owner), settings, owner)
    keys.give("graph.output", ("Ctrl+U",))
    assert completed("choose one; choose one").endswith(": select it and press Ctrl+U")
    assert advice(Kind.OUTPUT) == "Select the node whose gradient you want and press Ctrl+U."
    keys.give("graph.output", ())
    assert completed("; choose one").endswith(": select it and choose Graph → Use as Output")
    keys.reset_all()
    assert completed("; choose one").endswith(": select it and press O")


def test_a_new_window_with_the_usual_keys_names_the_usual_key(
    owner: QWidget, settings: Settings
) -> None:
    set_output_keys("F12")
    ShortcutKeys(actions(owner), settings, owner)
    assert output_way() == "press O"


def test_an_action_gets_other_keys_and_its_usual_ones_back(
    owner: QWidget, settings: Settings, qtbot: QtBot
) -> None:
    made = actions(owner)
    keys = ShortcutKeys(made, settings, owner)
    with qtbot.waitSignal(keys.changed):
        keys.give("file.new", ("Ctrl+Alt+N", "F12"))
    assert keys.keys("file.new") == ("Ctrl+Alt+N", "F12")
    assert shown(made["file.new"]) == ["Ctrl+Alt+N", "F12"]
    assert keys.is_changed("file.new")
    keys.reset("file.new")
    assert shown(made["file.new"]) == ["Ctrl+N"]
    assert not keys.is_changed("file.new")
    assert settings.value(SHORTCUTS) == ()


def test_keys_belong_to_one_action(owner: QWidget, settings: Settings) -> None:
    made = actions(owner)
    keys = ShortcutKeys(made, settings, owner)
    assert keys.owner("Ctrl+Y") == "edit.redo"
    keys.give("edit.duplicate", ("Ctrl+Y",))
    assert keys.owner("Ctrl+Y") == "edit.duplicate"
    assert shown(made["edit.redo"]) == ["Ctrl+Shift+Z"]
    assert keys.owner("Ctrl+D") is None
    keys.reset("edit.redo")
    assert shown(made["edit.redo"]) == ["Ctrl+Shift+Z", "Ctrl+Y"]
    assert shown(made["edit.duplicate"]) == []


def test_keys_are_remembered_by_every_window(owner: QWidget, settings: Settings) -> None:
    first, second = actions(owner), actions(owner)
    keys = ShortcutKeys(first, settings, owner)
    ShortcutKeys(second, settings, owner)
    keys.give("file.new", ("Ctrl+;",))
    keys.give("file.open", ())
    assert shown(second["file.new"]) == ["Ctrl+;"]
    assert settings.save()
    third = actions(owner)
    ShortcutKeys(third, Settings(settings.path), owner)
    assert shown(third["file.new"]) == ["Ctrl+;"]
    assert shown(third["file.open"]) == []
    keys.reset_all()
    assert [shown(one["file.new"]) for one in (first, second)] == [["Ctrl+N"], ["Ctrl+N"]]


def test_what_is_remembered_of_another_version_does_no_harm(
    owner: QWidget, settings: Settings
) -> None:
    settings.set_value(SHORTCUTS, ("gone.action\tF9", "file.new\t\tCtrl+Alt+N", ""))
    keys = ShortcutKeys(actions(owner), settings, owner)
    assert keys.keys("file.new") == ("Ctrl+Alt+N",)


def test_the_tip_names_the_new_keys(owner: QWidget, settings: Settings) -> None:
    made = actions(owner)
    action = made["file.save"]
    before = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"Save ({before})")
    keys = ShortcutKeys(made, settings, owner)
    keys.give("file.save", ("F12",))
    assert action.toolTip() == "Save (F12)"
    keys.give("file.save", ())
    assert action.toolTip() == "Save"


def test_what_is_reserved_is_written_as_keys_are() -> None:
    assert {portable(keys) for keys in RESERVED} == RESERVED

"""The commands are what the menus hold, and a few letters find the one that is meant."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from gui.command_list import COMMAND_ROLE, Command, CommandModel, commands_of, found_commands


@pytest.fixture
def bar(qtbot: object) -> QMenuBar:
    bar = QMenuBar()
    file = bar.addMenu("&File")
    for name, text, keys in (
        ("file.new", "&New", "Ctrl+N"),
        ("file.save", "&Save", "Ctrl+S"),
        ("file.save_as", "Save &As…", ""),
    ):
        action = QAction(text, bar)
        action.setObjectName(name)
        action.setShortcut(keys)
        file.addAction(action)
    file.addSeparator()
    recent = file.addMenu("Open &Recent")

    def fill() -> None:
        recent.clear()
        recent.addAction("net.chainrule")

    recent.aboutToShow.connect(fill)
    bar.addMenu("&View").addAction("Zoom &In").setEnabled(False)
    return bar


def titles(commands: list[Command]) -> list[str]:
    return [command.title for command in commands]


def test_all_menus_are_listed_with_their_places(bar: QMenuBar) -> None:
    commands = commands_of(bar)
    assert titles(commands) == ["New", "Save", "Save As", "net.chainrule", "Zoom In"]
    assert [command.place for command in commands] == [
        "File",
        "File",
        "File",
        "File › Open Recent",
        "View",
    ]
    assert commands[0].id == "file.new"
    assert commands[3].id == "File › Open Recent/net.chainrule"
    assert commands[0].keys
    assert not commands[4].is_possible


def test_the_likeliest_comes_first_and_the_last_used_among_equals(bar: QMenuBar) -> None:
    commands = commands_of(bar)
    assert titles(found_commands("sa", commands, ())) == ["Save", "Save As"]
    assert titles(found_commands("sa", commands, ("file.save_as",))) == ["Save As", "Save"]
    assert titles(found_commands("save", commands, ("file.save_as",)))[0] == "Save"
    assert titles(found_commands("view", commands, ())) == ["Zoom In"]
    assert titles(found_commands("", commands, ("View/Zoom In",)))[0] == "Zoom In"
    assert found_commands("qqq", commands, ()) == []


def test_what_is_not_possible_comes_after_what_is(bar: QMenuBar) -> None:
    menu = QMenu("&Edit", bar)
    menu.addAction("Zoom Away").setEnabled(True)
    bar.addMenu(menu)
    assert titles(found_commands("zoom", commands_of(bar), ())) == ["Zoom Away", "Zoom In"]


def test_a_reader_hears_all_of_a_command(bar: QMenuBar) -> None:
    model = CommandModel()
    model.show_commands(commands_of(bar))
    last = model.index(model.rowCount() - 1, 0)
    assert last.data(Qt.ItemDataRole.AccessibleTextRole) == "Zoom In, View, not possible now"
    assert last.data(COMMAND_ROLE).title == "Zoom In"

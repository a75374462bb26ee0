"""Everything the window can do is found by a few letters and done with Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListView

from gui.actions import ACTIONS
from gui.command_list import COMMAND_ROLE
from gui.command_search import CommandSearch

if TYPE_CHECKING:
    from gui.window import MainWindow
    from tests.acceptance.person import Person

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def opened(person: Person) -> CommandSearch:
    person.canvas.setFocus()
    person.press(Qt.Key.Key_P, CONTROL_SHIFT)
    found = person.window.findChild(CommandSearch)
    assert found is not None
    assert found.is_open
    return found


def listed(search: CommandSearch) -> list[str]:
    model = search.findChild(QListView, "command_search_list")
    assert model is not None
    rows = model.model()
    return [rows.index(row, 0).data(COMMAND_ROLE).id for row in range(rows.rowCount())]


def test_every_action_is_listed_with_panels_and_examples(person: Person) -> None:
    ids = listed(opened(person))
    assert {row.id for row in ACTIONS} - {"help.commands"} <= set(ids)
    assert {f"panels.{name}" for name in person.window.docking.docks} <= set(ids)
    assert any(one.startswith("File › Examples/") for one in ids)
    assert len(ids) == len(set(ids))


def test_a_command_is_run_and_comes_first_the_next_time(person: Person, window: MainWindow) -> None:
    search = opened(person)
    person.type("select a")
    person.press(Qt.Key.Key_Return)
    assert not search.is_open
    assert window.document.selection == frozenset(window.document.graph.node_ids())
    assert QApplication.focusWidget() is window.canvas
    assert listed(opened(person))[0] == "edit.select_all"


def test_arrows_move_and_escape_changes_nothing(person: Person, window: MainWindow) -> None:
    search = opened(person)
    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_Down)
    assert search.list.currentIndex().row() == 2
    person.press(Qt.Key.Key_Up)
    assert search.list.currentIndex().row() == 1
    before = list(window.document.graph.node_ids())
    person.press(Qt.Key.Key_Escape)
    assert not search.is_open
    assert list(window.document.graph.node_ids()) == before
    assert QApplication.focusWidget() is window.canvas


def test_what_is_not_possible_says_so_and_stays(person: Person, window: MainWindow) -> None:
    search = opened(person)
    person.type("cut")
    assert listed(search)[0] == "edit.cut"
    person.press(Qt.Key.Key_Return)
    assert search.is_open
    assert "“Cut” is not possible now" in window.notice.sentence
    search.close_search()


def test_a_panel_comes_to_the_front_though_it_is_open(person: Person, window: MainWindow) -> None:
    dock = window.docking.docks["problems"]
    assert dock.visibleRegion().isEmpty()
    opened(person)
    person.type("problems")
    person.press(Qt.Key.Key_Return)
    person.wait()
    assert not dock.visibleRegion().isEmpty()


def test_an_example_is_opened_by_its_name(person: Person, window: MainWindow) -> None:
    opened(person)
    person.type("two inputs")
    person.press(Qt.Key.Key_Return)
    assert window.document.title == "Two inputs, two layers, two outputs"


def test_the_same_keys_close_it_and_a_click_elsewhere_too(person: Person) -> None:
    search = opened(person)
    search.open_search()
    assert not search.is_open
    search = opened(person)
    person.focus_canvas()
    assert not search.is_open


def test_nothing_found_is_said(person: Person) -> None:
    search = opened(person)
    person.type("qqqqq")
    assert listed(search) == []
    assert "command_search_nothing" in {
        child.objectName() for child in search.children() if getattr(child, "isVisible", bool)()
    }
    person.press(Qt.Key.Key_Return)
    assert search.is_open
    search.close_search()


def test_it_stays_inside_a_narrow_window(person: Person, window: MainWindow) -> None:
    search = opened(person)
    window.resize(640, 500)
    person.wait()
    assert window.rect().contains(search.geometry().adjusted(0, 0, 0, -search.height() + 60))
    search.close_search()

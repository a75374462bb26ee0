"""The window itself: actions, panels, notices, recovery, and what it remembers."""

from __future__ import annotations

import inspect
from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QTableView

from engine.document_format import Contents, save
from engine.edits import SetNode
from gui.actions import ACTIONS, all_menus
from gui.actions.context_menus import CONTEXT_MENU_OF_CANVAS, CONTEXT_MENU_OF_NODE
from gui.actions.gestures import GESTURES
from gui.dialogs.about import AboutDialog
from gui.dialogs.shortcuts import ShortcutsDialog
from gui.document import Document
from gui.recovery import Recovery
from gui.settings import LEARNING_RATE, LIVE_EVALUATION, Settings
from gui.window import MainWindow
from tests.networks import network_a

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.actions.row import ActionRow
    from tests.acceptance.person import Person

pytestmark = pytest.mark.usefixtures("quick_disk")

OBJECT_NAMES = (
    "canvas",
    "palette",
    "inspector",
    "explain",
    "train",
    "problems",
    "timeline",
    "play",
    "step_forward",
    "step_back",
    "to_start",
    "to_end",
    "learning_rate",
    "apply_step",
    "run_steps",
    "loss_plot",
)


@pytest.mark.parametrize("name", OBJECT_NAMES)
def test_promised_object_names(window: MainWindow, name: str) -> None:
    assert window.objectName() == "main_window"
    assert window.findChild(QObject, name) is not None


@pytest.mark.parametrize("row", ACTIONS, ids=lambda row: row.id)
def test_every_action_reaches_its_handler(window: MainWindow, row: ActionRow) -> None:
    handler = attrgetter(row.handler)(window)
    assert callable(handler)
    if inspect.ismethod(handler):
        expected = 1 if row.checkable else 0
        assert len(inspect.signature(handler).parameters) == expected
    assert window.actions_by_id[row.id].objectName() == row.id


def test_no_keys_mean_two_things() -> None:
    counts = Counter(keys for row in ACTIONS for keys in row.shortcuts)
    assert [keys for keys, count in counts.items() if count > 1] == []


THEMES = (
    "theme.system",
    "theme.light",
    "theme.dark",
    "theme.contrast_light",
    "theme.contrast_dark",
)


def test_every_action_is_in_a_menu() -> None:
    listed = {entry for menu in all_menus() for entry in menu.entries}
    in_submenus = {*THEMES, "panels.titles", "panels.reset"}
    assert {row.id for row in ACTIONS} - listed == in_submenus
    for entry in (*CONTEXT_MENU_OF_NODE, *CONTEXT_MENU_OF_CANVAS):
        assert not entry or entry in {row.id for row in ACTIONS}


@pytest.mark.parametrize("entries", [*(menu.entries for menu in all_menus()), THEMES])
def test_no_letter_chooses_two_entries_of_a_menu(entries: tuple[str, ...]) -> None:
    texts = {row.id: row.text for row in ACTIONS}
    letters = [texts[entry].partition("&")[2][:1].lower() for entry in entries if entry in texts]
    assert all(letters)
    assert [letter for letter, count in Counter(letters).items() if count > 1] == []


def test_undo_says_what_it_undoes(window: MainWindow) -> None:
    undo = window.actions_by_id["edit.undo"]
    assert not undo.isEnabled()
    node_id = window.document.graph.resolve("x")
    window.document.perform(SetNode(node_id, {"value": 2.0}), "Set x")
    assert undo.isEnabled()
    assert "Set x" in undo.text()


def test_actions_on_a_selection_need_one(window: MainWindow) -> None:
    copy, rename = window.actions_by_id["edit.copy"], window.actions_by_id["edit.rename"]
    assert not copy.isEnabled()
    window.document.select(window.document.graph.node_ids()[:2])
    assert copy.isEnabled()
    assert not rename.isEnabled()


def test_output_can_be_chosen(window: MainWindow) -> None:
    node_id = window.document.graph.resolve("yhat")
    window.document.select([node_id])
    window.actions_by_id["graph.output"].trigger()
    window.document.ensure_evaluated()
    assert window.document.evaluation is not None
    assert window.document.evaluation.gradient("yhat") == 1.0


def test_panels_hide_and_come_back(window: MainWindow) -> None:
    dock = window.docking.docks["palette"]
    dock.toggleViewAction().trigger()
    assert not dock.isVisible()
    window.docking.arrange()
    assert dock.isVisible()
    window.actions_by_id["graph.add"].trigger()
    assert isinstance(window.focusWidget(), QLineEdit)


def test_a_panel_that_the_menu_opens_is_in_front(window: MainWindow) -> None:
    for name in ("outline", "history", "derivatives"):
        dock = window.docking.docks[name]
        dock.toggleViewAction().trigger()
        QApplication.processEvents()
        assert not dock.visibleRegion().isEmpty(), name


def test_panel_titles_can_be_shown_to_drag_by(window: MainWindow) -> None:
    window.docking.set_titles(True)
    assert window.docking.docks["train"].titleBarWidget() is None
    window.docking.set_titles(False)
    assert window.docking.docks["train"].titleBarWidget() is not None


def test_the_arrangement_is_remembered(window: MainWindow, tmp_path: Path) -> None:
    window.docking.docks["palette"].hide()
    window.close()
    again = MainWindow(settings=Settings(tmp_path / "settings.ini"))
    again.show()
    assert not again.docking.docks["palette"].isVisible()
    again.close()
    again.deleteLater()


def test_live_evaluation_is_remembered(window: MainWindow) -> None:
    live = window.actions_by_id["run.live"]
    assert live.isChecked()
    live.trigger()
    assert not window.document.is_live
    assert window.settings.value(LIVE_EVALUATION) is False


def test_problems_are_counted_and_shown(person: Person, window: MainWindow) -> None:
    button = window.findChild(QPushButton, "problems_button")
    assert button is not None
    assert not button.isVisible()
    window.canvas.add_operation("multiply")
    window.document.ensure_evaluated()
    person.wait()
    assert button.isVisible()
    button.click()
    assert window.docking.docks["problems"].isVisible()


def test_the_learning_rate_travels_with_the_file(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "fast.chainrule"
    save(Contents(network_a(), training={"learning_rate": 0.7}), path)
    window.files.load(path)
    rate = window.findChild(QLineEdit, "learning_rate")
    assert rate is not None
    assert rate.text() == "0.7"
    save(Contents(network_a(), training={"learning_rate": "fast"}), path)
    written = path.read_bytes()
    window.files.load(path)
    assert float(rate.text()) == LEARNING_RATE.default
    window.files.save()
    assert path.read_bytes() == written


def test_a_typed_learning_rate_is_an_edit_like_any_other(
    person: Person, window: MainWindow
) -> None:
    rate = window.findChild(QLineEdit, "learning_rate")
    assert rate is not None
    rate.setFocus()
    person.type("0.5")
    person.press(Qt.Key.Key_Return)
    was_modified = window.document.is_modified
    assert window.document.contents.training["learning_rate"] == 0.5
    window.document.undo_stack.undo()
    assert (was_modified, window.document.is_modified) == (True, False)
    assert rate.text() == "0.1"
    window.document.undo_stack.redo()
    assert rate.text() == "0.5"


def test_what_follows_a_recovery_is_not_modified(window: MainWindow) -> None:
    window.document.show(Contents(network_a()), None, is_modified=True)
    window.document.show(Contents(network_a()), None)
    assert not window.document.is_modified


def test_selecting_a_node_tells_about_it_without_moving(window: MainWindow, qtbot: QtBot) -> None:
    title = window.findChild(QLabel, "explain_title")
    assert title is not None
    window.playhead.run_backward()
    before = window.playhead.position
    window.document.select([window.document.graph.resolve("o1")])
    qtbot.waitUntil(lambda: title.text() == "Chain rule through σ", timeout=2000)
    assert window.playhead.position == before
    window.playhead.step_back()
    qtbot.waitUntil(lambda: title.text() != "Chain rule through σ", timeout=2000)


def test_a_narrow_window_keeps_its_menus(person: Person, window: MainWindow) -> None:
    button = window.findChild(QPushButton, "button_run_forward")
    assert button is not None
    window.resize(1000, 700)
    person.wait()
    assert not button.isVisible()
    window.resize(1440, 900)
    person.wait()
    assert button.isVisible()


def test_a_context_menu_offers_what_fits(window: MainWindow) -> None:
    for target in (None, window.document.graph.resolve("x")):
        window.canvas.context_menu_requested.emit(QPoint(10, 10), target)


def test_lost_work_is_offered_and_recovered(window: MainWindow, tmp_path: Path) -> None:
    other = Document(window)
    other.show(Contents(network_a()), None)
    lost = Recovery(other, window)
    other.perform(SetNode(other.graph.resolve("x"), {"value": 9.0}), "Set x")
    lost.write()
    lost._lock = None  # the process that held it is gone
    again = MainWindow(settings=Settings(tmp_path / "again.ini"))
    assert "Unsaved changes" in again.notice.sentence
    (recover,) = [
        button for button in again.notice.findChildren(QPushButton) if button.text() == "Recover"
    ]
    recover.click()
    assert again.document.graph.find("x").value == 9.0
    assert again.document.is_modified
    again.document.undo_stack.setClean()
    again.close()
    again.deleteLater()
    other.evaluate_now()


def test_what_nobody_foresaw_is_told_without_a_traceback(window: MainWindow) -> None:
    window.tell_unexpected(RuntimeError("inner"))
    assert "Something went wrong (RuntimeError)" in window.notice.sentence


def test_a_notice_can_be_dismissed(person: Person, window: MainWindow) -> None:
    window.notice.tell("one thing", stays=True)
    assert window.notice.sentence == "One thing"
    window.notice.hide()
    assert window.notice.sentence == ""


def test_shortcuts_can_be_searched(window: MainWindow) -> None:
    dialog = ShortcutsDialog(window.shortcut_keys, window)
    field, table = dialog.findChild(QLineEdit), dialog.findChild(QTableView)
    assert field is not None
    assert table is not None
    assert table.model().rowCount() == len(ACTIONS) + len(GESTURES)
    field.setText("zoom in")
    assert table.model().rowCount() == 1


def test_about_names_the_licence(window: MainWindow) -> None:
    dialog = AboutDialog(window)
    assert any("MIT" in label.text() for label in dialog.findChildren(QLabel))


def test_full_screen_and_back(window: MainWindow) -> None:
    action = window.actions_by_id["view.full_screen"]
    action.trigger()
    assert window.windowState() & Qt.WindowState.WindowFullScreen
    action.trigger()
    assert not window.windowState() & Qt.WindowState.WindowFullScreen


def test_a_menu_has_its_icons_when_it_opens(window: MainWindow) -> None:
    with_icon = {row.id for row in ACTIONS if row.icon}
    opened = [menu for menu in window.menuBar().findChildren(QMenu) if menu.actions()]
    for menu in opened:
        menu.aboutToShow.emit()
    shown = {action for menu in opened for action in menu.actions()}
    bare = {
        action.objectName()
        for action in shown
        if action.objectName() in with_icon and action.icon().isNull()
    }
    assert with_icon & {action.objectName() for action in shown}
    assert bare == set()

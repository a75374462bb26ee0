"""The gradient check, where the node is: on its card, among the problems and in the inspector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from engine.diagnostic import Severity
from engine.edits import SetNode
from gui.panels.check import CheckPanel
from gui.panels.check_model import NODE_ROLE, VERDICT
from gui.panels.problems import ProblemsPanel
from tests.acceptance.person import LEFT, NONE, Person

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.window import MainWindow


def check(person: Person, window: MainWindow, qtbot: QtBot) -> CheckPanel:
    """Press F8 and wait for what comes of it."""
    person.focus_canvas()
    person.press(Qt.Key.Key_F8)
    panel = window.docking.panel(CheckPanel)
    qtbot.waitUntil(lambda: not panel.run.is_running)
    person.wait()
    return panel


def verdicts(panel: CheckPanel) -> list[str]:
    model = panel.model
    return [str(model.index(row, VERDICT).data()) for row in range(model.rowCount())]


def sentences(window: MainWindow) -> list[str]:
    model = window.docking.panel(ProblemsPanel).list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def badges(window: MainWindow) -> dict[str, Severity]:
    found = window.canvas.stage.showing.badges
    graph = window.document.graph
    return {graph.node(node_id).name: severity for node_id, (severity, _) in found.items()}


@pytest.fixture
def overridden(window: MainWindow) -> MainWindow:
    """Return the window on the first example, the slope of its first sigmoid typed wrongly."""
    node = window.document.graph.find("o1")
    window.document.perform(SetNode(node.id, {"overrides": {"x": "y"}}), "Override")
    window.document.ensure_evaluated()
    return window


def test_f8_checks_every_gradient_and_shows_them(
    person: Person, window: MainWindow, qtbot: QtBot
) -> None:
    assert CheckPanel.name not in window.docking.panels
    panel = check(person, window, qtbot)
    assert panel.isVisible()
    assert verdicts(panel) == ["agrees"] * 5
    assert badges(window) == {}


def test_a_wrong_gradient_is_seen_everywhere(
    person: Person, overridden: MainWindow, qtbot: QtBot
) -> None:
    panel = check(person, overridden, qtbot)
    assert sorted(set(verdicts(panel))) == ["agrees", "wrong"]
    assert badges(overridden)["w1"] is Severity.WARNING
    assert "w2" not in badges(overridden)
    [sentence] = [text for text in sentences(overridden) if text.startswith("w1: the check")]
    assert "overridden" in sentence
    overridden.document.select([overridden.document.graph.resolve("w1")])
    overridden.docking.show("inspector")
    person.wait()
    line = overridden.findChild(QLabel, "inspector_check")
    assert line is not None
    assert line.text().startswith("Check: wrong")


def test_undoing_the_mistake_takes_it_all_back(
    person: Person, overridden: MainWindow, qtbot: QtBot
) -> None:
    check(person, overridden, qtbot)
    person.focus_canvas()
    person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "w1" not in badges(overridden)
    assert not any("the check" in text for text in sentences(overridden))
    panel = overridden.docking.panel(CheckPanel)
    qtbot.waitUntil(panel.stale.isVisible)
    assert verdicts(check(person, overridden, qtbot)) == ["agrees"] * 5
    assert not panel.stale.isVisible()


def test_a_click_on_a_row_shows_its_node(person: Person, window: MainWindow, qtbot: QtBot) -> None:
    panel = check(person, window, qtbot)
    window.canvas.navigator.scroll(20_000, 0)
    index = panel.model.index(1, 0, QModelIndex())
    place = panel.table.visualRect(index).center()
    QTest.mouseClick(panel.table.viewport(), LEFT, NONE, place)
    person.wait()
    node_id = index.data(NODE_ROLE)
    card = window.canvas.canvas_scene.area_of(node_id)
    assert window.canvas.navigator.seen().contains(card)
    assert window.document.selection == {node_id}


def test_one_node_is_checked_from_the_inspector(
    person: Person, window: MainWindow, qtbot: QtBot
) -> None:
    window.document.select([window.document.graph.resolve("o1")])
    window.docking.show("inspector")
    person.wait()
    person.click("check_node")
    line = window.findChild(QLabel, "inspector_check")
    assert line is not None
    qtbot.waitUntil(lambda: line.text().startswith("Check: agrees"))
    assert CheckPanel.name not in window.docking.panels

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from engine.diagnostic import Severity
from engine.document_format import Contents
from engine.edits import RemoveNode, SetNode
from engine.graph import Graph, Node
from gui.panels.problems import ProblemsPanel
from gui.panels.problems_list import DIAGNOSTIC_ROLE
from tests.networks import network_a

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.panels.conftest import ShowPanel


def troubled() -> Graph:
    """Return a graph with one warning, then one error."""
    graph = Graph()
    graph.add_input("x")
    graph.insert(Node("nq", "frobnicate"))
    return graph


@pytest.fixture
def problems(show_panel: ShowPanel) -> ProblemsPanel:
    return show_panel(ProblemsPanel, troubled(), size=(500, 200))


def sentences(panel: ProblemsPanel) -> list[str]:
    model = panel.list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def no_problems(panel: ProblemsPanel) -> QLabel:
    label = panel.findChild(QLabel, "no_problems")
    assert label is not None
    return label


def test_errors_come_first(problems: ProblemsPanel) -> None:
    assert sentences(problems) == [
        "frobnicate: the operation “frobnicate” is not known here",
        "x has no value yet",
    ]
    first = problems.list.model().index(0, 0)
    assert first.data(DIAGNOSTIC_ROLE).severity is Severity.ERROR
    assert first.data(Qt.ItemDataRole.AccessibleTextRole).startswith("Error: ")


def test_the_numbers_of_errors_and_warnings_are_told_when_they_change(
    problems: ProblemsPanel, qtbot: QtBot
) -> None:
    assert (problems.errors, problems.warnings) == (1, 1)
    document = problems.document
    document.perform(SetNode(document.graph.resolve("x"), {"value": 1.0}), "set")
    with qtbot.waitSignal(problems.count_changed) as told:
        document.evaluate_now()
    assert told.args == [1, 0]
    with qtbot.assertNotEmitted(problems.count_changed):
        document.evaluate_now()


def test_no_problems_are_stated(problems: ProblemsPanel) -> None:
    assert not no_problems(problems).isVisible()
    problems.document.show(Contents(network_a()), None)
    assert no_problems(problems).isVisible()
    assert no_problems(problems).text() == "No problems"
    assert sentences(problems) == []


def test_a_double_click_leads_to_the_node(problems: ProblemsPanel, qtbot: QtBot) -> None:
    place = problems.list.visualRect(problems.list.model().index(1, 0)).center()
    qtbot.mouseClick(problems.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(problems.node_requested) as asked:
        qtbot.mouseDClick(problems.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == [problems.document.graph.resolve("x")]
    assert problems.document.selection == {problems.document.graph.resolve("x")}


def test_enter_leads_to_the_node(problems: ProblemsPanel, qtbot: QtBot) -> None:
    problems.list.setCurrentIndex(problems.list.model().index(0, 0))
    with qtbot.waitSignal(problems.node_requested) as asked:
        qtbot.keyClick(problems.list, Qt.Key.Key_Return)
    assert asked.args == ["nq"]


def test_a_node_that_has_gone_cannot_be_shown(problems: ProblemsPanel, qtbot: QtBot) -> None:
    problems.document.set_live(False)
    problems.document.perform(RemoveNode("nq"), "delete")
    problems.list.setCurrentIndex(problems.list.model().index(0, 0))
    with (
        qtbot.assertNotEmitted(problems.node_requested),
        qtbot.waitSignal(problems.refused) as refused,
    ):
        qtbot.keyClick(problems.list, Qt.Key.Key_Return)
    assert refused.args == ["That node is no longer there."]


def test_a_sentence_can_be_copied(problems: ProblemsPanel, qtbot: QtBot) -> None:
    problems.list.setCurrentIndex(problems.list.model().index(1, 0))
    qtbot.keyClick(problems.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "x has no value yet"


def test_long_sentences_take_several_lines_where_it_is_narrow(
    problems: ProblemsPanel, qtbot: QtBot
) -> None:
    first = problems.list.model().index(0, 0)
    wide = problems.list.visualRect(first).height()
    problems.resize(180, 300)
    qtbot.waitUntil(lambda: problems.list.visualRect(first).height() > wide)

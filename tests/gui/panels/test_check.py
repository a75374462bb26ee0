"""The check panel shows what a check run finds, row by row and digit by digit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from engine.document_format import Contents
from engine.edits import RemoveNode, SetNode
from engine.gradcheck import Verdict
from engine.program import parse
from gui.panels.check import CheckPanel
from gui.panels.check_model import CENTRAL, NODE_ROLE, ROW_ROLE, VERDICT
from gui.theme import manager
from gui.widgets.rule_card import NoticeCard
from tests.networks import network_a

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from engine.graph import Graph
    from tests.gui.panels.conftest import ShowPanel

SIZE = (380, 700)


@pytest.fixture
def panel(show_panel: ShowPanel) -> CheckPanel:
    return show_panel(CheckPanel, network_a(), size=SIZE)


def overridden() -> Graph:
    graph = parse("x = 0.5; param w = 2; z = w*x; s = sigmoid(z); L = s^2")
    graph.revise(replace(graph.find("s"), overrides={"x": "y"}))
    return graph


def checked(panel: CheckPanel, qtbot: QtBot) -> CheckPanel:
    with qtbot.waitSignal(panel.run.ended):
        panel.start()
    return panel


def column(panel: CheckPanel, number: int, parent: QModelIndex | None = None) -> list[str]:
    model = panel.model
    above = parent or QModelIndex()
    return [str(model.index(row, number, above).data()) for row in range(model.rowCount(above))]


def text(panel: CheckPanel, name: str) -> str:
    label = panel.findChild(QLabel, name)
    assert label is not None
    return label.text()


def shown(panel: CheckPanel, name: str) -> bool:
    widget = panel.findChild(QWidget, name)
    assert widget is not None
    return widget.isVisible()


def test_at_first_it_says_what_it_would_do(panel: CheckPanel, qtbot: QtBot) -> None:
    said = "Nothing is checked yet."
    qtbot.waitUntil(lambda: text(panel, "check_summary").startswith(said))
    for name in ("check_table", "check_detail", "check_progress", "check_cancel", "check_stale"):
        assert not shown(panel, name)
    assert shown(panel, "check_start")


def test_an_empty_graph_has_nothing_to_check(show_panel: ShowPanel) -> None:
    panel = show_panel(CheckPanel, size=SIZE)
    assert text(panel, "check_summary") == "An empty graph has no gradients to check."
    assert not panel.start_button.isEnabled()


def test_a_row_for_each_leaf(panel: CheckPanel, qtbot: QtBot) -> None:
    checked(panel, qtbot)
    assert column(panel, 0) == ["x", "y", "w₁", "w₂", "b₁"]
    assert column(panel, VERDICT) == ["agrees"] * 5
    assert column(panel, 3) == ["−0.1875", "1", "0.125", "−0.125", "0.125"]
    assert text(panel, "check_summary").startswith("All 5 gradients agree")
    assert "Forward and reverse mode agree" in text(panel, "check_dot_product")


def test_the_verdict_is_an_icon_too(panel: CheckPanel, qtbot: QtBot) -> None:
    checked(panel, qtbot)
    index = panel.model.index(0, VERDICT)
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "verdict agrees"


def test_the_card_has_every_digit(panel: CheckPanel, qtbot: QtBot) -> None:
    checked(panel, qtbot)
    panel.table.setCurrentIndex(panel.model.index(0, 0))
    row = panel.model.index(0, 0).data(ROW_ROLE)
    assert text(panel, "check_detail_title") == "∂L/∂x: agrees"
    assert text(panel, "check_analytic") == "−0.1875"
    assert text(panel, "check_ridders") == repr(row.ridders).replace("-", "−")
    button = panel.findChild(QToolButton, "copy_check_ridders")
    assert button is not None
    button.click()
    assert QGuiApplication.clipboard().text() == repr(row.ridders)


def test_a_wrong_gradient_is_chosen_and_explained(show_panel: ShowPanel, qtbot: QtBot) -> None:
    panel = checked(show_panel(CheckPanel, overridden(), size=SIZE), qtbot)
    assert text(panel, "check_summary") == "2 of 2 gradients are wrong."
    assert column(panel, VERDICT) == ["wrong", "wrong"]
    assert panel.table.currentIndex().row() == 0
    assert "overridden" in text(panel, "check_note")
    cards = [card for card in panel.findChildren(NoticeCard) if card.isVisible()]
    assert len(cards) == 1
    assert "∂/∂x = y" in cards[0].text.text()


def test_a_kink_is_named(show_panel: ShowPanel, qtbot: QtBot) -> None:
    panel = show_panel(CheckPanel, parse("x = 0; y = relu(x)"), size=SIZE)
    checked(panel, qtbot)
    assert "kink" in text(panel, "check_note")


def test_elements_of_an_array_unfold(show_panel: ShowPanel, qtbot: QtBot) -> None:
    panel = show_panel(CheckPanel, parse("A = [1, 2; 3, 4]; y = sum(A*A)"), size=SIZE)
    checked(panel, qtbot)
    assert column(panel, 0) == ["A 2×2"]
    leaf = panel.model.index(0, 0)
    assert column(panel, 0, leaf) == ["A[0, 0]", "A[0, 1]", "A[1, 0]", "A[1, 1]"]
    assert column(panel, 3, leaf) == ["2", "4", "6", "8"]
    child = panel.model.index(2, 1, leaf)
    assert child.parent() == leaf
    assert not panel.model.hasChildren(child)
    height = panel.table.height()
    panel.table.expand(leaf)
    assert panel.table.height() > height
    panel.table.setCurrentIndex(child)
    assert text(panel, "check_detail_title") == "∂y/∂A[1, 0]: agrees"


def test_a_click_on_a_row_shows_the_node(panel: CheckPanel, qtbot: QtBot) -> None:
    checked(panel, qtbot)
    index = panel.model.index(2, 0)
    with qtbot.waitSignal(panel.node_requested) as asked:
        panel.table.scrollTo(index)
        place = panel.table.visualRect(index).center()
        qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == [index.data(NODE_ROLE)]
    assert panel.document.selection == {index.data(NODE_ROLE)}


def test_a_row_whose_node_is_gone_says_so(panel: CheckPanel, qtbot: QtBot) -> None:
    checked(panel, qtbot)
    index = panel.model.index(2, 0)
    panel.document.perform(RemoveNode(index.data(NODE_ROLE)), "remove")
    with qtbot.waitSignal(panel.refused) as told:
        panel.table.activated.emit(index)
    assert told.args == ["That node is no longer there."]


def test_after_an_edit_the_rows_are_greyed(panel: CheckPanel, qtbot: QtBot) -> None:
    checked(panel, qtbot)
    node = panel.document.graph.find("x")
    with qtbot.waitSignal(panel.run.changed):
        panel.document.perform(SetNode(node.id, {"value": 2.0}), "set")
    qtbot.waitUntil(lambda: shown(panel, "check_stale"))
    colour = panel.model.index(0, VERDICT).data(Qt.ItemDataRole.ForegroundRole)
    assert colour == manager().theme.colour("stale")
    checked(panel, qtbot)
    assert not shown(panel, "check_stale")


def test_while_it_runs_it_can_be_cancelled(
    panel: CheckPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.check_run.checked_all", lambda *_: iter(int, 1))
    panel.start()
    assert shown(panel, "check_progress")
    assert not panel.start_button.isEnabled()
    button = panel.findChild(QPushButton, "check_cancel")
    assert button is not None
    button.click()
    assert text(panel, "check_summary") == "The check was cancelled."
    assert not shown(panel, "check_progress")
    assert panel.start_button.isEnabled()


def test_what_cannot_be_checked_is_told(show_panel: ShowPanel) -> None:
    graph = parse("x = 1; y = x^2; z = x^3")
    graph.output = None
    panel = show_panel(CheckPanel, graph, size=SIZE)
    panel.start()
    assert text(panel, "check_summary").startswith("There is no output")


def test_the_table_is_copied_with_all_digits(panel: CheckPanel, qtbot: QtBot) -> None:
    checked(panel, qtbot)
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[:4] == ["leaf", "verdict", "rel. error", "gradient"]
    assert lines[1].split("\t")[3] == "-0.1875"
    assert len(lines) == 6
    panel.copy_button.click()
    assert QGuiApplication.clipboard().text().split("\n") == lines


@pytest.mark.parametrize(("width", "is_hidden"), [(380, True), (1000, False)])
def test_all_columns_show_where_there_is_room(
    show_panel: ShowPanel, qtbot: QtBot, width: int, is_hidden: bool
) -> None:
    panel = checked(show_panel(CheckPanel, network_a(), size=(width, 700)), qtbot)
    assert panel.table.isColumnHidden(CENTRAL) is is_hidden


def test_the_theme_is_followed(panel: CheckPanel, qtbot: QtBot, light: None) -> None:
    checked(panel, qtbot)
    before = panel.model.index(0, VERDICT).data(Qt.ItemDataRole.ForegroundRole)
    manager().choose("dark")
    assert panel.model.index(0, VERDICT).data(Qt.ItemDataRole.ForegroundRole) != before


def test_another_document_empties_it(panel: CheckPanel, qtbot: QtBot) -> None:
    checked(panel, qtbot)
    panel.document.show(Contents(overridden()), None)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 0)
    assert not shown(panel, "check_table")
    assert not shown(panel, "check_detail")


def test_not_a_number_is_a_dash(show_panel: ShowPanel, qtbot: QtBot) -> None:
    panel = checked(show_panel(CheckPanel, parse("x = 0; y = ln(x)"), size=SIZE), qtbot)
    row = panel.model.index(0, 0).data(ROW_ROLE)
    assert row.verdict is Verdict.DOUBTFUL
    assert column(panel, 2) == ["–"]
    assert text(panel, "check_error") == "–"

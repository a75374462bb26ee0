"""History names every step, says where the document is, and goes anywhere in it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QTest

from engine.edits import SetNode
from engine.graph import Graph
from gui.panels.history import SAVED_ROLE, STEP_ROLE, HistoryPanel
from tests.networks import network_a

if TYPE_CHECKING:
    from pathlib import Path

    from gui.document import Document
    from tests.gui.panels.conftest import ShowPanel


@pytest.fixture
def panel(show_panel: ShowPanel) -> HistoryPanel:
    return show_panel(HistoryPanel, network_a(), size=(300, 400))


@pytest.fixture
def document(panel: HistoryPanel) -> Document:
    return panel.document


def set_to(document: Document, value: float) -> None:
    leaf = next(node.id for node in document.graph.nodes() if node.is_leaf)
    document.perform(SetNode(leaf, {"value": value}), f"Set to {value:g}")


def told(panel: HistoryPanel, role: int = Qt.ItemDataRole.DisplayRole) -> list[object]:
    model = panel.list.model()
    return [model.index(row, 0).data(role) for row in range(model.rowCount())]


def value(document: Document) -> object:
    return next(node.value for node in document.graph.nodes() if node.is_leaf)


def test_steps_are_named_in_their_order(panel: HistoryPanel, document: Document) -> None:
    assert told(panel) == ["Beginning"]
    set_to(document, 3)
    set_to(document, 4)
    assert told(panel) == ["Beginning", "Set to 3", "Set to 4"]
    assert told(panel, STEP_ROLE) == [-1, -1, 0]
    assert panel.list.currentIndex().row() == 2
    document.undo_stack.undo()
    assert told(panel, STEP_ROLE) == [-1, 0, 1]
    set_to(document, 5)
    assert told(panel) == ["Beginning", "Set to 3", "Set to 5"]


def test_what_can_no_longer_be_redone_goes_from_the_end(
    panel: HistoryPanel, document: Document
) -> None:
    for number in (3, 4, 5):
        set_to(document, number)
    model = panel.list.model()
    second, last = (QPersistentModelIndex(model.index(row, 0)) for row in (2, 3))
    document.undo_stack.undo()
    document.undo_stack.undo()
    set_to(document, 6)
    assert told(panel) == ["Beginning", "Set to 3", "Set to 6"]
    assert second.isValid()
    assert not last.isValid()


def test_a_click_goes_back_and_forward(panel: HistoryPanel, document: Document) -> None:
    before = value(document)
    for number in (3, 4, 5):
        set_to(document, number)
    evaluations: list[object] = []
    document.ensure_evaluated()
    document.evaluated.connect(evaluations.append)
    for row, expected in ((0, before), (3, 5.0), (1, 3.0)):
        place = panel.list.visualRect(panel.list.model().index(row, 0)).center()
        QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert value(document) == expected
        assert document.undo_stack.index() == row
    assert evaluations == []
    document.ensure_evaluated()
    assert len(evaluations) == 1


def test_the_keyboard_goes_there_too(panel: HistoryPanel, document: Document) -> None:
    for number in (3, 4, 5):
        set_to(document, number)
    QTest.keyClick(panel.list, Qt.Key.Key_Home)
    assert value(document) == 5.0
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert value(document) == 3.0
    QTest.keyClick(panel.list, Qt.Key.Key_End)
    QTest.keyClick(panel.list, Qt.Key.Key_Space)
    assert value(document) == 5.0


def test_what_was_never_saved_is_not_marked(
    panel: HistoryPanel, document: Document, tmp_path: Path
) -> None:
    set_to(document, 3)
    assert told(panel, SAVED_ROLE) == [False, False]
    document.undo_stack.undo()
    assert told(panel, SAVED_ROLE) == [False, False]
    assert told(panel, Qt.ItemDataRole.AccessibleTextRole)[0] == "Beginning, now"
    document.save(tmp_path / "net.chainrule")
    assert told(panel, SAVED_ROLE) == [True, False]


def test_what_is_saved_is_marked(panel: HistoryPanel, document: Document, tmp_path: Path) -> None:
    document.save(tmp_path / "net.chainrule")
    set_to(document, 3)
    assert told(panel, SAVED_ROLE) == [True, False]
    document.undo_stack.setClean()
    assert told(panel, SAVED_ROLE) == [False, True]
    assert told(panel, Qt.ItemDataRole.AccessibleTextRole) == ["Beginning", "Set to 3, now, saved"]
    document.undo_stack.undo()
    spoken = told(panel, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == ["Beginning, now", "Set to 3, taken back, saved"]


def test_another_document_begins_anew(panel: HistoryPanel, document: Document) -> None:
    set_to(document, 3)
    document.new()
    assert isinstance(document.graph, Graph)
    assert told(panel) == ["Beginning"]


def test_a_long_history_is_read_only_where_it_is_seen(
    panel: HistoryPanel, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(500):
        set_to(document, number + 10)
    stack = Mock(wraps=document.undo_stack)
    monkeypatch.setattr(panel.list.model(), "_stack", stack)
    panel.list.grab()
    read = {call.args for call in stack.text.call_args_list}
    assert 0 < len(read) < 60
    assert panel.list.model().rowCount() == 501

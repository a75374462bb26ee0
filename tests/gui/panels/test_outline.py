from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from engine import parse
from engine.edits import AddNode, RemoveNode, SetNode
from engine.graph import Edge, Node
from gui.panels.outline import OutlinePanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.panels.conftest import ShowPanel

PROGRAM = "input x = 2; param w = -3; z = w*x; L = z^2"


@pytest.fixture
def panel(show_panel: ShowPanel) -> OutlinePanel:
    panel = show_panel(OutlinePanel, parse(PROGRAM), size=(360, 300))
    panel.playhead.run_backward()
    panel._rebuild()
    return panel


def rows(model: QAbstractItemModel, parent: QModelIndex | None = None) -> list[tuple[str, ...]]:
    """Return the cells below an index, row by row."""
    parent = parent or QModelIndex()
    return [
        tuple(str(model.index(row, column, parent).data()) for column in range(4))
        for row in range(model.rowCount(parent))
    ]


def test_nodes_in_the_order_of_computation_with_what_they_read(panel: OutlinePanel) -> None:
    model = panel.tree.model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert rows(model) == [
        ("x", "Input", "2", "36"),
        ("w", "Parameter", "−3", "−24"),
        ("z", "Multiply", "−6", "−12"),
        ("L", "Power", "36", "1"),
    ]
    assert rows(model, model.index(2, 0)) == [
        ("w at x1", "", "−3", "−24"),
        ("x at x2", "", "2", "36"),
    ]


def test_what_is_not_known_yet_is_a_dash(panel: OutlinePanel) -> None:
    panel.playhead.to_start()
    assert [row[2:] for row in rows(panel.tree.model())] == [
        ("2", "–"),
        ("−3", "–"),
        ("–", "–"),
        ("–", "–"),
    ]


def test_selection_goes_both_ways(panel: OutlinePanel, qtbot: QtBot) -> None:
    document, model = panel.document, panel.tree.model()
    panel.tree.setCurrentIndex(model.index(2, 0))
    assert document.selection == {document.graph.resolve("z")}
    qtbot.keyClick(panel.tree, Qt.Key.Key_Down)
    assert document.selection == {document.graph.resolve("L")}
    document.select([document.graph.resolve("x")])
    assert panel.tree.currentIndex().row() == 0
    assert [index.row() for index in panel.tree.selectionModel().selectedRows()] == [0]
    panel.tree.expand(model.index(2, 0))
    edge_row = model.index(0, 0, model.index(2, 0))
    panel.tree.setCurrentIndex(edge_row)
    z, w = document.graph.resolve("z"), document.graph.resolve("w")
    assert document.selected_edges == {Edge(w, z, "x1")}
    assert document.selection == frozenset()


def test_enter_shows_the_node_on_the_canvas(panel: OutlinePanel, qtbot: QtBot) -> None:
    panel.tree.setCurrentIndex(panel.tree.model().index(2, 0))
    with qtbot.waitSignal(panel.node_requested) as asked:
        qtbot.keyClick(panel.tree, Qt.Key.Key_Return)
    assert asked.args == [panel.document.graph.resolve("z")]


def test_edits_are_followed(panel: OutlinePanel, qtbot: QtBot) -> None:
    document, model = panel.document, panel.tree.model()
    panel.tree.expand(model.index(2, 0))
    document.perform(AddNode(Node("extra", "input", "extra", 5.0)), "Add extra")
    qtbot.waitUntil(lambda: model.rowCount() == 5)
    index = next(model.index(row, 0) for row in range(5) if model.index(row, 0).data() == "z")
    assert panel.tree.isExpanded(index)
    document.perform(RemoveNode(document.graph.resolve("z")), "Delete z")
    qtbot.waitUntil(lambda: model.rowCount() == 4)
    assert "z" not in [row[0] for row in rows(model)]
    document.perform(SetNode("extra", {"value": 7.0}), "Set extra")
    qtbot.waitUntil(lambda: ("extra", "Input", "7", "–") in rows(model))

"""Which page the inspector shows, with the results and the names of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QToolButton,
)

from engine.document_format import Contents
from engine.edits import AddNode, RemoveNode, SetNode
from engine.graph import Edge, Graph, Node
from engine.operation import all_operations
from tests.gui.panels.inspecting import node, part, select, shows, text_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.panels.inspector import InspectorPanel


# ---------------------------------------------------------------------- which page


def test_with_nothing_selected_it_shows_the_document(inspector: InspectorPanel) -> None:
    assert text_of(inspector, "inspector_title") == "Untitled"
    assert text_of(inspector, "count_nodes") == "12"
    assert text_of(inspector, "count_edges") == "12"
    assert text_of(inspector, "count_parameters") == "3"
    assert text_of(inspector, "count_output") == "L"
    inspector.document.perform(AddNode(Node("n99", "input", "q", value=1.0)), "add")
    assert text_of(inspector, "count_nodes") == "13"


def test_an_empty_document_says_how_to_begin(inspector: InspectorPanel) -> None:
    inspector.document.new()
    assert inspector.page is not None
    texts = [label.text() for label in inspector.page.findChildren(QLabel) if label.isVisible()]
    assert any("Drag an operation" in text for text in texts)


def test_an_operation_shows_what_it_is(inspector: InspectorPanel) -> None:
    select(inspector, "o1")
    assert text_of(inspector, "inspector_title") == "Sigmoid"
    assert text_of(inspector, "source_x") == "z₁   +"


def test_every_operation_can_be_inspected(inspector: InspectorPanel) -> None:
    for operation in all_operations():
        inspector.document.perform(AddNode(Node(f"v_{operation.name}", operation.name)), "add")
        inspector.document.select([f"v_{operation.name}"])
        assert text_of(inspector, "inspector_title") == operation.title
        for port in operation.ports:
            assert part(inspector, QLineEdit, f"override_{port}").placeholderText()


def test_an_unknown_operation_is_shown_as_it_is(inspector: InspectorPanel) -> None:
    inspector.document.perform(AddNode(Node("n99", "frobnicate")), "add")
    inspector.document.select(["n99"])
    assert text_of(inspector, "inspector_title") == "frobnicate"
    assert not shows(inspector, "inspector_value")


def test_an_edge_shows_what_travels_along_it(inspector: InspectorPanel) -> None:
    graph = inspector.document.graph
    edge = Edge(graph.resolve("w1"), graph.resolve("m1"), "x1")
    inspector.playhead.run_forward()
    inspector.document.select([], [edge])
    assert text_of(inspector, "inspector_title") == "w₁ → m₁"
    assert text_of(inspector, "edge_value") == "0.5"
    assert text_of(inspector, "edge_gradient") == "–"
    inspector.playhead.run_backward()
    assert text_of(inspector, "edge_gradient") == "0.125"
    inspector.document.new()
    assert text_of(inspector, "inspector_title") == "Untitled"


def test_a_removed_node_is_no_longer_shown(inspector: InspectorPanel) -> None:
    node_id = select(inspector, "o1")
    inspector.document.perform(RemoveNode(node_id), "delete")
    assert text_of(inspector, "inspector_title") == "Untitled"
    inspector.document.undo_stack.undo()
    assert text_of(inspector, "count_nodes") == "12"


def test_while_hidden_it_waits(inspector: InspectorPanel) -> None:
    inspector.hide()
    select(inspector, "w1")
    inspector.document.perform(SetNode(node(inspector, "w1").id, {"value": 7.0}), "set")
    inspector.show()
    assert part(inspector, QLineEdit, "inspector_value").text() == "7"


# ---------------------------------------------------------------------- results


def test_numbers_appear_as_the_playhead_comes_to_them(inspector: InspectorPanel) -> None:
    select(inspector, "o")
    assert text_of(inspector, "result_value") == "–"
    inspector.playhead.run_forward()
    assert (text_of(inspector, "result_value"), text_of(inspector, "result_gradient")) == ("0", "–")
    inspector.playhead.run_backward()
    assert text_of(inspector, "result_gradient") == "−0.25"
    assert text_of(inspector, "result_shape") == "scalar"


def test_a_number_is_copied_with_all_its_digits(inspector: InspectorPanel) -> None:
    node_id = inspector.document.graph.resolve("w1")
    inspector.document.perform(SetNode(node_id, {"value": 1 / 3}), "set")
    select(inspector, "yhat")
    inspector.playhead.run_backward()
    part(inspector, QToolButton, "copy_result_gradient").click()
    run = inspector.document.evaluation
    assert run is not None
    assert float(QGuiApplication.clipboard().text()) == run.gradient("yhat")


def test_numbers_of_an_earlier_graph_are_greyed(inspector: InspectorPanel) -> None:
    inspector.playhead.run_backward()
    select(inspector, "o")
    inspector.document.set_live(False)
    node_id = inspector.document.graph.resolve("w1")
    inspector.document.perform(SetNode(node_id, {"value": 2.0}), "set")
    assert not part(inspector, QLabel, "result_value").isEnabled()
    # More nodes than the playhead has heard of.
    inspector.document.perform(AddNode(Node("n99", "input", "q", value=1.0)), "add")
    inspector.document.select(["n99"])
    inspector.document.evaluate_now()
    select(inspector, "o")
    assert part(inspector, QLabel, "result_value").isEnabled()


def test_a_node_is_made_the_output_and_no_longer(inspector: InspectorPanel) -> None:
    node_id = select(inspector, "o1")
    box = part(inspector, QCheckBox, "inspector_output")
    assert not box.isChecked()
    box.click()
    assert inspector.document.graph.output == node_id
    assert inspector.document.undo_stack.undoText() == "Use o₁ as output"
    box.click()
    assert node_id != inspector.document.graph.output
    inspector.document.undo_stack.undo()
    assert box.isChecked()


def test_the_tab_key_goes_from_top_to_bottom(inspector: InspectorPanel, qtbot: QtBot) -> None:
    select(inspector, "w1")
    select(inspector, "o1")
    inspector.playhead.run_backward()
    inspector.activateWindow()
    part(inspector, QLineEdit, "inspector_name").setFocus()
    reached = []
    for _ in range(8):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused.objectName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert reached == [
        "inspector_name",
        "attribute_base",
        "override_x",
        "copy_result_value",
        "copy_result_gradient",
        "copy_result_shape",
        "check_node",
        "inspector_output",
    ]


def test_every_field_has_a_name_for_a_screen_reader(inspector: InspectorPanel) -> None:
    for name in ("o1", "w1"):
        select(inspector, name)
        assert inspector.page is not None
        for field in inspector.page.findChildren(QLineEdit):
            assert field.accessibleName()
        for button in inspector.page.findChildren(QToolButton):
            assert button.accessibleName()


def test_a_graph_of_its_own_kind(inspector: InspectorPanel) -> None:
    graph = Graph()
    graph.add_constant(2.0, "c")
    inspector.document.show(Contents(graph), None)
    select(inspector, "c")
    inspector.playhead.to_end()
    assert text_of(inspector, "result_gradient") == "–"

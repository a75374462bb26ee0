from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from engine.document_format import Contents
from engine.edits import AddNode, Connect, RemoveNode, SetNode
from engine.graph import Edge, Graph, Node
from engine.operation import all_operations
from engine.program import parse
from gui.panels.inspector import InspectorPanel
from gui.panels.inspector_operation import own_formula
from tests.networks import network_a

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.panels.conftest import ShowPanel


W = TypeVar("W", bound=QWidget)


@pytest.fixture
def inspector(show_panel: ShowPanel) -> InspectorPanel:
    return show_panel(InspectorPanel, network_a(), size=(320, 800))


def part(panel: InspectorPanel, kind: type[W], name: str) -> W:
    """Find a widget on the page that is shown; older ones may not be deleted yet."""
    assert panel.page is not None
    found = [widget for widget in panel.page.findChildren(kind, name) if widget.isVisible()]
    assert len(found) == 1, f"{name}: {len(found)} visible"
    return found[0]


def shows(panel: InspectorPanel, name: str) -> bool:
    assert panel.page is not None
    return any(widget.isVisible() for widget in panel.page.findChildren(QWidget, name))


def text_of(panel: InspectorPanel, name: str) -> str:
    return part(panel, QLabel, name).text()


def select(panel: InspectorPanel, *names: str) -> str:
    ids = [panel.document.graph.resolve(name) for name in names]
    panel.document.select(ids)
    return ids[0]


def enter(panel: InspectorPanel, qtbot: QtBot, name: str, text: str) -> QLineEdit:
    field = part(panel, QLineEdit, name)
    field.selectAll()
    qtbot.keyClicks(field, text)
    if not text:
        field.clear()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    return field


def node(panel: InspectorPanel, name: str) -> Node:
    return panel.document.graph.find(name)


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


# ---------------------------------------------------------------------- name


def test_a_node_is_renamed_and_the_renaming_undone(inspector: InspectorPanel, qtbot: QtBot) -> None:
    node_id = select(inspector, "o1")
    enter(inspector, qtbot, "inspector_name", "hidden")
    assert inspector.document.graph.node(node_id).name == "hidden"
    assert inspector.document.undo_stack.undoText() == "Rename o₁ to hidden"
    inspector.document.undo_stack.undo()
    assert part(inspector, QLineEdit, "inspector_name").text() == "o1"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("2x", "a name begins with a letter"), ("x", "is already taken"), ("input", "program text")],
)
def test_a_bad_name_is_refused_where_it_was_typed(
    inspector: InspectorPanel, qtbot: QtBot, typed: str, sentence: str
) -> None:
    select(inspector, "o1")
    field = enter(inspector, qtbot, "inspector_name", typed)
    assert sentence in text_of(inspector, "inspector_name_error")
    assert field.text() == typed
    assert inspector.document.undo_stack.count() == 0
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "o1"
    assert not shows(inspector, "inspector_name_error")


def test_a_name_can_be_removed(inspector: InspectorPanel, qtbot: QtBot) -> None:
    node_id = select(inspector, "o1")
    field = enter(inspector, qtbot, "inspector_name", "")
    assert inspector.document.graph.node(node_id).name == ""
    assert field.placeholderText().startswith("v")


def test_what_was_typed_is_not_given_to_the_next_node(
    inspector: InspectorPanel, qtbot: QtBot
) -> None:
    for first, second in (("w1", "w2"), ("o1", "yhat")):
        select(inspector, first)
        field = part(inspector, QLineEdit, "inspector_name")
        field.setFocus()
        qtbot.keyClicks(field, "half")
        select(inspector, second)
        assert part(inspector, QLineEdit, "inspector_name").text() == second
    select(inspector, "o1")
    field = part(inspector, QLineEdit, "override_x")
    field.setFocus()
    qtbot.keyClicks(field, "1")
    select(inspector, "yhat")
    inspector.document.select([])
    assert inspector.document.undo_stack.count() == 0


# ---------------------------------------------------------------------- leaves


def test_a_value_is_set(inspector: InspectorPanel, qtbot: QtBot) -> None:
    select(inspector, "w1")
    field = enter(inspector, qtbot, "inspector_value", "-0.25")
    assert node(inspector, "w1").value == -0.25
    assert field.text() == "−0.25"
    assert inspector.document.undo_stack.undoText() == "Set w₁ to -0.25"
    inspector.document.undo_stack.undo()
    assert field.text() == "0.5"


def test_an_array_is_set(inspector: InspectorPanel, qtbot: QtBot) -> None:
    select(inspector, "w1")
    field = enter(inspector, qtbot, "inspector_value", "[1 2; 3 4]")
    value = node(inspector, "w1").value
    assert isinstance(value, np.ndarray)
    assert value.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert field.text() == "[1, 2; 3, 4]"
    assert text_of(inspector, "result_shape") == "2×2"


def test_what_is_no_number_is_refused_where_it_was_typed(
    inspector: InspectorPanel, qtbot: QtBot
) -> None:
    select(inspector, "w1")
    field = enter(inspector, qtbot, "inspector_value", "half")
    assert text_of(inspector, "inspector_value_error") == "“half” is not a number"
    assert node(inspector, "w1").value == 0.5
    assert inspector.document.undo_stack.count() == 0
    enter(inspector, qtbot, "inspector_value", "0.75")
    assert not shows(inspector, "inspector_value_error")
    assert field.text() == "0.75"


def test_a_value_changed_elsewhere_is_shown_unless_one_is_being_typed(
    inspector: InspectorPanel, qtbot: QtBot
) -> None:
    node_id = select(inspector, "w1")
    field = part(inspector, QLineEdit, "inspector_value")
    inspector.document.perform(SetNode(node_id, {"value": 3.0}), "set")
    assert field.text() == "3"
    inspector.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.setText("4.")
    inspector.document.perform(SetNode(node_id, {"value": 5.0}), "set")
    assert field.text() == "4."


def test_a_large_array_is_not_shown_number_by_number(inspector: InspectorPanel) -> None:
    node_id = select(inspector, "w1")
    inspector.document.perform(SetNode(node_id, {"value": np.ones((30, 40))}), "set")
    field = part(inspector, QLineEdit, "inspector_value")
    assert field.text() == ""
    assert field.placeholderText() == "1200 numbers"


def choose(box: QComboBox, kind: str) -> None:
    index = box.findData(kind)
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_the_kind_of_a_leaf_is_switched(inspector: InspectorPanel) -> None:
    select(inspector, "w1")
    assert shows(inspector, "inspector_trainable")
    choose(part(inspector, QComboBox, "inspector_kind"), "constant")
    assert node(inspector, "w1").operation == "constant"
    assert node(inspector, "w1").value == 0.5
    assert text_of(inspector, "inspector_title") == "Constant"
    assert not shows(inspector, "inspector_trainable")
    assert inspector.document.undo_stack.undoText() == "Make w₁ a constant"
    choose(part(inspector, QComboBox, "inspector_kind"), "input")
    assert inspector.document.undo_stack.undoText() == "Make w₁ an input"


def test_a_parameter_is_held_fixed(inspector: InspectorPanel, qtbot: QtBot) -> None:
    select(inspector, "w1")
    part(inspector, QCheckBox, "inspector_trainable").click()
    assert not node(inspector, "w1").trainable
    assert inspector.document.undo_stack.undoText() == "Hold w₁ fixed"
    inspector.document.undo_stack.undo()
    assert part(inspector, QCheckBox, "inspector_trainable").isChecked()


# ---------------------------------------------------------------------- operations


@pytest.fixture
def powered(inspector: InspectorPanel) -> InspectorPanel:
    """Return the inspector on a power with an edge at its base and 3 as exponent."""
    document = inspector.document
    document.perform(AddNode(Node("n99", "power", "p", attributes={"exponent": 3.0})), "add")
    document.perform(Connect(Edge(document.graph.resolve("x"), "n99", "base")), "connect")
    document.select(["n99"])
    return inspector


def test_a_literal_stands_where_no_edge_arrives(powered: InspectorPanel, qtbot: QtBot) -> None:
    assert text_of(powered, "source_base") == "x"
    field = part(powered, QLineEdit, "literal_exponent")
    assert field.text() == "3"
    enter(powered, qtbot, "literal_exponent", "2.5")
    assert node(powered, "p").attributes == {"exponent": 2.5}
    enter(powered, qtbot, "literal_exponent", "two")
    assert text_of(powered, "literal_exponent_error") == "“two” is not a number"
    enter(powered, qtbot, "literal_exponent", "")
    assert node(powered, "p").attributes == {}


def test_an_edge_takes_the_place_of_the_field(powered: InspectorPanel) -> None:
    document = powered.document
    document.perform(Connect(Edge(document.graph.resolve("y"), "n99", "exponent")), "connect")
    assert not shows(powered, "literal_exponent")
    assert text_of(powered, "source_exponent") == "y"


def test_an_attribute_is_set_and_set_back(inspector: InspectorPanel, qtbot: QtBot) -> None:
    select(inspector, "o1")
    field = part(inspector, QLineEdit, "attribute_base")
    assert field.text() == "e"
    enter(inspector, qtbot, "attribute_base", "3")
    assert node(inspector, "o1").attributes == {"base": 3.0}
    enter(inspector, qtbot, "attribute_base", "[1, 2]")
    assert "one number" in text_of(inspector, "attribute_base_error")
    enter(inspector, qtbot, "attribute_base", "e")
    assert node(inspector, "o1").attributes == {}


def test_an_axis_is_a_whole_number(inspector: InspectorPanel, qtbot: QtBot) -> None:
    inspector.document.perform(AddNode(Node("n99", "sum", "s")), "add")
    inspector.document.select(["n99"])
    assert part(inspector, QLineEdit, "attribute_axis").placeholderText() == "all"
    enter(inspector, qtbot, "attribute_axis", "1")
    assert node(inspector, "s").attributes == {"axis": 1}
    enter(inspector, qtbot, "attribute_axis", "0.5")
    assert "whole number" in text_of(inspector, "attribute_axis_error")


def test_a_local_derivative_is_overridden_and_reset(
    inspector: InspectorPanel, qtbot: QtBot
) -> None:
    select(inspector, "o1")
    field = part(inspector, QLineEdit, "override_x")
    assert field.placeholderText() == "y*(1 - y)"
    assert not shows(inspector, "reset_override_x")
    enter(inspector, qtbot, "override_x", "2*y")
    assert node(inspector, "o1").overrides == {"x": "2*y"}
    inspector.playhead.run_backward()
    assert inspector.document.evaluation is not None
    part(inspector, QToolButton, "reset_override_x").click()
    assert node(inspector, "o1").overrides == {}
    assert field.text() == ""


def test_a_formula_of_strangers_is_refused(inspector: InspectorPanel, qtbot: QtBot) -> None:
    select(inspector, "o1")
    enter(inspector, qtbot, "override_x", "2*q")
    assert "“q” is neither a port" in text_of(inspector, "override_x_error")
    assert node(inspector, "o1").overrides == {}


@pytest.mark.parametrize(
    ("operation", "port", "formula"),
    [("sin", "x", "cos(x)"), ("multiply", "x1", "x2"), ("power", "base", None), ("ln", "x", "1/x")],
)
def test_the_own_rule_is_written_in_the_ports(
    operation: str, port: str, formula: str | None
) -> None:
    record = next(record for record in all_operations() if record.name == operation)
    found = own_formula(record, record.ports, {}, port)
    assert found == (formula or "exponent*base^(exponent - 1)")


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


# ---------------------------------------------------------------------- several


def test_several_nodes_are_counted_by_kind(inspector: InspectorPanel) -> None:
    select(inspector, "w1", "w2", "o1")
    assert text_of(inspector, "inspector_title") == "3 nodes"
    assert text_of(inspector, "inspector_kinds") == "2 × Parameter\n1 × Sigmoid"
    assert not shows(inspector, "inspector_value")


def test_several_leaves_get_a_value_in_one_step(inspector: InspectorPanel, qtbot: QtBot) -> None:
    select(inspector, "w1", "w2")
    field = part(inspector, QLineEdit, "inspector_value")
    assert (field.text(), field.placeholderText()) == ("", "different values")
    enter(inspector, qtbot, "inspector_value", "0.125")
    assert node(inspector, "w1").value == node(inspector, "w2").value == 0.125
    assert inspector.document.undo_stack.count() == 1
    inspector.document.undo_stack.undo()
    assert node(inspector, "w2").value == -2.0
    assert field.text() == ""


def test_several_parameters_are_held_fixed_in_one_step(inspector: InspectorPanel) -> None:
    inspector.document.perform(SetNode(node(inspector, "w1").id, {"trainable": False}), "hold")
    select(inspector, "w1", "w2")
    box = part(inspector, QCheckBox, "inspector_trainable")
    assert box.checkState() is Qt.CheckState.PartiallyChecked
    box.click()
    assert node(inspector, "w1").trainable
    assert node(inspector, "w2").trainable


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


def test_a_shape_is_written_as_it_is_read(inspector: InspectorPanel, qtbot: QtBot) -> None:
    inspector.document.perform(AddNode(Node("v", "reshape", "r")), "add")
    select(inspector, "r")
    assert part(inspector, QLineEdit, "attribute_shape").text() == ""
    for text in ("2, -1", "2 -1"):
        enter(inspector, qtbot, "attribute_shape", text)
        assert node(inspector, "r").attributes == {"shape": (2, -1)}
        assert part(inspector, QLineEdit, "attribute_shape").text() == "2 × -1"
    enter(inspector, qtbot, "attribute_shape", "two")
    assert "written like 2 × 3" in text_of(inspector, "attribute_shape_error")


@pytest.fixture
def rectifiers(show_panel: ShowPanel) -> InspectorPanel:
    text = "input x = 1; a = leaky_relu(x); b = leaky_relu(a); c = elu(b); L = a + b + c"
    return show_panel(InspectorPanel, parse(text), size=(320, 800))


def test_an_attribute_of_several_nodes_is_set_in_one_step(
    rectifiers: InspectorPanel, qtbot: QtBot
) -> None:
    select(rectifiers, "a", "b")
    assert part(rectifiers, QLineEdit, "attribute_slope").text() == "0.01"
    enter(rectifiers, qtbot, "attribute_slope", "0,25")
    assert [node(rectifiers, name).attributes for name in "ab"] == [{"slope": 0.25}] * 2
    stack = rectifiers.document.undo_stack
    assert (stack.count(), stack.undoText()) == (1, "Set slope of 2 nodes")
    enter(rectifiers, qtbot, "attribute_slope", "much")
    assert "not a number" in text_of(rectifiers, "attribute_slope_error")
    assert stack.count() == 1
    stack.undo()
    assert [node(rectifiers, name).attributes for name in "ab"] == [{}, {}]


def test_different_attributes_are_told_and_kept(rectifiers: InspectorPanel, qtbot: QtBot) -> None:
    a = node(rectifiers, "a")
    rectifiers.document.perform(SetNode(a.id, {"attributes": {"slope": 0.5}}), "Set")
    select(rectifiers, "a", "b")
    field = part(rectifiers, QLineEdit, "attribute_slope")
    assert (field.text(), field.placeholderText()) == ("", "different values")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert node(rectifiers, "a").attributes == {"slope": 0.5}


def test_nodes_of_two_operations_share_no_attributes(rectifiers: InspectorPanel) -> None:
    select(rectifiers, "a", "c")
    assert not shows(rectifiers, "attribute_slope")
    assert not shows(rectifiers, "attribute_alpha")
    select(rectifiers, "a", "b")
    assert shows(rectifiers, "attribute_slope")

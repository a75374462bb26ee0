"""The values and kinds of leaves in the inspector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
)

from engine.edits import SetNode
from tests.gui.panels.inspecting import enter, node, part, select, shows, text_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.panels.inspector import InspectorPanel


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

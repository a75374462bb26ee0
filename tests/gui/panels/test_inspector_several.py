"""Several selected nodes in the inspector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
)

from engine.edits import SetNode
from engine.program import parse
from gui.panels.inspector import InspectorPanel
from tests.gui.panels.inspecting import enter, node, part, select, shows, text_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.panels.conftest import ShowPanel


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

"""Renaming a node in the inspector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLineEdit,
)

from tests.gui.panels.inspecting import enter, part, select, shows, text_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.panels.inspector import InspectorPanel


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

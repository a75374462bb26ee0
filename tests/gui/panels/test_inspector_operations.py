"""Literals, attributes and rules of an operation in the inspector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import (
    QLineEdit,
    QToolButton,
)

from engine.edits import AddNode, Connect
from engine.graph import Edge, Node
from engine.operation import all_operations
from gui.panels.inspector_operation import own_formula
from tests.gui.panels.inspecting import enter, node, part, select, shows, text_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.panels.inspector import InspectorPanel


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

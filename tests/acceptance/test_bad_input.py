"""Slips: each gets one clear sentence where the person looks, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from engine.document_format import dump
from engine.edits import SetNode
from gui.canvas.inline_editor import InlineEditor
from tests.acceptance.person import LEFT, NONE, Person

if TYPE_CHECKING:
    from gui.window import MainWindow


@pytest.fixture
def before(window: MainWindow) -> str:
    """The document before the slip."""
    return dump(window.document.contents)


def messages(window: MainWindow) -> str:
    return "\n".join(item.message for item in window.document.diagnostics)


def editor_problem(window: MainWindow) -> str:
    editor = window.canvas.findChild(InlineEditor)
    assert editor is not None
    return editor.problem.text()


def set_value(window: MainWindow, name: str, value: float) -> None:
    node_id = window.document.graph.resolve(name)
    window.document.perform(SetNode(node_id, {"value": value}), f"Set {name}")
    window.document.ensure_evaluated()


def test_a_cycle_is_refused_with_the_reason(
    person: Person, window: MainWindow, before: str
) -> None:
    graph = window.document.graph
    target = graph.resolve("z1")
    diagram = window.canvas.stage.diagram
    start = person.pixel(*diagram.output_place(graph.resolve("yhat")))
    end = person.pixel(*diagram.input_place(target, "x1"))
    viewport = window.canvas.viewport()
    QTest.mousePress(viewport, LEFT, NONE, start)
    QTest.mouseMove(viewport, start + (end - start) * 0.5)
    person.wait()
    QTest.mouseMove(viewport, end)
    person.wait()
    assert "cycle" in window.canvas.furniture.tip.text()
    QTest.mouseRelease(viewport, LEFT, NONE, end)
    person.wait()
    assert dump(window.document.contents) == before


def test_escape_cancels_a_drag(person: Person, window: MainWindow, before: str) -> None:
    node = window.document.graph.find("o1")
    viewport = window.canvas.viewport()
    start = person.pixel(node.position[0] + 66, node.position[1] + 8)
    QTest.mousePress(viewport, LEFT, NONE, start)
    QTest.mouseMove(viewport, start * 1.1)
    QTest.mouseMove(viewport, start * 1.2)
    person.press(Qt.Key.Key_Escape, widget=window.canvas)
    QTest.mouseRelease(viewport, LEFT, NONE, start * 1.2)
    person.wait()
    assert dump(window.document.contents) == before


def test_text_that_is_not_a_number(person: Person, window: MainWindow, before: str) -> None:
    node_id = window.document.graph.resolve("x")
    window.canvas.edit_value(node_id)
    person.type("three")
    person.press(Qt.Key.Key_Return)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit), "the editor stays open"
    assert "not a number" in editor_problem(window)
    person.press(Qt.Key.Key_Escape)
    assert dump(window.document.contents) == before


def test_a_name_used_twice(person: Person, window: MainWindow, before: str) -> None:
    window.canvas.rename(window.document.graph.resolve("x"))
    person.type("w1")
    person.press(Qt.Key.Key_Return)
    assert "already taken" in editor_problem(window)
    person.press(Qt.Key.Key_Escape)
    assert dump(window.document.contents) == before


@pytest.mark.parametrize(
    ("operation", "value", "part"),
    [("divide", 0.0, "division by zero"), ("ln", -1.0, "logarithm"), ("exp", 1000.0, "too large")],
)
def test_numbers_that_leave_the_finite(
    window: MainWindow, operation: str, value: float, part: str
) -> None:
    from engine.edits import AddNode, Batch, Connect
    from engine.graph import Edge, Node

    window.document.new()
    port = "b" if operation == "divide" else "x"
    literal = {"a": 1.0} if operation == "divide" else {}
    window.document.perform(
        Batch(
            (
                AddNode(Node("n1", "input", "x", value)),
                AddNode(Node("n2", operation, "q", attributes=literal)),
                Connect(Edge("n1", "n2", port)),
            )
        ),
        "Draw",
    )
    window.document.ensure_evaluated()
    assert part in messages(window)
    window.playhead.run_backward()
    window.canvas.grab()
    assert window.docking.panels["problems"].isEnabled()


def test_training_that_overflows_keeps_the_last_finite_state(
    person: Person, window: MainWindow
) -> None:
    window.files.open_example("line-fit")
    rate = window.findChild(QLineEdit, "learning_rate")
    assert rate is not None
    rate.setFocus()
    person.type("1e300")
    person.press(Qt.Key.Key_Return)
    person.click("apply_step")
    run = window.document.evaluation
    assert run is not None
    values = [run.value(node.id) for node in run.tape.nodes]
    assert all(abs(float(value)) < float("inf") for value in values if isinstance(value, float))
    told = window.findChild(QLabel, "train_message")
    assert told is not None
    assert "finite" in told.text()


def test_a_learning_rate_that_is_none(person: Person, window: MainWindow, before: str) -> None:
    rate = window.findChild(QLineEdit, "learning_rate")
    assert rate is not None
    rate.setFocus()
    person.type("-1")
    person.press(Qt.Key.Key_Return)
    person.click("apply_step")
    assert dump(window.document.contents) == before

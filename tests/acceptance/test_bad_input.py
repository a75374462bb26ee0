"""Slips: each gets one clear sentence where the person looks, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from engine.document_format import dump
from engine.edits import SetNode
from gui.canvas.inline_editor import InlineEditor
from tests.acceptance.person import CONTROL, LEFT, NONE, Person

if TYPE_CHECKING:
    from pathlib import Path

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


def compose(text: str) -> None:
    """Enter a text as an input method does, for what no key of a keyboard gives."""
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("9" * 400, "too large for double precision"),
        ("-" + "9" * 400, "too large for double precision"),
        ("1e400", "too large for double precision"),
        ("\N{PILE OF POO}", "not a number"),
        ("[1, [2]]", ""),
    ],
    ids=["400 digits", "400 negative digits", "1e400", "emoji", "ragged"],
)
def test_a_value_that_no_number_can_hold(
    person: Person, window: MainWindow, before: str, text: str, part: str
) -> None:
    window.canvas.edit_value(window.document.graph.resolve("x"))
    compose(text)
    person.press(Qt.Key.Key_Return)
    assert part in editor_problem(window)
    assert 0 < len(editor_problem(window)) < 200
    assert dump(window.document.contents) == before
    person.press(Qt.Key.Key_Escape)
    assert dump(window.document.contents) == before


def test_400_digits_behind_the_point_are_rounded(person: Person, window: MainWindow) -> None:
    window.canvas.edit_value(window.document.graph.resolve("x"))
    compose("0." + "3" * 400)
    person.press(Qt.Key.Key_Return)
    assert window.document.graph.find("x").value == pytest.approx(1 / 3)
    window.canvas.grab()


def test_an_emoji_as_a_name(person: Person, window: MainWindow, before: str) -> None:
    window.canvas.rename(window.document.graph.resolve("x"))
    compose("\N{PILE OF POO}")
    person.press(Qt.Key.Key_Return)
    assert "a name begins with a letter" in editor_problem(window)
    compose("x\N{PILE OF POO}")
    person.press(Qt.Key.Key_Return)
    assert "is not allowed in it" in editor_problem(window)
    person.press(Qt.Key.Key_Escape)
    assert dump(window.document.contents) == before


def test_an_emoji_as_the_title_of_a_group(
    person: Person, window: MainWindow, tmp_path: Path
) -> None:
    window.document.select(window.document.graph.node_ids()[:2])
    person.press(Qt.Key.Key_G, CONTROL, window.canvas)
    compose("\N{PILE OF POO} & co")
    person.press(Qt.Key.Key_Return)
    window.canvas.grab()
    assert undo_text(window) == "Undo Rename a group to \N{PILE OF POO} & co"
    window.document.save(tmp_path / "a.chainrule")
    window.document.load(tmp_path / "a.chainrule")
    (group,) = window.document.graph.groups.values()
    assert group.title == "\N{PILE OF POO} & co"


def undo_text(window: MainWindow) -> str:
    """What the menu says; & marks a letter there unless it is doubled."""
    text = window.actions_by_id["edit.undo"].text()
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")

"""Choosing the output: offered where a gradient is wanted, and said what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from engine import parse
from engine.document_format import Contents
from engine.edits import SetOutput
from engine.layout import laid_out
from gui.canvas.hits import Hit, Part
from gui.canvas.tooltips import tip_text

if TYPE_CHECKING:
    from gui.window import MainWindow
    from tests.acceptance.person import Person


def show(window: MainWindow, program: str) -> None:
    graph = laid_out(parse(program))
    SetOutput(None).apply(graph)
    window.document.show(Contents(graph), None)


def offers(window: MainWindow) -> dict[str, QPushButton]:
    buttons = window.notice.findChildren(QPushButton)
    return {button.text(): button for button in buttons if button.isVisible()}


@pytest.mark.parametrize("action", ["run.run", "run.backward", "run.descent", "run.check"])
def test_where_several_could_be_the_output_a_click_chooses(
    person: Person, window: MainWindow, action: str
) -> None:
    show(window, "param w = 2; a = w^2; b = sin(w)")
    window.actions_by_id[action].trigger()
    person.wait()
    assert "several nodes could be the output (a, b)" in window.notice.sentence.lower()
    assert "press O" in window.notice.sentence
    assert set(offers(window)) == {"a", "b"}
    offers(window)["b"].click()
    graph = window.document.graph
    assert graph.output == graph.resolve("b")
    assert window.document.undo_stack.text(0) == "Use b as output"


def test_a_run_goes_on_with_the_chosen_output(person: Person, window: MainWindow) -> None:
    show(window, "param w = 2; a = w^2; b = sin(w)")
    window.canvas.setFocus()
    person.press(Qt.Key.Key_F7)
    offers(window)["a"].click()
    person.wait()
    run, annotations = window.document.evaluation, window.playhead.annotations
    assert run is not None
    assert annotations is not None
    assert annotations.gradients.any()


def test_nothing_is_offered_where_the_output_is_clear(person: Person, window: MainWindow) -> None:
    show(window, "param w = 2; a = w^2")
    window.actions_by_id["run.run"].trigger()
    assert offers(window) == {}


def test_what_an_array_means_as_output_is_said_at_it(person: Person, window: MainWindow) -> None:
    show(window, "param w = [1, 2]; a = w^2; L = sum(a)")
    graph, canvas = window.document.graph, window.canvas
    window.docking.show("inspector")
    window.document.select([graph.resolve("a")])
    person.wait()
    note = window.findChild(QLabel, "inspector_output_note")
    assert note is not None
    assert not note.isVisible()
    canvas.setFocus()
    person.press(Qt.Key.Key_O)
    window.playhead.run_backward()
    person.wait()
    assert note.isVisible()
    assert "the sum of its numbers" in note.text()
    tip = tip_text(canvas.stage, graph, Hit(Part.VALUE, node=graph.resolve("a")))
    assert "the sum of its numbers" in tip
    other = tip_text(canvas.stage, graph, Hit(Part.VALUE, node=graph.resolve("L")))
    assert "output" not in other

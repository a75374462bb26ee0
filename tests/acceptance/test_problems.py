"""What is wrong is a row of the Problems panel, and the row leads to where it is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest

from gui.panels.problems import ProblemsPanel
from tests.acceptance.person import LEFT, NONE, Person

if TYPE_CHECKING:
    from gui.window import MainWindow


@pytest.fixture
def problems(window: MainWindow) -> ProblemsPanel:
    """The panel, in front, of a window on an empty document."""
    window.document.new()
    window.docking.show("problems")
    return window.docking.panel(ProblemsPanel)


def rows(panel: ProblemsPanel) -> list[str]:
    model = panel.list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def row_of(panel: ProblemsPanel, part: str) -> QModelIndex:
    (row,) = (row for row, sentence in enumerate(rows(panel)) if part in sentence)
    return panel.list.model().index(row, 0)


def double_click(panel: ProblemsPanel, index: QModelIndex) -> None:
    place = panel.list.visualRect(index).center()
    QTest.mouseClick(panel.list.viewport(), LEFT, NONE, place)
    QTest.mouseDClick(panel.list.viewport(), LEFT, NONE, place)


def test_arrays_that_do_not_fit_are_named_with_their_ports(
    person: Person, problems: ProblemsPanel
) -> None:
    three, two = person.add("input", 0, 0), person.add("parameter", 0, 144)
    total = person.add("add", 240, 60)
    person.set_value(three, "[1, 2, 3]")
    person.set_value(two, "[4, 5]")
    person.rename(total, "total")
    person.connect(three, total, "x1")
    person.connect(two, total, "x2")
    (sentence,) = (sentence for sentence in rows(problems) if "fit" in sentence)
    assert "total" in sentence
    assert re.search(r"\bx1\b\D*3\b", sentence)
    assert re.search(r"\bx2\b\D*2\b", sentence)
    person.set_value(two, "[4, 5, 6]")
    assert rows(problems) == []


def test_a_division_by_zero_is_a_row_until_it_is_none(
    person: Person, problems: ProblemsPanel
) -> None:
    x = person.add("input", 0, 0)
    one = person.add("constant", 0, 144)
    quotient = person.add("divide", 240, 60)
    person.rename(quotient, "q")
    person.connect(one, quotient, "a")
    person.connect(x, quotient, "b")
    assert rows(problems) == []
    person.set_value(x, "0")
    found = [sentence for sentence in rows(problems) if "division by zero" in sentence]
    assert len(found) == 1
    assert re.search(r"\bq\b", found[0])
    person.set_value(x, "4")
    assert rows(problems) == []


def test_a_double_click_on_a_row_shows_and_selects_its_node(
    person: Person, window: MainWindow, problems: ProblemsPanel
) -> None:
    person.add("input", 0, 0)
    lonely = person.add("tanh", 240, 60)
    person.rename(lonely, "lonely")
    window.document.select([])
    canvas = window.canvas
    canvas.navigator.scroll(20_000, 0)
    card = canvas.canvas_scene.area_of(lonely)
    assert not canvas.navigator.seen().intersects(card)
    double_click(problems, row_of(problems, "lonely"))
    person.wait()
    assert canvas.navigator.seen().contains(card)
    assert window.document.selection == {lonely}
    assert canvas.stage.marks.pulsing == lonely


def test_enter_on_a_row_shows_its_node_too(
    person: Person, window: MainWindow, problems: ProblemsPanel
) -> None:
    lonely = person.add("tanh", 240, 60)
    window.document.select([])
    window.canvas.navigator.scroll(20_000, 0)
    problems.list.setCurrentIndex(problems.list.model().index(0, 0))
    person.press(Qt.Key.Key_Return, widget=problems.list)
    card = window.canvas.canvas_scene.area_of(lonely)
    assert window.canvas.navigator.seen().contains(card)
    assert window.document.selection == {lonely}

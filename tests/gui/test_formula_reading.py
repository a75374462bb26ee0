"""A formula is read at once, or beside the window if it is long."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from engine.errors import ExpressionError
from engine.graph import Graph
from engine.reformulation import reformulation
from gui.formula_reading import LONG, FormulaReading, Reading

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from engine.reformulation import Reformulation

pytestmark = pytest.mark.usefixtures("qapp")


class _Reader:
    """Reads a formula, and notes in which thread."""

    def __init__(self, text: str = "y = sin(x)", error: Exception | None = None) -> None:
        self.text, self.error = text, error
        self.thread: threading.Thread | None = None

    def __call__(self) -> Reformulation:
        self.thread = threading.current_thread()
        if self.error is not None:
            raise self.error
        return reformulation(Graph(), None, self.text, is_preview=True)


def arrived_at(reading: FormulaReading) -> list[object]:
    found: list[object] = []
    reading.arrived.connect(found.append)
    return found


def test_a_short_formula_is_read_at_once() -> None:
    reading, reader = FormulaReading(), _Reader()
    found = arrived_at(reading)
    reading.start(reader, LONG - 1)
    (read,) = found
    assert isinstance(read, Reading)
    assert read.latex == r"y = \sin x"
    assert reader.thread is threading.main_thread()


def test_a_long_formula_is_read_in_a_thread(qtbot: QtBot) -> None:
    reading, reader = FormulaReading(), _Reader()
    found = arrived_at(reading)
    reading.start(reader, LONG)
    assert found == []
    qtbot.waitUntil(lambda: not reading.is_running)
    (read,) = found
    assert isinstance(read, Reading)
    assert read.found.typed.name == "y"
    assert reader.thread is not threading.main_thread()


@pytest.mark.parametrize("length", [1, LONG])
def test_the_reason_arrives_why_a_formula_cannot_be_read(qtbot: QtBot, length: int) -> None:
    reading = FormulaReading()
    found = arrived_at(reading)
    reading.start(_Reader("y = sin("), length)
    qtbot.waitUntil(lambda: not reading.is_running)
    (error,) = found
    assert isinstance(error, ExpressionError)
    assert error.column == 9


@pytest.mark.parametrize(
    "error", [KeyError("n1"), RuntimeError("dictionary changed size during iteration")]
)
def test_a_graph_that_changes_meanwhile_leaves_nothing(qtbot: QtBot, error: Exception) -> None:
    reading = FormulaReading()
    found = arrived_at(reading)
    reading.start(_Reader(error=error), LONG)
    qtbot.waitUntil(lambda: not reading.is_running)
    assert found == []


def test_what_is_no_longer_wanted_does_not_arrive(qtbot: QtBot) -> None:
    reading = FormulaReading()
    found = arrived_at(reading)
    reading.start(_Reader(), LONG)
    reading.start(_Reader("z = 2"), 5)
    qtbot.wait(50)
    (read,) = found
    assert isinstance(read, Reading)
    assert read.latex == "z = 2"

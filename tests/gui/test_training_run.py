"""A training run makes its steps between other events, and is one step for undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtTest import QSignalSpy

from engine.document_format import Contents
from engine.errors import EngineError
from engine.graph import Graph
from gui import training_run
from gui.document import Document
from gui.training_run import TrainingRun
from tests.networks import LOSSES_A, network_a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    document = Document()
    document.show(Contents(network_a()), None)
    yield document
    shiboken6.delete(document)


@pytest.fixture
def run(document: Document) -> TrainingRun:
    return TrainingRun(document, document)


def finish(qtbot: QtBot, run: TrainingRun, steps: int) -> list[object]:
    with qtbot.waitSignal(run.ended) as told:
        run.start(steps, 0.1)
    assert told.args is not None
    return list(told.args)


def test_a_step_is_made_at_once(document: Document, run: TrainingRun) -> None:
    assert run.apply_step(0.1) == ""
    assert document.losses() == pytest.approx(LOSSES_A[:2])
    assert not run.is_running


def test_single_steps_never_merge(document: Document, run: TrainingRun) -> None:
    for _ in range(3):
        run.apply_step(0.1)
    assert document.undo_stack.count() == 3


@pytest.mark.parametrize("seconds", [0.0, 1e9], ids=["many slices", "one slice"])
def test_however_it_is_sliced_it_is_one_command(
    qtbot: QtBot,
    document: Document,
    run: TrainingRun,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
) -> None:
    monkeypatch.setattr(training_run, "SLICE_SECONDS", seconds)
    monkeypatch.setattr(training_run, "SHOWN_SECONDS", 0.0)
    assert finish(qtbot, run, 20) == [""]
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "20 steps of descent"
    assert document.losses()[:4] == pytest.approx(LOSSES_A)
    assert len(document.losses()) == 21


def test_other_events_get_their_turn(
    qtbot: QtBot, run: TrainingRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_run, "SLICE_SECONDS", 0.0)
    ticks = QSignalSpy(run.progressed)
    other = QTimer(run)
    other.setInterval(0)
    seen = QSignalSpy(other.timeout)
    other.start()
    finish(qtbot, run, 30)
    other.stop()
    assert seen.count() > 5
    assert ticks.at(0) == [0, 30]
    assert ticks.at(ticks.count() - 1) == [30, 30]


def test_steps_that_are_not_shown_yet_are_not_lost_by_stopping(
    qtbot: QtBot, document: Document, run: TrainingRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_run, "SHOWN_SECONDS", 1e9)
    run.start(1_000_000, 0.1)
    qtbot.waitUntil(lambda: run.made > 20)
    made = run.made
    run.stop()
    assert document.undo_stack.undoText() == f"{made} steps of descent"
    assert len(document.losses()) == made + 1


def test_undoing_during_a_run_ends_it_and_takes_all_of_it_back(
    qtbot: QtBot, document: Document, run: TrainingRun
) -> None:
    run.start(1_000_000, 0.1)
    qtbot.waitUntil(lambda: document.undo_stack.count() == 1)
    document.undo_stack.undo()
    assert not run.is_running
    assert document.losses() == []
    assert document.graph.find("w1").value == 0.5


def test_a_new_run_ends_the_one_before(qtbot: QtBot, document: Document, run: TrainingRun) -> None:
    run.start(1_000_000, 0.1)
    qtbot.waitUntil(lambda: run.made > 3)
    run.start(2, 0.1)
    qtbot.waitUntil(lambda: not run.is_running)
    assert document.undo_stack.count() == 2


def test_nothing_is_left_running_when_it_cannot_begin(qtbot: QtBot, run: TrainingRun) -> None:
    run.document.show(Contents(Graph()), None)
    with pytest.raises(EngineError):
        run.start(5, 0.1)
    with pytest.raises(EngineError):
        run.apply_step(0.1)
    assert not run.is_running

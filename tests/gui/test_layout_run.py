"""A process lays out; whatever happens to it, there is an answer."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from engine.layout import layered, plan_of
from engine.layout_plan import by_longest_path, by_sugiyama, on_grid
from engine.program import parse
from gui import layout_run
from gui.layout_run import LayoutRun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

GRAPH = parse("y = sin(x) * cos(x) + w")
PLAN = plan_of(GRAPH)

QUICK_THEN_SLOW = """
import sys, time
from engine.layout_worker import answers
for line in sys.stdin:
    replies = answers(line)
    sys.stdout.write(next(replies))
    sys.stdout.flush()
    time.sleep(60)
"""
NOTHING_GOOD = """
import os
import sys
from engine.layout_worker import answers
for line in sys.stdin:
    sys.stdout.write(next(answers(line)))
    sys.stdout.flush()
    sys.exit(3)
"""


@pytest.fixture
def run() -> Iterator[LayoutRun]:
    made = LayoutRun()
    yield made
    made.close()


def answer(qtbot: QtBot, run: LayoutRun) -> object:
    with qtbot.waitSignal(run.found, timeout=20_000) as told:
        run.start(PLAN)
    assert not run.is_running
    return told.args[0]


def test_the_answer_is_that_of_graphlay(qtbot: QtBot, run: LayoutRun) -> None:
    assert answer(qtbot, run) == layered(GRAPH)


def test_the_process_is_kept_for_the_next_one_and_let_go_later(
    qtbot: QtBot, run: LayoutRun
) -> None:
    answer(qtbot, run)
    process = run._process
    assert process is not None
    answer(qtbot, run)
    assert run._process is process
    run._rest.timeout.emit()
    assert run._process is None


def test_after_the_deadline_the_quick_answer_is_taken(
    qtbot: QtBot, run: LayoutRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.command = [sys.executable, "-c", QUICK_THEN_SLOW]
    run.start(PLAN)
    qtbot.waitUntil(lambda: run._quick is not None, timeout=20_000)
    quick = by_sugiyama(PLAN)
    assert quick is not None
    with qtbot.waitSignal(run.found) as told:
        run._deadline.timeout.emit()
    assert told.args == [on_grid(quick)]
    assert run._process is None


def test_a_process_that_dies_leaves_the_quick_answer(qtbot: QtBot, run: LayoutRun) -> None:
    run.command = [sys.executable, "-c", NOTHING_GOOD]
    quick = by_sugiyama(PLAN)
    assert quick is not None
    assert answer(qtbot, run) == on_grid(quick)


@pytest.mark.parametrize(
    "command",
    [["/no/such/program"], [sys.executable, "-c", ""], [sys.executable, "-c", "raise SystemExit"]],
)
def test_without_a_process_the_plain_way_is_taken(
    qtbot: QtBot, run: LayoutRun, command: list[str]
) -> None:
    run.command = command
    assert answer(qtbot, run) == on_grid(by_longest_path(PLAN))


def test_a_cancelled_run_answers_nothing(qtbot: QtBot, run: LayoutRun) -> None:
    with qtbot.assertNotEmitted(run.found, wait=300):
        run.start(PLAN)
        run.cancel()
    assert not run.is_running
    assert run._process is None


def test_a_new_run_takes_the_place_of_the_one_before(qtbot: QtBot, run: LayoutRun) -> None:
    found: list[object] = []
    run.found.connect(found.append)
    run.start(plan_of(parse("a = sin(b)")))
    assert answer(qtbot, run) == layered(GRAPH)
    assert found == [layered(GRAPH)]


def test_a_larger_graph_is_worth_a_longer_wait() -> None:
    assert layout_run.patience(3_000) == 4_500


def test_the_process_ends_with_its_owner(qtbot: QtBot) -> None:
    run = LayoutRun()
    answer(qtbot, run)
    process = run._process
    assert process is not None
    number = process.processId()
    del process
    with qtbot.waitSignal(run.destroyed):
        run.deleteLater()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)

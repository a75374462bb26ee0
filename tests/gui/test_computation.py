"""A computation gives its results in order, can be given up, and never outlives who wants it."""

from __future__ import annotations

import itertools
import os
import threading
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtTest import QSignalSpy

from engine.errors import EngineError
from engine.inquiries import differentiated
from engine.program import parse
from gui.computation import Computation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from engine.inquiries import Work


@pytest.fixture
def computation(qtbot: QtBot) -> Iterator[Computation]:
    made = Computation()
    yield made
    if shiboken6.isValid(made):
        shiboken6.delete(made)


def ending(qtbot: QtBot, computation: Computation, work: Work) -> str:
    with qtbot.waitSignal(computation.ended) as told:
        computation.start(work)
    assert told.args is not None
    return str(told.args[0])


def thread_names() -> list[str]:
    return [thread.name for thread in threading.enumerate()]


def test_results_arrive_in_order_and_from_another_thread(
    computation: Computation, qtbot: QtBot
) -> None:
    seen: list[object] = []
    computation.arrived.connect(seen.append)

    def work() -> Iterator[object]:
        yield "first"
        yield threading.current_thread().name

    assert ending(qtbot, computation, work) == ""
    assert seen == ["first", "computation"]
    assert not computation.is_running


def test_a_mistake_is_told_as_a_sentence(computation: Computation, qtbot: QtBot) -> None:
    def work() -> Iterator[object]:
        yield 1
        raise EngineError("the output is missing")

    assert ending(qtbot, computation, work) == "the output is missing"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_nobody_foresaw_ends_it_too(computation: Computation, qtbot: QtBot) -> None:
    def work() -> Iterator[object]:
        yield 1
        raise ZeroDivisionError

    assert "unforeseen" in ending(qtbot, computation, work)


def test_nothing_arrives_after_it_was_cancelled(computation: Computation, qtbot: QtBot) -> None:
    go_on = threading.Event()

    def work() -> Iterator[object]:
        yield 1
        go_on.wait(5)
        yield 2
        yield 3

    seen = QSignalSpy(computation.arrived)
    ended = QSignalSpy(computation.ended)
    with qtbot.waitSignal(computation.arrived):
        computation.start(work)
    computation.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: "computation" not in thread_names())
    qtbot.wait(40)
    assert seen.count() == 1
    assert ended.count() == 0


def test_a_new_one_takes_the_place_of_the_one_before(
    computation: Computation, qtbot: QtBot
) -> None:
    go_on = threading.Event()

    def slow() -> Iterator[object]:
        go_on.wait(5)
        yield "old"

    seen: list[object] = []
    computation.arrived.connect(seen.append)
    computation.start(slow)
    assert ending(qtbot, computation, lambda: iter(["new"])) == ""
    go_on.set()
    qtbot.waitUntil(lambda: "computation" not in thread_names())
    qtbot.wait(40)
    assert seen == ["new"]


def test_the_thread_ends_when_the_object_goes(computation: Computation, qtbot: QtBot) -> None:
    tried = threading.Event()

    def endless() -> Iterator[object]:
        while True:
            tried.set()
            yield None

    computation.start(endless)
    assert tried.wait(5)
    shiboken6.delete(computation)
    qtbot.waitUntil(lambda: "computation" not in thread_names())


# -------------------------------------------------------------------------------- in a process


def large(qtbot: QtBot, computation: Computation, program: str) -> tuple[list[object], str]:
    graph = parse(program)
    seen: list[object] = []
    computation.arrived.connect(seen.append)
    with qtbot.waitSignal(computation.ended, timeout=20_000) as told:
        computation.start(
            differentiated,
            tuple(graph.nodes()),
            tuple(graph.edges()),
            graph.resolve("y"),
            ("x",),
            is_large=True,
        )
    assert told.args is not None
    return seen, str(told.args[0])


def test_a_process_answers_as_a_thread_does(computation: Computation, qtbot: QtBot) -> None:
    [parts], reason = large(qtbot, computation, "x = 2; y = x^3")
    assert reason == ""
    assert isinstance(parts, tuple)
    nodes, _, output = parts
    assert next(node.name for node in nodes if node.id == output) == "d_y_d_x"


def test_a_mistake_comes_out_of_a_process(computation: Computation, qtbot: QtBot) -> None:
    seen, reason = large(qtbot, computation, "z = 2; y = z^3")
    assert seen == []
    assert "“x”" in reason


def test_a_process_that_is_not_wanted_any_more_ends(computation: Computation, qtbot: QtBot) -> None:
    with qtbot.waitSignal(computation.arrived, timeout=20_000):
        computation.start(itertools.count, is_large=True)
    computation.cancel()
    # The thread ends after the process, for which it waits.
    qtbot.waitUntil(lambda: "computation" not in thread_names())


def test_a_process_that_dies_is_noticed(computation: Computation, qtbot: QtBot) -> None:
    with qtbot.waitSignal(computation.ended, timeout=20_000) as told:
        computation.start(os._exit, 1, is_large=True)
    assert "unforeseen" in str(told.args)

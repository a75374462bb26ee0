"""Long work in the window's thread: others have their turn, and it can be given up or hurried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer

from engine.errors import EngineError
from gui import sliced_work
from gui.sliced_work import SlicedWork

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from engine.slices import Work

pytestmark = pytest.mark.usefixtures("qapp")


class Bench:
    """Some work in ten slices, and what became of it."""

    def __init__(self) -> None:
        self.sliced = SlicedWork()
        self.done = 0
        self.results: list[int] = []
        self.told: list[str] = []
        self.sliced.ended.connect(lambda: self.told.append("ended"))
        self.sliced.failed.connect(lambda error: self.told.append(str(error)))

    def work(self, fails_at: int = -1) -> Work[int]:
        for number in range(10):
            if number == fails_at:
                raise EngineError("it was not possible")
            self.done += 1
            yield
        return self.done

    def start(self, fails_at: int = -1) -> None:
        self.sliced.start(self.work(fails_at), self.results.append)


def test_others_have_their_turn_between_the_slices(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A clock that is a second on at each look: a turn is over after one slice.
    monkeypatch.setattr(sliced_work, "perf_counter", iter(range(10_000)).__next__)
    monkeypatch.setattr(sliced_work, "TURN_SECONDS", 1.5)
    bench = Bench()
    seen: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: seen.append(bench.done))
    bench.start()
    timer.start(0)
    qtbot.waitUntil(lambda: not bench.sliced.is_running)
    assert len(set(seen)) > 3
    assert (bench.results, bench.told) == ([10], ["ended"])


def test_what_is_left_can_be_done_at_once() -> None:
    bench = Bench()
    bench.start()
    assert bench.done == 0
    bench.sliced.finish()
    assert not bench.sliced.is_running
    assert (bench.results, bench.told) == ([10], ["ended"])


def test_what_is_given_up_has_no_result(qtbot: QtBot) -> None:
    bench = Bench()
    bench.start()
    bench.sliced.cancel()
    qtbot.wait(20)
    assert (bench.results, bench.told, bench.done) == ([], ["ended"], 0)
    bench.sliced.cancel()
    assert bench.told == ["ended"]


def test_new_work_takes_the_place_of_the_old() -> None:
    bench, other = Bench(), Bench()
    bench.start()
    bench.sliced.start(other.work(), other.results.append)
    bench.sliced.finish()
    assert (bench.results, other.results) == ([], [10])


@pytest.mark.parametrize("waits", [True, False])
def test_what_is_not_possible_is_told(qtbot: QtBot, *, waits: bool) -> None:
    bench = Bench()
    bench.start(fails_at=4)
    if waits:
        bench.sliced.finish()
    qtbot.waitUntil(lambda: not bench.sliced.is_running)
    assert (bench.results, bench.told) == ([], ["ended", "it was not possible"])


def test_the_result_may_begin_new_work() -> None:
    bench = Bench()
    bench.sliced.start(bench.work(), lambda _result: bench.start())
    bench.sliced.finish()
    assert bench.results == [20]

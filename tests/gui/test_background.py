"""Work in a thread is heard of however quickly it ends, and may be given up while it goes on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from gui import background
from gui.background import Job

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_the_end_of_the_quickest_work_is_heard(qtbot: QtBot) -> None:
    for _ in range(50):
        job = Job(lambda: None)
        with qtbot.waitSignal(job.ended):
            job.start()
        job.result()


def test_a_job_that_was_given_up_lives_until_its_thread_has_ended(qtbot: QtBot) -> None:
    may_end = threading.Event()

    def work() -> None:
        may_end.wait(10)

    Job(work).start()
    assert len(background._running) == 1
    may_end.set()
    qtbot.waitUntil(lambda: not background._running)

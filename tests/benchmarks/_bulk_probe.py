"""A clock that ticks in the event loop, to see for how long the window hears nobody."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Probe"]

TICK_MS = 1
QUIET_SECONDS = 0.3
QUIET_TICK_MS = 8.0
PATIENCE_SECONDS = 60.0


class Probe(QObject):
    """Measures the longest time between two turns of the event loop.

    Attributes
    ----------
    longest
        Milliseconds on the clock.
    longest_cpu
        Milliseconds of the window's thread alone, which other programs on the machine do not
        lengthen.
    until_done
        Milliseconds on the clock until it was done.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest = self.longest_cpu = self.until_done = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._last = self._last_cpu = self._busy_until = 0.0

    def watch(self, action: Callable[[], object], is_done: Callable[[], bool]) -> None:
        """Do something in the event loop, and watch until it is done and all is quiet again."""
        self.longest = self.longest_cpu = self.until_done = 0.0
        began = self._last = self._busy_until = time.perf_counter()
        self._last_cpu = time.thread_time()
        self._timer.start(TICK_MS)
        QTimer.singleShot(0, self, action)
        loop = QEventLoop()
        now = began
        while now - began < PATIENCE_SECONDS:
            loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            self._tick()
            now = time.perf_counter()
            if not self.until_done and is_done():
                self.until_done = 1000 * (now - began)
            if self.until_done and now - self._busy_until > QUIET_SECONDS:
                break
            time.sleep(0.0005)
        self._timer.stop()

    def _tick(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        gap, gap_cpu = 1000 * (now - self._last), 1000 * (cpu - self._last_cpu)
        if gap_cpu > QUIET_TICK_MS:
            self._busy_until = now
        self.longest, self.longest_cpu = max(self.longest, gap), max(self.longest_cpu, gap_cpu)
        self._last, self._last_cpu = now, cpu

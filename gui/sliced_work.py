"""Sliced work: long work of the window's own thread, done between the other things it has to do."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from engine.errors import EngineError
from engine.slices import Work

__all__ = ["SlicedWork"]

TURN_SECONDS = 0.012
"""How long it works until others have a turn; less than a frame takes."""


class SlicedWork(QObject):
    """Works through one generator at a time, a few milliseconds in each turn of the event loop.

    Signals
    -------
    ended()
        It is through, or was given up.
    failed(EngineError)
        It was not possible.
    """

    ended = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Work[Any] | None = None
        self._then: Callable[[Any], object] = _nothing
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._take_turn)

    @property
    def is_running(self) -> bool:
        """Whether something is still to be done."""
        return self._work is not None

    def start(self, work: Work[Any], then: Callable[[Any], object]) -> None:
        """Begin with some work; what was being done is given up.

        Parameters
        ----------
        work
            The generator.
        then
            Takes what it returns, when it is through.
        """
        self.cancel()
        self._work, self._then = work, then
        self._timer.start()

    def cancel(self) -> None:
        """Give up what is being done."""
        work, self._work = self._work, None
        self._timer.stop()
        if work is not None:
            work.close()
            self.ended.emit()

    def finish(self) -> None:
        """Do all that is left at once."""
        while self._work is not None:
            self._go_on(self._work)

    def _take_turn(self) -> None:
        until = perf_counter() + TURN_SECONDS
        while self._work is not None and perf_counter() < until:
            self._go_on(self._work)

    def _go_on(self, work: Work[Any]) -> None:
        try:
            next(work)
        except StopIteration as end:
            then = self._then
            self._end()
            then(end.value)
        except EngineError as error:
            self._end()
            self.failed.emit(error)

    def _end(self) -> None:
        self._work, self._then = None, _nothing
        self._timer.stop()
        self.ended.emit()


def _nothing(_result: Any) -> None:
    """Take a result that nobody wants."""

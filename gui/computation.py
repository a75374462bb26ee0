"""Computation: work of the engine beside the window, whose results arrive one by one.

A thread and the window take turns in Python, so that painting a large graph meanwhile would take
many times as long: large work is done in a process of its own. The thread touches nothing of Qt: a
signal from it could reach an object that is just being deleted, and the last reference to a widget
must never be its own. So it fills a queue, which is looked into here.
"""

import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

import engine
from engine.inquiries import Last, Work, answer

if TYPE_CHECKING:
    from subprocess import Popen

__all__ = ["LARGE", "Computation"]

COLLECT_EVERY_MS = 15
LARGE = 250
"""From so many nodes on a process is worth the half second that it takes to start."""

ROOT = Path(str(engine.__file__)).parents[1]


class _StoppedError(Exception):
    """Nobody wants the rest."""


class _Stop:
    """Tells a thread, and the process that it waits for, to stop."""

    def __init__(self) -> None:
        self.is_set = False
        self._process: Popen[bytes] | None = None

    def set(self) -> None:
        """Stop as soon as possible."""
        self.is_set = True
        if self._process is not None:
            self._process.kill()

    def watch(self, process: "Popen[bytes]") -> None:
        """End a process when it is time to stop, perhaps at once."""
        self._process = process
        if self.is_set:
            process.kill()


class Computation(QObject):
    """Works through one generator at a time; a new one takes the place of the one before.

    Signals
    -------
    arrived(object)
        The generator has yielded something.
    ended(str)
        It is done, or why it is not; not told of one that was cancelled.
    """

    arrived = Signal(object)
    ended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: SimpleQueue[object] = SimpleQueue()
        self._stop = _Stop()
        self._timer = QTimer(self)
        self._timer.setInterval(COLLECT_EVERY_MS)
        self._timer.timeout.connect(self._collect)
        # Nobody is there to cancel once this object is gone, nor may the thread know it.
        stops = self._stops = {self._stop}

        def stop_all() -> None:
            for stop in stops:
                stop.set()

        self.destroyed.connect(stop_all)

    @property
    def is_running(self) -> bool:
        """Whether something is still to come."""
        return self._timer.isActive()

    def start(self, work: Work, *arguments: Any, is_large: bool = False) -> None:
        """Begin to work through a generator.

        Parameters
        ----------
        work
            Makes the generator. For a process it is a function of a module without Qt, and all
            that goes to and fro is data.
        arguments
            What `work` takes; no object of Qt, and nothing that may change meanwhile.
        is_large
            Whether it is done in a process.
        """
        self.cancel()
        self._stops.discard(self._stop)
        self._stop, self._results = _Stop(), SimpleQueue()
        self._stops.add(self._stop)
        threading.Thread(
            target=_in_process if is_large else _in_thread,
            args=(work, arguments, self._results, self._stop),
            name="computation",
            daemon=True,
        ).start()
        self._timer.start()

    def cancel(self) -> None:
        """Want nothing more; a process ends at once, a thread at the next result."""
        self._stop.set()
        self._timer.stop()

    def _collect(self) -> None:
        results = self._results
        while self.is_running and results is self._results:
            try:
                found = results.get_nowait()
            except Empty:
                return
            if not isinstance(found, Last):
                self.arrived.emit(found)
                continue
            self._timer.stop()
            unforeseen = QCoreApplication.translate(
                "Computation", "Something unforeseen went wrong."
            )
            self.ended.emit(unforeseen if found.reason is None else found.reason)


def _in_thread(
    work: Work, arguments: tuple[Any, ...], results: "SimpleQueue[object]", stop: _Stop
) -> None:
    """Put what a generator yields into a queue. Runs in the thread."""

    def give(found: object) -> None:
        results.put(found)
        if stop.is_set:
            raise _StoppedError

    with suppress(_StoppedError):
        answer(give, work, arguments)


def _in_process(
    work: Work, arguments: tuple[Any, ...], results: "SimpleQueue[object]", stop: _Stop
) -> None:
    """Let a process work, and put what it sends into a queue. Runs in the thread."""
    import subprocess

    from engine.inquiry_worker import receive, send

    found: object = None
    # If it was killed, or could not be started, there is nothing more to come.
    with suppress(EOFError, OSError):
        process = subprocess.Popen(
            [sys.executable, "-m", "engine.inquiry_worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        with process:
            stop.watch(process)
            assert process.stdin is not None
            assert process.stdout is not None
            with suppress(EOFError, OSError):
                send(process.stdin, (work, arguments))
                while not isinstance(found, Last):
                    found = receive(process.stdout)
                    results.put(found)
            process.kill()
    if not isinstance(found, Last):
        results.put(Last(None))

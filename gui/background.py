"""Background: work that waits for a disk, done in a thread while the window goes on."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QObject, Signal

__all__ = ["Job", "wait"]

AT_ONCE_SECONDS = 0.03
"""Most work is done within a frame or two; then nobody needs to hear of it twice."""


_running: "set[Job]" = set()
"""Jobs under way, which whoever began them may have given up."""


class Job(QObject):
    """One piece of work in a thread; it must touch no widget and no graph that may change.

    Signals
    -------
    ended()
        The work is done or has failed; told in the thread that this object lives in.

    Parameters
    ----------
    work
        What to do.
    """

    ended = Signal()

    def __init__(self, work: Callable[[], None]) -> None:
        # Without a parent: it must outlive its thread, whatever is closed meanwhile.
        super().__init__()
        self._work = work
        self._is_over = False
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="disk")

    def start(self) -> None:
        """Begin; whoever wants to hear of the end is connected by now."""
        self.ended.connect(self._let_go)
        _running.add(self)
        self._thread.start()

    def _let_go(self) -> None:
        """Let the job be destroyed from now on, by the thread that it lives in and no other."""
        self._thread.join()
        _running.discard(self)

    @property
    def is_done(self) -> bool:
        """Whether the work is done or has failed."""
        return self._is_over

    def wait_a_moment(self) -> bool:
        """Wait for what takes no time to speak of; return whether it is done."""
        self._thread.join(AT_ONCE_SECONDS)
        return self.is_done

    def result(self) -> None:
        """Return nothing, or raise what the work raised; waits until it is done."""
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            self._work()
        except Exception as error:  # noqa: BLE001  (raised again by `result`)
            self._error = error
        self._is_over = True
        self.ended.emit()


def wait(job: Job) -> None:
    """Wait until a job is done, with the window painting but hearing nobody."""
    loop = QEventLoop()
    job.ended.connect(loop.quit)
    if not job.is_done:
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

"""Layout run: a process lays a graph out, so that the window goes on and can give up.

The process answers twice, quickly and well. Whoever waits gets the good answer if it comes before
the deadline, else the quick one, and if the process could do nothing at all, the plain one.
"""

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

import engine
from engine.layout_plan import LayoutPlan, by_longest_path, on_grid
from engine.layout_worker import request

__all__ = ["LayoutRun"]

ROOT = Path(str(engine.__file__)).parents[1]
KEPT_WARM_MS = 60_000
"""How long the process waits for more to do; starting it anew takes a tenth of a second."""

PATIENCE_MS = 1_500
PATIENCE_MS_PER_NODE = 1.5
MOST_PATIENCE_MS = 10_000
ENDING_MS = 1_000


def patience(nodes: int) -> int:
    """Return how many milliseconds a better layout is worth.

    >>> patience(10), patience(1_000), patience(100_000)
    (1500, 1500, 10000)
    """
    beyond = max(0, nodes - 1_000)
    return min(MOST_PATIENCE_MS, PATIENCE_MS + int(PATIENCE_MS_PER_NODE * beyond))


class LayoutRun(QObject):
    """Lays out one plan at a time; a new one takes the place of the one before.

    Signals
    -------
    found(dict)
        Position by id, on the grid and from the origin on.
    """

    found = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.command = [sys.executable, "-m", "engine.layout_worker"]
        self._process: QProcess | None = None
        self._plan: LayoutPlan | None = None
        self._quick: Any = None
        self._buffer = b""
        self._deadline = QTimer(self)
        self._deadline.setSingleShot(True)
        self._deadline.timeout.connect(self._give_up)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(KEPT_WARM_MS)
        self._rest.timeout.connect(self.close)
        # Qt would warn of a process that is still at work when this object goes.
        self._alive: list[QProcess] = []
        self.destroyed.connect(partial(_end, self._alive))

    @property
    def is_running(self) -> bool:
        """Whether an answer is still to come."""
        return self._plan is not None

    def start(self, plan: LayoutPlan) -> None:
        """Begin to lay out; `found` follows unless it is cancelled."""
        self.cancel()
        self._rest.stop()
        self._plan, self._quick = plan, None
        self._deadline.start(patience(len(plan.sizes)))
        process = self._process or self._started()
        process.write(request(plan).encode())

    def cancel(self) -> None:
        """Want nothing more; what the process is busy with ends with it."""
        if self.is_running:
            self.close()

    def close(self) -> None:
        """End the process."""
        self._deadline.stop()
        self._rest.stop()
        self._plan, self._buffer = None, b""
        process, self._process = self._process, None
        if process is not None:
            _end(self._alive)
            process.deleteLater()

    def _started(self) -> QProcess:
        process = self._process = QProcess(self)
        process.setWorkingDirectory(str(ROOT))
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._read)
        process.errorOccurred.connect(self._fail)
        process.finished.connect(self._fail)
        self._alive.append(process)
        process.start(self.command[0], self.command[1:])
        return process

    def _read(self) -> None:
        if self._process is None:
            return
        self._buffer += self._process.readAllStandardOutput().data()
        *lines, self._buffer = self._buffer.split(b"\n")
        for line in lines:
            answer = json.loads(line)
            self._quick = answer["positions"] or self._quick
            if answer["is_last"]:
                self._finish()

    def _fail(self) -> None:
        """Do without a process that has gone, or that could not even be started."""
        if self.is_running:
            self._give_up()
        else:
            self.close()

    def _give_up(self) -> None:
        """Take what there is; the process is not to go on with the rest."""
        plan = self._plan
        self.close()
        self._plan = plan
        self._finish()

    def _finish(self) -> None:
        plan, found = self._plan, self._quick
        assert plan is not None
        self._deadline.stop()
        self._plan = self._quick = None
        if self._process is not None:
            self._rest.start()
        positions = by_longest_path(plan) if found is None else found
        self.found.emit(on_grid({node_id: tuple(at) for node_id, at in positions.items()}))


def _end(alive: list[QProcess], _owner: object = None) -> None:
    """Stop what is still at work, at once."""
    while alive:
        process = alive.pop()
        process.blockSignals(True)
        process.kill()
        process.waitForFinished(ENDING_MS)

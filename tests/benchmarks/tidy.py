"""How long tidying takes, and how long the window is kept waiting by it at most.

Prints JSON for 1,000 nodes in random places, or for as many as the argument says: seconds until the
layout is there with a cold and with a warm process, and the longest that the event loop was busy at
one go, in milliseconds of processor time.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from engine.document_format import Contents
from engine.edits import Move
from gui.application import create
from gui.arrange import Arrange
from gui.canvas.view import CanvasView
from gui.document import Document
from gui.motion import choose_motion
from gui.playback import Playhead
from gui.widgets.notice_bar import NoticeBar
from tests.benchmarks._grid import SIZE, grid_graph

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

SETTLING_SECONDS = 0.6
SPREAD = 40


class Pulse(QTimer):
    """Beats as often as the event loop lets it, and remembers the longest pause."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.longest = 0.0
        self._last = time.thread_time()
        self.timeout.connect(self._beat)
        self.start(1)

    def restart(self) -> None:
        """Begin to watch."""
        self.longest, self._last = 0.0, time.thread_time()

    def _beat(self) -> None:
        now = time.thread_time()
        self.longest, self._last = max(self.longest, now - self._last), now


def measure(count: int) -> dict[str, float]:
    """Tidy twice and tell how long it took."""
    application = create()
    choose_motion("off")
    document = Document()
    view = CanvasView(document, Playhead(document))
    view.resize(*SIZE)
    arrange = Arrange(view, NoticeBar(view), view)
    document.show(Contents(grid_graph(count)), None)
    chance = random.Random(1)
    reach = int(count**0.5 * SPREAD)
    places = {
        node_id: (float(chance.randrange(reach)), float(chance.randrange(reach)))
        for node_id in document.graph.node_ids()
    }
    document.perform(Move(places), "Scatter")
    view.show()
    application.processEvents()
    pulse = Pulse(view)
    answered: list[float] = []
    arrange.run.found.connect(lambda _positions: answered.append(time.perf_counter()))
    found: dict[str, float] = {"nodes": count}
    for name in ("cold", "warm"):
        answered.clear()
        pulse.restart()
        began = time.perf_counter()
        arrange.tidy()
        while not answered or time.perf_counter() < answered[0] + SETTLING_SECONDS:
            application.processEvents()
        found[f"{name}_seconds"] = round(answered[0] - began, 3)
        found[f"{name}_longest_block_ms"] = round(pulse.longest * 1000, 1)
        document.undo_stack.undo()
        application.processEvents()
    arrange.close()
    return found


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000), indent=2))  # noqa: T201

"""How much work is lost when the program is killed at any moment: ``python -m tests.kills 200``.

Each time a child edits a graph fifty times a second and saves it now and then, until it is killed
without warning. Then the file must be whole, and what it or the recovery copy holds must not be
much older than the kill. Prints JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from engine.document_format import load_contents, save
from engine.edits import SetNode
from engine.graph import Graph
from gui.document import Document
from gui.recovery import Recovery
from gui.saving import Saving

NODES = 400
EDIT_MS = 20
SAVE_EVERY = 37
AT_ONCE = 4


def graph() -> Graph:
    """Make the graph that is edited; the value of ``x`` is the time of the last edit."""
    graph = Graph()
    last = graph.add_input("x", 0.0)
    for _ in range(NODES):
        last = graph.add("sin", last)
    return graph


def edit_until_killed(path: Path, folder: Path, tell: int, *, saves: bool) -> None:
    """Edit without end, and save now and then; write a byte when the first edit is made."""
    application = QCoreApplication([])
    document = Document()
    document.set_live(False)
    document.load(path)
    recovery = Recovery(document, folder=folder)
    saving = Saving(document)
    saving.failed.connect(application.quit)
    node_id = document.graph.resolve("x")

    def edit() -> None:
        document.perform(SetNode(node_id, {"value": time.monotonic()}), "Set x")
        if document.revision == 1:
            os.write(tell, b".")
        if saves and document.revision % SAVE_EVERY == 0:
            saving.start(path, keeps_backup=True)

    timer = QTimer()
    timer.timeout.connect(edit)
    timer.start(EDIT_MS)
    application.exec()
    assert recovery is not None


def missing_after_kill(seed: int) -> float:
    """Kill one child; return the seconds of work that neither file holds.

    Raises
    ------
    EngineError
        When the document's file is not whole.
    """
    with tempfile.TemporaryDirectory() as place:
        path, folder = Path(place) / "work.chainrule", Path(place) / "recovery"
        save(graph(), path)
        hear, tell = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(hear)
            try:
                edit_until_killed(path, folder, tell, saves=seed % 2 == 0)
            finally:
                os._exit(1)
        os.close(tell)
        assert os.read(hear, 1) == b"."
        began = time.monotonic()
        os.close(hear)
        time.sleep(random.Random(seed).uniform(0.0, 3.0))
        os.kill(child, signal.SIGKILL)
        killed = time.monotonic()
        os.waitpid(child, 0)
        return killed - max(began, *_times(path, folder))


def _times(path: Path, folder: Path) -> list[float]:
    """Return when the work that the document's file and the recovery copies hold was done."""
    kept = [load_contents(path)]
    reader = Document()
    kept += [found.contents for found in Recovery(reader, folder=folder).left_behind()]
    values = [contents.graph.find("x").value for contents in kept]
    return [value for value in values if isinstance(value, float)]


def main() -> None:
    """Kill as often as the first argument says."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    shares = [range(first, count, AT_ONCE) for first in range(AT_ONCE)]
    hands = [os.pipe() for _ in shares]
    for share, (_, tell) in zip(shares, hands, strict=True):
        if os.fork() == 0:
            missing = [missing_after_kill(seed) for seed in share]
            os.write(tell, json.dumps(missing).encode())
            os._exit(0)
        os.close(tell)
    missing = []
    for hear, _ in hands:
        with os.fdopen(hear, "rb") as pipe:
            missing += json.loads(pipe.read() or b"null")
    report = {"kills": len(missing), "most_seconds_missing": round(max(missing), 3)}
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()

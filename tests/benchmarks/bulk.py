"""For how long the window hears nobody while very many nodes are edited at once.

Prints JSON: for each command the longest time between two turns of the event loop, on the clock
and of the window's thread alone, and the processor time that the command took in all, in
milliseconds. The argument is another number of nodes.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from typing import TYPE_CHECKING

from engine.document_format import save
from tests.benchmarks._grid import SIZE, grid_graph

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 20_000
ROUNDS = 2
USER_FOLDERS = ("CONFIG", "DATA", "CACHE", "STATE")


def main(count: int, folder: Path) -> None:
    """Measure one size and print what was found."""
    path = folder / "grid.chainrule"
    save(grid_graph(count), path)
    for kind in USER_FOLDERS:
        os.environ[f"XDG_{kind}_HOME"] = str(folder)
    # Only now, since this reads where the settings are.
    from PySide6.QtWidgets import QPushButton

    from gui.application import create
    from gui.settings import Settings
    from gui.window import MainWindow
    from tests.benchmarks._bulk_probe import Probe

    application = create(["bulk"])
    window = MainWindow(settings=Settings(), is_first=False)
    window.resize(*SIZE)
    window.show()
    application.processEvents()
    document, canvas = window.document, window.canvas
    probe = Probe()
    found: dict[str, dict[str, float]] = {}

    def watch(name: str, action: Callable[[], object], is_done: Callable[[], bool]) -> None:
        began = time.process_time()
        probe.watch(action, is_done)
        figures = {
            "longest_block": probe.longest,
            "longest_block_cpu": probe.longest_cpu,
            "until_done": probe.until_done,
            "cpu": 1000 * (time.process_time() - began),
        }
        before = found.get(name, figures)
        found[name] = {key: round(min(value, before[key])) for key, value in figures.items()}

    def has(nodes: int) -> Callable[[], bool]:
        return lambda: len(document.graph) == nodes and not document.large_edits.is_running

    def paste() -> None:
        canvas.paste()
        for button in window.notice.findChildren(QPushButton):
            if button.text() == "Paste" and button.isVisible():
                button.click()

    def everything() -> None:
        canvas.select_all()
        application.processEvents()

    stack = document.undo_stack
    for _ in range(ROUNDS):
        watch("open", lambda: window.files.load(path), has(count))
        watch("select_all", canvas.select_all, has(count))
        watch("copy", canvas.copy, has(count))
        watch("cut", canvas.cut, has(0))
        watch("undo_cut", stack.undo, has(count))
        watch("redo_cut", stack.redo, has(0))
        watch("paste", paste, has(count))
        watch("undo_paste", stack.undo, has(0))
        watch("redo_paste", stack.redo, has(count))
        everything()
        watch("delete", canvas.delete_selection, has(0))
        watch("undo_delete", stack.undo, has(count))
        everything()
        watch("duplicate", canvas.duplicate, has(2 * count))
        watch("undo_duplicate", stack.undo, has(count))
    sys.stdout.write(json.dumps({"benchmark": "bulk", "nodes": count, **found}, indent=2) + "\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        main(int(sys.argv[1]) if sys.argv[1:] else COUNT, Path(name))

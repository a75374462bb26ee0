"""Starting imports what the first window shows, and nothing that waits until it is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from gui.panels import PANELS

ROOT = Path(__file__).resolve().parents[2]

START = """
import linecache, sys
from gui.application import open_window
windows = open_window()
print(*sys.modules)
print(*linecache.cache)
print(*windows.all()[0].docking.panels)
"""

LATER = {
    "engine.layout_plan",
    "engine.program",
    "gui.canvas.inline_editor",
    "gui.canvas.operation_search",
    "gui.layout_run",
    *(f"gui.panels.{row.name}" for row in PANELS if row.is_behind or not row.is_open_at_first),
}


def started(tmp_path: Path) -> list[list[str]]:
    """Return what a fresh start loads, whose source was looked at, and the panels it makes."""
    user = {f"XDG_{kind}_HOME": str(tmp_path) for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
    done = subprocess.run(
        [sys.executable, "-c", START],
        cwd=ROOT,
        env={**os.environ, **user, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.split() for line in done.stdout.splitlines()]


def test_a_start_leaves_for_later_what_the_first_window_does_not_show(tmp_path: Path) -> None:
    loaded, _, panels = started(tmp_path)
    assert "gui.panels.explain" in loaded
    assert sorted(LATER & set(loaded)) == []
    assert sorted(panels) == ["explain", "palette", "problems", "timeline", "train"]


def test_pyside_never_reads_the_source_of_the_libraries(tmp_path: Path) -> None:
    # It does so for every module that is imported after it, which takes a sixth of a start.
    _, read, _ = started(tmp_path)
    assert [path for path in read if "networkx" in path] == []


def test_every_panel_has_the_name_of_its_row() -> None:
    assert [row.kind().name for row in PANELS] == [row.name for row in PANELS]


def test_a_panel_that_is_not_open_at_first_has_another_beside_it() -> None:
    names = {row.name for row in PANELS}
    assert [row.name for row in PANELS if row.beside and row.beside not in names] == []

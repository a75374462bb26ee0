"""How fast the canvas is at 1,000, 5,000 and 10,000 nodes, beside its targets and its peers.

Prints JSON: medians of processor time in milliseconds, and kilobytes of memory a node. Arguments
are other numbers of nodes. Each editor runs in a process of its own on the same file, in the same
run: Chainrule, NodeGraphQt (``pip install .[bench]``; listed as missing where it is not there), and
a plain QGraphicsScene with an item made of parts a node and an item an edge, as most node editors
are built. A frame is drawn whole; panning and dragging draw what they leave to be drawn, as for a
person. A process that takes longer than anybody waits is cut off; what it told so far counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engine.document_format import save
from tests.benchmarks._grid import grid_graph

FOLDER = Path(__file__).resolve().parent
SIZES = (1_000, 5_000, 10_000)
PATIENCE_SECONDS = 90
EDITORS = {
    "chainrule": "_canvas_ours.py",
    "nodegraphqt": "_canvas_nodegraphqt.py",
    "plain_scene": "_canvas_plain.py",
}
ANY_SIZE = {"frame_1_to_1_panning": 5.0, "drag_step": 1.5, "kb_a_node": 15.0, "select_all": 30.0}
TARGETS = {
    1_000: {"full_frame": 3.0, "open": 200.0, "save": 20.0},
    5_000: {"full_frame": 6.0, "open": 800.0, "save": 100.0},
    10_000: {"full_frame": 10.0, "open": 1600.0, "save": 200.0},
}
UNDO_DELETE_ALL = 500.0

Figures = dict[str, float]


def run(script: str, path: Path, folder: Path) -> Figures | str:
    """Run one editor on a file; return what it told, or why there is nothing."""
    user = {f"XDG_{kind}_HOME": str(folder) for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
    try:
        done = subprocess.run(
            [sys.executable, str(FOLDER / script), str(path)],
            env={**os.environ, **user},
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        # It is bytes even where text was asked for.
        told = (late.stdout or b"").decode()
        return figures(told) or f"cut off after {PATIENCE_SECONDS} s"
    if "ModuleNotFoundError" in done.stderr and not done.stdout:
        return "missing"
    return figures(done.stdout) or done.stderr[-300:]


def figures(told: str) -> Figures:
    """Return the figures in what a process has told, one a line."""
    found: Figures = {}
    for line in told.splitlines():
        if line.startswith("{") and line.endswith("}"):
            found.update(json.loads(line))
    return found


def missed(count: int, found: Figures) -> dict[str, str]:
    """Return which targets were missed, and by what figure."""
    targets = {**ANY_SIZE, "undo_delete_all": UNDO_DELETE_ALL, **TARGETS.get(count, {})}
    return {
        name: f"{found[name]} instead of {target}"
        for name, target in targets.items()
        if name in found and found[name] > target
    }


def main(sizes: tuple[int, ...]) -> None:
    """Measure all editors at all sizes and print JSON."""
    result: dict[str, object] = {"benchmark": "canvas"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in sizes:
            path = folder / f"grid{count}.chainrule"
            graph = grid_graph(count)
            save(graph, path)
            found = {editor: run(script, path, folder) for editor, script in EDITORS.items()}
            ours = found["chainrule"]
            result[str(count)] = {
                "edges": len(graph.edges()),
                **found,
                "missed": missed(count, ours) if isinstance(ours, dict) else ours,
            }
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)

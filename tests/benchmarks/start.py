"""How much processor time passes from the start of the process to a shown window with the example.

Prints JSON. The peer, in the same run, is a bare window of the same libraries: what no program on
Qt, numpy and networkx can go below.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = 7

OURS = """
import time
from gui.application import open_window
windows = open_window()
print(time.process_time())
assert len(windows.all()[0].document.graph) == 12
"""

PEER = """
import os, time
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy, networkx
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.show()
application.processEvents()
print(time.process_time())
"""


def cpu_seconds(script: str, settings: Path) -> float:
    """Processor time of a fresh process that runs a script to its end."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "XDG_CONFIG_HOME": str(settings),
        "XDG_DATA_HOME": str(settings),
    }
    # A person's second start finds compiled modules; a test machine may have switched them off.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


def main() -> None:
    """Measure both in turn and print the medians in milliseconds."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder)
        cpu_seconds(OURS, settings)
        pairs = [(cpu_seconds(OURS, settings), cpu_seconds(PEER, settings)) for _ in range(RUNS)]
    ours, peer = ([round(1000 * value) for value in column] for column in zip(*pairs, strict=True))
    result = {
        "cpu_ms_to_shown_window": statistics.median(ours),
        "all": ours,
        "bare_window_of_the_same_libraries": statistics.median(peer),
        "ratio": round(statistics.median(ours) / statistics.median(peer), 2),
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()

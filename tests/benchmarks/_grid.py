"""What the benchmarks of the canvas share: a graph in a grid, a clock, a gauge, a reporter."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.graph import Graph

__all__ = ["ACROSS", "DOWN", "SIZE", "cpu_ms", "grid_graph", "resident_kb", "tell"]

SIZE = (1600, 1000)
OPERATIONS = ("multiply", "add", "sigmoid", "multiply", "tanh", "subtract", "add", "relu")
ACROSS, DOWN = 216.0, 132.0
REPEATS = 15


def grid_graph(count: int) -> Graph:
    """Make a graph of so many nodes in columns, each fed by two of the column before."""
    # A peer that runs in a process of its own need not have Chainrule's libraries.
    from engine.edits import Move
    from engine.graph import Graph

    graph = Graph()
    rows = max(2, int((count / 1.6) ** 0.5))
    ids: list[str] = []
    for index in range(count):
        column, row = divmod(index, rows)
        operation = OPERATIONS[(index * 7 + column) % len(OPERATIONS)]
        if column == 0:
            kind = graph.add_parameter if row % 2 else graph.add_input
            node_id = kind(f"v{index}", 0.1 + row / rows)
        else:
            first = ids[(column - 1) * rows + row]
            second = ids[(column - 1) * rows + (row + 1) % rows]
            two = operation in {"multiply", "add", "subtract"}
            node_id = graph.add(operation, *((first, second) if two else (first,)))
        ids.append(node_id)
        Move({node_id: (column * ACROSS, row * DOWN)}).apply(graph)
    graph.output = ids[-1]
    return graph


def cpu_ms(action: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median processor time of an action in milliseconds."""
    times = []
    for _ in range(repeats):
        began = time.process_time()
        action()
        times.append((time.process_time() - began) * 1000)
    return round(statistics.median(times), 2)


def resident_kb() -> float:
    """Memory of this process in kilobytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024


def tell(name: str, value: float) -> None:
    """Report a figure at once, so that a run that is cut off has told what it knew."""
    sys.stdout.write(json.dumps({name: value}) + "\n")
    sys.stdout.flush()

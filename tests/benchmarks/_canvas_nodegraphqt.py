"""NodeGraphQt on the same graph: a process that measures one file, a figure a line.

It needs nothing of Chainrule but the file, so it may run in an environment of its own.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Qt.py would take another binding first, and needs the short names of enums.
os.environ["QT_PREFERRED_BINDING"] = "PySide6"
os.environ.pop("PYSIDE6_OPTION_PYTHON_ENUM", None)
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtWidgets import QApplication

from tests.benchmarks._grid import SIZE, cpu_ms, resident_kb, tell

FEW = 3


def node_class(base: Any) -> Any:
    """Make a node with two inputs and an output."""

    class Cell(base):  # type: ignore[misc]
        __identifier__ = "bench"
        NODE_NAME = "Cell"

        def __init__(self) -> None:
            super().__init__()
            self.add_input("a")
            self.add_input("b")
            self.add_output("out")

    return Cell


def build(peer: Any, rows: Any) -> dict[str, Any]:
    """Make the nodes and edges of a document."""
    nodes = {}
    for row in rows["nodes"]:
        nodes[row["id"]] = peer.create_node(
            "bench.Cell",
            name=row["id"],
            pos=list(row.get("position", (0.0, 0.0))),
            selected=False,
            push_undo=False,
        )
    taken: dict[str, int] = {}
    for edge in rows["edges"]:
        place = taken.get(edge["target"], 0)
        taken[edge["target"]] = place + 1
        output = nodes[edge["source"]].output(0)
        nodes[edge["target"]].input(place).connect_to(output, push_undo=False)
    return nodes


def main(path: Path) -> None:
    """Measure a document's file in NodeGraphQt."""
    package = import_module("NodeGraphQt")
    application = QApplication([])
    peer: Any = package.NodeGraph()
    peer.register_node(node_class(package.BaseNode))
    # Its search for cycles follows every way upstream, of which a layered graph has more than any
    # computer can follow.
    peer.set_acyclic(False)
    widget = peer.widget
    widget.resize(*SIZE)
    rows = json.loads(path.read_text(encoding="utf-8"))["graph"]
    before = resident_kb()
    nodes: dict[str, Any] = {}
    tell("create", cpu_ms(lambda: nodes.update(build(peer, rows)), 1))
    # Shown before, it would gather every part of every node that is to be drawn, for minutes.
    widget.show()
    application.processEvents()
    tell("kb_a_node", round((resident_kb() - before) / len(nodes), 2))
    viewer = peer.viewer()
    viewport = viewer.viewport()
    peer.fit_to_selection()
    application.processEvents()
    tell("full_frame", cpu_ms(viewport.repaint, FEW))
    peer.reset_zoom()
    middle = list(nodes.values())[len(nodes) // 2]
    peer.center_on([middle])
    application.processEvents()
    tell("frame_1_to_1", cpu_ms(viewport.repaint, FEW))

    def pan() -> None:
        viewer._set_viewer_pan(7, 0)
        application.processEvents()

    tell("frame_1_to_1_panning", cpu_ms(pan, FEW))

    def drag() -> None:
        middle.view.moveBy(1, 0)
        application.processEvents()

    tell("drag_step", cpu_ms(drag, 20))
    with tempfile.TemporaryDirectory() as folder:
        saved = str(Path(folder) / "graph.json")
        tell("save", cpu_ms(lambda: peer.save_session(saved), 1))
        tell("open", cpu_ms(lambda: (peer.load_session(saved), application.processEvents()), 1))
    tell("select_all", cpu_ms(lambda: (peer.select_all(), application.processEvents()), 1))
    tell("delete_all", cpu_ms(lambda: peer.delete_nodes(peer.all_nodes()), 1))
    tell(
        "undo_delete_all",
        cpu_ms(lambda: (peer.undo_stack().undo(), application.processEvents()), 1),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))

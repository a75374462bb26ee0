"""Chainrule's part of the canvas benchmark: a process that measures one file, a figure a line."""

from __future__ import annotations

import gc
import os
import statistics
import sys
from collections import defaultdict
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from gui.application import create
from gui.canvas.gestures.connect import ConnectGesture
from gui.canvas.gestures.gesture import Pointer
from gui.canvas.hits import Hit, Part
from gui.canvas.view import CanvasView
from gui.document import Document
from gui.playback import Playhead
from gui.settings import Settings
from gui.window import MainWindow
from tests.benchmarks._grid import SIZE, cpu_ms, resident_kb, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

FEW = 3


def measure_window(path: Path, application: QApplication) -> None:
    """Measure what concerns the whole window: open, save, memory, select all, delete, undo."""

    def settled(action: Callable[[], object]) -> float:
        return cpu_ms(lambda: (action(), application.processEvents()), 1)

    window = MainWindow(settings=Settings(), is_first=False)
    window.resize(*SIZE)
    window.show()
    application.processEvents()
    document, canvas = window.document, window.canvas
    gc.collect()
    before = resident_kb()
    tell("open_first", settled(lambda: window.files.load(path)))
    gc.collect()
    tell("kb_a_node", round((resident_kb() - before) / len(document.graph), 2))

    def delete_all() -> None:
        canvas.delete_selection()
        document.large_edits.settle()

    actions: dict[str, Callable[[], object]] = {
        "open": lambda: window.files.load(path),
        "save": document.save,
        "select_nothing": lambda: document.select(()),
        "select_all": canvas.select_all,
        "delete_all": delete_all,
        "undo_delete_all": document.undo_stack.undo,
        "redo_delete_all": document.undo_stack.redo,
    }
    found = defaultdict(list)
    for _ in range(FEW):
        for name, action in actions.items():
            found[name].append(settled(action))
        document.undo_stack.undo()
        application.processEvents()
    for name, times in found.items():
        tell(name, statistics.median(times))
    window.close()
    window.deleteLater()
    application.processEvents()


def measure_canvas(path: Path, application: QApplication) -> None:
    """Measure what is drawn: frames, panning, dragging, a run with its repaint."""
    document = Document()
    playhead = Playhead(document)
    view = CanvasView(document, playhead)
    view.resize(*SIZE)
    view.show()
    document.load(path)
    application.processEvents()
    playhead.run_backward()
    application.processEvents()
    viewport = view.viewport()
    tell("full_frame", cpu_ms(viewport.repaint))

    def zoom() -> None:
        view.navigator.zoom_to(view.zoom * 0.99)
        viewport.repaint()

    tell("full_frame_zooming", cpu_ms(zoom))
    view.fit()
    tell("scale_of_full_frame", round(view.zoom, 3))
    tell("drag_step_full", _drag(view, application))
    view.reset_zoom()
    view.navigator.centre_on(view.stage.bounds().center())
    application.processEvents()
    tell("frame_1_to_1", cpu_ms(viewport.repaint))

    def pan() -> None:
        view.navigator.scroll(7, 0)
        # Not `repaint`, which would draw what is only moved: this is what a person waits for.
        application.processEvents()

    tell("frame_1_to_1_panning", cpu_ms(pan))
    tell("drag_step", _drag(view, application))
    tell("connect_start", _connect(view))
    for name, prepare in (("", view.reset_zoom), ("_full", view.fit)):
        prepare()
        application.processEvents()

        def run() -> None:
            playhead.to_start()
            document.evaluate_now()
            playhead.run_forward()
            playhead.run_backward()
            viewport.repaint()
            application.processEvents()

        tell(f"forward_backward_repaint{name}", cpu_ms(run, FEW))
    tell("evaluate_alone", cpu_ms(document.evaluate_now, FEW))
    view.deleteLater()


def _middle_node(view: CanvasView) -> str:
    """Return the id of the node nearest to the middle of the view."""
    centre = view.navigator.centre()
    table = view.stage.diagram.nodes
    away = abs(table.used()[:, :2] - (centre.x(), centre.y())).sum(axis=1)
    return table.ids[int(away.argmin())]


def _connect(view: CanvasView) -> float:
    """Measure how long it takes to begin to draw an edge from a node in the middle."""
    node_id = _middle_node(view)
    place = QPointF(*view.stage.diagram.output_place(node_id))
    pointer = Pointer(place, view.navigator.pixel_of(place))

    def begin() -> None:
        view.interaction.begin(ConnectGesture(view, Hit(Part.OUTPUT, node_id, "")), pointer)

    result = cpu_ms(begin, FEW)
    view.interaction.cancel()
    return result


def _drag(view: CanvasView, application: QApplication) -> float:
    """Measure one step of dragging a node from the middle of the graph."""
    graph = view.document.graph
    node_id = _middle_node(view)
    x, y = graph.node(node_id).position
    step = 0

    def move() -> None:
        nonlocal step
        step += 1
        view.canvas_scene.move_live({node_id: (x + step % 40, y + step % 17)})
        application.processEvents()

    result = cpu_ms(move, 60)
    view.canvas_scene.move_live({node_id: (x, y)})
    application.processEvents()
    return result


def main(path: Path) -> None:
    """Measure a file in both ways."""
    application = create(["canvas"])
    measure_window(path, application)
    measure_canvas(path, application)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

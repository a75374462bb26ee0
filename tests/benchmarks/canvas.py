"""How long the canvas takes: open, full frame, frame at 1:1, drag step, a run with its repaint.

Prints JSON with the processor time of each in milliseconds, for 1,000 nodes or for as many as the
argument says. The peer, in the same run and on the same graph, is a plain QGraphicsScene with an
item made of parts a node and a QGraphicsPathItem an edge, as most node editors are built.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsEllipseItem,
    QGraphicsPathItem,
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
    QGraphicsView,
)

from engine.document_format import save
from engine.edits import Move
from engine.graph import Graph
from gui.application import create
from gui.canvas.view import CanvasView
from gui.document import Document
from gui.playback import Playhead

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = (1600, 1000)
OPERATIONS = ("multiply", "add", "sigmoid", "multiply", "tanh", "subtract", "add", "relu")
ACROSS, DOWN = 216.0, 132.0
REPEATS = 15


def grid_graph(count: int) -> Graph:
    """Make a graph of so many nodes in columns, each fed by two of the column before."""
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
    """Median processor time of an action."""
    times = []
    for _ in range(repeats):
        began = time.process_time()
        action()
        times.append((time.process_time() - began) * 1000)
    return round(statistics.median(times), 2)


def ours(path: Path, application: QApplication) -> dict[str, float]:
    """Measure the canvas."""
    document = Document()
    playhead = Playhead(document)
    view = CanvasView(document, playhead)
    view.resize(*SIZE)
    view.show()
    application.processEvents()
    found: dict[str, float] = {}

    def open_file() -> None:
        document.load(path)
        application.processEvents()

    found["open"] = cpu_ms(open_file, 5)
    playhead.run_backward()
    application.processEvents()
    viewport = view.viewport()
    found["full_frame"] = cpu_ms(viewport.repaint)

    def zoom() -> None:
        view.navigator.zoom_to(view.zoom * 0.99)
        viewport.repaint()

    found["full_frame_zooming"] = cpu_ms(zoom)
    view.fit()
    found["scale_of_full_frame"] = round(view.zoom, 3)
    found["drag_step_full"] = drag(view, application)
    view.reset_zoom()
    view.navigator.centre_on(view.stage.bounds().center())
    application.processEvents()
    found["frame_1_to_1"] = cpu_ms(viewport.repaint)

    def pan() -> None:
        view.navigator.scroll(7, 0)
        viewport.repaint()

    found["frame_1_to_1_panning"] = cpu_ms(pan)
    found["drag_step"] = drag(view, application)
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

        found[f"forward_backward_repaint{name}"] = cpu_ms(run, 7)
        found[f"evaluate_alone{name}"] = cpu_ms(document.evaluate_now, 7)
    view.deleteLater()
    return found


def drag(view: CanvasView, application: QApplication) -> float:
    """Measure one step of dragging a node from the middle of the graph."""
    graph = view.document.graph
    centre = view.navigator.centre()
    table = view.stage.diagram.nodes
    row = int(abs(table.used()[:, :2] - (centre.x(), centre.y())).sum(axis=1).argmin())
    node_id = table.ids[row]
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


def peer(graph: Graph, application: QApplication) -> dict[str, float]:
    """Measure a scene of composed items and an item an edge."""
    found: dict[str, float] = {}
    view = QGraphicsView()
    view.setRenderHint(QPainter.RenderHint.Antialiasing)
    view.resize(*SIZE)
    view.show()
    body, pen = QBrush(QColor("#ffffff")), QPen(QColor("#c3cad4"))
    items: dict[str, QGraphicsRectItem] = {}
    edges: list[tuple[str, str, QGraphicsPathItem]] = []

    def curve(source: str, target: str) -> QPainterPath:
        start = items[source].pos() + QPointF(132, 42)
        end = items[target].pos() + QPointF(0, 42)
        path = QPainterPath(start)
        path.cubicTo(start + QPointF(42, 0), end - QPointF(42, 0), end)
        return path

    def build() -> None:
        scene = QGraphicsScene(view)
        items.clear()
        edges.clear()
        for node in graph.nodes():
            card = QGraphicsRectItem(0, 0, 132, 84)
            card.setBrush(body)
            card.setPen(pen)
            for text, place in ((node.label, (16, 12)), ("0.1234", (16, 56)), ("−0.25", (76, 56))):
                QGraphicsSimpleTextItem(text, card).setPos(*place)
            for x, y in ((-4, 26), (-4, 50), (128, 38)):
                QGraphicsEllipseItem(x, y, 8, 8, card)
            card.setPos(*node.position)
            scene.addItem(card)
            items[node.id] = card
        for edge in graph.edges():
            line = QGraphicsPathItem(curve(edge.source, edge.target))
            line.setPen(pen)
            scene.addItem(line)
            edges.append((edge.source, edge.target, line))
        view.setScene(scene)
        application.processEvents()

    found["open"] = cpu_ms(build, 3)
    bounds = QRectF(view.scene().itemsBoundingRect())
    view.fitInView(bounds, Qt.AspectRatioMode.KeepAspectRatio)
    application.processEvents()
    found["full_frame"] = cpu_ms(view.viewport().repaint, 5)
    view.resetTransform()
    application.processEvents()
    found["frame_1_to_1"] = cpu_ms(view.viewport().repaint, 5)
    chosen = list(items)[len(items) // 2]
    view.centerOn(items[chosen])
    application.processEvents()

    def move() -> None:
        items[chosen].moveBy(1, 0)
        for source, target, line in edges:
            if chosen in {source, target}:
                line.setPath(curve(source, target))
        application.processEvents()

    found["drag_step"] = cpu_ms(move, 40)
    view.deleteLater()
    return found


def main(count: int) -> None:
    """Measure both and print JSON."""
    application = create(["canvas"])
    graph = grid_graph(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grid.chainrule"
        save(graph, path)
        result = {
            "benchmark": "canvas",
            "nodes": len(graph),
            "edges": len(graph.edges()),
            "milliseconds": ours(path, application),
            "peer_milliseconds": peer(graph, application),
            "targets": {
                "open": 400,
                "full_frame": 5,
                "drag_step": 2,
                "forward_backward_repaint": 30,
            },
        }
    print(json.dumps(result, indent=2))  # noqa: T201  what a benchmark is for


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)

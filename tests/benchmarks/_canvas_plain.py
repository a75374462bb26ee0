"""A plain scene, as most node editors are built: an item made of parts a node, an item an edge."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

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

from tests.benchmarks._grid import SIZE, cpu_ms, resident_kb, tell

FEW = 5


def main(path: Path) -> None:  # noqa: C901  a table of measurements
    """Measure a document's file in such a scene."""
    application = QApplication([])
    view = QGraphicsView()
    view.setRenderHint(QPainter.RenderHint.Antialiasing)
    view.resize(*SIZE)
    view.show()
    application.processEvents()
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
        graph = json.loads(path.read_text(encoding="utf-8"))["graph"]
        scene = QGraphicsScene(view)
        items.clear()
        edges.clear()
        for node in graph["nodes"]:
            card = QGraphicsRectItem(0, 0, 132, 84)
            card.setBrush(body)
            card.setPen(pen)
            texts = ((node["id"], (16, 12)), ("0.1234", (16, 56)), ("−0.25", (76, 56)))
            for text, place in texts:
                QGraphicsSimpleTextItem(text, card).setPos(*place)
            for x, y in ((-4, 26), (-4, 50), (128, 38)):
                QGraphicsEllipseItem(x, y, 8, 8, card)
            card.setPos(*node.get("position", (0.0, 0.0)))
            card.setFlag(QGraphicsRectItem.GraphicsItemFlag.ItemIsSelectable)
            scene.addItem(card)
            items[node["id"]] = card
        for edge in graph["edges"]:
            line = QGraphicsPathItem(curve(edge["source"], edge["target"]))
            line.setPen(pen)
            scene.addItem(line)
            edges.append((edge["source"], edge["target"], line))
        view.setScene(scene)
        application.processEvents()

    before = resident_kb()
    tell("open", cpu_ms(build, 1))
    tell("kb_a_node", round((resident_kb() - before) / len(items), 2))
    viewport = view.viewport()
    bounds = QRectF(view.scene().itemsBoundingRect())
    view.fitInView(bounds, Qt.AspectRatioMode.KeepAspectRatio)
    application.processEvents()
    tell("full_frame", cpu_ms(viewport.repaint, FEW))
    outline = QPainterPath()
    outline.addRect(bounds)
    tell("select_all", cpu_ms(lambda: view.scene().setSelectionArea(outline), 1))
    view.scene().clearSelection()
    view.resetTransform()
    chosen = list(items)[len(items) // 2]
    view.centerOn(items[chosen])
    application.processEvents()
    tell("frame_1_to_1", cpu_ms(viewport.repaint, FEW))

    def pan() -> None:
        bar = view.horizontalScrollBar()
        bar.setValue(bar.value() + 7)
        application.processEvents()

    tell("frame_1_to_1_panning", cpu_ms(pan, FEW))

    def move() -> None:
        items[chosen].moveBy(1, 0)
        for source, target, line in edges:
            if chosen in {source, target}:
                line.setPath(curve(source, target))
        application.processEvents()

    tell("drag_step", cpu_ms(move, 40))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

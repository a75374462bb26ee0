"""A person at the window: mouse and keyboard, and nothing that a person could not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QPushButton, QToolButton, QWidget

from gui.widgets.entry_rows import ENTRY_ROLE

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from engine.graph import Node
    from gui.canvas.view import CanvasView
    from gui.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class Person:
    """Works at a window."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot
        self.canvas: CanvasView = window.canvas

    # ------------------------------------------------------------------ keyboard and buttons

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, widget: QWidget | None = None
    ) -> None:
        """Press a key where the focus is."""
        self.window.activateWindow()
        QTest.keyClick(widget or QApplication.focusWidget() or self.window, key, modifier)
        self.wait()

    def type(self, text: str) -> None:
        """Type into whatever has the focus, as a person would over what stands there."""
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit), f"{field} takes no text"
        field.selectAll()
        QTest.keyClicks(field, text)
        self.wait()

    def click(self, name: str) -> None:
        """Click the button of that object name."""
        button = self.window.findChild(QPushButton, name) or self.window.findChild(
            QToolButton, name
        )
        assert button is not None, f"there is no button {name}"
        assert button.isEnabled(), f"{name} cannot be pressed"
        QTest.mouseClick(button, LEFT)
        self.wait()

    def wait(self) -> None:
        """Let the window do what it has to."""
        for _ in range(3):
            QApplication.processEvents()

    def focus_canvas(self) -> None:
        """Click on the empty canvas."""
        corner = QPoint(self.canvas.viewport().width() // 2, 12)
        QTest.mouseClick(self.canvas.viewport(), LEFT, NONE, corner)
        self.wait()

    # ------------------------------------------------------------------ the canvas

    def node(self, name: str) -> Node:
        """Return the node of that name."""
        return self.window.document.graph.find(name)

    def pixel(self, x: float, y: float) -> QPoint:
        """Pixel of the viewport at a point of the canvas."""
        return self.canvas.navigator.pixel_of(QPointF(x, y)).toPoint()

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Press the left button, move in a few steps, let go."""
        viewport = self.canvas.viewport()
        QTest.mousePress(viewport, LEFT, NONE, start)
        for share in (0.1, 0.4, 0.7, 1.0):
            QTest.mouseMove(viewport, start + (end - start) * share)
            self.wait()
        QTest.mouseRelease(viewport, LEFT, NONE, end)
        self.wait()

    def add(self, operation: str, x: float, y: float) -> str:
        """Double-click an entry of the palette, drag the new node to a place; return its id."""
        before = set(self.window.document.graph.node_ids())
        view = self.window.docking.panels["palette"].findChild(QListView, "palette_list")
        assert view is not None
        model = view.model()
        for row in range(model.rowCount()):
            entry = model.data(model.index(row, 0), ENTRY_ROLE)
            if getattr(entry, "operation", None) == operation:
                index = model.index(row, 0)
                break
        else:
            raise AssertionError(f"the palette has no {operation}")
        view.scrollTo(index)
        self.wait()
        place = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), LEFT, NONE, place)
        QTest.mouseDClick(view.viewport(), LEFT, NONE, place)
        self.wait()
        (added,) = set(self.window.document.graph.node_ids()) - before
        self.move(added, x, y)
        return added

    def move(self, node_id: str, x: float, y: float) -> None:
        """Drag a node so that its top left corner comes to a place of the canvas."""
        left, top = self.window.document.graph.node(node_id).position
        grip = 66.0, 8.0
        start = self.pixel(left + grip[0], top + grip[1])
        self.drag(start, self.pixel(x + grip[0], y + grip[1]))

    def connect(self, source: str, target: str, port: str) -> None:
        """Drag from the output of a node to a port of another."""
        diagram = self.canvas.stage.diagram
        self.drag(
            self.pixel(*diagram.output_place(source)),
            self.pixel(*diagram.input_place(target, port)),
        )

    def set_value(self, node_id: str, text: str) -> None:
        """Double-click the number of a leaf and type another."""
        left, _, _, bottom = self.canvas.stage.diagram.nodes.boxes[
            self.canvas.stage.diagram.nodes.rows[node_id]
        ].tolist()
        place = self.pixel(left + 30, bottom - 16)
        QTest.mouseClick(self.canvas.viewport(), LEFT, NONE, place)
        QTest.mouseDClick(self.canvas.viewport(), LEFT, NONE, place)
        self.wait()
        self.type(text)
        self.press(Qt.Key.Key_Return)

    def rename(self, node_id: str, name: str) -> None:
        """Select a node and rename it with F2."""
        left, top = self.window.document.graph.node(node_id).position
        QTest.mouseClick(self.canvas.viewport(), LEFT, NONE, self.pixel(left + 66, top + 8))
        self.wait()
        self.press(Qt.Key.Key_F2, widget=self.canvas)
        self.type(name)
        self.press(Qt.Key.Key_Return)

"""A formula bar over a canvas, and somebody who types into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from engine.document_format import Contents
from engine.layout import laid_out
from engine.program import parse
from gui.canvas.view import CanvasView
from gui.document import Document
from gui.formula_bar import FormulaBar
from gui.formula_echo import FormulaEcho
from gui.formula_editor import FormulaEditor
from gui.formula_reading import FormulaReading
from gui.playback import Playhead
from gui.theme import manager
from gui.typesetting import typesetter
from gui.widgets.formula_field import FormulaField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from engine.graph import Graph

NEURON = """
input x = 1; input y = 1
param w = 0.5; param b = -0.5
z = w*x + b
o = sigmoid(z)
L = (o - y)^2
"""


class Bench:
    """A formula bar over a canvas."""

    def __init__(self, window: QMainWindow, bar: FormulaBar, canvas: CanvasView) -> None:
        self.window, self.bar, self.canvas = window, bar, canvas
        self.document = canvas.document

    @property
    def graph(self) -> Graph:
        return self.document.graph

    def select(self, *names: str) -> None:
        self.document.select([self.graph.resolve(name) for name in names])
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            QApplication.processEvents()

    @property
    def field(self) -> FormulaField:
        found = self.window.findChild(FormulaField)
        assert found is not None
        return found

    @property
    def echo(self) -> FormulaEcho:
        found = self.window.findChild(FormulaEcho)
        assert found is not None
        return found

    @property
    def reading(self) -> FormulaReading:
        found = self.window.findChild(FormulaReading)
        assert found is not None
        return found

    def type(self, text: str) -> None:
        """Open the field, type over what stands there, and wait for the echo."""
        self.bar.edit()
        self.field.selectAll()
        QTest.keyClicks(self.field, text)
        wait_for_echo(self.bar)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.field, key)
        self.settle()


def wait_for_echo(bar: FormulaBar) -> None:
    """Let the echo catch up with what was typed."""
    editor = bar.findChild(FormulaEditor)
    assert editor is not None
    timer = editor.findChild(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    reading = editor.findChild(FormulaReading)
    assert timer is not None
    assert reading is not None
    while timer.isActive() or reading.is_running:
        QTest.qWait(5)


def bench_of(qtbot: QtBot) -> Iterator[Bench]:
    """A formula bar on a small network, for a fixture."""
    manager().choose("light")
    window = QMainWindow()
    qtbot.addWidget(window)
    document = Document(window)
    canvas = CanvasView(document, Playhead(document, window), window)
    window.setCentralWidget(canvas)
    bar = FormulaBar(canvas, window)
    document.show(Contents(laid_out(parse(NEURON))), None)
    window.resize(900, 600)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    bench = Bench(window, bar, canvas)
    qtbot.waitUntil(lambda: bar.text != "")
    yield bench
    typesetter().stop()

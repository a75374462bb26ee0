"""A canvas on a small graph, and a hand that moves a mouse over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from engine.document_format import Contents
from engine.layout import laid_out
from engine.program import parse
from gui.canvas.view import CanvasView
from gui.document import Document
from gui.playback import Playhead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

NEURON = """
input x = 1; input y = 1
param w1 = 0.5; param w2 = -2; param b1 = -0.5
z1 = w1*x + b1
o1 = sigmoid(z1)
o = x + w2*o1
yhat = sigmoid(o)
L = squared_error(yhat, y)
"""

LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


class Hand:
    """Presses, moves and releases the mouse at places of the canvas, and asks for nodes by name."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self.graph = view.document.graph
        self._button = Qt.MouseButton.NoButton

    def id(self, name: str) -> str:
        return self.graph.resolve(name)

    def middle(self, name: str) -> QPointF:
        node_id = self.id(name)
        x, y = self.view.stage.diagram.nodes.position(node_id)
        card = self.view.stage.diagram.cards[node_id]
        return QPointF(x + card.width / 2, y + card.height / 2)

    def output(self, name: str) -> QPointF:
        return QPointF(*self.view.stage.diagram.output_place(self.id(name)))

    def input(self, name: str, port: str) -> QPointF:
        return QPointF(*self.view.stage.diagram.input_place(self.id(name), port))

    def nothing(self) -> QPointF:
        """A place of the canvas at which there is nothing."""
        bounds = self.view.stage.bounds()
        return QPointF(bounds.left() + 4, bounds.bottom() + 60)

    def press(
        self,
        place: QPointF,
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = NO_KEY,
    ) -> None:
        self._button = button
        self._send(QEvent.Type.MouseButtonPress, place, button, keys)

    def move(self, place: QPointF, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        self._send(QEvent.Type.MouseMove, place, Qt.MouseButton.NoButton, keys)

    def release(self, place: QPointF, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        button, self._button = self._button, Qt.MouseButton.NoButton
        self._send(QEvent.Type.MouseButtonRelease, place, button, keys)

    def click(self, place: QPointF, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        self.press(place, keys=keys)
        self.release(place, keys)

    def double_click(self, place: QPointF) -> None:
        self.click(place)
        self._button = LEFT
        self._send(QEvent.Type.MouseButtonDblClick, place, LEFT, NO_KEY)
        self.release(place)

    def drag(
        self,
        start: QPointF,
        end: QPointF,
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = NO_KEY,
    ) -> None:
        self.press(start, button, keys)
        for part in (0.1, 0.5, 1.0):
            self.move(start + (end - start) * part, keys)
        self.release(end, keys)

    def _send(
        self,
        kind: QEvent.Type,
        place: QPointF,
        button: Qt.MouseButton,
        keys: Qt.KeyboardModifier,
    ) -> None:
        viewport = self.view.viewport()
        pixel = self.view.navigator.pixel_of(place)
        there = QPointF(viewport.mapToGlobal(pixel.toPoint()))
        event = QMouseEvent(kind, pixel, there, button, self._button, keys)
        QApplication.sendEvent(viewport, event)


@pytest.fixture
def make_view(qtbot: QtBot) -> Iterator[Callable[[str], CanvasView]]:
    """Make a shown canvas on the graph of a program."""
    made: list[Document] = []

    def make(text: str) -> CanvasView:
        document = Document()
        playhead = Playhead(document, document)
        made.append(document)
        view = CanvasView(document, playhead)
        qtbot.addWidget(view)
        view.resize(1400, 800)
        if text:
            document.show(Contents(laid_out(parse(text))), None)
        view.show()
        view.setFocus()
        QApplication.processEvents()
        return view

    yield make
    for document in made:
        document.deleteLater()


@pytest.fixture
def view(make_view: Callable[[str], CanvasView]) -> CanvasView:
    """A canvas on the one-neuron network with a skip connection, at its own size."""
    return make_view(NEURON)


@pytest.fixture
def empty(make_view: Callable[[str], CanvasView]) -> CanvasView:
    """A canvas with nothing on it."""
    return make_view("")


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    """A hand over `view`."""
    return Hand(view)


@pytest.fixture
def hand_over() -> Callable[[CanvasView], Hand]:
    """Make a hand over another canvas."""
    return Hand


@pytest.fixture
def group(view: CanvasView, hand: Hand) -> str:
    """A group of the hidden neuron's nodes, shown at the canvas's own size."""
    view.document.select([hand.id(name) for name in ("z1", "o1")])
    view.grouping.group()
    view.in_place.editor.close_editor()
    view.reset_zoom()
    view.navigator.centre_on(hand.middle("z1"))
    QApplication.processEvents()
    return "g1"

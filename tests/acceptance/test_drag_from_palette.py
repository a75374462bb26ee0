"""Drags from the palette to the canvas.

The press and the moves over the palette are real, and so is all that the palette then starts and
the canvas answers. Only Qt's own loop between the two is not: it needs a window system that moves
a pointer, which not every platform has, so the drag's data is carried over by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.document_format import dump
from gui.canvas.geometry import GRID
from gui.catalogue import Entry
from gui.panels.palette import PalettePanel
from gui.widgets.entry_rows import ENTRY_ROLE
from tests.acceptance.person import LEFT, NONE, Person

if TYPE_CHECKING:
    from engine.graph import Node
    from gui.window import MainWindow

COPY = Qt.DropAction.CopyAction


class Carrier:
    """Stands in for the loop of a drag: brings what is dragged to places of the canvas."""

    def __init__(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        self._window = window
        self.way: tuple[QPoint, ...] = ()
        self.lets_go = True
        self.actions: list[Qt.DropAction] = []
        self.seen_on_the_way: list[bool] = []
        carrier = self

        def execute(drag: QDrag, *_arguments: object) -> Qt.DropAction:
            action = carrier.carry(drag)
            drag.deleteLater()
            return action

        monkeypatch.setattr(QDrag, "exec", execute)

    def carry(self, drag: QDrag) -> Qt.DropAction:
        """Enter the canvas, move over it, and let go or leave."""
        viewport, data = self._window.canvas.viewport(), drag.mimeData()
        QApplication.sendEvent(viewport, QDragEnterEvent(self.way[0], COPY, data, LEFT, NONE))
        for place in self.way:
            move = QDragMoveEvent(place, COPY, data, LEFT, NONE)
            QApplication.sendEvent(viewport, move)
            self.seen_on_the_way.append(move.isAccepted() and self.shows_a_card)
        if not self.lets_go:
            QApplication.sendEvent(viewport, QDragLeaveEvent())
            return Qt.DropAction.IgnoreAction
        event = QDropEvent(QPointF(self.way[-1]), COPY, data, LEFT, NONE)
        QApplication.sendEvent(viewport, event)
        self.actions.append(event.dropAction())
        return event.dropAction()

    @property
    def shows_a_card(self) -> bool:
        """Whether the canvas shows what would be dropped."""
        return self._window.canvas.interaction.gesture is not None


@pytest.fixture
def carrier(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Carrier:
    return Carrier(window, monkeypatch)


def index_of(window: MainWindow, operation: str) -> QModelIndex:
    """Row of an operation in the palette, scrolled to where it can be seen."""
    view = window.docking.panel(PalettePanel).list
    model = view.model()
    for row in range(model.rowCount()):
        entry = model.index(row, 0).data(ENTRY_ROLE)
        if isinstance(entry, Entry) and entry.operation == operation:
            view.scrollTo(model.index(row, 0))
            return model.index(row, 0)
    raise AssertionError(f"the palette has no {operation}")


def pull(person: Person, operation: str) -> None:
    """Press on an entry of the palette and move the mouse towards the canvas."""
    index = index_of(person.window, operation)
    person.wait()
    view = person.window.docking.panel(PalettePanel).list
    start = view.visualRect(index).center()
    QTest.mousePress(view.viewport(), LEFT, NONE, start)
    for step in (6, 20, 40, 60):
        QTest.mouseMove(view.viewport(), start + QPoint(step, 0))
        person.wait()
    QTest.mouseRelease(view.viewport(), LEFT, NONE, start + QPoint(60, 0))
    person.wait()


def only_selected(window: MainWindow) -> Node:
    (node_id,) = window.document.selection
    return window.document.graph.node(node_id)


@pytest.mark.parametrize("operation", ["sigmoid", "parameter"])
def test_a_node_lands_where_it_was_dropped(
    person: Person, window: MainWindow, carrier: Carrier, operation: str
) -> None:
    before = dump(window.document.contents)
    count = len(window.document.graph)
    end = QPoint(window.canvas.viewport().width() // 3, 40)
    carrier.way = (QPoint(5, 30), QPoint(60, 60), end)
    pull(person, operation)
    assert carrier.actions == [COPY]
    assert carrier.seen_on_the_way == [True, True, True]
    assert len(window.document.graph) == count + 1
    node = only_selected(window)
    assert node.operation == operation
    row = window.canvas.stage.diagram.nodes.rows[node.id]
    left, top, right, bottom = window.canvas.stage.diagram.nodes.boxes[row].tolist()
    place = window.canvas.navigator.place_at(QPointF(end))
    assert abs((left + right) / 2 - place.x()) <= GRID / 2 + 1
    assert abs((top + bottom) / 2 - place.y()) <= GRID / 2 + 1
    assert not carrier.shows_a_card
    window.document.undo_stack.undo()
    assert dump(window.document.contents) == before


def test_a_drag_that_leaves_the_canvas_adds_nothing(
    person: Person, window: MainWindow, carrier: Carrier
) -> None:
    before = dump(window.document.contents)
    carrier.way, carrier.lets_go = (QPoint(5, 30), QPoint(60, 60)), False
    pull(person, "sigmoid")
    assert carrier.seen_on_the_way == [True, True]
    assert not carrier.shows_a_card
    assert dump(window.document.contents) == before
    assert window.document.undo_stack.count() == 0


def test_a_dropped_node_can_be_connected_at_once(
    person: Person, window: MainWindow, carrier: Carrier
) -> None:
    window.document.new()
    x = person.add("input", 0, 0)
    carrier.way = (QPoint(5, 30), person.pixel(306, 102))
    pull(person, "tanh")
    node = only_selected(window)
    person.connect(x, node.id, window.document.graph.ports(node.id)[0])
    window.document.ensure_evaluated()
    assert window.document.evaluation is not None
    assert window.document.evaluation.value(node.id) == pytest.approx(0.7615941559557649)

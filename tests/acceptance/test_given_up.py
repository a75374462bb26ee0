"""Escape in the middle of each gesture leaves the file as it was, and nothing to undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.document_format import dump
from engine.graph import Edge
from gui.canvas.scene import Scene
from gui.catalogue import OPERATION_MIME
from tests.acceptance.person import LEFT, NONE, Person
from tests.acceptance.test_cycles import port

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.window import MainWindow

ALT = Qt.KeyboardModifier.AltModifier
MIDDLE = Qt.MouseButton.MiddleButton
FAR = QPoint(70, 40)


def card(person: Person, name: str) -> QPoint:
    x, y = person.node(name).position
    return person.pixel(x + 66, y + 8)


def number(person: Person, name: str) -> QPoint:
    nodes = person.canvas.stage.diagram.nodes
    left, _, _, bottom = nodes.boxes[nodes.rows[person.node(name).id]].tolist()
    return person.pixel(left + 22, bottom - 18)


def begin(
    person: Person,
    start: QPoint,
    button: Qt.MouseButton = LEFT,
    keys: Qt.KeyboardModifier = NONE,
    way: QPoint = FAR,
) -> None:
    """Press a button and move."""
    viewport = person.canvas.viewport()
    QTest.mousePress(viewport, button, keys, start)
    for share in (0.2, 0.6, 1.0):
        QTest.mouseMove(viewport, start + way * share)
        person.wait()


def a_move(person: Person) -> None:
    begin(person, card(person, "o1"))


def an_edge(person: Person) -> None:
    begin(person, port(person, "x"), way=port(person, "L", "target") - port(person, "x"))


def an_edge_taken_away(person: Person) -> None:
    begin(person, port(person, "o", "x2"), way=QPoint(-30, 80))


def an_edges_beginning(person: Person) -> None:
    table = person.canvas.stage.diagram.edges
    edge = Edge(person.node("o1").id, "n8", "x2")
    place = table.path(table.rows[edge]).pointAtPercent(0.3)
    begin(person, person.pixel(place.x(), place.y()))


def a_rubber_band(person: Person) -> None:
    begin(person, QPoint(20, 200))


def a_cut(person: Person) -> None:
    middle = (port(person, "n4") + port(person, "z1", "x2")) / 2
    begin(person, middle - QPoint(0, 60), keys=ALT, way=QPoint(0, 120))


def a_pan(person: Person) -> None:
    begin(person, QPoint(20, 200), MIDDLE)


def a_dial(person: Person) -> None:
    QTest.mouseClick(person.canvas.viewport(), LEFT, NONE, number(person, "w1"))
    person.wait()
    begin(person, number(person, "w1"))
    assert person.node("w1").value != 0.5


def a_chosen_port(person: Person) -> None:
    QTest.mouseClick(person.canvas.viewport(), LEFT, NONE, card(person, "x"))
    person.press(Qt.Key.Key_E, widget=person.canvas)
    person.press(Qt.Key.Key_Down, widget=person.canvas)


def an_operation_from_the_palette(person: Person) -> None:
    mime, copying = QMimeData(), Qt.DropAction.CopyAction
    mime.setData(OPERATION_MIME, b"sin")
    viewport = person.canvas.viewport()
    QApplication.sendEvent(viewport, QDragEnterEvent(FAR, copying, mime, LEFT, NONE))
    QApplication.sendEvent(viewport, QDragMoveEvent(FAR * 3, copying, mime, LEFT, NONE))


GESTURES = (
    a_move,
    an_edge,
    an_edge_taken_away,
    an_edges_beginning,
    a_rubber_band,
    a_cut,
    a_pan,
    a_dial,
    a_chosen_port,
    an_operation_from_the_palette,
)


def check_untouched(window: MainWindow, before: str, commands: int) -> None:
    """The file, the history and the picture are what they were."""
    assert window.canvas.interaction.gesture is None
    assert dump(window.document.contents) == before
    assert window.document.undo_stack.count() == commands
    anew = Scene(window.document, window.playhead)
    assert window.canvas.canvas_scene.state() == anew.state()
    anew.deleteLater()
    marks = window.canvas.stage.marks
    assert marks.faded == frozenset()
    assert marks.hidden_edge is None
    assert not window.canvas.furniture.tip.isVisible()


@pytest.mark.parametrize("gesture", GESTURES, ids=lambda gesture: gesture.__name__)
def test_escape_gives_a_gesture_up(
    person: Person, window: MainWindow, gesture: Callable[[Person], None]
) -> None:
    before = dump(window.document.contents)
    gesture(person)
    assert window.canvas.interaction.gesture is not None
    person.press(Qt.Key.Key_Escape, widget=window.canvas)
    QTest.mouseRelease(window.canvas.viewport(), LEFT, NONE, QPoint(300, 300))
    person.wait()
    check_untouched(window, before, 0)


def test_escape_gives_the_move_of_a_group_up(person: Person, window: MainWindow) -> None:
    window.document.select([person.node("z1").id, person.node("o1").id])
    person.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier, window.canvas)
    person.press(Qt.Key.Key_Escape)
    before, commands = dump(window.document.contents), window.document.undo_stack.count()
    (group_id,) = window.document.graph.groups
    area = window.canvas.grouping.area_of(group_id)
    for start in (
        person.pixel(area.left() + 60, area.top() + 16),
        person.pixel(area.right() - 4, area.bottom() - 4),
    ):
        begin(person, start)
        assert window.canvas.interaction.gesture is not None
        person.press(Qt.Key.Key_Escape, widget=window.canvas)
        QTest.mouseRelease(window.canvas.viewport(), LEFT, NONE, start + FAR)
        person.wait()
        check_untouched(window, before, commands)


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_F2, NONE),
        (Qt.Key.Key_Return, NONE),
        (Qt.Key.Key_Tab, NONE),
        (Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier),
    ],
    ids=["name", "value", "search box", "find bar"],
)
def test_escape_leaves_a_field_without_taking_what_was_typed(
    person: Person, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    before = dump(window.document.contents)
    QTest.mouseClick(window.canvas.viewport(), LEFT, NONE, card(person, "w1"))
    person.press(key, modifier, window.canvas)
    person.type("2")
    for _ in range(2):
        # The first may only clear the field.
        person.press(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.canvas
    check_untouched(window, before, 0)

"""Arranging the graph in the whole window: by menu and by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from engine.edits import Move

if TYPE_CHECKING:
    from gui.window import MainWindow
    from tests.acceptance.person import Person

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def selected(window: MainWindow) -> str:
    (node_id,) = window.document.selection
    return window.document.graph.node(node_id).label


def choose(window: MainWindow, *names: str) -> None:
    window.document.select(window.document.graph.resolve(name) for name in names)


def test_tidy_by_its_keys(window: MainWindow, person: Person) -> None:
    graph = window.document.graph
    window.document.perform(Move(dict.fromkeys(graph.node_ids(), (0.0, 0.0))), "Heap")
    person.focus_canvas()
    with person.qtbot.waitSignal(window.arrange.run.found, timeout=20_000):
        person.press(Qt.Key.Key_L, CONTROL)
    assert len({node.position for node in graph.nodes()}) == len(graph)
    assert window.document.undo_stack.undoText() == "Tidy the graph"


def test_the_window_takes_its_process_along(window: MainWindow, person: Person) -> None:
    window.arrange.tidy()
    assert window.arrange.run.is_running
    window.document.undo_stack.setClean()
    window.close()
    assert window.arrange.run._process is None


def test_tidy_says_what_it_would_tidy(window: MainWindow) -> None:
    tidy = window.actions_by_id["graph.layout"]
    assert tidy.text() == "&Tidy"
    choose(window, "x")
    assert tidy.text() == "&Tidy"
    choose(window, "x", "o1")
    assert tidy.text() == "&Tidy Selection"


@pytest.mark.parametrize(
    ("action", "needed"),
    [
        ("arrange.left", 2),
        ("arrange.middle", 2),
        ("select.between", 2),
        ("arrange.across", 3),
        ("arrange.down", 3),
        ("edit.heal", 1),
        ("graph.connect", 1),
        ("select.invert", 1),
        ("select.same", 1),
    ],
)
def test_each_needs_enough_nodes(window: MainWindow, action: str, needed: int) -> None:
    names = ("x", "o1", "L")
    for count in range(4):
        choose(window, *names[:count])
        assert window.actions_by_id[action].isEnabled() is (count >= needed)


def test_arrow_keys_go_and_with_control_move(window: MainWindow, person: Person) -> None:
    person.focus_canvas()
    choose(window, "z1")
    person.press(Qt.Key.Key_Right)
    assert selected(window) == "o1"
    x, y = person.node("o1").position
    person.press(Qt.Key.Key_Down, CONTROL)
    person.press(Qt.Key.Key_Left, CONTROL | SHIFT)
    assert person.node("o1").position == (x - 60, y + 12)
    window.document.undo_stack.undo()
    assert person.node("o1").position == (x, y)


def test_aligning_by_its_keys(window: MainWindow, person: Person) -> None:
    person.focus_canvas()
    choose(window, "x", "L")
    person.press(Qt.Key.Key_Left, ALT | SHIFT)
    assert person.node("x").position[0] == person.node("L").position[0]


def test_an_edge_by_keys_alone(window: MainWindow, person: Person) -> None:
    person.focus_canvas()
    choose(window, "x")
    before = len(window.document.graph.edges())
    person.press(Qt.Key.Key_E)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        assert window.canvas.interaction.gesture is not None
        person.press(key)
    assert window.canvas.interaction.gesture is None
    assert window.document.undo_stack.undoText().startswith("Connect x to ")
    assert len(window.document.graph.edges()) >= before
    assert selected(window) == "x"


def test_delete_and_heal_by_its_keys(window: MainWindow, person: Person) -> None:
    person.focus_canvas()
    choose(window, "o1")
    person.press(Qt.Key.Key_Delete, CONTROL)
    assert not window.document.graph.has_name("o1")
    assert window.document.graph.targets(window.document.graph.resolve("z1"))

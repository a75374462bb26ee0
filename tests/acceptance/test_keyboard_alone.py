"""A whole story without a mouse: Network A drawn, run, stepped, trained, saved and opened again."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from tests.acceptance.person import CONTROL, NONE, Person
from tests.acceptance.test_network_a import check_numbers
from tests.networks import LOSSES_A, network_a

if TYPE_CHECKING:
    from pathlib import Path

    from engine.graph import Graph
    from gui.window import MainWindow

SHIFT = Qt.KeyboardModifier.ShiftModifier
MOST_PRESSES = 40
PATIENCE = 8
"""After so many arrow keys somebody would try Tab."""
RATE = 0.1
STEPS = 10

LEAVES = {
    "x": ("input", "1"),
    "y": ("input", "1"),
    "w1": ("parameter", "0.5"),
    "w2": ("parameter", "-2"),
    "b1": ("parameter", "-0.5"),
}
OPERATIONS = {
    "m1": "multiply",
    "z1": "add",
    "o1": "sigmoid",
    "m2": "multiply",
    "o": "add",
    "yhat": "sigmoid",
    "L": "squared error",
}
EDGES = (
    ("w1", "m1", "x1"),
    ("x", "m1", "x2"),
    ("m1", "z1", "x1"),
    ("b1", "z1", "x2"),
    ("z1", "o1", "x"),
    ("w2", "m2", "x1"),
    ("o1", "m2", "x2"),
    ("x", "o", "x1"),
    ("m2", "o", "x2"),
    ("o", "yhat", "x"),
    ("yhat", "L", "prediction"),
    ("y", "L", "target"),
)


class Typist(Person):
    """Somebody with a keyboard and nothing else."""

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, widget: QWidget | None = None
    ) -> None:
        """Press a key, once the window has the keyboard again after a dialog."""
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        super().press(key, modifier, widget)

    def find(self, name: str) -> None:
        """Select a node by its name."""
        self.press(Qt.Key.Key_F, CONTROL)
        self.type(name)
        self.press(Qt.Key.Key_Return)
        self.press(Qt.Key.Key_Escape)
        assert self.window.document.selection == {self.node(name).id}

    def add_named(self, search: str, name: str, value: str = "") -> None:
        """Add what the search box finds first, and give it a name and a value."""
        self.press(Qt.Key.Key_Tab)
        self.type(search)
        self.press(Qt.Key.Key_Return)
        if self.label() != name:
            self.press(Qt.Key.Key_F2)
            self.type(name)
            self.press(Qt.Key.Key_Return)
        if value:
            self.press(Qt.Key.Key_Return)
            self.type(value)
            self.press(Qt.Key.Key_Return)

    def label(self) -> str:
        (node_id,) = self.window.document.selection
        return self.window.document.graph.node(node_id).name

    def join(self, source: str, target: str, port: str) -> None:
        """Begin an edge at a node, and go on until it is told to arrive where it should."""
        self.find(source)
        self.press(Qt.Key.Key_E)
        diagram = self.canvas.stage.diagram
        wanted = (self.node(target).id, port)
        for press in range(MOST_PRESSES):
            lit = self.canvas.stage.marks.port
            assert lit is not None, self.canvas.furniture.tip.text()
            if lit == wanted:
                self.press(Qt.Key.Key_Return)
                return
            way = towards(diagram.input_place(*lit), diagram.input_place(*wanted))
            self.press(way if press < PATIENCE else Qt.Key.Key_Tab)
        raise AssertionError(f"the keys do not lead from {source} to {port} of {target}")

    def command(self, words: str) -> None:
        """Search a command and do it."""
        self.press(Qt.Key.Key_P, CONTROL | SHIFT)
        self.type(words)
        self.press(Qt.Key.Key_Return)

    def tab_to(self, name: str) -> None:
        """Press Tab until a widget has the focus."""
        for _ in range(MOST_PRESSES):
            focused = QApplication.focusWidget()
            if focused is not None and focused.objectName() == name:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {name}")

    def answer_with(self, path: Path) -> None:
        """Type a path into the file dialog that is about to open."""

        def type_it() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, QFileDialog)
            field = dialog.focusWidget()
            assert isinstance(field, QLineEdit)
            field.selectAll()
            QTest.keyClicks(field, str(path))
            QTest.keyClick(field, Qt.Key.Key_Return)

        QTimer.singleShot(200, type_it)


def towards(here: tuple[float, float], goal: tuple[float, float]) -> Qt.Key:
    """Return the arrow key that leads farthest on the way."""
    across, down = goal[0] - here[0], goal[1] - here[1]
    if abs(across) > abs(down):
        return Qt.Key.Key_Right if across > 0 else Qt.Key.Key_Left
    return Qt.Key.Key_Down if down > 0 else Qt.Key.Key_Up


@pytest.fixture
def typist(person: Person) -> Typist:
    return Typist(person.window, person.qtbot)


def draw(typist: Typist) -> None:
    for name, (operation, value) in LEAVES.items():
        typist.add_named(operation, name, value)
    for name, operation in OPERATIONS.items():
        typist.add_named(operation, name)
    for edge in EDGES:
        typist.join(*edge)


def shape(graph: Graph) -> set[tuple[str, str, str]]:
    return {
        (graph.node(edge.source).name, graph.node(edge.target).name, edge.port)
        for edge in graph.edges()
    }


def test_network_a_from_an_empty_window_to_an_opened_file(
    typist: Typist, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "typed.chainrule"
    typist.press(Qt.Key.Key_N, CONTROL)
    assert len(window.document.graph) == 0
    draw(typist)
    assert shape(window.document.graph) == shape(network_a())
    boxes = list(window.canvas.stage.diagram.state()["boxes"].values())  # type: ignore[attr-defined]
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))

    typist.press(Qt.Key.Key_F6)
    assert window.playhead.annotations is not None
    assert not window.playhead.annotations.gradients.any()
    typist.press(Qt.Key.Key_F7)
    check_numbers(window)

    typist.find("o1")
    typist.press(Qt.Key.Key_Home)
    for position in (1, 2, 3):
        typist.press(Qt.Key.Key_Space)
        assert window.playhead.position == position
    typist.press(Qt.Key.Key_Space, SHIFT)
    assert window.playhead.position == 2
    typist.press(Qt.Key.Key_Right)
    assert typist.label() == "m2"
    typist.find("o1")
    typist.press(Qt.Key.Key_Left)
    assert typist.label() == "z1"

    typist.command("train")
    typist.tab_to("learning_rate")
    typist.type("0.1")
    typist.press(Qt.Key.Key_Return)
    for _ in range(STEPS):
        typist.press(Qt.Key.Key_Return, CONTROL)
    losses = window.document.losses()
    assert losses[:4] == pytest.approx(LOSSES_A, abs=1e-9)
    assert len(losses) == STEPS + 1

    typist.answer_with(path)
    typist.press(Qt.Key.Key_S, CONTROL)
    typist.qtbot.waitUntil(lambda: not window.document.is_modified)
    trained = {name: float(window.document.graph.find(name).value or 0) for name in LEAVES}
    typist.press(Qt.Key.Key_N, CONTROL)
    assert len(window.document.graph) == 0
    typist.answer_with(path)
    typist.press(Qt.Key.Key_O, CONTROL)
    assert shape(window.document.graph) == shape(network_a())
    opened = {name: float(window.document.graph.find(name).value or 0) for name in LEAVES}
    assert opened == trained
    window.document.ensure_evaluated()
    assert window.document.evaluation is not None
    assert window.document.evaluation.value("L") == pytest.approx(losses[-1])


def overlap(one: list[float], other: list[float]) -> bool:
    return not (
        one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    )


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_no_panel_keeps_the_keyboard(typist: Typist, window: MainWindow, key: Qt.Key) -> None:
    """Tab leads through all panels and back to the canvas, from which Shift and Tab lead."""
    typist.command("train")
    typist.tab_to("learning_rate")
    seen = []
    for _ in range(80):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused)
        if focused is window.canvas:
            break
        typist.press(key)
    assert seen[-1] is window.canvas
    assert len(set(map(id, seen))) == len(seen)

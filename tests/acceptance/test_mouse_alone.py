"""A whole story without a keyboard: a small network drawn, dialled, run, trained and saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton, QWidget

from engine.document_format import load_contents
from tests.acceptance.person import LEFT, NONE, Person
from tests.acceptance.test_drag_from_palette import Carrier, pull

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtGui import QAction

    from gui.window import MainWindow

STEPS = 50


class Mouse(Person):
    """Somebody with a mouse and nothing else."""

    carrier: Carrier

    def choose(self, *titles: str) -> None:
        """Click through the menus to an entry."""
        bar: QWidget = self.window.menuBar()
        for title in titles:
            QTest.mouseClick(bar, LEFT, NONE, centre_of(bar, title))
            self.wait()
            opened = QApplication.activePopupWidget()
            if title != titles[-1]:
                assert isinstance(opened, QMenu), f"{title} opens no menu"
                bar = opened

    def place(self, operation: str, x: int, y: int) -> str:
        """Drag an operation from the palette to so far from the middle; return the node's id."""
        middle = self.canvas.viewport().rect().center()
        before = set(self.window.document.graph.node_ids())
        self.carrier.way = (middle, middle + QPoint(x, y))
        pull(self, operation)
        (added,) = set(self.window.document.graph.node_ids()) - before
        return added

    def dial(self, node_id: str, pixels: int) -> None:
        """Select a leaf and drag its number sideways."""
        nodes = self.canvas.stage.diagram.nodes
        left, _, _, bottom = nodes.boxes[nodes.rows[node_id]].tolist()
        number = self.pixel(left + 22, bottom - 18)
        QTest.mouseClick(self.canvas.viewport(), LEFT, NONE, number)
        self.wait()
        self.drag(number, number + QPoint(pixels, 0))


def centre_of(bar: QWidget, title: str) -> QPoint:
    """Where the entry of a menu or of the menu bar is."""
    for action in bar.actions():
        if plain(action).startswith(title):
            place: QPoint = bar.actionGeometry(action).center()  # type: ignore[attr-defined]
            return place
    raise AssertionError(f"no entry {title} among {[plain(action) for action in bar.actions()]}")


def plain(action: QAction) -> str:
    return action.text().replace("&", "")


@pytest.fixture
def mouse(person: Person) -> Iterator[Mouse]:
    mouse = Mouse(person.window, person.qtbot)
    # On its own: what stands in for Qt's drag holds the window, which has to go in time.
    with pytest.MonkeyPatch.context() as patch:
        mouse.carrier = Carrier(person.window, patch)
        yield mouse


def test_a_small_network_from_an_empty_window_to_a_saved_file(
    mouse: Mouse, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, path = window.document, tmp_path / "drawn.chainrule"
    mouse.choose("File", "New")
    assert len(document.graph) == 0
    mouse.choose("View", "Actual Size")
    w = mouse.place("parameter", -240, -150)
    x = mouse.place("input", -240, 30)
    y = mouse.place("input", 0, 150)
    product = mouse.place("multiply", 0, -70)
    loss = mouse.place("squared_error", 240, 30)
    for source, target, port in (
        (w, product, "x1"),
        (x, product, "x2"),
        (product, loss, "prediction"),
        (y, loss, "target"),
    ):
        mouse.connect(source, target, port)
    assert len(document.graph.edges()) == 4
    mouse.dial(w, -60)
    mouse.dial(x, 50)
    assert [document.graph.node(leaf).value for leaf in (w, x, y)] == [0.4, 1.5, 1.0]

    mouse.click("button_run_forward")
    mouse.click("button_run_backward")
    run = document.evaluation
    assert run is not None
    assert run.value(loss) == pytest.approx(0.16)
    assert run.gradient(w) == pytest.approx(-1.2)
    end = window.playhead.position
    for button in ("step_back", "step_back", "step_forward"):
        mouse.click(button)
    assert window.playhead.position == end - 1

    mouse.click("apply_step")
    mouse.choose("Edit", "Undo")
    assert document.graph.node(w).value == 0.4
    mouse.choose("Edit", "Redo")
    start = window.findChild(QPushButton, "run_steps")
    assert start is not None
    mouse.click("run_steps")
    mouse.qtbot.waitUntil(start.isVisible)
    losses = document.losses()
    assert len(losses) == STEPS + 2
    assert losses[-1] < 1e-3 < losses[0]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    mouse.choose("File", "Save")
    mouse.qtbot.waitUntil(lambda: not document.is_modified)
    assert load_contents(path).graph.node(w).value == document.graph.node(w).value

"""Make the pictures of the README and the help from the program itself: ``make pictures``.

In both themes: the first window, the middle of a backward pass, the window after fifty steps of
training, three derivations; and the canvas with 10, 1,000 and 10,000 nodes.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QAbstractSpinBox, QPushButton, QSpinBox

import resources
from engine.document_format import Contents
from engine.layout import laid_out
from engine.program import parse
from gui.application import create
from gui.panels.derive import DerivePanel
from gui.settings import Settings
from gui.theme import manager
from gui.typesetting import typesetter
from gui.window import MainWindow
from tests.benchmarks._grid import grid_graph

if TYPE_CHECKING:
    from collections.abc import Callable

Prepare: TypeAlias = "Callable[[MainWindow], None]"

SIZE = QSize(1600, 1000)
FOLDER = Path(resources.path("help", "images"))


def settle(window: MainWindow, milliseconds: int = 400) -> None:
    """Let the event loop run until nothing is left to typeset or to train."""
    end = time.monotonic() + milliseconds / 1000
    while time.monotonic() < end or typesetter().busy:
        QCoreApplication.processEvents()
        time.sleep(0.005)


def first_window(_window: MainWindow) -> None:
    """Nothing has been run yet."""


def backward_pass(window: MainWindow) -> None:
    """The gradient goes through the sigmoid o₁."""
    node = window.document.graph.resolve("o1")
    window.playhead.run_backward()
    window.playhead.show_step_of(node)


def after_training(window: MainWindow) -> None:
    """Fifty steps of descent."""
    window.playhead.run_backward()
    steps = window.findChild(QSpinBox, "steps") or window.findChild(QAbstractSpinBox, "steps")
    assert isinstance(steps, QSpinBox)
    steps.setValue(50)
    button = window.findChild(QPushButton, "run_steps")
    assert button is not None
    button.click()
    settle(window, 1500)


def derivation(page: str, variable: str, selected: str) -> Prepare:
    """Make the Derive panel tell one page about a variable, with a node or its edge at hand."""

    def prepare(window: MainWindow) -> None:
        graph = window.document.graph
        window.playhead.run_backward()
        window.document.select([graph.resolve(selected)])
        window.analysis.derive()
        panel = window.docking.panel(DerivePanel)
        panel.derive(graph.resolve(variable))
        panel.controls.show_page(page)
        window.docking.docks["train"].hide()
        while panel.is_telling:
            QCoreApplication.processEvents()

    return prepare


def program(text: str) -> Callable[[], Contents]:
    """Contents of a document that a program makes."""
    return lambda: Contents(laid_out(parse(text)))


def grid(count: int) -> Callable[[], Contents]:
    """Contents of a document with so many nodes."""
    return lambda: Contents(grid_graph(count))


class Moment(NamedTuple):
    """What a picture shows.

    Attributes
    ----------
    prepare
        Brings the window there.
    contents
        Makes what the document holds; without it the first example is shown.
    """

    prepare: Prepare
    contents: Callable[[], Contents] | None = None


def run_backward(window: MainWindow) -> None:
    """Every value and gradient has arrived."""
    window.playhead.run_backward()


MOMENTS = {
    "first-window": Moment(first_window),
    "backward-pass": Moment(backward_pass),
    "after-training": Moment(after_training),
    "derivation-network": Moment(derivation("paths", "w1", "w1")),
    "derivation-quotient": Moment(
        derivation("rules", "x", "x"), program("input x = 3; input y = 2; z = x^2/y")
    ),
    "derivation-limit": Moment(derivation("limit", "x", "x"), program("input x = 3; y = x^2")),
    "canvas-10": Moment(run_backward, grid(10)),
    "canvas-1000": Moment(run_backward, grid(1_000)),
    "canvas-10000": Moment(run_backward, grid(10_000)),
}


def main() -> int:
    """Write all pictures and say where."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        # Nobody's own settings and unsaved work belong into a picture.
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = folder
        create(["chainrule"])
        for theme in ("light", "dark"):
            for name, moment in MOMENTS.items():
                window = MainWindow(
                    settings=Settings(Path(folder) / f"{theme}-{name}.ini"),
                    contents=moment.contents and moment.contents(),
                    is_first=moment.contents is None,
                )
                manager().choose(theme)
                window.resize(SIZE)
                window.show()
                settle(window)
                moment.prepare(window)
                window.canvas.fit()
                settle(window)
                target = FOLDER / f"{name}-{theme}.png"
                window.grab().save(str(target))
                sys.stdout.write(f"{target.relative_to(Path.cwd())}\n")
                window.document.undo_stack.setClean()
                window.close()
                window.deleteLater()
    return 0


if __name__ == "__main__":
    sys.exit(main())

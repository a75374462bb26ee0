"""Make the pictures of the README from the program itself: ``make pictures``.

Three moments in both themes: the first window, the middle of a backward pass, and the window after
fifty steps of training.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QAbstractSpinBox, QPushButton, QSpinBox

import resources
from gui.application import create
from gui.settings import Settings
from gui.theme import manager
from gui.typesetting import typesetter
from gui.window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable

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


MOMENTS: dict[str, Callable[[MainWindow], None]] = {
    "first-window": first_window,
    "backward-pass": backward_pass,
    "after-training": after_training,
}


def main() -> int:
    """Write all pictures and say where."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        # Nobody's own settings and unsaved work belong into a picture.
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = folder
        create(["chainrule"])
        for theme in ("light", "dark"):
            for name, prepare in MOMENTS.items():
                window = MainWindow(settings=Settings(Path(folder) / f"{theme}-{name}.ini"))
                manager().choose(theme)
                window.resize(SIZE)
                window.show()
                settle(window)
                prepare(window)
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

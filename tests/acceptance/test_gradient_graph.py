"""The gradient as a graph: drawn in a window of its own, evaluated, saved, differentiated again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from engine.document_format import Contents, load
from engine.edits import SetOutput
from gui.dialogs.gradient_graph import GradientGraphDialog
from gui.settings import Settings
from gui.window import MainWindow
from tests.networks import GRADIENTS_A

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def differentiated(qtbot: QtBot, tmp_path: Path) -> Callable[[MainWindow], MainWindow]:
    """Tell a window to make its gradient a graph, and open the window that it asks for."""

    def made(window: MainWindow) -> MainWindow:
        window.actions_by_id["graph.gradient_graph"].trigger()
        dialog = window.findChild(GradientGraphDialog)
        assert dialog is not None
        button = dialog.findChild(QPushButton, "gradient_open")
        assert button is not None
        with qtbot.waitSignal(window.window_wanted, timeout=20_000) as asked:
            button.click()
        assert asked.args is not None
        contents = asked.args[0]
        assert isinstance(contents, Contents)
        opened = MainWindow(
            settings=Settings(tmp_path / "other.ini"), contents=contents, is_first=False
        )
        qtbot.addWidget(opened)
        opened.show()
        qtbot.waitExposed(opened)
        return opened

    return made


def close(window: MainWindow) -> None:
    window.document.undo_stack.setClean()
    window.close()


def test_a_gradient_is_evaluated_and_saved_like_any_graph(
    window: MainWindow,
    differentiated: Callable[[MainWindow], MainWindow],
    tmp_path: Path,
) -> None:
    other = differentiated(window)
    run = other.document.evaluation
    assert run is not None
    for name in ("w1", "w2", "b1"):
        assert run.value(f"d_L_d_{name}") == pytest.approx(GRADIENTS_A[name], rel=1e-14)
    assert other.isWindowModified()
    assert other.document.path is None
    assert len(other.canvas.stage.diagram.cards) == len(other.document.graph)
    other.document.save(tmp_path / "gradient.chainrule")
    assert len(load(tmp_path / "gradient.chainrule")) == len(other.document.graph)
    # The window it came from is as it was.
    assert not window.document.is_modified
    close(other)


def test_it_is_differentiated_again(
    window: MainWindow, differentiated: Callable[[MainWindow], MainWindow]
) -> None:
    first = differentiated(window)
    slope = first.document.graph.resolve("d_L_d_w1")
    first.document.perform(SetOutput(slope), "Use as output")
    second = differentiated(first)
    run = second.document.evaluation
    assert run is not None
    tape = window.document.tape
    assert tape is not None
    hessian = tape.hessian(wrt=["w1", "w2"])
    assert run.value("d_d_L_d_w1_d_w2") == pytest.approx(hessian.matrix[0, 1], rel=1e-12)
    close(second)
    close(first)

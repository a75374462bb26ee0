"""Files: saved, opened, dropped, refused; nothing is lost without being asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from engine.edits import SetNode
from gui.settings import RECENT_FILES, Settings
from gui.window import MainWindow
from tests.acceptance.person import CONTROL, Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


pytestmark = pytest.mark.usefixtures("quick_disk")


def change(window: MainWindow) -> None:
    """Make an unsaved change."""
    node_id = window.document.graph.resolve("x")
    window.document.perform(SetNode(node_id, {"value": 2.0}), "Set x")


def answer(button: QMessageBox.StandardButton) -> Callable[[], None]:
    """Return what clicks a button of the question that is open."""

    def click() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.button(button).click()

    return click


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Let both file dialogs answer with a path."""

    def chosen(*_: object) -> tuple[str, str]:
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", chosen)


def test_save_open_and_save_again(
    person: Person, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.chainrule"
    choose(monkeypatch, path)
    change(window)
    assert window.isWindowModified()
    person.press(Qt.Key.Key_S, CONTROL, window)
    assert not window.isWindowModified()
    assert window.windowTitle() == "mine.chainrule[*]"
    written = path.read_bytes()
    window.document.new()
    person.press(Qt.Key.Key_O, CONTROL, window)
    assert window.document.graph.find("x").value == 2.0
    person.press(Qt.Key.Key_S, CONTROL, window)
    assert path.read_bytes() == written
    assert window.settings.value(RECENT_FILES) == (str(path),)


def test_unsaved_changes_are_asked_about(person: Person, window: MainWindow) -> None:
    change(window)
    QTimer.singleShot(100, answer(QMessageBox.StandardButton.Cancel))
    person.press(Qt.Key.Key_N, CONTROL, window)
    assert window.document.graph.find("x").value == 2.0
    QTimer.singleShot(100, answer(QMessageBox.StandardButton.Discard))
    window.actions_by_id["file.new"].trigger()
    assert len(window.document.graph) == 0


def test_closing_with_unsaved_changes_can_be_cancelled(window: MainWindow) -> None:
    change(window)
    QTimer.singleShot(100, answer(QMessageBox.StandardButton.Cancel))
    assert not window.close()
    assert window.isVisible()


def test_a_dropped_file_is_opened(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "dropped.chainrule"
    window.document.save(path)
    window.document.new()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, enter)
    QApplication.sendEvent(window, event)
    assert window.document.path == path


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "empty"),
        (b'{"format": "chainrule", "version": 1, "graph": {"nodes": [', "“bad.chainrule”"),
        (b'{"format": "chainrule", "version": 99, "graph": {}}', "newer"),
        (b'{"some": "thing"}', "not a Chainrule"),
        (b"\x89PNG\r\n\x1a\n", "text"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(
    window: MainWindow, tmp_path: Path, content: bytes, part: str
) -> None:
    path = tmp_path / "bad.chainrule"
    path.write_bytes(content)
    assert not window.files.open_path(path)
    sentence = window.notice.sentence
    assert sentence
    assert "Traceback" not in sentence
    assert window.document.title == "One neuron with a skip"


def test_a_folder_that_cannot_be_written(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    choose(monkeypatch, blocked / "mine.chainrule")
    change(window)
    assert not window.files.save_as()
    assert "Cannot save" in window.notice.sentence
    assert window.document.is_modified


def test_a_name_without_the_suffix_gets_it_and_replaces_nothing_unasked(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    precious = tmp_path / "v1.5.chainrule"
    precious.write_text("precious")
    choose(monkeypatch, tmp_path / "v1.5")
    QTimer.singleShot(100, answer(QMessageBox.StandardButton.Cancel))
    assert not window.files.save_as()
    assert precious.read_text() == "precious"
    QTimer.singleShot(100, answer(QMessageBox.StandardButton.Yes))
    assert window.files.save_as()
    assert window.document.path == precious


def test_another_kind_of_file_is_refused(window: MainWindow, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "picture.png"))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    assert "Only .chainrule files" in window.notice.sentence


def test_an_unknown_operation_survives(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "future.chainrule"
    path.write_text(
        """{
  "format": "chainrule",
  "version": 1,
  "graph": {
    "nodes": [
      {"id": "n1", "operation": "input", "name": "x", "value": 3},
      {"id": "n2", "operation": "fourier", "name": "f", "depth": 4}
    ],
    "edges": [
      {"source": "n1", "target": "n2", "port": "signal"}
    ]
  }
}
"""
    )
    written = path.read_bytes()
    assert window.files.open_path(path)
    assert any("fourier" in item.message for item in window.document.diagnostics)
    window.canvas.grab()
    window.document.save()
    assert path.read_bytes() == written


def test_a_window_on_a_missing_file_says_so(window: MainWindow, tmp_path: Path) -> None:
    other = MainWindow(tmp_path / "nowhere.chainrule", Settings(tmp_path / "other.ini"))
    assert "Cannot open" in other.notice.sentence
    assert len(other.document.graph) == 12
    other.close()
    other.deleteLater()


def test_all_examples_open(window: MainWindow) -> None:
    window.files.examples_menu.aboutToShow.emit()
    actions = window.files.examples_menu.actions()
    assert len(actions) >= 8
    for action in actions:
        action.trigger()
        assert window.document.title == action.text()
        assert window.document.evaluation is not None

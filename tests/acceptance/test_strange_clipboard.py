"""What is pasted or dropped and is no graph, or far too much of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from engine.document_format import Contents, dump
from engine.excerpt import Excerpt
from engine.graph import Edge, Graph, Node
from gui.clipboard import FRAGMENT_MIME, copy, held
from tests.acceptance.person import CONTROL, LEFT, NONE, Person

if TYPE_CHECKING:
    from pathlib import Path

    from gui.window import MainWindow

MANY = 20_000
CYCLE = """{"format": "chainrule", "version": 1, "graph": {"nodes": [
{"id": "n1", "operation": "sin"}, {"id": "n2", "operation": "cos"}], "edges": [
{"source": "n1", "target": "n2", "port": "x"}, {"source": "n2", "target": "n1", "port": "x"}]}}"""


@pytest.fixture
def before(window: MainWindow) -> str:
    """The document before the slip."""
    return dump(window.document.contents)


def picture() -> QImage:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    return image


def with_picture() -> QMimeData:
    mime = QMimeData()
    mime.setImageData(picture())
    return mime


def offers(window: MainWindow) -> dict[str, QPushButton]:
    buttons = window.notice.findChildren(QPushButton)
    return {button.text(): button for button in buttons if button.isVisible()}


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        ("text/plain", "Dear all,\nplease find attached the minutes.", "is no program"),
        ("text/plain", '{"cells": [], "nbformat": 4}', "is no program"),
        ("text/plain", "https://example.org/?q=x=1", "is no program"),
        ("text/plain", "import os; os.remove('x')", "is no program"),
        ("text/plain", "\N{PILE OF POO} = 3", "is no program"),
        ("text/plain", "\x01\x02\ufffd", "is no program"),
        pytest.param("text/plain", "x = " + "(" * 5000, "is no program", id="deep"),
        ("text/html", "<table><tr><td>1</td></tr></table>", "nothing on the clipboard"),
        (FRAGMENT_MIME, "\x89PNG", "not"),
        (FRAGMENT_MIME, "{}", "not"),
        pytest.param(FRAGMENT_MIME, CYCLE, "cycle", id="cycle"),
    ],
)
def test_a_clipboard_with_something_else(
    person: Person, window: MainWindow, before: str, kind: str, content: str, told: str
) -> None:
    mime = QMimeData()
    mime.setData(kind, content.encode())
    paste(person, mime)
    assert told in window.notice.sentence
    assert len(window.notice.sentence) < 200
    assert dump(window.document.contents) == before
    assert not window.document.is_modified


def test_a_clipboard_with_a_picture(person: Person, window: MainWindow, before: str) -> None:
    paste(person, with_picture())
    assert "nothing on the clipboard" in window.notice.sentence
    assert dump(window.document.contents) == before


def paste(person: Person, mime: QMimeData) -> None:
    """Let another program put something on the clipboard, and press Ctrl+V."""
    QGuiApplication.clipboard().setMimeData(mime)
    person.focus_canvas()
    person.press(Qt.Key.Key_V, CONTROL)


# ------------------------------------------------------------------ far too much


def chains(nodes: int) -> Graph:
    """Many short chains of nodes, side by side."""
    made = [
        Node(
            f"a{number}",
            "sigmoid" if number % 10 else "input",
            position=(180.0 * (number % 100), 120.0 * (number // 100)),
        )
        for number in range(nodes)
    ]
    edges = [Edge(f"a{number - 1}", f"a{number}", "x") for number in range(nodes) if number % 10]
    return Graph.from_parts(made, edges)


def put(graph: Graph, *, from_here: bool) -> None:
    """Put a graph on the clipboard, as this program or as another one does."""
    if from_here:
        copy(Excerpt.of(graph, graph.node_ids()))
        return
    mime = QMimeData()
    mime.setData(FRAGMENT_MIME, dump(graph).encode())
    QGuiApplication.clipboard().setMimeData(mime)


@pytest.mark.parametrize("from_here", [True, False])
def test_pasting_20_000_nodes_is_offered_and_can_be_undone(
    person: Person, window: MainWindow, before: str, *, from_here: bool
) -> None:
    put(chains(MANY), from_here=from_here)
    assert held().size == MANY
    person.focus_canvas()
    person.press(Qt.Key.Key_V, CONTROL)
    assert "about 20000 nodes" in window.notice.sentence
    assert dump(window.document.contents) == before
    offers(window)["Cancel"].click()
    assert window.notice.sentence == ""

    person.press(Qt.Key.Key_V, CONTROL)
    nodes = len(window.document.graph)
    offers(window)["Paste"].click()
    person.qtbot.waitUntil(lambda: len(window.document.graph) > nodes, timeout=60_000)
    assert len(window.document.graph) == nodes + MANY
    assert len(window.document.selection) == MANY
    person.press(Qt.Key.Key_Z, CONTROL)
    assert dump(window.document.contents) == before


def test_thinking_better_of_a_large_paste_while_it_is_read(
    person: Person, window: MainWindow, before: str
) -> None:
    put(chains(5_000), from_here=False)
    person.focus_canvas()
    person.press(Qt.Key.Key_V, CONTROL)
    offers(window)["Paste"].click()
    person.wait()
    offers(window)["Cancel"].click()
    person.qtbot.wait(500)
    assert dump(window.document.contents) == before


@pytest.mark.parametrize("gives_up", [True, False])
def test_a_large_deletion_says_so_and_can_be_given_up(
    person: Person, window: MainWindow, *, gives_up: bool
) -> None:
    document = window.document
    document.show(Contents(chains(MANY)), None)
    before = dump(document.contents)
    person.focus_canvas()
    person.press(Qt.Key.Key_A, CONTROL)
    person.press(Qt.Key.Key_Delete)
    person.qtbot.waitUntil(lambda: window.notice.sentence == f"Delete {MANY} nodes…")
    assert dump(document.contents) == before
    if gives_up:
        offers(window)["Cancel"].click()
        person.qtbot.wait(100)
        assert dump(document.contents) == before
        assert document.undo_stack.count() == 0
    else:
        # Impatience is no reason to lose one's work: it is finished first, and then taken back.
        person.press(Qt.Key.Key_Z, CONTROL)
        assert dump(document.contents) == before
        assert document.undo_stack.redoText() == f"Delete {MANY} nodes"
    assert window.notice.sentence == ""


def test_closing_while_very_many_nodes_are_deleted_asks_about_it(
    person: Person, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    window.document.show(Contents(chains(5_000)), None)
    person.focus_canvas()
    person.press(Qt.Key.Key_A, CONTROL)
    person.press(Qt.Key.Key_Delete)
    assert not window.document.is_modified

    def refuse(_box: QMessageBox) -> int:
        asked.append(len(window.document.graph))
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "exec", refuse)
    assert not window.close()
    assert asked == [0]
    window.document.undo_stack.setClean()


def test_a_large_text_that_is_no_program_is_refused_after_the_offer(
    person: Person, window: MainWindow, before: str
) -> None:
    QGuiApplication.clipboard().setText("a line of a log\n" * 5_000)
    person.focus_canvas()
    person.press(Qt.Key.Key_V, CONTROL)
    offers(window)["Paste"].click()
    person.qtbot.waitUntil(lambda: "is no program" in window.notice.sentence)
    assert dump(window.document.contents) == before


# ------------------------------------------------------------------ dropped


def drop(window: MainWindow, mime: QMimeData) -> bool:
    """Drop something on the canvas; like Qt, ask what is around it as long as nobody wants it."""
    receiver: QWidget | None = window.canvas.viewport()
    copying = Qt.DropAction.CopyAction
    while receiver is not None:
        if receiver.acceptDrops():
            entering = QDragEnterEvent(QPoint(400, 300), copying, mime, LEFT, NONE)
            entering.ignore()
            QApplication.sendEvent(receiver, entering)
            if entering.isAccepted():
                event = QDropEvent(QPointF(400, 300), copying, mime, LEFT, NONE)
                QApplication.sendEvent(receiver, event)
                return True
        receiver = receiver.parentWidget()
    return False


def test_a_dropped_picture_file_is_refused_in_a_sentence(
    window: MainWindow, tmp_path: Path, before: str
) -> None:
    file = tmp_path / "cat.png"
    assert picture().save(str(file))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    assert drop(window, mime)
    assert "Only .chainrule files" in window.notice.sentence
    assert dump(window.document.contents) == before


def test_a_picture_dragged_from_a_browser_is_not_taken(window: MainWindow, before: str) -> None:
    assert not drop(window, with_picture())
    assert dump(window.document.contents) == before

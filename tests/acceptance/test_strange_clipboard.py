"""What is pasted or dropped and is no graph, or far too much of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from engine.document_format import dump
from engine.fragment import Fragment
from engine.graph import Edge, Node
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


def chains(nodes: int) -> Fragment:
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
    return Fragment(tuple(made), tuple(edges))


def test_pasting_20_000_nodes_is_offered_and_can_be_undone(
    person: Person, window: MainWindow, before: str
) -> None:
    copy(chains(MANY))
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
    copy(chains(5_000))
    person.focus_canvas()
    person.press(Qt.Key.Key_V, CONTROL)
    offers(window)["Paste"].click()
    person.wait()
    offers(window)["Cancel"].click()
    person.qtbot.wait(500)
    assert dump(window.document.contents) == before


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

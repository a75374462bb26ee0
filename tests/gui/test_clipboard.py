"""What is copied can be pasted, here, in another window and in a text editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from engine.errors import EngineError
from engine.fragment import extract
from engine.graph import Graph
from engine.program import parse
from gui import clipboard
from gui.clipboard import FRAGMENT_MIME

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def empty_clipboard(qapp: QApplication) -> None:
    QGuiApplication.clipboard().setMimeData(QMimeData())


def test_a_fragment_comes_back_as_it_was() -> None:
    graph = parse("x = 1; y = sin(x)")
    fragment = extract(graph, graph.node_ids())
    clipboard.copy(fragment)
    found = clipboard.pasted()
    assert found.nodes == fragment.nodes
    assert found.edges == fragment.edges


def test_other_programs_get_the_program() -> None:
    graph = parse("param w = 2; x = 3; y = sin(w*x)")
    clipboard.copy(extract(graph, graph.node_ids()))
    text = QGuiApplication.clipboard().text()
    again = parse(text)
    assert [node.name for node in again.nodes() if node.name] == ["w", "x", "y"]
    assert "sin" in text


def test_half_a_formula_is_copied_without_a_program() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    graph.add("add", "x", 2.0, name="y")
    only_sum = extract(graph, [graph.resolve("y")])
    mime = clipboard.mime_of(only_sum)
    assert mime.hasFormat(FRAGMENT_MIME)
    assert not mime.hasText()


def test_a_program_that_somebody_wrote_is_read_and_laid_out() -> None:
    QGuiApplication.clipboard().setText("x = 2\ny = x^2 + 1")
    fragment = clipboard.pasted()
    assert [node.name for node in fragment.nodes] == ["x", "", "y"]
    assert len({node.position for node in fragment.nodes}) == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "there is nothing on the clipboard to paste"),
        ("   \n", "there is nothing on the clipboard to paste"),
        ("y = = 3", "the text on the clipboard is no program: column 5"),
    ],
)
def test_what_cannot_be_pasted_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    QGuiApplication.clipboard().setText(text)
    with pytest.raises(EngineError, match=sentence):
        clipboard.pasted()


def test_a_text_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "MAXIMAL_PASTED", 10)
    QGuiApplication.clipboard().setText("y = sin(x) + 3")
    with pytest.raises(EngineError, match="too long"):
        clipboard.pasted()


def test_a_damaged_fragment_is_refused() -> None:
    mime = QMimeData()
    mime.setData(FRAGMENT_MIME, b"{nonsense")
    QGuiApplication.clipboard().setMimeData(mime)
    with pytest.raises(EngineError):
        clipboard.pasted()


def test_a_clipboard_that_was_cleared_holds_nothing() -> None:
    QGuiApplication.clipboard().clear()
    with pytest.raises(EngineError, match="there is nothing on the clipboard to paste"):
        clipboard.pasted()

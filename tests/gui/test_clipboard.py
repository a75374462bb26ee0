"""What is copied can be pasted, here, in another window and in a text editor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from engine.edits import remove_nodes
from engine.errors import EngineError
from engine.excerpt import Excerpt
from engine.fragment import Fragment, extract, from_text
from engine.graph import Graph, Node
from engine.program import parse
from gui import clipboard
from gui.clipboard import FRAGMENT_MIME

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def empty_clipboard(qapp: QApplication) -> None:
    QGuiApplication.clipboard().setMimeData(QMimeData())


def test_a_fragment_comes_back_as_it_was() -> None:
    graph = parse("x = 1; y = sin(x)")
    fragment = extract(graph, graph.node_ids())
    clipboard.copy(Excerpt.of(graph, graph.node_ids()))
    found = clipboard.pasted()
    assert found.nodes == fragment.nodes
    assert found.edges == fragment.edges
    again = bytes(QGuiApplication.clipboard().mimeData().data(FRAGMENT_MIME).data())
    assert from_text(again).nodes == fragment.nodes


def test_what_was_copied_is_as_it_was_then(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "IDLE_MS", 0)
    for many in (1, 1000):  # written in a thread, and only when somebody asks
        monkeypatch.setattr(clipboard, "MANY", many)
        graph = parse("x = 1; y = sin(x)")
        clipboard.copy(Excerpt.of(graph, graph.node_ids()))
        qtbot.wait(20)
        remove_nodes(graph, graph.node_ids()).apply(graph)
        assert QGuiApplication.clipboard().text() == "input x = 1\ny = sin(x)\n"
        assert len(clipboard.pasted().nodes) == 2


def test_nothing_is_written_for_a_paste_in_the_same_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = parse("x = 1; y = sin(x)")
    clipboard.copy(Excerpt.of(graph, graph.node_ids()))

    def never(_fragment: Fragment) -> str:
        raise AssertionError("nobody asked for it")

    monkeypatch.setattr(Fragment, "to_text", never)
    assert clipboard.held().size == 2
    assert len(clipboard.pasted().nodes) == 2


@pytest.mark.parametrize("end", ["", "clipboard.setText('else')"])
def test_a_program_may_end_with_nodes_on_the_clipboard(end: str) -> None:
    program = f"""
from PySide6.QtGui import QGuiApplication
application = QGuiApplication(["test"])
clipboard = application.clipboard()
from engine.excerpt import Excerpt
from engine.program import parse
from gui.clipboard import copy
graph = parse("x = 1; y = sin(x)")
copy(Excerpt.of(graph, graph.node_ids()))
{end}
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_other_programs_get_the_program() -> None:
    graph = parse("param w = 2; x = 3; y = sin(w*x)")
    clipboard.copy(Excerpt.of(graph, graph.node_ids()))
    text = QGuiApplication.clipboard().text()
    again = parse(text)
    assert [node.name for node in again.nodes() if node.name] == ["w", "x", "y"]
    assert "sin" in text


def test_half_a_formula_is_copied_without_a_program() -> None:
    graph = Graph.from_parts([Node("n1", "add", "y")], [])
    mime = clipboard.Copied(Excerpt.of(graph, ["n1"]))
    assert mime.hasFormat(FRAGMENT_MIME)
    assert not mime.hasText()
    assert mime.formats() == [FRAGMENT_MIME]


def test_other_programs_get_an_input_for_what_is_not_copied() -> None:
    graph = parse("x = 1; z = 2*x; y = sin(z)")
    clipboard.copy(Excerpt.of(graph, [graph.resolve("y")]))
    assert QGuiApplication.clipboard().text() == "input z\ny = sin(z)\n"


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


def test_latex_is_pasted_as_the_graph_that_it_means() -> None:
    QGuiApplication.clipboard().setText(r"w_1 = 0.5, \quad \hat{y} = \sigma(w_1 x)")
    found = clipboard.pasted()
    assert {node.name: node.operation for node in found.nodes if node.name} == {
        "w1": "input",
        "x": "input",
        "yhat": "sigmoid",
    }

"""A graph is differentiated into another document, laid out, while the window goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shiboken6

from engine.document_format import Contents, dump, loads
from engine.edits import SetOutput
from engine.errors import EngineError
from engine.program import parse
from engine.tape import record
from gui.document import Document
from gui.gradient_document import GradientDocument
from tests.networks import GRADIENTS_A, network_a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    document = Document()
    document.show(Contents(network_a(), view={"title": "Network A"}), None)
    yield document
    shiboken6.delete(document)


def made(qtbot: QtBot, document: Document, *names: str) -> Contents:
    run = GradientDocument(document, document)
    with qtbot.waitSignal(run.made, timeout=20_000) as told:
        run.start([document.graph.resolve(name) for name in names])
    assert not run.is_running
    assert told.args is not None
    contents = told.args[0]
    assert isinstance(contents, Contents)
    return contents


def test_it_computes_what_the_reverse_pass_computes(document: Document, qtbot: QtBot) -> None:
    names = ("w1", "w2", "b1")
    contents = made(qtbot, document, *names)
    values = record(contents.graph).evaluate(gradient=False)
    for name in names:
        assert values.value(f"d_L_d_{name}") == pytest.approx(GRADIENTS_A[name], rel=1e-14)
    assert contents.view["title"] == "Gradient of Network A"


def test_it_is_laid_out(document: Document, qtbot: QtBot) -> None:
    graph = made(qtbot, document, "w1").graph
    places = {node.position for node in graph.nodes()}
    assert len(places) == len(graph.nodes())
    for edge in graph.edges():
        source, target = graph.node(edge.source), graph.node(edge.target)
        assert source.position[0] < target.position[0]


def test_it_can_be_saved_and_differentiated_again(qtbot: QtBot) -> None:
    document = Document()
    document.show(Contents(parse("x = 2; y = x^3")), None)
    first = made(qtbot, document, "x")
    document.show(loads(dump(first)), None)
    assert document.graph.node(document.graph.output or "").name == "d_y_d_x"
    second = made(qtbot, document, "x")
    assert record(second.graph).evaluate(gradient=False).value("d_d_y_d_x_d_x") == 12.0
    shiboken6.delete(document)


def test_the_document_itself_is_left_alone(document: Document, qtbot: QtBot) -> None:
    before = dump(document.contents)
    made(qtbot, document, "w1", "x")
    assert dump(document.contents) == before
    assert not document.is_modified


def test_without_an_output_there_is_nothing_to_differentiate(document: Document) -> None:
    document.show(Contents(parse("x = 1; y = x^2; z = x^3")), None)
    document.perform(SetOutput(None), "none")
    with pytest.raises(EngineError, match="no output"):
        GradientDocument(document, document).start([])


def test_what_cannot_be_differentiated_is_told(document: Document, qtbot: QtBot) -> None:
    run = GradientDocument(document, document)
    with qtbot.waitSignal(run.failed) as told:
        run.start(["nobody"])
    assert "nobody" in str(told.args)


def test_it_can_be_cancelled(
    document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.gradient_document.differentiated", lambda *_: iter(int, 1))
    run = GradientDocument(document, document)
    monkeypatch.setattr(run, "_lay_out", lambda _graph: None)
    run.start([])
    assert run.is_running
    run.cancel()
    assert not run.is_running

"""A check run checks in a thread, knows what is stale, and tells the document what it found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import shiboken6

from engine.diagnostic import Kind, Severity
from engine.document_format import Contents
from engine.edits import Move, SetNode, SetOutput
from engine.errors import EngineError
from engine.gradcheck import Verdict
from engine.program import parse
from gui import check_run as module
from gui.check_run import CheckRun, check_run
from gui.document import Document
from tests.networks import network_a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from engine.graph import Graph


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    document = Document()
    document.show(Contents(network_a()), None)
    yield document
    shiboken6.delete(document)


def wrong_graph() -> Graph:
    """Return a graph whose derivative somebody has overridden wrongly."""
    graph = parse("x = 0.5; param w = 2; z = w*x; s = sigmoid(z); L = s^2")
    graph.revise(replace(graph.find("s"), overrides={"x": "y"}))
    return graph


def finish(qtbot: QtBot, run: CheckRun, *names: str) -> str:
    ids = [run.document.graph.resolve(name) for name in names]
    with qtbot.waitSignal(run.ended) as told:
        run.start(ids or None)
    assert told.args is not None
    return str(told.args[0])


def names_of(run: CheckRun) -> list[str]:
    return [item.name for item in run.results.values()]


def found_by_check(document: Document) -> list[tuple[Severity, str | None]]:
    return [(item.severity, item.node) for item in document.diagnostics if item.kind is Kind.CHECK]


def test_a_document_has_one_run(document: Document) -> None:
    assert check_run(document) is check_run(document)


def test_every_input_and_parameter_is_checked(document: Document, qtbot: QtBot) -> None:
    run = check_run(document)
    steps: list[tuple[int, int]] = []
    run.progressed.connect(lambda done, count: steps.append((done, count)))
    assert finish(qtbot, run) == ""
    assert names_of(run) == ["x", "y", "w1", "w2", "b1"]
    assert {item.verdict for item in run.results.values()} == {Verdict.AGREES}
    assert run.dot_product is not None
    assert run.dot_product.agrees
    assert steps == [(done, 5) for done in range(6)]
    assert document.diagnostics == ()


def test_a_wrong_gradient_stands_at_its_node(document: Document, qtbot: QtBot) -> None:
    document.show(Contents(wrong_graph()), None)
    run = check_run(document)
    with qtbot.waitSignal(document.diagnosed):
        finish(qtbot, run)
    wanted = [document.graph.resolve(name) for name in ("x", "w")]
    # Overridden on purpose: a warning, not an error.
    assert found_by_check(document) == [(Severity.WARNING, node) for node in wanted]
    (first, *_) = (item for item in document.diagnostics if item.kind is Kind.CHECK)
    assert "x: the check calls the gradient wrong" in first.message
    assert "overridden" in first.message
    assert [node.name for node in run.overridden] == ["s"]


def test_one_node_is_checked_beside_what_is_known(document: Document, qtbot: QtBot) -> None:
    run = check_run(document)
    finish(qtbot, run, "o1")
    assert names_of(run) == ["o1"]
    finish(qtbot, run, "w2")
    assert names_of(run) == ["o1", "w2"]
    finish(qtbot, run)
    assert "o1" not in names_of(run)


def test_an_edit_makes_it_stale_and_takes_back_what_was_told(
    document: Document, qtbot: QtBot
) -> None:
    document.show(Contents(wrong_graph()), None)
    run = check_run(document)
    finish(qtbot, run)
    was_stale = run.is_stale
    node = document.graph.find("x")
    document.perform(SetNode(node.id, {"value": 1.0}), "set")
    document.ensure_evaluated()
    assert (was_stale, run.is_stale) == (False, True)
    assert names_of(run) == ["x", "w"]
    assert found_by_check(document) == []


def test_moving_a_node_changes_nothing(document: Document, qtbot: QtBot) -> None:
    run = check_run(document)
    finish(qtbot, run)
    node = document.graph.find("x")
    document.perform(Move({node.id: (300.0, 300.0)}), "move")
    qtbot.wait(20)
    assert not run.is_stale


def test_without_live_evaluation_an_edit_makes_it_stale_at_once(
    document: Document, qtbot: QtBot
) -> None:
    run = check_run(document)
    finish(qtbot, run)
    document.set_live(False)
    document.perform(SetNode(document.graph.find("x").id, {"value": 3.0}), "set")
    assert run.is_stale


def test_an_edit_ends_a_run(
    document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "checked_all", lambda *_: iter(int, 1))
    run = check_run(document)
    run.start()
    assert run.wanted(document.graph.find("w1").id)
    document.perform(SetNode(document.graph.find("x").id, {"value": 3.0}), "set")
    with qtbot.waitSignal(run.ended) as told:
        document.ensure_evaluated()
    assert told.args == ["The check ended, because the graph was changed."]
    assert not run.is_running


def test_it_can_be_cancelled(
    document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "checked_all", lambda *_: iter(int, 1))
    run = check_run(document)
    run.start()
    assert run.is_running
    with qtbot.waitSignal(run.ended) as told:
        run.cancel()
    assert told.args == ["The check was cancelled."]
    assert not run.is_running


def test_another_document_has_no_results(document: Document, qtbot: QtBot) -> None:
    run = check_run(document)
    finish(qtbot, run)
    document.show(Contents(wrong_graph()), None)
    assert run.results == {}
    assert run.overridden == ()
    assert not run.is_stale


def test_without_an_output_there_is_nothing_to_check(document: Document) -> None:
    document.show(Contents(parse("x = 1; y = x^2; z = x^3")), None)
    document.perform(SetOutput(None), "none")
    with pytest.raises(EngineError, match="no output"):
        check_run(document).start()


def test_a_graph_of_constants_has_no_gradient(document: Document) -> None:
    graph = parse("x = 1; y = x^2")
    graph.revise(replace(graph.find("x"), operation="constant"))
    document.show(Contents(graph), None)
    with pytest.raises(EngineError, match="no gradient"):
        check_run(document).start()


def test_the_thread_works_on_a_tape_of_its_own(document: Document, qtbot: QtBot) -> None:
    document.ensure_evaluated()
    tape = document.tape
    finish(qtbot, check_run(document))
    assert document.tape is tape

"""Large edits are made beside the graph: all at once for everybody who looks at the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import remaking
from engine.document_format import Contents, dump, load
from engine.edits import AddNode, Batch, Connect, Edit, RemoveNode, SetNode
from engine.graph import Edge, Graph, Node
from engine.program import parse
from gui.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from engine.change import Change
    from engine.slices import Work

PROGRAM = "x = 1; y = sin(x); z = cos(y)*x"


@pytest.fixture
def document(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Document]:
    """A document of a few nodes, for which three are many."""
    assert qtbot is not None
    monkeypatch.setattr(remaking, "LARGE", 3)
    document = Document()
    document.show(Contents(parse(PROGRAM)), None)
    yield document
    document.deleteLater()


def everything(document: Document) -> Edit:
    return Batch(tuple(map(RemoveNode, document.graph.node_ids())))


def chain(length: int) -> Edit:
    nodes = [AddNode(Node(f"c{number}", "sin")) for number in range(length)]
    edges = [Connect(Edge(f"c{number}", f"c{number + 1}", "x")) for number in range(length - 1)]
    return Batch((*nodes, *edges))


def test_the_graph_stays_as_it_is_until_all_is_done(qtbot: QtBot, document: Document) -> None:
    before = dump(document.contents)
    changes: list[Change] = []
    graph, revision = document.graph, document.revision
    document.graph_changed.connect(changes.append)
    document.large_edits.perform(everything(document), "Delete")
    assert dump(document.contents) == before
    assert (document.undo_stack.count(), document.revision) == (0, revision)
    qtbot.waitUntil(lambda: not document.large_edits.is_running)
    assert len(document.graph) == 0
    assert [len(change.removed) for change in changes] == [len(graph)]
    assert document.undo_stack.undoText() == "Delete"


def test_it_is_one_step_that_leads_back_to_the_same_bytes(document: Document) -> None:
    files = [dump(document.contents)]
    for length in (4, 0, 3):
        edit = chain(length) if length else everything(document)
        document.large_edits.perform(edit, "Edit")
        document.large_edits.settle()
        document.perform(AddNode(Node(f"single{len(files)}", "input", value=1.0)), "Add")
        files.append(dump(document.contents))
    stack = document.undo_stack
    assert stack.count() == 6
    for _ in range(3):
        while stack.canUndo():
            stack.undo()
        assert dump(document.contents) == files[0]
        for place, file in enumerate(files):
            stack.setIndex(2 * place)
            assert dump(document.contents) == file


def test_an_edit_that_is_not_large_is_made_at_once(document: Document) -> None:
    document.large_edits.perform(Batch((AddNode(Node("a", "sin")),)), "Add")
    assert not document.large_edits.is_running
    assert "a" in document.graph


def test_whatever_comes_next_waits_for_it(document: Document) -> None:
    document.large_edits.perform(chain(5), "Paste")
    document.perform(SetNode("c0", {"name": "first"}), "Rename")
    assert document.graph.find("first").id == "c0"
    texts = [document.undo_stack.text(place) for place in range(document.undo_stack.count())]
    assert texts == ["Paste", "Rename"]


def test_a_second_large_edit_waits_for_the_first(document: Document) -> None:
    document.large_edits.perform(chain(5), "Paste")
    document.large_edits.perform(Batch(tuple(RemoveNode(f"c{n}") for n in range(5))), "Delete")
    document.large_edits.settle()
    assert document.undo_stack.count() == 2
    assert "c0" not in document.graph


def test_undoing_meanwhile_undoes_it(document: Document) -> None:
    before = dump(document.contents)
    document.large_edits.perform(everything(document), "Delete")
    document.undo_stack.undo()
    assert dump(document.contents) == before
    assert document.undo_stack.canRedo()
    document.undo_stack.redo()
    assert len(document.graph) == 0


def test_saving_meanwhile_saves_what_it_comes_to(document: Document, tmp_path: Path) -> None:
    document.large_edits.perform(chain(5), "Paste")
    document.save(tmp_path / "whole.chainrule")
    assert "c4" in load(tmp_path / "whole.chainrule")
    assert not document.is_modified


def test_it_can_be_given_up(qtbot: QtBot, document: Document) -> None:
    before = dump(document.contents)
    document.large_edits.perform(everything(document), "Delete")
    document.large_edits.cancel()
    qtbot.wait(20)
    assert dump(document.contents) == before
    assert (document.undo_stack.count(), document.is_modified) == (0, False)


def test_opening_another_document_gives_it_up(qtbot: QtBot, document: Document) -> None:
    document.large_edits.perform(chain(5), "Paste")
    document.new()
    qtbot.wait(20)
    assert len(document.graph) == 0
    assert document.undo_stack.count() == 0


def test_what_is_not_possible_is_told_and_changes_nothing(qtbot: QtBot, document: Document) -> None:
    before = dump(document.contents)
    with qtbot.waitSignal(document.large_edits.failed) as told:
        document.large_edits.perform(Batch((chain(4), RemoveNode("nobody"))), "Edit")
    assert "nobody" in str(told.args[0])
    assert dump(document.contents) == before
    assert document.undo_stack.count() == 0


def test_what_is_added_goes_into_the_group_that_is_looked_at(document: Document) -> None:
    from engine.grouping import group_nodes

    edit, group_id = group_nodes(document.graph, document.graph.node_ids(), "all")
    document.perform(edit, "Group")
    document.enter(group_id)
    document.large_edits.perform(chain(4), "Paste")
    document.large_edits.settle()
    assert {document.graph.node(f"c{number}").group for number in range(4)} == {group_id}


def test_the_numbers_are_those_of_the_graph_that_is_there(document: Document) -> None:
    document.evaluate_now()
    shown = document.evaluation
    assert shown is not None
    value = shown.value("z")
    document.large_edits.perform(everything(document), "Delete")
    document.large_edits.settle()
    assert dump(document.contents) == dump(Contents(Graph()))
    document.evaluate_now()
    document.undo_stack.undo()
    document.evaluate_now()
    assert document.evaluation is not None
    assert document.evaluation.value("z") == value
    # A change right after it must not meet the tape that was kept.
    document.undo_stack.redo()
    document.undo_stack.undo()
    document.perform(SetNode(document.graph.resolve("y"), {"operation": "tanh"}), "Change")
    document.evaluate_now()
    assert document.evaluation.value("z") != value


def test_what_was_made_is_told_to_whoever_wants_to_select_it(document: Document) -> None:
    made: list[Change] = []

    def work() -> Work[Edit]:
        yield
        return chain(4)

    document.large_edits.work_out(work(), "Paste", made.append, is_large=True)
    document.large_edits.settle()
    assert made[0].added == {"c0", "c1", "c2", "c3"}


def test_a_graph_that_nobody_can_return_to_is_forgotten(document: Document) -> None:
    import weakref

    document.large_edits.perform(everything(document), "Delete")
    document.large_edits.settle()
    document.undo_stack.undo()
    document.undo_stack.redo()
    graph = weakref.ref(document.graph)
    document.evaluate_now()
    document.undo_stack.undo()
    document.show(Contents(Graph()), None)
    assert graph() is None

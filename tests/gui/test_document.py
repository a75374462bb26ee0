from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shiboken6
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.change import Change
from engine.document_format import Contents, dump
from engine.edits import (
    AddNode,
    Batch,
    Connect,
    Disconnect,
    Edit,
    Move,
    RemoveNode,
    SetNode,
)
from engine.errors import CycleError, EngineError, FormatError
from engine.graph import Edge, Graph, Node
from gui.document import Document
from tests.networks import GRADIENTS_A, VALUES_A, network_a

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    document = Document()
    document.show(Contents(network_a()), None)
    yield document
    shiboken6.delete(document)


def node_id(document: Document, name: str) -> str:
    return document.graph.resolve(name)


def set_value(document: Document, name: str, value: float) -> SetNode:
    return SetNode(node_id(document, name), {"value": value})


def test_shown_contents_are_evaluated_at_once(document: Document) -> None:
    run = document.evaluation
    assert run is not None
    assert {name: run.value(name) for name in VALUES_A} == pytest.approx(VALUES_A)
    assert {name: run.gradient(name) for name in GRADIENTS_A} == pytest.approx(GRADIENTS_A)


def test_perform_changes_announces_and_evaluates_later(document: Document, qtbot: QtBot) -> None:
    changes: list[Change] = []
    document.graph_changed.connect(changes.append)
    with qtbot.waitSignal(document.evaluated):
        document.perform(set_value(document, "x", 2.0), "Set x")
        assert document.evaluation is not None
        assert document.evaluation.value("x") == 1.0
    assert document.evaluation.value("x") == 2.0
    assert changes == [Change(revised=frozenset({node_id(document, "x")}))]
    assert document.undo_stack.undoText() == "Set x"


def test_a_new_value_keeps_the_recording(document: Document) -> None:
    before = document.tape
    assert before is not None
    document.perform(set_value(document, "x", 2.0), "Set x")
    document.evaluate_now()
    assert document.tape is not None
    assert document.tape.levels is before.levels


def test_a_rename_is_seen_in_the_evaluation(document: Document) -> None:
    document.perform(SetNode(node_id(document, "x"), {"name": "height"}), "Rename x")
    document.evaluate_now()
    assert document.evaluation is not None
    assert document.evaluation.value("height") == 1.0


def test_freezing_a_parameter_takes_its_update_away(document: Document) -> None:
    assert document.trace is not None
    steps = len(document.trace)
    document.perform(SetNode(node_id(document, "w1"), {"trainable": False}), "Freeze w1")
    document.evaluate_now()
    assert len(document.trace) == steps - 1


def test_moving_a_node_evaluates_nothing(document: Document, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(document.evaluated, wait=50):
        document.perform(Move({node_id(document, "x"): (50.0, 60.0)}), "Move x")


def test_a_refused_edit_changes_nothing(document: Document) -> None:
    before = dump(document.contents)
    edge = Edge(node_id(document, "L"), node_id(document, "m1"), "x3")
    with pytest.raises(CycleError):
        document.perform(Batch((set_value(document, "x", 9.0), Connect(edge))), "Close a cycle")
    assert dump(document.contents) == before
    assert document.undo_stack.count() == 0


def test_deleting_takes_the_node_out_of_the_selection(document: Document) -> None:
    x, y = node_id(document, "x"), node_id(document, "y")
    document.select([x, y])
    document.perform(RemoveNode(x), "Delete x")
    assert document.selection == {y}
    document.undo_stack.undo()
    assert x in document.graph


def test_merging_makes_one_undo_step(document: Document) -> None:
    for value in (2.0, 3.0, 4.0):
        document.perform(set_value(document, "x", value), "Set x", merge_key="drag x")
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.graph.find("x").value == 1.0
    document.undo_stack.redo()
    assert document.graph.find("x").value == 4.0


def test_without_live_evaluation_the_numbers_become_stale(document: Document) -> None:
    document.set_live(False)
    document.perform(set_value(document, "x", 2.0), "Set x")
    was_stale = document.is_stale
    document.ensure_evaluated()
    assert (was_stale, document.is_stale) == (True, False)
    assert document.evaluation is not None
    assert document.evaluation.value("x") == 2.0


def test_losses_follow_undo_and_reset(document: Document) -> None:
    first = set_value(document, "w1", 0.4)
    document.perform(first, "Step of descent", merge_key="train:1", losses=(0.25, 0.24))
    document.perform(
        set_value(document, "w1", 0.3), "Step of descent", merge_key="train:2", losses=(0.24, 0.23)
    )
    assert document.losses() == [0.25, 0.24, 0.23]
    assert document.untrained_values() == {node_id(document, "w1"): 0.5}
    document.undo_stack.undo()
    assert document.losses() == [0.25, 0.24]
    document.perform(set_value(document, "w1", 0.5), "Reset", merge_key="train:reset")
    assert document.losses() == []
    assert document.untrained_values() == {}


def test_losses_are_those_of_the_steps_that_are_done(document: Document) -> None:
    """Steps in one run are one command; what is undone and done otherwise counts no more."""
    w1, stack = node_id(document, "w1"), document.undo_stack
    for run, (start, value) in enumerate([(0.5, 0.4), (0.4, 0.3), (0.3, 0.2)]):
        for part, key in ((start, "first"), (value, "second")):
            edit = SetNode(w1, {"value": part - (0.05 if key == "first" else 0.0)})
            losses = (part, part - 0.05)
            document.perform(edit, "Steps", merge_key=f"train:{run}", losses=losses)
            assert document.losses()[-1] == part - 0.05
            assert document.untrained_values() == {w1: 0.5}
        document.perform(set_value(document, "x", run), "Set x")
    assert stack.count() == 6
    whole = document.losses()
    assert len(whole) == 7
    for _ in range(4):
        stack.undo()
    assert document.losses() == whole[:3]
    stack.redo()
    assert document.losses() == whole[:5]
    stack.setIndex(0)
    assert (document.losses(), document.untrained_values()) == ([], {})
    document.perform(SetNode(w1, {"value": 9.0}), "Step", merge_key="train:9", losses=(5.0, 4.0))
    assert document.losses() == [5.0, 4.0]
    document.show(document.contents, None)
    assert (document.losses(), document.untrained_values()) == ([], {})


def test_a_long_history_is_not_read_again_for_the_losses(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in range(20):
        document.perform(set_value(document, "x", step), "Set x")
    monkeypatch.setattr(type(document.undo_stack), "command", None)
    assert (document.losses(), document.untrained_values()) == ([], {})


def test_save_and_load(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "a.chainrule"
    document.perform(set_value(document, "x", 2.0), "Set x")
    was_modified = document.is_modified
    document.save(path)
    assert (was_modified, document.is_modified) == (True, False)
    assert document.title == "a.chainrule"
    written = path.read_bytes()
    other = Document()
    other.load(path)
    other.save()
    assert path.read_bytes() == written


def test_a_broken_file_leaves_the_document_alone(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "broken.chainrule"
    path.write_text('{"format": "chainrule", "version": 1, "graph"')
    before = dump(document.contents)
    with pytest.raises(FormatError):
        document.load(path)
    assert dump(document.contents) == before


def test_saving_without_a_path_needs_one() -> None:
    with pytest.raises(ValueError, match="path"):
        Document().save()


def test_an_empty_document_has_no_evaluation(document: Document) -> None:
    document.new()
    assert document.evaluation is None
    assert document.trace is None
    assert document.diagnostics == ()
    assert not document.is_modified


def test_recovered_contents_count_as_modified(document: Document) -> None:
    document.show(Contents(network_a()), None, is_modified=True)
    assert document.is_modified


def value_of(document: Document, name: str) -> object:
    assert document.evaluation is not None
    return document.evaluation.value(name)


def test_undo_and_redo_of_a_value_are_evaluated(document: Document, qtbot: QtBot) -> None:
    document.perform(set_value(document, "x", 2.0), "Set x")
    document.evaluate_now()
    after = value_of(document, "L")
    with qtbot.waitSignal(document.evaluated):
        document.undo_stack.undo()
    assert (value_of(document, "x"), value_of(document, "L")) == (1.0, pytest.approx(0.25))
    with qtbot.waitSignal(document.evaluated):
        document.undo_stack.redo()
    assert (value_of(document, "x"), value_of(document, "L")) == (2.0, after)
    assert after != pytest.approx(0.25)


def test_undo_and_redo_of_a_structural_edit_are_evaluated(document: Document, qtbot: QtBot) -> None:
    residual = Edge(node_id(document, "x"), node_id(document, "o"), "x1")
    document.perform(Batch((Disconnect(residual), Connect(replace_source(document)))), "Rewire")
    document.evaluate_now()
    assert value_of(document, "o") == pytest.approx(-0.5)
    with qtbot.waitSignal(document.evaluated):
        document.undo_stack.undo()
    assert value_of(document, "o") == pytest.approx(0.0)
    assert gradient_of(document, "x") == pytest.approx(GRADIENTS_A["x"])
    with qtbot.waitSignal(document.evaluated):
        document.undo_stack.redo()
    assert value_of(document, "o") == pytest.approx(-0.5)
    assert gradient_of(document, "x") != pytest.approx(GRADIENTS_A["x"])


def replace_source(document: Document) -> Edge:
    """Return the edge that feeds w1 instead of x into the sum."""
    return Edge(node_id(document, "w1"), node_id(document, "o"), "x1")


def gradient_of(document: Document, name: str) -> object:
    assert document.evaluation is not None
    return document.evaluation.gradient(name)


def test_undoing_a_removal_brings_the_numbers_back(document: Document, qtbot: QtBot) -> None:
    document.perform(RemoveNode(node_id(document, "L")), "Delete L")
    document.evaluate_now()
    assert document.tape is not None
    assert len(document.tape.nodes) == 11
    with qtbot.waitSignal(document.evaluated):
        document.undo_stack.undo()
    assert len(document.tape.nodes) == 12
    assert value_of(document, "L") == pytest.approx(0.25)


def test_without_live_evaluation_undo_and_redo_make_the_numbers_stale(
    document: Document, qtbot: QtBot
) -> None:
    document.set_live(False)
    document.perform(set_value(document, "x", 2.0), "Set x")
    document.evaluate_now()
    with (
        qtbot.waitSignal(document.stale_changed) as told,
        qtbot.assertNotEmitted(document.evaluated, wait=50),
    ):
        document.undo_stack.undo()
    assert told.args == [True]
    assert value_of(document, "x") == 2.0
    document.ensure_evaluated()
    assert (document.is_stale, value_of(document, "x")) == (False, 1.0)
    document.undo_stack.redo()
    assert document.is_stale
    document.set_live(True)
    assert (document.is_stale, value_of(document, "x")) == (False, 2.0)


def test_an_edge_that_is_removed_is_selected_no_longer(document: Document, qtbot: QtBot) -> None:
    o = node_id(document, "o")
    residual, other = (
        Edge(node_id(document, "x"), o, "x1"),
        Edge(node_id(document, "m2"), o, "x2"),
    )
    document.select([o], [residual, other])
    with qtbot.waitSignal(document.selection_changed):
        document.perform(Disconnect(residual), "Remove an edge")
    assert document.selection == {o}
    assert document.selected_edges == {other}
    with qtbot.waitSignal(document.selection_changed):
        document.perform(RemoveNode(node_id(document, "m2")), "Delete m2")
    assert document.selection == {o}
    assert document.selected_edges == frozenset()


def test_undoing_an_edge_takes_it_out_of_the_selection(document: Document) -> None:
    edge = Edge(node_id(document, "w1"), node_id(document, "o"), "x3")
    document.perform(Connect(edge), "Connect w1 to o")
    document.select([], [edge])
    document.undo_stack.undo()
    assert document.selected_edges == frozenset()
    document.undo_stack.redo()
    assert edge in document.graph.edges()
    assert document.selected_edges == frozenset()


@st.composite
def random_edit(draw: st.DrawFn, graph: Graph) -> Edit:
    ids = graph.node_ids()
    kinds = ["add"] + (["remove", "move", "value", "connect", "name"] if ids else [])
    kind = draw(st.sampled_from(kinds))
    if kind == "add":
        operation = draw(st.sampled_from(["input", "parameter", "add", "multiply", "sin", "power"]))
        value = 1.0 if operation in ("input", "parameter") else None
        return AddNode(Node(graph.free_id(), operation, value=value))
    chosen = draw(st.sampled_from(ids))
    if kind == "remove":
        return RemoveNode(chosen)
    if kind == "move":
        return Move({chosen: (draw(st.integers(0, 99)) * 12.0, 0.0)})
    if kind == "value":
        return SetNode(chosen, {"value": float(draw(st.integers(-9, 9)))})
    if kind == "name":
        return SetNode(chosen, {"name": draw(st.sampled_from(["a", "b", "c", ""]))})
    port = draw(st.sampled_from(["x", "x1", "x2", "x3", "base", "exponent"]))
    return Connect(Edge(draw(st.sampled_from(ids)), chosen, port))


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_undoing_everything_gives_identical_bytes(qtbot: QtBot, data: st.DataObject) -> None:
    document = Document()
    document.show(Contents(network_a()), None)
    before = dump(document.contents)
    for _ in range(data.draw(st.integers(1, 25))):
        edit = data.draw(random_edit(document.graph))
        try:
            document.perform(edit, "Edit")
        except EngineError:
            continue
    after = dump(document.contents)
    document.undo_stack.setIndex(0)
    assert dump(document.contents) == before
    document.undo_stack.setIndex(document.undo_stack.count())
    assert dump(document.contents) == after

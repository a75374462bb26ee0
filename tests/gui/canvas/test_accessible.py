"""What a screen reader finds on the canvas, asked of Qt as its bridges ask."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAccessible, QAccessibleInterface

from engine import parse
from engine.document_format import Contents
from engine.edits import RemoveNode
from engine.group_edits import SetGroup
from engine.grouping import group_nodes
from gui.canvas.accessible import CanvasAccessible, install
from gui.canvas.view import CanvasView
from gui.canvas.voice import Voice
from gui.document import Document
from gui.playback import Playhead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

Text = QAccessible.Text


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[CanvasView]:
    install()
    document = Document()
    graph = parse("input x = 2; param w = -3; z = w*x; L = z^2")
    for place, node in enumerate(graph.nodes()):
        graph.revise(replace(node, position=(200.0 * place, 0.0)))
    document.show(Contents(graph), None)
    canvas = CanvasView(document, Playhead(document, document))
    canvas.resize(800, 600)
    canvas.show()
    canvas.playhead.run_backward()
    yield canvas
    shiboken6.delete(canvas)
    shiboken6.delete(document)


def tree(part: QAccessibleInterface) -> list[str]:
    """Return what is read out of a part and all below it, a line each."""
    line = part.text(Text.Name)
    if part.text(Text.Value):
        line += f": {part.text(Text.Value)}"
    lines = [line]
    for index in range(part.childCount()):
        child = part.child(index)
        assert child.isValid()
        assert child.parent() is part
        assert part.indexOfChild(child) == index
        lines += [f"  {below}" for below in tree(child)]
    return lines


def test_every_node_port_edge_value_and_gradient_is_named(canvas: CanvasView) -> None:
    whole = QAccessible.queryAccessibleInterface(canvas)
    assert tree(whole)[1:] == [
        "  x, Input: value 2, gradient 36",
        "  w, Parameter: value −3, gradient −24",
        "  z, Multiply: value −6, gradient −12",
        "    port x1, from w: value −3, gradient −24",
        "    port x2, from x: value 2, gradient 36",
        "  L, Power: value 36, gradient 1",
        "    port base, from z: value −6, gradient −12",
        "    port exponent, the number 2",
        "  edge from w to z, port x1: value −3, gradient −24",
        "  edge from x to z, port x2: value 2, gradient 36",
        "  edge from z to L, port base: value −6, gradient −12",
    ]


def test_what_is_not_computed_yet_is_said(canvas: CanvasView) -> None:
    canvas.playhead.to_start()
    lines = tree(QAccessible.queryAccessibleInterface(canvas))
    assert "  z, Multiply: value not computed yet" in lines
    assert not any("gradient" in line for line in lines)


def test_a_description_tells_the_neighbours(canvas: CanvasView) -> None:
    whole = QAccessible.queryAccessibleInterface(canvas)
    described = [whole.child(index).text(Text.Description) for index in (2, 3)]
    assert described == [
        "value −6, gradient −12; from w and x; to L",
        "value 36, gradient 1; the output; from z",
    ]


def test_deleting_and_undoing(canvas: CanvasView) -> None:
    whole = QAccessible.queryAccessibleInterface(canvas)
    z = whole.child(2)
    document = canvas.document
    document.perform(RemoveNode(document.graph.resolve("z")), "Delete z")
    assert not z.isValid()
    assert z.state().invalid
    assert z.text(Text.Name) == ""
    assert not any("z" in line for line in tree(whole)[1:])
    document.undo_stack.undo()
    document.ensure_evaluated()
    assert z.isValid()
    assert z in [whole.child(index) for index in range(whole.childCount())]


def test_groups_are_named_and_nodes_say_where_they_are(canvas: CanvasView) -> None:
    graph = canvas.document.graph
    whole = QAccessible.queryAccessibleInterface(canvas)
    assert isinstance(whole, CanvasAccessible)
    edit, group_id = group_nodes(graph, [graph.resolve("w"), graph.resolve("z")], "Layer")
    canvas.document.perform(edit, "Group")
    group = whole.child(0)
    assert group.text(Text.Name) == "group Layer, open"
    assert group.text(Text.Description) == "2 nodes"
    w = whole.part(graph.resolve("w"))
    assert "in the group Layer" in w.text(Text.Description)
    assert group.rect().contains(w.rect())
    canvas.document.perform(SetGroup(group_id, {"is_collapsed": True}), "Collapse")
    assert group.text(Text.Name) == "group Layer, collapsed"
    assert not group.rect().isEmpty()
    assert w.rect() == group.rect()
    canvas.document.undo_stack.undo()
    canvas.document.undo_stack.undo()
    assert not group.isValid()


def test_selection_is_focus(canvas: CanvasView) -> None:
    whole = QAccessible.queryAccessibleInterface(canvas)
    w = whole.child(1)
    assert whole.focusChild() is None
    canvas.document.select([canvas.document.graph.resolve("w")])
    assert w.state().selected
    assert whole.focusChild() is w
    assert not whole.child(0).state().selected


def test_places_are_those_on_the_screen(canvas: CanvasView) -> None:
    whole = QAccessible.queryAccessibleInterface(canvas)
    for index in range(4):
        rect = whole.child(index).rect()
        found = whole.childAt(rect.center().x(), rect.center().y())
        assert found is whole.child(index)
    assert not whole.child(0).state().offscreen
    canvas.navigator.zoom_to(8.0)
    assert any(whole.child(index).state().offscreen for index in range(4))


def test_a_reader_may_hold_on_to_a_canvas_that_is_no_more(qtbot: QtBot) -> None:
    install()
    for _ in range(3):
        document = Document()
        document.show(Contents(parse("y = x^2")), None)
        canvas = CanvasView(document, Playhead(document, document))
        whole = QAccessible.queryAccessibleInterface(canvas)
        assert len(tree(whole)) > 3
        assert QAccessible.uniqueId(whole.child(0))
        shiboken6.delete(canvas)
        shiboken6.delete(document)
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is announced."""
    said: list[str] = []
    for module in ("gui.canvas.voice", "gui.widgets.notice_bar"):
        monkeypatch.setattr(f"{module}.announce", lambda _thing, sentence: said.append(sentence))
    return said


@pytest.fixture
def reader() -> Iterator[None]:
    """A screen reader that listens."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.mark.usefixtures("reader")
def test_edits_and_steps_are_announced(canvas: CanvasView, spoken: list[str]) -> None:
    Voice(canvas)
    document = canvas.document
    document.perform(RemoveNode(document.graph.resolve("L")), "Delete L")
    assert spoken == ["Delete L"]
    document.undo_stack.undo()
    assert spoken[1:] == ["Undone: Delete L"]
    document.ensure_evaluated()
    canvas.playhead.to_start()
    spoken.clear()
    canvas.playhead.step_forward()
    canvas.playhead.seek(canvas.playhead.length)
    assert len(spoken) == 2
    assert "value 2" in spoken[0]
    document.select(document.graph.node_ids())
    assert spoken[-1] == "4 nodes selected"
    document.select(document.graph.node_ids()[:1])

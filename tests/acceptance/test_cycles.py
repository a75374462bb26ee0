"""No gesture makes a cycle, whichever way it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from engine.document_format import dump
from engine.edits import Disconnect
from engine.graph import Edge
from tests.acceptance.person import LEFT, NONE, Person

if TYPE_CHECKING:
    from gui.window import MainWindow

MOST_PORTS = 60


@pytest.fixture
def before(window: MainWindow) -> str:
    """The document before the slip."""
    return dump(window.document.contents)


def pull(person: Person, start: QPoint, end: QPoint) -> str:
    """Drag from one place to another; return what was said before the release."""
    viewport = person.canvas.viewport()
    QTest.mousePress(viewport, LEFT, NONE, start)
    for share in (0.1, 0.5, 1.0):
        QTest.mouseMove(viewport, start + (end - start) * share)
        person.wait()
    told = person.canvas.furniture.tip.text()
    QTest.mouseRelease(viewport, LEFT, NONE, end)
    person.wait()
    return told


def port(person: Person, name: str, port: str = "") -> QPoint:
    """Where a port of a node is, without a port its output."""
    diagram, node_id = person.canvas.stage.diagram, person.node(name).id
    place = diagram.input_place(node_id, port) if port else diagram.output_place(node_id)
    return person.pixel(*place)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (("yhat", ""), ("z1", "x1")),
        (("o1", ""), ("o1", "x")),
        (("L", "prediction"), ("n4", "x1")),
    ],
    ids=["forth", "to itself", "an edge taken elsewhere"],
)
def test_dragged_from_port_to_port(
    person: Person,
    window: MainWindow,
    before: str,
    start: tuple[str, str],
    end: tuple[str, str],
) -> None:
    told = pull(person, port(person, *start), port(person, *end))
    assert "cycle" in told or "itself" in told
    assert dump(window.document.contents) == before
    assert window.document.undo_stack.count() == 0


def test_dragged_from_a_free_port_back(person: Person, window: MainWindow) -> None:
    edge = Edge(person.node("o1").id, "n8", "x2")
    window.document.perform(Disconnect(edge), "Remove an edge")
    person.wait()
    before = dump(window.document.contents)
    told = pull(person, port(person, "n8", "x2"), port(person, "yhat"))
    assert "cycle" in told
    assert dump(window.document.contents) == before


def test_an_edge_taken_by_its_beginning(person: Person, window: MainWindow, before: str) -> None:
    edge = Edge(person.node("o1").id, "n8", "x2")
    table = window.canvas.stage.diagram.edges
    near_start = table.path(table.rows[edge]).pointAtPercent(0.3)
    told = pull(person, person.pixel(near_start.x(), near_start.y()), port(person, "L"))
    assert "cycle" in told
    assert dump(window.document.contents) == before


def test_by_the_keys_no_port_that_closes_one_is_offered(
    person: Person, window: MainWindow, before: str
) -> None:
    barred = window.document.graph.ancestors(person.node("o").id) | {person.node("o").id}
    person.focus_canvas()
    window.document.select([person.node("o").id])
    person.press(Qt.Key.Key_E)
    offered = set()
    for _ in range(MOST_PORTS):
        lit = window.canvas.stage.marks.port
        assert lit is not None
        offered.add(lit)
        person.press(Qt.Key.Key_Tab)
    assert {node for node, _ in offered}.isdisjoint(barred)
    assert (person.node("L").id, "target") in offered
    person.press(Qt.Key.Key_Escape)
    assert dump(window.document.contents) == before


def test_a_node_with_edges_dropped_on_an_edge_is_only_moved(
    person: Person, window: MainWindow
) -> None:
    """Led through a node that the edge already feeds, the edge would go round."""
    graph = window.document.graph
    edges = graph.edges()
    edge = Edge(person.node("x").id, person.node("o").id, "x2")
    table = window.canvas.stage.diagram.edges
    middle = table.path(table.rows[edge]).pointAtPercent(0.5)
    person.move(person.node("yhat").id, middle.x() - 66, middle.y() - 42)
    assert graph.edges() == edges
    assert window.document.undo_stack.count() == 1

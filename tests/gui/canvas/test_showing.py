"""What is known of nodes and edges at each point of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.diagnostic import Diagnostic, Kind, Severity
from engine.program import parse
from engine.tape import record
from engine.trace import Trace, annotations_at
from gui.canvas.diagram import Diagram
from gui.canvas.row_state import EdgeKind, RowState
from gui.canvas.showing import Reading, Showing, magnitudes_of

if TYPE_CHECKING:
    from engine.graph import Edge, Graph

pytestmark = pytest.mark.usefixtures("qapp")

TEXT = "input x = 3; param w = 2; y = w*x; L = y^2"


def showing(graph: Graph, position: int) -> Showing:
    trace = Trace(record(graph).evaluate())
    return Showing(trace, annotations_at(trace, position))


def edge(graph: Graph, source: str, target: str) -> Edge:
    found = graph.edges_out_of(graph.resolve(source))
    return next(edge for edge in found if edge.target == graph.resolve(target))


def test_before_the_first_step_only_leaves_have_numbers() -> None:
    graph = parse(TEXT)
    start = showing(graph, 0)
    assert start.node_reading(graph.find("x")) == Reading(3.0, None, True, True)
    assert start.node_reading(graph.find("y")) == Reading(None, None, True, True)
    assert start.edge_reading(edge(graph, "x", "y")) == Reading()


def test_values_come_forward_and_gradients_back() -> None:
    graph = parse(TEXT)
    forward = showing(graph, 4)
    assert forward.node_reading(graph.find("L")) == Reading(36.0, None, True, True)
    assert forward.edge_reading(edge(graph, "y", "L")) == Reading(6.0, None, True, False)
    back = showing(graph, 5)
    assert back.node_reading(graph.find("L")).gradient == 1.0
    assert back.edge_reading(edge(graph, "y", "L")) == Reading(6.0, 12.0, True, True)
    assert back.edge_reading(edge(graph, "w", "y")) == Reading(2.0, None, True, True)


def test_constants_have_no_gradient_and_no_dash_for_one() -> None:
    graph = parse("constant c = 2; x = 3; y = c*x")
    end = showing(graph, 5)
    assert end.node_reading(graph.find("c")) == Reading(2.0, None, True, False)
    assert end.edge_reading(edge(graph, "c", "y")) == Reading(2.0, None, True, False)
    assert end.edge_reading(edge(graph, "x", "y")).gradient == 2.0


def test_a_node_that_could_not_be_evaluated_has_dashes() -> None:
    graph = parse("x = 1; y = sin(x); z = y + q")
    end = showing(graph, 2)
    assert end.node_reading(graph.find("z")) == Reading(None, None, True, True)
    assert end.edge_reading(edge(graph, "y", "z")).value == pytest.approx(0.8414709848)
    assert end.edge_reading(edge(graph, "q", "z")) == Reading(has_value=True)


def test_nothing_evaluated_shows_what_leaves_hold() -> None:
    graph = parse(TEXT)
    nothing = Showing()
    assert nothing.node_reading(graph.find("w")).value == 2.0
    assert nothing.edge_reading(graph.edges()[0]) == Reading()
    assert (nothing.position, nothing.step, nothing.output) == (0, None, None)
    assert nothing.active_edges == frozenset()


def test_the_active_step_and_its_edges_are_told() -> None:
    graph = parse(TEXT)
    step = showing(graph, 5).step
    assert step is not None
    assert step.node == graph.resolve("L")
    assert showing(graph, 5).active_edges == {edge(graph, "y", "L")}
    assert showing(graph, 5).output == graph.resolve("L")


def test_badges_gather_what_was_found_at_a_node() -> None:
    found = (
        Diagnostic(Kind.KINK, Severity.NOTE, "a kink", "n1"),
        Diagnostic(Kind.DOMAIN, Severity.WARNING, "outside", "n2"),
        Diagnostic(Kind.NON_FINITE, Severity.ERROR, "nan", "n2"),
        Diagnostic(Kind.OUTPUT, Severity.WARNING, "no output"),
    )
    badges = Showing(diagnostics=found).badges
    assert badges == {
        "n1": (Severity.NOTE, "a kink"),
        "n2": (Severity.ERROR, "outside\nnan"),
    }


def test_edges_are_drawn_by_the_size_of_what_they_carry() -> None:
    graph = parse("a = 1; b = 1; c = 5; y = 100*a + 0.01*b + 0*c")
    diagram = Diagram(graph)
    state = RowState()
    end = showing(graph, len(Trace(record(graph).evaluate())))
    state.update(diagram, end)

    def drawn(source: str) -> tuple[int, float]:
        row = diagram.edges.rows[graph.edges_out_of(graph.resolve(source))[0]]
        return int(state.edge_kinds[row]), float(state.edge_widths[row])

    assert drawn("a") == (EdgeKind.FLOWING, 4.0)
    assert drawn("b")[0] == EdgeKind.FLOWING
    assert drawn("b")[1] == pytest.approx(1.2)
    assert drawn("c") == (EdgeKind.DEAD, 1.0)
    state.update(diagram, showing(graph, 1))
    assert drawn("a")[0] == EdgeKind.PLAIN


def test_known_numbers_are_told_by_row() -> None:
    graph = parse(TEXT)
    diagram = Diagram(graph)
    state = RowState()
    state.update(diagram, showing(graph, 3))
    known = {
        node.name: bool(state.has_value[diagram.nodes.rows[node.id]]) for node in graph.nodes()
    }
    assert known == {"x": True, "w": True, "y": True, "L": False}
    assert not state.has_gradient.any()


def test_the_contribution_of_an_array_counts_by_its_norm() -> None:
    graph = parse("x = [3, 4]; y = sum(x*x)")
    trace = Trace(record(graph).evaluate())
    product = next(node.id for node in graph.nodes() if node.operation == "multiply")
    row = trace.tape.rows[graph.edges_into(product)[0]]
    assert magnitudes_of(trace)[row] == pytest.approx(5.0)

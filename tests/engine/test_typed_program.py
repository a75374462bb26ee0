"""Several formulas typed at once into an empty graph."""

from __future__ import annotations

import pytest

from engine.errors import ExpressionError
from engine.graph import Graph
from engine.listing import print_program
from engine.typed_program import typed_program


def test_it_lies_around_the_middle_and_can_be_taken_back() -> None:
    graph = Graph()
    found = typed_program(graph, "param w = 2; s = w*x; y = tanh(s); output s", (300.0, 200.0))
    inverse = found.edit.apply(graph)
    assert graph.output == found.node_id == graph.resolve("s")
    assert set(found.added) == set(graph.node_ids())
    lefts = [node.position[0] for node in graph.nodes()]
    assert min(lefts) < 300 < max(lefts)
    inverse.apply(graph)
    assert len(graph) == 0


def test_leaves_alone_are_taken_too() -> None:
    graph = Graph()
    typed_program(graph, "x = 1; y = 2", (0.0, 0.0)).edit.apply(graph)
    assert print_program(graph).splitlines()[:2] == ["input x = 1", "input y = 2"]


def test_a_preview_needs_no_layout() -> None:
    found = typed_program(Graph(), "w = 2; y = w*x", (0.0, 0.0), is_preview=True)
    assert len(found.added) == 3


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("y = ;\n x = 1", 1, 5), ("x = 1\ny = (x", 2, 7), ("#\n#", None, 1)],
)
def test_mistakes_have_a_place(text: str, line: int | None, column: int) -> None:
    with pytest.raises(ExpressionError) as raised:
        typed_program(Graph(), text, (0.0, 0.0))
    assert (raised.value.line, raised.value.column) == (line, column)
